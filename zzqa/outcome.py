"""What asking passes on between its steps: options, times taken, what was decided."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from zzqa.config import Filters
from zzqa.records import Answer, OtherFigure, Query, Quote, TimeInterval


@dataclass(frozen=True, slots=True)
class Outcome:
    """What answering decided."""

    value: str | None
    confidence: float
    quotes: tuple[Quote, ...]
    reason: str | None
    rejected: str | None
    english: str | None = None
    date: TimeInterval | None = None
    others: tuple[OtherFigure, ...] = ()

    def answer(
        self,
        question: str,
        query: Query,
        timings_ms: dict[str, float],
        index: dict[str, int | str],
        name: str | None,
    ) -> Answer:
        """Return the decision as the answer to a question, which the asker calls ``name``."""
        return Answer(
            question=question,
            lang=query.lang,
            value=self.value,
            answer_type=query.answer_type,
            confidence=self.confidence,
            quotes=self.quotes,
            reason=self.reason,
            rejected=self.rejected,
            timings_ms=timings_ms,
            index=index,
            id=name,
            english=self.english,
            date=self.date,
            others=self.others,
        )


class AskOptions(NamedTuple):
    """The options of a question."""

    top_k: int
    filters: Filters
    min_confidence: float | None


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
