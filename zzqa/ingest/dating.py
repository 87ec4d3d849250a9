"""When a document or an article was published, from what it says itself.

In the order of trust: a date that stands alone on a line (masthead or signature) or in a dateline,
a publication date in a line about the article, a date in the file's name, then the context: the
year that 今年 must mean, with the latest day or month spoken of as past.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from zzqa.ingest.blocks import MASTHEAD, SIGNED
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
_DEADLINE = re.compile(r"(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?[底末]?[之以]?前(?![\d往来])")
"""2026年12月31日前, 2026年底前: until when something is to be done."""
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

_YMD = r"(?P<year>(?:19|20)\d\d)\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})"
_PUBLISHED = re.compile(
    r"(?:(?:发布|发表|发文|成文|更新|刊发|印发)(?:时间|日期)|(?m:^)\s*(?:来源|时间|日期))"
    rf"\s*[:：]?[^，。；！？\n]{{0,30}}?(?<!\d){_YMD}"
)
_RECEIVED = re.compile(
    r"(?:收稿|修回|修改|录用|接受|出版|网络首发|网络出版)(?:日期|时间)\s*[:：]?\s*(?<!\d)" + _YMD
)
"""What scholarly papers say of themselves, mostly at the foot of their first page."""
_DATELINE = re.compile(
    r"(?m:^)\s*[一-鿿·]{2,14}?\s*(?:(?P<year>(?:19|20)\d\d)年)?"
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日\s*(?:讯|电)"
)
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d\d)(?:[-_.年](?=\d{1,2}[-_.月])|(?=\d{4}(?!\d)))"
    r"(?P<month>\d{1,2})[-_.月]?(?P<day>\d{1,2})日?(?![0-9A-Za-z])"
)
_OPENING = 600
"""Characters in which an article says when it was published, if it does."""

_STANDING_ALONE = 0.95
_PUBLISHED_LINE = 0.9
_FILE_NAME = 0.85
_CONTEXT_DAY = 0.8
_CONTEXT_YEAR = 0.6


def date_document(
    clean: str, name: str = "", metadata: DatedEvidence | None = None
) -> DatedEvidence | None:
    """Return when the document was published, with what tells it; None when nothing does.

    ``name`` is the file's, ``metadata`` what its format says of itself. The evidence with the
    highest confidence wins, of equals the text's own.
    """
    alone = _standing_alone(clean)
    found = (alone, *(() if alone else (_published(clean), _from_context(clean))))
    return max(
        filter(None, (*found, date_in_name(name), metadata)),
        key=lambda evidence: evidence.confidence,
        default=None,
    )


def date_article(clean: str, document: TimeInterval | None) -> DatedEvidence | None:
    """Return when an article was published where it says so itself; ``clean`` is its text.

    ``document`` is the date of the document around it: the year of a dateline without one is the
    last in which that day was not after it.
    """
    return _dateline(clean, document) or _published(clean)


def date_in_name(name: str) -> DatedEvidence | None:
    """Return the day that a file's name gives: 株洲日报2024-08-08.txt, 20240808_A1.pdf."""
    for match in _IN_NAME.finditer(name):
        if day := _matched_day(match):
            return DatedEvidence(TimeInterval(day, day), match.group(), "file name", _FILE_NAME)
    return None


def _dateline(clean: str, document: TimeInterval | None) -> DatedEvidence | None:
    """Read the day of 新华社北京8月7日电 or 本报8月7日讯, where it opens one of the first lines."""
    opening = clean[:_OPENING]
    for match in _DATELINE.finditer(opening):
        month, day = int(match["month"]), int(match["day"])
        years = [int(match["year"])] if match["year"] else []
        if not years and document:
            years = [document.end.year, document.end.year - 1]
        for year in years:
            found = _day(year, month, day)
            if found and (match["year"] or (document and found <= document.end)):
                interval = TimeInterval(found, found)
                return DatedEvidence(interval, match.group().strip(), "dateline", _STANDING_ALONE)
    return None


def _published(clean: str) -> DatedEvidence | None:
    """Read 发布时间：2024-06-30 among the first lines, 修回日期 anywhere: the latest there is."""
    matches = [*filter(None, [_PUBLISHED.search(clean[:_OPENING])]), *_RECEIVED.finditer(clean)]
    days = [(day, match) for match in matches if (day := _matched_day(match))]
    if not days:
        return None
    found, match = max(days, key=lambda pair: (pair[0], -pair[1].start()))
    interval = TimeInterval(found, found)
    return DatedEvidence(interval, match.group().strip(), "publication line", _PUBLISHED_LINE)


def _matched_day(match: re.Match[str]) -> date | None:
    """Return the day of a match with the groups year, month and day."""
    return _day(*(int(part) for part in match.group("year", "month", "day")))


def _standing_alone(clean: str) -> DatedEvidence | None:
    """Find a date that fills a line: the last such is a signature, the first a masthead."""
    lines = [line.strip() for line in clean.split("\n") if line.strip()]
    for source, places in (("signature", lines[:-13:-1]), ("masthead", lines[:12])):
        for line in places:
            if source == "signature" and MASTHEAD.fullmatch(line):
                continue  # the head of the last page
            day = _whole_line_date(line)
            if day:
                return DatedEvidence(TimeInterval(day, day), line, source, _STANDING_ALONE)
    return None


def _whole_line_date(line: str) -> date | None:
    line = SIGNED.sub("", line)
    match = re.fullmatch(_FULL.pattern + _WEEKDAY + "[^，。；！？]{0,12}", line)
    if match:
        return _day(*(int(part) for part in match.groups()))
    if MASTHEAD.fullmatch(line) and (head := _FULL.search(line)):
        return _day(*(int(part) for part in head.groups()))
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
    return bool(_AHEAD.search(before)) or bool(_DEADLINE.match(clean, match.end()))


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
