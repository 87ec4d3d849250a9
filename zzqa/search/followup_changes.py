"""What both languages need to change a question in places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zzqa.records import TimeMention


class Change(NamedTuple):
    """Put ``text`` in the place of ``[start, end)`` of a question."""

    start: int
    end: int
    text: str


def apply(question: str, changes: Iterable[Change]) -> str:
    """Return the question with the changes made; of two at one place the first comes first."""
    ordered = sorted(enumerate(changes), key=lambda pair: (pair[1].start, pair[0]), reverse=True)
    for _, (start, end, text) in ordered:
        question = question[:start] + text + question[end:]
    return question


def without(text: str, spans: Iterable[tuple[int, int]], filler: str = " ") -> str:
    """Return ``text`` with the spans blanked out: of the same length, so that spans stay right."""
    for start, end in spans:
        text = text[:start] + filler * (end - start) + text[end:]
    return text


def single(times: Sequence[TimeMention]) -> TimeMention | None:
    """Return the only time there is."""
    return times[0] if len(times) == 1 else None
