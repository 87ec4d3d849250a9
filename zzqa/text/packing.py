"""The terms of a text with their places, packed small: kept beside it, it need not be cut again.

Cutting is most of the work of looking at a passage for the first time, which in a large corpus is
nearly every time. Most terms are what stands at their place, so the places are enough.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from zzqa.text.normalise import fold
from zzqa.text.tokens import cut

_FIRST = 0x100
"""The lowest code: up to steps of 28 a token takes two bytes of UTF-8, and none is escaped."""
_LENGTHS = 64
_STEPS = 512
"""Higher steps would lead to the surrogates."""
_INT64 = "q"


class PackedTokens(NamedTuple):
    """The terms of a text in the order of (start, end).

    Each character of ``codes`` is a token: ``_FIRST + 64 * step + length``, in code points, where
    the step is from the token's start before. ``terms`` are those that differ from the folded text
    at their place, and ``places`` their numbers.
    """

    codes: str
    places: tuple[int, ...]
    terms: tuple[str, ...]

    def check(self) -> None:
        """Raise ValueError for places that no token has."""
        if len(self.places) != len(self.terms) or not all(
            0 <= place < len(self.codes) for place in self.places
        ):
            raise ValueError(f"terms at {self.places} of {len(self.codes)} tokens")


class Cut(NamedTuple):
    """The terms of a text in the order of (start, end), with starts and ends in code points."""

    words: tuple[str, ...]
    starts: array[int]
    ends: array[int]


def cut_of(text: str, packed: PackedTokens | None = None, folded: str | None = None) -> Cut:
    """Return the terms of a text: unpacked, or cut where they are not known.

    ``folded`` is the text folded, where that is known.
    """
    if packed is None:
        tokens = cut(text)
        return Cut(
            tuple([term for term, _, _ in tokens]),
            array(_INT64, [start for _, start, _ in tokens]),
            array(_INT64, [end for _, _, end in tokens]),
        )
    folded = fold(text) if folded is None else folded
    codes = np.frombuffer(packed.codes.encode("utf-16-le", "surrogatepass"), "<u2").astype(np.int64)
    codes -= _FIRST
    places = np.cumsum(codes // _LENGTHS)
    starts = array(_INT64, places.tobytes())
    ends = array(_INT64, (places + codes % _LENGTHS).tobytes())
    words = [folded[start:end] for start, end in zip(starts, ends)]
    for place, term in zip(packed.places, packed.terms):
        words[place] = term
    return Cut(tuple(words), starts, ends)


def pack(tokens: Iterable[tuple[str, int, int]], text: str) -> PackedTokens | None:
    """Return what ``cut`` found in a text, packed; None for tokens too long or too far apart."""
    folded = fold(text)
    codes: list[int] = []
    others: list[tuple[int, str]] = []
    before = 0
    for term, start, end in tokens:
        if end - start >= _LENGTHS or start - before >= _STEPS:
            return None
        if folded[start:end] != term:
            others.append((len(codes), term))
        codes.append(_FIRST + _LENGTHS * (start - before) + end - start)
        before = start
    places, terms = zip(*others) if others else ((), ())
    return PackedTokens("".join(map(chr, codes)), places, terms)
