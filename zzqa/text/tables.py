"""Rows of tables in running text, ``| 型号 | 功率（瓦） |``: which heads a cell stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from zzqa.records import Quantity, Span
from zzqa.text.fields import find_fields
from zzqa.text.quantities import find_quantities

_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s|:\-]+")
"""What Markdown draws under the first row."""
_CELL = re.compile(r"[^|\n]*[^|\s][^|\n]*")
_UNIT = re.compile(r"[（(](?:单位\s*[:：]\s*)?(?P<unit>[^（）()]{1,8})[）)]\s*$")
_MONEY = re.compile(r"\s?[（(](?:人民币)?(?P<unit>[万亿]?元)[）)]")
_NUMBER = re.compile(r"[-−]?\d[\d,，.]*")


_ORDINAL = re.compile(r"\s*(?:序号|编号|项次|行次|No\.?|#)\s*", re.I)
"""The head of a column that numbers the rows, and names none."""


class Cell(NamedTuple):
    """A cell with the first cell of its row and of its column."""

    span: Span
    row_head: Span
    """The first cell of the row that names it; 3 under 序号 names nothing."""
    column_head: Span
    row: Span
    """From the row's head to the last cell of words before the first figure: what it is of."""


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
            yield from _row(text, cells, heads)
        end = row.end()


def _row(text: str, cells: Sequence[Span], heads: Sequence[Span]) -> Iterator[Cell]:
    """Yield the cells of a row but its first, each with its heads."""
    first = 1 if len(cells) > 2 and _ORDINAL.fullmatch(text[slice(*heads[0])]) else 0
    named = first
    while named + 1 < len(cells) and not re.search(r"\d", text[slice(*cells[named + 1])]):
        named += 1
    for n, (cell, head) in enumerate(zip(cells, heads)):
        if n == 0:
            continue
        if n == first:
            yield Cell(cell, cells[0], head, cells[0])
            continue
        last = cells[min(named, n - 1)] if n > first else cells[first]
        yield Cell(cell, cells[first], head, Span(cells[first].start, last.end))


def _cells(text: str, start: int, end: int) -> list[Span]:
    spans = []
    for match in _CELL.finditer(text, start, end):
        piece = match.group()
        left = match.start() + len(piece) - len(piece.lstrip())
        spans.append(Span(left, left + len(piece.strip())))
    return spans


def with_units(text: str, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the quantities, bare numbers in cells with the unit that their column's head gives.

    Under 产值（亿元）, 75.4 is 7540000000 元; its text stays what the cell says. So do the labels
    of forms: 合同金额（万元）：318.6.
    """
    heads = {cell.span: cell.column_head for cell in find_cells(text)} if "|" in text else {}
    heads |= {field.value: field.label for field in find_fields(text)}
    units = {}
    for span, head in heads.items():
        if named := _UNIT.search(text[slice(*head)]):
            units[span] = named["unit"].partition("/")[0]
    told = (_with_unit(q, units.get(Span(q.start, q.end))) for q in quantities)
    return tuple(_with_bracketed(text, quantity) for quantity in told)


def _with_bracketed(text: str, quantity: Quantity) -> Quantity:
    """Return a bare number with the unit of money in the brackets behind it: 318.6（万元）."""
    behind = None if quantity.unit else _MONEY.match(text, quantity.end)
    if behind is None:
        return quantity
    read = _with_unit(quantity, behind["unit"])
    return replace(read, end=behind.end(), text=text[quantity.start : behind.end()])


def _with_unit(quantity: Quantity, unit: str | None) -> Quantity:
    if unit is None or quantity.unit:
        return quantity
    whole = quantity.text + unit
    read = next((q for q in find_quantities(whole) if (q.start, q.end) == (0, len(whole))), None)
    if read is None:
        return quantity
    return replace(quantity, value=read.value, unit=read.unit, kind=read.kind)
