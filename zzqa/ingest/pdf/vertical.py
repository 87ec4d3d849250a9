"""Chinese set from top to bottom on a page that is not: vertical headlines, pages of both kinds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from zzqa.ingest.pdf.glyphs import Glyphs

_LEVEL = 0.4
"""Ems by which characters of one line may be off it."""
_STEP = (0.6, 2.0)
"""Ems from the middle of a character to that of the next one below it."""
_RUN = 4
"""Characters of a vertical line, at least; cells of one character may stand under each other."""
_LEAST = 0.9
"""Of the usual size: that of a single stroke is told from its ink."""
_COLUMNS = 5.0
"""Ems to the left in which the next column stands."""


def split_vertical(glyphs: Glyphs) -> tuple[Glyphs, Glyphs]:
    """Return the characters that run across, and those that run from top to bottom.

    The latter are turned as if they ran across: the rightmost column becomes the topmost line.
    """
    vertical = np.zeros(len(glyphs), dtype=bool)
    segments = _segments(glyphs)
    for start, end, down in segments:
        vertical[start:end] = down and _runs_down(glyphs, start, end)
    for (first, middle, _), (_, end, _) in pairwise(segments):
        # The last column of a paragraph may hold less than a run.
        if vertical[first] and end - middle < _RUN and _next_column(glyphs, first, middle):
            vertical[middle:end] = True
    if not vertical.any():
        return glyphs, glyphs.where(vertical)
    return glyphs.where(~vertical), _turned(glyphs.where(vertical))


def _segments(glyphs: Glyphs) -> list[tuple[int, int, bool]]:
    """Return spans of characters that follow in one direction, and whether that is down.

    Characters are in the order of the file.
    """
    x, y = _middles(glyphs)
    size = np.maximum(glyphs.ems[1:], glyphs.ems[:-1])
    across, up = np.diff(x) / size, np.diff(y) / size
    down = (np.abs(across) < _LEVEL) & (-_STEP[1] < up) & (up < -_STEP[0])
    right = (np.abs(up) < _LEVEL) & (across > 0) & (across < _STEP[1])
    segments: list[tuple[int, int, bool]] = []
    start, way = 0, 0
    for i, kind in enumerate(np.where(down, 1, np.where(right, 2, 0)).tolist(), start=1):
        if kind and (kind == way or i == start + 1):
            way = kind
            continue
        segments.append((start, i, way == 1))
        start, way = i, 0
    return [*segments, (start, len(glyphs), way == 1)]


def _middles(glyphs: Glyphs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    left, bottom, right, top = glyphs.boxes.T
    return (left + right) / 2, (bottom + top) / 2


def _runs_down(glyphs: Glyphs, start: int, end: int) -> bool:
    if end - start < _RUN:
        return False
    chinese = sum(ord(c[0]) >= 0x2E80 for c in glyphs.characters[start:end] if c)
    upright = np.abs(np.sin(glyphs.angles[start:end])) < 0.1
    return bool(2 * chinese > end - start and upright.mean() > 0.5)


def _next_column(glyphs: Glyphs, first: int, middle: int) -> bool:
    """Whether the character ``middle`` stands at the head of a column left of that of ``first``."""
    x, y = _middles(glyphs)
    to_left = (x[first] - x[middle]) / glyphs.ems[first]
    return bool(_LEVEL < to_left < _COLUMNS and y[middle] > y[middle - 1])


def _turned(glyphs: Glyphs) -> Glyphs:
    """Turn the page. A character is at least about as long as most: the ink of 一 is a stroke.

    Blanks beside a column say nothing of it.
    """
    x, y = _middles(glyphs)
    ems = np.maximum(glyphs.ems, _LEAST * float(np.median(glyphs.ems)))
    half = ems / 2
    boxes = np.column_stack([-y - half, x - half, -y + half, x + half])
    level, unspaced = np.zeros(len(glyphs)), np.zeros(len(glyphs), dtype=bool)
    return Glyphs(glyphs.characters, boxes, level, ems, unspaced, glyphs.mapped)
