"""The labelled questions: each evidence stands in its document, each answer in an evidence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("corpus", "files"),
    [("seeds", ("questions.jsonl", "hard.jsonl")), ("eval/other", ("other.jsonl",))],
)
def test_labels_are_true_to_their_documents(corpus: str, files: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "tools/check_questions.py", "--corpus", corpus]
        + [f"eval/{name}" for name in files],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
