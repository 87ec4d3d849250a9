"""Calendar periods as intervals of days: pure functions, no text.

Every function raises :class:`ValueError` or :class:`OverflowError` for a period that the calendar
(years 1 to 9999) does not hold, such as 30 February.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from zzqa.records import TimeInterval

SPRING, SUMMER, AUTUMN, WINTER = range(4)

_PLAN_OF_1981 = 6
"""The sixth five-year plan began in 1981; each later one five years after the one before."""

_EARLY_PLANS = {1: (1953, 1957), 2: (1958, 1962), 3: (1966, 1970), 4: (1971, 1975), 5: (1976, 1980)}


def day(year: int, month: int, number: int) -> TimeInterval:
    """One day."""
    only = date(year, month, number)
    return TimeInterval(only, only)


def months(year: int, first: int, last: int) -> TimeInterval:
    """The months ``first`` to ``last`` of one year."""
    return TimeInterval(date(year, first, 1), month_end(year, last))


def month(year: int, number: int) -> TimeInterval:
    """One month."""
    return months(year, number, number)


def year(number: int) -> TimeInterval:
    """One calendar year."""
    return months(number, 1, 12)


def month_end(year_number: int, number: int) -> date:
    """The last day of a month."""
    return date(year_number, number, calendar.monthrange(year_number, number)[1])


def quarter(year_number: int, number: int) -> TimeInterval:
    """The quarter ``number`` (1 to 4) of a year."""
    return months(year_number, 3 * number - 2, 3 * number)


def half(year_number: int, number: int) -> TimeInterval:
    """The first (1) or second (2) half of a year."""
    return months(year_number, 6 * number - 5, 6 * number)


def season(year_number: int, which: int) -> TimeInterval:
    """A season as meteorologists count it; winter runs into February of the next year."""
    first = 3 + 3 * which
    if which == WINTER:
        return TimeInterval(date(year_number, 12, 1), month_end(year_number + 1, 2))
    return months(year_number, first, first + 2)


def ten_days(year_number: int, month_number: int, which: int) -> TimeInterval:
    """The first (0), second (1) or last (2) ten days of a month, 上旬 中旬 下旬."""
    if which == 2:
        return TimeInterval(
            date(year_number, month_number, 21), month_end(year_number, month_number)
        )
    first = date(year_number, month_number, 1 + 10 * which)
    return TimeInterval(first, first + timedelta(days=9))


def last_day(period: TimeInterval) -> TimeInterval:
    """The last day of a period."""
    return TimeInterval(period.end, period.end)


def year_edge(year_number: int, which: str) -> TimeInterval:
    """The start (January), middle (a month about 1 July) or end (December) of a year."""
    if which == "start":
        return month(year_number, 1)
    if which == "middle":
        return TimeInterval(date(year_number, 6, 16), date(year_number, 7, 15))
    return month(year_number, 12)


def five_year_plan(number: int) -> TimeInterval:
    """The period of the Chinese five-year plan ``number`` (1 to 20)."""
    if number in _EARLY_PLANS:
        first, last = _EARLY_PLANS[number]
    elif _PLAN_OF_1981 <= number <= 20:
        first = 1981 + 5 * (number - _PLAN_OF_1981)
        last = first + 4
    else:
        raise ValueError(f"no five-year plan {number}")
    return TimeInterval(date(first, 1, 1), date(last, 12, 31))


def add_months(start: date, count: int) -> date:
    """The same day ``count`` months later (earlier if negative), or the month's last day."""
    index = start.year * 12 + start.month - 1 + count
    year_number, month_index = divmod(index, 12)
    last = calendar.monthrange(year_number, month_index + 1)[1]
    return date(year_number, month_index + 1, min(start.day, last))


def shift(period: TimeInterval, years: int) -> TimeInterval:
    """The same period ``years`` years later (earlier if negative); month ends stay month ends."""
    start = add_months(period.start, 12 * years)
    end = add_months(period.end, 12 * years)
    if period.end == month_end(period.end.year, period.end.month):
        end = month_end(end.year, end.month)
    return TimeInterval(start, end)


def back(anchor: TimeInterval, count: float, unit: str) -> TimeInterval:
    """The ``count`` years, months, weeks or days up to the anchor's last day."""
    return TimeInterval(_step(anchor.start, -count, unit) + timedelta(days=1), anchor.end)


def ahead(anchor: TimeInterval, count: float, unit: str) -> TimeInterval:
    """The ``count`` years, months, weeks or days from the anchor's first day."""
    return TimeInterval(anchor.start, _step(anchor.end, count, unit))


def ago(anchor: TimeInterval, count: float, unit: str) -> TimeInterval:
    """The year, month, week or day that lies ``count`` of them before the anchor."""
    then = _step(anchor.end, -count, unit)
    if unit == "year":
        return year(then.year)
    if unit == "month":
        return month(then.year, then.month)
    return week(then) if unit == "week" else TimeInterval(then, then)


def week(inside: date) -> TimeInterval:
    """The week, Monday to Sunday, that holds a day."""
    monday = inside - timedelta(days=inside.weekday())
    return TimeInterval(monday, monday + timedelta(days=6))


def _step(start: date, count: float, unit: str) -> date:
    if unit == "year":
        return add_months(start, round(12 * count))
    if unit == "month":
        return (
            start + timedelta(days=round(30 * count))
            if count % 1
            else add_months(start, int(count))
        )
    return start + timedelta(days=round(count * (7 if unit == "week" else 1)))
