"""The terms of several blocks of postings in one order.

A small change to a large index brings few terms that it does not have: they are looked up among
those it has, and the text of all others is copied as it lies, without a million of small objects.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.index.store import Mapped

_FEW = 8
"""Looking a term up takes some times as long as sorting it in with all others."""


class SortedTerms:
    """The terms of a block, sorted as bytes; those of an index lie in its file."""

    def __init__(self, text: Mapped, offsets: NDArray[np.int64]) -> None:
        """``text`` and ``offsets`` are as in ``LexicalArrays``."""
        self.text, self.offsets = text, offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        return self.text[int(self.offsets[number]) : int(self.offsets[number + 1]) - 1]

    def all(self) -> list[bytes]:
        """Return all of them."""
        return self.text[:].split(b"\n")[:-1]


class Vocabulary(NamedTuple):
    """The terms of an index and of further blocks, each once, in the order of their bytes.

    ``origin`` is for each term its number in the index, -1 for one of ``others`` that it does not
    have, which stand there in their order: int64, shape (terms,).
    """

    base: SortedTerms | None
    others: Sequence[bytes]
    origin: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.origin)

    def text(self, held: NDArray[np.bool_]) -> tuple[bytes, NDArray[np.int64]]:
        """Return the text of the terms that are ``held``, each ended by a line feed, and sizes."""
        origin = self.origin[held]
        if self.base is None:
            terms = [self.others[n] for n in np.flatnonzero(held).tolist()]
            return b"\n".join([*terms, b""]), _sizes(terms)
        fresh = origin < 0
        ranks = np.cumsum(self.origin < 0)[held][fresh] - 1
        terms = [self.others[n] for n in ranks.tolist()]
        sizes = np.empty(len(origin), dtype=np.int64)
        sizes[fresh] = _sizes(terms)
        sizes[~fresh] = np.diff(self.base.offsets)[origin[~fresh]]
        return b"".join(self._pieces(origin, terms)), sizes

    def _pieces(self, origin: NDArray[np.int64], terms: Sequence[bytes]) -> list[bytes]:
        """Return the texts of new terms, and between them what is copied of the index's."""
        if self.base is None or not len(origin):
            return []
        # A new term is a piece of its own; -1 and 0 do not adjoin, for all that they differ by 1.
        first = np.flatnonzero((np.diff(origin, prepend=-1) != 1) | (origin <= 0))
        last = [*(first[1:] - 1).tolist(), len(origin) - 1]
        pieces, new = [], iter(terms)
        for a, b in zip(first.tolist(), last):
            if origin[a] < 0:
                pieces.append(next(new) + b"\n")
            else:
                start, end = self.base.offsets[origin[a]], self.base.offsets[origin[b] + 1]
                pieces.append(self.base.text[int(start) : int(end)])
        return pieces


def joined(
    base: SortedTerms | None, blocks: Sequence[Sequence[bytes]]
) -> tuple[Vocabulary, list[NDArray[np.int64]]]:
    """Return the vocabulary of an index and further blocks, whose terms are sorted.

    With it go the numbers of each one's terms in it, of the index first, where there is one.
    """
    # Each block's terms are sorted: in their order, not a set's, sorting them all only merges.
    others = sorted(dict.fromkeys(chain.from_iterable(blocks)))
    if base is None:
        origin = np.full(len(others), -1, dtype=np.int64)
        return Vocabulary(None, others, origin), _numbers(others, range(len(others)), blocks)
    if len(others) * _FEW > len(base):
        return _sorted_together(base.all(), others, blocks)
    return _looked_up(base, others, blocks)


def _sorted_together(
    known: Sequence[bytes], others: Sequence[bytes], blocks: Sequence[Sequence[bytes]]
) -> tuple[Vocabulary, list[NDArray[np.int64]]]:
    """Return ``joined`` for many new terms."""
    every = sorted(dict.fromkeys(chain(known, others)))
    origin = np.full(len(every), -1, dtype=np.int64)
    return Vocabulary(None, every, origin), _numbers(every, range(len(every)), [known, *blocks])


def _looked_up(
    base: SortedTerms, others: Sequence[bytes], blocks: Sequence[Sequence[bytes]]
) -> tuple[Vocabulary, list[NDArray[np.int64]]]:
    """Return ``joined`` for few new terms."""
    places = np.array([bisect_left(base, term) for term in others], dtype=np.int64)
    fresh = np.array(
        [place == len(base) or base[place] != term for place, term in zip(places.tolist(), others)],
        dtype=np.bool_,
    )
    before = places[fresh]  # each new term stands before the term of this number
    numbers = np.arange(len(base))
    numbers += np.cumsum(np.bincount(before, minlength=len(base) + 1))[:-1]
    origin = np.full(len(base) + len(before), -1, dtype=np.int64)
    origin[numbers] = np.arange(len(base))
    ranks = np.empty(len(others), dtype=np.int64)
    ranks[fresh] = before + np.arange(len(before))
    ranks[~fresh] = numbers[places[~fresh]]
    new = [term for term, is_new in zip(others, fresh.tolist()) if is_new]
    return Vocabulary(base, new, origin), [numbers, *_numbers(others, ranks.tolist(), blocks)]


def _numbers(
    terms: Sequence[bytes], numbers: Sequence[int], blocks: Sequence[Sequence[bytes]]
) -> list[NDArray[np.int64]]:
    """Return the number of each term of each block."""
    known = dict(zip(terms, numbers))
    return [np.fromiter(map(known.__getitem__, block), np.int64, len(block)) for block in blocks]


def _sizes(terms: Sequence[bytes]) -> NDArray[np.int64]:
    """Return the bytes of each term with its line feed."""
    return np.fromiter(map(len, terms), np.int64, len(terms)) + 1
