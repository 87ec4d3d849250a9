"""What a person can do where there is no answer."""

from __future__ import annotations

from collections.abc import Iterator

from zzqa.cli.labels import Labels
from zzqa.config import Filters
from zzqa.records import Answer
from zzqa.serialise import interval_to_text

_SHOWN_DATES = 3
"""Dates named: those of the passages nearest to the question."""
_CLOSE = 0.15
"""Confidence from which on a candidate that was withheld is worth a mention: half of what an
answer needs."""
_SHORT = 20
"""Characters up to which a candidate is a value, and beyond them a sentence."""


def advice(answer: Answer, filters: Filters, labels: Labels) -> Iterator[str]:
    """Yield what would help with a question that was not answered, the likeliest first."""
    if limits := described(filters):
        yield labels.filtered.format(what=limits)
    if _names_time(answer.question):
        dates = dict.fromkeys(interval_to_text(quote.date) for quote in answer.quotes)
        shown = [date for date in dates if date][:_SHOWN_DATES]
        # One date alone is told by the reason for the silence already.
        several = len(shown) > 1
        yield labels.times.format(dates=", ".join(shown)) if several else labels.no_time
    close = bool(answer.rejected and answer.confidence >= _CLOSE and answer.quotes)
    if close and is_short(answer.rejected):
        yield labels.candidate.format(value=answer.rejected)
    elif close and (number := holding_passage(answer)):
        yield labels.candidate_passage.format(number=number)
    elif not _names_time(answer.question):
        yield labels.words


def is_short(value: str | None) -> bool:
    """Return whether a candidate is a value, and no sentence."""
    return value is not None and len(value) <= _SHORT


def holding_passage(answer: Answer) -> int | None:
    """Return the number of the passage shown that holds the withheld candidate, if one does."""
    value = answer.rejected or ""
    holding = (n for n, quote in enumerate(answer.quotes, start=1) if value in quote.clean)
    return next(holding, None)


def described(filters: Filters) -> str:
    """Return what a search was limited to, as a person would type it; empty without a limit."""
    parts = [f"source {glob}" for glob in filters.sources]
    parts += [f"since {filters.since}"] if filters.since else []
    parts += [f"until {filters.until}"] if filters.until else []
    return ", ".join(parts)


def _names_time(question: str) -> bool:
    from zzqa.text.dates import explicit_dates

    return bool(explicit_dates(question))
