"""Time expressions in Chinese, English and mixed text, resolved to intervals of days.

The same function reads documents and questions. A span holds the expression and what is part of
it (以来, 以前, 同期) but not the word that governs it: of 截至2024年6月底 the span is 2024年6月底
and the kind is ``as_of``. How periods are counted: the end of a month (月底, end of June) is its
last day, the end of a year (年底, end of 2024) is December, its start (年初) January, its middle
(mid-2025) the month about 1 July; 上旬 中旬 下旬 are the thirds of a month, and 月初 is 上旬.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from zzqa.records import TimeInterval, TimeMention
from zzqa.text import date_english, date_english_words, date_events, date_words
from zzqa.text import date_patterns as patterns
from zzqa.text.compact import compact
from zzqa.text.date_calendar import read_calendar, read_numeric
from zzqa.text.date_context import Context, Reading
from zzqa.text.normalise import fold

_Reader = Callable[[re.Match[str], Context], Reading | None]

# Where two families claim the same span, the first one listed reads it. The words are those of
# which a match holds one, for most texts hold none and need not be searched; () where there are
# too many.
_FAMILIES: tuple[tuple[re.Pattern[str], _Reader, tuple[str, ...]], ...] = (
    (date_events.SCHOOL_YEAR, date_events.read_school_year, ("学年", "赛季", "雪季", " season")),
    (patterns.CALENDAR, read_calendar, ()),
    (patterns.NUMERIC, read_numeric, ()),
    (patterns.PLAN, date_words.read_plan, ("五",)),
    (patterns.DECADE, date_words.read_decade, ("世纪", "年代")),
    (patterns.MONTH_WORD, date_words.read_month_word, ("月",)),
    (patterns.NOW, date_words.read_now, ()),
    (patterns.DAY_WORD, date_words.read_day_word, ()),
    (patterns.RECENT, date_words.read_recent, ("近", "日前", "不久", "连日", "前段")),
    (patterns.WEEK, date_words.read_week, ("周", "星期")),
    (patterns.SEASON_WORD, date_words.read_season_word, ()),
    (patterns.WINDOW, date_words.read_window, ()),
    (patterns.AHEAD, date_words.read_ahead, ("未来", "今后", "接下来", "往后", "下一个")),
    (patterns.AGO, date_words.read_ago, ("前",)),
    (patterns.BARE_DAY, date_words.read_bare_day, ("日",)),
    (patterns.SAME_PERIOD, date_words.read_same_period, ("同期",)),
    (date_events.EVENT, date_events.read_event, ("以来", "以后", "之后")),
    (date_events.HOLIDAY, date_events.read_holiday, ("期", "假日", "黄金周", "当天")),
    (date_events.ENTERED, date_events.read_entered, ("以来",)),
    (date_events.WEEKEND, date_events.read_weekend, ("周末",)),
    (date_events.QUARTER_WORD, date_events.read_quarter_word, ("季度",)),
    (date_events.MONTH_EDGE, date_events.read_month_edge, ("月底", "月末", "月初")),
    (date_events.SOME_DAYS, date_events.read_some_days, ("今明", "昨今", "今后")),
    (date_events.FROM_TODAY, date_events.read_from_today, ("即日起",)),
    (date_events.REPORT_PERIOD, date_events.read_report_period, ("报告期",)),
    (date_events.THIS_TIME, date_events.read_this_time, ("去年", "前年", "上年")),
    (date_english_words.PERIOD_TO, date_english_words.read_period_to, (" to", " end")),
    (date_english.ENGLISH, date_english.read_english, ()),
    (date_events.EVENT_EN, date_events.read_event_english, ("congress", "opening")),
    (
        date_english_words.NOW_EN,
        date_english_words.read_now,
        ("so far", "current", "now", "at present", "moment", "to date", "as of"),
    ),
    (date_english_words.YEAR_TO_DATE, date_english_words.read_year_to_date, ("year",)),
    (date_english_words.DAY_EN, date_english_words.read_day, ("day", "tomorrow")),
    (date_english_words.RECENT_EN, date_english_words.read_recent, ("recent", "lately")),
    (
        date_english_words.UNIT_EN,
        date_english_words.read_unit,
        ("last", "this", "next", "previous"),
    ),
    (date_english_words.YEAR_END, date_english_words.read_year_end, ("year",)),
    (
        date_english_words.WINDOW_EN,
        date_english_words.read_window,
        ("past", "last", "next", "coming", "previous", "recent"),
    ),
    (date_english_words.AGO_EN, date_english_words.read_ago, (" ago",)),
    (date_english_words.SAME_EN, date_english_words.read_same_period, (" period",)),
    (date_english_words.PLAN_EN, date_english_words.read_plan, ("five",)),
    (date_english_words.DECADE_EN, date_english_words.read_decade, ("0s", "0's", "century")),
)

_VAGUE = re.compile(
    r"(?:目前|当前|现|至今|迄今|如今|今天|今日|眼下|时至今日|近|最近|日前|不久前|前不久|连日|前段"
    r"|这些年|so far|current|now|at present|at the moment|to date|up to now|as of today|today"
    r"|recent|lately|in recent)",
    re.IGNORECASE,
)
_WITH_COUNT = re.compile(r"近\s*[\d一二三四五六七八九十两半]")
_FIXES_YEAR = re.compile(
    r"[今去前明后本上下昨当同该次翌未往过来近]|last|this|next|past|previous|coming|yesterday|tomorrow"
    r"|year|ago",
    re.IGNORECASE,
)
HALF_YEAR = 184
"""Days of the longer half of a year."""
_YEARLESS_PART = re.compile(r"[上下]半年|[上下中]旬|[之以]?[前后]$|前.{1,2}个?(?:季度|月)")


def find_times(
    text: str, anchor: TimeInterval | None, reported: int | None = None
) -> tuple[TimeMention, ...]:
    """Find the time expressions of ``text``, left to right, none overlapping, longest first.

    ``anchor`` is when the text was written (a document's date, today for a question); it may be
    as vague as a season. Without it, expressions that need it (去年, 目前, 6月 with no year given
    before) are left out. ``reported`` is the year that the text reports on, where it is not the
    anchor's (:func:`reported_year`). Spans lie in ``text`` as given. Never raises for any text.
    """
    return tuple(mention for mention, _ in _scan(text, anchor, reported))


def reported_year(title: str, anchor: TimeInterval | None) -> int | None:
    """Return the year that a text reports on: the one before it was written, named by its title.

    In a review of 2023 of March 2024, 全年 and 年末 are those of 2023. None where the title names
    another year too, or the text is of no known year.
    """
    if anchor is None:
        return None
    named = {year for time in explicit_dates(title) for year in _years_of(time.interval)}
    return anchor.start.year - 1 if named == {anchor.start.year - 1} else None


def _years_of(interval: TimeInterval) -> tuple[int, int]:
    return interval.start.year, interval.end.year


def explicit_dates(text: str) -> tuple[TimeMention, ...]:
    """Find the expressions of ``text`` that name their year themselves."""
    return tuple(mention for mention, explicit in _scan(text, None, None) if explicit)


def question_interval(times: Sequence[TimeMention]) -> TimeInterval | None:
    """Return the interval that a question is about, or None where its words set none.

    目前, currently, 近日 and 近年来 set none, and neither does a period whose year was only
    inferred (6月底, 上半年): it holds in any year. Of several, one that does not depend on
    today's date comes before one that does, then the shortest, then the first.
    """
    setting = [time for time in times if _constrains(time)]
    if not setting:
        return None
    return min(setting, key=lambda m: (m.relative, m.interval.days, m.start)).interval


def yearless_period(times: Sequence[TimeMention]) -> TimeInterval | None:
    """Return the part of a year that a question is about in any year (三季度, 6月底), or None.

    It lies in the year that was inferred for it; of several, the shortest.
    """
    parts = [
        time.interval
        for time in times
        if not _constrains(time)
        and not _VAGUE.match(time.text)
        and time.interval.days <= HALF_YEAR
        and time.interval.start.year == time.interval.end.year
    ]
    return min(parts, key=lambda one: one.days, default=None)


def _constrains(mention: TimeMention) -> bool:
    if not mention.relative:
        return True
    if _VAGUE.match(mention.text) and not _WITH_COUNT.match(mention.text):
        return False
    return bool(_FIXES_YEAR.search(_YEARLESS_PART.sub("", mention.text)))


def _scan(
    text: str, anchor: TimeInterval | None, reported: int | None
) -> Iterator[tuple[TimeMention, bool]]:
    packed = compact(fold(text))
    context = Context(packed.text, anchor, reported)
    end = 0
    for match, reader in _candidates(packed.text):
        if match.start() < end:
            continue
        context.advance(match.start())
        reading = _read(match, reader, context)
        if reading is None:
            continue
        end = match.end()
        context.record(reading, match.start(), end)
        start, stop = packed.span(match.start(), end)
        yield _mention(text, start, stop, reading), reading.explicit


def _candidates(text: str) -> list[tuple[re.Match[str], _Reader]]:
    """All matches of all families, by start, the longest first, then by the families' order."""
    found = [
        (match.start(), -match.end(), order, match, reader)
        for order, (pattern, reader, words) in enumerate(_FAMILIES)
        if not words or any(word in text for word in words)
        for match in pattern.finditer(text)
        if match.end() > match.start()
    ]
    found.sort(key=lambda item: item[:3])
    return [(match, reader) for *_, match, reader in found]


def _read(match: re.Match[str], reader: _Reader, context: Context) -> Reading | None:
    try:
        reading = reader(match, context)
        return None if reading is None else context.govern(reading, *match.span())
    except (ValueError, OverflowError):  # 2月30日, or a day outside the years 1 to 9999
        return None


def _mention(text: str, start: int, end: int, reading: Reading) -> TimeMention:
    return TimeMention(
        start=start,
        end=end,
        text=text[start:end],
        interval=reading.interval,
        kind=reading.kind or "at",
        relative=reading.relative,
        certain=reading.certain,
    )
