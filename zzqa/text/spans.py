"""Spans that do not overlap, kept in order: what of a text is already taken."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable


class Spans:
    """A set of half-open spans none of which overlap; looking one up takes logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans = sorted(spans)

    def add(self, start: int, end: int) -> None:
        """Take ``[start, end)``, which must overlap none of the spans."""
        insort(self._spans, (start, end))

    def overlap(self, start: int, end: int) -> bool:
        """Whether a span has a character of ``[start, end)``."""
        # All spans that begin before ``end``; the last of them reaches farthest.
        before = bisect_left(self._spans, (end, end))
        return before > 0 and self._spans[before - 1][1] > start

    def contain(self, start: int, end: int) -> bool:
        """Whether one span holds all of ``[start, end)``."""
        before = bisect_right(self._spans, start, key=lambda span: span[0])
        return before > 0 and end <= self._spans[before - 1][1]
