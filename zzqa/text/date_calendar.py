"""Readers of calendar expressions: a year, a part of one, or a range of two of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from zzqa.records import TimeInterval, TimeKind
from zzqa.text import periods
from zzqa.text.date_context import Context, Reading
from zzqa.text.date_patterns import DIGITS, SAME_YEAR, YEAR_WORDS

_SEASONS = "春夏秋冬"
_YEAR_BEFORE = ("上年", "上一年")
"""The year before the one reported on; 去年 is the year before the one that one speaks in."""
_TEN_DAYS = {
    "上旬": (0, 0), "中旬": (1, 1), "下旬": (2, 2),
    "上中旬": (0, 1), "中上旬": (0, 1), "中下旬": (1, 2),
}  # fmt: skip
"""The first and the last of the thirds of a month."""
_DURATION_BEFORE = re.compile(r"(?:近|约|超过?|逾|长达|历经|已有|有着|有)$")

_FIRST_OF_ROC = 1912
"""民国元年."""

_LEAP_YEAR = 366
"""Days of the longest interval that lies in one year, and so can lend its year to another."""

_PIVOT = 50
"""21年6月 is 2021, 98年6月 is 1998: a two-figure year under 50 belongs to this century."""


def number(text: str) -> int:
    """Read a whole number under a thousand, in figures or Chinese numerals (两 is 2)."""
    if text.isascii():
        return int(text)
    total = digit = 0
    for character in text.replace("元", "一").replace("两", "二"):
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = max(0, DIGITS.index(character) - 2)
    return total + digit


def year_number(text: str) -> int:
    """Read a year written in figures or figure by figure in Chinese (二〇二四)."""
    if text.isascii():
        return int(text)
    return int("".join(c if c.isascii() else str(max(0, DIGITS.index(c) - 2)) for c in text))


class Point(NamedTuple):
    """One end of a range as written: its year if given, and which part of the year it is."""

    year: int | None
    relative: bool
    certain: bool
    groups: dict[str, str]

    def build(self, year: int) -> TimeInterval:
        """Return the interval this part is of ``year``; ValueError where there is no such day."""
        found = self.groups
        if "m" in found:
            return self._of_month(year, number(found["m"]))
        if half := found.get("h") or found.get("hy") or found.get("lh"):
            return periods.half(year, 2 if half in ("下", "2") else 1)
        if named := found.get("q") or found.get("lq"):
            quarter = periods.quarter(year, number(named))
            return periods.last_day(quarter) if "qe" in found else quarter
        if "fq" in found:
            return periods.months(year, 1, 3 * number(found["fq"]))
        if "fm" in found:
            return periods.months(year, 1, number(found["fm"]))
        if "s" in found:
            return periods.season(year, _SEASONS.index(found["s"]))
        edge = found.get("e") or found.get("be")
        if edge and edge != "内":
            names = {"初": "start", "中": "middle"}
            return periods.year_edge(year, names.get(edge[-1], "end"))
        return periods.year(year)

    def _of_month(self, year: int, month: int) -> TimeInterval:
        return part_of_month(year, month, self.groups)


def part_of_month(year: int, month: int, found: dict[str, str]) -> TimeInterval:
    """Return the days, the ten days, the end or the whole of a month (or of a range of months)."""
    if "d" in found:
        first = periods.day(year, month, number(found["d"]))
        if "dd" not in found:
            return first
        return TimeInterval(first.start, periods.day(year, month, number(found["dd"])).end)
    if "mm" in found:
        last = number(found["mm"])
        end = periods.month_end(year if last >= month else year + 1, last)
        return TimeInterval(periods.month(year, month).start, end)
    part = found.get("t")
    if part in _TEN_DAYS:
        thirds = [periods.ten_days(year, month, which) for which in _TEN_DAYS[part]]
        return TimeInterval(thirds[0].start, thirds[1].end)
    if part == "初":
        return periods.ten_days(year, month, 0)
    whole = periods.month(year, month)
    return periods.last_day(whole) if part in ("底", "末") else whole


def read_calendar(match: re.Match[str], context: Context) -> Reading | None:
    """Read a match of :data:`CALENDAR`."""
    years = match["from"], match["to"]
    reading = _years(*years) if match["from"] else _points(match, context)
    if reading is None:
        return None
    if _names(match, "b") and context.text[match.start() - 1 : match.start()] in ("自", "从"):
        reading = reading._replace(kind="at")  # its end is given, and is not the anchor
    if context.text.startswith(("左右", "前后"), match.end()):
        reading = reading._replace(certain=False)
    return with_suffix(match, context, reading)


def with_suffix(match: re.Match[str], context: Context, reading: Reading) -> Reading | None:
    """Return ``reading`` as changed by 以来, 以前 or 同期 behind it."""
    found = match.groupdict()
    if found.get("same"):
        if context.last is None:
            return reading._replace(certain=False)
        offset = reading.interval.end.year - context.last.interval.end.year
        moved = periods.shift(context.last.interval, offset)
        return reading._replace(interval=moved, certain=reading.certain and context.in_sentence)
    if found.get("since"):
        return reading._replace(kind="since", interval=context.since(reading.interval))
    if found.get("before"):
        ahead = context.anchor is None or reading.interval.end > context.anchor.end
        planned = ahead and (context.anchor is not None or context.planned(*match.span()))
        kind: TimeKind = "target" if planned else "until"
        return reading._replace(kind=kind)
    return reading


def _years(first: str, last: str) -> Reading | None:
    start, end = int(first), int(last)
    if len(last) == 2:
        end += start // 100 * 100
    if not start < end <= start + 200:
        return None
    interval = TimeInterval(periods.year(start).start, periods.year(end).end)
    return Reading(interval, explicit=True)


def _points(match: re.Match[str], context: Context) -> Reading | None:
    span = match.span()
    first = _point(match, "a", context)
    second = _point(match, "b", context) if _names(match, "b") else None
    if first is None or _is_duration(match, context):
        return None
    if second is None:
        return _single(first, context, span)
    return _range(first, second, context, span)


def _names(match: re.Match[str], tag: str) -> dict[str, str]:
    """The groups of one end that matched, without the tag."""
    return {k[: -len(tag)]: v for k, v in match.groupdict().items() if v and k.endswith(tag)}


def _point(match: re.Match[str], tag: str, context: Context) -> Point | None:
    groups = _names(match, tag)
    if "y" in groups:
        return Point(year_number(groups["y"]), False, True, groups)
    if "roc" in groups:
        return Point(_FIRST_OF_ROC - 1 + number(groups["roc"]), False, True, groups)
    if "y2" in groups:
        short = int(groups["y2"])
        return Point(short + (2000 if short < _PIVOT else 1900), False, False, groups)
    if "ry" in groups:
        return _relative_year(groups["ry"], tag, groups, context)
    return Point(None, False, True, groups)


def _relative_year(word: str, tag: str, groups: dict[str, str], context: Context) -> Point | None:
    if word in SAME_YEAR:
        if tag == "b":
            return Point(None, False, True, groups)  # counted from the start of the range
        if context.last is None:
            return None
        year = context.last.interval.end.year + SAME_YEAR[word]
        return Point(year, context.last.relative, context.in_sentence, groups)
    if context.anchor is None:
        return None
    if word in _YEAR_BEFORE and context.reported:
        return Point(context.reported - 1, True, True, groups)
    certain = context.anchor.start.year == context.anchor.end.year
    return Point(context.anchor.end.year + YEAR_WORDS[word], True, certain, groups)


def _is_duration(match: re.Match[str], context: Context) -> bool:
    """Whether 1500年 is a length of time: a round number of years behind 已有 or 近."""
    groups = _names(match, "a")
    if set(groups) != {"y", "year"} or not groups["y"].endswith("00"):
        return False
    return bool(_DURATION_BEFORE.search(context.text[max(0, match.start() - 4) : match.start()]))


def _single(point: Point, context: Context, span: tuple[int, int]) -> Reading | None:
    if point.year is not None:
        explicit = bool({"y", "y2", "roc"} & set(point.groups))
        interval = point.build(point.year)
        return Reading(interval, relative=point.relative, certain=point.certain, explicit=explicit)
    if "w" in point.groups or "be" in point.groups:
        return _whole_or_edge(point, context, span)
    found = context.year_for(point.build, *span)
    if found is None:
        return None
    year, relative, certain = found
    return Reading(point.build(year), relative=relative, certain=certain)


def _whole_or_edge(point: Point, context: Context, span: tuple[int, int]) -> Reading | None:
    """全年, 年底 without a year: that of the sentence, of the report, of the text before.

    Else the anchor's, which is a guess.
    """
    given = context.inherited_year() or context.reported_year(*span)
    last = context.last
    if given is None and "w" in point.groups and last and last.interval.days <= _LEAP_YEAR:
        given = last.interval.end.year, last.relative, False
    if given is None and context.anchor is not None:
        given = (
            context.anchor.end.year,
            True,
            "be" in point.groups and context.anchor.days <= _LEAP_YEAR,
        )
    if given is None:
        return None
    year, relative, certain = given
    return Reading(point.build(year), relative=relative, certain=certain)


def _range(first: Point, second: Point, context: Context, span: tuple[int, int]) -> Reading | None:
    if first.year is None and second.year is not None:
        start = first.build(second.year)
        if start.start > second.build(second.year).end:
            start = first.build(second.year - 1)
        head = Reading(start, relative=second.relative, certain=second.certain)
    else:
        found = _single(first, context, span)
        if found is None:
            return None
        head = found
    later = SAME_YEAR.get(second.groups.get("ry", ""), 0)
    end = second.build(second.year or head.interval.start.year + later)
    if second.year is None and not later and end.end < head.interval.start:
        end = second.build(head.interval.start.year + 1)
    if end.end < head.interval.start:
        return None
    explicit = head.explicit or "y" in second.groups
    return head._replace(interval=TimeInterval(head.interval.start, end.end), explicit=explicit)


def read_numeric(match: re.Match[str], context: Context) -> Reading | None:
    """Read a match of :data:`NUMERIC`: 2024-06-30, 2024/6, 2019-2021."""
    if match["from"]:
        return _years(match["from"], match["to"])
    if match["d"]:
        day = periods.day(int(match["y"]), int(match["m"]), int(match["d"]))
        return Reading(day, explicit=True)
    year, month = int(match["ym"]), int(match["mm"] or match["sm"])
    # 2011-12 is as often a season of two years as a month.
    return Reading(periods.month(year, month), explicit=True, certain=(year + 1) % 100 != month)
