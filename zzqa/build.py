"""Building an index from files: read, cut, encode what is new, write one generation."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from zzqa.assembly import Assembly, shape_of
from zzqa.config import INDEX_FOLDER
from zzqa.corpus import (
    Corpus,
    Fresh,
    Kept,
    changed_source,
    open_base,
    read_corpus,
    reading_configuration,
)
from zzqa.encode import load_encoder
from zzqa.errors import IndexMissingError, IndexStateError, what_was_seen
from zzqa.index import (
    IndexLock,
    Manifest,
    clear_leftovers,
    next_generation,
    open_reader,
    read_manifest,
)
from zzqa.index_encoder import changed_encoder, encoder_info
from zzqa.ingest import check_encoding, find_sources
from zzqa.records import BuildReport
from zzqa.unchanged import after_kept, as_it_is, is_same
from zzqa.version import zzqa_version

_log = logging.getLogger(__name__)

BuildProgress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``; stages are ``read``, ``encode`` and ``write``."""


def build_index(
    paths: str | Path | Iterable[str | Path],
    index: str | Path = INDEX_FOLDER,
    *,
    encoder: str | None = None,
    encoding: str | None = None,
    progress: BuildProgress | None = None,
    strict: bool = False,
) -> BuildReport:
    """Build or update the index at ``index`` from files and folders, or from one.

    Documents that did not change are taken over with their vectors; where nothing has changed at
    all, nothing is written and the report says ``unchanged``. ``encoder`` names a
    sentence-transformers model or its folder (default: the bundled encoder, whose files are
    verified first); with another than before everything is encoded again. ``encoding`` overrides
    what the bytes of text files suggest. With ``strict`` a file that cannot be read is an error
    (ReadError) and nothing is written; otherwise it is skipped and reported. Raises CorpusError
    when nothing is left to index, UsageError for an unknown encoding, IndexStateError when writing
    fails.
    """
    folder = Path(index)
    try:
        return _build(_roots(paths), folder, encoder, encoding, _telling(progress), strict)
    except _ProgressError as told:
        raise told.error from None


class _ProgressError(Exception):
    """What ``progress`` raised, on its way back: an OSError of it is no failure of the disk."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


def _telling(progress: BuildProgress | None) -> BuildProgress:
    """Return what tells of the progress, if anybody asks."""

    def tell(stage: str, done: int, total: int) -> None:
        if progress is None:
            return
        try:
            progress(stage, done, total)
        except OSError as error:
            raise _ProgressError(error) from error

    return tell


def _build(
    roots: Sequence[Path],
    folder: Path,
    encoder: str | None,
    encoding: str | None,
    tell: BuildProgress,
    strict: bool,
) -> BuildReport:
    """Build or update the index at ``folder``: see ``build_index``."""
    started = time.perf_counter()
    check_encoding(encoding)
    corpus = Corpus(roots, find_sources(roots))
    model = load_encoder(encoder)
    _log.info("%s: %d files to index with %s", folder, len(corpus.sources.files), model.name)
    if check := getattr(model, "verify", None):
        check()
    with IndexLock(folder) as lock, open_base(folder) as base:
        clear_leftovers(folder, lock)
        told_read = partial(tell, "read")
        read = read_corpus(corpus, base, encoding=encoding, progress=told_read, strict=strict)
        found, same = after_kept(read, base)
        told = {"paths": _relative(roots, folder), "encoding": encoding, "states": corpus.states}
        if base is not None and same and is_same(base, encoder_info(model), corpus, told):
            _log.info("%s: nothing has changed", folder)
            return as_it_is(base, corpus, time.perf_counter() - started)
        generation = next_generation(
            folder, shape_of(model), version=zzqa_version(), lock=lock, base=base
        )
        with generation as writer, contextlib.closing(Assembly(writer, model, base)) as assembly:
            manifest = _assemble(assembly, found, corpus, told, tell)
    tell("write", 1, 1)
    return _report(folder, manifest, corpus, assembly, time.perf_counter() - started)


def _assemble(
    assembly: Assembly,
    documents: Iterable[Fresh | Kept],
    corpus: Corpus,
    built_from: Mapping[str, object],
    tell: BuildProgress,
) -> Manifest:
    """Write a generation of these documents; ``corpus`` is whole when they are all taken."""
    for document in documents:
        assembly.take(document)
    assembly.encode(lambda done, total: tell("encode", done, total))
    tell("write", 0, 1)
    return assembly.finish(corpus, built_from)


def _report(
    folder: Path, manifest: Manifest, corpus: Corpus, assembly: Assembly, seconds: float
) -> BuildReport:
    for part in (*corpus.skipped, *assembly.incomplete):
        _log.info("%s: %s", part.source, part.reason)
    _log.info("%s: generation %d written in %.1f s", folder, manifest.generation, seconds)
    return BuildReport(
        index=str(folder),
        generation=manifest.generation,
        documents=manifest.counts["documents"],
        passages=manifest.counts["passages"],
        dated=manifest.counts["dated"],
        encoded=assembly.encoded,
        skipped=tuple(corpus.skipped),
        seconds=seconds,
        read=corpus.read,
        incomplete=tuple(assembly.incomplete),
        removed=assembly.removed,
    )


def staleness(
    index: str | Path,
    paths: str | Path | Iterable[str | Path] | None = None,
    encoder: str | None = None,
    encoding: str | None = None,
) -> str | None:
    """Return why the index does not show ``paths`` as they are, or None when it does.

    Without ``paths``, those it was built from are looked at, read as they were then; without
    ``encoder``, any will do. Raises as ``build_index`` does for an encoder that cannot be loaded.
    """
    folder = Path(index)
    try:
        manifest = read_manifest(folder)
        if dict(manifest.configuration) != reading_configuration():
            return "it was built by another version of the analysis"
        with open_reader(folder, vectors=False) as reader:
            built_from = reader.value("corpus")
    except IndexMissingError:
        return "there is no index"
    except IndexStateError as error:
        return what_was_seen(error)
    if paths is None:
        # Written without the steps back: a person reads it where one is not there any more.
        home, encoding = folder.resolve(), built_from["encoding"]
        roots = [Path(os.path.normpath(home / path)) for path in built_from["paths"]]
    else:
        roots = _roots(paths)
        if _relative(roots, folder) != built_from["paths"]:
            return "it was built from other paths"
    changed = changed_source(roots, built_from["states"], encoding)
    return changed or changed_encoder(manifest.encoder, encoder)


def _roots(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """Return the paths of a corpus: of a single text, the letters are none (``/`` among them)."""
    return [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]


def _relative(roots: Sequence[Path], folder: Path) -> list[str]:
    """Return the paths as seen from the index: corpus and index may be moved together."""
    return [os.path.relpath(root.resolve(), folder.resolve()) for root in roots]
