"""Mapping the files of one generation, and checking that they fit each other."""

from __future__ import annotations

import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.index import layout
from zzqa.index.codec import load_json
from zzqa.index.lexical import FREQUENCY_TYPES, LexicalArrays, LexicalIndex
from zzqa.index.manifest import FLAT, Manifest
from zzqa.index.origins import COLUMNS
from zzqa.index.store import ARRAY_TYPES, Mapped, file_digest, map_array, map_file
from zzqa.index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Parts:
    """The mapped files of one generation."""

    documents: Mapped
    raw: Mapped
    clean: Mapped
    origins: NDArray[np.int32]
    document_offsets: NDArray[np.int64]
    document_checks: NDArray[np.uint32]
    document_order: NDArray[np.int32]
    document_sources: Mapped
    passages: Mapped
    passage_texts: NDArray[np.int64]
    passage_checks: NDArray[np.uint32]
    passage_offsets: NDArray[np.int64]
    passage_documents: NDArray[np.int32]
    passage_dates: NDArray[np.int32]
    lexical: Mapping[str, LexicalIndex]
    vectors: Mapping[str, VectorIndex]
    vector_keys: Mapping[str, NDArray[np.uint8]]
    arrays: Mapping[str, NDArray[Any]]
    values: Mapping[str, Mapped]


def size_problems(folder: Path, manifest: Manifest) -> list[str]:
    """Return what is wrong with the presence and sizes of the manifest's files, all at once."""
    generation = folder / manifest.generation_name
    if generation.is_symlink() or not generation.is_dir():
        return [f"{generation.name} is missing or no folder"]
    problems = []
    for file in manifest.files:
        try:
            found = (generation / file.name).lstat()
        except OSError:
            problems.append(f"{file.name} is missing")
            continue
        if not stat.S_ISREG(found.st_mode):
            problems.append(f"{file.name} is no file")
        elif found.st_size != file.size:
            problems.append(f"{file.name} has {found.st_size} bytes of {file.size}")
    return problems


def map_parts(generation: Path, manifest: Manifest, vectors: bool) -> Parts:
    """Map a generation's files; raises OSError or ValueError when one is not what it should be."""
    sets = manifest.vectors.items() if vectors else ()
    return Parts(
        documents=map_file(generation / layout.DOCUMENTS),
        raw=map_file(generation / layout.RAW),
        clean=map_file(generation / layout.CLEAN),
        origins=map_array(generation / layout.ORIGINS, "<i4", ndim=2),
        document_offsets=map_array(generation / layout.DOCUMENT_OFFSETS, "<i8"),
        document_checks=map_array(generation / layout.DOCUMENT_CHECKS, "<u4"),
        document_order=map_array(generation / layout.DOCUMENT_ORDER, "<i4"),
        document_sources=map_file(generation / layout.DOCUMENT_SOURCES),
        passages=map_file(generation / layout.PASSAGES),
        passage_offsets=map_array(generation / layout.PASSAGE_OFFSETS, "<i8"),
        passage_texts=map_array(generation / layout.PASSAGE_TEXTS, "<i8", ndim=2),
        passage_checks=map_array(generation / layout.PASSAGE_CHECKS, "<u4"),
        passage_documents=map_array(generation / layout.PASSAGE_DOCUMENTS, "<i4"),
        passage_dates=map_array(generation / layout.PASSAGE_DATES, "<i4", ndim=2),
        lexical=MappingProxyType(
            {name: _map_lexical(generation, name) for name in manifest.lexical}
        ),
        vectors=MappingProxyType(
            {
                name: VectorIndex.open(
                    generation / layout.vector_file(name, "npy"),
                    generation / layout.vector_file(name, layout.NEAR_PART),
                    generation / layout.vector_file(name, layout.CHECKS_PART),
                    info,
                )
                for name, info in sets
            }
        ),
        vector_keys={
            name: map_array(generation / layout.vector_file(name, "keys.npy"), "|u1", ndim=2)
            for name in manifest.vectors
        },
        arrays=MappingProxyType(
            {
                name: map_array(generation / layout.array_file(name), ARRAY_TYPES, ndim=None)
                for name in manifest.arrays
            }
        ),
        values={name: map_file(generation / layout.value_file(name)) for name in manifest.values},
    )


def _map_lexical(generation: Path, name: str) -> LexicalIndex:
    def path(part: str) -> Path:
        return generation / layout.lexical_file(name, part)

    head = load_json(path("json").read_bytes())
    try:
        return LexicalIndex(
            LexicalArrays(
                terms=map_file(path("terms.txt")),
                term_offsets=map_array(path("term_offsets.npy"), "<i8"),
                indptr=map_array(path("indptr.npy"), "<i8"),
                checks=map_array(path("checks.npy"), "<u4"),
                norms=map_array(path("norms.npy"), "<f8"),
                indices=map_array(path("indices.npy"), "<i4"),
                frequencies=map_array(path("frequencies.npy"), FREQUENCY_TYPES),
                average_idf=float(head["average_idf"]),
            )
        )
    except ValueError as error:
        raise ValueError(f"lexical index {name}: {error}") from error


def check_parts(parts: Parts, manifest: Manifest) -> None:
    """Raise ValueError unless the arrays fit each other and the manifest's counts.

    What was altered by chance is found by its checksum; these are the bounds that nothing may
    break, whoever made the index.
    """
    count, documents = manifest.counts["passages"], manifest.counts["documents"]
    _check_lines(layout.PASSAGES, parts.passage_offsets, count, len(parts.passages))
    _check_lines(layout.DOCUMENTS, parts.document_offsets, documents, len(parts.documents))
    shapes = (
        (layout.PASSAGE_TEXTS, parts.passage_texts, (count, 2)),
        (layout.PASSAGE_CHECKS, parts.passage_checks, (count,)),
        (layout.PASSAGE_DOCUMENTS, parts.passage_documents, (count,)),
        (layout.PASSAGE_DATES, parts.passage_dates, (count, 2)),
        (layout.DOCUMENT_CHECKS, parts.document_checks, (documents,)),
        (layout.DOCUMENT_ORDER, parts.document_order, (documents,)),
        (layout.ORIGINS, parts.origins, (len(parts.origins), COLUMNS)),
    )
    for file, array, shape in shapes:
        if array.shape != shape:
            raise ValueError(f"{file} is of shape {array.shape}; expected {shape}")
    for file, array in (
        (layout.PASSAGE_DOCUMENTS, parts.passage_documents),
        (layout.DOCUMENT_ORDER, parts.document_order),
    ):
        if len(array) and not 0 <= int(array.min()) <= int(array.max()) < documents:
            raise ValueError(f"{file} names documents outside 0 to {documents}")
    for name, index in parts.lexical.items():
        if index.passages != count:
            raise ValueError(f"lexical index {name} is of {index.passages} passages of {count}")
    for name, keys in parts.vector_keys.items():
        if len(keys) != manifest.vectors[name].rows:
            raise ValueError(f"vectors {name}: {len(keys)} keys of {manifest.vectors[name].rows}")


def _check_lines(file: str, offsets: NDArray[np.int64], count: int, size: int) -> None:
    """Raise ValueError unless ``offsets`` divide a file of ``size`` bytes into ``count`` lines."""
    if len(offsets) != count + 1 or offsets[0] != 0 or offsets[-1] != size:
        raise ValueError(f"the offsets do not span {file}")
    if np.any(offsets[1:] < offsets[:-1]):
        raise ValueError(f"the offsets of {file} fall somewhere")


def check_digests(generation: Path, manifest: Manifest, vectors: bool = True) -> None:
    """Raise ValueError when a file that every question reads is not what was written.

    With ``vectors`` these are also the sets that are compared whole: a damaged row would not be
    found where it is touched, as what it did is that another one came first.
    """
    scanned = {
        layout.vector_file(name, "npy")
        for name, info in manifest.vectors.items()
        if vectors and info.factory == FLAT
    }
    names = {file.name for file in manifest.files if layout.checked_on_opening(file.name)}
    compare_digests(generation, manifest, names | scanned)


def compare_digests(generation: Path, manifest: Manifest, names: Collection[str]) -> None:
    """Raise ValueError when one of the files of these names is not what was written."""
    for file in manifest.files:
        if file.name in names and file_digest(generation / file.name) != file.sha256:
            raise ValueError(f"{file.name} was altered: its checksum differs")
