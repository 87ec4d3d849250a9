"""Why no answer is given, in words a person can act on."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable

from zzqa.answer.alternatives import date_of
from zzqa.answer.extract import Extraction
from zzqa.answer.score import Choice
from zzqa.records import Query, TimeInterval
from zzqa.search.agreement import asked_places

_SHOWN = 3
"""Times or places that are named: more are no help."""
_ALIKE = 0.15
"""So much less of the question's words a candidate may have to be of the same thing."""
_DAYS = 7
"""Days up to which an interval is called by its last one: a paper reports what was just so."""


def reason(query: Query, extraction: Extraction | None) -> str:
    """Return why an answer was withheld, and what the corpus has instead."""
    if extraction is None:
        return "nothing in the corpus resembles the question"
    if extraction.features["asks_nothing"]:
        return "it is not clear what is asked; the nearest passages are shown"
    evidence = extraction.best.evidence
    if unknown := _missing_place(query, extraction):
        return _of_other_places(unknown, extraction)
    if query.interval is not None and evidence.time < 0:
        return _of_other_times(query.interval, extraction)
    if extraction.features["one_company"]:
        return "the nearest figure found is of one company, not of the place asked about"
    if evidence.qualifier < 0:
        return "the nearest figure found is of something else than what is asked for"
    if evidence.unit < 0:
        return "what was found is not counted in the unit asked for, or of another kind"
    if evidence.coverage < 0.5:
        return "the passages found share too few of the question's words"
    return "no passage answers the question with enough certainty"


def _of_other_times(asked: TimeInterval, extraction: Extraction) -> str:
    """Say for which times the corpus has the same thing, newest first."""
    dates = [date_of(choice) for choice in _same_sentence_kind(extraction)]
    known = dict.fromkeys(
        words(date)
        for date in sorted(
            (d for d in dates if d is not None and not d.overlap(asked)),
            key=lambda d: (-d.end.toordinal(), -d.start.toordinal()),
        )
    )
    told = f"; what comes nearest is of {_and(list(known)[:_SHOWN])}" if known else ""
    return f"no passage gives this for the time asked about, {words(asked)}{told}"


def _of_other_places(place: str, extraction: Extraction) -> str:
    passages = [choice.ranked.hit.passage for choice in _same_sentence_kind(extraction)]
    home = [passage.home for passage in passages if passage.home and passage.home != place]
    told = f"; they speak of {_and(list(dict.fromkeys(home))[:_SHOWN])}" if home else ""
    return f"the passages found do not speak of {place}{told}"


def _same_sentence_kind(extraction: Extraction) -> list[Choice]:
    """Return the best choice and those that have as much of what is asked for."""
    best = extraction.best
    least = best.evidence.coverage - _ALIKE
    return [best, *(c for c in extraction.others if c.evidence.coverage >= least)]


def words(interval: TimeInterval) -> str:
    """Return an interval as a person says it: 2024, April 2024, or its days."""
    start, end = interval.start, interval.end
    month = f"{month_name[start.month]} {start.year}"
    if interval.days <= _DAYS:
        return f"{end.day} {month_name[end.month]} {end.year}"
    after = end.toordinal() + 1
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    if start.day == 1 and start.year == end.year and type(end).fromordinal(after).day == 1:
        if start.month == end.month:
            return month
        return f"{month_name[start.month]} to {month_name[end.month]} {end.year}"
    return f"{start.isoformat()} to {end.isoformat()}"


def _and(items: Iterable[str]) -> str:
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def _missing_place(query: Query, extraction: Extraction) -> str:
    passage = extraction.best.ranked.hit.passage
    text = passage.text + passage.title + passage.section
    known = (place in text or place == passage.home for place in asked_places(query))
    return next((p for p, is_known in zip(asked_places(query), known) if not is_known), "")
