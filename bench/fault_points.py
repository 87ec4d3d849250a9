"""Calls that fail: of all calls of the operating system that write, the n-th raises an error.

A build writes vectors beside all else, in a thread of their own: the calls of the main thread and
those of others are counted apart, as only within a thread their order is always the same.
"""

from __future__ import annotations

import contextlib
import io
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from zzqa.index.store import SyncedFile

CALLS = ("open", "write", "fsync", "ftruncate", "mkdir", "unlink", "rmdir", "rename", "replace")
"""Of ``os``; with them go the opening of a file for writing, and each write to it."""


@dataclass
class Failpoint:
    """Counts the calls that write; the one numbered ``at`` (from 1) raises ``error``."""

    at: int
    error: int
    aside: bool = False
    """Whether the calls of other threads than the main one are counted, and no others."""
    calls: list[str] = field(default_factory=list)

    @property
    def failed(self) -> str | None:
        """The call that failed, None when there were not as many."""
        return self.calls[self.at - 1] if len(self.calls) >= self.at else None

    def count(self, name: str) -> None:
        """Count a call; raise when it is the one to fail."""
        if (threading.current_thread() is threading.main_thread()) == self.aside:
            return
        self.calls.append(name)
        if len(self.calls) == self.at:
            raise OSError(self.error, os.strerror(self.error))

    def counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a call that is counted first."""

        def counting(*arguments: Any, **named: Any) -> Any:
            self.count(name)
            return call(*arguments, **named)

        return counting


@contextlib.contextmanager
def failing(at: int, error: int, *, aside: bool = False) -> Iterator[Failpoint]:
    """Make the call numbered ``at`` fail with ``error``, of those that write."""
    point = Failpoint(at, error, aside)
    real = io.open

    def opening(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        if set(mode) & set("wxa+"):
            point.count("open a file")
        return real(file, mode, *arguments, **named)

    with contextlib.ExitStack() as stack:
        for name in CALLS:
            stack.enter_context(mock.patch.object(os, name, point.counted(name, getattr(os, name))))
        stack.enter_context(mock.patch.object(io, "open", opening))
        write = point.counted("write a file", SyncedFile.write)
        stack.enter_context(mock.patch.object(SyncedFile, "write", write))
        yield point
