"""Questions a second of `zzqa batch`, by one worker and by two.

    python bench/batch.py --index index eval/questions.jsonl

Each round asks every question three times over with each number of workers in turn, so that what
else the machine does falls on all alike; the first third of a run, in which processes start and
passages are met for the first time, is told apart. Prints the medians over the rounds of

- warm: questions a second of the second and third pass,
- whole: questions a second of the run, with the start of the processes,
- processor: milliseconds of processor time a question, which other programs disturb less.
"""

from __future__ import annotations

import argparse
import functools
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from zzqa.batch import BatchQuestion, run_batch
from zzqa.cli.options import open_engine

PASSES = 3


class Speed(NamedTuple):
    """What one run reached."""

    warm: float
    whole: float
    processor: float


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, nargs="?", default=Path("eval/questions.jsonl"))
    parser.add_argument("--index", default="index")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    open_engine(Path(options.index)).close()  # before NumPy is loaded, as the commands do

    from zzqa.eval.records import read_labelled  # noqa: PLC0415 - it loads NumPy

    asked = [labelled.question for labelled in read_labelled(options.questions)]
    runs: dict[int, list[Speed]] = {count: [] for count in options.workers}
    for _ in range(options.rounds):
        for count, speeds in runs.items():
            speeds.append(_run(options.index, asked, count))
    print(f"{os.cpu_count()} cores, {len(asked)} questions, medians of {options.rounds} rounds\n")
    print("workers  warm/s  whole/s  processor ms")
    for count, speeds in runs.items():
        warm, whole, processor = (statistics.median(column) for column in zip(*speeds))
        print(f"{count:>7}  {warm:6.1f}  {whole:7.1f}  {processor:12.1f}")


def _run(index: str, asked: list[str], workers: int) -> Speed:
    """Return what a run with so many workers reaches."""
    questions = [
        BatchQuestion(line, None, question) for line, question in enumerate(asked * PASSES, 1)
    ]
    reached: list[tuple[int, float]] = []

    def note(done: int, _total: int) -> None:
        if done >= len(asked):
            reached.append((done, time.perf_counter()))

    threads = 1 if workers > 1 else None
    opener = functools.partial(open_engine, Path(index), threads=threads)
    with tempfile.TemporaryDirectory() as folder:
        started, used = time.perf_counter(), _processor_seconds()
        out = Path(folder) / "out.jsonl"
        run_batch(opener, questions, out, workers=workers, progress=note)
        ended, spent = time.perf_counter(), _processor_seconds() - used
    (first, since), (last, until) = reached[0], reached[-1]
    warm = (last - first) / (until - since)
    return Speed(warm, len(questions) / (ended - started), 1000 * spent / len(questions))


def _processor_seconds() -> float:
    """Return the processor time of this process and of those that it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
