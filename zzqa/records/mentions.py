"""What is found in a text: spans, tokens, times, quantities and names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

TimeKind = Literal["at", "as_of", "since", "until", "target"]
QuantityKind = Literal["count", "money", "percent", "rank", "measure", "ordinal", "plain"]
Hedge = Literal["", "about", "over", "under"]
NameKind = Literal["person", "organisation", "place"]


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Token(NamedTuple):
    """A term as the index knows it (normalised), and where it stands in the text."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class TimeInterval:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"interval ends ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """Length in days, at least 1."""
        return (self.end - self.start).days + 1

    def overlap(self, other: TimeInterval) -> int:
        """Days that both intervals hold."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def contains(self, other: TimeInterval) -> bool:
        """Whether every day of ``other`` lies in this interval."""
        return self.start <= other.start and other.end <= self.end

    def gap(self, other: TimeInterval) -> int:
        """Days between the two; 0 when they touch or overlap."""
        return max(0, (max(self.start, other.start) - min(self.end, other.end)).days - 1)

    @property
    def middle(self) -> date:
        """The day in the middle, the earlier of two."""
        return self.start + timedelta(days=(self.days - 1) // 2)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression, its span in the text it was found in, and the interval it means.

    ``kind`` is how a statement relates to the interval: ``at`` (in or during), ``as_of`` (a state
    on its last day, 截至), ``since`` (from its first day to the anchor), ``until``, or ``target``
    (a plan for it). ``relative`` tells that the anchor was needed to resolve it; ``certain`` is
    false where the reading is a guess among several.
    """

    start: int
    end: int
    text: str
    interval: TimeInterval
    kind: TimeKind = "at"
    relative: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, its span (hedge and unit included) and its value in the base unit.

    ``value`` is in ones of ``unit``: 5.6亿元 has value 560000000 and unit 元. ``hedge`` is
    ``about`` (近, 约, 左右), ``over`` (超, 逾, 余, 多, 以上) or ``under`` (不足, 以下).
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    kind: QuantityKind
    hedge: Hedge = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A person, organisation or place; ``role`` is a person's title where the text gives one."""

    start: int
    end: int
    text: str
    kind: NameKind
    role: str = ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What analysis found in one text; all spans lie in that text."""

    times: tuple[TimeMention, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    names: tuple[Name, ...] = ()
