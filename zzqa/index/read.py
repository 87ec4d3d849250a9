"""Reading an index: a snapshot of one generation, parsed only where it is asked for."""

from __future__ import annotations

import hashlib
import zlib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import IndexDamagedError, IndexStateError, UsageError
from zzqa.index import layout
from zzqa.index.codec import decode_named, load_json, to_text
from zzqa.index.entries import DocumentEntry, PassageEntry
from zzqa.index.lexical import LexicalIndex
from zzqa.index.manifest import Manifest, damaged, decode_manifest, read_manifest_bytes
from zzqa.index.origins import offset_map
from zzqa.index.parts import (
    Parts,
    check_digests,
    check_parts,
    map_parts,
    size_problems,
)
from zzqa.index.store import Mapped
from zzqa.index.stored import StoredDocuments
from zzqa.index.texts import text_check
from zzqa.index.vectors import VectorIndex
from zzqa.records import Document, Passage
from zzqa.text.packing import PackedTokens

CACHED_PASSAGES = 1024
"""About 5 MB of parsed passages; a question looks at some seventy."""
CACHED_ENTRIES = 256
"""Entries of documents: those of an answer's quotes, and the steps of finding them by id."""
CACHED_DOCUMENTS = 32
"""Quotes of one answer come from a handful of documents; a book has a few MB."""
_TEXT = [field.name for field in fields(Passage)].index("text")
"""The place of its text among the values of a passage."""


class IndexReader:
    """An immutable view of one generation, safe to use from several threads.

    It stays readable while newer generations are written. ``with`` closes it; what it returned
    stays valid.
    """

    def __init__(self, folder: Path, manifest: Manifest, parts: Parts) -> None:
        self.folder = folder
        self.manifest = manifest
        self._parts: Parts | None = parts
        # Both caches are safe between threads; two may parse the same record, to equal results.
        self._passage = lru_cache(CACHED_PASSAGES)(self._read_passage)
        self._document = lru_cache(CACHED_DOCUMENTS)(self._read_document)
        self._value = lru_cache(None)(self._read_value)
        self._entry = lru_cache(CACHED_ENTRIES)(self._read_entry)
        self._sources = lru_cache(1)(self._read_sources)

    def __enter__(self) -> IndexReader:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; they are unmapped when the last array of them is gone."""
        self._parts = None
        caches = (self._passage, self._document, self._value, self._entry, self._sources)
        for cached in caches:
            cached.cache_clear()

    @property
    def closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._parts is None

    @property
    def _open(self) -> Parts:
        parts = self._parts
        if parts is None:
            raise IndexStateError(
                f"the index in {self.folder} was closed; expected it open; open it again"
            )
        return parts

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._open.passage_documents)

    @property
    def lexical(self) -> Mapping[str, LexicalIndex]:
        """The lexical indexes by name."""
        return self._open.lexical

    @property
    def vectors(self) -> Mapping[str, VectorIndex]:
        """The sets of vectors by name; empty when the index was opened without them."""
        return self._open.vectors

    @property
    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The further arrays by name, read-only."""
        return self._open.arrays

    @property
    def passage_documents(self) -> NDArray[np.int32]:
        """For each passage the number of its document in ``documents()``: int32, (passages,)."""
        return self._open.passage_documents

    @property
    def passage_dates(self) -> NDArray[np.int32]:
        """First and last day of each passage's date as ``date.toordinal``: int32, (passages, 2).

        0 stands for an unknown date.
        """
        return self._open.passage_dates

    def passage(self, number: int) -> Passage:
        """Return a passage by its number; raises IndexError when there is none."""
        return self._passage(int(number)).passage

    def tokens(self, number: int) -> PackedTokens | None:
        """Return the terms of a passage's text, packed; None where they were not stored.

        Raises IndexError when there is no such passage.
        """
        return self._passage(int(number)).tokens

    def documents(self) -> tuple[DocumentEntry, ...]:
        """Return all documents without their texts, in the order of indexing.

        All are parsed; a question looks at a few with ``document``.
        """
        return tuple(self._entry(number) for number in range(len(self._open.document_checks)))

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the source of each document, in the order of indexing."""
        return self._sources()

    def document(self, document_id: str) -> Document:
        """Return a document with its texts; raises UsageError when there is none of that id."""
        return self._document(document_id)

    def value(self, name: str) -> Any:
        """Return a JSON value by name, not to be changed; raises KeyError when there is none."""
        return self._value(name)

    def passages_of(self, first: int, last: int) -> tuple[int, int]:
        """Return the numbers of the passages of the documents ``[first, last)``, as such a range.

        A document is asked for by its number and the next.
        """
        owners = self._open.passage_documents
        start, end = np.searchsorted(owners, np.array([first, last], owners.dtype))
        return int(start), int(end)

    def stored(self, first: int, last: int) -> StoredDocuments:
        """Return the documents ``[first, last)`` as they are stored.

        Their texts are unchecked; raises IndexDamagedError for entries that are not as written.
        """
        entries = tuple(self._entry_value(number) for number in range(first, last))
        return StoredDocuments.of(self._open, entries, first, self.passages_of(first, last))

    def vector_keys(self, name: str) -> NDArray[np.uint8]:
        """Return the key of each row of a set of vectors: uint8, shape (rows, bytes)."""
        return self._open.vector_keys[name]

    def _read_passage(self, number: int) -> PassageEntry:
        parts = self._open
        if not 0 <= number < len(parts.passage_documents):
            raise IndexError(f"passage {number} of {len(parts.passage_documents)}")
        try:
            value = self._line(parts.passages, parts.passage_offsets, parts.passage_checks, number)
            start, end = parts.passage_texts[number].tolist()
            if start >= 0:
                value["passage"][_TEXT] = to_text(parts.clean[start:end])
            entry = decode_named(PassageEntry, value)
            if entry.tokens is not None:
                entry.tokens.check()
            return entry
        except (ValueError, TypeError, LookupError) as error:
            raise damaged(self.folder, f"{layout.PASSAGES}, line {number + 1}: {error}") from error

    def _read_entry(self, number: int) -> DocumentEntry:
        value = self._entry_value(number)
        try:
            return decode_named(DocumentEntry, value)
        except (ValueError, TypeError) as error:
            raise damaged(self.folder, f"{layout.DOCUMENTS}, line {number + 1}: {error}") from error

    def _entry_value(self, number: int) -> Any:
        """Return the value of a document's line, compared with its checksum."""
        parts = self._open
        try:
            return self._line(
                parts.documents, parts.document_offsets, parts.document_checks, number
            )
        except ValueError as error:
            raise damaged(self.folder, f"{layout.DOCUMENTS}, line {number + 1}: {error}") from error

    def _line(
        self,
        lines: Mapped,
        offsets: NDArray[np.int64],
        checks: NDArray[np.uint32],
        number: int,
    ) -> Any:
        """Return the JSON of a line; raises ValueError when it is not as it was written."""
        line = lines[int(offsets[number]) : int(offsets[number + 1])]
        if zlib.crc32(line) != checks[number]:
            raise ValueError("its checksum differs")
        return load_json(line)

    def _entry_of(self, document_id: str) -> DocumentEntry | None:
        """Return the entry of an id, by halving: a question parses some twenty lines of all."""
        order = self._open.document_order
        place = bisect_left(order, document_id, key=lambda number: self._entry(int(number)).id)
        if place == len(order):
            return None
        entry = self._entry(int(order[place]))
        return entry if entry.id == document_id else None

    def _read_document(self, document_id: str) -> Document:
        parts = self._open
        entry = self._entry_of(document_id)
        if entry is None:
            raise UsageError(
                f"no document {document_id!r} in the index at {self.folder}; expected the id of "
                "one of its documents; see `zzqa info`"
            )
        raw = parts.raw[entry.raw.start : entry.raw.end]
        clean = parts.clean[entry.clean.start : entry.clean.end]
        rows = parts.origins[entry.origin.start : entry.origin.end]
        try:
            if text_check(raw, clean, rows) != entry.check:
                raise ValueError("their checksum differs")
            text = to_text(clean)
            return entry.document(to_text(raw), text, offset_map(rows, len(text)))
        except ValueError as error:
            raise damaged(self.folder, f"the texts of {entry.source}: {error}") from error

    def _read_sources(self) -> tuple[str, ...]:
        found = self._json(self._open.document_sources, layout.DOCUMENT_SOURCES)
        if not isinstance(found, list) or len(found) != len(self._open.document_checks):
            raise damaged(self.folder, f"{layout.DOCUMENT_SOURCES} is not of all documents")
        return tuple(str(source) for source in found)

    def _read_value(self, name: str) -> Any:
        return self._json(self._open.values[name], layout.value_file(name))

    def _json(self, mapped: Mapped, name: str) -> Any:
        expected = next(file.sha256 for file in self.manifest.files if file.name == name)
        if hashlib.sha256(mapped).hexdigest() != expected:
            raise damaged(self.folder, f"{name} was altered: its checksum differs")
        try:
            return load_json(mapped[:])
        except ValueError as error:
            raise damaged(self.folder, f"{name}: {error}") from error


def open_reader(folder: Path, *, vectors: bool = True) -> IndexReader:
    """Open the index at ``folder``; without ``vectors``, FAISS is not loaded.

    Sizes, bounds and the checksums of the files that every question reads whole are checked here,
    vectors among them that are compared one and all; records, texts, values and postings when they
    are first touched, and of vectors with an approximate index the rows and lists that a question
    looks at. Raises IndexMissingError when there is no index, IndexDamagedError
    when it is not whole, IndexMismatchError when another version or another program wrote it.
    """
    while True:
        data = read_manifest_bytes(folder)
        manifest = decode_manifest(data, folder)
        try:
            return open_generation(folder, manifest, vectors=vectors)
        except IndexDamagedError:
            # Between the two steps, builds may have replaced and removed this generation.
            if read_manifest_bytes(folder) == data:
                raise


def open_generation(folder: Path, manifest: Manifest, *, vectors: bool = True) -> IndexReader:
    """Open the generation that a manifest describes; raises IndexDamagedError."""
    problems = size_problems(folder, manifest)
    if problems:
        raise damaged(folder, "; ".join(problems))
    try:
        parts = map_parts(folder / manifest.generation_name, manifest, vectors)
        check_parts(parts, manifest)
        check_digests(folder / manifest.generation_name, manifest, vectors)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, str(error)) from error
    return IndexReader(folder, manifest, parts)
