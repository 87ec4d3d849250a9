"""Writing the files of one generation, document by document.

Texts and passages go to their files as they come, postings and vectors to files without a name
until all are there: memory is taken by the largest document, not by the corpus. What the last
generation has of a document is copied without being parsed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.index import layout
from zzqa.index.codec import dump_json, encode_named, to_bytes
from zzqa.index.contents import KEY_BYTES, Facts, PassageTerms, Rows, Shape
from zzqa.index.entries import DocumentEntry, PassageEntry
from zzqa.index.files import FileWriter, LineWriter
from zzqa.index.lexical import LexicalArrays
from zzqa.index.manifest import Manifest, VectorInfo, encode_manifest, expected_files
from zzqa.index.near import described, near_factory
from zzqa.index.origins import COLUMNS, runs
from zzqa.index.postings import PostingsWriter
from zzqa.index.read import IndexReader
from zzqa.index.store import Spool, SyncedFile, map_array, sync_folder
from zzqa.index.stored import StoredDocuments
from zzqa.index.texts import passage_bytes, text_check
from zzqa.index.vectors import VectorIndex
from zzqa.records import Document, Passage, Span


class _Texts(NamedTuple):
    """A document's texts in bytes with its offset runs."""

    raw: bytes
    clean: bytes
    origins: NDArray[np.int32]


class GenerationWriter:
    """Writes one generation; its documents' order is their numbering, and that of passages.

    Documents come first, by ``add`` and ``keep``; then ``finish_postings``, ``vectors`` for each
    set, and ``finish``.
    """

    def __init__(
        self, folder: Path, number: int, shape: Shape, version: str, base: IndexReader | None = None
    ) -> None:
        """``folder`` is new; ``base`` is the generation that documents are kept from."""
        self.folder, self.number = folder, number
        self._shape, self._version, self._base = shape, version, base
        folder.mkdir()
        self._files = FileWriter(folder)
        self._files.plan([*expected_files(shape), layout.MANIFEST])
        names = (layout.RAW, layout.CLEAN, layout.DOCUMENTS, layout.PASSAGES)
        with contextlib.ExitStack() as opened:
            self._raws, self._cleans, documents, passages = (
                opened.enter_context(self._files.open(name)) for name in names
            )
            self._origins = Spool(folder, "<i4", COLUMNS)
            self._open = opened.pop_all()
        self._documents, self._passages = LineWriter(documents), LineWriter(passages)
        self._ids: list[str] = []
        self._sources: list[str] = []
        self._dated = 0
        self._texts: list[NDArray[np.int64]] = [np.empty((0, 2), np.int64)]
        self._dates: list[NDArray[np.int32]] = [np.empty((0, 2), np.int32)]
        self._counts: list[int] = []
        self._postings = {
            name: PostingsWriter(folder, base.lexical[name].arrays if base else None)
            for name in shape.lexical
        }
        self._lexical: dict[str, LexicalArrays] = {}
        self._vectors: dict[str, VectorInfo] = {}

    def close(self) -> None:
        """Let go of the files, finished or not."""
        self._origins.close()
        for writer in self._postings.values():
            writer.close()
        self._open.close()

    def add(
        self,
        document: Document,
        passages: Sequence[Passage],
        terms: Iterable[PassageTerms],
    ) -> None:
        """Write a document with its passages and what each is found by.

        The terms of one passage after the other are looked at, and not kept: those of a long
        document would be most of the memory that it takes. Raises ValueError when the parts do not
        fit each other.
        """
        if len(document.origin.starts) != len(document.clean):
            raise ValueError(f"{document.source}: the offset map is not of its clean text")
        if any(passage.document != document.id for passage in passages):
            raise ValueError(f"{document.source}: passages of another document")
        texts = _Texts(to_bytes(document.raw), to_bytes(document.clean), runs(document.origin))
        none = Span(0, 0)
        base = self._cleans.size
        self._write_entry(DocumentEntry.of(document, none, none, none, 0), texts, len(passages))
        spans = passage_bytes(document.clean, passages)
        stored = (
            passage if start < 0 else replace(passage, text="")
            for passage, start in zip(passages, spans[:, 0].tolist())
        )
        lines = []
        for passage, found in zip(stored, terms, strict=True):
            lines.append(dump_json(encode_named(PassageEntry(passage, found.tokens))) + b"\n")
            for name, writer in self._postings.items():
                writer.add(found.terms[name])
        self._passages.write(lines)
        self._texts.append(np.where(spans >= 0, spans + base, spans))
        days = [(p.date.start.toordinal(), p.date.end.toordinal()) if p.date else (0, 0)
                for p in passages]  # fmt: skip
        self._dates.append(np.array(days, dtype=np.int32).reshape(-1, 2))

    def keep(self, stored: StoredDocuments) -> None:
        """Take over documents of the base, with passages and postings, as they are stored there."""
        if self._base is None:
            raise ValueError("documents are kept, and there is no base")
        clean = self._cleans.size
        self._keep_entries(stored)
        self._raws.write(stored.raw)
        self._cleans.write(stored.clean)
        self._origins.append(stored.origins)
        self._passages.copy(stored.lines, stored.sizes, stored.checks)
        self._texts.append(np.where(stored.texts >= 0, stored.texts + clean, stored.texts))
        self._dates.append(stored.dates)
        for writer in self._postings.values():
            writer.keep(*stored.passages)

    def finish_postings(self) -> Mapping[str, LexicalArrays]:
        """Write the postings of all passages; return them, mapped, by name."""
        for name, writer in sorted(self._postings.items()):
            arrays = self._lexical[name] = writer.merged()
            head = {"average_idf": arrays.average_idf, "passages": arrays.passages}
            self._files.bytes(layout.lexical_file(name, "json"), dump_json(head))
            self._files.bytes(layout.lexical_file(name, "terms.txt"), arrays.terms[:])
            for part in ("term_offsets", "indptr", "checks", "norms", "indices", "frequencies"):
                array = getattr(arrays, part)
                self._files.array(layout.lexical_file(name, f"{part}.npy"), array)
        return self._lexical

    def vectors(
        self,
        name: str,
        rows: int,
        pieces: Iterable[Rows],
        numbers: NDArray[np.int64] | None = None,
    ) -> None:
        """Write a set of ``rows`` vectors with their keys, given piece by piece.

        ``numbers`` gives each row of the base's set its number in this one, -1 where it is gone:
        what is known of them need not be found again. Raises ValueError for other counts or
        widths, and for numbers that are not finite.
        """
        file, keys = layout.vector_file(name, "npy"), layout.vector_file(name, "keys.npy")
        with (
            self._files.rows(file, "<f4", (rows, self._shape.vectors[name])) as write_rows,
            self._files.rows(keys, "|u1", (rows, KEY_BYTES)) as write_keys,
        ):
            for vectors, digests in pieces:
                write_rows(vectors)
                write_keys(digests)
        written, kind = map_array(self.folder / file, "<f4", 2), near_factory(rows)
        base = self._base.vectors.get(name) if self._base and numbers is not None else None
        index = base.grown(written, numbers, kind[0]) if base and numbers is not None else None
        index = index or VectorIndex.build(written, *kind)
        self._vectors[name] = index.info
        if not index.exact:
            near = layout.vector_file(name, layout.NEAR_PART)
            with self._files.open(near) as open_file:
                index.write_near(open_file.write)
            self._files.array(layout.vector_file(name, layout.CHECKS_PART), index.checks())
            self._vectors[name] = described(self.folder / near, index.info)

    def finish(self, facts: Facts) -> Manifest:
        """Write all that is left, synced, and return the manifest that describes the generation.

        Raises ValueError when something that was announced was not given.
        """
        facts.check()
        files, shape = self._files, self._shape
        told = (set(self._lexical), set(self._vectors), set(facts.arrays), set(facts.values))
        announced = tuple(map(set, (shape.lexical, shape.vectors, shape.arrays, shape.values)))
        if told != announced:
            raise ValueError(f"an index of {told}; announced was {announced}")
        self._open.close()
        self._finish_documents()
        files.bytes(layout.SOURCES, dump_json(dict(facts.sources)))
        for name, array in sorted(facts.arrays.items()):
            files.array(layout.array_file(name), array)
        for name, value in sorted(facts.values.items()):
            files.bytes(layout.value_file(name), dump_json(value))
        manifest = self._manifest(facts)
        files.bytes(layout.MANIFEST, encode_manifest(manifest))
        sync_folder(self.folder)
        return manifest

    def _write_entry(self, entry: DocumentEntry, texts: _Texts, passages: int) -> None:
        """Write a document's texts, and its line with the places where they lie."""
        rows = len(self._origins)
        self._origins.append(texts.origins)
        written = replace(
            entry,
            raw=_append(self._raws, texts.raw),
            clean=_append(self._cleans, texts.clean),
            origin=Span(rows, len(self._origins)),
            check=text_check(*texts),
        )
        self._documents.write([dump_json(encode_named(written)) + b"\n"])
        self._ids.append(entry.id)
        self._sources.append(entry.source)
        self._dated += entry.date is not None
        self._counts.append(passages)

    def _keep_entries(self, stored: StoredDocuments) -> None:
        """Write the lines of documents whose texts come next, with the places where these lie."""
        starts = {"raw": self._raws.size, "clean": self._cleans.size, "origin": len(self._origins)}
        shifts = {part: start - stored.entries[0][part][0] for part, start in starts.items()}
        lines = []
        for entry in stored.entries:
            places = {part: [at + shifts[part] for at in entry[part]] for part in shifts}
            lines.append(dump_json(entry | places) + b"\n")
        self._documents.write(lines)
        self._ids += [entry["id"] for entry in stored.entries]
        self._sources += [entry["source"] for entry in stored.entries]
        self._dated += sum(entry["date"] is not None for entry in stored.entries)
        self._counts += stored.counts.tolist()

    def _finish_documents(self) -> None:
        files, ids = self._files, self._ids
        if len(set(ids)) != len(ids):
            raise ValueError("two documents have one id")
        files.array(layout.DOCUMENT_OFFSETS, self._documents.offsets)
        files.array(layout.DOCUMENT_CHECKS, self._documents.checks)
        order = sorted(range(len(ids)), key=ids.__getitem__)
        files.array(layout.DOCUMENT_ORDER, np.array(order, dtype=np.int32))
        files.bytes(layout.DOCUMENT_SOURCES, dump_json(self._sources))
        files.array(layout.ORIGINS, self._origins.array())
        files.array(layout.PASSAGE_OFFSETS, self._passages.offsets)
        files.array(layout.PASSAGE_CHECKS, self._passages.checks)
        files.array(layout.PASSAGE_TEXTS, np.concatenate(self._texts))
        owners = np.repeat(np.arange(len(ids), dtype=np.int32), self._counts)
        files.array(layout.PASSAGE_DOCUMENTS, owners)
        files.array(layout.PASSAGE_DATES, np.concatenate(self._dates))

    def _manifest(self, facts: Facts) -> Manifest:
        return Manifest(
            generation=self.number,
            zzqa=self._version,
            configuration=dict(facts.configuration),
            encoder=facts.encoder,
            skipped=tuple(facts.skipped),
            counts={
                "documents": len(self._ids),
                "dated": self._dated,
                "passages": sum(self._counts),
            },
            lexical=tuple(sorted(self._lexical)),
            vectors=dict(sorted(self._vectors.items())),
            arrays=tuple(sorted(facts.arrays)),
            values=tuple(sorted(facts.values)),
            files=tuple(sorted(self._files.files, key=lambda file: file.name)),
        )


def _append(file: SyncedFile, text: bytes) -> Span:
    """Append a text; return the bytes it takes in the file."""
    start = file.size
    file.write(text)
    return Span(start, file.size)
