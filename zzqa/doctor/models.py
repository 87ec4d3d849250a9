"""Do the models encode, and are the dictionaries what they should be?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zzqa.doctor.finding import REINSTALL, Finding, guarded
from zzqa.errors import ZzqaError

_LENGTH_ERROR = 1e-3
"""How far from 1 a vector's length may be: float32 gives 1e-6, a damaged model anything."""


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

    files = sorted((Path(__file__).parent.parent / "data").iterdir())
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
