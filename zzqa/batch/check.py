"""Checking that every quote of a batch output stands in the source, character for character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from zzqa.batch.outputs import read_records
from zzqa.errors import ZzqaError


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
    """Compare each quote of a batch output (.jsonl or .csv) with the raw text it names.

    Raises UsageError when the file is not a batch output.
    """
    records = read_records(Path(answers))
    problems: list[str] = []
    quotes = 0
    for number, record in enumerate(records, start=1):
        for passage in record.get("passages") or ():
            quotes += 1
            fault = _fault(texts, passage)
            if fault:
                problems.append(f"record {number}: {fault}")
    return QuoteCheck(len(records), quotes, tuple(problems))


def _fault(texts: RawTexts, passage: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a quote, or None."""
    try:
        source, start, end = passage["source"], passage["start"], passage["end"]
        quote = passage["quote"]
    except KeyError as missing:
        return f"a passage has no field {missing}"
    try:
        raw = texts.raw(source)
    except ZzqaError as error:
        return str(error)
    if raw[start:end] == quote:
        return None
    return f"{source} [{start}, {end}) holds {raw[start:end][:40]!r}, quoted as {quote[:40]!r}"
