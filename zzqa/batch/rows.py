"""A record as one row of a table, and what tells which question it answers.

A record is a dictionary: an answer (``zzqa.answer/1``), an error (``zzqa.error/1``), or a row taken
over from a table (``zzqa.row/1``), which holds only its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from zzqa.batch.questions import BatchQuestion
from zzqa.serialise import ANSWER_SCHEMA, ERROR_SCHEMA

Record = Mapping[str, Any]


class Records(Protocol):
    """Records in order, read again for each loop over them: a list, or a journal on disk."""

    def __len__(self) -> int:
        """How many there are."""

    def __iter__(self) -> Iterator[Record]:
        """Yield them from the first."""


Cell = str | int | float | bool | None

ROW_SCHEMA = "zzqa.row/1"
SCHEMAS = (ANSWER_SCHEMA, ERROR_SCHEMA, ROW_SCHEMA)
COLUMNS = (
    "id", "question", "lang", "answer", "answer_type", "confidence", "abstained", "reason",
    "source", "first_line", "last_line", "page", "title", "date", "score", "start", "end",
    "quote", "clean", "answer_english", "answer_date", "line", "error",
)  # fmt: skip


class Key(NamedTuple):
    """What a record and the question it answers have in common; "" where there is nothing."""

    id: str
    question: str
    line: str
    """Of errors only: an answer does not tell its line."""


def cells_of(record: Record) -> dict[str, Cell]:
    """Return a record by column: an answer with its best quote."""
    if record.get("schema") == ROW_SCHEMA:
        return {name: record["cells"].get(name) for name in COLUMNS}
    passages = record.get("passages") or [{}]
    row = {**passages[0], **record}
    # Two numbers: a spreadsheet takes 1-2 for the second of January.
    row["first_line"], row["last_line"] = row.get("lines") or (None, None)
    return {name: row.get(name) for name in COLUMNS}


def record_of(cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Return the record that a row read from a table stands for."""
    return {"schema": ROW_SCHEMA, "cells": {name: cells.get(name) for name in COLUMNS}}


def key_of(record: Record) -> Key:
    """Return which question a record answers."""
    cells = cells_of(record)
    line = cells["line"] if cells["error"] else None
    return Key(*("" if value is None else str(value) for value in (*_names(cells), line)))


def _names(cells: Mapping[str, Cell]) -> tuple[Cell, Cell]:
    return cells["id"], cells["question"]


def answers(record: Record, question: BatchQuestion) -> bool:
    """Return whether a record belongs to a question: an error record also by its line."""
    key = key_of(record)
    given = (question.id or "", question.text or "")
    return key[:2] == given and key.line in ("", str(question.line))


def quotes_of(record: Record) -> list[Mapping[str, Any]]:
    """Return the quotes of a record, each with source, start and end; of a row its only one.

    Raises ValueError for a row whose places are no numbers.
    """
    if record.get("schema") != ROW_SCHEMA:
        return list(record.get("passages") or ())
    cells = record["cells"]
    if not cells["quote"]:
        return []
    place = {name: int(cells[name]) for name in ("start", "end")}
    return [{"quote": cells["quote"], "source": cells["source"], **place}]
