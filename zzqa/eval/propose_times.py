"""A period of time as a person writes it in a question: 2024年上半年, 截至2024年6月底."""

from __future__ import annotations

from calendar import monthrange

from zzqa.records import TimeInterval, TimeMention

_HALVES = {(1, 6): "上半年", (7, 12): "下半年"}
_QUARTERS = {(1, 3): "第一季度", (4, 6): "第二季度", (7, 9): "第三季度", (10, 12): "第四季度"}


def time_words(mention: TimeMention) -> str:
    """Return a mention as words that need no document to be understood; empty where none fit."""
    if mention.kind == "as_of":
        return _until(mention.interval)
    return interval_words(mention.interval) if mention.kind == "at" else ""


def interval_words(interval: TimeInterval) -> str:
    """Return days as a day, whole months, a quarter, a half or a year; empty for other spans."""
    first, last = interval.start, interval.end
    if first == last:
        return f"{first.year}年{first.month}月{first.day}日"
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if not whole or first.year != last.year:
        return ""
    months = (first.month, last.month)
    if months == (1, 12):
        return f"{first.year}年"
    if months[0] == months[1]:
        return f"{first.year}年{first.month}月"
    named = _HALVES.get(months) or _QUARTERS.get(months)
    return f"{first.year}年{named or f'{months[0]}至{months[1]}月'}"


def _until(interval: TimeInterval) -> str:
    """Return the last day that a state is told of: 截至2024年6月底 where that ends a month."""
    last = interval.end
    if (last.month, last.day) == (12, 31):
        return f"截至{last.year}年底"
    if last.day == monthrange(last.year, last.month)[1]:
        return f"截至{last.year}年{last.month}月底"
    return f"截至{last.year}年{last.month}月{last.day}日"
