"""Vectors near a question: the only module that knows FAISS.

The vectors themselves lie in a ``.npy`` file that is mapped, so opening copies nothing. A small
set is compared whole, which is exact. Of a large one, an inverted file (IVF: Jégou, Douze and
Schmid, "Product quantization for nearest neighbor search", PAMI 2011, without the product
quantisation) of vectors in 4 bits a number proposes rows, and these are compared exactly.
"""

from __future__ import annotations

import hashlib
import os
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import DependencyError, IndexDamagedError
from zzqa.index.manifest import FLAT, VectorInfo
from zzqa.index.store import map_array

SCANNED_ROWS = 65_536
"""Up to here every row is compared: 100 MB of 384 numbers take some 10 ms on one core."""
_FEW_ROWS = 262_144
"""Up to here 1024 lists hold a hundred rows and more each; beyond, 2048 are finer."""
_PROBES = 128
"""Lists that are scanned: 96 find .972 of the ten nearest of 364,000 sentences, 128 .992."""
_PROPOSED = 2
"""For one row asked for, so many are proposed and compared exactly: twice as many find no more,
half as many find .895 for .939 of 240."""
_LEAST_PROPOSED = 128
_TRAINED_ON = 50
"""Rows a list that k-means sees; FAISS warns under 39, and more change nothing measurable."""
_GROWTH = 0.25
"""Lists are taken over until this share of the rows was added after they were made."""
_ROUNDS = 8
"""Rounds of k-means: later ones move recall by less than .001."""
_BATCH = 16_384
"""Rows handed to FAISS at a time."""


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise DependencyError(
            f"faiss cannot be imported ({error}); expected it for vectors; "
            "run `pip install faiss-cpu`"
        ) from error
    return faiss


def near_factory(rows: int) -> tuple[str, int]:
    """Return FAISS's factory string for so many rows, and how many lists a search scans.

    The finer the lists, the smaller the share of the rows that must be scanned: of 1024 lists 128,
    of 2048 as many, for a recall@10 of .99 (``bench/scale.py`` measures it). There are no
    more than 2048, as the time of a build grows with them. Four bits a number propose as well as
    eight where what they propose is compared exactly.
    """
    if rows <= SCANNED_ROWS:
        return FLAT, 0
    lists = 1024 if rows <= _FEW_ROWS else 2048
    return f"IVF{lists},SQ4", _PROBES


class VectorIndex:
    """A set of vectors by row number; immutable, safe to use from several threads."""

    def __init__(
        self, rows: NDArray[np.float32], near: Any = None, info: VectorInfo | None = None
    ) -> None:
        """``rows`` are float32, shape (rows, dimension); ``near`` is FAISS's index of them."""
        self._rows = rows
        self._near = near
        self._file: int | None = None
        self.info = info or VectorInfo(FLAT, len(rows), rows.shape[1])

    @classmethod
    def build(
        cls, vectors: NDArray[np.float32], factory: str = FLAT, probes: int = 0
    ) -> VectorIndex:
        """Return an index of float32 vectors, shape (rows, dimension).

        Raises ValueError for another shape, or for numbers that are not finite.
        """
        rows = _checked_rows(vectors)
        near = None if factory == FLAT else _trained(rows, factory)
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
        fresh = np.ones(len(vectors), dtype=np.bool_)
        fresh[numbers[numbers >= 0]] = False
        since = self.info.since + int(np.count_nonzero(fresh))
        if since > _GROWTH * len(vectors):
            return None
        rows = _checked_rows(vectors)
        near = _extended(self._near, rows, numbers, np.flatnonzero(fresh), factory)
        info = VectorInfo(factory, len(rows), rows.shape[1], self.info.probes, since=since)
        return VectorIndex(rows, near, info)

    @classmethod
    def open(cls, rows: Path, near: Path, info: VectorInfo) -> VectorIndex:
        """Map the files of an index; raises ValueError when they are not what ``info`` says."""
        mapped = map_array(rows, "<f4", ndim=2)
        if mapped.shape != (info.rows, info.dimension):
            raise ValueError(f"{rows.name} is of shape {mapped.shape}; expected {info}")
        if info.factory == FLAT:
            return cls(mapped, None, info)
        index = cls(mapped, _opened(near, info), info)
        index._read_from(rows)
        return index

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
        """Return some rows, in memory of their own."""
        if self._file is None:
            return np.asarray(self._rows[numbers])
        found = np.empty((len(numbers), self.dimension), dtype=np.float32)
        size = found.itemsize * self.dimension
        firsts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)
        for first, last in zip(firsts, [*firsts[1:], len(numbers)]):  # rows that adjoin
            place = self._start + size * int(numbers[first])
            if os.preadv(self._file, [found[first:last].data], place) != size * (last - first):
                raise _damaged(f"row {numbers[first]} is cut short")
        return found

    def write_near(self, write: Callable[[bytes], object]) -> None:
        """Pass the content of FAISS's file to ``write``, piece by piece."""

        def forward(piece: bytes) -> int:
            write(piece)
            return len(piece)

        faiss = _faiss()
        faiss.write_index(self._near, faiss.PyCallbackIOWriter(forward))

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
        return _finite(_products(checked, self._rows))

    def scores_of(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the inner product of ``query`` with some rows: float32, shape (len(rows),).

        Equal to those of ``scores``; raises as it does, and IndexError for rows that are not there.
        """
        checked = self._checked(query)
        if len(rows) and not 0 <= int(rows.min()) <= int(rows.max()) < len(self):
            raise IndexError(f"rows {int(rows.min())} to {int(rows.max())} of {len(self)}")
        return _finite(_products(checked, self._some(rows)))

    def rows(self) -> NDArray[np.float32]:
        """Return all vectors, mapped and read-only: float32, shape (rows, dimension)."""
        return self._rows

    def _proposed(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """Return rows likely to hold the ``k`` nearest, by the approximate index."""
        faiss = _faiss()
        wanted = min(len(self), max(_PROPOSED * k, _LEAST_PROPOSED))
        if allowed is not None and np.count_nonzero(allowed) <= max(SCANNED_ROWS, wanted):
            return np.flatnonzero(allowed)  # few enough to compare all of them
        selector = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
        options = faiss.SearchParametersIVF(nprobe=self.info.probes, sel=selector)
        found = self._near.search(query[None, :], wanted, params=options)[1][0]
        rows = np.unique(found[found >= 0])
        if len(rows) and rows[-1] >= len(self):
            raise _damaged(f"row {rows[-1]} of {len(self)}")
        return rows

    def _checked(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        if query.shape != (self.dimension,):
            raise ValueError(f"a query of shape {query.shape}; expected ({self.dimension},)")
        if not np.isfinite(query).all():
            raise ValueError("the query's vector holds numbers that are not finite")
        return np.ascontiguousarray(query, dtype=np.float32)


def _products(query: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the inner product of ``query`` with each row, the same whatever the other rows are.

    On one thread: where other processes want the cores, waiting for a second one costs more than
    it brings.
    """
    faiss = _faiss()
    scores = np.empty(len(rows), dtype=np.float32)
    faiss.fvec_inner_products_ny(
        faiss.swig_ptr(scores), faiss.swig_ptr(query), faiss.swig_ptr(rows), *rows.shape[::-1]
    )
    return scores


def _checked_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    if vectors.ndim != 2 or not vectors.shape[1]:
        raise ValueError(f"vectors of shape {vectors.shape}; expected (rows, dimension)")
    batches = (vectors[at : at + _BATCH] for at in range(0, len(vectors), _BATCH))
    if not all(np.isfinite(batch).all() for batch in batches):
        raise ValueError("vectors hold numbers that are not finite")
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _extended(
    old: Any,
    rows: NDArray[np.float32],
    numbers: NDArray[np.int64],
    fresh: NDArray[np.int64],
    factory: str,
) -> Any:
    """Return FAISS's index of the rows with the lists of ``old``, whose codes are copied."""
    faiss = _faiss()
    index = faiss.index_factory(rows.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    index.quantizer.add(old.quantizer.reconstruct_n(0, old.nlist))
    faiss.copy_array_to_vector(faiss.vector_to_array(old.sq.trained), index.sq.trained)
    index.is_trained = True
    for number in range(old.nlist):
        size = old.invlists.list_size(number)
        if not size:
            continue
        ids = faiss.rev_swig_ptr(old.invlists.get_ids(number), size)
        codes = faiss.rev_swig_ptr(old.invlists.get_codes(number), size * old.code_size)
        held = numbers[ids] >= 0
        kept_ids = np.ascontiguousarray(numbers[ids][held])
        kept_codes = np.ascontiguousarray(codes.reshape(size, -1)[held])
        index.invlists.add_entries(
            number, len(kept_ids), faiss.swig_ptr(kept_ids), faiss.swig_ptr(kept_codes)
        )
    index.ntotal = len(rows) - len(fresh)
    for at in range(0, len(fresh), _BATCH):
        some = fresh[at : at + _BATCH]
        index.add_with_ids(np.ascontiguousarray(rows[some]), some)
    return index


def _trained(rows: NDArray[np.float32], factory: str) -> Any:
    """Return FAISS's index of the rows; the same rows give the same index."""
    faiss = _faiss()
    index = faiss.index_factory(rows.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = _ROUNDS
    index.cp.max_points_per_centroid = 2 * _TRAINED_ON
    index.cp.min_points_per_centroid = 1
    index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // (_TRAINED_ON * index.nlist))]))
    for at in range(0, len(rows), _BATCH):
        index.add(rows[at : at + _BATCH])
    return index


def described(near: Path, info: VectorInfo) -> VectorInfo:
    """Return ``info`` with the checksum of the head of FAISS's file at ``near``."""
    head = near.stat().st_size - _lists_size(info)
    with near.open("rb") as file:
        digest = hashlib.sha256(file.read(head)).hexdigest()
    return replace(info, head=head, head_sha256=digest)


def _lists_size(info: VectorInfo) -> int:
    """Return the bytes of the lists: they come last, with a code and an id for each row."""
    return info.rows * (_code_size(info) + 8)


def _code_size(info: VectorInfo) -> int:
    """Return the bytes of a row's code: four bits a number."""
    return (info.dimension + 1) // 2


def _opened(near: Path, info: VectorInfo) -> Any:
    """Map FAISS's file; raises ValueError when it is not what ``info`` says."""
    size = near.stat().st_size
    if info.head != size - _lists_size(info):
        raise ValueError(f"{near.name} has {size} bytes; expected {info}")
    with near.open("rb") as file:
        # FAISS takes as much memory as the head tells it to: it may read one that is whole only.
        if hashlib.sha256(file.read(info.head)).hexdigest() != info.head_sha256:
            raise ValueError(f"{near.name} was altered: the checksum of its head differs")
    faiss = _faiss()
    if limit := getattr(faiss, "set_deserialization_vector_byte_limit", None):
        limit(size)  # younger than the oldest FAISS we allow: for an index made to harm
    try:
        index = faiss.read_index(str(near), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
    except (RuntimeError, MemoryError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise ValueError(f"{near.name} cannot be read by FAISS: {reason}") from error
    # FAISS would start threads that read the lists ahead: here they are mostly in memory.
    faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0
    expected = (info.rows, info.dimension, _code_size(info), faiss.METRIC_INNER_PRODUCT, True)
    seen = (index.ntotal, index.d, getattr(index, "code_size", 0), index.metric_type)
    if (*seen, index.is_trained) != expected or not 0 < info.probes <= index.nlist:
        raise ValueError(f"{near.name} holds {type(index).__name__} {seen}; expected {info}")
    return index


def _finite(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    if not np.isfinite(scores).all():
        raise _damaged("a score that is no number")
    return scores


def _damaged(seen: str) -> IndexDamagedError:
    return IndexDamagedError(
        f"vectors of the index are damaged: {seen}; expected them as they were written; run "
        "`zzqa verify`, then `zzqa index` with the files or folders to index"
    )
