"""Disks that are full, files that may not grow, folders that may not be written to: for real."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from fault_tools import build, checked_version, in_child, leftovers, write_corpus

from zzqa.errors import IndexStateError

NOBODY = 65534
"""A user without rights, by number: root may write anywhere."""
_STEP = 16 * 1024
"""Bytes by which a full disk is made larger, until an index fits."""


def disks(folder: Path, rounds: int) -> str:
    """Build where there is too little room, or no permission; the old index must serve on."""
    corpus, start = folder / "corpus", folder / "start"
    write_corpus(corpus, 1)
    build(corpus, start)
    write_corpus(corpus, 2)
    done = [
        f"{too_large(corpus, start, folder / 'limited')} limits of file size (RLIMIT_FSIZE)",
        f"{forbidden(corpus, start, folder / 'forbidden')} folders without permission",
    ]
    try:
        with mounted(folder / "disk", "size=4m") as disk:
            done.append(f"{_full(corpus, start, disk)} sizes of a full disk (tmpfs)")
            done.append(f"{_read_only(corpus, start, disk)} read-only disk")
    except subprocess.CalledProcessError:
        done.append("no right to mount: no full disk tried")
    return "0 failures: " + ", ".join(done)


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a file system in memory; raises CalledProcessError without the right to."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def refusal(corpus: Path, index: Path) -> str:
    """Build; return the error, or nothing when there was none."""
    try:
        build(corpus, index)
    except IndexStateError as error:
        if "\n" in str(error) or str(error).count("; ") < 2:
            raise ValueError(f"not one line of three parts: {error}") from error
        return str(error)
    return ""


def _check(index: Path, said: str, place: str) -> None:
    """Raise ValueError unless the old index serves after an error, or the new one after none."""
    expected = 1 if said else 2
    if checked_version(index) != expected or (left := leftovers(index)):
        raise ValueError(f"{place}: {said}; {left}")


def too_large(corpus: Path, start: Path, index: Path, every: int = 1) -> int:
    """Let no file grow beyond a limit: every size of a file, and a byte less (of these a share)."""
    sizes = {path.stat().st_size for path in start.rglob("*") if path.is_file()}
    limits = sorted({0, 1, *sizes, *(max(0, size - 1) for size in sizes)})
    limits = [*limits[::every], 10 * limits[-1]]
    refused = 0
    for limit in limits:
        shutil.copytree(start, index)

        def limited(limit: int = limit) -> str:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            return refusal(corpus, index)

        # The pipe to the parent is no file: what is said still goes through.
        said = str(in_child(limited))
        _check(index, said, f"RLIMIT_FSIZE {limit}")
        refused += bool(said)
        shutil.rmtree(index)
    if not 0 < refused < len(limits):
        raise ValueError(f"{refused} of {len(limits)} limits were refused")
    return len(limits)


def as_nobody(work: Callable[[], object]) -> object:
    """Run something in a process that may not do what root may."""

    def dropped() -> object:
        if os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return work()

    return in_child(dropped)


def forbidden(corpus: Path, start: Path, index: Path) -> int:
    """Take away the right to write: to the folder, to the lock, and to the folder above."""
    for path in (corpus.parent.parent, corpus.parent, corpus):
        path.chmod(path.stat().st_mode | 0o555)
    tried = 0
    for mode, lock in ((0o555, 0o444), (0o555, 0o666), (0o777, 0o444)):
        shutil.copytree(start, index)
        (index / "write.lock").chmod(lock)
        index.chmod(mode)
        said = str(as_nobody(lambda: refusal(corpus, index)))
        if not said:
            raise ValueError(f"written to in spite of {mode:o}")
        _check(index, said, f"mode {mode:o}")
        index.chmod(0o755)
        shutil.rmtree(index)
        tried += 1
    if not as_nobody(lambda: refusal(corpus, start.parent / "new" / "index")):
        raise ValueError("a folder was made where nobody may")
    return tried + 1


def _full(corpus: Path, start: Path, disk: Path) -> int:
    """Make the disk larger until the second generation fits; return how many sizes were tried."""
    index, tried = disk / "index", 0
    shutil.copytree(start, index)
    size = sum(-(-path.stat().st_size // 4096) * 4096 for path in index.rglob("*"))
    while True:
        tried += 1
        size += _STEP
        remount = ["mount", "-o", f"remount,size={size}", str(disk)]
        subprocess.run(remount, check=True, capture_output=True)
        said = refusal(corpus, index)
        _check(index, said, f"a disk of {size} bytes")
        if not said:
            return tried
        if "No space" not in said:
            raise ValueError(said)


def _read_only(corpus: Path, start: Path, disk: Path) -> int:
    """Make the disk read-only: the index on it serves, and no build changes it."""
    index = disk / "other"
    subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
    shutil.copytree(start, index)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    said = refusal(corpus, index)
    if "Read-only" not in said:
        raise ValueError(f"a read-only disk: {said}")
    _check(index, said, "a read-only disk")
    return 1
