"""The words of a question by the side of its question word that they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zzqa.answer.reading.asked import Asked
from zzqa.records import Query, Token
from zzqa.search.features import UNKNOWN_WEIGHT
from zzqa.text.tokens import content_terms

NEAR = 0.6
"""What is left of a word's weight for each word that stands between it and the question word."""
_UNPLACED = (0, 0.5)


@dataclass(frozen=True, slots=True)
class Sides:
    """A question's terms: (weight, side of the question word, nearness to it).

    The side is -1 before the question word, 1 after it, 0 where that is not known. ``total`` is
    the weight of all that is asked, at least a tenth.
    """

    asked: Asked
    terms: Mapping[str, tuple[float, int, float]]
    total: float


def sides(query: Query, asked: Asked, weights: Sequence[float]) -> Sides:
    """Return what each term counts and where in the question it stands.

    ``weights`` are those of the question's concepts.
    """
    places: dict[str, tuple[int, float]] = {}
    if asked.start >= 0:
        tokens = content_terms(query.clean, [time.end for time in query.times])
        before = [token for token in tokens if token.end <= asked.start]
        after = [token for token in tokens if token.start >= asked.past]
        places = _placed(before[::-1], -1) | _placed(after, 1)
    terms: dict[str, tuple[float, int, float]] = {}
    for concept, weight in zip(query.concepts, weights):
        for term in concept:
            share = query.weights.get(term, 0.0) * weight / UNKNOWN_WEIGHT
            place = next((places[t] for t in (term, *concept) if t in places), _UNPLACED)
            if share > terms.get(term, (0.0, 0, 0.0))[0]:
                terms[term] = (share, *place)
    return Sides(asked, terms, max(sum(weights) / UNKNOWN_WEIGHT, 0.1))


def _placed(tokens: Sequence[Token], side: int) -> dict[str, tuple[int, float]]:
    """Return side and nearness of words, given the nearest first."""
    return {t.term: (side, NEAR**rank) for rank, t in reversed(list(enumerate(tokens)))}
