"""When a document was published, from what it says itself.

In the order of trust: a date that stands alone on a line (masthead or signature), then the
context: the year that 今年 must mean, with the latest day or month spoken of as past.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from zzqa.records import DatedEvidence, TimeInterval

_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FULL = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_CHINESE = re.compile(
    r"([二一][〇○零九][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_WEEKDAY = r"(?:\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_MONTH_DAY = re.compile(
    r"(?:(?<!\d)((?:19|20)\d\d)\s*年|(?<![\d年])(?:今年|本年)?)\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
)
_AHEAD = re.compile(r"将|拟|计划|预计|力争|目标|有望|规划|—|到$|至$")
_SEASONS = (
    ("春天", 2, 5),
    ("今春", 2, 5),
    ("夏天", 5, 8),
    ("今夏", 5, 8),
    ("秋", 8, 11),
    ("冬", 11, 12),
)

_OBSERVANCES = {
    "世界读书日": (4, 23),
    "世界知识产权日": (4, 26),
    "国际劳动节": (5, 1),
    "世界环境日": (6, 5),
    "国庆节": (10, 1),
}
"""Days of the calendar that papers write about on the day, 在……之际."""

_STANDING_ALONE = 0.95
_CONTEXT_DAY = 0.8
_CONTEXT_YEAR = 0.6


def date_document(clean: str) -> DatedEvidence | None:
    """Return when the document was published, with the words that tell; None when none do."""
    return _standing_alone(clean) or _from_context(clean)


def _standing_alone(clean: str) -> DatedEvidence | None:
    """Find a date that fills a line: the last such is a signature, the first a masthead."""
    lines = [line.strip() for line in clean.split("\n") if line.strip()]
    for source, places in (("signature", lines[:-13:-1]), ("masthead", lines[:12])):
        for line in places:
            day = _whole_line_date(line)
            if day:
                return DatedEvidence(TimeInterval(day, day), line, source, _STANDING_ALONE)
    return None


def _whole_line_date(line: str) -> date | None:
    match = re.fullmatch(_FULL.pattern + _WEEKDAY + "[^，。；！？]{0,12}", line)
    if match:
        return _day(*(int(part) for part in match.groups()))
    match = re.fullmatch(_CHINESE.pattern + _WEEKDAY, line)
    if match:
        year = int(match.group(1).translate(_NUMERALS))
        return _day(year, _numeral(match.group(2)), _numeral(match.group(3)))
    return None


def _numeral(text: str) -> int:
    """Return a Chinese numeral up to 99."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return int(text.translate(_NUMERALS))
    head = int(tens.translate(_NUMERALS)) if tens else 1
    return 10 * head + (int(ones.translate(_NUMERALS)) if ones else 0)


def _from_context(clean: str) -> DatedEvidence | None:
    years = [(int(m.group(1)), m) for m in _YEAR.finditer(clean) if not _is_ahead(clean, m)]
    if not years:
        return None
    year, found = max(years, key=lambda pair: (pair[0], -pair[1].start()))
    evidence = _around(clean, found)
    days = list(_past_days(clean, year))
    observed = _observance(clean, year)
    if days:
        last, match = max(days, key=lambda pair: (pair[0], -pair[1].start()))
        # What happened on a day is in the next day's paper, or in that of the occasion.
        end = max(last + timedelta(days=1), observed or last)
        if (end - last).days > 20:
            end = last + timedelta(days=1)
        words = f"{_around(clean, match)} · {evidence}"
        return DatedEvidence(TimeInterval(last, end), words, "context", _CONTEXT_DAY)
    if observed:
        return DatedEvidence(TimeInterval(observed, observed), evidence, "context", _CONTEXT_DAY)
    return DatedEvidence(_part_of_year(clean, year), evidence, "context", _CONTEXT_YEAR)


def _is_ahead(clean: str, match: re.Match[str]) -> bool:
    """Whether a year is spoken of as coming: 到2026年, 2024—2026年, 力争2022年."""
    before = clean[max(0, match.start() - 6) : match.start()]
    return bool(_AHEAD.search(before)) or clean[match.end() : match.end() + 1] == "前"


def _past_days(clean: str, year: int) -> Iterator[tuple[date, re.Match[str]]]:
    """Yield the days of the year that are named and not spoken of as coming."""
    for match in _MONTH_DAY.finditer(clean):
        clause = re.split("[，。；,;]", clean[match.end() : match.end() + 40])
        if any(word in "".join(clause[:2]) for word in ("将", "拟于", "预计")):
            continue
        if int(match.group(1) or year) != year or _is_ahead(clean, match):
            continue
        day = _day(year, int(match.group(2)), int(match.group(3)))
        if day:
            yield day, match


def _observance(clean: str, year: int) -> date | None:
    for name, (month, day) in _OBSERVANCES.items():
        if re.search(f"{name}[」”』]?(?:之际|到来|来临|当天|前夕)", clean):
            return date(year, month, day)
    return None


def _part_of_year(clean: str, year: int) -> TimeInterval:
    """Return the season that the text says has come, else the year."""
    for word, first, last in _SEASONS:
        if re.search(f"{word}.{{0,4}}(?:来临|到来|已至)", clean):
            return TimeInterval(
                date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
            )
    return TimeInterval(date(year, 1, 1), date(year, 12, 31))


def _around(clean: str, match: re.Match[str]) -> str:
    """Return the clause that holds ``match``, shortened."""
    start = max(clean.rfind(mark, 0, match.start()) for mark in "，。；\n") + 1
    clause = clean[max(start, match.start() - 15) : match.end() + 20]
    return re.split("[，。；\n]", clause)[0].strip()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
