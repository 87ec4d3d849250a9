"""Checking that every quote of a batch output stands in the source, character for character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from zzqa.batch.outputs import read_records
from zzqa.batch.rows import Record, quotes_of
from zzqa.errors import UsageError, ZzqaError


class RawTexts(Protocol):
    """What holds the raw texts of the indexed sources."""

    def raw(self, source: str) -> str:
        """Return the raw text of a source; raises ZzqaError for an unknown one."""


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """How many records and quotes were checked, and a line for each quote that is not verbatim."""

    records: int
    quotes: int
    problems: tuple[str, ...]


def check_quotes(texts: RawTexts, answers: str | Path) -> QuoteCheck:
    """Compare each quote of a batch output (.jsonl, .csv or .xlsx) with the raw text it names.

    Raises UsageError when the file is not a batch output.
    """
    records = read_records(Path(answers))
    problems: list[str] = []
    quotes = 0
    for number, record in enumerate(records, start=1):
        for passage in _quotes(record, number, answers):
            quotes += 1
            fault = _fault(texts, passage)
            if fault:
                problems.append(f"record {number}: {fault}")
    return QuoteCheck(len(records), quotes, tuple(problems))


def _quotes(record: Record, number: int, answers: str | Path) -> list[Mapping[str, Any]]:
    try:
        return quotes_of(record)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{answers}: the place of quote {number} is no range ({error}); expected numbers in "
            "start and end; give the file as zzqa batch wrote it"
        ) from error


_FIELDS = {"source": str, "start": int, "end": int, "quote": str}
"""What of a passage is compared, and the type it has in JSON."""


def _fault(texts: RawTexts, passage: Any) -> str | None:
    """Return what is wrong with a quote, or None."""
    if not isinstance(passage, Mapping):
        return f"{passage!r:.40} stands in a passage's place"
    for name, kind in _FIELDS.items():
        if name not in passage:
            return f"a passage has no field {name!r}"
        if type(passage[name]) is not kind:
            return f"a passage's {name} is {passage[name]!r:.40}"
    source, start, end, quote = (passage[name] for name in _FIELDS)
    try:
        raw = texts.raw(source)
    except ZzqaError as error:
        return str(error)
    if raw[start:end] == quote:
        return None
    return f"{source} [{start}, {end}) holds {raw[start:end][:40]!r}, quoted as {quote[:40]!r}"
