"""Whether an index survives: kills, failing calls, full disks, damaged bytes, many readers.

    python bench/faults.py                         everything, at full size
    python bench/faults.py kill flips --scale 0.1  two parts, a tenth of the rounds

Every part does to a small index what its name says, and after each round opens it, verifies every
byte and asks it: the values and quotes show of which version of the corpus they are, so neither a
mixture nor a loss goes unseen. Anything else than a whole index, or one clear error, is a failure,
and makes the program end with 1. Encoder and English dictionary are stubs, but for ``many``.
Needs a POSIX system; a real full disk needs the right to mount one.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import count, product
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # what forks may not have threads

import fault_damage
import fault_disks
import fault_inputs
from fault_points import failing
from fault_tools import (
    Child,
    build,
    checked_version,
    in_child,
    leftovers,
    seconds_of,
    stubbed,
    version_of,
    write_corpus,
)

import zzqa
from zzqa.errors import IndexStateError

ROUNDS = {"kill": 300, "flips": 2000, "readers": 50, "many": 10_000, "large": 10, "huge": 100}
"""Kills; damaged files; commits; documents; megabytes of one document, and of one too large."""
READERS = 8


def kill(folder: Path, rounds: int) -> str:
    """Kill builds at random moments: a quarter of first builds, the rest of updates."""
    random_ = random.Random(1)
    corpus, index = folder / "corpus", folder / "index"
    whole = min(_changed(corpus, index, version) for version in (998, 999, 1000))
    ends: Counter[str] = Counter()
    kept = 1000
    number = 0
    while sum(count for how, count in ends.items() if "killed" in how) < rounds:
        number += 1
        first, version = number % 4 == 0, 1000 + number
        target = folder / f"first{number}" if first else index
        write_corpus(corpus, version)
        end = _killed(corpus, target, random_, whole, writing=number % 2 == 1)
        seen = checked_version(target)
        if seen not in (version, None if first else kept) or (end == "done" and seen != version):
            raise ValueError(f"build {number}, {end}: version {seen} of {kept} or {version}")
        ends[f"{'first build' if first else 'update'} {end}: {_which(seen, version)}"] += 1
        if not first:
            kept = version if seen == version else kept
            continue
        build(corpus, target)
        if checked_version(target) != version or leftovers(target):
            raise ValueError(f"build {number}: not mended by the next")
        shutil.rmtree(target)
    write_corpus(corpus, 999)
    build(corpus, index)
    if checked_version(index) != 999 or leftovers(index):
        raise ValueError(f"leftovers {leftovers(index)}")
    return f"{rounds} builds killed of {number}, 0 failures ({_listed(ends)})"


def _which(seen: int | None, version: int) -> str:
    return "the new index" if seen == version else "none" if seen is None else "the old index"


def _changed(corpus: Path, index: Path, version: int) -> float:
    """Bring corpus and index to a version; return the seconds of the build."""
    write_corpus(corpus, version)
    return seconds_of(lambda: in_child(lambda: build(corpus, index).generation))


def _killed(
    corpus: Path, index: Path, random_: random.Random, whole: float, *, writing: bool
) -> str:
    """Build in a child and kill it: anywhere, or once it writes; return whether it was in time."""

    def work(tell: Callable[[object], None]) -> None:
        zzqa.build_index([corpus], index, progress=lambda stage, *_: tell(stage))

    child = Child(work)
    if writing:
        while child.line() not in ("write", None):
            pass
    time.sleep(random_.uniform(0, whole * (0.6 if writing else 1.0)))
    child.kill()
    return "killed" if child.wait() == -signal.SIGKILL else "done"


def calls(folder: Path, rounds: int) -> str:
    """Let each call that writes fail in turn, with each of three errors, until a build passes."""
    corpus, start = folder / "corpus", folder / "start"
    for version in (1, 2):
        write_corpus(corpus, version)
        build(corpus, start)
    write_corpus(corpus, 3)
    failed: Counter[str] = Counter()
    errors = (errno.ENOSPC, errno.EIO, errno.EACCES)
    for before, error, aside in product((2, None), errors, (False, True)):
        for at in count(1):
            index = folder / f"{before}-{error}-{aside}-{at}"
            if before:
                shutil.copytree(start, index)
            call = fails_at(corpus, index, before, at, error, aside=aside)
            shutil.rmtree(index, ignore_errors=True)
            if call is None:
                break
            failed[call] += 1
    return f"{failed.total()} calls failed, 0 failures ({_listed(failed)})"


def fails_at(
    corpus: Path, index: Path, before: int | None, at: int, error: int, *, aside: bool = False
) -> str | None:
    """Let one call fail; return which, None when the build made fewer."""
    message = ""
    with failing(at, error, aside=aside) as point:
        try:
            build(corpus, index)
        except IndexStateError as caught:
            message = str(caught)
    if "\n" in message or (message and os.strerror(error) not in message):
        raise ValueError(f"{point.failed}: {message}")
    seen = checked_version(index) if index.exists() else None
    # An error after the manifest was replaced leaves the new one; one passed over, no message.
    if seen not in ((3,) if not message else (before, 3)):
        raise ValueError(f"{point.failed} {at}: version {seen}, {message}")
    if point.failed is not None:
        build(corpus, index)
        if checked_version(index) != 3 or leftovers(index):
            raise ValueError(f"{point.failed} {at}: not mended: {leftovers(index)}")
    return point.failed


def readers(folder: Path, rounds: int) -> str:
    """Let processes open and ask without pause while generations are committed."""
    corpus, index = folder / "corpus", folder / "index"
    stop = folder / "stop"
    write_corpus(corpus, 1001)
    build(corpus, index)

    def read(tell: Callable[[object], None]) -> tuple[int, int]:
        asked, seen = 0, set()
        while not stop.exists():
            with zzqa.open_index(index) as engine:
                for _ in range(3):  # the later ones when its generation has been removed
                    found = [
                        engine.ask(f"2024年底{city}有多少个公园？", min_confidence=0.0)
                        for city in ("株洲市", "长沙市")
                    ]
                    generation = {int(answer.index["generation"]) for answer in found}
                    version = version_of(found)
                    if generation != {version - 1000}:
                        raise ValueError(f"generation {generation} says version {version}")
                    asked += len(found)
                    seen.add(version)
                engine.raw("衡阳市.txt")
        return asked, len(seen)

    children = [Child(read) for _ in range(READERS)]
    for number in range(rounds):
        write_corpus(corpus, 1002 + number)
        build(corpus, index)
    stop.touch()
    results = [child.result() for child in children]
    asked = sum(result[0] for result in results if isinstance(result, list))
    most = max(result[1] for result in results if isinstance(result, list))
    if checked_version(index) != 1001 + rounds:
        raise ValueError("the last commit is not the index")
    return (
        f"{READERS} readers, {rounds} commits, {asked} answers, 0 errors; "
        f"a reader saw up to {most} generations"
    )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


PARTS: dict[str, Callable[[Path, int], str]] = {
    "kill": kill,
    "calls": calls,
    "disks": fault_disks.disks,
    "flips": fault_damage.flips,
    "near": fault_damage.near,
    "swaps": fault_damage.swaps,
    "readers": readers,
    "names": fault_inputs.names,
    "moves": fault_inputs.moves,
    "clock": fault_inputs.clock,
    "many": fault_inputs.many,
    "large": fault_inputs.large,
    "huge": fault_inputs.huge,
}


def main() -> int:
    """Run the parts and print a line for each; return 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--scale", type=float, default=1.0, help="share of the rounds (default: 1)")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary one)")
    for name, rounds in ROUNDS.items():
        parser.add_argument(f"--{name}", type=int, default=rounds, help=f"default: {rounds}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    failed = 0
    for name in options.parts or PARTS:
        rounds = max(1, round(getattr(options, name, 1) * options.scale))
        started = time.perf_counter()
        with tempfile.TemporaryDirectory(dir=options.folder) as folder, stubbed():
            try:
                said = PARTS[name](Path(folder), rounds)
            except Exception as error:
                failed, said = 1, f"FAILED: {type(error).__name__}: {error}"
        print(f"{name:<8} {time.perf_counter() - started:6.0f} s  {said}", flush=True)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
