"""The steps of `scale.py`, each run in a process of its own; prints its figures as JSON.

python bench/scale_steps.py make BASE FOLDER PASSAGES
python bench/scale_steps.py ask|recall|encoded|shared|update BASE FOLDER
"""

from __future__ import annotations

import json
import multiprocessing
import re
import sys
import threading
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from made import CORPUS, write_made
from numpy.typing import NDArray

from zzqa.build import build_index
from zzqa.encode import load_encoder
from zzqa.engine import Engine, open_index
from zzqa.index import open_reader
from zzqa.process import fewer_collections
from zzqa.protocols import Progress

_OPENINGS = 5
_SHARING = 4
"""Processes that ask one index at once."""
TODAY = date(2024, 8, 8)
_RECALL = 10
_SCANNED = 200_000_000
"""Rows that are compared to know what is nearest: of a large set, fewer questions are asked."""


def questions_of(base: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Return the questions and their vectors."""
    texts = json.loads((base / "questions.json").read_text(encoding="utf-8"))
    return texts, np.load(base / "questions.npy")


def make(base: Path, folder: Path, count: str) -> dict[str, Any]:
    """Build an index of so many passages; return seconds and bytes a passage."""
    folder.mkdir(parents=True)
    peak = Peak()
    started, worked = time.perf_counter(), time.process_time()
    with open_reader(base) as reader, peak:
        manifest = write_made(reader, load_encoder(), folder, int(count))
    return {
        "passages": int(count),
        "sentences": manifest.vectors["sentences"].rows,
        "build_s": round(time.perf_counter() - started, 1),
        "build_cpu_s": round(time.process_time() - worked, 1),
        "build_peak_mb": peak.megabytes,
        "bytes": _sizes(folder, int(count)),
    }


class Peak:
    """While open, looks every 50 ms how much memory the process has, pages of files apart."""

    def __init__(self) -> None:
        self.megabytes = 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Peak:
        self._watch.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.megabytes = max(self.megabytes, anonymous())


def anonymous() -> int:
    """Return how many MB of memory are the process's own (Linux)."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"RssAnon:\s+(\d+)", text)[1]) // 1024  # type: ignore[index]


def _sizes(folder: Path, count: int) -> dict[str, int]:
    """Return the bytes a passage that each kind of file takes."""
    kinds = {
        "texts": r"raw\.txt|clean\.txt|origins\.npy",
        "vectors": r"vectors\..*\.npy",
        "near": r"vectors\..*\.faiss",
        "postings": r"lexical\..*",
        "records": r".*",
    }
    sizes: dict[str, int] = defaultdict(int)
    for file in folder.glob("gen-*/*"):
        kind = next(kind for kind, names in kinds.items() if re.fullmatch(names, file.name))
        sizes[kind] += file.stat().st_size
    return {kind: round(size / count) for kind, size in sizes.items()}


class KnownEncoder:
    """Gives questions the vectors that were made beforehand."""

    name, digest, dimension = "known", "", 384

    def __init__(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self._rows = dict(zip(texts, vectors))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of known questions."""
        return np.stack([self._rows[text] for text in texts])

    def encode_passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Raise NotImplementedError: nothing is indexed here."""
        raise NotImplementedError


def ask(base: Path, folder: Path) -> dict[str, Any]:
    """Open the index several times, ask every question twice; return milliseconds and memory."""
    fewer_collections()
    open_reader(base).close()  # imports are no part of opening
    opened = []
    for _ in range(_OPENINGS):
        started = time.perf_counter()
        reader = open_reader(folder)
        opened.append((time.perf_counter() - started) * 1000)
        reader.close()
    reader = open_reader(folder)
    engine = Engine(reader, Known(*questions_of(base)))
    texts, _ = questions_of(base)
    before = memory()
    with timed_parts() as parts:
        cold, _, _ = _asked(engine, texts)
        parts.clear()
        warm, busy, stages = _asked(engine, texts)
        costs = {name: _middle(values) for name, values in parts.items()}
    return {
        "open_ms": _middle(opened),
        "first_round_ms": spread(cold),
        "question_ms": spread(warm),
        "question_cpu_ms": spread(busy),
        "stages_ms": {name: spread(values) for name, values in stages.items()},
        "parts_cpu_ms": costs,
        "memory_opened_mb": before,
        "memory_mb": memory(),
    }


def encoded(base: Path, folder: Path) -> dict[str, Any]:
    """Ask with the bundled encoder, as a user does: the first round warms up, another counts."""
    fewer_collections()
    texts, _ = questions_of(base)
    with open_index(folder) as engine:
        _asked(engine, texts[::2])
        warm, busy, _ = _asked(engine, texts[1::2])
    return {"encoded_ms": spread(warm), "encoded_cpu_ms": spread(busy)}


class Known(KnownEncoder):
    """Finds a question by its cleaned text too, which is what is encoded."""

    def __init__(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        super().__init__(texts, vectors)
        self._bare = {_bare(text): row for text, row in self._rows.items()}
        self._latest = vectors[0]

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of known questions."""
        for text in texts:
            # A part of a comparison has no vector of its own: it gets its question's.
            self._latest = self._bare.get(_bare(text), self._latest)
            self._rows.setdefault(text, self._latest)
        return super().encode_queries(texts)


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _asked(
    engine: Engine, texts: Sequence[str]
) -> tuple[list[float], list[float], dict[str, list[float]]]:
    """Ask; return the milliseconds of each question, those of the processor, and of its stages."""
    times: list[float] = []
    busy: list[float] = []
    stages: dict[str, list[float]] = defaultdict(list)
    for text in texts:
        started, worked = time.perf_counter(), time.process_time()
        answer = engine.ask(text, today=TODAY)
        busy.append((time.process_time() - worked) * 1000)
        times.append((time.perf_counter() - started) * 1000)
        for stage, milliseconds in answer.timings_ms.items():
            stages[stage].append(milliseconds)
    return times, busy, stages


@contextmanager
def timed_parts() -> Iterator[dict[str, list[float]]]:
    """Time the parts of retrieving, by name, while this is open."""
    module = import_module("zzqa.search.retrieve")
    found: dict[str, list[float]] = defaultdict(list)
    names = [n for n in ("lexical_scores", "best_by_words", "_near_passages", "_near_sentences",
             "_of_sentences", "reciprocal_rank_fusion") if hasattr(module, n)]  # fmt: skip
    kept = {name: getattr(module, name) for name in names}

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **options)
            finally:
                found[name].append((time.process_time() - started) * 1000)

        return call

    for name, function in kept.items():
        setattr(module, name, timed(name, function))
    try:
        yield found
    finally:
        for name, function in kept.items():
            setattr(module, name, function)


def recall(base: Path, folder: Path) -> dict[str, Any]:
    """Return the share of the ten nearest vectors that a search finds, and its cost."""
    _, vectors = questions_of(base)
    found: dict[str, Any] = {}
    with open_reader(folder) as reader:
        for name, index in reader.vectors.items():
            hits, times, scans = 0, [], []
            asked = vectors[:: max(1, len(index) * len(vectors) // _SCANNED)]
            for vector in asked:
                started = time.perf_counter()
                rows, _ = index.search(vector, _RECALL)
                times.append((time.perf_counter() - started) * 1000)
                started = time.perf_counter()
                scores = index.scores(vector)
                scans.append((time.perf_counter() - started) * 1000)
                exact = np.argpartition(-scores, _RECALL)[:_RECALL]
                hits += len(np.intersect1d(rows, exact))
            found[name] = {
                "index": index.info.factory,
                "probes": index.info.probes,
                "asked": len(asked),
                "recall_at_10": round(hits / len(asked) / _RECALL, 4),
                "search_ms": spread(times),
                "scan_ms": spread(scans),
            }
    return {"near": found}


class StandIn:
    """Has the bundled encoder's name and digest, and gives texts vectors at no cost."""

    def __init__(self) -> None:
        self._model = load_encoder()
        self._random = np.random.default_rng(0)

    def __getattr__(self, name: str) -> Any:
        if name == "verify":
            raise AttributeError(name)
        return getattr(self._model, name)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return vectors that lie anywhere."""
        shape = len(texts), self._model.dimension
        rows = self._random.standard_normal(shape, dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def update(_: Path, folder: Path) -> dict[str, Any]:
    """Update the index after nothing, then one file and then a hundred have changed."""
    corpus = folder / CORPUS
    corpus.mkdir(exist_ok=True)
    with open_reader(folder) as reader:
        for entry in reader.documents():
            (corpus / entry.source).write_bytes(reader.document(entry.id).raw.encode())
    files = sorted(corpus.iterdir())
    with mock.patch("zzqa.build.load_encoder", lambda name=None: StandIn()):
        found = {"nothing": _updated(corpus, folder)}
        for name, changed in (("one_file", files[:1]), ("hundred_files", files[1:101])):
            for file in changed:
                text = file.read_text(encoding="utf-8").replace("。", "，不是。", 1)
                file.write_text(text, encoding="utf-8")
            found[name] = _updated(corpus, folder)
    return {"update": found}


def _updated(corpus: Path, folder: Path) -> dict[str, float]:
    """Update an index; return seconds, those of the processor, and memory in MB."""
    peak = Peak()
    started, worked = time.perf_counter(), time.process_time()
    with peak:
        report = build_index([corpus], folder)
    return {
        "read": report.read,
        "s": round(time.perf_counter() - started, 2),
        "cpu_s": round(time.process_time() - worked, 2),
        "peak_mb": peak.megabytes,
    }


def shared(base: Path, folder: Path) -> dict[str, Any]:
    """Ask from several processes at once, each with the bundled encoder; return their memory."""
    context = multiprocessing.get_context("spawn")
    done = context.Barrier(_SHARING)
    with context.Pool(_SHARING, _share, (done,)) as pool:
        found = pool.starmap(_shared_by, [(base, folder)] * _SHARING, chunksize=1)
    return {"shared_mb": found}


_done: Any = None


def _share(barrier: Any) -> None:
    global _done
    _done = barrier


def _shared_by(base: Path, folder: Path) -> dict[str, int]:
    texts, _ = questions_of(base)
    with open_index(folder, threads=1) as engine:
        _asked(engine, texts[::4])
        _done.wait()  # all have asked, and none has ended
        found = memory()
        _done.wait()
        return found


def memory() -> dict[str, int]:
    """Return this process's memory in MB (Linux): resident, its share of it, and its own."""
    text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    kilobytes = dict(re.findall(r"(?m)^(Rss|Pss|Anonymous): +(\d+) kB", text))
    return {name.lower(): int(value) // 1024 for name, value in kilobytes.items()}


def _middle(values: Sequence[float]) -> float:
    return round(float(np.median(values)), 2)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    return {
        "p50": round(float(np.percentile(values, 50)), 2),
        "p95": round(float(np.percentile(values, 95)), 2),
    }


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    "make": make,
    "ask": ask,
    "recall": recall,
    "encoded": encoded,
    "shared": shared,
    "update": update,
}

if __name__ == "__main__":
    step, base, folder, *rest = sys.argv[1:]
    print(json.dumps(STEPS[step](Path(base), Path(folder), *rest)))
