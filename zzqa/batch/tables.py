"""Answers as tables: .csv and .xlsx, one row a question with the best quote."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from zzqa.batch.rows import COLUMNS, Cell, Records, cells_of, record_of
from zzqa.errors import UsageError

UTF8_MARK = "\ufeff"
"""Written first in a .csv: without it Excel takes the file for the local code page."""
MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel has, less the one with the names of the columns."""
_MOST_CHARACTERS = 32_767
"""Characters that a cell of Excel holds."""

_FORMULA = re.compile("'*[=+@\t\r\n\uff0b\uff0d\uff1d\uff20-]")
"""How text begins that a spreadsheet takes for a formula (OWASP, "CSV Injection"; the full-width
signs are so read by East Asian versions), or such text after apostrophes."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
"""What a cell of .xlsx cannot hold as it is, and what would be read as such a character: it is
written ``_xHHHH_`` (ECMA-376, part 1, 22.9.2.19)."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_WIDTHS = {"question": 40, "answer": 24, "reason": 30, "source": 24, "title": 24, "quote": 60,
           "clean": 60, "error": 40}  # fmt: skip


def write_csv(records: Records) -> Iterator[str]:
    """Yield the pieces of a .csv that Excel opens as it is: with a mark, CRLF, no formulas."""
    yield UTF8_MARK + _csv_row(list(COLUMNS))
    for record in records:
        yield _csv_row([_guarded(cell) for cell in cells_of(record).values()])


def read_csv(text: str) -> list[dict[str, Any]]:
    """Return the rows of a .csv; ValueError for one with other columns."""
    rows = csv.reader(io.StringIO(text.removeprefix(UTF8_MARK), newline=""), strict=True)
    if tuple(next(rows, ())) != COLUMNS:
        raise ValueError("its columns are others")
    records: list[dict[str, Any]] = []
    for cells in rows:
        if len(cells) != len(COLUMNS):
            raise ValueError(f"row {len(records) + 1} has {len(cells)} cells")
        records.append(record_of(dict(zip(COLUMNS, map(_unguarded, cells)))))
    return records


def _csv_row(cells: Sequence[Cell]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(
        ["" if cell is None else cell for cell in cells]
    )
    return buffer.getvalue()


def _guarded(cell: Cell) -> Cell:
    """Return text that a spreadsheet would run as a formula with an apostrophe before it.

    Apostrophes before such text get one more, so that what was written can be told apart.
    """
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_xlsx(records: Records, path: Path) -> None:
    """Write a workbook with one sheet; raises UsageError for more rows than a sheet has."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    if len(records) > MOST_ROWS:
        raise UsageError(
            f"{len(records)} answers; expected at most {MOST_ROWS}, as many rows as a sheet has; "
            "give --out another ending, or divide the questions"
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 12)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(records) + 1}"
    head, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(value: Cell, *, font: Font | None = None) -> Any:
        text = _xml_text(value) if isinstance(value, str) else value
        made = WriteOnlyCell(sheet, value=text)
        made.alignment = wrapped
        if font:
            made.font = font
        if isinstance(value, str):
            made.data_type = "s"  # a text that begins with = is still a text
        return made

    sheet.append([cell(name, font=head) for name in COLUMNS])
    for record in records:
        sheet.append([cell(value) for value in cells_of(record).values()])
    book.save(path)


def read_xlsx(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a workbook; ValueError for one that is damaged or has other columns."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True)
    except Exception as error:  # the library meets damage with whatever its parsers raise
        raise ValueError(f"no workbook: {error}") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else iter(())
        if tuple(next(rows, ())) != COLUMNS:
            raise ValueError("its columns are others")
        return [record_of(dict(zip(COLUMNS, map(_plain_text, row)))) for row in rows]
    finally:
        book.close()


def _xml_text(text: str) -> str:
    """Return text as a cell holds it, escaped and cut to what fits."""
    escaped = _NOT_XML.sub(_escape, text)
    if len(escaped) <= _MOST_CHARACTERS:
        return escaped
    # Half an escape at the end would be read as text; it is 7 characters.
    return escaped[: _MOST_CHARACTERS - 8].rsplit("_x", 1)[0] + "…"


def _escape(found: re.Match[str]) -> str:
    return "_x005F_x" if found.group() == "_x" else f"_x{ord(found.group()):04X}_"


def _plain_text(value: Any) -> Cell:
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return value if isinstance(value, int | float | None) else str(value)
