"""The passages with the highest BM25 scores, found without scoring all that hold a term.

MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", IPM 31, 1995), a term
at a time: the terms that can give most come first, and as soon as those that are left cannot lift
a passage into the best, they are looked up for the passages still in play alone. A word that half
of a million passages hold then costs a few look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zzqa.index import LexicalIndex

_SLACK = 1e-5
"""Sums are of single precision here, of scores that are 1 at most: so much they may be off."""
_LOOKUP = 16
"""Passages of a posting list that are added up in the time that looking up one of it takes."""


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A term of a question: what its impacts in an index count in the score, and at most give."""

    index: LexicalIndex
    term: str
    weight: float
    most: float

    @classmethod
    def all_of(
        cls, index: LexicalIndex, weights: Mapping[str, float], scale: float
    ) -> list[AskedTerm]:
        """Return the terms that passages hold, whose impacts count ``scale`` times their weight."""
        return [
            cls(index, term, scale * weight, scale * weight * index.bound(term))
            for term, weight in weights.items()
            if term in index
        ]


def candidates(
    terms: Iterable[AskedTerm], count: int, k: int, allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Return passages among which are the ``k`` with the highest positive sums, numbers rising.

    ``count`` is the number of all passages; only those ``allowed`` (shape (count,)) are returned.
    With them come some more, but all whose sum equals the last one's.
    """
    order = sorted(terms, key=lambda one: (-one.most, one.term))
    left = np.cumsum([one.most for one in reversed(order)], dtype=np.float64)[::-1]
    sums = np.zeros(count, dtype=np.float32)
    least = 0.0  # no more than the k-th highest sum
    found: NDArray[np.int64] | None = None
    for one, rest in zip(order, [*left[1:], 0.0]):
        if found is not None and len(found) * _LOOKUP < one.index.document_frequency(one.term):
            touched: NDArray[np.integer] = found
            sums[found] += one.weight * one.index.impacts_of(one.term, found)
        else:
            indices, impacts = one.index.postings(one.term)
            sums[indices] += one.weight * impacts
            touched = indices if allowed is None else indices[allowed[indices]]
        least = max(least, _kth(sums[touched], k, least))
        if least > rest + _SLACK:
            bar = least - rest - _SLACK
            if found is None:
                found = np.flatnonzero(sums >= bar)
                found = found if allowed is None else found[allowed[found]]
            else:
                found = found[sums[found] >= bar]
    if found is None:
        found = np.flatnonzero(sums if allowed is None else (sums > 0) & allowed)
    return found


def _kth(sums: NDArray[np.float32], k: int, least: float) -> float:
    """Return the ``k``-th highest of the sums; 0.0 where fewer than ``k`` exceed ``least``."""
    high = sums[sums > least]
    return float(np.partition(high, len(high) - k)[len(high) - k]) if len(high) >= k else 0.0
