"""Readers of English quantities: what each match means, or that it means none."""

from __future__ import annotations

import re
from decimal import Decimal

from zzqa.text.quantity_numbers import (
    MAGNITUDES,
    Reading,
    currency,
    figure,
    hedge_of,
    is_code,
    stands_alone,
)
from zzqa.text.units import UNITS, Unit

_ORDINAL_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
                  "ninth", "tenth")  # fmt: skip
_LONG_UNITS = {"per cent": "%", "percentage point": "%", "kilowatt hour": "千瓦时",
               "kilowatt-hour": "千瓦时", "working day": "个工作日",
               "us dollar": "美元"}  # fmt: skip


def read_english(match: re.Match[str]) -> Reading | None:
    """12,420; 560 million yuan; 32.24 percent."""
    value = figure(match["num"])
    if value is None:
        return None
    unit = _english_unit(match)
    if unit is None and not match["mag"]:
        return _plain_english(match, value)
    value *= MAGNITUDES.get((match["mag"] or "").lower(), 1)
    name, kind = unit or Unit("", "plain")
    return Reading(value, name, kind, hedge_of(match))


def _english_unit(match: re.Match[str]) -> Unit | None:
    if match["cur"]:
        return currency(match["cur"])
    written = (match["unit"] or "").lower()
    if not written:
        return None
    for spelling, name in _LONG_UNITS.items():
        if written.removesuffix("s") == spelling:
            return UNITS[name]
    unit = UNITS.get(match["unit"]) or UNITS[written]
    squared = {"square ": "平方", "cubic ": "立方"}.get((match["area"] or "").lower(), "")
    return UNITS.get(squared + unit.name, unit)


def _plain_english(match: re.Match[str], value: Decimal) -> Reading | None:
    after = match.string[match.end() : match.end() + 1]
    before = match.string[max(0, match.start("num") - 1) : match.start("num")]
    if match["num2"] or is_code(match["num"]) or not stands_alone(before, after):
        return None
    return Reading(value, "", "plain", hedge_of(match))


def read_rank_en(match: re.Match[str]) -> Reading | None:
    """Ranked 35th, No. 1, second in the province."""
    written = match["n"] or match["no"] or match["place"]
    return Reading(_ordinal_value(written), "位", "rank")


def read_ordinal_en(match: re.Match[str]) -> Reading | None:
    """8th."""
    return Reading(Decimal(match["n"]), "", "ordinal")


def _ordinal_value(written: str) -> Decimal:
    if written in _ORDINAL_WORDS:
        return Decimal(1 + _ORDINAL_WORDS.index(written))
    return Decimal(written.rstrip("stndrh"))
