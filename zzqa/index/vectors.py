"""Dense vectors in FAISS: the only module that knows that library.

A flat index is exact, and its file is little but the vectors themselves; FAISS maps it, so opening
costs about a millisecond for 20,000 passages and no second copy of the vectors is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import DependencyError
from zzqa.index.manifest import VectorInfo

FLAT = "IndexFlatIP"
"""Exact inner products. 100,000 vectors of 384 take about 10 to 40 ms a query on two cores; an
approximate class is for larger collections than the formats here are made for."""


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise DependencyError(
            f"faiss cannot be imported ({error}); expected it for vectors; "
            "run `pip install faiss-cpu`"
        ) from error
    return faiss


class VectorIndex:
    """A set of vectors by row number; immutable, safe to use from several threads."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> VectorIndex:
        """Return an exact index of float32 vectors, shape (rows, dimension).

        Raises ValueError for another shape, or for numbers that are not finite.
        """
        if vectors.ndim != 2 or not vectors.shape[1]:
            raise ValueError(f"vectors of shape {vectors.shape}; expected (rows, dimension)")
        if not np.isfinite(vectors).all():
            raise ValueError("vectors hold numbers that are not finite")
        index = _faiss().IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path, info: VectorInfo) -> VectorIndex:
        """Map the file of an index; raises ValueError when it is not what ``info`` says."""
        faiss = _faiss()
        # The flag is younger than the oldest FAISS we allow; without it the file is read.
        flags = getattr(faiss, "IO_FLAG_MMAP_IFC", 0)
        try:
            index = faiss.read_index(str(path), flags)
        except (RuntimeError, MemoryError) as error:
            reason = str(error).strip().splitlines()[-1]
            raise ValueError(f"{path.name} cannot be read by FAISS: {reason}") from error
        opened = cls(index)
        if opened.info != info or info.index_class != FLAT:
            raise ValueError(f"{path.name} holds {opened.info}; expected {info}")
        if index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise ValueError(f"{path.name} measures by {index.metric_type}, not inner products")
        if index.codes.size() != info.rows * info.dimension * 4:
            raise ValueError(f"{path.name} holds {index.codes.size()} bytes of vectors")
        return opened

    def write(self, write: Callable[[bytes], object]) -> None:
        """Pass the index's file content to ``write``, piece by piece."""

        def forward(piece: bytes) -> int:
            write(piece)
            return len(piece)

        faiss = _faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(forward))

    @property
    def info(self) -> VectorInfo:
        """FAISS's class, the number of rows and their length."""
        return VectorInfo(type(self._index).__name__, self._index.ntotal, self._index.d)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the ``k`` rows (int64) nearest to ``query`` (float32, shape (dimension,)).

        With them go their inner products (float32, higher is nearer). Both are ordered by
        (−score, row) and of shape (min(k, rows),). Raises ValueError for a query of another shape
        or with numbers that are not finite.
        """
        checked = self._checked(query)
        wanted = min(k, len(self))
        if wanted <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # FAISS may cut anywhere among equal scores: ask on until the cut is between two scores.
        asked = wanted
        while True:
            asked = min(asked + 1, len(self))
            found, rows = self._index.search(checked[None, :], asked)
            scores, ids = found[0], rows[0]
            if asked == len(self) or scores[asked - 1] < scores[wanted - 1]:
                break
            asked *= 2
        order = np.lexsort((ids, -scores))[:wanted]
        return ids[order].astype(np.int64), scores[order].astype(np.float32)

    def scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the inner product of ``query`` with every row: float32, shape (rows,).

        They may differ from those of ``search`` in the last bit (FAISS sums in another order).
        """
        checked = self._checked(query)
        faiss = _faiss()
        scores = np.empty(len(self), dtype=np.float32)
        # FAISS's own kernel over the mapped rows: NumPy would copy them first, as a file's rows
        # start at an odd address.
        faiss.fvec_inner_products_ny(
            faiss.swig_ptr(scores),
            faiss.swig_ptr(checked),
            self._index.get_xb(),
            self.dimension,
            len(self),
        )
        return scores

    def rows(self) -> NDArray[np.float32]:
        """Return a copy of all vectors: float32, shape (rows, dimension)."""
        if not len(self):
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors: NDArray[np.float32] = self._index.reconstruct_n(0, len(self))
        return vectors

    def _checked(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        if query.shape != (self.dimension,):
            raise ValueError(f"a query of shape {query.shape}; expected ({self.dimension},)")
        if not np.isfinite(query).all():
            raise ValueError("the query's vector holds numbers that are not finite")
        return np.ascontiguousarray(query, dtype=np.float32)
