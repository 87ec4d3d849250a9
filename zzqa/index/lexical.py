"""BM25 over postings: which passages hold a term, how often, and how long each passage is.

A query's scores are a weighted sum over the postings of its terms alone. The terms lie sorted in
one text, found by binary search, so that opening an index reads none of them.
"""

from __future__ import annotations

import math
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import IndexDamagedError
from zzqa.index.codec import to_bytes, to_text
from zzqa.index.store import Mapped

K1 = 1.5
"""Saturation of the term frequency; rank_bm25's default, which defines our scores."""
B = 0.75
"""Share of the length normalisation; rank_bm25's default."""
EPSILON = 0.25
"""Terms in over half of the passages get this share of the average idf; rank_bm25's default."""


FREQUENCY_TYPES = ("|u1", "<u2", "<i4")
"""Number types of term frequencies: the smallest is taken that holds the highest."""
_BLOCK = 1 << 22
"""Term occurrences sorted at a time when building: some 100 MB of working memory."""


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
            sound = _check(indices, frequencies) == arrays.checks[column]
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
    """Return the postings of passages given as their terms, repeated as often as they occur.

    Scores equal ``rank_bm25.BM25Okapi(term_lists)``. Raises ValueError for an empty term or one
    with a line feed in it.
    """
    numbers: dict[str, int] = {}
    lengths = np.zeros(len(term_lists), dtype=np.int64)
    blocks = list(_blocks(term_lists, numbers, lengths))
    vocabulary = sorted(numbers)
    wrong = [term for term in vocabulary if not term or "\n" in term]
    if wrong:
        raise ValueError(f"terms {wrong[:5]} are empty or hold a line feed")
    ranks = np.empty(len(numbers), dtype=np.int64)
    ranks[[numbers[term] for term in vocabulary]] = np.arange(len(numbers))
    indptr, indices, frequencies = _merged(blocks, ranks)
    raw = [raw_idf(int(frequency), len(term_lists)) for frequency in np.diff(indptr)]
    encoded = [to_bytes(term) + b"\n" for term in vocabulary]
    pieces = zip(indptr[:-1], indptr[1:])
    checks = [_check(indices[first:last], frequencies[first:last]) for first, last in pieces]
    return LexicalArrays(
        terms=b"".join(encoded),
        term_offsets=_offsets(np.array([len(term) for term in encoded], dtype=np.int64)),
        indptr=indptr,
        checks=np.array(checks, dtype=np.uint32),
        norms=length_norms(lengths),
        indices=indices,
        frequencies=frequencies,
        average_idf=math.fsum(raw) / len(raw) if raw else 0.0,
    )


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


class _Block(NamedTuple):
    """Postings of some following passages, sorted by term (in order of first sight), passage."""

    columns: NDArray[np.int32]
    rows: NDArray[np.int32]
    frequencies: NDArray[np.int32]


def _blocks(
    term_lists: Sequence[Sequence[str]], numbers: dict[str, int], lengths: NDArray[np.int64]
) -> Iterator[_Block]:
    """Yield the postings block by block; fill in the terms' ``numbers`` and the ``lengths``."""
    flat: list[int] = []
    first = 0
    for row, terms in enumerate(term_lists):
        flat += [numbers.setdefault(term, len(numbers)) for term in terms]
        lengths[row] = len(terms)
        if len(flat) >= _BLOCK or row == len(term_lists) - 1:
            sizes = lengths[first : row + 1]
            rows = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
            # One number for a (term, passage) pair: sorting these sorts by term, then passage.
            pairs = np.array(flat, dtype=np.int64) * len(sizes) + rows
            unique, counts = np.unique(pairs, return_counts=True)
            columns, rows = np.divmod(unique, len(sizes))
            parts = (columns, rows + first, counts)
            yield _Block(*(part.astype(np.int32) for part in parts))
            flat, first = [], row + 1


def _merged(
    blocks: Sequence[_Block], ranks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.integer]]:
    """Return indptr, indices and frequencies with the columns in the order of ``ranks``."""
    counts = np.zeros(len(ranks), dtype=np.int64)
    highest = 0
    for block in blocks:
        counts += np.bincount(ranks[block.columns], minlength=len(ranks))
        highest = max(highest, int(block.frequencies.max(initial=0)))
    indptr = _offsets(counts)
    types = (np.dtype(name) for name in FREQUENCY_TYPES)
    smallest = next(kind for kind in types if highest <= np.iinfo(kind).max)
    indices = np.empty(indptr[-1], dtype=np.int32)
    frequencies = np.empty(indptr[-1], dtype=smallest)
    free = indptr[:-1].copy()  # for each column, where its next posting goes
    for columns, rows, amounts in blocks:
        starts = np.flatnonzero(np.diff(columns, prepend=-1))
        sizes = np.diff(starts, append=len(columns))
        ranked = ranks[columns[starts]]
        places = np.repeat(free[ranked] - starts, sizes) + np.arange(len(columns))
        indices[places], frequencies[places] = rows, amounts
        free[ranked] += sizes
    return indptr, indices, frequencies


def _check(indices: NDArray[np.int32], frequencies: NDArray[np.integer]) -> int:
    """Return the CRC-32 of a column."""
    return zlib.crc32(frequencies.tobytes(), zlib.crc32(indices.tobytes()))


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of some adjoining pieces starts, and where the last ends."""
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets
