"""Tables whose cells are drawn: what stands between which lines of a PDF page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.ingest.pdf.glyphs import Glyphs
from zzqa.ingest.pdf.objects import page_objects
from zzqa.ingest.pdf.pieces import Piece, bands, make_pieces, make_rows

_THIN = 3.0
"""Points: a drawn line, or an area as thin as one."""
_SHORT = 5.0
"""Points: a shorter line is a dash or an ornament."""
_NEAR = 2.5
"""Points by which lines may miss each other where they meet."""
_MANY = 2000
"""Lines: a page of more is a drawing."""
_MANY_CELLS = 5000
_LONG_CELL, _USUAL_CELL = 600, 60
"""Characters of the longest cell, and of half of those that are filled, at most: what is longer is
an article of a page whose articles are set in boxes."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Drawn lines, float64 (n, 3) each: the height of one across and its ends, and so of those
    that run down; in points.
    """

    across: NDArray[np.float64]
    down: NDArray[np.float64]


def read_rules(page: Any) -> Rules:
    """Return the lines across and down that a page of pdfium draws, frames by their sides."""
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for left, bottom, right, top in _areas(page):
        if right - left >= _SHORT:
            across += [(y, left, right) for y in _sides(bottom, top)]
        if top - bottom >= _SHORT:
            down += [(x, bottom, top) for x in _sides(left, right)]
        if len(across) + len(down) > _MANY:
            return Rules(np.zeros((0, 3)), np.zeros((0, 3)))
    return Rules(np.array(across).reshape(-1, 3), np.array(down).reshape(-1, 3))


def _sides(low: float, high: float) -> tuple[float, ...]:
    return ((low + high) / 2,) if high - low <= _THIN else (low, high)


def _areas(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Yield the bounds of thin paths, and of frames that are drawn and not filled."""
    import pypdfium2.raw as pdfium

    edges = [ctypes.c_float() for _ in range(4)]
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    for thing, kind in page_objects(page):
        if kind != pdfium.FPDF_PAGEOBJ_PATH or not pdfium.FPDFPageObj_GetBounds(thing, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        if min(right - left, top - bottom) > _THIN:
            pdfium.FPDFPath_GetDrawMode(thing, filled, stroked)
            if filled.value or not stroked.value or pdfium.FPDFPath_CountSegments(thing) > 5:
                continue
        yield left, bottom, right, top


def take_tables(glyphs: Glyphs, rules: Rules) -> tuple[Glyphs, list[Piece]]:
    """Return the characters outside drawn tables, and the rows of these as one piece each.

    A cell that spans several stands in the first of them. Pages that lie on their side are left
    as they are.
    """
    if not len(glyphs) or not len(rules.across) or not len(rules.down):
        return glyphs, []
    if np.mean(np.cos(glyphs.angles) > 0.9) < 0.9:
        return glyphs, []
    taken = np.zeros(len(glyphs), dtype=bool)
    pieces: list[Piece] = []
    for grid in _grids(rules):
        found = grid.place(glyphs)
        if found and not taken[found.inside].any():
            taken[found.inside] = True
            pieces += found.rows
    return (glyphs.where(~taken), pieces) if pieces else (glyphs, [])


def _grids(rules: Rules) -> Iterator[_Grid]:
    """Yield the tables that lines which meet may form, from top to bottom."""
    ya, xa, xb = rules.across.T
    xd, yd, ye = rules.down.T
    meet = (
        (xd[None] >= xa[:, None] - _NEAR)
        & (xd[None] <= xb[:, None] + _NEAR)
        & (ya[:, None] >= yd[None] - _NEAR)
        & (ya[:, None] <= ye[None] + _NEAR)
    )
    left = np.ones(len(ya), dtype=bool)
    for i in np.argsort(-ya, kind="stable").tolist():
        if not left[i]:
            continue
        across = np.zeros(len(ya), dtype=bool)
        across[i], size = True, 0
        while across.sum() > size:
            size = int(across.sum())
            down = meet[across].any(axis=0)
            across |= meet[:, down].any(axis=1)
        left &= ~across
        if not down.any():
            continue
        grid = _Grid(rules.across[across], rules.down[down])
        if len(grid.xs) > 2 and len(grid.ys) > 2 and len(grid.xs) * len(grid.ys) < _MANY_CELLS:
            yield grid


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table, and the characters in it, bool over all of the page's."""

    rows: list[Piece]
    inside: NDArray[np.bool_]


class _Grid:
    """Lines that meet; ``xs`` from left to right and ``ys`` from top to bottom part its cells."""

    def __init__(self, across: NDArray[np.float64], down: NDArray[np.float64]) -> None:
        self.across, self.down = across, down
        self.xs = _apart([*down[:, 0], across[:, 1].min(), across[:, 2].max()])
        self.ys = _apart([*across[:, 0], *down[:, 1:].min(axis=0), *down[:, 1:].max(axis=0)])[::-1]

    def place(self, glyphs: Glyphs) -> _Table | None:
        """Return the table with its text, None where the cells hold none or articles."""
        x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
        y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
        inside = (x > self.xs[0]) & (x < self.xs[-1]) & (y < self.ys[0]) & (y > self.ys[-1])
        column = np.searchsorted(self.xs, x) - 1
        row = np.searchsorted(-np.array(self.ys), -y) - 1
        homes = self._homes()
        members: dict[tuple[int, int], list[int]] = {}
        for i in np.flatnonzero(inside).tolist():
            members.setdefault(homes[int(row[i]), int(column[i])], []).append(i)
        texts = {home: _cell(glyphs, found) for home, found in sorted(members.items())}
        lengths = [len(text) for text in texts.values()]
        if len(texts) < 3 or max(lengths) > _LONG_CELL or median(lengths) > _USUAL_CELL:
            return None
        if len({c for _, c in texts}) < 2 or len({r for r, _ in texts}) < 2:
            return None
        return _Table([*self._rows(glyphs, texts, members)], inside)

    def _rows(
        self,
        glyphs: Glyphs,
        texts: dict[tuple[int, int], str],
        members: dict[tuple[int, int], list[int]],
    ) -> Iterator[Piece]:
        for r in range(len(self.ys) - 1):
            held = [i for (row, _), found in members.items() if row == r for i in found]
            if held:
                cells = [texts.get((r, c), "") for c in range(len(self.xs) - 1)]
                yield Piece(
                    f"| {' | '.join(cells)} |",
                    self.xs[0],
                    self.xs[-1],
                    (self.ys[r] + self.ys[r + 1]) / 2,
                    float(np.median(glyphs.ems[held])),
                    min(held),
                )

    def _homes(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return for each place the first one, by rows, of the cell that it belongs to."""
        xs, ys = np.array(self.xs), np.array(self.ys)
        homes: dict[tuple[int, int], tuple[int, int]] = {}
        for r in range(len(ys) - 1):
            for c in range(len(xs) - 1):
                home = (r, c)
                if r and not _drawn(self.across, ys[r], (xs[c] + xs[c + 1]) / 2):
                    home = homes[r - 1, c]
                elif c and not _drawn(self.down, xs[c], (ys[r] + ys[r + 1]) / 2):
                    home = homes[r, c - 1]
                homes[r, c] = home
        return homes


def _drawn(lines: NDArray[np.float64], at: float, across: float) -> bool:
    """Whether one of the lines at ``at`` passes ``across``."""
    near = np.abs(lines[:, 0] - at) <= _NEAR
    passes = (lines[:, 1] - _NEAR <= across) & (across <= lines[:, 2] + _NEAR)
    return bool((near & passes).any())


def _apart(values: Sequence[float]) -> list[float]:
    """Return values in order, those that lie close together once."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(float(value))
    return kept


def _cell(glyphs: Glyphs, members: Sequence[int]) -> str:
    """Return the text of a cell on one line."""
    mask = np.zeros(len(glyphs), dtype=bool)
    mask[list(members)] = True
    text = ""
    for row in make_rows(bands(make_pieces(glyphs.where(mask)))):
        western = text[-1:].isascii() and row.text[0].isascii()
        number = text[-1:] in (",", ".") and row.text[0].isdigit()
        text += (" " if text and western and not number else "") + row.text
    return " ".join(text.replace("|", " ").split())
