"""From an analysed question to its answer: finding, ranking, extracting, deciding, quoting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zzqa.answer import RuleExtractor, extract
from zzqa.answer.alternatives import date_of
from zzqa.answer.compare import Missing, compare
from zzqa.answer.comparisons import find_comparison
from zzqa.answer.context import with_context
from zzqa.answer.extract import Extraction
from zzqa.answer.lists import find_list
from zzqa.answer.operands import Part
from zzqa.answer.outcome import Outcome, list_outcome, missing_outcome, sum_outcome
from zzqa.answer.quoting import make_quote, place_of
from zzqa.answer.reasons import reason
from zzqa.answer.score import Choice
from zzqa.clock import Clock
from zzqa.config import Filters, SearchConfig, SearchMode
from zzqa.index import IndexReader
from zzqa.protocols import Encoder, Reranker
from zzqa.records import Answer, Document, Hit, OtherFigure, Passage, Quantity, Query, Quote, Span
from zzqa.rerank import rerank
from zzqa.search import Ranked, fold_repeats, rank, retrieve
from zzqa.text.quantity_words import format_english

Analyse = Callable[[str, date | None], Query]
"""Analyses a question; the date is what 今年 counts from."""


@dataclass(frozen=True, slots=True)
class AskOptions:
    """The options of a question."""

    top_k: int = 5
    filters: Filters = Filters()
    today: date | None = None
    min_confidence: float | None = None
    context: int = 0


class Responder:
    """Answers questions from one index; immutable, safe to use from several threads."""

    def __init__(
        self,
        reader: IndexReader,
        analyse: Analyse,
        config: SearchConfig,
        reranker: Reranker | None = None,
    ) -> None:
        self._reader, self._analyse = reader, analyse
        self._config, self._reranker = config, reranker
        self._extractor = RuleExtractor(reader.lexical["words"].idf)

    def respond(
        self,
        question: str,
        query: Query,
        encoder: Encoder,
        clock: Clock,
        options: AskOptions,
        name: str | None = None,
    ) -> Answer:
        """Return the answer to a question that is analysed; ``name`` is what the asker calls it."""
        ranked = self.ranked(query, encoder, options.filters, clock=clock)
        with clock("answer"):
            extraction = self.extract(query, ranked)
            outcome = (
                self._compared(query, extraction, ranked, encoder, options)
                or self._listed(query, extraction, ranked, options)
                or self._single(query, extraction, ranked, options)
            )
            quotes = tuple(self._with_context(quote, options.context) for quote in outcome.quotes)
        return Answer(
            question=question,
            lang=query.lang,
            value=outcome.value,
            answer_type=outcome.answer_type or query.answer_type,
            confidence=outcome.confidence,
            quotes=quotes,
            reason=outcome.reason,
            rejected=outcome.rejected,
            timings_ms=clock.milliseconds,
            index=self._provenance(),
            id=name,
            english=outcome.english,
            date=outcome.date,
            others=outcome.others,
            items=outcome.items,
            open_list=outcome.open_list,
            computed=outcome.computed,
        )

    def ranked(
        self,
        query: Query,
        encoder: Encoder,
        filters: Filters,
        mode: SearchMode = "ranked",
        *,
        least: int = 0,
        clock: Clock | None = None,
    ) -> list[Ranked]:
        """Return the ranked candidates; at least so many where so many are found."""
        clock = clock or Clock()
        with clock("retrieve"):
            candidates = retrieve(self._reader, encoder, query, self._config, filters)
            if mode == "ranked":
                candidates = candidates.best(max(self._config.ranked, least))
        with clock("rank"):
            ranked = fold_repeats(self._reader, rank(self._reader, query, candidates, mode))
        if self._reranker is None or mode != "ranked":
            return ranked
        with clock("rerank"):
            return rerank(self._reranker, query.text, ranked)

    def extract(self, query: Query, ranked: Sequence[Ranked]) -> Extraction | None:
        """Return the best candidate with its evidence and its rivals, however poor."""
        return extract(query, ranked, [self._extractor])

    def _least(self, options: AskOptions) -> float:
        given = options.min_confidence
        return self._config.min_confidence if given is None else given

    def _provenance(self) -> dict[str, int | str]:
        """Return what made an answer: generation and encoder, and the reranker if there is one."""
        manifest = self._reader.manifest
        encoder = manifest.encoder.name if manifest.encoder else ""
        made: dict[str, int | str] = {"generation": manifest.generation, "encoder": encoder}
        return made | ({"reranker": self._reranker.name} if self._reranker else {})

    def _compared(
        self,
        query: Query,
        whole: Extraction | None,
        ranked: Sequence[Ranked],
        encoder: Encoder,
        options: AskOptions,
    ) -> Outcome | None:
        """Return the answer to a question that compares; None where it does not."""
        comparison = find_comparison(query)
        if comparison is None:
            return None
        parts = []
        for operand in comparison.operands:
            part = self._operand_query(operand.question, query, options.today)
            found = self.extract(part, self.ranked(part, encoder, options.filters))
            parts.append(Part(operand, part, found))
        result = compare(comparison, query, parts, whole, self._least(options))
        if result is None:
            return None
        if isinstance(result, Missing):
            outcome = missing_outcome(result, self._proof)
        else:
            outcome = sum_outcome(result, self._proof)
        return self._filled(outcome, ranked, options.top_k)

    def _listed(
        self,
        query: Query,
        extraction: Extraction | None,
        ranked: Sequence[Ranked],
        options: AskOptions,
    ) -> Outcome | None:
        """Return the answer to a question for several things; None where there is no list."""
        listed = find_list(query, extraction)
        if listed is None or listed.confidence < self._least(options):
            return None
        start, end = listed.choice.candidate.start, listed.choice.candidate.end
        quote = self.quote(listed.choice.ranked.hit, listed.sentence, Span(start, end))
        return self._filled(list_outcome(listed, quote, self._locate), ranked, options.top_k)

    def _locate(self, passage: Passage, span: Span) -> tuple[str, Span]:
        """Return what the source prints for a span of a passage, and where."""
        document = self._document(passage)
        raw = document.origin.raw_span(passage.start + span.start, passage.start + span.end)
        return document.raw[raw.start : raw.end], raw

    def _filled(self, outcome: Outcome, ranked: Sequence[Ranked], top_k: int) -> Outcome:
        """Return the outcome with the nearest sentences of other passages, ``top_k`` in all."""
        room = max(top_k - len(outcome.quotes), 0)
        nearest = (self._nearest_sentence(one) for one in ranked[:top_k])
        told = {(quote.document, quote.start) for quote in outcome.quotes}
        others = [quote for quote in nearest if (quote.document, quote.start) not in told]
        return replace(outcome, quotes=(*outcome.quotes, *others[:room]))

    def _operand_query(self, question: str, whole: Query, today: date | None) -> Query:
        """Return the question for one value of a comparison: it asks for a figure."""
        query = self._analyse(question, today)
        figures = ("number", "money", "percent", "rank")
        kind = query.answer_type if query.answer_type in figures else "number"
        return replace(query, answer_type=kind, lang=whole.lang)

    def _single(
        self,
        query: Query,
        extraction: Extraction | None,
        ranked: Sequence[Ranked],
        options: AskOptions,
    ) -> Outcome:
        if extraction is None or extraction.confidence < self._least(options):
            return Outcome(
                value=None,
                confidence=extraction.confidence if extraction else 0.0,
                quotes=tuple(self._nearest_sentence(one) for one in ranked[: options.top_k]),
                reason=reason(query, extraction),
                rejected=extraction.value if extraction else None,
            )
        best = extraction.best
        others = [one for one in ranked if one is not best.ranked][: max(options.top_k - 1, 0)]
        mention = best.candidate.mention
        figure = mention if isinstance(mention, Quantity) else None
        return Outcome(
            value=extraction.value,
            confidence=extraction.confidence,
            quotes=(self._proof(best), *(self._nearest_sentence(one) for one in others)),
            reason=None,
            rejected=None,
            english=format_english(figure) if figure and query.lang == "en" else None,
            date=date_of(best) if figure else None,
            others=tuple(
                OtherFigure(a.choice.candidate.text, a.date, a.why, self._proof(a.choice))
                for a in extraction.alternatives
            ),
        )

    def _proof(self, choice: Choice) -> Quote:
        """Return the sentence that proves a value, with the value's place in it."""
        span = Span(choice.candidate.start, choice.candidate.end)
        return self.quote(choice.ranked.hit, choice.sentence, span)

    def _nearest_sentence(self, ranked: Ranked) -> Quote:
        """Return the sentence of a passage that is nearest to the question, as a quote."""
        passage = ranked.hit.passage
        pairs = zip(ranked.similarities, passage.sentences)
        sentence = max(pairs, key=lambda pair: (float(pair[0]), -pair[1].start))[1]
        return self.quote(ranked.hit, sentence)

    def quote(self, hit: Hit, span: Span | None = None, answer: Span | None = None) -> Quote:
        """Return a span of a hit's passage, or all of it, as a verbatim quote."""
        passage = hit.passage
        document = self._document(passage)
        printed = [place_of(document, again.start, again.end) for again in passage.duplicates]
        told = [place_of(self._document(one), one.start, one.end) for one in hit.repeats]
        return make_quote(document, hit, span, answer, also=(*printed, *told))

    def _with_context(self, quote: Quote, sentences: int) -> Quote:
        if sentences <= 0:
            return quote
        return with_context(self._reader.document(quote.document), quote, sentences)

    def _document(self, passage: Passage) -> Document:
        return self._reader.document(passage.document)
