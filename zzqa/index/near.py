"""The approximate index of a large set of vectors: the only module that knows FAISS.

An inverted file (IVF: Jégou, Douze and Schmid, "Product quantization for nearest neighbor
search", PAMI 2011, without the product quantisation) of vectors in 4 bits a number proposes rows,
which are then compared exactly.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import DependencyError
from zzqa.index.manifest import FLAT, VectorInfo

SCANNED_ROWS = 65_536
"""Up to here every row is compared: 100 MB of 384 numbers take some 10 ms on one core."""
_LISTS = ((262_144, 1024), (2_097_152, 2048), (math.inf, 4096))
"""Up to how many rows there are how many lists: a few hundred rows each and more."""
_PROBES = 128
"""Lists that are scanned: 96 find .972 of the ten nearest of 364,000 sentences, 128 .992."""
_TRAINED_ON = 50
"""Rows a list that k-means sees; FAISS warns under 39, and more change nothing measurable."""
GROWTH = 0.25
"""Lists are taken over until this share of the rows was added after they were made."""
_ROUNDS = 8
"""Rounds of k-means: later ones move recall by less than .001."""
BATCH = 16_384
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

    The finer the lists, the smaller the share of the rows that must be scanned: 128 of 1024, of
    2048 or of 4096, for a recall@10 of .99 and more (``bench/scale.py`` measures it). There are no
    more than 4096, as the time of a build grows with them: those of 3.6 million rows take 96 s to
    make where 2048 take 56, and half as long to scan. Four bits a number propose as well as eight
    where what they propose is compared exactly.
    """
    if rows <= SCANNED_ROWS:
        return FLAT, 0
    lists = next(lists for most, lists in _LISTS if rows <= most)
    return f"IVF{lists},SQ4", _PROBES


def products(query: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
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


def write_near(near: Any, write: Callable[[bytes], object]) -> None:
    """Pass the content of FAISS's file to ``write``, piece by piece."""

    def forward(piece: bytes) -> int:
        write(piece)
        return len(piece)

    faiss = _faiss()
    faiss.write_index(near, faiss.PyCallbackIOWriter(forward))


def proposed(
    near: Any,
    query: NDArray[np.float32],
    wanted: int,
    probes: int,
    allowed: NDArray[np.bool_] | None,
) -> NDArray[np.int64]:
    """Return up to ``wanted`` rows that are likely the nearest to ``query``, rising."""
    faiss = _faiss()
    selector = None
    if allowed is not None:
        bits = np.packbits(allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(bits)
    options = faiss.SearchParametersIVF(nprobe=probes, sel=selector)
    found = near.search(query[None, :], wanted, params=options)[1][0]
    return np.unique(found[found >= 0])


def probed(near: Any, query: NDArray[np.float32], probes: int) -> list[int]:
    """Return the lists that a search scans."""
    lists = near.quantizer.search(query[None, :], probes)[1][0]
    return [int(number) for number in lists if number >= 0]


def list_check(near: Any, number: int) -> int:
    """Return the CRC-32 of a list's row numbers and codes."""
    faiss = _faiss()
    size = near.invlists.list_size(number)
    if not size:
        return 0
    ids = faiss.rev_swig_ptr(near.invlists.get_ids(number), size)
    codes = faiss.rev_swig_ptr(near.invlists.get_codes(number), size * near.code_size)
    return zlib.crc32(codes, zlib.crc32(ids))


def list_checks(near: Any) -> NDArray[np.uint32]:
    """Return the CRC-32 of each list: uint32, shape (lists,)."""
    return np.array([list_check(near, number) for number in range(near.nlist)], dtype=np.uint32)


def extended(
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
    for at in range(0, len(fresh), BATCH):
        some = fresh[at : at + BATCH]
        index.add_with_ids(np.ascontiguousarray(rows[some]), some)
    return index


def trained(rows: NDArray[np.float32], factory: str) -> Any:
    """Return FAISS's index of the rows; the same rows give the same index."""
    faiss = _faiss()
    index = faiss.index_factory(rows.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = _ROUNDS
    index.cp.max_points_per_centroid = 2 * _TRAINED_ON
    index.cp.min_points_per_centroid = 1
    index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // (_TRAINED_ON * index.nlist))]))
    for at in range(0, len(rows), BATCH):
        index.add(rows[at : at + BATCH])
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


def opened(near: Path, info: VectorInfo) -> Any:
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
