"""Numbers with their units in Chinese, English and mixed text.

The same function reads documents and questions. Values are in ones of the unit: 5.6亿元 is
5.6e8 元, 近四成 40 %, 第35位 35 位. The value of a range is its first number, its span is
the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from zzqa.records import Quantity
from zzqa.text import quantity_chinese as chinese
from zzqa.text import quantity_english as english
from zzqa.text import quantity_patterns as patterns
from zzqa.text.compact import compact
from zzqa.text.normalise import fold
from zzqa.text.quantity_numbers import Reading
from zzqa.text.quantity_questions import question_units
from zzqa.text.quantity_words import format_english
from zzqa.text.units import in_base

__all__ = ["find_quantities", "format_english", "question_units", "same_value"]

_TOLERANCE = 0.005
"""Two values are the same within half a per cent: 5154.45万元 is told as 5154万元 and 5150万元."""

_TO = ("至", "到", "-", "—", "——", "–", "~", "～")
_KEPT = re.compile("[A-Z，]")

_Reader = Callable[[re.Match[str]], Reading | None]

_FAMILIES: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (patterns.RANK, chinese.read_rank),
    (patterns.TOP, chinese.read_top),
    (patterns.ORDINAL, chinese.read_ordinal),
    (patterns.FRACTION, chinese.read_fraction),
    (patterns.HALF, chinese.read_half),
    (patterns.SPLIT_SECONDS, chinese.read_split_seconds),
    (patterns.CHINESE, chinese.read_chinese),
    (patterns.RANK_EN, english.read_rank_en),
    (patterns.ENGLISH, english.read_english),
    (patterns.ORDINAL_EN, english.read_ordinal_en),
)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of ``text``, left to right, none overlapping, longest first.

    A span holds hedges (近, 余, 以上, over), currency and unit. Dates, codes (C12AI), telephone and
    document numbers and set phrases are left. Never raises for any text.
    """
    packed = compact(_normalised(text))
    idioms = [match.span() for match in patterns.IDIOM.finditer(packed.text)]
    found: list[Quantity] = []
    end = idiom = 0
    for match, reader in _candidates(packed.text):
        if match.start() < end:
            continue
        while idiom < len(idioms) and idioms[idiom][1] <= match.start():
            idiom += 1
        inside = idiom < len(idioms) and idioms[idiom][0] < match.end()
        if inside and match.groupdict().get("cn"):
            continue
        reading = reader(match)
        if reading is None:
            continue
        end = match.end()
        start, stop = packed.span(match.start(), end)
        quantity = Quantity(start, stop, text[start:stop], float(reading.value), *reading[1:])
        if found and _is_range(text, found[-1], quantity):
            low = found.pop()
            whole = text[low.start : stop]
            quantity = replace(low, end=stop, text=whole, hedge="")
        found.append(quantity)
    return tuple(found)


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    """Whether two quantities that follow each other are the ends of one: 五千元以上二万元以下."""
    if low.unit != high.unit or low.kind != high.kind or low.value >= high.value:
        return False
    between = text[low.end : high.start].strip()
    if low.text.endswith("以上") and high.text.endswith("以下"):
        return between in ("", "、", "，")
    if low.hedge or high.hedge or not low.unit or between not in _TO:
        return False
    return text[low.start - 1 : low.start] not in ("从", "由", "自")  # 从3家到5家 tells a change


def same_value(a: Quantity, b: Quantity) -> bool:
    """Return whether two quantities state the same: equal within 0.5 %, in units that fit.

    Units fit when they convert into each other (米, 公里; 人, 名), or when one of two counts has
    none. Ranks and ordinals must be equal exactly, and a rank is never the same as a count.
    """
    exact = ("rank", "ordinal")
    if a.kind in exact or b.kind in exact:
        return a.kind == b.kind and a.value == b.value
    dimension, value = in_base(a.value, a.unit)
    other_dimension, other = in_base(b.value, b.unit)
    if dimension != other_dimension:
        bare = {a.kind, b.kind} <= {"plain", "count"} and "" in (a.unit, b.unit)
        if not bare:
            return False
        value, other = a.value, b.value
    return abs(value - other) <= _TOLERANCE * max(abs(value), abs(other))


def _normalised(text: str) -> str:
    """Folded text that keeps the case of units (MW, mW) and the full-width comma.

    A full-width comma never groups digits: 增长12，345家企业 gives two numbers.
    """
    characters = list(fold(text))
    for match in _KEPT.finditer(text):
        characters[match.start()] = match.group()
    return "".join(characters)


def _candidates(text: str) -> list[tuple[re.Match[str], _Reader]]:
    """All matches of all patterns, by start, the longest first, then in the families' order."""
    found = [
        (match.start(), -match.end(), order, match, reader)
        for order, (pattern, reader) in enumerate(_FAMILIES)
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda item: item[:3])
    return [(match, reader) for *_, match, reader in found]
