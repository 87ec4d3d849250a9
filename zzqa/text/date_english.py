"""English time expressions with a calendar date: the pattern, over folded text, and its reader."""

from __future__ import annotations

import re
from typing import NamedTuple

from zzqa.records import TimeInterval
from zzqa.text import periods
from zzqa.text.date_context import Context, Reading
from zzqa.text.opening import opening

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "latter": 2}
_SEASONS = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}
_YEAR_OFFSETS = {"last": -1, "previous": -1, "next": 1, "coming": 1}
SMALL_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "several": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
"""English number words that stand in time expressions; a vague one is taken as three."""

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"(?: ?(?:-{1,2}|–|—|~) ?| (?:to|through|till|until) (?:the )?)"
_OF = r"(?: (?:of |in )?(?:the )?|, ?)"
_TAGGED = re.compile(r"\d*[ab]$")


def _year(place: str) -> str:
    """A year behind a smaller period; ``place`` keeps its group names apart."""
    return (
        rf"(?:(?P<y{place}>(?:1[5-9]|20)\d\d)(?!(?!q[1-4]\b|h[12]\b)[\d%a-z]|[,.]\d)"
        rf"|(?P<ry{place}>last|this|next|previous|current|coming|same|that) year|"
        rf"(?P<ty{place}>year)\b)"
    )


def _point(t: str) -> str:
    """One end of a range; groups are named by what they hold, a number for the place and ``t``."""
    return (
        rf"(?:(?P<mod{t}>(?:end|beginning|start|middle|close)[ -]of[ -](?:the )?|(?:end|mid|early"
        rf"|late)[ -])?(?:"
        rf"(?P<d1{t}>{_DAY})(?:{_TO}(?P<dd1{t}>{_DAY}))?(?: of)? (?P<m1{t}>{MONTH})"
        rf"(?:,? {_year('1' + t)})?"
        rf"|(?P<m2{t}>{MONTH}) (?P<d2{t}>{_DAY})\b(?![%.]\d|%|,\d{{3}}\b)"
        rf"(?:{_TO}(?P<dd2{t}>{_DAY})\b(?! {MONTH}))?(?:,? {_year('2' + t)})?"
        rf"|(?P<m3{t}>{MONTH})(?:{_OF}{_year('3' + t)})?"
        rf"|q(?P<q4{t}>[1-4])\b(?:{_OF}{_year('4' + t)})?|h(?P<h5{t}>[12])\b"
        rf"(?:{_OF}{_year('5' + t)})?"
        rf"|(?P<part6{t}>{'|'.join(_ORDINALS)}) (?:(?P<half6{t}>half)|quarter)\b"
        rf"(?:{_OF}{_year('6' + t)})?"
        rf"|first (?P<n7{t}>\d{{1,2}}|{'|'.join(SMALL_NUMBERS)}) (?:months"
        rf"|(?P<quarters7{t}>quarters))(?:{_OF}{_year('7' + t)})?"
        rf"|(?P<s8{t}>{'|'.join(_SEASONS)}){_OF}{_year('8' + t)}"
        rf"|{_year('9' + t)}(?: ?q(?P<q9{t}>[1-4])\b| ?h(?P<h9{t}>[12])\b)?))"
    )


# "and" joins a range behind "between" only: "last year and this year" is two expressions.
ENGLISH = re.compile(
    opening(
        r"a-z\d",
        rf"(?:(?<=\bfy)|(?<![a-z\d./$€£-])(?<!\d,))(?:(?:(?<=\bbetween )|(?<=\bbetween the ))"
        rf"(?P<between>))?"
        rf"{_point('a')}(?:(?:{_TO}|(?(between) and (?:the )?|(?!))){_point('b')})?(?![a-z\d])",
    ),
    re.ASCII,
)

_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|until|till|during|after|before|from|as of|year|late|early|through"
    r"|fiscal|financial|compared (?:with|to)|and|or|to)|\()(?: the)? ?$|\bfy ?$"
    r"|\b(?:19|20)\d\d, (?:and )?$",
    re.ASCII,
)
_WEAK_BEFORE = re.compile(r"\b(?:of|for|the|with|than)(?: the)? $", re.ASCII)
_POSSESSIVE = re.compile(r"['’]s\b", re.ASCII)
_YEAR_AFTER = re.compile(
    r"\s*(?:[,.;:?!)]|$)|\s(?:annual|report|fiscal|action|plan|edition|survey|ranking|list|budget"
    r"|forum|summit|conference|season|target)",
    re.ASCII,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:in|of|since|by|until|till|from|to|through|during|last|this|next|between|and|before|after"
    r"|on|for)(?: the)? $",
    re.ASCII,
)
_ALSO_WORDS = {"may", "march", "mar", "august", "sep", "dec", "jan", "jun", "apr", "oct", "nov"}
"""Month names that are other words or abbreviations too: alone they need a preposition."""


class _Point(NamedTuple):
    found: dict[str, str]
    year: int | None
    relative: bool

    def build(self, year: int) -> TimeInterval:
        """Return the interval in ``year``."""
        found = self.found
        if "m" in found:
            return self._month(year, _month_number(found["m"]))
        if "q" in found or ("part" in found and "half" not in found):
            number = int(found["q"]) if "q" in found else _ORDINALS[found["part"]]
            return self._edge_days(periods.quarter(year, number))
        if "h" in found or "half" in found:
            number = int(found["h"]) if "h" in found else min(2, _ORDINALS[found["part"]])
            return self._edge_days(periods.half(year, number))
        if "n" in found:
            return periods.months(year, 1, _count(found["n"]) * (3 if "quarters" in found else 1))
        if "s" in found:
            return periods.season(year, _SEASONS[found["s"]])
        return self._year(year)

    def _month(self, year: int, month: int) -> TimeInterval:
        if "d" in self.found:
            first = periods.day(year, month, _day_number(self.found["d"]))
            last = _day_number(self.found.get("dd", self.found["d"]))
            return TimeInterval(first.start, periods.day(year, month, last).end)
        edge = _edge(self.found)
        if edge in ("beginning", "start", "early"):
            return periods.ten_days(year, month, 0)
        if edge in ("mid", "middle"):
            return periods.ten_days(year, month, 1)
        if edge == "late":
            return periods.ten_days(year, month, 2)
        return self._edge_days(periods.month(year, month))

    def _edge_days(self, period: TimeInterval) -> TimeInterval:
        return periods.last_day(period) if _edge(self.found) in ("end", "close") else period

    def _year(self, year: int) -> TimeInterval:
        edge = _edge(self.found)
        if edge == "early":
            return periods.months(year, 1, 3)
        if edge == "late":
            return periods.months(year, 10, 12)
        if not edge:
            return periods.year(year)
        names = {"beginning": "start", "start": "start", "mid": "middle", "middle": "middle"}
        return periods.year_edge(year, names.get(edge, "end"))


def _edge(found: dict[str, str]) -> str:
    return re.split("[ -]", found.get("mod", ""))[0]


def _month_number(name: str) -> int:
    return 1 + MONTHS.index(name[:3])


def _day_number(written: str) -> int:
    return int(written.rstrip("stndrh"))


def _count(written: str) -> int:
    return int(written) if written.isdigit() else SMALL_NUMBERS[written]


def read_english(match: re.Match[str], context: Context) -> Reading | None:
    """Read a match of :data:`ENGLISH`: a date, a month, a quarter, a year, or a range of two."""
    first, second = _resolve(match, "a", context), _resolve(match, "b", context)
    if first is None or not _is_date(match, context, first, second):
        return None
    if second is None:
        return _single(first, context, match.span())
    return _range(first, second, context, match.span())


def _resolve(match: re.Match[str], tag: str, context: Context) -> _Point | None:
    found = {_TAGGED.sub("", k): v for k, v in match.groupdict().items() if v and k.endswith(tag)}
    if not found:
        return None
    if "y" in found:
        return _Point(found, int(found["y"]), False)
    if found.get("ry") in ("same", "that"):
        last = context.last
        return _Point(found, last.interval.end.year, last.relative) if last else None
    if "ry" in found or "ty" in found:
        if context.anchor is None or ("ty" in found and len(found) == 1):
            return None  # "year" alone is no date; "end of the year" is
        offset = _YEAR_OFFSETS.get(found.get("ry", ""), 0)
        return _Point(found, context.anchor.end.year + offset, True)
    return _Point(found, None, False)


def _is_date(match: re.Match[str], context: Context, first: _Point, second: _Point | None) -> bool:
    """Whether a bare year or month stands where one is a date and not a number or a word."""
    before = context.text[max(0, match.start() - 24) : match.start()]
    after = context.text[match.end() : match.end() + 12]
    if set(first.found) == {"y"}:
        if second is not None:
            return second.year is not None
        weak = _WEAK_BEFORE.search(before) and _YEAR_AFTER.match(after)
        return bool(weak or _YEAR_BEFORE.search(before) or _POSSESSIVE.match(after))
    if set(first.found) == {"m"} and first.found["m"] in _ALSO_WORDS:
        return bool(second or _MONTH_BEFORE.search(before))
    if set(first.found) == {"part"} and first.found["part"] == "last":
        return False  # "last quarter" is the one before this
    return not (set(first.found) == {"part"} or set(first.found) == {"part", "half"}) or (
        context.anchor is not None
    )


def _single(point: _Point, context: Context, span: tuple[int, int]) -> Reading | None:
    if point.year is not None:
        return Reading(
            point.build(point.year), relative=point.relative, explicit="y" in point.found
        )
    found = context.year_for(point.build, *span)
    if found is None:
        return None
    return Reading(point.build(found[0]), relative=found[1], certain=found[2])


def _range(
    first: _Point, second: _Point, context: Context, span: tuple[int, int]
) -> Reading | None:
    if first.year is None and second.year is not None:
        head = Reading(first.build(second.year), relative=second.relative)
        end = second.build(second.year)
        if head.interval.start > end.end:
            head = head._replace(interval=first.build(second.year - 1))
    else:
        found = _single(first, context, span)
        if found is None:
            return None
        head = found
        end = second.build(second.year or head.interval.start.year)
        if second.year is None and end.end < head.interval.start:
            end = second.build(head.interval.start.year + 1)
    if end.end < head.interval.start:
        return None
    explicit = "y" in first.found or "y" in second.found
    return head._replace(interval=TimeInterval(head.interval.start, end.end), explicit=explicit)
