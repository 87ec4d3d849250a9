"""How an answer was put together: the items of a list, the sum of a computed one."""

from __future__ import annotations

from collections.abc import Iterator

from zzqa.cli.labels import EN, Labels
from zzqa.cli.screen import Line
from zzqa.records import Answer, Computed, Context
from zzqa.serialise import interval_to_text

_FEW = 1
"""Items up to which a list says no more than the answer line does."""


def working_lines(answer: Answer, labels: Labels = EN) -> Iterator[Line]:
    """Yield the items of a list one a line, and the sum with each value's quote and date.

    Of an abstention nothing: its reason says which value was found.
    """
    if answer.value is None:
        return
    if len(answer.items) > _FEW:
        for number, item in enumerate(answer.items, start=1):
            kind = f"  ({item.kind})" if item.kind else ""
            yield Line([(f"{number}. ", "faint"), (item.text, ""), (kind, "faint")], 2)
        if answer.open_list:
            yield Line([(labels.more_items, "faint")], 2)
    if answer.computed is not None:
        yield from _sum_lines(answer.computed, labels)


def _sum_lines(computed: Computed, labels: Labels) -> Iterator[Line]:
    if computed.expression:
        about = labels.about if computed.approximate else ""
        checked = {True: labels.check, False: labels.differs, None: ""}[computed.agrees]
        yield Line([(checked, "faint"), (computed.expression, ""), (about, "faint")], 2)
    for operand in computed.operands:
        when = interval_to_text(operand.date)
        told = f"  ({when + ', ' if when else ''}[{operand.passage}])"
        yield Line([(f"{operand.label}: {operand.text}", ""), (told, "faint")], 2)


def context_line(piece: Context | None, indent: int) -> Iterator[Line]:
    """Yield the sentences beside a quote, fainter than it."""
    if piece is not None:
        yield Line([(piece.clean, "faint")], indent)
