"""Reading an index: a snapshot of one generation, parsed only where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import IndexDamagedError, IndexStateError, UsageError
from zzqa.index import layout
from zzqa.index.codec import decode_named, load_json, to_text
from zzqa.index.entries import DocumentEntry
from zzqa.index.lexical import LexicalIndex
from zzqa.index.manifest import Manifest, damaged, decode_manifest, read_manifest_bytes
from zzqa.index.parts import Parts, check_parts, map_parts, size_problems
from zzqa.index.store import Mapped
from zzqa.index.vectors import VectorIndex
from zzqa.records import Document, Passage
from zzqa.text.offsets import OffsetMap

CACHED_PASSAGES = 4096
"""About 10 MB of parsed passages; a question looks at a hundred or two."""
CACHED_DOCUMENTS = 32
"""Quotes of one answer come from a handful of documents; a book has a few MB."""


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
        self._entries = lru_cache(1)(self._read_entries)

    def __enter__(self) -> IndexReader:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; they are unmapped when the last array of them is gone."""
        self._parts = None
        for cached in (self._passage, self._document, self._value, self._entries):
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
        return self._passage(int(number))

    def documents(self) -> tuple[DocumentEntry, ...]:
        """Return all documents without their texts, in the order of indexing."""
        return self._entries()[0]

    def document(self, document_id: str) -> Document:
        """Return a document with its texts; raises UsageError when there is none of that id."""
        return self._document(document_id)

    def value(self, name: str) -> Any:
        """Return a JSON value by name, not to be changed; raises KeyError when there is none."""
        return self._value(name)

    def vector_rows(self, name: str) -> dict[str, int]:
        """Return the row of each key of a set of vectors, the first where a key is repeated."""
        keys = self._json(self._open.vector_keys[name], layout.vector_file(name, "keys.json"))
        rows: dict[str, int] = {}
        for row, key in enumerate(keys):
            rows.setdefault(key, row)
        return rows

    def _read_passage(self, number: int) -> Passage:
        parts = self._open
        if not 0 <= number < len(parts.passage_documents):
            raise IndexError(f"passage {number} of {len(parts.passage_documents)}")
        start, end = parts.passage_offsets[number : number + 2]
        line = parts.passages[int(start) : int(end)]
        try:
            return decode_named(Passage, load_json(line))
        except (ValueError, TypeError) as error:
            raise damaged(self.folder, f"{layout.PASSAGES}, line {number + 1}: {error}") from error

    def _read_entries(self) -> tuple[tuple[DocumentEntry, ...], dict[str, DocumentEntry]]:
        lines = self._open.documents[:].splitlines()
        try:
            entries = tuple(decode_named(DocumentEntry, load_json(line)) for line in lines)
        except (ValueError, TypeError) as error:
            raise damaged(self.folder, f"{layout.DOCUMENTS}: {error}") from error
        return entries, {entry.id: entry for entry in entries}

    def _read_document(self, document_id: str) -> Document:
        parts = self._open
        entry = self._entries()[1].get(document_id)
        if entry is None:
            raise UsageError(
                f"no document {document_id!r} in the index at {self.folder}; expected the id of "
                "one of its documents; see `zzqa info`"
            )
        first, last = entry.origin
        origin = OffsetMap(parts.origin_starts[first:last], parts.origin_ends[first:last])
        try:
            raw = to_text(parts.raw[entry.raw.start : entry.raw.end])
            clean = to_text(parts.clean[entry.clean.start : entry.clean.end])
        except ValueError as error:
            raise damaged(self.folder, f"the texts of {entry.source}: {error}") from error
        if len(clean) != last - first or len(origin.starts) != len(clean):
            raise damaged(self.folder, f"the offset map of {entry.source} does not fit its text")
        return entry.document(raw, clean, origin)

    def _read_value(self, name: str) -> Any:
        return self._json(self._open.values[name], layout.value_file(name))

    def _json(self, mapped: Mapped, name: str) -> Any:
        try:
            return load_json(mapped[:])
        except ValueError as error:
            raise damaged(self.folder, f"{name}: {error}") from error


def open_reader(folder: Path, *, vectors: bool = True) -> IndexReader:
    """Open the index at ``folder``; without ``vectors``, FAISS is not loaded.

    Sizes and bounds are checked here, checksums by ``verify``. Raises IndexMissingError when there
    is no index, IndexDamagedError when it is not whole, IndexMismatchError when another version or
    another program wrote it.
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
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, str(error)) from error
    return IndexReader(folder, manifest, parts)
