"""Numbers with their units in Chinese, English and mixed text.

The same function reads documents and questions. Values are in ones of the unit: 5.6亿元 is 5.6e8 元,
近四成 is 40 %, 第35位 is 35 位. The value of a range is its first number; its span is the whole.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from zzqa.records import Hedge, Quantity, QuantityKind
from zzqa.text import quantity_patterns as patterns
from zzqa.text.compact import compact
from zzqa.text.normalise import HAN, fold
from zzqa.text.quantity_questions import question_units
from zzqa.text.quantity_words import format_english
from zzqa.text.units import UNITS, Unit, in_base

__all__ = ["find_quantities", "format_english", "question_units", "same_value"]

_TOLERANCE = 0.005
"""Two values are the same within half a per cent: 5154.45万元 is told as 5154万元 and 5150万元."""

_MAGNITUDES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "hundred": 100, "thousand": 1000,
    "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
_CURRENCIES = {"人民币": "元", "¥": "元", "￥": "元", "rmb": "元", "cny": "元", "yuan": "元",
               "us$": "美元", "usd": "美元", "$": "美元", "€": "欧元", "£": "英镑"}  # fmt: skip
_ORDINAL_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
                  "ninth", "tenth")  # fmt: skip
_LONG_UNITS = {"per cent": "%", "percentage point": "%", "kilowatt hour": "千瓦时",
               "kilowatt-hour": "千瓦时", "working day": "个工作日", "us dollar": "美元"}  # fmt: skip

_UNDER = re.compile(rf"(?:{patterns.UNDER}|under|less than|fewer than|below|up to|at most|no more than)$")
_OVER = re.compile(
    rf"(?:{patterns.OVER.replace('(?=[百千万])', '')}|over|more than|above|exceeding|in excess of"
    r"|at least|no (?:less|fewer) than)$"
)
_HEDGES_BEHIND: dict[str, Hedge] = {
    "以上": "over", "之多": "over", "以下": "under", "以内": "under", "之内": "under",
    "左右": "about", "上下": "about", "or more": "over", "or above": "over", "or less": "under",
    "or fewer": "under",
}  # fmt: skip

_NUMERAL_OF_ONE_COUNTS = frozenset("件项家台套辆列艘架座户只头篇倍亩吨元公里米岁")
"""一 with any other classifier is an article: 一个, 一批, 一名, 一年 (the year, not a length of one)."""

_BIG_ALONE = re.compile("[百千万亿]")
_DIGITS_ONLY = re.compile("[〇零一二两三四五六七八九]{2,}$")
_MONTH_NEXT = re.compile(r"\d{1,2}月|[一二三四五六七八九十]{1,2}月|的?历史|规划|计划|行动")
_LETTER = re.compile(f"[A-Za-z0-9{HAN}]")
_LONGEST_PLAIN = 9
"""Figures of ten digits and more without a unit are telephone numbers and codes."""


class _Reading(NamedTuple):
    value: Decimal
    unit: str
    kind: QuantityKind
    hedge: Hedge = ""


_Reader = Callable[[re.Match[str]], _Reading | None]


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
        if idiom < len(idioms) and match["cn" if "cn" in match.re.groupindex else 0] and (
            idioms[idiom][0] < match.end() and reader is _read_chinese and match["cn"]
        ):
            continue
        reading = reader(match)
        if reading is None:
            continue
        end = match.end()
        start, stop = packed.span(match.start(), end)
        found.append(Quantity(start, stop, text[start:stop], float(reading.value), *reading[1:]))
    return tuple(found)


def same_value(a: Quantity, b: Quantity) -> bool:
    """Return whether two quantities state the same: equal within 0.5 %, in units that fit.

    Units fit when they convert into each other (米, 公里; 人, 名), or when one of two counts has none.
    Ranks and ordinals must be equal exactly, and a rank is never the same as a count.
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
    folded = fold(text)
    kept = (o if o == "，" or (o.isascii() and o.isalpha()) else f for o, f in zip(text, folded))
    return "".join(kept)


def _candidates(text: str) -> list[tuple[re.Match[str], _Reader]]:
    """All matches of all patterns, by start, the longest first, then in the families' order."""
    found = [
        (match.start(), -match.end(), order, match, reader)
        for order, (pattern, reader) in enumerate(_FAMILIES)
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda item: item[:3])
    return [(match, reader) for *_, match, reader in found]


def _read_chinese(match: re.Match[str]) -> _Reading | None:
    unit = _unit_of(match)
    value = _figure(match["num"]) if match["num"] else _numeral_value(match, unit)
    if value is None:
        return None
    after = match.string[match.end() : match.end() + 6]
    if unit is None:
        return _plain(match, value) if match["num"] else None
    if unit.name == "年" and (_is_year(match) or _MONTH_NEXT.match(after)):
        return None
    value *= _MAGNITUDES.get(match["mag"] or match["mag2"] or "", 1)
    if match["sign"]:
        value = -value
    return _Reading(value, unit.name, unit.kind, _hedge(match))


def _unit_of(match: re.Match[str]) -> Unit | None:
    if match["cur"]:
        return Unit(_CURRENCIES[match["cur"].strip().lower()], "money")
    written = match["unit"]
    if written is None:
        # 亿人民币 is written without 元
        return Unit("元", "money") if match["tail"] else None
    return UNITS[written]


def _numeral_value(match: re.Match[str], unit: Unit | None) -> Decimal | None:
    """Value of a Chinese numeral that counts something, None for an article or an approximation."""
    written = match["cn"]
    if unit is None or _DIGITS_ONLY.match(written):
        return None  # 二〇二四年 is a date, 两三家 no figure
    if _BIG_ALONE.match(written):
        if not (match["pre"] or match["mid"] or match["mid2"]):
            return None  # 百家 and 千亩 mean many
        written = "一" + written
    before, after = match.string[: match.start("cn")][-1:], match.string[match.end("unit") :][:1]
    if written == "一":
        article = before in tuple("另这那某哪统唯同任首逐单") or unit.name[:1] not in _NUMERAL_OF_ONE_COUNTS
        if article:
            return None
    if unit.name == after or (before in tuple("“「《\"'") and unit.name in ("个", "种", "类")):
        return None  # 一件件; “四个意识”
    return numeral(written)


def _is_year(match: re.Match[str]) -> bool:
    return bool(match["num"]) and match["num"].isdigit() and len(match["num"]) == 4  # noqa: PLR2004


def _plain(match: re.Match[str], value: Decimal) -> _Reading | None:
    """A figure without a unit, where nothing around it makes it part of something else."""
    text, start, end = match.string, match.start("num"), match.end()
    digits = match["num"]
    last = match.end("mag") if match["mag"] else match.end("num")
    before, after = text[max(0, start - 1) : start], text[last : last + 2]
    if match["range"] or match["mid"] or match["mid2"] or match["post"]:
        return None
    if before in tuple("第-—–/*×+=<>~:〔[_#@") or (before and before.isascii() and before.isalpha()):
        return None
    if after[:1] in tuple("-—–/*×+=<>~:〕]_") or (after and _LETTER.match(after)):
        return None
    if end < last or _is_code(digits):
        return None
    value *= _MAGNITUDES.get(match["mag"] or "", 1)
    return _Reading(-value if match["sign"] else value, "", "plain", _hedge(match))


def _is_code(digits: str) -> bool:
    """Whether a bare figure is a year, a number with leading zeros or a long code."""
    if not digits.isdigit():
        return False
    year = len(digits) == 4 and digits[:2] in ("19", "20")  # noqa: PLR2004
    return year or len(digits) > _LONGEST_PLAIN or (len(digits) > 1 and digits[0] == "0")


def _hedge(match: re.Match[str]) -> Hedge:
    groups = match.groupdict()
    before = (groups.get("pre") or "").lower()
    if before:
        if _UNDER.match(before):
            return "under"
        return "over" if _OVER.match(before) else "about"
    behind = _HEDGES_BEHIND.get((groups.get("post") or "").strip(), "")
    if behind:
        return behind
    return "over" if any(groups.get(k) in ("余", "多") for k in ("mid", "mid2", "more")) else ""


def _read_fraction(match: re.Match[str]) -> _Reading | None:
    hedge = _hedge(match)
    if match["most"]:
        return _Reading(Decimal(50), "%", "percent", "over")
    if match["even"]:
        return _Reading(Decimal(50), "%", "percent", hedge)
    if match["tenths"]:
        tenths = numeral(match["tenths"])
        if tenths is None:
            return None
        return _Reading(tenths * 10 + (5 if match["half"] else 0), "%", "percent", hedge)
    part = numeral(match["part"])
    if part is None:
        return None
    return _Reading(part * 100 / _MAGNITUDES[match["base"]], "%", "percent", hedge)


def _read_half(match: re.Match[str]) -> _Reading | None:
    unit = UNITS[match["unit"]]
    return _Reading(Decimal("0.5"), unit.name, unit.kind, _hedge(match))


def _read_rank(match: re.Match[str]) -> _Reading | None:
    value = numeral(match["n"] or match["top"])
    if value is None:
        return None
    if match["top"]:
        return _Reading(value, "位", "rank", "under")
    if match["unit"] is None:
        before = match.string[max(0, match.start() - 8) : match.start()]
        if not patterns.RANKED.search(before) or before.endswith("个"):
            return None
    return _Reading(value, match["unit"] or "位", "rank")


def _read_ordinal(match: re.Match[str]) -> _Reading | None:
    if match["first"]:
        return _Reading(Decimal(1), match["first"], "ordinal")
    value = numeral(match["n"])
    return None if value is None else _Reading(value, match["unit"], "ordinal")


def _read_english(match: re.Match[str]) -> _Reading | None:
    value = _figure(match["num"])
    if value is None:
        return None
    unit = _english_unit(match)
    if unit is None and not match["mag"]:
        return _plain_english(match, value)
    value *= _MAGNITUDES.get((match["mag"] or "").lower(), 1)
    name, kind = unit or Unit("", "plain")
    return _Reading(value, name, kind, _hedge(match))


def _english_unit(match: re.Match[str]) -> Unit | None:
    if match["cur"]:
        return Unit(_CURRENCIES[match["cur"].lower()], "money")
    written = (match["unit"] or "").lower()
    if not written:
        return None
    for spelling, name in _LONG_UNITS.items():
        if written.removesuffix("s") == spelling:
            return UNITS[name]
    unit = UNITS[written]
    squared = {"square ": "平方", "cubic ": "立方"}.get((match["area"] or "").lower(), "")
    return UNITS.get(squared + unit.name, unit)


def _plain_english(match: re.Match[str], value: Decimal) -> _Reading | None:
    after = match.string[match.end() : match.end() + 1]
    before = match.string[max(0, match.start("num") - 1) : match.start("num")]
    if match["num2"] or _is_code(match["num"]) or (after and _LETTER.match(after)):
        return None
    if after in tuple("-—–/*×+=<>~:%〕]_") or before in tuple("第-—–/*×+=<>~:〔[_#@"):
        return None
    return _Reading(value, "", "plain", _hedge(match))


def _read_rank_en(match: re.Match[str]) -> _Reading | None:
    written = match["n"] or match["no"] or match["place"]
    return _Reading(_ordinal_value(written), "位", "rank")


def _read_ordinal_en(match: re.Match[str]) -> _Reading | None:
    return _Reading(Decimal(match["n"]), "", "ordinal")


def _ordinal_value(written: str) -> Decimal:
    if written in _ORDINAL_WORDS:
        return Decimal(1 + _ORDINAL_WORDS.index(written))
    return Decimal(written.rstrip("stndrh"))


def _figure(written: str) -> Decimal | None:
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation:
        return None


@functools.lru_cache(maxsize=4096)
def numeral(written: str) -> Decimal | None:
    """Return the value of a number in figures or Chinese numerals, None where it is neither."""
    if written.isascii():
        return _figure(written)
    import cn2an

    if _BIG_ALONE.match(written):
        written = "一" + written
    try:
        return Decimal(str(cn2an.cn2an(written.replace("〇", "零"), "smart")))
    except (ValueError, KeyError, IndexError, TypeError, InvalidOperation):
        return None


_FAMILIES: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (patterns.RANK, _read_rank),
    (patterns.ORDINAL, _read_ordinal),
    (patterns.FRACTION, _read_fraction),
    (patterns.HALF, _read_half),
    (patterns.CHINESE, _read_chinese),
    (patterns.RANK_EN, _read_rank_en),
    (patterns.ENGLISH, _read_english),
    (patterns.ORDINAL_EN, _read_ordinal_en),
)
