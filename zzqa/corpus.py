"""Reading a corpus: every source to its document and passages, unchanged ones taken over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from zzqa import chunking
from zzqa.config import ChunkConfig
from zzqa.errors import CorpusError, IndexStateError, ReadError
from zzqa.index import IndexReader, open_reader, read_manifest
from zzqa.ingest import (
    SourceFile,
    SourceMetadata,
    Sources,
    digest_of,
    find_sources,
    make_document,
    read_bytes,
    read_content,
    read_metadata,
)
from zzqa.records import Document, Passage, SkippedSource
from zzqa.text import cleaning
from zzqa.text.bridge import read_aliases

ANALYSIS_VERSION = 6
"""Raised whenever the same passage gives other terms or mentions: indexes are then rebuilt."""

ReadProgress = Callable[[int, int], None]
"""Called as ``progress(done, total)``, counting files."""


@dataclass(slots=True)
class Corpus:
    """What was read: documents in the order of their sources, with their passages."""

    documents: list[Document] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    skipped: list[SkippedSource] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    """For each source of a format that is read, what its reading depended on, as a digest."""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """English phrases with what the corpus calls them, from its ``aliases.toml``."""
    read: int = 0
    """Documents read anew; the others were taken over."""


def reading_configuration() -> dict[str, str]:
    """Return what shapes documents and passages besides their sources."""
    chunk = ChunkConfig()
    return {
        "analysis": str(ANALYSIS_VERSION),
        "chunking": f"{chunking.VERSION}:{chunk.minimum}-{chunk.target}-{chunk.maximum}",
        "cleaning": str(cleaning.VERSION),
    }


def read_corpus(
    roots: Iterable[Path],
    index: Path,
    *,
    encoding: str | None = None,
    progress: ReadProgress | None = None,
    strict: bool = False,
) -> Corpus:
    """Read the sources of ``roots``, taking over from ``index`` what did not change.

    A file that can no longer be read keeps its last version, and its entry among the skipped says
    so. Raises CorpusError when nothing can be read and, being ``strict``, ReadError when anything
    cannot.
    """
    roots = list(roots)
    sources = find_sources(roots)
    states = _States(sources, encoding)
    corpus = Corpus(skipped=[*sources.skipped, *states.problems])
    for file in sources.aliases:
        _read_aliases(file, states, corpus)
    with _Last(index) as last:
        for done, file in enumerate(sources.files):
            if progress:
                progress(done, len(sources.files))
            if skipped := _read(file, states, last, corpus):
                corpus.skipped.append(skipped)
    if progress:
        progress(len(sources.files), len(sources.files))
    corpus.skipped.sort(key=lambda skip: (not skip.failed, skip.source))
    if strict and corpus.skipped:
        raise _strictly(corpus.skipped)
    if not corpus.documents:
        raise _nothing_read(roots, corpus.skipped)
    return corpus


def changed_source(
    roots: Iterable[Path], known: Mapping[str, str], encoding: str | None
) -> str | None:
    """Return the first way in which the sources differ from the ``states`` of a corpus read."""
    try:
        sources = find_sources(roots)
    except CorpusError as error:
        return str(error)
    states = _States(sources, encoding)
    files = (*sources.aliases, *sources.files)
    for file in files:
        if file.name not in known:
            return f"{file.name} is new"
        try:
            state = states.of(file, read_bytes(file.path))
            if known[file.name] not in (state, _FAILED + state):
                return f"{file.name} has changed"
        except ReadError:
            if known[file.name] != _UNOPENED:
                return f"{file.name} cannot be read any more"
    gone = sorted(set(known) - {file.name for file in files})
    return f"{gone[0]} is gone" if gone else None


_FAILED = "failed "
"""Before the state of a file that could not be read: it is tried again, but is no news."""
_UNOPENED = "unopened"
"""State of a file whose bytes could not even be had."""


class _States:
    """What the reading of each source depends on besides the program."""

    def __init__(self, sources: Sources, encoding: str | None) -> None:
        names = {file.name for file in sources.files}
        self.metadata, self.problems = read_metadata(sources.metadata, names)
        self.encoding = encoding

    def of(self, file: SourceFile, content: bytes) -> str:
        """Return the digest of all that a source's document comes from."""
        row = self.metadata.get(file.name, SourceMetadata())
        shaped_by = json.dumps([digest_of(content), self.encoding, row.key])
        return hashlib.sha256(shaped_by.encode(errors="surrogatepass")).hexdigest()


class _Last:
    """The documents and passages of the last generation, where they may be taken over."""

    def __init__(self, index: Path) -> None:
        self._reader: IndexReader | None = None
        self._ids: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self.states: dict[str, str] = {}
        try:
            if dict(read_manifest(index).configuration) == reading_configuration():
                self._reader = open_reader(index, vectors=False)
                self.states = dict(self._reader.value("corpus")["states"])
                entries = self._reader.documents()
                self._ids = {entry.source: entry.id for entry in entries}
                self._numbers = {entry.id: number for number, entry in enumerate(entries)}
        except (IndexStateError, KeyError):
            self._ids = {}

    def __enter__(self) -> _Last:
        return self

    def __exit__(self, *details: object) -> None:
        if self._reader is not None:
            self._reader.close()

    def document(self, source: str) -> tuple[Document, list[Passage]] | None:
        """Return what the last generation has of a source, None where it has nothing."""
        if self._reader is None or source not in self._ids:
            return None
        document = self._reader.document(self._ids[source])
        owners = self._reader.passage_documents
        number = self._numbers[document.id]
        first = int(np.searchsorted(owners, number, side="left"))
        last = int(np.searchsorted(owners, number, side="right"))
        return document, [self._reader.passage(n) for n in range(first, last)]


def _read(file: SourceFile, states: _States, last: _Last, corpus: Corpus) -> SkippedSource | None:
    """Add a source to the corpus; return why it was skipped, if it was."""
    corpus.states[file.name] = _UNOPENED
    try:
        content = read_bytes(file.path)
        state = states.of(file, content)
        corpus.states[file.name] = _FAILED + state
        kept = last.document(file.name) if last.states.get(file.name) == state else None
        if kept is None:
            raw = read_content(file.path, content, states.encoding)
            document = make_document(file.name, raw, states.metadata.get(file.name))
            kept = document, list(chunking.make_passages(document))
            corpus.read += 1
        corpus.states[file.name] = state
        problem = None
    except ReadError as error:
        kept = last.document(file.name)
        note = "; the version of it indexed before is kept" if kept else ""
        problem = SkippedSource(file.name, f"{error}{note}")
    if kept:
        corpus.documents.append(kept[0])
        corpus.passages += kept[1]
    return problem


def _read_aliases(file: SourceFile, states: _States, corpus: Corpus) -> None:
    """Add the aliases of a file to the corpus; one that is no such file is reported."""
    corpus.states[file.name] = _UNOPENED
    try:
        corpus.states[file.name] = states.of(file, read_bytes(file.path))
        corpus.aliases |= read_aliases(file.path)
    except ReadError as error:
        corpus.skipped.append(SkippedSource(file.name, str(error)))


def _strictly(skipped: Sequence[SkippedSource]) -> ReadError:
    first = "".join(f"{skip.source}: {skip.reason}; " for skip in skipped[:3])
    return ReadError(
        f"{len(skipped)} files cannot be read: {first}expected none, being strict; mend them or "
        "take them out of the folder"
    )


def _nothing_read(roots: Sequence[Path], skipped: Sequence[SkippedSource]) -> CorpusError:
    places = ", ".join(map(str, roots)) or "no path"
    reasons = "".join(f"; {skip.source}: {skip.reason}" for skip in skipped[:3])
    return CorpusError(
        f"no document to index in {places}{reasons}; expected at least one readable document; "
        "name a file or folder that holds one"
    )
