"""Offset maps as runs: between two edits, clean and raw text go side by side.

A row of an origins array is (first clean character, start shift, end shift), all int32: from that
character to the next row's, a character at ``i`` came from raw ``[i + start shift, i + end
shift)``. Wrapped text has a run a line, so a map takes a tenth of what one number a character
would.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zzqa.text.offsets import OffsetMap

COLUMNS = 3


def runs(origin: OffsetMap) -> NDArray[np.int32]:
    """Return a map as runs: int32, shape (runs, 3)."""
    places = np.arange(len(origin), dtype=np.int32)
    shifts = np.stack([origin.starts - places, origin.ends - places], axis=1)
    changed = np.any(shifts[1:] != shifts[:-1], axis=1)
    first = np.flatnonzero(np.concatenate([np.ones(min(1, len(origin)), np.bool_), changed]))
    rows = np.column_stack([first, shifts[first]])
    return rows.astype(np.int32).reshape(-1, COLUMNS)


def offset_map(rows: NDArray[np.int32], length: int) -> OffsetMap:
    """Return the map of ``length`` characters that ``runs`` gave; raises ValueError for others.

    The runs' places must begin at 0, rise, and stay below ``length``.
    """
    if not length and not len(rows):
        return OffsetMap.identity(0)
    first = rows[:, 0].astype(np.int64)
    if not len(rows) or first[0] != 0 or np.any(np.diff(first) <= 0) or first[-1] >= length:
        raise ValueError(f"offset runs do not span a text of {length} characters")
    sizes = np.diff(first, append=length)
    places = np.arange(length, dtype=np.int32)
    starts, ends = (places + np.repeat(rows[:, column], sizes) for column in (1, 2))
    return OffsetMap(starts, ends)
