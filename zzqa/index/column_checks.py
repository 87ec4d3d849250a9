"""The CRC-32 of each term's postings, of a million terms at once.

Most terms are in a few passages. Asking ``zlib`` for each takes longer than everything else of
writing postings, so the checksums of short columns are made side by side, a number at a time, from
tables (Sarwate, "Computation of cyclic redundancy checks via table look-up", CACM 31, 1988; four
bytes at once as in Kounavis and Berry, "A systematic approach to building high performance
software-based CRC generators", ISCC 2005).
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = 0xEDB88320
"""That of ``zlib.crc32``, bits reversed."""
_SIDE_BY_SIDE = 32
"""Postings up to which a column is short: nine in ten are, in a corpus of 100,000 passages."""


def column_check(indices: NDArray[np.int32], frequencies: NDArray[np.integer]) -> int:
    """Return the CRC-32 of a term's passages and frequencies."""
    return zlib.crc32(frequencies.tobytes(), zlib.crc32(indices.tobytes()))


def column_checks(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], frequencies: NDArray[np.integer]
) -> NDArray[np.uint32]:
    """Return ``column_check`` of each column: uint32, shape (columns,)."""
    sizes = np.diff(indptr)
    checks = np.empty(len(sizes), dtype=np.uint32)
    for size in np.unique(sizes[sizes <= _SIDE_BY_SIDE]).tolist():
        columns = np.flatnonzero(sizes == size)
        state = np.full(len(columns), 0xFFFFFFFF, dtype=np.uint32)
        for numbers in (indices, frequencies):
            for at in range(size):
                state = _advanced(state, numbers[indptr[columns] + at])
        checks[columns] = ~state
    long = np.flatnonzero(sizes > _SIDE_BY_SIDE)
    checks[long] = _one_by_one(indptr[long], indptr[long + 1], indices, frequencies)
    return checks


def _one_by_one(
    firsts: NDArray[np.int64],
    lasts: NDArray[np.int64],
    indices: NDArray[np.int32],
    frequencies: NDArray[np.integer],
) -> NDArray[np.uint32]:
    """Return the checksums of some columns; looking at bytes in place spares two copies each."""
    crc, wide, narrow = zlib.crc32, _bytes(indices), _bytes(frequencies)
    a, b = indices.itemsize, frequencies.itemsize
    checks = (
        crc(narrow[b * first : b * last], crc(wide[a * first : a * last]))
        for first, last in zip(firsts.tolist(), lasts.tolist())
    )
    return np.fromiter(checks, np.uint32, len(firsts))


def _bytes(array: NDArray[Any]) -> memoryview | bytes:
    """Return an array's bytes in place; an empty one has none to be looked at."""
    return np.ascontiguousarray(array).data.cast("B") if len(array) else b""


def _advanced(state: NDArray[np.uint32], numbers: NDArray[np.integer]) -> NDArray[np.uint32]:
    """Return the states of checksums after one number more each, of 1, 2 or 4 bytes."""
    size = numbers.dtype.itemsize
    mixed = state ^ numbers.astype(f"<u{size}").astype(np.uint32)
    tables = _tables()
    shifted = mixed >> np.uint32(8 * size) if size < 4 else np.zeros_like(mixed)
    for byte in range(size):
        shifted ^= tables[size - 1 - byte][(mixed >> np.uint32(8 * byte)) & np.uint32(0xFF)]
    return shifted


@cache
def _tables() -> list[NDArray[np.uint32]]:
    """Return, for 0 to 3 zero bytes that follow it, what each byte does to a checksum."""
    first = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        first = np.where(first & 1, first >> 1 ^ np.uint32(_POLYNOMIAL), first >> 1)
    tables = [first.astype(np.uint32)]
    for _ in range(3):
        last = tables[-1]
        tables.append(last >> np.uint32(8) ^ tables[0][last & np.uint32(0xFF)])
    return tables
