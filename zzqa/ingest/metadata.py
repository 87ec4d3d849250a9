"""``metadata.csv``: what a user knows of the documents beside it, before what they say themselves.

Columns ``source`` (the file's name, or its path from the folder of the table), ``date``,
``title`` and ``publisher``; all but the first may be missing or empty.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from zzqa.errors import ReadError
from zzqa.ingest.plain_text import decode
from zzqa.ingest.readers import read_bytes
from zzqa.ingest.sources import SourceFile
from zzqa.records import DatedEvidence, SkippedSource, TimeInterval
from zzqa.text.dates import explicit_dates

_BETWEEN = re.compile(r"/(?=\d{4}(?:\D|$))")
_BARE_YEAR = re.compile(r"^\d{4}$")
_COLUMNS = ("source", "date", "title", "publisher")


@dataclass(frozen=True, slots=True)
class SourceMetadata:
    """One row of a table: what holds for a source whatever its text says."""

    date: DatedEvidence | None = None
    title: str = ""
    publisher: str = ""

    @property
    def key(self) -> str:
        """Text that differs whenever the row means another thing."""
        return json.dumps([self.date.evidence if self.date else "", self.title, self.publisher])


def read_metadata(
    tables: Sequence[SourceFile], sources: Collection[str]
) -> tuple[dict[str, SourceMetadata], tuple[SkippedSource, ...]]:
    """Return the rows of all tables by the source they name, and what cannot be used with why.

    ``sources`` are the names of the corpus; a later row for the same source wins.
    """
    known: dict[str, SourceMetadata] = {}
    skipped: list[SkippedSource] = []
    for table in tables:
        try:
            for line, row in _rows(table):
                try:
                    known[_source(table, row, sources)] = _metadata(row)
                except ReadError as error:
                    skipped.append(SkippedSource(f"{table.name}:{line}", str(error)))
        except ReadError as error:
            skipped.append(SkippedSource(table.name, str(error)))
    return known, tuple(skipped)


def _rows(table: SourceFile) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table with their line numbers; raises ReadError where it is none."""
    text, _ = decode(read_bytes(table.path))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [cell.strip().lower() for cell in next(reader, [])]
        if "source" not in header:
            raise ReadError(
                f"its first line is {','.join(header)[:60]!r}; expected column names with "
                f"'source' among them ({', '.join(_COLUMNS)}); add that line"
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells)))
    except csv.Error as error:
        raise ReadError(f"it is no CSV ({error}); save it again as CSV") from error


def _source(table: SourceFile, row: dict[str, str], sources: Collection[str]) -> str:
    named = row.get("source", "")
    name = (PurePosixPath(table.name).parent / named).as_posix()
    if not named or name not in sources:
        raise ReadError(
            f"it names {named or 'no source'!r}, which is not among the files read; expected a "
            "file beside the table; correct the row"
        )
    return name


def _metadata(row: dict[str, str]) -> SourceMetadata:
    written = row.get("date", "")
    found = DatedEvidence(_interval(written), written, "metadata.csv", 1.0) if written else None
    return SourceMetadata(found, row.get("title", ""), row.get("publisher", ""))


def _interval(written: str) -> TimeInterval:
    """Return what a cell means: a day, month or year, or two with ``/`` between."""
    parts = [_BARE_YEAR.sub(r"\g<0>年", part) for part in _BETWEEN.split(written)]
    days = [[time.interval for time in explicit_dates(part) if time.text == part] for part in parts]
    if not all(days) or days[-1][0].end < days[0][0].start:
        raise ReadError(
            f"the date is {written!r}; expected a day, month or year as 2024-06-30, 2024-06 or "
            "2024年6月30日, or two with / between, the earlier first; correct the row"
        )
    return TimeInterval(days[0][0].start, days[-1][0].end)
