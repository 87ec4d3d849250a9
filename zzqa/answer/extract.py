"""Choosing the answer: all candidates of the best passages compared, one kept or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from zzqa.answer.alternatives import Alternative, find_alternatives, newest_first
from zzqa.answer.candidates import FINDERS, find_candidates, sentence_of
from zzqa.answer.clauses import weigh
from zzqa.answer.score import Choice, confidence, confidence_features, order
from zzqa.answer.sentences import sentence_choices, yes_or_no
from zzqa.records import Query
from zzqa.search import Ranked
from zzqa.search.features import concept_weights

PASSAGES = 8
"""Passages read for an answer: beyond these, recall on the labelled questions gains nothing."""


class ChoiceSource(Protocol):
    """A source of possible answers with their evidence: the rules, or a reader's spans weighed."""

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
        for one in ranked[:PASSAGES]:
            found += self._typed(query, one, weights)
            if query.answer_type not in FINDERS or query.answer_type == "list":
                found += sentence_choices(query, one, weights)
        if not found:
            for one in ranked[:PASSAGES]:
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


def merged(choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices with each span once: what the rules and a reader both found is one.

    The first keeps its evidence and takes the highest score that a reader gave.
    """
    kept: dict[tuple[str, int, int], Choice] = {}
    for choice in choices:
        place = choice.ranked.hit.passage.id, choice.candidate.start, choice.candidate.end
        known = kept.get(place)
        if known is None:
            kept[place] = choice
        elif choice.reader > known.reader:
            kept[place] = replace(known, reader=choice.reader)
    return list(kept.values())


def extract(
    query: Query, ranked: Sequence[Ranked], sources: Sequence[ChoiceSource]
) -> Extraction | None:
    """Return the best answer that the passages hold, however poor; None when there is none."""
    choices = order(merged([c for source in sources for c in source.choices(query, ranked)]))
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
