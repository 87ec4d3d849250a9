"""Making the postings of BM25: sorted blocks on disk, merged term by term.

This is single-pass in-memory indexing (Heinz and Zobel, "Efficient single-pass index construction
for text databases", JASIST 2003): terms of some passages are collected in memory, sorted and put
aside; at the end the blocks are merged a slice of the vocabulary at a time. The postings of the
last generation are one block more, so that passages taken over are not cut into words again. What
is held in memory is the vocabulary, a block and a slice, whatever the size of the corpus.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.index.codec import to_bytes, to_text
from zzqa.index.column_checks import column_checks
from zzqa.index.lexical import FREQUENCY_TYPES, LexicalArrays, length_norms, raw_idf
from zzqa.index.store import Spool
from zzqa.index.vocabulary import SortedTerms, joined

BLOCK = 1 << 22
"""Term occurrences of a block, and postings of a slice: some 100 MB of working memory."""


class _Block(NamedTuple):
    """Postings of some passages, term by term, the terms sorted as bytes, the passages rising."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    frequencies: NDArray[np.integer]
    numbers: NDArray[np.int32] | None = None
    """New number of each passage, -1 for one that is gone; None when they are as they were."""


class PostingsWriter:
    """Collects the terms of passages, in the order of their numbers, and gives their postings."""

    def __init__(self, folder: Path, base: LexicalArrays | None = None) -> None:
        """``folder`` tells the disk to use; ``base`` is the index that passages are kept from."""
        self._folder = folder
        self._base = base
        self._numbers = np.full(base.passages if base else 0, -1, dtype=np.int32)
        self._blocks: list[_Block] = []
        self._block_terms: list[list[bytes]] = []
        self._spools: list[Spool] = []
        self._terms: dict[str, int] = {}
        self._flat: list[int] = []
        self._rows: list[int] = []
        self._sizes: list[int] = []
        self.passages = 0

    def add(self, terms: Sequence[str]) -> None:
        """Add the next passage as its terms, repeated as often as they occur.

        Raises ValueError for an empty term or one with a line feed in it.
        """
        known = self._terms
        for term in terms:
            number = known.setdefault(term, len(known))
            self._flat.append(number)
        self._rows.append(self.passages)
        self._sizes.append(len(terms))
        self.passages += 1
        if len(self._flat) >= BLOCK:
            self._put_aside()

    def keep(self, first: int, last: int) -> None:
        """Let the passages ``[first, last)`` of the base come next."""
        self._numbers[first:last] = np.arange(self.passages, self.passages + last - first)
        self.passages += last - first

    def merged(self) -> LexicalArrays:
        """Return the postings of all passages; indices and frequencies are mapped."""
        self._put_aside()
        blocks, base, terms = self._blocks, self._base, None
        if base is not None and np.any(self._numbers >= 0):
            terms = SortedTerms(base.terms, base.term_offsets)
            kept = _Block(base.indptr, base.indices, base.frequencies, self._numbers)
            blocks = [kept, *blocks]
        vocabulary, ranks = joined(terms, self._block_terms)
        indices, counts = self._spool("<i4"), self._spool("<i4")
        sizes = np.zeros(len(vocabulary), dtype=np.int64)
        lengths = np.zeros(self.passages, dtype=np.int64)
        highest = 0
        for first, last in _slices(blocks, ranks, len(vocabulary)):
            sizes[first:last], rows, amounts = _slice(blocks, ranks, first, last, self.passages)
            indices.append(rows)
            counts.append(amounts)
            sums = np.bincount(rows, weights=amounts, minlength=self.passages)
            lengths += sums.astype(np.int64)  # exact: whole numbers far below 2 ** 53
            highest = max(highest, int(amounts.max(initial=0)))
        frequencies = self._narrowed(counts, highest)
        held = sizes > 0  # terms of none but removed passages are gone with them
        text = vocabulary.text(held)
        arrays = _arrays(*text, sizes[held], indices.array(), frequencies, lengths)
        self.close()
        return arrays

    def _put_aside(self) -> None:
        """Sort what was collected into a block."""
        if not self._rows:
            return
        wrong = [term for term in self._terms if not term or "\n" in term]
        if wrong:
            raise ValueError(f"terms {wrong[:5]} are empty or hold a line feed")
        encoded = [to_bytes(term) for term in self._terms]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order))
        owners = np.repeat(np.arange(len(self._sizes)), self._sizes)
        # One number for a (term, passage) pair: sorting these sorts by term, then passage.
        pairs = ranks[np.array(self._flat, dtype=np.int64)] * len(self._sizes) + owners
        unique, counts = np.unique(pairs, return_counts=True)
        columns, owners = np.divmod(unique, len(self._sizes))
        indptr = _offsets(np.bincount(columns, minlength=len(order)))
        spools = self._spool("<i4"), self._spool("<i4")
        spools[0].append(np.array(self._rows, dtype=np.int32)[owners])
        spools[1].append(counts.astype(np.int32))
        self._blocks.append(_Block(indptr, spools[0].array(), spools[1].array()))
        self._block_terms.append([encoded[n] for n in order])
        self._terms, self._flat, self._rows, self._sizes = {}, [], [], []

    def _narrowed(self, counts: Spool, highest: int) -> NDArray[np.integer]:
        """Return the frequencies in the smallest number type that holds the highest."""
        types = (np.dtype(name) for name in FREQUENCY_TYPES)
        smallest = next(kind for kind in types if highest <= np.iinfo(kind).max)
        narrow = self._spool(smallest.str)
        wide = counts.array()
        for at in range(0, len(wide), BLOCK):
            narrow.append(wide[at : at + BLOCK].astype(smallest))
        return narrow.array()

    def _spool(self, dtype: str) -> Spool:
        self._spools.append(Spool(self._folder, dtype))
        return self._spools[-1]

    def close(self) -> None:
        """Let go of the files; what ``merged`` returned stays valid."""
        for spool in self._spools:
            spool.close()


def build_lexical(term_lists: Iterable[Sequence[str]]) -> LexicalArrays:
    """Return the postings of passages given as their terms, repeated as often as they occur.

    Scores equal ``rank_bm25.BM25Okapi(term_lists)``. Raises ValueError for an empty term or one
    with a line feed in it.
    """
    writer = PostingsWriter(Path(tempfile.gettempdir()))
    for terms in term_lists:
        writer.add(terms)
    return writer.merged()


def document_frequencies(arrays: LexicalArrays) -> dict[str, int]:
    """Return in how many passages each term is, in the order of the terms."""
    terms = to_text(arrays.terms[:]).split("\n")[:-1]
    return dict(zip(terms, np.diff(arrays.indptr).tolist(), strict=True))


def _slices(
    blocks: Sequence[_Block], ranks: Sequence[NDArray[np.int64]], count: int
) -> Iterator[tuple[int, int]]:
    """Yield ranges of the vocabulary with about ``BLOCK`` postings each, or a single term."""
    sizes = np.zeros(count, dtype=np.int64)
    for block, places in zip(blocks, ranks):
        sizes[places] += np.diff(block.indptr)
    ends = np.cumsum(sizes)
    cuts = [0]
    while cuts[-1] < count:
        before = ends[cuts[-1] - 1] if cuts[-1] else 0
        cuts.append(max(cuts[-1] + 1, int(np.searchsorted(ends, before + BLOCK, side="right"))))
    yield from pairwise(cuts)


def _slice(
    blocks: Sequence[_Block],
    ranks: Sequence[NDArray[np.int64]],
    first: int,
    last: int,
    passages: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Return how many passages hold each term of a slice, these passages, and how often each."""
    keys: list[NDArray[np.int64]] = []
    amounts: list[NDArray[np.int32]] = []
    for block, places in zip(blocks, ranks):
        low, high = np.searchsorted(places, (first, last))
        at = slice(int(block.indptr[low]), int(block.indptr[high]))
        columns = np.repeat(places[low:high] - first, np.diff(block.indptr[low : high + 1]))
        rows, counts = block.indices[at], block.frequencies[at]
        if block.numbers is not None:
            rows = block.numbers[rows]
            held = rows >= 0
            columns, rows, counts = columns[held], rows[held], counts[held]
        keys.append(columns * passages + rows)
        amounts.append(counts.astype(np.int32))
    key, amount = _in_order(keys, amounts)
    ends = np.searchsorted(key, np.arange(last - first + 1) * passages)
    return np.diff(ends), (key % max(1, passages)).astype(np.int32), amount


def _in_order(
    keys: Sequence[NDArray[np.int64]], amounts: Sequence[NDArray[np.int32]]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return keys from several blocks in order, with their amounts; no key is in two blocks.

    The few of a small change are put into their places, which spares sorting all others.
    """
    most, counts = keys[0], amounts[0]
    key = np.concatenate([most[:0], *keys[1:]])
    amount = np.concatenate([counts[:0], *amounts[1:]])
    if np.any(key[1:] < key[:-1]):
        order = np.argsort(key, kind="stable")  # runs that are sorted already are only merged
        key, amount = key[order], amount[order]
    if np.any(most[1:] < most[:-1]) or len(key) > len(most):
        key, amount = np.concatenate([most, key]), np.concatenate([counts, amount])
        order = np.argsort(key, kind="stable")
        return key[order], amount[order]
    places = np.searchsorted(most, key)
    return np.insert(most, places, key), np.insert(counts, places, amount)


def _arrays(
    terms: bytes,
    term_sizes: NDArray[np.int64],
    sizes: NDArray[np.int64],
    indices: NDArray[np.int32],
    frequencies: NDArray[np.integer],
    lengths: NDArray[np.int64],
) -> LexicalArrays:
    unique, inverse = np.unique(sizes, return_inverse=True)
    raw = np.array([raw_idf(n, len(lengths)) for n in unique.tolist()])[inverse]
    indptr = _offsets(sizes)
    return LexicalArrays(
        terms=terms,
        term_offsets=_offsets(term_sizes),
        indptr=indptr,
        checks=column_checks(indptr, indices, frequencies),
        norms=length_norms(lengths),
        indices=indices,
        frequencies=frequencies,
        average_idf=math.fsum(raw.tolist()) / len(raw) if len(raw) else 0.0,
    )


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of some adjoining pieces starts, and where the last ends."""
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets
