"""Writing the files of one generation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.index import layout
from zzqa.index.codec import dump_json, encode_named, to_bytes
from zzqa.index.entries import DocumentEntry
from zzqa.index.lexical import build_lexical
from zzqa.index.manifest import EncoderInfo, FileEntry, Manifest, VectorInfo, encode_manifest
from zzqa.index.store import ARRAY_TYPES, SyncedFile, sync_folder, write_array
from zzqa.index.vectors import VectorIndex
from zzqa.records import Document, Passage, SkippedSource, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexContents:
    """All that an index holds. The passages' order is their numbering.

    ``lexical`` gives, for each lexical index by name, each passage's terms; ``vectors`` float32
    matrices of shape (rows, dimension) with one key a row in ``vector_keys``, by which the next
    build knows what it need not encode again; ``arrays`` and ``values`` (JSON) are whatever else
    belongs to the index; ``configuration`` maps what shaped it (tokenizer, dictionary, cleaning,
    chunking) and ``sources`` each source's path to a hex digest.
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
            if len(self.vector_keys.get(name, ())) != len(vectors):
                raise ValueError(f"{name}: {len(vectors)} vectors and not as many keys")
        for name, array in self.arrays.items():
            if array.dtype.newbyteorder("<").str not in ARRAY_TYPES:
                raise ValueError(f"{name}: an array of {array.dtype}; expected {ARRAY_TYPES}")


class GenerationWriter:
    """Writes the files of one generation and keeps account of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[FileEntry] = []

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

    def lines(self, name: str, records: Iterable[object]) -> NDArray[np.int64]:
        """Write records as JSONL; return the offset of each line and of the end (int64)."""
        offsets = [0]
        with self.open(name) as file:
            for record in records:
                file.write(dump_json(encode_named(record)) + b"\n")
                offsets.append(file.size)
        return np.array(offsets, dtype=np.int64)


def write_generation(target: Path, number: int, contents: IndexContents, version: str) -> Manifest:
    """Write all files of a generation, synced, and return the manifest that describes them."""
    target.mkdir()
    writer = GenerationWriter(target)
    _write_documents(writer, contents.documents)
    _write_passages(writer, contents)
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
    with SyncedFile(target / layout.MANIFEST) as file:
        file.write(encode_manifest(manifest))
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
        sources=dict(contents.sources),
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
    entries = []
    characters = 0
    with writer.open(layout.RAW) as raws, writer.open(layout.CLEAN) as cleans:
        for document in documents:
            if len(document.origin.starts) != len(document.clean):
                raise ValueError(f"{document.source}: the offset map is not of its clean text")
            entry = DocumentEntry.of(
                document,
                raw=_append(raws, document.raw),
                clean=_append(cleans, document.clean),
                origin=Span(characters, characters + len(document.clean)),
            )
            entries.append(entry)
            characters = entry.origin.end
    writer.lines(layout.DOCUMENTS, entries)
    empty = np.empty(0, dtype=np.int32)
    starts = np.concatenate([empty, *(document.origin.starts for document in documents)])
    ends = np.concatenate([empty, *(document.origin.ends for document in documents)])
    writer.array(layout.ORIGIN_STARTS, starts.astype(np.int32))
    writer.array(layout.ORIGIN_ENDS, ends.astype(np.int32))


def _append(file: SyncedFile, text: str) -> Span:
    """Append a text; return the bytes it takes in the file."""
    start = file.size
    file.write(to_bytes(text))
    return Span(start, file.size)


def _write_passages(writer: GenerationWriter, contents: IndexContents) -> None:
    """Write the passages, and in arrays what filters ask of all of them at once."""
    passages = contents.passages
    writer.array(layout.PASSAGE_OFFSETS, writer.lines(layout.PASSAGES, passages))
    numbers = {document.id: number for number, document in enumerate(contents.documents)}
    owners = np.array([numbers[passage.document] for passage in passages], dtype=np.int32)
    writer.array(layout.PASSAGE_DOCUMENTS, owners)
    days = [
        (passage.date.start.toordinal(), passage.date.end.toordinal()) if passage.date else (0, 0)
        for passage in passages
    ]
    writer.array(layout.PASSAGE_DATES, np.array(days, dtype=np.int32).reshape(-1, 2))


def _write_lexical(
    writer: GenerationWriter, name: str, term_lists: Sequence[Sequence[str]]
) -> None:
    arrays = build_lexical(term_lists)
    head = {"average_idf": arrays.average_idf, "passages": arrays.passages}
    writer.bytes(layout.lexical_file(name, "json"), dump_json(head))
    writer.bytes(layout.lexical_file(name, "terms.txt"), arrays.terms[:])
    writer.array(layout.lexical_file(name, "term_offsets.npy"), arrays.term_offsets)
    writer.array(layout.lexical_file(name, "indptr.npy"), arrays.indptr)
    writer.array(layout.lexical_file(name, "indices.npy"), arrays.indices)
    writer.array(layout.lexical_file(name, "impacts.npy"), arrays.impacts)


def _write_vectors(
    writer: GenerationWriter, name: str, vectors: NDArray[np.float32], keys: Sequence[str]
) -> VectorInfo:
    index = VectorIndex.build(vectors)
    with writer.open(layout.vector_file(name, "faiss")) as file:
        index.write(file.write)
    writer.bytes(layout.vector_file(name, "keys.json"), dump_json(list(keys)))
    return index.info
