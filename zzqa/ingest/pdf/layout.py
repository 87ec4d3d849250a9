"""The lines of a PDF page in reading order: from characters with boxes to pieces of lines, columns
and rows.

A page is cut top-down, as in the recursive X-Y cut: at the tallest empty strip that has running
text on both sides the page falls into what is above, left, right and below, and each part is cut
again. What has no such strip is read row by row, so that tables stay whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from zzqa.ingest.pdf.columns import find_strip
from zzqa.ingest.pdf.glyphs import Glyphs
from zzqa.ingest.pdf.pieces import Piece, Row, bands, make_pieces, make_rows
from zzqa.ingest.pdf.tables import table_lines

_APART = 0.35
"""Ems more than usual between two rows that part paragraphs: half a line is 0.5 and more, while
rows of mixed fonts vary by 0.1."""
_INDENT = (1.2, 3.2)
"""Ems by which the first line of a paragraph stands in: two, a little more or less."""
_HEAD = 1.2
"""Ems more than usual between a running head or foot and the text."""
_LEVELS = 6
"""Heights at which a page has text, at least, before it can be told what stands apart."""
_LARGE = 1.2
"""Times the usual size: a heading."""
_CLOSE, _ROOM = 0.8, 1.3
"""Ems between the rows of one heading, and ems that a full row leaves."""
_NUMBER = re.compile(r"\D{0,6}\d{1,4}\D{0,4}(?:\d{1,4}\D{0,3})?")
"""The number of a page, with or without their count."""
_DEPTH = 60
"""Cuts within cuts; a newspaper page takes about ten."""
_MANY = 4000
"""Pieces beyond which a page is no text set in columns, and looking for strips would take long."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """Rows that stand below each other, and whether the text runs on from the leaf before."""

    rows: list[Row]
    flows: bool


def lay_out(glyphs: Glyphs, tables: Sequence[Piece] = ()) -> str:
    """Return the text of a page: a line a row, a blank line between paragraphs set apart.

    ``tables`` are the rows of tables that stand between the characters.
    """
    pieces = [*make_pieces(glyphs), *tables]
    leaves = [_Leaf(_rows(part), flows) for part, flows in _parts(pieces)]
    usual = _usual_gap([leaf.rows for leaf in leaves])
    size = _usual_size([leaf.rows for leaf in leaves])
    lines: list[str] = []
    before: list[Row] = []
    for leaf in leaves:
        if before and not (leaf.flows and _same_size(before[-1], leaf.rows[0])):
            lines.append("")
        lines += _lines(leaf.rows, usual, size)
        before = leaf.rows
    return "\n".join(lines)


def _parts(pieces: list[Piece]) -> list[tuple[list[Piece], bool]]:
    """Return the pieces in parts that have no columns, in reading order.

    With each goes whether a sentence may run on into it: it does from the foot of a column to the
    head of the next one.
    """
    parts: list[tuple[list[Piece], bool]] = []
    # A stack of its own: what a hostile page nests must not end in a RecursionError.
    head, body, foot = _furniture(pieces)
    waiting = [(foot, False, 0), (body, False, 0), (head, False, 0)]
    while waiting:
        part, flows, depth = waiting.pop()
        if not part:
            continue
        strip = find_strip(part) if depth < _DEPTH and len(part) <= _MANY else None
        if strip is None:
            parts.append((part, flows))
            continue
        waiting += [
            (strip.below, False, depth + 1),
            (strip.right, True, depth + 1),
            (strip.left, flows and not strip.above, depth + 1),
            (strip.above, flows, depth + 1),
        ]
    return parts


def _furniture(pieces: list[Piece]) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """Return the running head of a page, what stands between, and its number at the foot.

    They stand apart; each would else go with the column above or below it, in the middle of the
    text that runs on from there.
    """
    levels = bands(pieces)
    if len(levels) < _LEVELS:
        return [], pieces, []
    rows = make_rows(levels)
    em, gaps = median(row.em for row in rows), _gaps(rows)
    far = median(gaps) + _HEAD
    head = levels[0] if gaps[0] > far and rows[0].em < 1.1 * em else []
    foot = levels[-1] if gaps[-1] > far and _NUMBER.fullmatch(rows[-1].text) else []
    body = [piece for level in levels[bool(head) : len(levels) - bool(foot)] for piece in level]
    return head, body, foot


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """Return the rows of a part without columns, those of its tables with bars between cells."""
    levels = bands(pieces)
    tables = table_lines(levels)
    rows = make_rows(levels)
    return [replace(row, text=tables[i]) if i in tables else row for i, row in enumerate(rows)]


def _usual_gap(leaves: Sequence[Sequence[Row]]) -> float:
    """Return the usual distance between a row's foot and the next one's head, in ems."""
    gaps = [gap for rows in leaves for gap in _gaps(rows)]
    return median(gaps) if gaps else 0.5


def _usual_size(leaves: Sequence[Sequence[Row]]) -> float:
    """Return the size of the characters that most of the text is set in, in points."""
    rows = sorted((row.em, len(row.text)) for leaf in leaves for row in leaf)
    half, at = sum(length for _, length in rows) / 2, 0.0
    for em, length in rows:
        at += length
        if at >= half:
            return em
    return 0.0


def _gaps(rows: Sequence[Row]) -> list[float]:
    """Return the distances between rows, in ems of the smaller of the two."""
    return [
        (a.middle - b.middle - (a.em + b.em) / 2) / min(a.em, b.em)
        for a, b in zip(rows, rows[1:], strict=False)
    ]


def _same_size(a: Row, b: Row) -> bool:
    return max(a.em, b.em) < 1.15 * min(a.em, b.em)


def _lines(rows: Sequence[Row], page_gap: float, size: float) -> list[str]:
    """Return the rows as lines, blank lines and indents where the page shows them."""
    gaps = _gaps(rows)
    usual = median(gaps) if len(gaps) >= 4 else page_gap
    margin, end = _margin(rows), max(row.right for row in rows)
    lines: list[str] = []
    centred = False
    for i, row in enumerate(rows):
        if i and row.em > _LARGE * size and _same_heading(rows[i - 1], row, gaps[i - 1], end):
            western = lines[-1][-1].isascii() and row.text[0].isascii()
            lines[-1] += (" " if western else "") + row.text
            continue
        in_table = row.text[0] == "|" and i > 0 and rows[i - 1].text[0] == "|"
        if i and not in_table and gaps[i - 1] > usual + _APART:
            lines.append("")
            centred = False
        indent = (row.left - margin) / row.em
        space = (end - row.right) / row.em
        in_middle = indent > _INDENT[1] and abs(indent - space) <= 1.0
        # The second line of a centred heading opens no paragraph.
        indented = indent >= _INDENT[0] and not (in_middle and centred)
        lines.append(("  " if indented else "") + row.text)
        centred = in_middle
    return lines


def _same_heading(above: Row, row: Row, gap: float, end: float) -> bool:
    """Whether a heading was broken between two rows because the upper one was full."""
    alike = max(above.em, row.em) <= 1.05 * min(above.em, row.em) and gap < _CLOSE
    full = end - above.right < _ROOM * row.em
    below = row.right <= above.right and abs(row.left - above.left) < row.em / 2
    return alike and full and below and not above.text.endswith("|")


def _margin(rows: Sequence[Row]) -> float:
    """Return where most rows start: of equally many the leftmost."""
    em = median(row.em for row in rows)
    starts = Counter(round(2 * row.left / em) for row in rows)
    most = max(starts.values())
    start = min(key for key, count in starts.items() if count == most)
    return min(row.left for row in rows if round(2 * row.left / em) == start)
