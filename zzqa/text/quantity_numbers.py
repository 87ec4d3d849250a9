"""What the readers of quantities share: numbers, magnitudes, currencies and hedges."""

from __future__ import annotations

import functools
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from zzqa.records import Hedge, QuantityKind
from zzqa.text import quantity_patterns as patterns
from zzqa.text.normalise import HAN
from zzqa.text.units import Unit

MAGNITUDES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "个亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "hundred": 100, "thousand": 1000,
    "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
_CURRENCIES = {"人民币": "元", "¥": "元", "￥": "元", "rmb": "元", "cny": "元", "yuan": "元",
               "us$": "美元", "usd": "美元", "$": "美元", "€": "欧元", "£": "英镑"}  # fmt: skip

_UNDER = re.compile(
    rf"(?:{patterns.UNDER}|under|less than|fewer than|below|up to|at most|no more than)$"
)
_OVER = re.compile(
    rf"(?:{patterns.OVER.replace('(?=[百千万])', '')}|over|more than|above|exceeding|in excess of"
    r"|at least|no (?:less|fewer) than)$"
)
_HEDGES_BEHIND: dict[str, Hedge] = {
    "以上": "over", "之多": "over", "多": "over", "以下": "under", "以内": "under", "之内": "under",
    "左右": "about", "上下": "about", "or more": "over", "or above": "over", "or less": "under",
    "or fewer": "under",
}  # fmt: skip

BIG_ALONE = re.compile("[百千万亿]")
_JOINERS = frozenset("第-—–/*×+=<>~:%〔〕[]【】_#@")
_LETTER = re.compile(f"[A-Za-z0-9{HAN}]")
_LONGEST_PLAIN = 9
"""Figures of ten digits and more without a unit are telephone numbers and codes."""


class Reading(NamedTuple):
    """What a match says: its value in ones of ``unit``, and the rest of a :class:`Quantity`."""

    value: Decimal
    unit: str
    kind: QuantityKind
    hedge: Hedge = ""


def hedge_of(match: re.Match[str]) -> Hedge:
    """Return the hedge that the groups before, inside and behind the number tell."""
    groups = match.groupdict()
    before = (groups.get("pre") or "").lower()
    if before:
        if _UNDER.match(before):
            return "under"
        return "over" if _OVER.match(before) else "about"
    behind = _HEDGES_BEHIND.get((groups.get("post") or "").strip(), "")
    if behind:
        return behind
    inside = {groups.get(k) for k in ("mid", "mid2", "more")}
    return "over" if inside & {"余", "多"} else "about" if "来" in inside else ""


def stands_alone(before: str, after: str) -> bool:
    """Whether a bare figure is no part of a word, a formula, a code or a range.

    ``before`` and ``after`` are the characters next to it, empty at the ends of the text.
    """
    if before and (before in _JOINERS or (before.isascii() and before.isalpha())):
        return False
    return not after or not (after[0] in _JOINERS or _LETTER.match(after))


def is_code(digits: str) -> bool:
    """Whether a bare figure is a year, a number with leading zeros or a long code."""
    if not digits.isdigit():
        return False
    year = len(digits) == 4 and digits[:2] in ("19", "20")
    return year or len(digits) > _LONGEST_PLAIN or (len(digits) > 1 and digits[0] == "0")


def figure(written: str) -> Decimal | None:
    """Return the value of figures with or without grouping commas, None for codes like 007."""
    if written[0] == "0" and written[1:2].isdigit():
        return None
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation:
        return None


@functools.lru_cache(maxsize=4096)
def numeral(written: str) -> Decimal | None:
    """Return the value of a number in figures or Chinese numerals, None where it is neither."""
    if written.isascii():
        return figure(written)
    import cn2an

    if BIG_ALONE.match(written):
        written = "一" + written
    try:
        return Decimal(str(cn2an.cn2an(written.replace("〇", "零"), "smart")))
    except (ValueError, KeyError, IndexError, TypeError, InvalidOperation):
        return None


def currency(written: str) -> Unit:
    """Return the unit of a currency sign or code."""
    return Unit(_CURRENCIES[written.strip().lower()], "money")
