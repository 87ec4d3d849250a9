"""What the words around a time expression say: its year, whether it is a plan, what governs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from zzqa.records import TimeInterval, TimeKind

_SENTENCE_BREAK = re.compile(r"[。!?\n]|\.\s+(?=[a-z\d])")
_ABBREVIATED_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$")
_COMPARED = re.compile(
    r"(?:比|较|超越|超过|高于|低于|好于|同于|compared (?:with|to)|than in|over)\s?$"
)

_PLAN_ZH = (
    "力争|争取|计划|预计|预期|目标|将(?!近|军|来)|拟(?!合)|有望|确保|即将|展望|[定请须]于|务必"
)
_PLAN_EN = (
    r"will|plan(?:s|ning)? to|planned|aim(?:s|ed|ing)?|target(?:s|ed)?|goals?|expect(?:s"
    r"|ed)?|projected"
    r"|hopes?|intends?|forecasts?|striv(?:es?|ing)|to reach|is to|are to|scheduled|due"
)
_PLAN_BEFORE = re.compile(
    rf"(?:{_PLAN_ZH})[^,。;!?\n]{{0,8}}$|\b(?:{_PLAN_EN})\b[^.;!?。\n]{{0,50}}$", re.ASCII
)
_PLAN_AFTER = re.compile(
    rf"[^。;!?\n\d]{{0,10}}?(?:{_PLAN_ZH})|[^.;!?。\n]{{0,50}}?\b(?:{_PLAN_EN})\b", re.ASCII
)
_NAMED_TARGET = re.compile(r".{0,3}目标|\s(?:target|goal)s?\b")
_DONE_AFTER = re.compile(
    r"[^。;!?\n]{0,12}?(?:已|累计|共有|达到了|达)|[^.;!?\n]{0,40}\b(?:had|has)\b"
)

_AS_OF = re.compile(
    r"(?:截[至止](?:到|至)?(?:时间)?[为:]?|\bas (?:of|at|on)(?: the)? "
    r"|\b(?:up to|through)(?: the)? )$",
    re.ASCII,
)
# 达到 and the like end in 到 but do not govern what follows as a date.
_BY = re.compile(
    r"(?:(?<![达回来得受感遇看提想找做收找拿学])到了?|(?<![截甚乃])[至]|\bby(?: the)? )$", re.ASCII
)
_SINCE = re.compile(r"(?:(?<![来各亲独])自从?|\b(?:since(?: the)?|after) )$", re.ASCII)
_FROM = re.compile(r"(?:从|自|于|\bfrom(?: the)? )$", re.ASCII)
_FROM_ON = re.compile(r"[^,。;!?\n]{0,20}?(?:以来|至今)|起[,、。;]|\s?(?:onwards?|on\b)")
_EVENT_SINCE = re.compile(r"[^,、。;!?\n\d]{1,10}以来")
"""2019年1月获批以来: an event stands between the date and 以来."""
_UNTIL = re.compile(
    r"(?:直到|\b(?:until|till|before|prior to|no later than|up until)(?: the)? )$", re.ASCII
)

_HISTORIC_YEARS = 2
"""A paragraph whose last full date is this many years before the anchor tells of that time."""

_FUZZY_DAYS = 92
"""From an anchor vaguer than a season, the year of 6月 is a guess."""

_LONG_PAST = 1950
"""What an undated text says lasted until a year before this (直至十九世纪) is no plan."""

_MONTH_DAYS = 31
"""Halves and quarters are mostly told of once they are over; days and months also ahead."""

_NEXT_DAYS = 7
"""A month of the coming week is nearer than that a year ago, and anchors can be off by days."""

_SOON_DAYS = 62
"""A month that begins within two months after the anchor may be the coming one; a day within them
is, for of a day of the year before one says 去年."""


class Reading(NamedTuple):
    """What an expression means; ``kind`` is None where the words around are to decide it."""

    interval: TimeInterval
    kind: TimeKind | None = None
    relative: bool = False
    certain: bool = True
    explicit: bool = False
    """Whether the expression names its year itself."""
    holds: bool = True
    """Whether later words such as 同期 can refer to it."""


class Context:
    """What has been read so far in one text, in reading order."""

    __slots__ = ("_at", "_paragraph", "_sentence", "anchor", "last", "reported", "text")

    def __init__(self, text: str, anchor: TimeInterval | None, reported: int | None = None) -> None:
        self.text = text
        self.anchor = anchor
        self.reported = reported
        self.last: Reading | None = None
        self._sentence: Reading | None = None
        self._paragraph: Reading | None = None
        self._at = 0

    def advance(self, position: int) -> None:
        """Forget the sentence or paragraph that ended before ``position``."""
        between = self.text[self._at : position]
        for stop in _SENTENCE_BREAK.finditer(between):
            # slice: "Jan. 5" does not end a sentence
            if not _ABBREVIATED_MONTH.search(between[max(0, stop.start() - 4) : stop.start() + 1]):
                self._sentence = None
                break
        if "\n" in between:
            self._paragraph = None
        self._at = max(self._at, position)

    def record(self, reading: Reading, start: int, end: int) -> None:
        """Remember a reading for what follows it."""
        self._at = max(self._at, end)
        if not reading.holds:
            return
        self.last = reading
        within_a_year = reading.interval.start.year == reading.interval.end.year
        if within_a_year and not _COMPARED.search(self.text[max(0, start - 16) : start]):
            self._sentence = reading
            if reading.explicit:
                self._paragraph = reading

    @property
    def in_sentence(self) -> bool:
        """Whether ``last`` stands in the sentence that is being read."""
        return self._sentence is not None and self._sentence is self.last

    def planned(self, start: int, end: int) -> bool:
        """Whether the clause around the span speaks of a plan."""
        before, after = self.text[max(0, start - 60) : start], self.text[end : end + 60]
        return bool(_PLAN_BEFORE.search(before) or _PLAN_AFTER.match(after))

    def inherited_year(self) -> tuple[int, bool, bool] | None:
        """Year given earlier for what has none: (year, relative, certain), or None."""
        if self._sentence is not None:
            return self._sentence.interval.end.year, self._sentence.relative, True
        if self._paragraph is not None and (
            self.anchor is None
            or self._paragraph.interval.end.year <= self.anchor.start.year - _HISTORIC_YEARS
        ):
            return self._paragraph.interval.end.year, False, False
        return None

    def reported_year(self, start: int, end: int) -> tuple[int, bool, bool] | None:
        """Year that the text reports on, for what the clause around the span does not plan."""
        if self.reported is None or self.planned(start, end):
            return None
        return self.reported, True, True

    def year_for(
        self, build: Callable[[int], TimeInterval], start: int, end: int
    ) -> tuple[int, bool, bool] | None:
        """Find the year of a period that names none: (year, relative, certain), or None.

        First the year its sentence speaks of, and for quarters and more the one that the text
        reports on; else, from the anchor, the latest year in which the period has begun, or the
        next to come where the clause speaks of a plan.
        """
        given = self.inherited_year()
        if given is None and self.reported and build(self.reported).days > _MONTH_DAYS:
            given = self.reported_year(start, end)
        if given is not None or self.anchor is None:
            return given
        anchor = self.anchor
        if self.planned(start, end):
            number = anchor.start.year
            if build(number).end < anchor.start:
                number += 1
            return number, True, False
        number = anchor.end.year
        if build(number).start > anchor.end:
            number -= 1
        wait = (build(number + 1).start - anchor.end).days
        soon = wait <= _SOON_DAYS and build(number).days <= _MONTH_DAYS
        certain = anchor.days <= _FUZZY_DAYS and not soon
        near = _SOON_DAYS if build(number).days < _MONTH_DAYS - 3 else _NEXT_DAYS
        return number + (wait <= near), True, certain

    def govern(self, reading: Reading, start: int, end: int) -> Reading:
        """Return ``reading`` with the kind that the words around it give it."""
        if reading.kind is not None:
            return reading
        kind = self._kind(reading.interval, start, end)
        if kind == "since":
            return reading._replace(kind=kind, interval=self.since(reading.interval))
        return reading._replace(kind=kind)

    def since(self, interval: TimeInterval) -> TimeInterval:
        """From the first day of ``interval`` to the anchor, or its own end where that is later."""
        if self.anchor is None or self.anchor.end < interval.start:
            return interval
        return TimeInterval(interval.start, self.anchor.end)

    def _kind(self, interval: TimeInterval, start: int, end: int) -> TimeKind:
        before, after = self.text[max(0, start - 24) : start], self.text[end : end + 50]
        if _AS_OF.search(before):
            return "as_of"
        if _UNTIL.search(before):
            return "until"
        if _BY.search(before):
            return self._by(interval, start, end)
        if _SINCE.search(before) or _EVENT_SINCE.match(after):
            return "since"
        if _FROM.search(before) and _FROM_ON.match(after):
            return "since"
        if _NAMED_TARGET.match(after) or (self._ahead(interval) and self.planned(start, end)):
            return "target"
        return "at"

    def _ahead(self, interval: TimeInterval) -> bool:
        return self.anchor is None or interval.end > self.anchor.end

    def _by(self, interval: TimeInterval, start: int, end: int) -> TimeKind:
        """到2026年: a plan if ahead; without an anchor, unless the clause tells a result."""
        if self.anchor is not None:
            return "target" if self._ahead(interval) else "as_of"
        if interval.end.year < _LONG_PAST:
            return "as_of"
        if self.planned(start, end):
            return "target"
        done = _DONE_AFTER.match(self.text[end : end + 50])
        return "as_of" if done or self.text[start - 1 : start] == " " else "target"
