"""Draws what `scale.py` measured.

    python bench/curves.py [bench/figures/scale.json]

Writes `scale.svg` beside it: six curves over the number of passages, both axes logarithmic.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

Pick = Callable[[dict[str, Any]], float | None]
_DEFAULT = Path(__file__).parent / "figures" / "scale.json"


def _picked(*keys: str) -> Pick:
    """Return what finds a figure by its keys, None where it was not measured."""

    def pick(figures: dict[str, Any]) -> float | None:
        found: Any = figures
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, int | float) else None

    return pick


def _beyond(figures: dict[str, Any]) -> float | None:
    sizes = figures["bytes"]
    return float(sizes["records"] + sizes["postings"])


_QUESTION = "question_ms", "p50"
PANELS: dict[str, dict[str, Pick]] = {
    "question without encoder, ms": {
        "whole, p50": _picked(*_QUESTION),
        "whole, p95": _picked("question_ms", "p95"),
        "whole, p50 of processor time": _picked("question_cpu_ms", "p50"),
    },
    "one search of four, ms (p50)": {
        "zzqa, BM25 twice (processor time)": _picked("parts_cpu_ms", "best_by_words"),
        "zzqa, passages": _picked("near", "passages", "search_ms", "p50"),
        "zzqa, sentences": _picked("near", "sentences", "search_ms", "p50"),
        "bm25s": _picked("rivals", "bm25s", *_QUESTION),
        "rank_bm25": _picked("rivals", "rank_bm25", *_QUESTION),
        "NumPy, passages": _picked("rivals", "numpy", *_QUESTION),
    },
    "opening, ms": {"zzqa": _picked("open_ms")},
    "memory after 400 questions, MB": {
        "resident": _picked("memory_mb", "rss"),
        "anonymous": _picked("memory_mb", "anonymous"),
        "bm25s, resident": _picked("rivals", "bm25s", "memory_mb", "rss"),
        "rank_bm25, resident": _picked("rivals", "rank_bm25", "memory_mb", "rss"),
    },
    "bytes a passage": {
        "texts": _picked("bytes", "texts"),
        "vectors": _picked("bytes", "vectors"),
        "vectors in four bits": _picked("bytes", "near"),
        "all else": _beyond,
    },
    "building, s": {
        "zzqa, without encoding": _picked("build_s"),
        "bm25s": _picked("rivals", "bm25s", "build_s"),
        "rank_bm25": _picked("rivals", "rank_bm25", "build_s"),
    },
}


def main() -> None:
    """Draw the curves."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else _DEFAULT
    measured = json.loads(source.read_text(encoding="utf-8"))
    sizes = sorted(measured, key=int)
    plt.rcParams |= {"svg.hashsalt": "zzqa", "svg.fonttype": "none", "font.size": 8}
    figure, axes = plt.subplots(3, 2, figsize=(8.5, 9.5))
    for axis, (title, curves) in zip(axes.flat, PANELS.items()):
        for name, pick in curves.items():
            points = [(int(n), value) for n in sizes if (value := pick(measured[n])) is not None]
            if points:
                axis.plot(*zip(*points), marker="o", markersize=3, linewidth=1, label=name)
        axis.set(title=title, xscale="log", yscale="log", xlabel="passages")
        axis.grid(alpha=0.3)
        axis.legend(fontsize=6)
    figure.tight_layout()
    figure.savefig(source.with_suffix(".svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()
