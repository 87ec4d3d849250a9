"""Text that remembers where each of its characters came from.

Cleaning is a chain of edits. Each edit makes a new text and carries the map back to the raw text
along, so that any span of the result can be quoted verbatim from the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.records import Span


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``replacement``; edits of one text do not overlap."""

    start: int
    end: int
    replacement: str = ""


class OffsetMap:
    """For each clean character the raw span it stands for.

    ``starts`` and ``ends`` are int32 arrays of the clean text's length, both non-decreasing:
    cleaning deletes and replaces, and never moves text past other text.
    """

    __slots__ = ("ends", "starts")

    def __init__(self, starts: NDArray[np.int32], ends: NDArray[np.int32]) -> None:
        if starts.shape != ends.shape or starts.ndim != 1:
            raise ValueError(f"offset arrays of shapes {starts.shape} and {ends.shape}")
        self.starts = starts
        self.ends = ends

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """Return the map of a text onto itself."""
        starts = np.arange(length, dtype=np.int32)
        return cls(starts, starts + np.int32(1))

    def __len__(self) -> int:
        return len(self.starts)

    def raw_span(self, start: int, end: int) -> Span:
        """Return the raw span that clean ``[start, end)`` came from.

        An empty span lies where its first character would, at the end of the raw text's used part
        when there is none.
        """
        if not 0 <= start <= end <= len(self):
            raise ValueError(f"span [{start}, {end}) is outside a text of {len(self)} characters")
        if start == end:
            if not len(self):
                return Span(0, 0)
            at = int(self.starts[start]) if start < len(self) else int(self.ends[-1])
            return Span(at, at)
        return Span(int(self.starts[start]), int(self.ends[end - 1]))

    def clean_span(self, start: int, end: int) -> Span:
        """Return the clean characters that came from raw ``[start, end)``, whole or in part."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return Span(first, max(first, last))


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and the map of its characters to the raw text it was made from."""

    text: str
    origin: OffsetMap

    @classmethod
    def of(cls, raw: str) -> MappedText:
        """Return a raw text, mapped to itself."""
        return cls(raw, OffsetMap.identity(len(raw)))

    def apply(self, edits: Iterable[Edit]) -> MappedText:
        """Return the text after ``edits``, which are in order and do not overlap.

        A replacement of the same length maps character by character; of another length, each of
        its characters stands for the whole replaced span. Raises ValueError for edits out of
        order, and for insertions: nothing in a clean text comes from nowhere.
        """
        pieces: list[str] = []
        starts: list[NDArray[np.int32]] = []
        ends: list[NDArray[np.int32]] = []
        at = 0
        for start, end, replacement in edits:
            if start < at or end <= start or end > len(self.text):
                raise ValueError(f"edit [{start}, {end}) after position {at}")
            pieces += (self.text[at:start], replacement)
            starts.append(self.origin.starts[at:start])
            ends.append(self.origin.ends[at:start])
            if len(replacement) == end - start:
                starts.append(self.origin.starts[start:end])
                ends.append(self.origin.ends[start:end])
            elif replacement:
                raw_start, raw_end = self.origin.raw_span(start, end)
                starts.append(np.full(len(replacement), raw_start, dtype=np.int32))
                ends.append(np.full(len(replacement), raw_end, dtype=np.int32))
            at = end
        if not pieces:
            return self
        pieces.append(self.text[at:])
        starts.append(self.origin.starts[at:])
        ends.append(self.origin.ends[at:])
        return MappedText("".join(pieces), OffsetMap(np.concatenate(starts), np.concatenate(ends)))
