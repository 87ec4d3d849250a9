"""When a value was so: the time that governs it in its clause or before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from zzqa.answer.candidates import Candidate
from zzqa.answer.subjects import post_agreement
from zzqa.records import Passage, Quantity, Query, Span, TimeInterval, TimeMention
from zzqa.search.agreement import mention_agreement, part_agreement, published_agreement
from zzqa.text.dates import yearless_period

_COMPARED = re.compile(
    "(?:较|比|与|同|(?<=[高低优强弱多少大小当好快慢长短立建始生成创办设起源])于)$"
)
"""Before a time that a figure is not of: 低于2022年, 成立于2009年; but not 公司于2022年回购."""
_DAY = re.compile(r"\d{1,2}\s*[日号]")
_OFFICE = 183
"""Days for which who holds an office may be taken to go on holding it."""
_CLAUSE = re.compile("[，。；！？\n]")
_LEAD = 12
"""Characters before a time that leads its sentence, and so the ones that follow; one further in
(目前有企业778家，2020年产值270亿元) ends with it."""
_ERA = 40 * 366
"""Days from which on a time (21世纪) says nothing of when a figure was so."""


def time_of_value(
    query: Query, passage: Passage, sentence: Span, clause: Span, candidate: Candidate
) -> float:
    """Return whether the time that governs the value is the one asked about."""
    if query.interval is None:
        part = yearless_period(query.times)
        governing = governing_time(passage, sentence, clause, candidate) if part else None
        if part is None or governing is None:
            return 0.0
        return part_agreement(part, governing.interval, monthless=_names_no_month(query))
    if _holds_post(query, candidate):
        return _in_office(query.interval, passage.date)
    governing = governing_time(passage, sentence, clause, candidate)
    published = published_agreement(query, passage.date)
    if governing is None:
        return 0.7 * published if published > 0 else published
    governing = _own_year(passage, governing, candidate) or governing
    fit = mention_agreement(query, governing, passage.date)
    return max(fit, published) if query.about_document else fit


def _names_no_month(query: Query) -> bool:
    """Whether all times of a question are days without their month: 28日12时."""
    return all(_DAY.match(time.text) for time in query.times)


def _holds_post(query: Query, candidate: Candidate) -> bool:
    return post_agreement(query, candidate) > 0


def _in_office(asked: TimeInterval, published: TimeInterval | None) -> float:
    """Return how surely a person whom a paper gives a post held it at the time asked about.

    A paper tells it for its own day; how long before and after, it does not.
    """
    if published is None:
        return -0.2
    if asked.overlap(published):
        return 1.0
    gap = asked.gap(published)
    return 0.6 if gap <= _OFFICE else 0.1 if gap <= 2 * _OFFICE else -0.5


def _own_year(passage: Passage, governing: TimeMention, candidate: Candidate) -> TimeMention | None:
    """Return the year of one of several figures: 2022年至2024年，分别为3万、4万和5万元.

    There are as many figures of one unit behind 分别 as years; None where it is not so.
    """
    value, text = candidate.mention, passage.text
    first, last = governing.interval.start, governing.interval.end
    years = last.year - first.year + 1
    apart = text.rfind("分别", governing.end, candidate.start)
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if apart < 0 or years < 2 or not whole or not isinstance(value, Quantity):
        return None
    stop = _CLAUSE.search(text, apart)
    end = stop.start() if stop else len(text)
    told = [
        q.start
        for q in passage.mentions.quantities
        if apart <= q.start < end and q.unit == value.unit
    ]
    if len(told) != years or value.start not in told:
        return None
    year = first.year + told.index(value.start)
    return replace(governing, interval=TimeInterval(date(year, 1, 1), date(year, 12, 31)))


def _is_value(time: TimeMention, candidate: Candidate) -> bool:
    return time.start < candidate.end and candidate.start < time.end


def governing_time(
    passage: Passage, sentence: Span, clause: Span, candidate: Candidate
) -> TimeMention | None:
    """Return the time a value is of: in its clause, else the last one before it.

    A time set before a whole paragraph goes on until another one is named. A time in brackets
    speaks only of the value right before them, and 较去年 of what it is compared with.
    """
    text = passage.text
    times = [
        t for t in passage.mentions.times if t.interval.days <= _ERA and not _is_value(t, candidate)
    ]
    times = [
        t
        for t in times
        if not _compared(text, t.start)
        and (not _in_brackets(text, t.start) or 0 <= t.start - candidate.end <= 2)
    ]
    inside = [t for t in times if clause.start <= t.start < clause.end]
    before = [t for t in inside if t.end <= candidate.start]
    if before or inside:
        return before[-1] if before else inside[0]
    earlier = [t for t in times if sentence.start <= t.start < candidate.start]
    if earlier:
        return earlier[-1]
    above = [t for t in times if t.end <= sentence.start and not _of_an_event(text, t.start)]
    leading = [t for t in above if any(0 <= t.start - s.start <= _LEAD for s in passage.sentences)]
    return (leading or above)[-1] if above else None


@lru_cache(maxsize=4096)
def _compared(text: str, start: int) -> bool:
    """Whether the time at ``start`` is what something is compared with."""
    return _COMPARED.search(text, max(0, start - 3), start) is not None


def _of_an_event(text: str, start: int) -> bool:
    """Whether something is told to have happened then, which the next sentence need not have."""
    return text[start - 1 : start] == "于"


@lru_cache(maxsize=4096)
def _in_brackets(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start]
    return max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))
