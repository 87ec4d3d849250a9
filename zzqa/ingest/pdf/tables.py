"""Tables of a PDF page: rows whose cells stand under each other, written between bars."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zzqa.ingest.pdf.pieces import Piece

_ROWS = 3
"""Rows of a table, at least; two where they have three cells."""
_ALIGNED = 0.6
"""Ems by which cells under each other may be off: by their left ends, middles or right ends."""
_LOOKED_BACK = 3
"""Rows above in which a cell may stand over another: the next one may be empty there."""
_PROSE = re.compile("[，。；]")
_LONG = 14
"""Characters of a cell with punctuation that make it running text."""
_MARKER = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[.、．）)]|[•●■◆○·\-–*]"
)
"""Begins an item of a list, which is no table of two columns."""


def table_lines(bands: Sequence[Sequence[Piece]]) -> dict[int, str]:
    """Return the rows of a page that belong to tables, by number, as ``| 指标 | 数值 |``.

    ``bands`` are the rows from top to bottom, each with its pieces. A cell that a row has not is
    empty, so that a number stays under its heading.
    """
    rows = [sorted(band, key=lambda piece: (piece.left, piece.order)) for band in bands]
    found: dict[int, str] = {}
    for start, end in _runs(rows):
        cells = rows[start:end]
        if _is_table(cells):
            slots = _slots(cells)
            found |= {start + i: _line(row, slots) for i, row in enumerate(cells)}
    return found


def _runs(rows: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
    """Return the spans of rows each of which has cells under two of the row above."""
    runs: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or not _aligned(rows[max(start, i - _LOOKED_BACK) : i], rows[i]):
            if i - start > 1:
                runs.append((start, i))
            start = i
    return runs


def _aligned(above: Sequence[Sequence[Piece]], below: Sequence[Piece]) -> bool:
    """Whether two pieces of a row stand under one each of the rows above."""
    if len(above[-1]) < 2:
        return False
    return sum(any(_under(a, b) for row in above for a in row) for b in below) >= 2


def _under(a: Piece, b: Piece) -> bool:
    room = _ALIGNED * max(a.em, b.em)
    return (
        abs(a.left - b.left) <= room
        or abs(a.right - b.right) <= room
        or abs(a.left + a.right - b.left - b.right) <= 2 * room
    )


def _is_table(rows: Sequence[Sequence[Piece]]) -> bool:
    fewest = min(map(len, rows))
    if len(rows) < _ROWS and fewest < 3:
        return False
    cells = [piece.text for row in rows for piece in row]
    running = sum(len(text) > _LONG and bool(_PROSE.search(text)) for text in cells)
    if 4 * running > len(cells):
        return False
    marked = sum(bool(_MARKER.fullmatch(row[0].text)) for row in rows)
    return not (max(map(len, rows)) == 2 and 2 * marked > len(rows))


def _slots(rows: Sequence[Sequence[Piece]]) -> list[tuple[float, float]]:
    """Return the columns from left to right: what the cells of the fullest rows stand over."""
    most = max(map(len, rows))
    slots: list[tuple[float, float]] = []
    spans = sorted((p.left, p.right) for row in rows if len(row) == most for p in row)
    for left, right in spans:
        if slots and left < slots[-1][1]:
            slots[-1] = (slots[-1][0], max(slots[-1][1], right))
        else:
            slots.append((left, right))
    return slots


def _line(row: Sequence[Piece], slots: Sequence[tuple[float, float]]) -> str:
    cells: list[list[str]] = [[] for _ in slots]
    for piece in row:
        best = max(range(len(slots)), key=lambda i: (_shared(piece, slots[i]), -i))
        cells[best].append(piece.text.replace("|", " "))
    return f"| {' | '.join(' '.join(cell) for cell in cells)} |"


def _shared(piece: Piece, slot: tuple[float, float]) -> float:
    """Return the width that a piece shares with a column, below 0 how far it is away."""
    return min(piece.right, slot[1]) - max(piece.left, slot[0])
