"""Time expressions that a calendar of their own gives: school years, seasons of sport, holidays,
party congresses, and words that count from the day of writing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from zzqa.records import TimeInterval
from zzqa.text import periods
from zzqa.text.date_calendar import number
from zzqa.text.date_context import Context, Reading
from zzqa.text.date_patterns import CONNECT, YEAR_WORDS
from zzqa.text.opening import opening

_SINCE = r"(?:以来|以后|之后)"

SCHOOL_YEAR = re.compile(
    opening(
        "2",
        rf"(?<![\d./-])(?P<from>20\d\d)(?:(?:{CONNECT}| ?/ ?)(?P<to>20\d\d|\d\d))?年?度?"
        r"(?:(?P<school>学年)度?(?:第?(?P<term>[一二12上下])学期|(?P<season>[春秋])季学期)?"
        r"|(?P<sport>赛季|雪季| season\b))",
    )
)

CONGRESSES = {
    15: date(1997, 9, 12),
    16: date(2002, 11, 8),
    17: date(2007, 10, 15),
    18: date(2012, 11, 8),
    19: date(2017, 10, 18),
    20: date(2022, 10, 16),
}
"""Opening days of the national congresses of the Chinese Communist Party."""

_EVENTS = {
    "改革开放": date(1978, 12, 18),
    "新中国成立": date(1949, 10, 1),
    "共和国成立": date(1949, 10, 1),
    "建国": date(1949, 10, 1),
    "加入世贸组织": date(2001, 12, 11),
    "香港回归": date(1997, 7, 1),
    "澳门回归": date(1999, 12, 20),
}
"""Events that everybody counts from, with their days."""

EVENT = re.compile(
    opening(
        "十二改新共建加香澳",
        r"(?:(?<![一二三四五六七八九十第])(?P<n>十[五六七八九]|二十)大"
        rf"|(?P<event>{'|'.join(_EVENTS)}))(?P<since>(?:祖国)?(?:\d{{1,2}}多?年)?{_SINCE})",
    )
)
EVENT_EN = re.compile(
    r"\b(?P<n>1[5-9]|20)th (?:cpc |national |party )*congress\b"
    r"|\b(?P<reform>reform and opening[- ]up)\b",
    re.ASCII,
)

NEW_YEAR_DAYS = {
    2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19),
    2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12),
    2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6),
    2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
"""First days of the Chinese year, as the Purple Mountain Observatory publishes them."""

_HOLIDAYS = {"元旦": (1, 1, 1), "清明": (4, 4, 3), "五一": (5, 1, 5), "国庆": (10, 1, 7)}
"""Month, day and length of holidays by the sun; what is off in a year varies by a day or two."""

HOLIDAY = re.compile(
    opening(
        "\\d一二大前去今明元清五国春\"“”'「『",
        r"(?:(?:(?P<y>(?<!\d)20\d\d)年|(?P<ry>大前年|前年|去年|今年|明年))的?)?[\"“'「『]?"
        r"(?P<name>元旦|清明|五一|国庆|春节)[\"”'」』]?节?"
        r"(?P<part>(?:小长假|长假|假期|假日|黄金周)(?:期间)?|期间|当天)",
    )
)

ENTERED = re.compile("入(?P<s>[春夏秋冬])以来")
WEEKEND = re.compile(r"(?P<w>[上本这下])个?周末")
QUARTER_WORD = re.compile(r"(?P<w>[上下]一?个?|本|这个?)季度(?P<e>[末底])?")
MONTH_EDGE = re.compile(
    r"(?<![\d一二三四五六七八九十元个本上下当次同这每半整满几数岁年日蜜])月(?P<e>[底末初])"
    r"(?=[,、。;]|前|之前|以前)(?P<before>(?:之|以)?前(?![\d后往来]))?"
)
SOME_DAYS = re.compile(r"(?P<first>今明|昨今|今后)两[天日]|(?P<three>今明后)三[天日](?![前后])")
FROM_TODAY = re.compile(
    rf"即日起(?:{CONNECT}(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
    r"(?P<d>[0-3]?\d|[一二三四五六七八九十]{1,3})[日号])?"
)
THIS_TIME = re.compile(
    r"(?P<w>大前年|前年|去年|上年)(?:的?这个时候|此时|的?今天|的?同一时[间候期])"
)


REPORT_PERIOD = re.compile("(?<!上)(?<!每个)(?:本)?报告期(?P<e>末|期末)?内?")


def read_report_period(match: re.Match[str], context: Context) -> Reading | None:
    """报告期内: the quarter, half or year named last (2023年年度报告), else that reported on."""
    last = context.last
    if last is not None and _QUARTER_DAYS <= last.interval.days <= _LEAP_YEAR_DAYS:
        period = last.interval
    elif context.reported is not None:
        period = periods.year(context.reported)
    else:
        return None
    if match["e"]:
        period = TimeInterval(period.end.replace(day=1), period.end)
    return Reading(period, kind="as_of" if match["e"] else "at", relative=True)


_QUARTER_DAYS, _LEAP_YEAR_DAYS = 90, 366


def read_school_year(match: re.Match[str], context: Context) -> Reading | None:
    """2023—2024学年第一学期: from September on; 2023-24赛季: both its years, a guess."""
    first = int(match["from"])
    last = int(match["to"]) if match["to"] else first + bool(match["school"])
    last += first // 100 * 100 if last < 100 else 0
    if match["sport"]:
        if not first <= last <= first + 1:
            return None
        span = TimeInterval(date(first, 1, 1), date(last, 12, 31))
        return Reading(span, explicit=True, certain=first == last)
    if last != first + 1:
        return None
    second = (match["term"] or "") in "二2下" if match["term"] else match["season"] == "春"
    start = date(last, 2, 1) if second else date(first, 9, 1)
    whole = not (match["term"] or match["season"])
    end = date(last, 8, 31) if second or whole else date(last, 1, 31)
    return Reading(TimeInterval(start, end), explicit=True)


def read_event(match: re.Match[str], context: Context) -> Reading | None:
    """党的十八大以来, 改革开放以来: from the day on which it began."""
    day = CONGRESSES[number(match["n"])] if match["n"] else _EVENTS[match["event"]]
    interval = context.since(TimeInterval(day, day))
    return Reading(interval, kind="since", holds=False)


def read_event_english(match: re.Match[str], context: Context) -> Reading | None:
    """(Since) the 18th Party Congress: the day on which it began."""
    day = _EVENTS["改革开放"] if match["reform"] else CONGRESSES[int(match["n"])]
    return Reading(TimeInterval(day, day), holds=False)


def read_holiday(match: re.Match[str], context: Context) -> Reading | None:
    """国庆假期, 2024年春节期间: the days that are off, a guess."""
    name, only = match["name"], match["part"] == "当天"

    def build(year: int) -> TimeInterval:
        if name == "春节":
            first = date(year, *NEW_YEAR_DAYS[year])
            return (
                TimeInterval(first, first)
                if only
                else TimeInterval(first - timedelta(days=1), first + timedelta(days=6))
            )
        month, day, length = _HOLIDAYS[name]
        first = date(year, month, day)
        return TimeInterval(first, first + timedelta(days=0 if only else length - 1))

    year, relative = int(match["y"] or 0), not match["y"]
    if match["ry"] and context.anchor:
        year = context.anchor.end.year + YEAR_WORDS[match["ry"]]
    try:
        found = context.year_for(build, *match.span()) if not year and not match["ry"] else None
        year, relative = (found[0], found[1]) if found else (year, relative)
        return Reading(build(year), relative=relative, certain=False) if year else None
    except KeyError:  # a Chinese New Year that the table does not hold
        return None


def read_entered(match: re.Match[str], context: Context) -> Reading | None:
    """入夏以来: from the season's first month on, a guess, for it comes when it comes."""
    if context.anchor is None:
        return None
    which, year = "春夏秋冬".index(match["s"]), context.anchor.end.year
    season = periods.season(year, which)
    if season.start > context.anchor.end:
        season = periods.season(year - 1, which)
    return Reading(
        context.since(TimeInterval(season.start, season.start)),
        kind="since",
        relative=True,
        certain=False,
        holds=False,
    )


def read_weekend(match: re.Match[str], context: Context) -> Reading | None:
    """本周末: Saturday and Sunday."""
    if context.anchor is None:
        return None
    offset = {"上": -7, "下": 7}.get(match["w"], 0)
    week = periods.week(context.anchor.end + timedelta(days=offset))
    days = TimeInterval(week.end - timedelta(days=1), week.end)
    return Reading(days, relative=True, certain=context.anchor.days <= 1)


def read_quarter_word(match: re.Match[str], context: Context) -> Reading | None:
    """本季度, 上季度末."""
    if context.anchor is None:
        return None
    offset = {"上": -3, "下": 3}.get(match["w"][0], 0)
    month = periods.add_months(context.anchor.end.replace(day=1), offset)
    quarter = periods.quarter(month.year, (month.month + 2) // 3)
    interval = periods.last_day(quarter) if match["e"] else quarter
    return Reading(interval, relative=True, certain=context.anchor.days <= 31)


def read_month_edge(match: re.Match[str], context: Context) -> Reading | None:
    """月底前 with no month given: that of the anchor."""
    if context.anchor is None or context.anchor.days > 31:
        return None
    end = context.anchor.end
    if match["e"] == "初":
        interval = periods.ten_days(end.year, end.month, 0)
    else:
        interval = periods.last_day(periods.month(end.year, end.month))
    reading = Reading(interval, relative=True)
    if not match["before"]:
        return reading
    return reading._replace(kind="target" if interval.end > end else "until")


def read_some_days(match: re.Match[str], context: Context) -> Reading | None:
    """今明两天: the anchor and the day beside it."""
    if context.anchor is None or match["first"] == "今后":
        return None
    start = context.anchor.end - timedelta(days=match["first"] == "昨今")
    end = start + timedelta(days=2 if match["three"] else 1)
    return Reading(TimeInterval(start, end), relative=True, certain=context.anchor.days == 1)


def read_from_today(match: re.Match[str], context: Context) -> Reading | None:
    """即日起至9月30日: from the anchor to a day, of its year or the next."""
    if context.anchor is None:
        return None
    start = context.anchor.end
    if not match["m"]:
        return Reading(TimeInterval(start, start), kind="since", relative=True, holds=False)
    month, day = number(match["m"]), number(match["d"])
    end = date(int(match["y"] or start.year), month, day)
    end = date(start.year + 1, month, day) if end < start and not match["y"] else end
    return Reading(TimeInterval(start, end), relative=True, certain=context.anchor.days == 1)


def read_this_time(match: re.Match[str], context: Context) -> Reading | None:
    """去年这个时候: the anchor, years before; a guess unless it is a day."""
    if context.anchor is None:
        return None
    moved = periods.shift(context.anchor, YEAR_WORDS[match["w"]])
    return Reading(moved, relative=True, certain=False)
