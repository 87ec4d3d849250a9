"""Vectors near a question.

The vectors themselves lie in a ``.npy`` file that is mapped, so opening copies nothing. A small
set is compared whole, which is exact; of a large one, ``near`` proposes rows that are compared.
"""

from __future__ import annotations

import os
import weakref
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import IndexDamagedError
from zzqa.index.manifest import FLAT, VectorInfo
from zzqa.index.near import (
    BATCH,
    GROWTH,
    SCANNED_ROWS,
    extended,
    list_check,
    list_checks,
    opened,
    probed,
    products,
    proposed,
    trained,
    write_near,
)
from zzqa.index.store import map_array

_PROPOSED = 2
"""For one row asked for, so many are proposed and compared exactly: twice as many find no more,
half as many find .895 for .939 of 240."""
_LEAST_PROPOSED = 128


class VectorIndex:
    """A set of vectors by row number; immutable, safe to use from several threads."""

    def __init__(
        self, rows: NDArray[np.float32], near: Any = None, info: VectorInfo | None = None
    ) -> None:
        """``rows`` are float32, shape (rows, dimension); ``near`` is FAISS's index of them."""
        self._rows = rows
        self._near = near
        self._file: int | None = None
        self._checks: NDArray[np.uint32] | None = None
        self._known_checks: NDArray[np.uint32] | None = None
        self._whole = bytearray()
        self.info = info or VectorInfo(FLAT, len(rows), rows.shape[1])

    @classmethod
    def build(
        cls, vectors: NDArray[np.float32], factory: str = FLAT, probes: int = 0
    ) -> VectorIndex:
        """Return an index of float32 vectors, shape (rows, dimension).

        Raises ValueError for another shape, or for numbers that are not finite.
        """
        rows = _checked_rows(vectors)
        near = None if factory == FLAT else trained(rows, factory)
        return cls(rows, near, VectorInfo(factory, len(rows), rows.shape[1], probes))

    def grown(
        self, vectors: NDArray[np.float32], numbers: NDArray[np.int64], factory: str
    ) -> VectorIndex | None:
        """Return an index of ``vectors`` with the lists of this one, where that is as good.

        ``numbers`` gives each row of this index its number among ``vectors``, -1 for one that is
        gone. None for an index of another kind, or when too many were added since the lists were
        made to fit the vectors. Raises as ``build`` does.
        """
        if self._near is None or self.info.factory != factory:
            return None
        held = numbers >= 0
        added = np.ones(len(vectors), dtype=np.bool_)
        added[numbers[held]] = False
        fresh = np.flatnonzero(added)
        since = self.info.since + len(fresh)
        if since > GROWTH * len(vectors):
            return None
        _checked_rows(vectors[fresh])  # the others were looked at when they were new
        near = extended(self._near, vectors, numbers, fresh, factory)
        info = replace(self.info, rows=len(vectors), since=since, head=0, head_sha256="")
        grown = VectorIndex(vectors, near, info)
        if self._checks is not None:
            grown._known_checks = np.empty(len(vectors), dtype=np.uint32)
            grown._known_checks[numbers[held]] = self._checks[: len(self)][held]
            grown._known_checks[fresh] = _row_checks(vectors[fresh])
        return grown

    @classmethod
    def open(cls, rows: Path, near: Path, checks: Path, info: VectorInfo) -> VectorIndex:
        """Map the files of an index; raises ValueError when they are not what ``info`` says.

        ``near`` and ``checks``, as ``checks`` returns them, are those of an approximate index.
        """
        mapped = map_array(rows, "<f4", ndim=2)
        if mapped.shape != (info.rows, info.dimension):
            raise ValueError(f"{rows.name} is of shape {mapped.shape}; expected {info}")
        if info.factory == FLAT:
            return cls(mapped, None, info)
        index = cls(mapped, opened(near, info), info)
        index._checks = map_array(checks, "<u4")
        # Which lists were compared with their checksums: a byte each, written by any thread.
        index._whole = bytearray(index._near.nlist)
        if len(index._checks) != len(mapped) + len(index._whole):
            raise ValueError(f"{checks.name} holds {len(index._checks)} checksums; expected {info}")
        index._read_from(rows)
        return index

    def checks(self) -> NDArray[np.uint32]:
        """Return the CRC-32 of each row, then of each list of the approximate index: uint32.

        A question looks at some rows and lists, which are compared with them: a damaged one would
        change what is found, and nobody would know.
        """
        rows = self._known_checks
        if rows is None:
            rows = _row_checks(self._rows)
        return np.concatenate([rows, list_checks(self._near)])

    def _read_from(self, path: Path) -> None:
        """Read single rows from the file from now on, and not from memory it is mapped to.

        Rows near a question lie anywhere, and for each touched the system maps 64 kB around it:
        after some hundred questions all of a large file would count as this process's memory.
        """
        if hasattr(os, "preadv"):  # not on Windows
            self._file = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
            self._start = os.fstat(self._file).st_size - self._rows.nbytes

    def _some(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return some rows, in memory of their own, compared with their checksums if need be."""
        found = self._read(numbers)
        if self._checks is not None:
            altered = np.flatnonzero(_row_checks(found) != self._checks[numbers])
            if len(altered):
                raise _damaged(f"row {numbers[altered[0]]} was altered: its checksum differs")
        return found

    def _read(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        if self._file is None:
            return np.ascontiguousarray(self._rows[numbers])
        found = np.empty((len(numbers), self.dimension), dtype=np.float32)
        size, file, start = found.itemsize * self.dimension, self._file, self._start
        room = found.reshape(-1).view(np.uint8).data
        firsts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)  # of rows that adjoin
        places = (start + size * numbers[firsts]).tolist()
        ends = [*(size * firsts).tolist(), size * len(numbers)]
        for place, first, last in zip(places, ends, ends[1:]):
            if os.preadv(file, (room[first:last],), place) != last - first:
                raise _damaged(f"row {(place - start) // size} is cut short")
        return found

    def write_near(self, write: Callable[[bytes], object]) -> None:
        """Pass the content of FAISS's file to ``write``, piece by piece."""
        write_near(self._near, write)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._rows.shape[1])

    @property
    def exact(self) -> bool:
        """Whether every row is compared in a search, so that none near is missed."""
        return self._near is None

    def __len__(self) -> int:
        return len(self._rows)

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the ``k`` rows (int64) nearest to ``query`` (float32, shape (dimension,)).

        With them go their inner products (float32, higher is nearer). Both are ordered by
        (−score, row) and of shape (min(k, rows),). Only rows that are ``allowed`` (shape (rows,))
        are found. An approximate index may miss some, but gives those it finds their exact scores.
        Raises ValueError for a query of another shape or with numbers that are not finite.
        """
        checked = self._checked(query)
        if self._near is None:
            scores = self.scores(checked)
            rows = np.arange(len(self), dtype=np.int64)
            if allowed is not None:
                rows = np.flatnonzero(allowed)
                scores = scores[rows]
        else:
            rows = self._proposed(checked, k, allowed)
            scores = self.scores_of(checked, rows)
        if k < len(scores):
            # Only what reaches the k-th score is put in order.
            least = np.partition(scores, len(scores) - k)[len(scores) - k] if k > 0 else np.inf
            kept = np.flatnonzero(scores >= least)
            rows, scores = rows[kept], scores[kept]
        order = np.lexsort((rows, -scores))[: max(k, 0)]
        return rows[order].astype(np.int64), scores[order]

    def scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the inner product of ``query`` with every row: float32, shape (rows,).

        Raises IndexDamagedError when one is no number.
        """
        checked = self._checked(query)
        return _finite(products(checked, self._rows))

    def scores_of(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the inner product of ``query`` with some rows: float32, shape (len(rows),).

        Equal to those of ``scores``; raises as it does, and IndexError for rows that are not there.
        """
        checked = self._checked(query)
        if len(rows) and not 0 <= int(rows.min()) <= int(rows.max()) < len(self):
            raise IndexError(f"rows {int(rows.min())} to {int(rows.max())} of {len(self)}")
        return _finite(products(checked, self._some(rows)))

    def rows(self) -> NDArray[np.float32]:
        """Return all vectors, mapped and read-only: float32, shape (rows, dimension)."""
        return self._rows

    def _proposed(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """Return rows likely to hold the ``k`` nearest, by the approximate index."""
        wanted = min(len(self), max(_PROPOSED * k, _LEAST_PROPOSED))
        if allowed is not None and np.count_nonzero(allowed) <= max(SCANNED_ROWS, wanted):
            return np.flatnonzero(allowed)  # few enough to compare all of them
        self._check_lists(query)
        rows = proposed(self._near, query, wanted, self.info.probes, allowed)
        if len(rows) and rows[-1] >= len(self):
            raise _damaged(f"row {rows[-1]} of {len(self)}")
        return rows

    def _check_lists(self, query: NDArray[np.float32]) -> None:
        """Compare the lists that a search scans with their checksums, each the first time."""
        if self._checks is None:
            return
        expected = self._checks[len(self) :]
        for number in probed(self._near, query, self.info.probes):
            if not self._whole[number]:
                if list_check(self._near, number) != expected[number]:
                    raise _damaged(f"list {number} was altered: its checksum differs")
                self._whole[number] = 1

    def _checked(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        if query.shape != (self.dimension,):
            raise ValueError(f"a query of shape {query.shape}; expected ({self.dimension},)")
        if not np.isfinite(query).all():
            raise ValueError("the query's vector holds numbers that are not finite")
        return np.ascontiguousarray(query, dtype=np.float32)


def _row_checks(rows: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Return the CRC-32 of each row: uint32, shape (rows,)."""
    return np.fromiter(map(zlib.crc32, rows), np.uint32, len(rows))


def _checked_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    if vectors.ndim != 2 or not vectors.shape[1]:
        raise ValueError(f"vectors of shape {vectors.shape}; expected (rows, dimension)")
    batches = (vectors[at : at + BATCH] for at in range(0, len(vectors), BATCH))
    if not all(np.isfinite(batch).all() for batch in batches):
        raise ValueError("vectors hold numbers that are not finite")
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _finite(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    if not np.isfinite(scores).all():
        raise _damaged("a score that is no number")
    return scores


def _damaged(seen: str) -> IndexDamagedError:
    return IndexDamagedError(
        f"vectors of the index are damaged: {seen}; expected them as they were written; run "
        "`zzqa verify`, then `zzqa index` with the files or folders to index"
    )
