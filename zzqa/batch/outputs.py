"""Writing answers as .jsonl or .csv, and reading back what an interrupted run left.

A record is a dictionary: an answer (``zzqa.answer/1``) or an error (``zzqa.error/1``). A .csv
holds the best quote of each answer; a .jsonl holds all.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzqa.errors import UsageError
from zzqa.serialise import ANSWER_SCHEMA, ERROR_SCHEMA, to_json

Record = Mapping[str, Any]

CSV_COLUMNS = (
    "id", "question", "lang", "answer", "answer_type", "confidence", "abstained", "reason",
    "source", "lines", "page", "title", "date", "score", "start", "end", "quote", "clean",
    "line", "error",
)  # fmt: skip
_SCHEMAS = (ANSWER_SCHEMA, ERROR_SCHEMA)
_UTF8_MARK = "\ufeff"
"""Written first in a .csv: without it Excel takes the file for the local code page."""


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """How one kind of output is written and read back.

    ``header`` is written first; ``opening`` is how every file of ours begins. ``whole`` returns
    how many characters of a text are whole records; what follows was being written when the run
    ended.
    """

    header: str
    opening: str
    write: Callable[[Record], str]
    read: Callable[[str], list[dict[str, Any]]]
    whole: Callable[[str], int]


def output_format(path: Path) -> OutputFormat:
    """Return the format that a file name asks for; raises UsageError for an unknown one."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise UsageError(
            f"{path}: unknown kind of output; expected {', '.join(sorted(FORMATS))}; "
            "give the file such an ending"
        )
    return found


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the whole records of an output file.

    Raises UsageError for a file that is missing, not text, or holds something else.
    """
    form = output_format(path)
    text = read_text(path)
    return parse(path, form, text[: form.whole(text)])


def parse(path: Path, form: OutputFormat, text: str) -> list[dict[str, Any]]:
    """Return the records of ``text``, read from ``path``; UsageError where it holds none such."""
    try:
        return form.read(text)
    except (ValueError, KeyError, csv.Error) as error:
        raise UsageError(
            f"{path}: not a batch output ({error}); expected answers written by zzqa batch; "
            "give another file"
        ) from error


def read_text(path: Path) -> str:
    """Return the text of an output file with its line ends as they are.

    A character cut in the middle at the very end, where a run was killed, is dropped.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}; expected a batch output; check the path"
        ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")
        raise UsageError(
            f"{path}: not UTF-8 text; expected answers written by zzqa batch; give another file"
        ) from error


def _write_jsonl(record: Record) -> str:
    return to_json(record) + "\n"


def _read_jsonl(text: str) -> list[dict[str, Any]]:
    records = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        value = json.loads(line)
        if not isinstance(value, dict) or value.get("schema") not in _SCHEMAS:
            raise ValueError(f"line {number} has another schema than {' or '.join(_SCHEMAS)}")
        records.append(value)
    return records


def _whole_lines(text: str) -> int:
    return text.rfind("\n") + 1


def _csv_row(cells: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(["" if cell is None else cell for cell in cells])
    return buffer.getvalue()


def _write_csv(record: Record) -> str:
    passages = record.get("passages") or [{}]
    row = {**passages[0], **record}
    if "lines" in row:
        row["lines"] = "-".join(str(line) for line in row["lines"])
    return _csv_row([row.get(name) for name in CSV_COLUMNS])


def _read_csv(text: str) -> list[dict[str, Any]]:
    rows = csv.DictReader(io.StringIO(text.removeprefix(_UTF8_MARK), newline=""))
    if text and tuple(rows.fieldnames or ()) != CSV_COLUMNS:
        raise ValueError("other columns")
    return [_from_row(row) for row in rows]


def _from_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row as a record with the fields that resuming and checking read."""
    record: dict[str, Any] = {name: row[name] or None for name in ("id", "question", "error")}
    record["line"] = int(row["line"]) if row["line"] else None
    if row["quote"]:
        place = {"start": int(row["start"]), "end": int(row["end"])}
        record["passages"] = [{"quote": row["quote"], "source": row["source"], **place}]
    return record


def _whole_rows(text: str) -> int:
    """Return where the last row ends: at a line end outside quotation marks.

    A mark within a cell is written twice, so marks before a row's end are even in number.
    """
    end = text.rfind("\n")
    while end >= 0 and text.count('"', 0, end) % 2:
        end = text.rfind("\n", 0, end)
    return end + 1


_CSV_HEADER = _UTF8_MARK + _csv_row(list(CSV_COLUMNS))

FORMATS: dict[str, OutputFormat] = {
    ".jsonl": OutputFormat("", '{"schema": "zzqa.', _write_jsonl, _read_jsonl, _whole_lines),
    ".csv": OutputFormat(_CSV_HEADER, _CSV_HEADER, _write_csv, _read_csv, _whole_rows),
}
