"""BM25 over postings: which passages hold a term, how often, and how long each passage is.

A query's scores are a weighted sum over the postings of its terms alone. The terms lie sorted in
one text, found by binary search, so that opening an index reads none of them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import IndexDamagedError
from zzqa.index.codec import to_bytes, to_text
from zzqa.index.column_checks import column_check
from zzqa.index.store import Mapped

K1 = 1.5
"""Saturation of the term frequency; rank_bm25's default, which defines our scores."""
B = 0.75
"""Share of the length normalisation; rank_bm25's default."""
EPSILON = 0.25
"""Terms in over half of the passages get this share of the average idf; rank_bm25's default."""


FREQUENCY_TYPES = ("|u1", "<u2", "<i4")
"""Number types of term frequencies: the smallest is taken that holds the highest."""
_NO_RARITY = 1e-9
"""The rarity of a term in exactly half of the passages: 0.0 would say that none has it."""
_FOUND = 4096
"""Terms whose columns are remembered: those of some dozens of questions."""


@dataclass(frozen=True, slots=True)
class LexicalArrays:
    """The postings of all terms, term by term (compressed sparse columns).

    ``terms`` is the UTF-8 of all terms, sorted, each ended by a line feed; term ``t`` is
    ``terms[term_offsets[t]:term_offsets[t + 1] - 1]`` (int64). Its passages, rising, are
    ``indices[indptr[t]:indptr[t + 1]]`` (indptr int64, indices int32), and how often each holds it
    stands at the same places of ``frequencies`` (of ``FREQUENCY_TYPES``). ``norms`` is BM25's
    length norm of each passage (float64), ``checks`` the CRC-32 of each term's indices and
    frequencies (uint32).
    """

    terms: Mapped
    term_offsets: NDArray[np.int64]
    indptr: NDArray[np.int64]
    checks: NDArray[np.uint32]
    norms: NDArray[np.float64]
    indices: NDArray[np.int32]
    frequencies: NDArray[np.integer]
    average_idf: float

    @property
    def passages(self) -> int:
        """How many passages the postings are of."""
        return len(self.norms)

    def check(self) -> None:
        """Raise ValueError unless the arrays' bounds fit each other."""
        for name, offsets, end in (
            ("term_offsets", self.term_offsets, len(self.terms)),
            ("indptr", self.indptr, len(self.indices)),
        ):
            if not len(offsets) or offsets[0] != 0 or offsets[-1] != end:
                raise ValueError(f"{name} does not span 0 to {end}")
            if np.any(offsets[1:] < offsets[:-1]):
                raise ValueError(f"{name} falls somewhere")
        if not len(self.term_offsets) == len(self.indptr) == len(self.checks) + 1:
            raise ValueError(
                f"{len(self.term_offsets) - 1} terms but {len(self.indptr) - 1} columns and "
                f"{len(self.checks)} checksums"
            )
        if len(self.indices) != len(self.frequencies):
            raise ValueError(
                f"{len(self.indices)} postings but {len(self.frequencies)} frequencies"
            )


class LexicalIndex:
    """Scores passages for weighted terms; immutable, safe to use from several threads."""

    def __init__(self, arrays: LexicalArrays) -> None:
        """Raises ValueError when the arrays' bounds do not fit each other."""
        arrays.check()
        self._arrays = arrays
        self._count = len(arrays.term_offsets) - 1
        # Which columns were compared with their checksums: one byte a term, written by any thread.
        self._whole = bytearray(self._count)
        self._found: dict[str, int | None] = {}

    @property
    def arrays(self) -> LexicalArrays:
        """What it scores with: for building the next generation."""
        return self._arrays

    @property
    def passages(self) -> int:
        """How many passages are scored."""
        return self._arrays.passages

    def score(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Return float32 BM25 scores of shape (passages,), higher is better.

        Each term's impact is multiplied by its weight; unknown terms add nothing.
        """
        # Summed in double precision and in the terms' order: the mapping's order changes nothing.
        scores = np.zeros(self._arrays.passages, dtype=np.float64)
        for term in sorted(weights):
            indices, impacts = self.postings(term)
            scores[indices] += weights[term] * impacts
        return scores.astype(np.float32)

    def score_of(
        self, weights: Mapping[str, float], numbers: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return what ``score`` gives some passages (rising): float32, shape (len(numbers),).

        Takes time in proportion to them, and not to how many hold the terms.
        """
        scores = np.zeros(len(numbers), dtype=np.float64)
        for term in sorted(weights):
            scores += weights[term] * self.impacts_of(term, numbers)
        return scores.astype(np.float32)

    def impacts_of(self, term: str, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return what BM25 gives some passages (rising) for a term, 0 where they do not hold it.

        Raises IndexDamagedError when the term's postings are not what was written.
        """
        impacts = np.zeros(len(numbers), dtype=np.float32)
        column = self._column(term)
        if column is not None and len(numbers):
            indices, frequencies = self._postings(column)
            places = np.searchsorted(indices, numbers.astype(np.int32))
            places[places == len(indices)] = 0
            held = np.flatnonzero(indices[places] == numbers)
            places = places[held]
            impacts[held] = self._impacts(len(indices), indices[places], frequencies[places])
        return impacts

    def bound(self, term: str) -> float:
        """Return a number that no passage's impact of a term exceeds; 0.0 for an unknown term."""
        column = self._column(term)
        if column is None:
            return 0.0
        most = int(self._postings(column)[1].max(initial=0))
        return max(self.idf(term), 0.0) * most * (K1 + 1) / (most + self._least_norm)

    @cached_property
    def _least_norm(self) -> float:
        return float(self._arrays.norms.min(initial=np.inf))

    def postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the passages that hold a term, rising, and what BM25 gives each for it.

        Raises IndexDamagedError when they are not what was written.
        """
        column = self._column(term)
        if column is None:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        indices, frequencies = self._postings(column)
        return indices, self._impacts(len(indices), indices, frequencies)

    def _impacts(
        self, count: int, indices: NDArray[np.int32], frequencies: NDArray[np.integer]
    ) -> NDArray[np.float32]:
        """Return the impacts of some postings of a term that ``count`` passages hold."""
        idf = floored_idf(count, self.passages, self._arrays.average_idf)
        impacts = idf * saturation(frequencies, self._arrays.norms[indices])
        return impacts.astype(np.float32)

    def _postings(self, column: int) -> tuple[NDArray[np.int32], NDArray[np.integer]]:
        """Return a column's passages and frequencies, checked the first time they are touched."""
        arrays = self._arrays
        first, last = arrays.indptr[column], arrays.indptr[column + 1]
        indices, frequencies = arrays.indices[first:last], arrays.frequencies[first:last]
        if not self._whole[column]:
            sound = column_check(indices, frequencies) == arrays.checks[column]
            # An index made to harm may have checksums that fit: no number leads out of the arrays.
            if not sound or np.any(indices < 0) or np.any(indices >= arrays.passages):
                raise IndexDamagedError(
                    f"the postings of {to_text(self._term(column))!r} in the index are damaged; "
                    "expected them as they were written; run `zzqa verify`, then `zzqa index` "
                    "with the files or folders to index"
                )
            self._whole[column] = 1
        return indices, frequencies

    def document_frequency(self, term: str) -> int:
        """Return how many passages hold a term; 0 for an unknown one."""
        column = self._column(term)
        if column is None:
            return 0
        return int(self._arrays.indptr[column + 1] - self._arrays.indptr[column])

    def idf(self, term: str) -> float:
        """Return the inverse document frequency that the impacts were made with, 0.0 if unknown."""
        frequency = self.document_frequency(term)
        if not frequency:
            return 0.0
        return floored_idf(frequency, self._arrays.passages, self._arrays.average_idf)

    def rarity(self, term: str) -> float:
        """Return the idf, but never 0.0 for a term that a passage has: one in half of them."""
        return self.idf(term) or (_NO_RARITY if term in self else 0.0)

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self._column(term) is not None

    def terms(self) -> Iterator[str]:
        """Yield every term, in code point order."""
        for column in range(self._count):
            yield to_text(self._term(column))

    def _term(self, column: int) -> bytes:
        offsets = self._arrays.term_offsets
        return self._arrays.terms[int(offsets[column]) : int(offsets[column + 1]) - 1]

    def _column(self, term: str) -> int | None:
        """Find a term; a question asks for each of its terms many times."""
        found = self._found.get(term, -1)
        if found == -1:
            if len(self._found) >= _FOUND:
                self._found.clear()
            found = self._found[term] = self._search(term)
        return found

    def _search(self, term: str) -> int | None:
        """Find a term by halving. UTF-8 sorts as code points do, so bytes can be compared."""
        wanted = to_bytes(term)
        column = bisect_left(range(self._count), wanted, key=self._term)
        return column if column < self._count and self._term(column) == wanted else None


def raw_idf(frequency: int, passages: int) -> float:
    """Return ``log((N - n + 0.5) / (n + 0.5))`` (Robertson and Spärck Jones), maybe negative."""
    return math.log(passages - frequency + 0.5) - math.log(frequency + 0.5)


def floored_idf(frequency: int, passages: int, average_idf: float) -> float:
    """Return the idf, and rank_bm25's ``EPSILON * average_idf`` in place of a negative one."""
    idf = raw_idf(frequency, passages)
    return idf if idf >= 0 else EPSILON * average_idf


def length_norms(lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what BM25 adds to a term's frequency in each passage (Robertson et al., TREC-3).

    ``K1 * (1 - B + B * length / average_length)``
    """
    # Without any term there is nothing to divide: any positive number will do.
    average = float(lengths.sum()) / len(lengths) if lengths.sum() else 1.0
    norms = K1 * (1 - B + B * lengths / average)
    return np.asarray(norms, dtype=np.float64)


def saturation(frequencies: NDArray[np.integer], norms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return BM25's term frequency part, from 0 to ``K1 + 1``: ``tf * (K1 + 1) / (tf + norm)``."""
    counts = frequencies.astype(np.float64)
    part: NDArray[np.float64] = counts * (K1 + 1)
    counts += norms
    part /= counts
    return part
