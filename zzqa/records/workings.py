"""The records that say how an answer was put together: items, sums, and what stands around."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zzqa.records.mentions import Span, TimeInterval

Operation = Literal["difference", "growth", "comparison", "maximum", "minimum"]


@dataclass(frozen=True, slots=True)
class Context:
    """Sentences around a quote: ``text == raw[start:end]``; ``clean`` is the same, for reading."""

    text: str
    clean: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list: ``span`` lies in ``clean`` of the answer's first quote.

    ``quote`` is what the source prints, ``quote == raw[start:end]``. ``kind`` is the type of the
    item where it was recognised as a place, an organisation, a person or a quantity.
    """

    text: str
    span: Span
    quote: str
    start: int
    end: int
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ComputedOperand:
    """A value that a sum was made with, and its place: the ``passage`` th quote, from 1.

    ``value`` is exact, in ones of ``unit``; ``span`` lies in ``clean`` of that quote.
    """

    label: str
    text: str
    value: Decimal
    unit: str
    passage: int
    span: Span
    date: TimeInterval | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Computed:
    """How an answer was computed from the values of several places.

    ``expression`` shows the sum; ``value`` is the result in ones of ``unit`` (for a comparison the
    difference of the first two), ``text`` as a person writes it. ``stated`` is the result as a
    text gives it itself, where one does, and ``agrees`` whether the sum comes to the same.
    ``value`` is None where a value was missing, and ``approximate`` tells that one was hedged.
    """

    operation: Operation
    operands: tuple[ComputedOperand, ...]
    value: Decimal | None
    unit: str
    text: str
    expression: str
    approximate: bool = False
    stated: str | None = None
    agrees: bool | None = None
