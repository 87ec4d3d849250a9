"""Building an index from files: read, cut, encode what is new, write one generation."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zzqa import chunking
from zzqa.config import INDEX_FOLDER
from zzqa.corpus import Corpus, changed_source, read_corpus, reading_configuration
from zzqa.encode import load_encoder
from zzqa.errors import IndexMissingError, IndexStateError
from zzqa.index import IndexContents, IndexLock, open_reader, read_manifest
from zzqa.index import write_index as write_generation
from zzqa.index_encoder import changed_encoder, encoder_info
from zzqa.protocols import Encoder
from zzqa.records import BuildReport, NameKind, Passage, SkippedSource
from zzqa.repeats import find_repeats
from zzqa.text.bridge import build_bridge
from zzqa.text.names import bare_place
from zzqa.text.tokens import bigrams, tokenize
from zzqa.vector_cache import VectorCache

if TYPE_CHECKING:
    from numpy.typing import NDArray

BuildProgress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``; stages are ``read``, ``encode`` and ``write``."""


def build_index(
    paths: Iterable[str | Path],
    index: str | Path = INDEX_FOLDER,
    *,
    encoder: str | None = None,
    encoding: str | None = None,
    progress: BuildProgress | None = None,
    strict: bool = False,
) -> BuildReport:
    """Build or update the index at ``index`` from files and folders.

    Documents that did not change are taken over with their vectors. ``encoder`` names a
    sentence-transformers model or its folder (default: the bundled encoder, whose files are
    verified first); with another than before everything is encoded again. ``encoding`` overrides
    what the bytes of text files suggest. With ``strict`` a file that cannot be read is an error
    (ReadError) and nothing is written; otherwise it is skipped and reported. Raises CorpusError
    when nothing is left to index, IndexStateError when writing fails.
    """
    started = time.perf_counter()
    folder, tell = Path(index), progress or (lambda stage, done, total: None)
    roots = [Path(path) for path in paths]
    model = load_encoder(encoder)
    if check := getattr(model, "verify", None):
        check()
    corpus = read_corpus(
        roots,
        folder,
        encoding=encoding,
        progress=lambda done, total: tell("read", done, total),
        strict=strict,
    )
    with IndexLock(folder) as lock:
        vectors = VectorCache(folder, model)
        sets = {
            "passages": [chunking.embedded_text(passage) for passage in corpus.passages],
            "sentences": [t for p in corpus.passages for t in chunking.sentence_texts(p)],
        }
        rows = {
            name: vectors.encode(name, texts, lambda done, total: tell("encode", done, total))
            for name, texts in sets.items()
        }
        tell("write", 0, 1)
        built_from: dict[str, object] = {"paths": _relative(roots, folder), "encoding": encoding}
        contents = _contents(corpus, built_from, model, sets, rows)
        manifest = write_generation(folder, contents, version=zzqa_version(), lock=lock)
        tell("write", 1, 1)
    return _report(folder, manifest.generation, corpus, vectors.encoded, started)


def _report(
    folder: Path, generation: int, corpus: Corpus, encoded: int, started: float
) -> BuildReport:
    incomplete = (
        SkippedSource(document.source, note)
        for document in corpus.documents
        for note in document.notes
    )
    return BuildReport(
        index=str(folder),
        generation=generation,
        documents=len(corpus.documents),
        passages=len(corpus.passages),
        dated=sum(document.date is not None for document in corpus.documents),
        encoded=encoded,
        skipped=tuple(corpus.skipped),
        seconds=time.perf_counter() - started,
        read=corpus.read,
        incomplete=tuple(incomplete),
    )


def staleness(
    index: str | Path,
    paths: Iterable[str | Path] | None = None,
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
        return str(error)
    if paths is None:
        roots, encoding = [folder / path for path in built_from["paths"]], built_from["encoding"]
    else:
        roots = [Path(path) for path in paths]
        if _relative(roots, folder) != built_from["paths"]:
            return "it was built from other paths"
    changed = changed_source(roots, built_from["states"], encoding)
    return changed or changed_encoder(manifest.encoder, encoder)


def zzqa_version() -> str:
    """Return the installed version, or ``0`` when run from a tree that is not installed."""
    try:
        return version("zzqa")
    except PackageNotFoundError:
        return "0"


def index_terms(passage: Passage) -> list[str]:
    """Return the words a passage is found by: its own, and those of what it stands under."""
    heads = " \n".join(dict.fromkeys((passage.title, passage.section)))
    return [token.term for text in (passage.text, heads) for token in tokenize(text)]


def _names(passages: Sequence[Passage]) -> dict[str, NameKind]:
    """Return the names that the passages hold with the kind most often seen.

    Places are also known without 市 and the like, as texts mostly call them.
    """
    seen: Counter[tuple[str, NameKind]] = Counter()
    for passage in passages:
        for name in passage.mentions.names:
            seen[name.text, name.kind] += 1
            if name.kind == "place":
                seen[bare_place(name.text), name.kind] += 1
    names: dict[str, NameKind] = {}
    for (text, kind), _ in sorted(seen.items(), key=lambda pair: (-pair[1], pair[0])):
        names.setdefault(text, kind)
    return dict(sorted(names.items()))


def _relative(roots: Sequence[Path], folder: Path) -> list[str]:
    """Return the paths as seen from the index: corpus and index may be moved together."""
    return [os.path.relpath(root.resolve(), folder.resolve()) for root in roots]


def _contents(
    corpus: Corpus,
    built_from: dict[str, object],
    model: Encoder,
    sets: dict[str, list[str]],
    rows: dict[str, NDArray[np.float32]],
) -> IndexContents:
    passages = corpus.passages
    words = [index_terms(passage) for passage in passages]
    vocabulary = Counter(term for terms in words for term in set(terms))
    names = _names(passages)
    bridge = build_bridge(dict(sorted(vocabulary.items())), names, corpus.aliases)
    owners = [n for n, passage in enumerate(passages) for _ in passage.sentences]
    keys = VectorCache(Path(), model).keys
    return IndexContents(
        documents=corpus.documents,
        passages=passages,
        lexical={
            "words": words,
            "bigrams": [[t.term for t in bigrams(passage.text)] for passage in passages],
        },
        vectors=rows,
        vector_keys={name: keys(texts) for name, texts in sets.items()},
        arrays={
            "sentence_passages": np.asarray(owners, dtype=np.int32),
            "repeats": find_repeats(passages),
        },
        values={
            "bridge": bridge.to_json(),
            "corpus": {**built_from, "states": corpus.states},
            "names": names,
        },
        encoder=encoder_info(model),
        configuration=reading_configuration(),
        sources={document.source: document.digest for document in corpus.documents},
        skipped=tuple(corpus.skipped),
    )
