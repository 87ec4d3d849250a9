"""Choosing the answer: all candidates of the best passages compared, one kept or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from zzqa.answer.alternatives import Alternative, find_alternatives, newest_first
from zzqa.answer.candidates import FINDERS, find_candidates, sentence_of
from zzqa.answer.clauses import weigh
from zzqa.answer.score import Choice, confidence, confidence_features, order
from zzqa.answer.sentences import sentence_choices, yes_or_no
from zzqa.records import Query
from zzqa.search import Ranked
from zzqa.search.features import concept_weights

_PASSAGES = 8
"""Passages read for an answer: beyond these, recall on the labelled questions gains nothing."""


class AnswerExtractor(Protocol):
    """A source of possible answers, such as rules or a trained reader."""

    def choices(self, query: Query, ranked: Sequence[Ranked]) -> list[Choice]:
        """Return possible answers in the given passages, in any order."""


@dataclass(frozen=True, slots=True)
class RuleExtractor:
    """Candidates by type, judged by the clause they stand in."""

    idf: Callable[[str], float]

    def choices(self, query: Query, ranked: Sequence[Ranked]) -> list[Choice]:
        """Return the typed candidates, or the sentences where the type has none."""
        weights = concept_weights(query, self.idf)
        found: list[Choice] = []
        for one in ranked[:_PASSAGES]:
            found += self._typed(query, one, weights)
            if query.answer_type not in FINDERS or query.answer_type == "list":
                found += sentence_choices(query, one, weights)
        if not found:
            for one in ranked[:_PASSAGES]:
                found += sentence_choices(query, one, weights)
        return found

    def _typed(self, query: Query, ranked: Ranked, weights: Sequence[float]) -> list[Choice]:
        passage = ranked.hit.passage
        similar = dict(zip(passage.sentences, ranked.similarities))
        choices: list[Choice] = []
        for candidate in find_candidates(query, passage):
            sentence = sentence_of(passage, candidate.start, candidate.end)
            choices.append(
                Choice(
                    ranked=ranked,
                    candidate=candidate,
                    sentence=sentence,
                    evidence=weigh(query, ranked.view, candidate, weights),
                    similarity=float(similar.get(sentence, 0.0)),
                    form=float(query.answer_type == "list" and candidate.text.count("、") > 1),
                )
            )
        return choices


@dataclass(frozen=True, slots=True)
class Extraction:
    """The best choice with its value and confidence, and the others in order."""

    best: Choice
    value: str
    confidence: float
    features: dict[str, float]
    others: tuple[Choice, ...]
    alternatives: tuple[Alternative, ...] = ()
    """Other figures for the same thing, with their dates."""


def extract(
    query: Query, ranked: Sequence[Ranked], extractors: Sequence[AnswerExtractor]
) -> Extraction | None:
    """Return the best answer that the passages hold, however poor; None when there is none."""
    choices = order([c for extractor in extractors for c in extractor.choices(query, ranked)])
    if not choices:
        return None
    best, *others = newest_first(query, choices)
    alternatives = tuple(find_alternatives(query, best, others))
    # A figure of another date casts no doubt on this one.
    told = {id(a.choice) for a in alternatives if a.why == "other date"}
    rivals = [(choice, choice.score) for choice in others if id(choice) not in told]
    features = confidence_features(query, best, best.score, rivals)
    value = yes_or_no(query, best) if query.answer_type == "yesno" else best.candidate.text
    return Extraction(best, value, confidence(features), features, tuple(others), alternatives)
