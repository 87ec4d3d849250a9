"""Several figures asked for together: 有多少笔，总金额多少."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zzqa.answer.enumerations import Enumeration
from zzqa.answer.score import Choice
from zzqa.records import Passage, Quantity, Query, Span
from zzqa.search.features import fits_type
from zzqa.text.quantities import question_units

_HOW_MANY = re.compile("多少|几[^\\W\\d]|how (?:many|much)", re.I)
_PIECES = re.compile(r"[，,；;、]|\band\b|和|以及")


def find_figures(query: Query, choices: Sequence[Choice]) -> Iterator[tuple[Choice, Enumeration]]:
    """Yield each choice whose sentence has a figure for each that is asked for, with these."""
    asks = [piece for piece in _PIECES.split(query.clean) if _HOW_MANY.search(piece)]
    if len(asks) < 2:
        return
    for choice in choices:
        passage, sentence = choice.ranked.hit.passage, choice.sentence
        given = [
            q
            for q in passage.mentions.quantities
            if sentence.start <= q.start and q.end <= sentence.end
        ]
        spans = _matched(asks, given, passage)
        if spans:
            yield choice, Enumeration(tuple(spans))


def _matched(asks: Sequence[str], given: Sequence[Quantity], passage: Passage) -> list[Span]:
    """Return a figure for each ask: of its unit, and after the words that it shares with it."""
    spans: list[Span] = []
    for ask in asks:
        units = question_units(ask)
        fitting = [
            q
            for q in given
            if (q.unit in units if units else fits_type("number", q.kind))
            and Span(q.start, q.end) not in spans
        ]
        if not fitting:
            return []
        best = max(fitting, key=lambda q: (_shared(ask, passage.text[: q.start][-12:]), -q.start))
        spans.append(Span(best.start, best.end))
    return sorted(spans)


def _shared(ask: str, before: str) -> int:
    pairs = {ask[i : i + 2] for i in range(len(ask) - 1)}
    return sum(before[i : i + 2] in pairs for i in range(len(before) - 1))
