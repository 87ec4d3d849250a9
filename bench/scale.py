"""How zzqa fares as the index grows: from a thousand passages to a million.

    python bench/scale.py --data DATA [--sizes 1000,10000,100000,1000000] [--work FOLDER]

The collection is made of the paragraphs in DATA (`xquad.zh.json`, `cmrc2018.trial.json`) and the
seeds: see `made.py`. The questions are those of DATA; their vectors are the bundled encoder's, made
beforehand, so that "without the encoder" is all that a question costs besides. For each size:
building (cutting words, writing, without reading files and without encoding), bytes on disk,
opening, asking, memory, how many of the ten nearest vectors are found, and what each part of a
question costs; beside it rank_bm25, bm25s and a NumPy scan on the same passages. Opening, asking
and rivals run in processes of their own. Writes the figures to `bench/figures/scale.json`;
`curves.py` draws them. Updating is measured up to 100,000 passages. A million passages take some
20 GB in the work folder, some GB of memory, and half an hour to an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from zzqa.build import build_index
from zzqa.encode import load_encoder
from zzqa.eval.squad import read_squad, sample
from zzqa.process import PRODUCT_THREADS

SETS = ("xquad.zh.json", "cmrc2018.trial.json")
RIVALS = ("rank_bm25", "bm25s", "numpy")
ASKING = ("ask", "recall", "encoded", "shared")
QUESTIONS = 200
UPDATED = 100_000
"""Passages up to which updating is measured: a copy of the vectors is written each time."""
SIZES = "1000,10000,100000,1000000"
_FIGURES = Path(__file__).parent / "figures" / "scale.json"


def main() -> None:
    """Make each collection, measure it in other processes, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=Path, default=Path("seeds"))
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--work", type=Path, default=Path("scale-work"))
    parser.add_argument("--figures", type=Path, default=_FIGURES)
    parser.add_argument("--keep", action="store_true", help="keep the indexes")
    parser.add_argument("--rivals", type=float, default=120, help="seconds each rival may take")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    base = _base(options.data, options.seeds, options.work)
    measured: dict[str, Any] = {}
    if options.figures.exists():
        measured = json.loads(options.figures.read_text(encoding="utf-8"))
    for size in map(int, options.sizes.split(",")):
        folder = options.work / f"index-{size}"
        found: dict[str, Any] = measured.get(str(size), {})
        if not folder.exists():  # kept from an earlier run
            found |= _child("make", base, folder, size)
        for step in ASKING:
            found |= _child(step, base, folder)
        found |= {"rivals": _rivals(base, folder, options.rivals)}
        if size <= UPDATED:  # last, as it changes the index
            found |= _child("update", base, folder)
        measured[str(size)] = found
        options.figures.parent.mkdir(parents=True, exist_ok=True)
        options.figures.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n")
        if not options.keep:
            shutil.rmtree(folder)
    print(json.dumps(measured, indent=1, sort_keys=True))


def _base(data: Path, seeds: Path, work: Path) -> Path:
    """Index the real texts and encode the questions, once."""
    base = work / "base"
    if (base / "questions.json").exists():
        return base
    corpus = work / "paragraphs"
    corpus.mkdir(exist_ok=True)
    questions: list[str] = []
    for name in SETS:
        squad = read_squad(data / name)
        questions += [one.question for one in sample(squad.questions, QUESTIONS // len(SETS))]
        for source, text in squad.paragraphs.items():
            (corpus / f"{name}-{source}").write_bytes(text.encode("utf-8", errors="replace"))
    build_index([corpus, seeds], base)
    model = load_encoder()
    np.save(base / "questions.npy", np.concatenate([model.encode_queries([q]) for q in questions]))
    (base / "questions.json").write_text(json.dumps(questions, ensure_ascii=False))
    return base


def _child(step: str, *arguments: object, limit: float | None = None) -> dict[str, Any]:
    """Run a step in a process of its own; return the figures it prints."""
    script = "rivals.py" if step in RIVALS else "scale_steps.py"
    command = [sys.executable, str(Path(__file__).with_name(script)), step]
    print(f"{time.strftime('%H:%M:%S')} {step} {' '.join(map(str, arguments))}", file=sys.stderr)
    done = subprocess.run(
        [*command, *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        timeout=limit,
        # As the commands that ask do.
        env={PRODUCT_THREADS: "1", **os.environ} if step in ASKING else None,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    print(done.stdout.decode(), file=sys.stderr)
    return figures


def _rivals(base: Path, folder: Path, limit: float) -> dict[str, Any]:
    """Measure each rival; one that needs more than ``limit`` seconds is stopped."""
    found: dict[str, Any] = {}
    for name in RIVALS:
        try:
            found[name] = _child(name, base, folder, limit=limit)
        except subprocess.TimeoutExpired:
            found[name] = {"stopped_after_s": limit}
        except subprocess.CalledProcessError as error:
            found[name] = {"failed": error.returncode}
    return found


if __name__ == "__main__":
    main()
