"""Building an index from files: read, cut, encode what is new, write one generation."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zzqa import chunking
from zzqa.config import INDEX_FOLDER, ChunkConfig
from zzqa.encode import load_encoder
from zzqa.errors import CorpusError, IndexMissingError, IndexStateError, ReadError
from zzqa.index import IndexContents, IndexLock, Manifest, open_reader, read_manifest
from zzqa.index import write_index as write_generation
from zzqa.index_encoder import changed_encoder, encoder_info
from zzqa.ingest import find_sources, read_document, read_source
from zzqa.protocols import Encoder
from zzqa.records import BuildReport, Document, NameKind, Passage, SkippedSource
from zzqa.text import cleaning
from zzqa.text.bridge import build_bridge
from zzqa.text.names import bare_place
from zzqa.text.tokens import bigrams, tokenize

if TYPE_CHECKING:
    from numpy.typing import NDArray

BuildProgress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``; stages are ``read``, ``encode`` and ``write``."""

ANALYSIS_VERSION = 1
"""Raised whenever the same passage gives other terms or mentions: indexes are then rebuilt."""


def build_index(
    paths: Iterable[str | Path],
    index: str | Path = INDEX_FOLDER,
    *,
    encoder: str | None = None,
    progress: BuildProgress | None = None,
    strict: bool = False,
) -> BuildReport:
    """Build or update the index at ``index`` from files and folders.

    ``encoder`` names a sentence-transformers model or its folder (default: the bundled encoder,
    whose files are verified first); with another than before everything is encoded again.
    Vectors of passages that did not change are taken over. With ``strict`` a file that cannot be
    read is an error (ReadError) and nothing is written; otherwise it is skipped and reported.
    Raises CorpusError when nothing is left to index, IndexStateError when writing fails.
    """
    started = time.perf_counter()
    folder, tell = Path(index), progress or (lambda stage, done, total: None)
    roots = [Path(path) for path in paths]
    model = load_encoder(encoder)
    if check := getattr(model, "verify", None):
        check()
    documents, skipped = _read_all(roots, tell, strict=strict)
    passages = tuple(p for document in documents for p in chunking.make_passages(document))
    folder.mkdir(parents=True, exist_ok=True)
    with IndexLock(folder) as lock:
        vectors = _Vectors(folder, model)
        sets = {
            "passages": [chunking.embedded_text(passage) for passage in passages],
            "sentences": [t for passage in passages for t in chunking.sentence_texts(passage)],
        }
        rows = {name: vectors.encode(name, texts, tell) for name, texts in sets.items()}
        tell("write", 0, 1)
        contents = _contents(folder, roots, documents, passages, skipped, model, sets, rows)
        manifest = write_generation(folder, contents, version=zzqa_version(), lock=lock)
        tell("write", 1, 1)
    return BuildReport(
        index=str(folder),
        generation=manifest.generation,
        documents=len(documents),
        passages=len(passages),
        dated=sum(document.date is not None for document in documents),
        encoded=vectors.encoded,
        skipped=skipped,
        seconds=time.perf_counter() - started,
    )


def staleness(
    index: str | Path,
    paths: Iterable[str | Path] | None = None,
    encoder: str | None = None,
) -> str | None:
    """Return why the index does not show ``paths`` as they are, or None when it does.

    Without ``paths``, those it was built from are looked at; without ``encoder``, any will do.
    Raises as ``build_index`` does for an encoder that cannot be loaded.
    """
    folder = Path(index)
    try:
        manifest = read_manifest(folder)
        if dict(manifest.configuration) != _configuration():
            return "it was built by another version of the analysis"
        with open_reader(folder, vectors=False) as reader:
            built_from = list(reader.value("corpus")["paths"])
    except IndexMissingError:
        return "there is no index"
    except IndexStateError as error:
        return str(error)
    roots = [folder / path for path in built_from]
    if paths is not None:
        roots = [Path(path) for path in paths]
        if _relative(roots, folder) != built_from:
            return "it was built from other paths"
    return _changed_sources(manifest, roots) or changed_encoder(manifest.encoder, encoder)


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


def _read_all(
    roots: Sequence[Path], tell: BuildProgress, *, strict: bool
) -> tuple[list[Document], tuple[SkippedSource, ...]]:
    sources = find_sources(roots)
    files, skipped = sources.files, list(sources.skipped)
    documents: list[Document] = []
    for done, file in enumerate(files):
        tell("read", done, len(files))
        try:
            documents.append(read_document(file))
        except ReadError as error:
            if strict:
                raise ReadError(f"{file.name}: {error}") from error
            skipped.append(SkippedSource(file.name, str(error)))
    tell("read", len(files), len(files))
    if not documents:
        places = ", ".join(map(str, roots)) or "no path"
        reasons = "".join(f"; {skip.source}: {skip.reason}" for skip in skipped[:3])
        raise CorpusError(
            f"no document to index in {places}{reasons}; expected at least one readable .txt or "
            ".md file; name a file or folder that holds one"
        )
    return documents, tuple(sorted(skipped, key=lambda skip: skip.source))


class _Vectors:
    """Encodes texts, taking over from the last generation what the same encoder made."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder, self._encoder = folder, encoder
        self.encoded = 0

    def keys(self, texts: Sequence[str]) -> list[str]:
        """Return what identifies each text's vector: its content and the encoder."""
        prefix = f"{self._encoder.digest}\0"
        return [
            hashlib.sha256((prefix + text).encode(errors="surrogatepass")).hexdigest()[:32]
            for text in texts
        ]

    def encode(self, name: str, texts: Sequence[str], tell: BuildProgress) -> NDArray[np.float32]:
        """Return the vectors of ``texts``, shape (len(texts), dimension)."""
        keys = self.keys(texts)
        old_rows, old = self._kept(name)
        first = {key: i for i, key in reversed(list(enumerate(keys)))}
        missing = sorted(i for key, i in first.items() if key not in old_rows)
        result = np.zeros((len(texts), self._encoder.dimension), dtype=np.float32)
        fresh: dict[str, int] = {}
        if missing:
            new = self._encoder.encode_passages(
                [texts[i] for i in missing],
                progress=lambda done, total: tell("encode", done, total),
            )
            fresh = {keys[i]: row for row, i in enumerate(missing)}
            self.encoded += len(missing)
        for i, key in enumerate(keys):
            result[i] = new[fresh[key]] if key in fresh else old[old_rows[key]]
        return result

    def _kept(self, name: str) -> tuple[dict[str, int], NDArray[np.float32]]:
        none = np.zeros((0, self._encoder.dimension), dtype=np.float32)
        try:
            manifest = read_manifest(self._folder)
            if manifest.encoder is None or manifest.encoder.digest != self._encoder.digest:
                return {}, none
            with open_reader(self._folder) as reader:
                return reader.vector_rows(name), reader.vectors[name].rows()
        except (IndexStateError, KeyError):
            return {}, none


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
    folder: Path,
    roots: Sequence[Path],
    documents: Sequence[Document],
    passages: Sequence[Passage],
    skipped: tuple[SkippedSource, ...],
    model: Encoder,
    sets: dict[str, list[str]],
    rows: dict[str, NDArray[np.float32]],
) -> IndexContents:
    words = [index_terms(passage) for passage in passages]
    vocabulary = Counter(term for terms in words for term in set(terms))
    names = _names(passages)
    bridge = build_bridge(dict(sorted(vocabulary.items())), names)
    owners = [n for n, passage in enumerate(passages) for _ in passage.sentences]
    keys = _Vectors(Path(), model).keys
    return IndexContents(
        documents=documents,
        passages=passages,
        lexical={
            "words": words,
            "bigrams": [[t.term for t in bigrams(passage.text)] for passage in passages],
        },
        vectors=rows,
        vector_keys={name: keys(texts) for name, texts in sets.items()},
        arrays={"sentence_passages": np.asarray(owners, dtype=np.int32)},
        values={
            "bridge": bridge.to_json(),
            "corpus": {"paths": _relative(roots, folder)},
            "names": names,
        },
        encoder=encoder_info(model),
        configuration=_configuration(),
        sources={document.source: document.digest for document in documents},
        skipped=skipped,
    )


def _configuration() -> dict[str, str]:
    """Return what shapes an index besides its sources and its encoder."""
    chunk = ChunkConfig()
    return {
        "analysis": str(ANALYSIS_VERSION),
        "chunking": f"{chunking.VERSION}:{chunk.minimum}-{chunk.target}-{chunk.maximum}",
        "cleaning": str(cleaning.VERSION),
    }


def _changed_sources(manifest: Manifest, roots: Sequence[Path]) -> str | None:
    try:
        files = find_sources(roots).files
    except CorpusError as error:
        return str(error)
    skipped = {skip.source for skip in manifest.skipped}
    for file in files:
        known = manifest.sources.get(file.name)
        if known is None and file.name not in skipped:
            return f"{file.name} is new"
        try:
            if known is not None and read_source(file.path).digest != known:
                return f"{file.name} has changed"
        except ReadError:
            return f"{file.name} cannot be read any more"
    gone = sorted(set(manifest.sources) - {file.name for file in files})
    return f"{gone[0]} is gone" if gone else None
