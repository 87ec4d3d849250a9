"""Other programs on the passages of an index that `scale.py` made; prints figures as JSON.

    python bench/rivals.py rank_bm25|bm25s|numpy BASE FOLDER

The two BM25 libraries are given the words that zzqa would index, NumPy the passages' vectors: each
does one of the four searches that a question of zzqa's makes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi
from scale_steps import TODAY, Known, memory, questions_of, spread

from zzqa.engine import Engine
from zzqa.index import layout, open_reader

_ASKING = 60.0
"""Seconds of asking after which what was asked is enough."""


def rival(base: Path, folder: Path, name: str) -> dict[str, Any]:
    """Index the same passages' words, or vectors, with another program, and ask it."""
    texts, vectors = questions_of(base)
    with open_reader(folder) as reader:
        if name == "numpy":
            rows = reader.vectors["passages"].rows()
            return _raced(lambda n: np.argpartition(-(rows @ vectors[n]), 60)[:60], len(texts))
        corpus, words = _corpus(folder / reader.manifest.generation_name, len(reader))
        engine = Engine(reader, Known(texts, vectors))
        asked = [list(engine.analyse(text, today=TODAY).weights) for text in texts]
    started = time.perf_counter()
    search = (_rank_bm25 if name == "rank_bm25" else _bm25s)(corpus, words, asked)
    built = time.perf_counter() - started
    return {"build_s": round(built, 1), **_raced(search, len(texts))}


def _corpus(generation: Path, count: int) -> tuple[list[NDArray[np.int64]], list[str]]:
    """Return the numbers of each passage's words, and the words: zzqa's postings turned around."""
    pointers, indices, frequencies = (
        np.load(generation / layout.lexical_file("words", f"{part}.npy"))
        for part in ("indptr", "indices", "frequencies")
    )
    terms = np.repeat(np.arange(len(pointers) - 1), np.diff(pointers))
    terms, owners = np.repeat(terms, frequencies), np.repeat(indices, frequencies)
    sizes = np.bincount(owners, minlength=count)
    flat = terms[np.argsort(owners, kind="stable")]
    text = (generation / layout.lexical_file("words", "terms.txt")).read_text(encoding="utf-8")
    return np.split(flat, np.cumsum(sizes)[:-1]), text.split("\n")[:-1]


def _rank_bm25(
    corpus: Sequence[NDArray[np.int64]], words: Sequence[str], asked: Sequence[list[str]]
) -> Callable[[int], NDArray[Any]]:
    model = BM25Okapi([[words[number] for number in passage] for passage in corpus])
    return lambda n: np.argpartition(-model.get_scores(asked[n]), 60)[:60]


def _bm25s(
    corpus: Sequence[NDArray[np.int64]], words: Sequence[str], asked: Sequence[list[str]]
) -> Callable[[int], NDArray[Any]]:
    model = bm25s.BM25(k1=1.5, b=0.75)
    model.index((corpus, {word: number for number, word in enumerate(words)}), show_progress=False)

    def search(n: int) -> NDArray[Any]:
        known = [term for term in asked[n] if term in model.vocab_dict]
        found: NDArray[Any] = model.retrieve([known or [""]], k=60, show_progress=False)[0]
        return found

    return search


def _raced(search: Callable[[int], object], count: int) -> dict[str, Any]:
    """Ask the questions in order until enough time went by; return milliseconds and memory."""
    times: list[float] = []
    began = time.perf_counter()
    for number in range(count):
        started = time.perf_counter()
        search(number)
        times.append((time.perf_counter() - started) * 1000)
        if started - began > _ASKING:
            break
    return {"question_ms": spread(times), "asked": len(times), "memory_mb": memory()}


if __name__ == "__main__":
    name, base, folder = sys.argv[1:]
    print(json.dumps(rival(Path(base), Path(folder), name)))
