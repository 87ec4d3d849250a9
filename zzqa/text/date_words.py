"""Readers of time words: 目前, 昨日, 上月, 近三年, “十四五”期间."""

from __future__ import annotations

import re
from datetime import date, timedelta

from zzqa.records import TimeInterval
from zzqa.text import periods
from zzqa.text.date_calendar import number, part_of_month, with_suffix
from zzqa.text.date_context import Context, Reading

_DAY_OFFSETS = {"今": 0, "昨": -1, "前": -2, "明": 1, "后": 2}
_MONTH_OFFSETS = {"本": 0, "这个": 0, "上": -1, "上个": -1, "下": 1, "下个": 1}
_WEEK_OFFSETS = {"上": -7, "本": 0, "这": 0, "下": 7}
_WEEKDAYS = "一二三四五六日"
_UNITS = {"年": "year", "月": "month", "周": "week", "星期": "week", "天": "day", "日": "day"}

_RECENT_DAYS = {"近日": 14, "近日来": 14, "日前": 14, "最近": 14, "连日来": 14}
"""Newspapers say 近日 of the last two weeks; what is not listed is given a month."""

_VAGUE_YEARS = 3
"""近年来 is taken as the last three years."""

_NEXT_DAYS = 7
"""10日至12日, written on the 8th, is of this month: forecasts and notices look a week ahead."""

_REVIEW_MONTHS = 4
"""Until April 过去一年 is the calendar year before: the time of yearly reviews."""


def _on_anchor(interval: TimeInterval, *, certain: bool = True, holds: bool = True) -> Reading:
    return Reading(interval, relative=True, certain=certain, holds=holds)


def read_now(match: re.Match[str], context: Context) -> Reading | None:
    """目前, 至今: a state at the anchor."""
    if context.anchor is None:
        return None
    return Reading(context.anchor, kind="as_of", relative=True, holds=False)


def read_day_word(match: re.Match[str], context: Context) -> Reading | None:
    """昨日, 当天: a day counted from the anchor or from the day mentioned before."""
    word = match["w"]
    if word[0] in "当同次翌":
        last = context.last
        if last is None or last.interval.days > 1:
            return None
        day = last.interval.end + timedelta(days=word[0] in "次翌")
        return last._replace(interval=TimeInterval(day, day), kind=None, explicit=False)
    if context.anchor is None:
        return None
    anchor = context.anchor
    shift, until = (timedelta(days=_DAY_OFFSETS[w[0]]) for w in (word, match["to"] or word))
    interval = TimeInterval(anchor.start + shift, anchor.end + max(shift, until))
    return _on_anchor(interval, certain=anchor.days == 1, holds=anchor.days == 1)


def read_recent(match: re.Match[str], context: Context) -> Reading | None:
    """近日, 日前: the weeks before the anchor, a guess."""
    if context.anchor is None:
        return None
    days = _RECENT_DAYS.get(match[0], 30)
    interval = TimeInterval(context.anchor.start - timedelta(days=days), context.anchor.end)
    return _on_anchor(interval, certain=False, holds=False)


def read_week(match: re.Match[str], context: Context) -> Reading | None:
    """上周, 本周五."""
    if context.anchor is None:
        return None
    week = periods.week(context.anchor.end + timedelta(days=_WEEK_OFFSETS[match["w"]]))
    if match["d"]:
        day = week.start + timedelta(days=_WEEKDAYS.index(match["d"].replace("天", "日")))
        week = TimeInterval(day, day)
    return _on_anchor(week, certain=context.anchor.days <= 1, holds=bool(match["d"]))


def read_month_word(match: re.Match[str], context: Context) -> Reading | None:
    """上月, 本月底, 当月."""
    word = match["w"]
    if word in ("当", "次", "同"):
        if context.last is None or context.last.interval.days > 31:
            return None
        base, relative, certain = context.last.interval.end, context.last.relative, True
        offset = int(word == "次")
    elif context.anchor is None:
        return None
    else:
        base, relative = context.anchor.end, True
        certain, offset = context.anchor.days <= 31, _MONTH_OFFSETS[word]
    month = periods.add_months(base.replace(day=1), offset)
    found = {k: v for k, v in match.groupdict().items() if v and k in ("t", "d", "dd")}
    interval = part_of_month(month.year, month.month, found)
    return with_suffix(match, context, Reading(interval, relative=relative, certain=certain))


def read_season_word(match: re.Match[str], context: Context) -> Reading | None:
    """今春, 去冬, and 春季 without a year."""
    which = "春夏秋冬".index(match["s"] or match["b"])

    def build(year: int) -> TimeInterval:
        return periods.season(year, which)

    if match["b"]:
        found = context.year_for(build, *match.span())
        if found is None:
            return None
        return Reading(build(found[0]), relative=found[1], certain=False)
    if context.anchor is None:
        return None
    season = build(context.anchor.end.year + {"今": 0, "去": -1, "明": 1}[match["w"]])
    if not match[0].endswith("以来"):
        return _on_anchor(season)
    return _on_anchor(context.since(season))._replace(kind="since")


def read_window(match: re.Match[str], context: Context) -> Reading | None:
    """近三年, 过去一年, 一年来, 近年来: the time up to the anchor."""
    if context.anchor is None:
        return None
    count, unit = _count(match["n"] or match["n2"]), match["u"] or match["u2"]
    if unit is None or count is None:
        vague = periods.back(context.anchor, _VAGUE_YEARS, "year")
        return _on_anchor(vague, certain=False, holds=False)
    if match[0].startswith("过去") and (count, unit) == (1, "年"):
        return _on_anchor(_past_year(context.anchor), certain=False)
    return _on_anchor(periods.back(context.anchor, count, _unit(unit)), holds=False)


def _past_year(anchor: TimeInterval) -> TimeInterval:
    if anchor.start.month <= _REVIEW_MONTHS:
        return periods.year(anchor.start.year - 1)
    return periods.back(anchor, 1, "year")


def read_ahead(match: re.Match[str], context: Context) -> Reading | None:
    """未来三年: a plan for the time from the anchor."""
    count = _count(match["n"])
    if context.anchor is None or count is None:
        return None
    interval = periods.ahead(context.anchor, count, _unit(match["u"]))
    return _on_anchor(interval, certain=False, holds=False)._replace(kind="target")


def read_ago(match: re.Match[str], context: Context) -> Reading | None:
    """三年前: the year that lies so far back."""
    count = _count(match["n"])
    if context.anchor is None or count is None:
        return None
    return _on_anchor(periods.ago(context.anchor, count, _unit(match["u"])), certain=False)


def _unit(written: str) -> str:
    return _UNITS[written.removeprefix("个")]


def _count(written: str | None) -> float | None:
    if written is None or written in "几多" or (len(written) > 1 and "半" in written):
        return None
    if written == "半":
        return 0.5
    return float(written) if written.isascii() else number(written)


def read_bare_day(match: re.Match[str], context: Context) -> Reading | None:
    """5日 without a month: of the month mentioned before, else the latest 5th before the anchor."""
    first, last = int(match["d"]), int(match["dd"] or match["d"])
    base = context.last
    if base is not None and context.in_sentence and base.interval.days <= 31:
        month, relative, certain = base.interval.end, base.relative, True
    elif context.anchor is None:
        return None
    else:
        month, relative, certain = context.anchor.end, True, False
        if first > month.day + _NEXT_DAYS:
            month = periods.add_months(month.replace(day=1), -1)
    start = date(month.year, month.month, first)
    ends = month if last >= first else periods.add_months(month.replace(day=1), 1)
    end = date(ends.year, ends.month, last)
    return Reading(TimeInterval(start, end), relative=relative, certain=certain)


def read_same_period(match: re.Match[str], context: Context) -> Reading | None:
    """同期: the period mentioned before."""
    if context.last is None:
        return None
    return context.last._replace(kind=None, explicit=False, certain=context.in_sentence)


def read_plan(match: re.Match[str], context: Context) -> Reading | None:
    """“十四五”期间, 十三五末, 第十四个五年规划."""
    written = match["ordinal"] or (match["quoted"] or match["plain"])[:-1]
    interval = periods.five_year_plan(number(written) if written else 10)
    if match["edge"]:
        year = interval.start.year if match["edge"] == "初" else interval.end.year
        interval = periods.year_edge(year, "start" if match["edge"] == "初" else "end")
    return with_suffix(match, context, Reading(interval, explicit=True))


def read_decade(match: re.Match[str], context: Context) -> Reading | None:
    """20世纪80年代, 21世纪, 上世纪, and 90年代, which is taken as of the twentieth century."""
    if match["w"]:
        if context.anchor is None:
            return None
        century = (context.anchor.end.year + 99) // 100 - (match["w"] != "本")
    else:
        century = number(match["c"]) if match["c"] else 20
    decade = match["dec"] or match["bare"]
    first = 100 * century - 99
    last = first + 99
    if decade:
        first = 100 * century - 100 + number(decade)
        last = first + 9
    interval = TimeInterval(date(first, 1, 1), date(last, 12, 31))
    reading = Reading(
        interval, relative=bool(match["w"]), certain=not match["bare"], explicit=bool(match["c"])
    )
    if match["bare_since"]:
        return reading._replace(kind="since", interval=context.since(interval))
    return with_suffix(match, context, reading)
