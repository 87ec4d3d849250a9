"""Rows of tables in running text, ``| 型号 | 功率（瓦） |``: which heads a cell stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from zzqa.records import Quantity, Span
from zzqa.text.quantities import find_quantities

_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s|:\-]+")
"""What Markdown draws under the first row."""
_CELL = re.compile(r"[^|\n]*[^|\s][^|\n]*")
_UNIT = re.compile(r"[（(](?:单位\s*[:：]\s*)?(?P<unit>[^（）()]{1,8})[）)]\s*$")
_NUMBER = re.compile(r"[-−]?\d[\d,，.]*")


class Cell(NamedTuple):
    """A cell with the first cell of its row and of its column."""

    span: Span
    row_head: Span
    column_head: Span


def find_cells(text: str) -> Iterator[Cell]:
    """Yield the cells of all tables but those of first rows and columns.

    A table is lines of cells with nothing but blank lines between; rows with another number of
    cells than the first are left out, for it is not known under which heads theirs stand.
    """
    heads: list[Span] = []
    end = -1
    for row in _ROW.finditer(text):
        if _RULE.fullmatch(row.group()):
            end = row.end()
            continue
        cells = _cells(text, row.start(), row.end())
        if end < 0 or text[end : row.start()].strip():
            heads = [] if any(_NUMBER.fullmatch(text[a:b]) for a, b in cells) else cells
        elif heads and len(cells) == len(heads):
            for cell, head in zip(cells[1:], heads[1:]):
                yield Cell(cell, cells[0], head)
        end = row.end()


def _cells(text: str, start: int, end: int) -> list[Span]:
    spans = []
    for match in _CELL.finditer(text, start, end):
        piece = match.group()
        left = match.start() + len(piece) - len(piece.lstrip())
        spans.append(Span(left, left + len(piece.strip())))
    return spans


def with_units(text: str, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the quantities, bare numbers in cells with the unit that their column's head gives.

    Under 产值（亿元）, 75.4 is 7540000000 元; its text stays what the cell says.
    """
    if "|" not in text:
        return tuple(quantities)
    units = {}
    for cell in find_cells(text):
        named = _UNIT.search(text[cell.column_head.start : cell.column_head.end])
        if named:
            units[cell.span] = named["unit"].partition("/")[0]
    return tuple(_with_unit(q, units.get(Span(q.start, q.end))) for q in quantities)


def _with_unit(quantity: Quantity, unit: str | None) -> Quantity:
    if unit is None or quantity.unit:
        return quantity
    whole = quantity.text + unit
    read = next((q for q in find_quantities(whole) if (q.start, q.end) == (0, len(whole))), None)
    if read is None:
        return quantity
    return replace(quantity, value=read.value, unit=read.unit, kind=read.kind)
