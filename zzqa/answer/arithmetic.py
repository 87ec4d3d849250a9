"""Exact sums over quantities as texts write them: 118.7亿元 − 92.2亿元 = 26.5亿元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from zzqa.records import Lang, Quantity
from zzqa.text.units import in_base

_DIGITS = 15
"""Digits that a double holds exactly: what is written with fewer comes back as it was written."""
_SCALES = {"万亿": 12, "亿": 8, "千万": 7, "百万": 6, "万": 4, "千": 3, "百": 2}
_SCALE = re.compile(r"\d\s*(?:[多余])?\s*(万亿|亿|千万|百万|万|千|百)")
_PLACES = Decimal("0.01")
"""Growth in per cent is rounded as such figures are printed: to two places."""
_POINTS = {"zh": "个百分点", "en": " percentage points"}


def exact(quantity: Quantity) -> Decimal:
    """Return the value of a quantity in ones of its unit, without the noise of binary fractions."""
    return Decimal(f"{quantity.value:.{_DIGITS}g}")


def comparable(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities can be subtracted: one unit, or units that convert into each other."""
    if first.kind == "ordinal" or second.kind == "ordinal":
        return False
    if first.unit == second.unit:
        return (first.kind == "rank") == (second.kind == "rank")
    if first.kind == "count" or second.kind == "count" or "rank" in (first.kind, second.kind):
        return False
    return in_base(1.0, first.unit)[0] == in_base(1.0, second.unit)[0]


def in_unit_of(quantity: Quantity, other: Quantity) -> Decimal:
    """Return the value of ``quantity`` in the unit of ``other``, with which it is comparable."""
    if quantity.unit == other.unit:
        return exact(quantity)
    factors = [
        Decimal(f"{in_base(1.0, unit)[1]:.{_DIGITS}g}") for unit in (quantity.unit, other.unit)
    ]
    return exact(quantity) * factors[0] / factors[1]


def growth(later: Decimal, earlier: Decimal) -> Decimal | None:
    """Return the growth in per cent: (later − earlier) / earlier x 100; None from nothing."""
    if earlier == 0:
        return None
    share = (later - earlier) / abs(earlier) * 100
    return share.quantize(_PLACES, rounding=ROUND_HALF_EVEN)


def scale_of(quantities: Sequence[Quantity]) -> str:
    """Return the word for a power of ten that all the quantities are written with, or none."""
    words = []
    for quantity in quantities:
        found = _SCALE.search(quantity.text)
        words.append(found[1] if found and quantity.kind != "percent" else "")
    return words[0] if len(set(words)) == 1 else ""


def plain(value: Decimal) -> str:
    """Return a number without exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Decimal, unit: str, scale: str = "") -> str:
    """Return a value with its unit, written in the scale given: 2650000000, 元, 亿 is 26.5亿元."""
    return f"{plain(value.scaleb(-_SCALES.get(scale, 0)))}{scale}{unit}"


def difference_unit(quantity: Quantity, lang: Lang) -> str:
    """Return the unit of a difference: two percentages differ in percentage points."""
    return _POINTS[lang] if quantity.kind == "percent" else quantity.unit


def is_approximate(quantities: Sequence[Quantity]) -> bool:
    """Whether a sum over the quantities is no better than about right."""
    return any(quantity.hedge for quantity in quantities)
