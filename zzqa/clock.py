"""How long the parts of a question take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Measures the parts of a question in milliseconds; a part measured twice is their sum."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Measure what is done within the ``with`` as a part of that name."""
        started = time.perf_counter()
        yield
        before = self.milliseconds.get(part, 0.0)
        self.milliseconds[part] = round(before + (time.perf_counter() - started) * 1000, 2)
