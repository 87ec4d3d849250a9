"""Inputs and surroundings that are odd but allowed: names, clocks, moved folders, sizes."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from fault_tools import (
    CITIES,
    Child,
    answers,
    build,
    checked_version,
    text_of,
    write_corpus,
)

import zzqa
from zzqa.index import verify

NAMES: tuple[bytes, ...] = tuple(
    name.encode() if isinstance(name, str) else name
    for name in (
        "with space.txt", " leading.txt", "trailing .txt", "quote'one.txt", 'quote"two.txt',
        "new\nline.txt", "tab\tand\rreturn.txt", "back\\slash.txt", "-dash.txt", "--index.txt",
        "~home.txt", "$HOME.txt", "star*[a]?.txt", "percent%20.txt", "hash#1.txt", "a;rm -rf.txt",
        "\x1b[31mred.txt", "emoji😀.txt", "e\u0301combining.txt", "rtl\u202etxt.txt",
        "\u2028separator.txt", "con.txt", "…….txt", "x" * 240 + ".txt", "汉" * 80 + ".txt",
        b"\xff\xfe.txt", b"half\xe6\xa0.txt", "株洲".encode("gbk") + b".txt", b"\xed\xa0\x80.txt",
    )
)  # fmt: skip


def names(folder: Path, rounds: int) -> str:
    """Index files of any name: all are found, asked, shown and known again."""
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    for number, name in enumerate(NAMES):
        path = os.fsencode(corpus) + b"/" + name
        with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - a name of bytes
            file.write(text_of(CITIES[0], 5000 + number))
    report = build(corpus, index)
    if report.documents != len(NAMES) or report.skipped:
        raise ValueError(f"{report.documents} of {len(NAMES)}: {report.skipped}")
    with zzqa.open_index(index) as engine:
        sources = [document.source for document in engine.info().documents]
        for source in sources:
            text = engine.raw(source)
            hits = engine.search(text.split("\n")[1], top_k=2 * len(NAMES))
            places = {p.source for hit in hits for p in (hit.passage, *hit.repeats)}
            if source not in places or "\n".join(engine.show(source).lines) != text:
                raise ValueError(f"{source!r} is not found")
    if len(set(sources)) != len(NAMES) or zzqa.staleness(index) is not None:
        raise ValueError(f"{zzqa.staleness(index)}: {sources}")
    if build(corpus, index).read:
        raise ValueError("files of odd names are read again without need")
    return f"{len(NAMES)} odd names, 0 failures"


def moves(folder: Path, rounds: int) -> str:
    """Move index and corpus together, then the index alone, then copy it: it serves the same."""
    home, away = folder / "home", folder / "a way off"
    home.mkdir()
    write_corpus(home / "corpus", 7)
    build(home / "corpus", home / "index")
    expected = answers(home / "index")
    with zzqa.open_index(home / "index") as engine:
        home.rename(away)
        if engine.raw(f"{CITIES[0]}.txt") != text_of(CITIES[0], 7):
            raise ValueError("moved, an open index does not serve")
    if zzqa.staleness(away / "index") is not None:
        raise ValueError(f"moved together: {zzqa.staleness(away / 'index')}")
    (away / "index").rename(folder / "alone")
    shutil.copytree(folder / "alone", folder / "copy")
    (folder / "link").symlink_to(folder / "copy", target_is_directory=True)
    for index in (folder / "alone", folder / "copy", folder / "link"):
        if checked_version(index) != 7 or answers(index) != expected:
            raise ValueError(f"{index.name} serves otherwise")
    write_corpus(away / "corpus", 8)
    build(away / "corpus", folder / "link")
    if (checked_version(folder / "copy"), checked_version(folder / "alone")) != (8, 7):
        raise ValueError("an index behind a link is not updated")
    return "moved with its corpus, alone, while open, copied, behind a link: 0 failures"


def clock(folder: Path, rounds: int) -> str:
    """Set clock and file times back and ahead: the same files, and what changed is still seen."""
    corpus, made = folder / "corpus", []
    write_corpus(corpus, 1)
    for number, seconds in enumerate((0, 1, 4_102_444_800)):
        index = folder / f"index{number}"
        for path in corpus.iterdir():
            os.utime(path, (seconds, seconds))
        with mock.patch("time.time", lambda seconds=seconds: float(seconds)):
            build(corpus, index)
            write_corpus(corpus, 2)
            for path in corpus.iterdir():
                os.utime(path, (seconds, seconds))  # as old as before, of the same size
            if zzqa.staleness(index) is None or build(corpus, index).read != len(CITIES):
                raise ValueError(f"a change is not seen at {seconds}")
        for path in index.rglob("*"):
            os.utime(path, (seconds, seconds))
        if checked_version(index) != 2:
            raise ValueError(f"version {checked_version(index)} at {seconds}")
        made.append({p.relative_to(index): p.read_bytes() for p in index.rglob("*") if p.is_file()})
        write_corpus(corpus, 1)
    if made[0] != made[1] or made[1] != made[2]:
        raise ValueError("the files depend on the clock")
    return "3 clocks, from the year 1970 to 2100: the same bytes, every change seen"


def _run(*arguments: object) -> tuple[str, float, float]:
    """Run the command line with the real encoder; return output, seconds and peak megabytes."""

    def work(tell: Callable[[object], None]) -> str:
        command = [sys.executable, "-m", "zzqa", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ValueError(done.stderr)
        return f"{done.stdout}\0{_children_mb()}"

    started = time.perf_counter()
    child = Child(work)
    while (said := child.line(3600)) is not None:
        last = said
    seconds = time.perf_counter() - started
    if child.wait() or not isinstance(last, dict) or "result" not in last:
        raise ValueError(f"{arguments}: {last}")
    output, peak = str(last["result"]).rsplit("\0", 1)
    return output, seconds, float(peak)


def _children_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def many(folder: Path, documents: int) -> str:
    """Index many documents of one sentence, with the bundled encoder; find some of them."""
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    random_ = random.Random(2)
    texts = []
    for number in range(documents):
        place = "".join(random_.choices("甲乙丙丁东西南北上下大小", k=3))
        texts.append(f"{place}村第{number}号水井建于{random_.randrange(1900, 2024)}年。")
        (corpus / f"{number}.txt").write_text(texts[-1], encoding="utf-8")
    _, seconds, peak = _run("index", corpus, "--index", index)
    _run("verify", "--index", index)
    for number in random_.sample(range(documents), 3):
        output, _, _ = _run("search", "--index", index, "--json", texts[number])
        if texts[number] not in json.dumps(json.loads(output), ensure_ascii=False):
            raise ValueError(f"not found: {texts[number]}")
    _, again, _ = _run("index", corpus, "--index", index)
    return (
        f"{documents} documents of one sentence: {seconds:.0f} s, {peak:.0f} MB; "
        f"again, unchanged: {again:.0f} s"
    )


def _write_large(corpus: Path, megabytes: int) -> tuple[int, int]:
    """Write a document of so many MB; return its bytes, and how many texts it is made of."""
    corpus.mkdir()
    size, number = 0, 0
    with (corpus / "large.txt").open("w", encoding="utf-8") as file:
        while size < megabytes * 1_000_000:
            number += 1
            text = text_of(CITIES[number % len(CITIES)], number)
            file.write(text)
            size += len(text.encode())
    return size, number


def huge(folder: Path, megabytes: int) -> str:
    """Index a document beyond the limit beside others: it is skipped, and why is told."""
    corpus, index = folder / "corpus", folder / "index"
    size, _ = _write_large(corpus, megabytes)
    (corpus / "small.txt").write_text(text_of(CITIES[0], 1), encoding="utf-8")

    def work(tell: Callable[[object], None]) -> list[str]:
        return [skip.reason for skip in zzqa.build_index([corpus], index).skipped]

    child = Child(work)
    reasons = child.result()
    if not isinstance(reasons, list) or len(reasons) != 1 or "split the file" not in reasons[0]:
        raise ValueError(f"skipped: {reasons}")
    if verify(index):
        raise ValueError("the index is not whole")
    return (
        f"one document of {size / 1e6:.0f} MB, skipped ({reasons[0]}), "
        f"{child.processor_seconds:.0f} s of processor time, {child.peak_mb:.0f} MB"
    )


def large(folder: Path, megabytes: int) -> str:
    """Index one large document, read as any other, with the stub encoder."""
    corpus, index = folder / "corpus", folder / "index"
    size, number = _write_large(corpus, megabytes)

    def work(tell: Callable[[object], None]) -> int:
        report = zzqa.build_index([corpus], index, progress=lambda *said: tell(said))
        return report.passages

    started = time.perf_counter()
    child = Child(work)
    while (said := child.line(3600)) is not None:
        last = said
    seconds = time.perf_counter() - started
    if child.wait() or not isinstance(last, dict) or "result" not in last:
        raise ValueError(str(last))
    wanted = f"园林局查询第{number}号公报"
    with zzqa.open_index(index) as engine:
        found = any(wanted in hit.passage.text for hit in engine.search(wanted))
    if not found:
        raise ValueError(f"{wanted} is not found")
    return (
        f"one document of {size / 1e6:.0f} MB: {last['result']} passages, {seconds:.0f} s, "
        f"{child.processor_seconds:.0f} s of processor time, {child.peak_mb:.0f} MB"
    )
