"""What to answer: a sum, a list, one value, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zzqa.answer.alternatives import date_of
from zzqa.answer.compare import Missing, compare, may_be_stated
from zzqa.answer.comparisons import find_comparison
from zzqa.answer.extract import Extraction
from zzqa.answer.lists import Listed, find_list
from zzqa.answer.operands import Part
from zzqa.answer.outcome import Outcome, list_outcome, missing_outcome, sum_outcome
from zzqa.answer.quotes import Quoter
from zzqa.answer.reading.spans import SURE
from zzqa.answer.reasons import reason
from zzqa.answer.series import find_extreme, superlative
from zzqa.records import OtherFigure, Quantity, Query, Span
from zzqa.search import Ranked
from zzqa.text.quantity_words import format_english

Find = Callable[[str], tuple[Query, Extraction | None]]
"""Asks another question of the same index, under the same filters."""
Choose = Callable[[], Extraction | None]
"""Gives what the rules choose for the question itself; the first call works it out."""
Read = Callable[[Extraction | None], Extraction | None]
"""Seeks the very words in what the rules chose."""

_FIGURES = ("number", "money", "percent", "rank")


@dataclass(frozen=True, slots=True)
class Decision:
    """What answering decides with: the quoter, how many quotes, and the least confidence.

    ``read`` is not asked for sums: they are made of what the rules chose, and so are lists, unless
    the reader is sure of another sentence.
    """

    quoter: Quoter
    top_k: int
    least: float
    find: Find
    read: Read

    def decide(self, query: Query, choose: Choose, ranked: Sequence[Ranked]) -> Outcome:
        """Return the answer to a question, or the abstention."""
        composed = self._compared(query, choose, ranked) or self._extreme(query, choose, ranked)
        if composed is not None:
            return composed
        chosen = choose()
        read = self.read(chosen)
        listed = self._listed(query, chosen, read, ranked)
        return listed or self._single(query, read, ranked)

    def _compared(self, query: Query, choose: Choose, ranked: Sequence[Ranked]) -> Outcome | None:
        """Return the answer to a question that compares; None where it does not."""
        comparison = find_comparison(query)
        if comparison is None:
            return None
        parts = [Part(operand, *self.find(operand.question)) for operand in comparison.operands]
        whole = choose() if may_be_stated(comparison) else None
        result = compare(comparison, query, parts, whole, self.least)
        if result is None:
            return None
        if isinstance(result, Missing):
            outcome = missing_outcome(result, self.quoter.proof)
        else:
            outcome = sum_outcome(result, self.quoter.proof)
        if outcome.value is not None and outcome.confidence < self.least:
            outcome = replace(
                outcome,
                value=None,
                rejected=outcome.value,
                reason="the values found are not certain enough to be compared",
            )
        return self.quoter.filled(outcome, ranked, self.top_k)

    def _extreme(self, query: Query, choose: Choose, ranked: Sequence[Ranked]) -> Outcome | None:
        """Return the answer to a question for the most of several that one sentence tells of."""
        asked = superlative(query)
        if asked is None:
            return None
        question, more = asked
        _, found = self.find(question)
        result = find_extreme(query, choose(), found, more=more)
        if result is None or result.confidence < self.least:
            return None
        return self.quoter.filled(sum_outcome(result, self.quoter.proof), ranked, self.top_k)

    def _listed(
        self,
        query: Query,
        extraction: Extraction | None,
        read: Extraction | None,
        ranked: Sequence[Ranked],
    ) -> Outcome | None:
        """Return the answer to a question for several things; None where there is no list.

        None too where the reader is sure of another sentence, and what it read there is an answer.
        """
        listed = find_list(query, extraction)
        if listed is None or listed.confidence < self.least:
            return None
        if _elsewhere(listed, read) and read is not None and read.confidence >= self.least:
            return None
        whole = Span(listed.choice.candidate.start, listed.choice.candidate.end)
        quote = self.quoter.quote(listed.choice.ranked.hit, listed.sentence, whole)
        outcome = list_outcome(listed, quote, self.quoter.locate)
        return self.quoter.filled(outcome, ranked, self.top_k)

    def _single(
        self, query: Query, extraction: Extraction | None, ranked: Sequence[Ranked]
    ) -> Outcome:
        if extraction is None or extraction.confidence < self.least:
            return Outcome(
                value=None,
                confidence=extraction.confidence if extraction else 0.0,
                quotes=tuple(self.quoter.nearest(one) for one in ranked[: self.top_k]),
                reason=reason(query, extraction),
                rejected=extraction.value if extraction else None,
                judged_by=(extraction.features,) if extraction else (),
            )
        best = extraction.best
        others = [one for one in ranked if one is not best.ranked][: max(self.top_k - 1, 0)]
        mention = best.candidate.mention
        figure = mention if isinstance(mention, Quantity) else None
        return Outcome(
            value=extraction.value,
            confidence=extraction.confidence,
            quotes=(self.quoter.proof(best), *(self.quoter.nearest(one) for one in others)),
            reason=None,
            rejected=None,
            english=format_english(figure) if figure and query.lang == "en" else None,
            date=date_of(best) if figure else None,
            judged_by=(extraction.features,),
            others=tuple(
                OtherFigure(a.choice.candidate.text, a.date, a.why, self.quoter.proof(a.choice))
                for a in extraction.alternatives
            ),
        )


def _elsewhere(listed: Listed, read: Extraction | None) -> bool:
    """Whether the reader is sure of words outside the sentence of a list."""
    if read is None or read.best.read < SURE:
        return False
    best, sentence = read.best, listed.sentence
    inside = sentence.start < best.candidate.end and best.candidate.start < sentence.end
    return best.ranked is not listed.choice.ranked or not inside


def operand_query(query: Query, whole: Query) -> Query:
    """Return the question for one value of the comparison ``whole``: it asks for a figure."""
    kind = query.answer_type if query.answer_type in _FIGURES else "number"
    if "%" in query.units:
        kind = "percent"
    return replace(query, answer_type=kind, lang=whole.lang)


def part_questions(query: Query) -> tuple[str, ...]:
    """Return the questions that answering this one asks besides: for each value compared."""
    comparison = find_comparison(query)
    if comparison is not None:
        return tuple(operand.question for operand in comparison.operands)
    asked = superlative(query)
    return (asked[0],) if asked else ()


def is_composed(query: Query) -> bool:
    """Whether a question is answered by a sum over several values, and by no span."""
    return find_comparison(query) is not None or superlative(query) is not None
