"""What answering decided, with its quotes: a value, a list, a sum, or an abstention."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zzqa.answer.alternatives import date_of
from zzqa.answer.arithmetic import exact
from zzqa.answer.compare import Missing, Sum
from zzqa.answer.lists import Listed
from zzqa.answer.operands import Value
from zzqa.answer.score import Choice
from zzqa.records import (
    AnswerType,
    Computed,
    ComputedOperand,
    ListItem,
    OtherFigure,
    Passage,
    Quote,
    Span,
    TimeInterval,
)

Locate = Callable[[Passage, Span], tuple[str, Span]]
"""Gives what the source prints for a span of a passage, and its place in the raw text."""
Prove = Callable[[Choice], Quote]
"""Gives the sentence of a choice as a quote, with the choice's place in it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What answering decided; the fields are those of an Answer."""

    value: str | None
    confidence: float
    quotes: tuple[Quote, ...]
    reason: str | None
    rejected: str | None
    english: str | None = None
    date: TimeInterval | None = None
    others: tuple[OtherFigure, ...] = ()
    answer_type: AnswerType | None = None
    """Where it is another than the question's."""
    items: tuple[ListItem, ...] = ()
    open_list: bool = False
    computed: Computed | None = None
    judged_by: tuple[Mapping[str, float], ...] = ()
    """The features that the confidence was judged by, of each value where there are several."""


def sum_outcome(total: Sum, prove: Prove) -> Outcome:
    """Return a computed answer with the quotes of its values, the stated result's first."""
    quotes, operands = _proven(total.values, prove, total.stated)
    stated = total.stated.candidate.text if total.stated else None
    shown = bool(operands) and (total.stated is None or total.agrees is not None)
    computed = Computed(
        operation=total.operation,
        operands=operands,
        value=total.result,
        unit=total.unit,
        text=total.text,
        expression=total.expression,
        approximate=total.approximate,
        stated=stated,
        agrees=total.agrees,
    )
    return Outcome(
        value=total.answer,
        confidence=total.confidence,
        quotes=quotes,
        reason=None,
        rejected=None,
        english=total.english,
        answer_type=total.answer_type,
        computed=computed if shown else None,
        judged_by=total.judged_by,
    )


def missing_outcome(missing: Missing, prove: Prove) -> Outcome:
    """Return an abstention that shows the value which was found."""
    quotes, operands = _proven(missing.found, prove)
    computed = Computed(
        operation=missing.operation,
        operands=operands,
        value=None,
        unit=operands[0].unit if operands else "",
        text="",
        expression="",
    )
    return Outcome(
        value=None,
        confidence=0.0,
        quotes=quotes,
        reason=missing.reason,
        rejected=None,
        computed=computed if operands else None,
        judged_by=tuple(value.features for value in missing.found),
    )


def list_outcome(listed: Listed, quote: Quote, locate: Locate) -> Outcome:
    """Return a list with its items; ``quote`` holds all of them."""
    passage = listed.choice.ranked.hit.passage
    items = []
    for text, span in zip(listed.texts(), listed.items):
        raw, place = locate(passage, span)
        inside = Span(span.start - listed.sentence.start, span.end - listed.sentence.start)
        items.append(ListItem(text, inside, raw, place.start, place.end, listed.kind))
    return Outcome(
        value=listed.value(),
        confidence=listed.confidence,
        quotes=(quote,),
        reason=None,
        rejected=None,
        items=tuple(items),
        open_list=listed.is_open,
        judged_by=(listed.features,),
    )


def _proven(
    values: Sequence[Value], prove: Prove, first: Choice | None = None
) -> tuple[tuple[Quote, ...], tuple[ComputedOperand, ...]]:
    """Return the quotes of the values, each sentence once, and the values with their places."""
    quotes: list[Quote] = [prove(first)] if first else []
    operands = []
    for value in values:
        quote = prove(value.choice)
        at = next((n for n, q in enumerate(quotes) if _same_place(q, quote)), len(quotes))
        if at == len(quotes):
            quotes.append(quote)
        operands.append(
            ComputedOperand(
                label=value.operand.label,
                text=value.quantity.text,
                value=exact(value.quantity),
                unit=value.quantity.unit,
                passage=at + 1,
                span=quote.answer or Span(0, 0),
                date=date_of(value.choice),
                confidence=value.confidence,
            )
        )
    return tuple(quotes), tuple(operands)


def _same_place(one: Quote, other: Quote) -> bool:
    return (one.document, one.start, one.end) == (other.document, other.start, other.end)
