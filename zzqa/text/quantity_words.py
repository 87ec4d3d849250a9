"""Quantities as English says them."""

from __future__ import annotations

import re
from decimal import Decimal

from zzqa.records import Quantity

_MONEY = {"元": "yuan", "美元": "US dollars", "欧元": "euros", "港元": "Hong Kong dollars",
          "日元": "Japanese yen", "英镑": "pounds"}  # fmt: skip
_MEASURES = {
    "平方公里": "square kilometres", "平方米": "square metres", "公里": "kilometres",
    "米": "metres", "公顷": "hectares", "亩": "mu", "吨": "tonnes", "千瓦时": "kWh", "千瓦": "kW",
    "兆瓦": "MW", "千伏": "kV", "℃": "°C", "年": "years", "个月": "months", "周": "weeks",
    "天": "days", "个工作日": "working days", "小时": "hours", "分钟": "minutes", "纳米": "nm",
}  # fmt: skip
_SYMBOLS = frozenset(("kWh", "kW", "MW", "kV", "°C", "nm", "mu"))
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_RANGE = re.compile(r"\d[^\d.,]*[-~至到—–～][^\d]*\d")
_NEARLY = re.compile("近|nearly|almost|close to")
_AT_LEAST = re.compile("不少于|不低于|至少|最少|起码|at least|no less|no fewer")
_LAST_DIGITS = {1: "st", 2: "nd", 3: "rd"}


def format_english(quantity: Quantity) -> str | None:
    """Return ``quantity`` in English (over 560 million yuan), None where that is not safe.

    Ranges, ordinals and units without a settled English word are not translated; a count is given
    as its number alone, for its classifier has no English.
    """
    if _RANGE.search(quantity.text):
        return None
    if quantity.kind == "rank":
        return _rank(quantity)
    body = _body(quantity)
    if body is None:
        return None
    return f"{_hedge(quantity)} {body}".strip()


def _rank(quantity: Quantity) -> str | None:
    if quantity.value != int(quantity.value):
        return None
    number = int(quantity.value)
    return f"top {number}" if quantity.hedge == "under" else f"{number}{_suffix(number)}"


def _suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return _LAST_DIGITS.get(number % 10, "th")


def _body(quantity: Quantity) -> str | None:
    kind, unit = quantity.kind, quantity.unit
    if kind == "money":
        return f"{_scaled(quantity.value)} {_MONEY[unit]}" if unit in _MONEY else None
    if kind == "percent":
        point = "百分点" in quantity.text or "point" in quantity.text
        return f"{_grouped(quantity.value)}{' percentage points' if point else '%'}"
    if kind == "measure":
        return _measure(quantity)
    if kind == "count" or (kind == "plain" and not unit):
        return _grouped(quantity.value)
    return f"{_grouped(quantity.value)} times" if unit == "倍" else None


def _measure(quantity: Quantity) -> str | None:
    word = _MEASURES.get(quantity.unit)
    if word is None:
        return None
    if quantity.value == 1 and word not in _SYMBOLS:
        word = word.removesuffix("s")
    return f"{_scaled(quantity.value)} {word}"


def _scaled(value: float) -> str:
    """12 345 as 12,345, and from a million on with its scale: 560 million."""
    exact = Decimal(str(value))
    for scale, word in _SCALES:
        if abs(exact) >= scale:
            return f"{_grouped(float(exact / scale))} {word}"
    return _grouped(value)


def _grouped(value: float) -> str:
    exact = Decimal(str(value))
    if exact == exact.to_integral_value():
        return f"{int(exact):,}"
    return f"{exact:,f}"


def _hedge(quantity: Quantity) -> str:
    if quantity.hedge == "over":
        return "at least" if _AT_LEAST.search(quantity.text) else "over"
    if quantity.hedge == "under":
        return "less than"
    if quantity.hedge == "about":
        return "nearly" if _NEARLY.search(quantity.text) else "about"
    return ""
