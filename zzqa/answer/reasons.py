"""Why no answer is given, in words a person can act on."""

from __future__ import annotations

from zzqa.answer.extract import Extraction
from zzqa.records import Query
from zzqa.search.agreement import asked_places


def reason(query: Query, extraction: Extraction | None) -> str:
    """Return why an answer was withheld."""
    if extraction is None:
        return "nothing in the corpus resembles the question"
    evidence = extraction.best.evidence
    if unknown := _missing_place(query, extraction):
        return f"the passages found do not speak of {unknown}"
    if query.interval is not None and evidence.time < 0:
        when = query.interval.start.isoformat(), query.interval.end.isoformat()
        asked = when[0] if when[0] == when[1] else f"{when[0]} to {when[1]}"
        found = extraction.best.ranked.hit.passage.date
        dated = f"; the nearest passage is of {found.end.isoformat()}" if found else ""
        return f"no passage gives this for the time asked about ({asked}){dated}"
    if evidence.coverage < 0.5:
        return "the passages found share too few of the question's words"
    return "no passage answers the question with enough certainty"


def _missing_place(query: Query, extraction: Extraction) -> str:
    passage = extraction.best.ranked.hit.passage
    text = passage.text + passage.title + passage.section
    known = (place in text or place == passage.home for place in asked_places(query))
    return next((p for p, is_known in zip(asked_places(query), known) if not is_known), "")
