"""Writing the files of one generation."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.index import layout
from zzqa.index.codec import dump_json, encode_named, to_bytes
from zzqa.index.entries import DocumentEntry
from zzqa.index.lexical import build_lexical
from zzqa.index.manifest import (
    EncoderInfo,
    FileEntry,
    Manifest,
    VectorInfo,
    encode_manifest,
    expected_files,
)
from zzqa.index.origins import COLUMNS, runs
from zzqa.index.store import ARRAY_TYPES, SyncedFile, sync_folder, write_array
from zzqa.index.texts import NO_TEXT, Places, text_check
from zzqa.index.vectors import VectorIndex, described, near_factory
from zzqa.records import Document, Passage, SkippedSource, Span

KEY_BYTES = 16
"""Bytes of a vector's key: enough that two texts never share one by chance."""
_KEY = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexContents:
    """All that an index holds. The passages' order is their numbering.

    ``lexical`` gives, for each lexical index by name, each passage's terms; ``vectors`` float32
    matrices of shape (rows, dimension) with one key a row in ``vector_keys`` (32 hex digits), by
    which the next build knows what it need not encode again; ``arrays`` and ``values`` (JSON) are
    whatever else belongs to the index; ``configuration`` maps what shaped it (tokenizer,
    dictionary, cleaning, chunking) and ``sources`` each source's path to a hex digest.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    lexical: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    vector_keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    encoder: EncoderInfo | None = None
    configuration: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    skipped: Sequence[SkippedSource] = ()

    def check(self) -> None:
        """Raise ValueError when the parts do not fit each other."""
        documents = {document.id for document in self.documents}
        if len(documents) != len(self.documents):
            raise ValueError("two documents have one id")
        if len({passage.id for passage in self.passages}) != len(self.passages):
            raise ValueError("two passages have one id")
        strays = sorted({passage.document for passage in self.passages} - documents)
        if strays:
            raise ValueError(f"passages of documents {strays[:5]}, which are not there")
        for name, terms in self.lexical.items():
            if len(terms) != len(self.passages):
                raise ValueError(f"{name}: terms of {len(terms)} of {len(self.passages)} passages")
        for name, vectors in self.vectors.items():
            keys = self.vector_keys.get(name, ())
            if len(keys) != len(vectors):
                raise ValueError(f"{name}: {len(vectors)} vectors and not as many keys")
            if strange := next((key for key in keys if not _KEY.fullmatch(key)), None):
                raise ValueError(f"{name}: key {strange!r}; expected {2 * KEY_BYTES} hex digits")
        for name, array in self.arrays.items():
            if array.dtype.newbyteorder("<").str not in ARRAY_TYPES:
                raise ValueError(f"{name}: an array of {array.dtype}; expected {ARRAY_TYPES}")


class GenerationWriter:
    """Writes the files of one generation and keeps account of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[FileEntry] = []

    def plan(self, contents: IndexContents) -> None:
        """Name all files to come, so that what a killed build leaves can be told from a stranger's.

        The folder is synced: no file is there of which this one does not tell.
        """
        names = [*expected_files(contents), layout.MANIFEST]
        with SyncedFile(self.folder / layout.PLAN) as file:
            file.write(dump_json(sorted(names)) + b"\n")
        sync_folder(self.folder)

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[SyncedFile]:
        """Open a new file; on leaving, it is synced and accounted for."""
        with SyncedFile(self.folder / name) as file:
            yield file
        self.files.append(FileEntry(name, file.size, file.sha256))

    def array(self, name: str, array: NDArray[Any]) -> None:
        """Write an array as ``.npy``."""
        with self.open(name) as file:
            write_array(file, array)

    def bytes(self, name: str, data: bytes) -> None:
        """Write a whole file."""
        with self.open(name) as file:
            file.write(data)

    def lines(self, name: str, records: Iterable[object]) -> _Lines:
        """Write records as JSONL."""
        offsets, checks = [0], []
        with self.open(name) as file:
            for record in records:
                line = dump_json(encode_named(record)) + b"\n"
                file.write(line)
                offsets.append(file.size)
                checks.append(zlib.crc32(line))
        return _Lines(np.array(offsets, dtype=np.int64), np.array(checks, dtype=np.uint32))


class _Lines(NamedTuple):
    """The offset of each line and of the end (int64), and the CRC-32 of each line (uint32)."""

    offsets: NDArray[np.int64]
    checks: NDArray[np.uint32]


def write_generation(target: Path, number: int, contents: IndexContents, version: str) -> Manifest:
    """Write all files of a generation, synced, and return the manifest that describes them."""
    target.mkdir()
    writer = GenerationWriter(target)
    writer.plan(contents)
    _write_documents(writer, contents.documents)
    _write_passages(writer, contents)
    writer.bytes(layout.SOURCES, dump_json(dict(contents.sources)))
    for name, term_lists in sorted(contents.lexical.items()):
        _write_lexical(writer, name, term_lists)
    infos = {
        name: _write_vectors(writer, name, vectors, contents.vector_keys[name])
        for name, vectors in sorted(contents.vectors.items())
    }
    for name, array in sorted(contents.arrays.items()):
        writer.array(layout.array_file(name), array)
    for name, value in sorted(contents.values.items()):
        writer.bytes(layout.value_file(name), dump_json(value))
    manifest = _manifest(number, contents, version, infos, writer.files)
    writer.bytes(layout.MANIFEST, encode_manifest(manifest))
    sync_folder(target)
    return manifest


def _manifest(
    number: int,
    contents: IndexContents,
    version: str,
    vectors: Mapping[str, VectorInfo],
    files: Iterable[FileEntry],
) -> Manifest:
    return Manifest(
        generation=number,
        zzqa=version,
        configuration=dict(contents.configuration),
        encoder=contents.encoder,
        skipped=tuple(contents.skipped),
        counts={
            "documents": len(contents.documents),
            "dated": sum(document.date is not None for document in contents.documents),
            "passages": len(contents.passages),
        },
        lexical=tuple(sorted(contents.lexical)),
        vectors=vectors,
        arrays=tuple(sorted(contents.arrays)),
        values=tuple(sorted(contents.values)),
        files=tuple(sorted(files, key=lambda file: file.name)),
    )


def _write_documents(writer: GenerationWriter, documents: Sequence[Document]) -> None:
    """Write the texts end to end, the maps between them, and a line for each document."""
    entries: list[DocumentEntry] = []
    origins: list[NDArray[np.int32]] = [np.empty((0, COLUMNS), dtype=np.int32)]
    rows = 0
    with writer.open(layout.RAW) as raws, writer.open(layout.CLEAN) as cleans:
        for document in documents:
            if len(document.origin.starts) != len(document.clean):
                raise ValueError(f"{document.source}: the offset map is not of its clean text")
            raw, clean, origin = to_bytes(document.raw), to_bytes(document.clean), document.origin
            origins.append(runs(origin))
            entry = DocumentEntry.of(
                document,
                raw=_append(raws, raw),
                clean=_append(cleans, clean),
                origin=Span(rows, rows + len(origins[-1])),
                check=text_check(raw, clean, origins[-1]),
            )
            entries.append(entry)
            rows = entry.origin.end
    lines = writer.lines(layout.DOCUMENTS, entries)
    writer.array(layout.DOCUMENT_OFFSETS, lines.offsets)
    writer.array(layout.DOCUMENT_CHECKS, lines.checks)
    order = sorted(range(len(entries)), key=lambda number: entries[number].id)
    writer.array(layout.DOCUMENT_ORDER, np.array(order, dtype=np.int32))
    writer.bytes(layout.DOCUMENT_SOURCES, dump_json([entry.source for entry in entries]))
    writer.array(layout.ORIGINS, np.concatenate(origins))


def _append(file: SyncedFile, text: bytes) -> Span:
    """Append a text; return the bytes it takes in the file."""
    start = file.size
    file.write(text)
    return Span(start, file.size)


def _write_passages(writer: GenerationWriter, contents: IndexContents) -> None:
    """Write the passages, and in arrays what filters ask of all of them at once."""
    numbers = {document.id: number for number, document in enumerate(contents.documents)}
    places = Places(contents.documents, numbers)
    owners: list[int] = []
    days: list[tuple[int, int]] = []
    texts: list[Span] = []

    def records() -> Iterator[Passage]:
        for passage in contents.passages:
            when = passage.date
            days.append((when.start.toordinal(), when.end.toordinal()) if when else (0, 0))
            owners.append(numbers[passage.document])
            place = places.find(passage)
            texts.append(place or NO_TEXT)
            yield passage if place is None else replace(passage, text="")

    lines = writer.lines(layout.PASSAGES, records())
    writer.array(layout.PASSAGE_OFFSETS, lines.offsets)
    writer.array(layout.PASSAGE_CHECKS, lines.checks)
    writer.array(layout.PASSAGE_TEXTS, np.array(texts, dtype=np.int64).reshape(-1, 2))
    writer.array(layout.PASSAGE_DOCUMENTS, np.array(owners, dtype=np.int32))
    writer.array(layout.PASSAGE_DATES, np.array(days, dtype=np.int32).reshape(-1, 2))


def _write_lexical(
    writer: GenerationWriter, name: str, term_lists: Sequence[Sequence[str]]
) -> None:
    arrays = build_lexical(term_lists)
    head = {"average_idf": arrays.average_idf, "passages": arrays.passages}
    writer.bytes(layout.lexical_file(name, "json"), dump_json(head))
    writer.bytes(layout.lexical_file(name, "terms.txt"), arrays.terms[:])
    for part in ("term_offsets", "indptr", "checks", "norms", "indices", "frequencies"):
        writer.array(layout.lexical_file(name, f"{part}.npy"), getattr(arrays, part))


def _write_vectors(
    writer: GenerationWriter, name: str, vectors: NDArray[np.float32], keys: Sequence[str]
) -> VectorInfo:
    index = VectorIndex.build(vectors, *near_factory(len(vectors)))
    writer.array(layout.vector_file(name, "npy"), index.rows())
    digests = np.array([list(bytes.fromhex(key)) for key in keys], dtype=np.uint8)
    writer.array(layout.vector_file(name, "keys.npy"), digests.reshape(-1, KEY_BYTES))
    if index.exact:
        return index.info
    near = layout.vector_file(name, layout.NEAR_PART)
    with writer.open(near) as file:
        index.write_near(file.write)
    return described(writer.folder / near, index.info)
