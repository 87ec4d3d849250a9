"""Mapping the files of one generation, and checking that they fit each other."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.index import layout
from zzqa.index.codec import load_json
from zzqa.index.lexical import LexicalArrays, LexicalIndex
from zzqa.index.manifest import Manifest
from zzqa.index.store import ARRAY_TYPES, Mapped, map_array, map_file
from zzqa.index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Parts:
    """The mapped files of one generation."""

    documents: Mapped
    raw: Mapped
    clean: Mapped
    origin_starts: NDArray[np.int32]
    origin_ends: NDArray[np.int32]
    passages: Mapped
    passage_offsets: NDArray[np.int64]
    passage_documents: NDArray[np.int32]
    passage_dates: NDArray[np.int32]
    lexical: Mapping[str, LexicalIndex]
    vectors: Mapping[str, VectorIndex]
    vector_keys: Mapping[str, Mapped]
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
        origin_starts=map_array(generation / layout.ORIGIN_STARTS, "<i4"),
        origin_ends=map_array(generation / layout.ORIGIN_ENDS, "<i4"),
        passages=map_file(generation / layout.PASSAGES),
        passage_offsets=map_array(generation / layout.PASSAGE_OFFSETS, "<i8"),
        passage_documents=map_array(generation / layout.PASSAGE_DOCUMENTS, "<i4"),
        passage_dates=map_array(generation / layout.PASSAGE_DATES, "<i4", ndim=2),
        lexical=MappingProxyType(
            {name: _map_lexical(generation, name) for name in manifest.lexical}
        ),
        vectors=MappingProxyType(
            {
                name: VectorIndex.open(generation / layout.vector_file(name, "faiss"), info)
                for name, info in sets
            }
        ),
        vector_keys={
            name: map_file(generation / layout.vector_file(name, "keys.json"))
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
                indices=map_array(path("indices.npy"), "<i4"),
                impacts=map_array(path("impacts.npy"), "<f4"),
                passages=int(head["passages"]),
                average_idf=float(head["average_idf"]),
            )
        )
    except ValueError as error:
        raise ValueError(f"lexical index {name}: {error}") from error


def check_parts(parts: Parts, manifest: Manifest) -> None:
    """Raise ValueError unless the arrays fit each other and the manifest's counts."""
    count = manifest.counts["passages"]
    offsets = parts.passage_offsets
    if len(offsets) != count + 1 or offsets[0] != 0 or offsets[-1] != len(parts.passages):
        raise ValueError(f"{layout.PASSAGE_OFFSETS} does not span {layout.PASSAGES}")
    if np.any(offsets[1:] < offsets[:-1]):
        raise ValueError(f"{layout.PASSAGE_OFFSETS} falls somewhere")
    if len(parts.passage_documents) != count or parts.passage_dates.shape != (count, 2):
        raise ValueError(f"{layout.PASSAGE_DOCUMENTS} or {layout.PASSAGE_DATES} is not of {count}")
    owners, documents = parts.passage_documents, manifest.counts["documents"]
    if count and not 0 <= int(owners.min()) <= int(owners.max()) < documents:
        raise ValueError(f"{layout.PASSAGE_DOCUMENTS} names documents outside 0 to {documents}")
    if len(parts.origin_starts) != len(parts.origin_ends):
        raise ValueError(f"{layout.ORIGIN_STARTS} and {layout.ORIGIN_ENDS} differ in length")
    for name, index in parts.lexical.items():
        if index.passages != count:
            raise ValueError(f"lexical index {name} is of {index.passages} passages of {count}")
