"""Other figures for the same thing: of another date, or of another source for the same date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from zzqa.answer.clauses import split_clauses
from zzqa.answer.score import Choice
from zzqa.answer.times import governing_time
from zzqa.records import Quantity, Query, TimeInterval
from zzqa.text.quantities import same_value

MOST = 3
"""Alternatives that are shown: a person compares no more at a glance."""
_COVERAGE, _FOCUS = 0.15, 0.25
"""So much less of the question's words, in the clause and right before the value, an alternative
may have: it is another figure of the same indicator, and no neighbour."""
_NEWER = 20
"""Days from which on a figure is newer, and not of the same news."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value with its date; ``why`` says whether the date or the source differs."""

    choice: Choice
    date: TimeInterval | None
    why: Literal["other date", "other figure"]


def newest_first(query: Query, choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices with the newest of equals first, where no time is asked about.

    Of two figures for the same thing, the later is how it is now.
    """
    choices = _utmost_first(query, choices)
    if query.interval is not None or query.wants_target or not choices:
        return list(choices)
    best = choices[0]
    same = [choice for choice in choices[1:] if _same_thing(best, choice)]
    newer = [choice for choice in same if _is_newer(choice, best)]
    if not newer:
        return list(choices)
    first = max(newer, key=lambda choice: (_day(choice), choice.score))
    return [first, *(choice for choice in choices if choice is not first)]


_MOST_ASKED = re.compile(r"最多|最高|最大|上限|\b(?:at most|up to|maximum|highest|largest)\b", re.I)
_LEAST_ASKED = re.compile(
    r"最少|最低|最小|下限|至少|\b(?:at least|minimum|lowest|smallest)\b", re.I
)
_STEP = "、"
"""What stands between the figures of a scale: 给予5万元、3万元、1万元不等的奖励."""


def _utmost_first(query: Query, choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices, the greatest or least of a scale first where that is asked for."""
    more = _MOST_ASKED.search(query.clean)
    if not choices or not (more or _LEAST_ASKED.search(query.clean)):
        return list(choices)
    scale = _scale(choices[0])
    if len(scale) < 2:
        return list(choices)
    utmost = max(scale, key=lambda q: q.value if more else -q.value)
    same = (c for c in choices if c.ranked is choices[0].ranked and c.candidate.mention == utmost)
    first = next(same, choices[0])
    return [first, *(choice for choice in choices if choice is not first)]


def _scale(choice: Choice) -> list[Quantity]:
    """Return the figures that stand in a row with a choice, nothing but pause marks between."""
    own, passage = choice.candidate.mention, choice.ranked.hit.passage
    if not isinstance(own, Quantity):
        return []
    row: list[Quantity] = []
    for quantity in passage.mentions.quantities:
        if quantity.unit != own.unit:
            continue
        if row and passage.text[row[-1].end : quantity.start] != _STEP:
            if own in row:
                break
            row = []
        row.append(quantity)
    return row if own in row else []


def find_alternatives(query: Query, best: Choice, others: Sequence[Choice]) -> list[Alternative]:
    """Return the other figures for what ``best`` is the figure of, one a value, newest first.

    Where a time is asked about, only those of that time: two sources that differ.
    """
    if not isinstance(best.candidate.mention, Quantity):
        return []
    found: list[Alternative] = []
    told = [best.candidate.mention]
    for choice in others:
        quantity = choice.candidate.mention
        if not isinstance(quantity, Quantity) or not _same_thing(best, choice):
            continue
        if any(same_value(quantity, known) for known in told):
            continue
        if query.interval is not None and choice.evidence.time < best.evidence.time - 0.1:
            continue
        told.append(quantity)
        apart = _day(choice) != _day(best)
        found.append(
            Alternative(choice, date_of(choice), "other date" if apart else "other figure")
        )
    return sorted(found, key=lambda other: -_day(other.choice))[:MOST]


def date_of(choice: Choice) -> TimeInterval | None:
    """Return the time that a choice's value is of: what governs it, else the paper's own date."""
    passage, candidate = choice.ranked.hit.passage, choice.candidate
    clauses = split_clauses(passage, choice.sentence)
    own = next((c for c in clauses if c.start <= candidate.start < c.end), choice.sentence)
    time = governing_time(passage, choice.sentence, own, candidate)
    return time.interval if time else passage.date


def _same_thing(best: Choice, other: Choice) -> bool:
    one, two = best.evidence, other.evidence
    a, b = best.candidate.mention, other.candidate.mention
    if not isinstance(a, Quantity) or not isinstance(b, Quantity) or a.unit != b.unit:
        return False
    beside = other.ranked is best.ranked
    if same_value(a, b) or (beside and (other.sentence == best.sentence or two.told < one.told)):
        return False  # of two sentences of one passage the words of the question tell which
    return (
        two.coverage >= one.coverage - _COVERAGE
        and two.focus >= one.focus - _FOCUS
        and two.place >= one.place - 0.3
        and two.target >= one.target
        and two.ratio >= one.ratio
        and two.subject >= one.subject
        and two.qualifier >= one.qualifier
    )


def _is_newer(one: Choice, other: Choice) -> bool:
    return _day(one) - _day(other) >= _NEWER


def _day(choice: Choice) -> int:
    date = date_of(choice)
    return date.end.toordinal() if date else 0
