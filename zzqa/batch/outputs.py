"""The kinds of output: written whole in one step, and read back to be gone on with."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzqa.batch.markdown import write_markdown
from zzqa.batch.rows import SCHEMAS, Records
from zzqa.batch.tables import read_csv, read_xlsx, write_csv, write_xlsx
from zzqa.errors import UsageError
from zzqa.serialise import to_json

DRAFT = ".draft"
"""What is added to an output's name while it is written."""


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """How one kind of output is written to a path and read back.

    ``read`` raises ValueError (or csv.Error) for what is none such; it is None for a kind that is
    only for people to read.
    """

    write: Callable[[Records, Path], None]
    read: Callable[[Path], list[dict[str, Any]]] | None


def output_format(path: Path) -> OutputFormat:
    """Return the format that a file name asks for; raises UsageError for an unknown one."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise UsageError(
            f"{path}: unknown kind of output; expected {', '.join(sorted(FORMATS))}; "
            "give the file such an ending"
        )
    return found


def write_whole(path: Path, records: Records) -> None:
    """Write an output such that its name has the old content or the new, whole, at any moment.

    Raises UsageError for an output of an unknown kind, OSError where it cannot be written.
    """
    draft = path.with_name(path.name + DRAFT)
    try:
        output_format(path).write(records, draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    from zzqa.index.store import sync_folder  # brings NumPy, which a help text does without

    sync_folder(path.parent)


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the records of an output.

    Raises UsageError for a file that is missing, of a kind that is not read back, or that holds
    something else.
    """
    form = output_format(path)
    if form.read is None:
        kinds = ", ".join(sorted(kind for kind, one in FORMATS.items() if one.read))
        raise UsageError(f"{path}: written for people to read; expected {kinds}; give one of these")
    try:
        return form.read(path)
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}; expected a batch output; check the path"
        ) from error
    except (ValueError, KeyError, csv.Error) as error:
        raise UsageError(
            f"{path}: not a batch output ({error}); expected answers written by zzqa batch; "
            "give another file"
        ) from error


def parse_record(line: str) -> dict[str, Any]:
    """Return the record on a line of JSON; ValueError for anything else."""
    value = json.loads(line)
    if not isinstance(value, dict) or value.get("schema") not in SCHEMAS:
        raise ValueError(f"a line of another schema than {', '.join(SCHEMAS)}")
    return value


def _write_text(pieces: Callable[[Records], Iterable[str]]) -> Callable[[Records, Path], None]:
    def write(records: Records, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
            file.writelines(pieces(records))

    return write


def _jsonl(records: Records) -> Iterator[str]:
    return (to_json(record) + "\n" for record in records)


def _read_jsonl(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [parse_record(line) for line in file if line.strip()]


def _read_csv(path: Path) -> list[dict[str, Any]]:
    return read_csv(path.read_bytes().decode("utf-8"))


FORMATS: dict[str, OutputFormat] = {
    ".jsonl": OutputFormat(_write_text(_jsonl), _read_jsonl),
    ".csv": OutputFormat(_write_text(write_csv), _read_csv),
    ".xlsx": OutputFormat(write_xlsx, read_xlsx),
    ".md": OutputFormat(_write_text(write_markdown), None),
}
