"""What a value is measured in: its unit, and whether it is a figure per head or per unit."""

from __future__ import annotations

import functools
import re

from zzqa.answer.candidates import Candidate
from zzqa.answer.identity import kind_agreement
from zzqa.records import Name, Passage, Quantity, Query, Span, TimeMention
from zzqa.text.normalise import fold

_PER = re.compile(
    r"每[一-鿿]{0,3}[人户亩天个]|人均|户均|亩均|地均|(?<![\d.])万人"
    r"|\bper (?!the\b|this\b|cent|its\b)|\beach\b",
    re.I,
)
"""A figure per head or unit; 每年 is left out: 年产 and 每年新增 tell the same."""
_CODE = re.compile(r"(?<![A-Za-z\d])[A-Z]{1,6}-?\d{2,6}[A-Za-z]{0,3}(?![A-Za-z\d])")
_NO_MONEY = re.compile(
    r"(?:产能|产量|年产|发电量|用电量|电量|人口|人数|从业人员|员工|面积|长度|里程|速度|时速|功率|容量|库容|重量|高度"
    r"|深度|宽度|数量|件数|家数|年龄|岁数)(?:[是为有达约超大概到了]|共|增|减|下降|提高|上升){0,4}(?:多少|几)"
    r"|(?:多少|几)[^，。？的]{0,4}(?:产能|产量|人口|面积|电|里程)"
    r"|多[大长远高久重深宽快]|\b(?:population|area|length|distance|speed|employees|people|capacity"
    r"|how (?:far|long|high|tall|fast|old|large))\b",
    re.I,
)
"""What no sum of money is an amount of."""
_UNIT_KINDS = (
    {"天", "日", "工作日", "个工作日"},
    {"起", "件", "宗", "例"},
    {"家", "个", "户", "所"},
    {"场", "场次", "次", "届"},
    {"人", "名", "位", "人次"},
    {"项", "个", "件", "款"},
    {"亩", "公顷"},
    {"种", "类", "个"},
    {"个", "只", "台", "套"},
    {"公里", "公里/小时"},
    {"米", "米/秒"},
    {"立方米", "立方米/秒"},
)
"""Classifiers that stand for each other: what a question counts in 起, a text may count in 件."""
RATIOS = frozenset({"倍"})
"""Units of a ratio of two figures: what they are figures of stands before, as often as not."""


def code_agreement(query: Query, text: str) -> float:
    """Return -1 where a model or code that the question names (QY-600) stands not in a text."""
    codes = _codes(query.clean)
    if not codes:
        return 1.0
    folded = fold(text).lower()
    return 1.0 if all(code in folded for code in codes) else -1.0


@functools.lru_cache(maxsize=64)
def _codes(asked: str) -> tuple[str, ...]:
    return tuple(match.group().lower() for match in _CODE.finditer(asked))


def unit_agreement(query: Query, passage: Passage, candidate: Candidate) -> float:
    """Return -1 to 1: whether a value is of the unit, or the kind of thing, that is asked for."""
    quantity = candidate.mention
    if isinstance(quantity, TimeMention):
        return -1.0 if _in_title(passage.text, candidate) else 0.0
    if isinstance(quantity, Name) and quantity.kind == "organisation":
        return kind_agreement(query.clean, quantity.text)
    if not isinstance(quantity, Quantity):
        return 0.0
    if quantity.kind == "money" and query.answer_type == "number" and _NO_MONEY.search(query.clean):
        return -1.0
    if not query.units:
        return 0.0
    if quantity.unit in query.units:
        return 1.0
    related = any(quantity.unit in kind and kind & set(query.units) for kind in _UNIT_KINDS)
    return 0.3 if related else -1.0


def _in_title(text: str, candidate: Candidate) -> bool:
    """Whether a time is part of a title: 《行动方案（2024—2026年）》 tells not when it came out."""
    before = text[: candidate.start]
    return before.rfind("《") > before.rfind("》") and "》" in text[candidate.end :]


def ratio_agreement(query: Query, passage: Passage, clause: Span, candidate: Candidate) -> float:
    """Return -1 where only one of question and clause speaks of a figure per something."""
    if not isinstance(candidate.mention, Quantity) or candidate.mention.unit in RATIOS:
        return 0.0
    asked = bool(_PER.search(query.clean))
    given = bool(_PER.search(passage.text, clause.start, candidate.start))
    if asked and "每" in passage.text[clause.start : candidate.start]:
        return 0.0  # 每千瓦时: whatever unit a price is asked for by
    return 0.0 if given == asked else -1.0
