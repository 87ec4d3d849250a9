"""A process of its own for pdfium, which a hostile or damaged file can make hang or crash.

Two lines in a file are enough to have pdfium draw a form within itself 2^40 times, and nothing can
stop it from within. The process is started for the first PDF and kept for the next ones; it ends
with its parent, and is ended when a page takes too long.
"""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass

from zzqa.errors import ReadError
from zzqa.ingest.pdf.pages import Page, opened, read_page

_PAGE_SECONDS = 20.0
"""For one page, or to open a file; the densest pages take 0.1."""
_MAX_MEMORY = 4 * 1024**3
"""Bytes of address space: a large scan takes a tenth of it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a PDF says of itself."""

    pages: int
    title: str
    created: str


class ProcessError(Exception):
    """The process crashed, or had to be ended because a page took too long."""


def read_from(content: bytes, first: int) -> Generator[Opened | Page, None, None]:
    """Yield what a PDF says of itself, then its pages from ``first`` on, counted from 0.

    Raises ReadError when it cannot be opened, ProcessError when it, or the page whose turn it is,
    made the process fail. One file is read at a time, and its pages are to be taken to the end.
    """
    process = _process()
    try:
        process.send((content, first))
        left = 1
        while left:
            reply = process.receive()
            if isinstance(reply, str):
                raise ReadError(reply)
            left += max(reply.pages - first, 0) if isinstance(reply, Opened) else 0
            left -= 1
            yield reply
    except ReadError:
        raise
    except BaseException:
        # Also when the caller stops taking pages: what is in the pipe belongs to nobody.
        end_process()
        raise


class _Process:
    """The running process and the pipes to it."""

    def __init__(self) -> None:
        code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
        self.owner = os.getpid()
        self.popen = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.replies: queue.SimpleQueue[Opened | Page | str | None] = queue.SimpleQueue()
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        """Take replies as they come: waiting for a pipe has no time limit on all systems."""
        assert self.popen.stdout
        try:
            while True:
                self.replies.put(pickle.load(self.popen.stdout))  # noqa: S301
        except Exception:  # What a crash cuts off in the middle can fail in any way.
            self.replies.put(None)

    def send(self, request: tuple[bytes, int]) -> None:
        assert self.popen.stdin
        try:
            pickle.dump(request, self.popen.stdin)
            self.popen.stdin.flush()
        except (OSError, ValueError) as error:
            raise ProcessError from error

    def receive(self) -> Opened | Page | str:
        try:
            reply = self.replies.get(timeout=_PAGE_SECONDS)
        except queue.Empty as error:
            raise ProcessError from error
        if reply is None:
            raise ProcessError
        return reply

    def end(self) -> None:
        self.popen.kill()
        self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout):
            if pipe:
                pipe.close()


_running: list[_Process] = []
"""The process of this one, if there is any yet."""


def _process() -> _Process:
    """Return the process, a new one where there is none that belongs to this one and still runs."""
    if _running and _running[0].owner != os.getpid():
        _running.clear()
    if _running and _running[0].popen.poll() is not None:
        end_process()
    if not _running:
        _running.append(_Process())
    return _running[0]


@atexit.register
def end_process() -> None:
    """End the process, if it runs; the next PDF starts a new one."""
    while _running:
        process = _running.pop()
        if process.owner == os.getpid():
            process.end()


def serve() -> None:
    """Read PDFs for the parent process until it closes the pipe: the main function of ours."""
    _limit_memory()
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not end up among the replies.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            content, first = pickle.load(requests)  # noqa: S301
        except EOFError:
            return
        for reply in _replies(content, first):
            pickle.dump(reply, replies)
            replies.flush()


def _replies(content: bytes, first: int) -> Iterator[Opened | Page | str]:
    try:
        with opened(content) as document:
            pages = len(document)
            yield Opened(
                pages,
                document.get_metadata_value("Title"),
                document.get_metadata_value("CreationDate"),
            )
            for index in range(first, pages):
                yield read_page(document, index)
    except ReadError as error:
        yield str(error)


def _limit_memory() -> None:
    """Keep a file that grows without end from taking the machine with it, where that is known."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    # Where the limit is lower already, or the system knows none, it stays as it is.
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, hard))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
