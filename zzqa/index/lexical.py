"""BM25 as a matrix of impacts: what each term adds to each passage's score, computed once.

A query's scores are then a weighted sum of a few columns. The terms lie sorted in one text, found
by binary search, so that opening an index reads none of them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zzqa.index.codec import to_bytes, to_text
from zzqa.index.store import Mapped

K1 = 1.5
"""Saturation of the term frequency; rank_bm25's default, which defines our scores."""
B = 0.75
"""Share of the length normalisation; rank_bm25's default."""
EPSILON = 0.25
"""Terms in over half of the passages get this share of the average idf; rank_bm25's default."""


@dataclass(frozen=True, slots=True)
class LexicalArrays:
    """A sparse matrix of BM25 impacts, term by term (compressed sparse columns).

    ``terms`` is the UTF-8 of all terms, sorted, each ended by a line feed; term ``t`` is
    ``terms[term_offsets[t]:term_offsets[t + 1] - 1]`` (int64). Its passages, rising, are
    ``indices[indptr[t]:indptr[t + 1]]`` (indptr int64, indices int32), and the BM25 score it gives
    them stands at the same places of ``impacts`` (float32, higher is better).
    """

    terms: Mapped
    term_offsets: NDArray[np.int64]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    impacts: NDArray[np.float32]
    passages: int
    average_idf: float

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
        if len(self.term_offsets) != len(self.indptr):
            raise ValueError(
                f"{len(self.term_offsets) - 1} terms but {len(self.indptr) - 1} columns"
            )
        if len(self.indices) != len(self.impacts):
            raise ValueError(f"{len(self.indices)} postings but {len(self.impacts)} impacts")


class LexicalIndex:
    """Scores passages for weighted terms; immutable, safe to use from several threads."""

    def __init__(self, arrays: LexicalArrays) -> None:
        """Raises ValueError when the arrays' bounds do not fit each other."""
        arrays.check()
        self._arrays = arrays
        self._count = len(arrays.term_offsets) - 1

    @property
    def passages(self) -> int:
        """How many passages are scored."""
        return self._arrays.passages

    @property
    def vocabulary_size(self) -> int:
        """How many different terms the passages hold."""
        return self._count

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

    def postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the passages that hold a term, rising, and its impact in each."""
        column = self._column(term)
        if column is None:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        first, last = self._arrays.indptr[column], self._arrays.indptr[column + 1]
        return self._arrays.indices[first:last], self._arrays.impacts[first:last]

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
        """Find a term. UTF-8 sorts as code points do, so bytes can be compared."""
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


def build_lexical(term_lists: Sequence[Sequence[str]]) -> LexicalArrays:
    """Return the BM25 impacts of passages given as their terms, repeated as often as they occur.

    Scores equal ``rank_bm25.BM25Okapi(term_lists)``. Raises ValueError for an empty term or one
    with a line feed in it.
    """
    terms, columns = _columns(term_lists)
    lengths = np.array([len(passage) for passage in term_lists], dtype=np.int64)
    count = len(term_lists)
    rows = np.repeat(np.arange(count, dtype=np.int64), lengths)
    # One number for a (term, passage) pair: sorting these numbers sorts by term, then passage.
    pairs, frequencies = np.unique(columns * max(count, 1) + rows, return_counts=True)
    columns, rows = np.divmod(pairs, max(count, 1))
    document_frequencies = np.bincount(columns, minlength=len(terms))
    idf, average_idf = _idfs(document_frequencies, count)
    impacts = idf[columns] * saturation(frequencies, lengths[rows], _average(lengths))
    encoded = [to_bytes(term) + b"\n" for term in terms]
    return LexicalArrays(
        terms=b"".join(encoded),
        term_offsets=_offsets(np.array([len(term) for term in encoded], dtype=np.int64)),
        indptr=_offsets(document_frequencies),
        indices=rows.astype(np.int32),
        impacts=impacts.astype(np.float32),
        passages=count,
        average_idf=average_idf,
    )


def saturation(
    frequencies: NDArray[np.int64], lengths: NDArray[np.int64], average_length: float
) -> NDArray[np.float64]:
    """Return BM25's term frequency part (Robertson et al., TREC-3), from 0 to ``K1 + 1``.

    ``tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average_length))``
    """
    norm = K1 * (1 - B + B * lengths / average_length)
    part: NDArray[np.float64] = frequencies * (K1 + 1) / (frequencies + norm)
    return part


def _columns(term_lists: Sequence[Sequence[str]]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the sorted vocabulary, and each term occurrence as its place in it."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(term, len(numbers)) for terms in term_lists for term in terms]
    vocabulary = sorted(numbers)
    wrong = [term for term in vocabulary if not term or "\n" in term]
    if wrong:
        raise ValueError(f"terms {wrong[:5]} are empty or hold a line feed")
    ranks = np.empty(len(numbers), dtype=np.int64)
    for rank, term in enumerate(vocabulary):
        ranks[numbers[term]] = rank
    return vocabulary, ranks[np.array(flat, dtype=np.int64)]


def _idfs(frequencies: NDArray[np.int64], passages: int) -> tuple[NDArray[np.float64], float]:
    """Return each term's idf, and the average of the unfloored ones (0.0 without terms)."""
    raw = [raw_idf(int(frequency), passages) for frequency in frequencies]
    average = math.fsum(raw) / len(raw) if raw else 0.0
    floored = [idf if idf >= 0 else EPSILON * average for idf in raw]
    return np.array(floored, dtype=np.float64), average


def _average(lengths: NDArray[np.int64]) -> float:
    # Without any term there is nothing to divide: any positive number will do.
    return float(lengths.sum()) / len(lengths) if lengths.sum() else 1.0


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of some adjoining pieces starts, and where the last ends."""
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets
