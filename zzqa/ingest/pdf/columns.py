"""The columns of a PDF page: tall empty strips between pieces of running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from zzqa.ingest.pdf.pieces import Piece

_NARROWEST = 0.7
"""Ems of a gutter: 1 and more in print; rivers of spaces in justified text are no wider."""
_COLUMN = 5.0
"""Ems of the narrowest column; cells of tables, numbers and names are mostly narrower."""
_ROWS = 3
"""Rows on the longer side of a gutter, at least."""
_TOGETHER = 6
"""Rows on both sides together, at least."""
_FULL = 0.45
"""Share of the lines of running text that reach the end of their column: the others end a
paragraph. Cells of a table reach it by chance."""
_PUNCTUATED = 0.25
"""Share of the lines with punctuation: half of those of running text, few cells of a table."""
_PROSE = re.compile(r"[，。；、！？]|[,;](?!\d)")
"""Commas within numbers make no prose."""
_ROOM = 1.3
"""Ems that a full line leaves; for Western words a fifth of the line."""
_HEADER = 1.2
"""Ems more than usual between a running head or foot and the columns."""
_HEADS = 4
"""Pieces of a running head or foot, at most."""
_NEARER = 0.3
"""Ems by which one distance is to be less than another to tell."""
_TRIED = 40
"""Strips looked at, from the tallest on: a large table has hundreds, and none parts columns."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A page, or part of one, cut at an empty strip into four."""

    above: list[Piece]
    left: list[Piece]
    right: list[Piece]
    below: list[Piece]


@dataclass(frozen=True, slots=True)
class _Gap:
    """An empty rectangle from ``left`` to ``right`` beside the pieces ``start`` to ``end``."""

    left: float
    right: float
    start: int
    end: int


def find_strip(pieces: Sequence[Piece]) -> Strip | None:
    """Return the tallest empty strip that parts columns of running text, None without one."""
    downwards = sorted(pieces, key=lambda piece: (-piece.middle, piece.left, piece.order))
    if not any(_abreast(a, b) for a, b in zip(downwards, downwards[1:], strict=False)):
        return None
    gaps = [gap for gap in _gaps(downwards) if gap.end - gap.start >= _TOGETHER]
    gaps.sort(key=lambda gap: (-_height(downwards, gap), gap.start - gap.end, gap.left, gap.start))
    for gap in gaps[:_TRIED]:
        gap = _without_tail(downwards, _without_heads(downwards, gap))
        strip = _cut(downwards, gap)
        if _parts_columns(strip.left, strip.right):
            return strip
    return None


def _abreast(a: Piece, b: Piece) -> bool:
    """Whether two pieces stand beside each other."""
    level = abs(a.middle - b.middle) < (a.em + b.em) / 2
    return level and (a.right <= b.left or b.right <= a.left)


def _gaps(pieces: Sequence[Piece]) -> list[_Gap]:
    """Return all empty rectangles that cannot be made larger, by a sweep from top to bottom."""
    least = _NARROWEST * median(piece.em for piece in pieces)
    left = min(piece.left for piece in pieces)
    right = max(piece.right for piece in pieces)
    open_gaps: dict[tuple[float, float], int] = {(left, right): 0}
    found: list[_Gap] = []
    for i, piece in enumerate(pieces):
        after: dict[tuple[float, float], int] = {}
        for (a, b), start in open_gaps.items():
            if piece.ink_right <= a or piece.left >= b:
                after[a, b] = min(start, after.get((a, b), start))
                continue
            found.append(_Gap(a, b, start, i))
            for part in ((a, piece.left), (piece.ink_right, b)):
                if part[1] - part[0] >= least:
                    after[part] = min(start, after.get(part, start))
        after.setdefault((left, right), i + 1)
        open_gaps = after
    found += [_Gap(a, b, start, len(pieces)) for (a, b), start in open_gaps.items()]
    # What touches an edge of the text is a margin.
    return [gap for gap in found if left < gap.left and gap.right < right]


def _height(pieces: Sequence[Piece], gap: _Gap) -> float:
    """Return how far down there is text on both sides of a gap, in points."""
    strip = _cut(pieces, gap)
    if not (strip.left and strip.right):
        return 0.0
    top = min(strip.left[0].middle, strip.right[0].middle)
    return top - max(strip.left[-1].middle, strip.right[-1].middle)


def _cut(pieces: Sequence[Piece], gap: _Gap) -> Strip:
    inside = pieces[gap.start : gap.end]
    return Strip(
        list(pieces[: gap.start]),
        [piece for piece in inside if piece.left < gap.left],
        [piece for piece in inside if piece.left >= gap.left],
        list(pieces[gap.end :]),
    )


def _without_heads(pieces: Sequence[Piece], gap: _Gap) -> _Gap:
    """Return the gap without a running head or foot that stands apart from the columns.

    It has something on both sides of the gap: else it may be the heading or the end of a column.
    """
    inside = pieces[gap.start : gap.end]
    em = median(piece.em for piece in inside)
    steps = [
        (a.middle - b.middle - (a.em + b.em) / 2) / em
        for a, b in zip(inside, inside[1:], strict=False)
    ]
    between = sorted(step for step in steps if step > -0.4)
    if len(between) < _ROWS:
        return gap
    far = between[len(between) // 2] + _HEADER
    heads = next((i + 1 for i, step in enumerate(steps[:_HEADS]) if step > far), 0)
    feet = next((i + 1 for i, step in enumerate(steps[: -_HEADS - 1 : -1]) if step > far), 0)
    return _Gap(
        gap.left,
        gap.right,
        gap.start + (heads if _on_both_sides(inside[:heads], gap) else 0),
        gap.end - (feet if _on_both_sides(inside[len(inside) - feet :], gap) else 0),
    )


def _without_tail(pieces: Sequence[Piece], gap: _Gap) -> _Gap:
    """Return the gap without the short last line of a paragraph that stands across the page above.

    It is the first one beside the gap, on the left, and nearer to what is above than below.
    """
    if not 0 < gap.start < gap.end - 1:
        return gap
    above, first, below = pieces[gap.start - 1 : gap.start + 2]
    above_gap, below_gap = above.middle - first.middle, first.middle - below.middle
    nearer = above_gap < below_gap - _NEARER * first.em
    is_tail = nearer and first.left < gap.left <= above.right
    return replace(gap, start=gap.start + 1) if is_tail else gap


def _on_both_sides(pieces: Sequence[Piece], gap: _Gap) -> bool:
    return len({piece.left < gap.left for piece in pieces}) == 2


def _parts_columns(left: list[Piece], right: list[Piece]) -> bool:
    """Whether what stands on both sides of a gap is running text and not a table.

    Where the file gives one side after the other, its order agrees that these are columns, and
    less is asked of the text.
    """
    near = (_nearest(left, rightmost=True), _nearest(right, rightmost=False))
    lines = [*near[0], *near[1]]
    if max(map(len, near)) < _ROWS or len(lines) < _TOGETHER or not all(near):
        return False
    if any(median((p.right - p.left) / p.em for p in side) < _COLUMN for side in near):
        return False
    full = sum(map(_full, near)) / len(lines) >= _FULL
    prose = sum(bool(_PROSE.search(p.text)) for p in lines) / len(lines) >= _PUNCTUATED
    in_turn = _turns(left, right) <= max(1, min(map(len, near)) // 6)
    return (full and prose) or (in_turn and (full or prose) and min(map(len, near)) > 1)


def _nearest(pieces: Sequence[Piece], *, rightmost: bool) -> list[Piece]:
    """Return from each row of a side the piece nearest to the gap."""
    nearest: list[Piece] = []
    for piece in pieces:
        last = nearest[-1] if nearest else None
        if last is None or last.middle - piece.middle > 0.5 * min(last.em, piece.em):
            nearest.append(piece)
        elif (piece.left > last.left) == rightmost:
            nearest[-1] = piece
    return nearest


def _full(side: Sequence[Piece]) -> int:
    """Return how many of the lines reach the end of their column."""
    ends = sorted(piece.ink_right for piece in side)
    end = ends[(9 * len(ends)) // 10]
    return sum(end - piece.ink_right <= _room(piece) for piece in side)


def _room(piece: Piece) -> float:
    """Return what a full line may leave of its column, in points."""
    western = sum(map(str.isascii, piece.text)) > 0.6 * len(piece.text)
    return max(_ROOM * piece.em, 0.2 * (piece.right - piece.left) if western else 0.0)


def _turns(left: Sequence[Piece], right: Sequence[Piece]) -> int:
    """Return how often the order of the file changes from one side to the other."""
    sides = sorted([(p.order, 0) for p in left] + [(p.order, 1) for p in right])
    return sum(a[1] != b[1] for a, b in zip(sides, sides[1:], strict=False))
