"""English time words: so far, last month, the past three years, the 14th Five-Year Plan."""

from __future__ import annotations

import re
from datetime import date, timedelta

from zzqa.records import TimeInterval
from zzqa.text import periods
from zzqa.text.date_context import Context, Reading
from zzqa.text.date_english import MONTH, MONTHS, SMALL_NUMBERS
from zzqa.text.opening import opening

_PLANS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
}  # fmt: skip
_SEASONS = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}
_OFFSETS = {"last": -1, "this": 0, "next": 1, "previous": -1, "past": -1}
_NUMBERS = "|".join(SMALL_NUMBERS)
_RECENT_DAYS = 30
_RECENT_YEARS = 3

NOW_EN = re.compile(
    r"\b(?:so far(?! (?:away|from|as))(?P<year> this year)?|currently|now(?! and then)|at present"
    r"|at the moment|to date|up to now|nowadays|as of today)\b",
    re.ASCII,
)
YEAR_TO_DATE = re.compile(
    r"\b(?:year[- ]to[- ]date|since the (?:start|beginning) of (?:the|this) year)\b"
)
DAY_EN = re.compile(r"\b(?P<w>today|yesterday|tomorrow)\b(?!'s|’s)", re.ASCII)
RECENT_EN = re.compile(
    r"\b(?:recently|lately|in recent (?P<u>years|months|weeks|days))\b", re.ASCII
)
UNIT_EN = re.compile(
    r"\b(?P<w>last|this|next|previous) (?P<u>year|month|week|quarter|spring|summer|autumn|fall"
    r"|winter)\b(?![- ]old)",
    re.ASCII,
)
PERIOD_TO = re.compile(
    rf"\b(?:(?P<year>year)|(?P<n>\d{{1,2}}|{_NUMBERS}) months?) (?:to|ended|ending)(?: the)?"
    rf"(?: end of)? (?:(?:30|31|2[89])(?:th|st)? )?(?P<m>{MONTH})(?: (?:30|31|2[89])(?:th|st)?)?,? "
    r"(?P<y>(?:19|20)\d\d)\b",
    re.ASCII,
)
YEAR_END = re.compile(
    r"\b(?:(?P<w>last|this|next) )?year[- ]end\b(?: (?:of )?(?P<y>(?:19|20)\d\d)\b)?", re.ASCII
)
WINDOW_EN = re.compile(
    rf"\b(?P<w>past|last|next|coming|previous|recent) (?P<n>\d{{1,2}}|{_NUMBERS}) "
    r"(?P<u>year|month|week|day|decade)s?\b|\b(?:past (?P<one>year|month|week|decade)|(?P<ten>last"
    r" decade))\b",
    re.ASCII,
)
AGO_EN = re.compile(rf"\b(?P<n>\d{{1,2}}|{_NUMBERS}) (?P<u>year|month|week|day)s? ago\b", re.ASCII)
SAME_EN = re.compile(
    r"\b(?:same|corresponding) period(?P<last> (?:of |in )?(?:last year|(?:the )?(?:previous"
    r"|prior) year|a year (?:earlier|ago)"
    r"|the year before)| (?:of |in )?(?P<y>(?:19|20)\d\d))?\b",
    re.ASCII,
)
DECADE_EN = re.compile(
    opening(
        r"\d",
        r"(?<![\w.,$-])(?:(?P<y>(?:1[5-9]|20)\d0)'?s|(?P<c>\d{1,2})(?:st|nd|rd"
        r"|th)[ -]century)\b",
    ),
    re.ASCII,
)
PLAN_EN = re.compile(
    rf"\b(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_PLANS)}) five[- ]year plan"
    rf"(?: period)?\b",
    re.ASCII,
)


def read_now(match: re.Match[str], context: Context) -> Reading | None:
    """Currently, so far (this year)."""
    if context.anchor is None:
        return None
    if match["year"]:
        return read_year_to_date(match, context)
    return Reading(context.anchor, kind="as_of", relative=True, holds=False)


def read_year_to_date(match: re.Match[str], context: Context) -> Reading | None:
    """Year-to-date: from 1 January to the anchor."""
    if context.anchor is None:
        return None
    first = periods.year(context.anchor.end.year).start
    return Reading(TimeInterval(first, context.anchor.end), kind="since", relative=True)


def read_day(match: re.Match[str], context: Context) -> Reading | None:
    """Today, yesterday, tomorrow."""
    if context.anchor is None:
        return None
    shift = timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[match["w"]])
    interval = TimeInterval(context.anchor.start + shift, context.anchor.end + shift)
    return Reading(interval, relative=True, certain=interval.days == 1, holds=interval.days == 1)


def read_recent(match: re.Match[str], context: Context) -> Reading | None:
    """Recently, in recent years: a guess."""
    if context.anchor is None:
        return None
    if match["u"] == "years":
        interval = periods.back(context.anchor, _RECENT_YEARS, "year")
    else:
        interval = TimeInterval(
            context.anchor.start - timedelta(days=_RECENT_DAYS), context.anchor.end
        )
    return Reading(interval, relative=True, certain=False, holds=False)


def read_unit(match: re.Match[str], context: Context) -> Reading | None:
    """Last year, this month, next week, last quarter."""
    if context.anchor is None:
        return None
    end, offset, unit = context.anchor.end, _OFFSETS[match["w"]], match["u"]
    if unit == "week":
        interval = periods.week(end + timedelta(days=7 * offset))
    elif unit == "year":
        interval = periods.year(end.year + offset)
    elif unit in _SEASONS:
        interval = periods.season(end.year + offset, _SEASONS[unit])
    else:
        size = 3 if unit == "quarter" else 1
        first = periods.add_months(end.replace(day=1), size * offset)
        interval = periods.month(first.year, first.month)
        if unit == "quarter":
            interval = periods.quarter(first.year, (first.month + 2) // 3)
    return Reading(interval, relative=True)


def read_period_to(match: re.Match[str], context: Context) -> Reading | None:
    """Six months to June 2024, the year ended 31 March 2023: a period by its end."""
    last = periods.month_end(int(match["y"]), 1 + MONTHS.index(match["m"][:3]))
    months = 12 if match["year"] else _count(match["n"])
    first = periods.add_months(last.replace(day=1), 1 - months)
    return Reading(TimeInterval(first, last), explicit=True)


def read_year_end(match: re.Match[str], context: Context) -> Reading | None:
    """Year-end: December of the anchor's year or of the one named."""
    if match["y"]:
        return Reading(periods.year_edge(int(match["y"]), "end"), explicit=True)
    if context.anchor is None:
        return None
    year = context.anchor.end.year + _OFFSETS.get(match["w"] or "this", 0)
    return Reading(periods.year_edge(year, "end"), relative=True)


def _count(written: str) -> int:
    return int(written) if written.isdigit() else SMALL_NUMBERS[written]


def read_window(match: re.Match[str], context: Context) -> Reading | None:
    """The past three years, the next five years."""
    if context.anchor is None:
        return None
    count = _count(match["n"] or "one")
    unit = match["u"] or match["one"] or "decade"
    if unit == "decade":
        count, unit = 10 * count, "year"
    if match["w"] in ("next", "coming"):
        interval = periods.ahead(context.anchor, count, unit)
        return Reading(interval, kind="target", relative=True, certain=False, holds=False)
    return Reading(periods.back(context.anchor, count, unit), relative=True, holds=False)


def read_ago(match: re.Match[str], context: Context) -> Reading | None:
    """Three years ago."""
    if context.anchor is None:
        return None
    interval = periods.ago(context.anchor, _count(match["n"]), match["u"])
    return Reading(interval, relative=True, certain=False)


def read_same_period(match: re.Match[str], context: Context) -> Reading | None:
    """The same period last year: what was mentioned before, moved."""
    if context.last is None:
        return None
    interval, certain = context.last.interval, context.in_sentence
    if match["y"]:
        interval = periods.shift(interval, int(match["y"]) - interval.end.year)
        return Reading(interval, certain=certain, explicit=True)
    if match["last"]:
        interval = periods.shift(interval, -1)
    return Reading(interval, relative=context.last.relative, certain=certain)


def read_plan(match: re.Match[str], context: Context) -> Reading | None:
    """The 14th Five-Year Plan period."""
    written = match["n"]
    number = _PLANS[written] if written in _PLANS else int(written[:-2])
    return Reading(periods.five_year_plan(number), explicit=True)


def read_decade(match: re.Match[str], context: Context) -> Reading | None:
    """The 1980s, the 19th century."""
    if match["y"]:
        first = int(match["y"])
        last = first + 9
    else:
        last = 100 * int(match["c"])
        first = last - 99
    return Reading(TimeInterval(date(first, 1, 1), date(last, 12, 31)), explicit=True)
