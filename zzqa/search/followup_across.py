"""Follow-up questions in the other language: and in Changsha? after a question in Chinese.

What the follow-up names is put into the language of the question before, and goes on from there as
a follow-up in that language.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Sequence

from zzqa.records import Name, TimeInterval, TimeMention
from zzqa.search import followup_chinese, followup_english
from zzqa.text.normalise import has_han
from zzqa.text.places import bare_place

Names = Callable[[str], Sequence[Name]]
"""Gives the names in a text, each as the corpus writes it: 长沙 for Changsha."""

_CHINESE = {"as of": "截至", "as at": "截至", "by": "截至"} | dict.fromkeys(
    ("", "in", "on", "at", "for", "of", "during"), ""
)
_ENGLISH = {"截至": "as of", "截止": "as of", "截止到": "as of"} | dict.fromkeys(
    ("", "到", "在", "于"), ""
)
"""What stands before a time, in the other language; since, until and their like are left alone."""
_LEVELS = {"县": " County", "区": " District"}
_LATIN = re.compile("[A-Za-z]{2}")
_OWN_YEAR = re.compile(
    r"\d{4}|年|\b(?:last|this|next|past|previous)\b|ago|yesterday|today", re.IGNORECASE
)


def complete(previous: str, follow_up: str, anchor: TimeInterval, names: Names) -> str | None:
    """Return ``previous`` with what ``follow_up`` names put in its place, or None."""
    english = follow_up if has_han(previous) else previous
    if not _LATIN.search(english):  # digits alone are of no language
        return None
    if has_han(previous):
        said = _in_chinese(follow_up, anchor, names)
        return said and followup_chinese.complete(previous, said, anchor)
    said = _in_english(follow_up, anchor)
    return said and followup_english.complete(previous, said, anchor)


def _in_chinese(follow_up: str, anchor: TimeInterval, names: Names) -> str | None:
    """Return an English follow-up in Chinese; None for one whose parts are not all known."""
    given = followup_english.read(follow_up, anchor)
    if given is None or given.topic or given.preposition not in _CHINESE:
        return None
    known = [name.text for name in names(follow_up) if has_han(name.text)] if given.name else []
    time = _chinese_time(given.time) if given.time else ""
    if time is None or (given.name and len(known) != 1):
        return None
    return f"那{_CHINESE[given.preposition] if time else ''}{time}{''.join(known)}呢？"


def _in_english(follow_up: str, anchor: TimeInterval) -> str | None:
    """Return a Chinese follow-up in English; None for one whose parts are not all known."""
    given = followup_chinese.read(follow_up, anchor)
    if given is None or given.topic or given.governor not in _ENGLISH:
        return None
    time = _english_time(given.time) if given.time else ""
    if time is None or (given.name and given.kind != "place"):
        return None
    parts = [f"in {_spelled(given.name)}"] if given.name else []
    if time and given.time:
        by_default = "on" if time[0].isdigit() and " " in time else "in"
        parts.append(f"{_ENGLISH[given.governor] or by_default} {time}")
    return f"and {' '.join(parts)}?"


def _chinese_time(time: TimeMention) -> str | None:
    """Return a year, month or day in Chinese: with its year only where one is named."""
    start, end = time.interval.start, time.interval.end
    year = f"{start.year}年" if _OWN_YEAR.search(time.text) else ""
    if start == end:
        return f"{year}{start.month}月{start.day}日"
    if _is_month(time.interval):
        return f"{year}{start.month}月"
    return year if _is_year(time.interval) and year else None


def _english_time(time: TimeMention) -> str | None:
    """Return a year, month or day in English: with its year only where one is named."""
    start, end = time.interval.start, time.interval.end
    year = f" {start.year}" if _OWN_YEAR.search(time.text) else ""
    if start == end:
        return f"{start.day} {month_name[start.month]}{year}"
    if _is_month(time.interval):
        return f"{month_name[start.month]}{year}"
    return year.strip() if _is_year(time.interval) and year else None


def _is_month(interval: TimeInterval) -> bool:
    start, after = interval.start, interval.end.toordinal() + 1
    last = type(start).fromordinal(after)
    return start.day == last.day == 1 and 28 <= interval.days <= 31


def _is_year(interval: TimeInterval) -> bool:
    start, end = interval.start, interval.end
    return start.year == end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def _spelled(place: str) -> str:
    """Return a place in pinyin: Changsha, Lusong District."""
    from pypinyin import lazy_pinyin

    level = _LEVELS.get(place[-1], "") if len(place) > 2 else ""
    return "".join(lazy_pinyin(bare_place(place))).capitalize() + level
