"""How long a question takes: as a whole process, and warm.

    python bench/ask.py --index index eval/questions.jsonl

Prints the median of ten whole `zzqa ask` processes on a built index, the median and 95th
percentile of every labelled question asked of one open engine (after a first round that is not
counted), elapsed and of the processor, what each part of it takes, and the process's peak memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from zzqa.cli.options import open_engine

RUNS = 10
QUESTION = "截至2024年6月底，株洲有多少件有效发明专利？"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, nargs="?", default=Path("eval/questions.jsonl"))
    parser.add_argument("--index", default="index")
    options = parser.parse_args()
    open_engine(Path(options.index)).close()  # before NumPy is loaded, as the commands do

    from zzqa.eval.records import read_labelled  # noqa: PLC0415 - it loads NumPy

    questions = [labelled.question for labelled in read_labelled(options.questions)]
    whole = [_process(options.index) for _ in range(RUNS)]
    warm, busy, parts = _warm(options.index, questions)
    print(f"{os.cpu_count()} cores, {len(questions)} questions\n")
    print(f"whole process, median of {RUNS}   {statistics.median(whole):.2f} s")
    print(f"warm question, median        {statistics.median(warm):.1f} ms")
    print(f"warm question, p95           {_p95(warm):.1f} ms")
    print(f"of the processor, median     {statistics.median(busy):.1f} ms")
    print(f"of the processor, p95        {_p95(busy):.1f} ms")
    for part, values in parts.items():
        print(f"    {part:<8} median         {statistics.median(values):.1f} ms")
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory, warm            {kilobytes / 1024:.0f} MB")


def _process(index: str) -> float:
    """Return the wall time of one `zzqa ask`, in seconds."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "zzqa", "ask", "--index", index, QUESTION]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def _warm(
    index: str, questions: Sequence[str]
) -> tuple[list[float], list[float], dict[str, list[float]]]:
    """Return the milliseconds of each question, the processor's, and those of its parts."""
    warm: list[float] = []
    busy: list[float] = []
    parts: dict[str, list[float]] = defaultdict(list)
    with open_engine(Path(index)) as engine:
        for question in questions:
            engine.ask(question)
        for question in questions:
            started, worked = time.perf_counter(), time.process_time()
            answer = engine.ask(question)
            busy.append((time.process_time() - worked) * 1000)
            warm.append((time.perf_counter() - started) * 1000)
            for part, milliseconds in answer.timings_ms.items():
                parts[part].append(milliseconds)
    return warm, busy, parts


if __name__ == "__main__":
    main()
