"""Readers of Chinese quantities: what each match means, or that it means none."""

from __future__ import annotations

import re
from decimal import Decimal

from zzqa.text import quantity_patterns as patterns
from zzqa.text.quantity_numbers import (
    BIG_ALONE,
    MAGNITUDES,
    Reading,
    currency,
    figure,
    hedge_of,
    is_code,
    numeral,
    stands_alone,
)
from zzqa.text.units import UNITS, Unit

_ONE_COUNTS = frozenset("件项家台套辆列艘架座户篇倍亩吨元")
"""一 with any other classifier is an article: 一个, 一批; and 一年 is more often the year."""

_BEFORE_ARTICLE = frozenset("另这那某哪统唯同任首逐单后")
_QUOTES = frozenset("“「《\"'")
_NO_NUMBER = re.compile("[〇零一二两三四五六七八九]{2,}$|[〇零](?!点)|二$")
"""二〇二四年 is a date, 两三家 no figure, 零部件 a word; two counted is 两, 二次 is second."""

_MEETING = re.compile("会议|全会|全体|会|集体|[中]全")
"""二十届三中全会, 十届四次会议: numerals that number, not count."""

_CLOCK = re.compile(r"\d[时点:]$")
_MONTH_NEXT = re.compile(r"\d{1,2}月|[一二三四五六七八九十]{1,2}月|的?历史|规划|计划|行动")


def read_chinese(match: re.Match[str]) -> Reading | None:
    """12420件, 5.6亿元, 三千五百万元: a number with its unit."""
    unit = _unit_of(match)
    value = figure(match["num"]) if match["num"] else _numeral_value(match, unit)
    if value is None:
        return None
    after = match.string[match.end() : match.end() + 6]
    if unit is None:
        return _plain(match, value) if match["num"] else None
    if unit.name == "年" and (_is_year(match) or _MONTH_NEXT.match(after)):
        return None
    if unit.name == "级" and (_is_year(match) or not match["num"]):
        return None  # 2021级 are students of that year, 一级公路 is a kind of road
    if unit.name == "分" and _CLOCK.search(match.string[max(0, match.start() - 2) : match.start()]):
        return None
    value *= MAGNITUDES.get(match["mag"] or match["mag2"] or "", 1)
    if match["sign"]:
        value = -value
    return Reading(value, unit.name, unit.kind, hedge_of(match))


def _unit_of(match: re.Match[str]) -> Unit | None:
    if match["cur"]:
        return currency(match["cur"])
    written = match["unit"]
    if written is None:
        # 亿人民币 is written without 元
        return Unit("元", "money") if match["tail"] else None
    return UNITS[written]


def _numeral_value(match: re.Match[str], unit: Unit | None) -> Decimal | None:
    """Value of a Chinese numeral that counts something, None for an article or an approximation."""
    written = match["cn"]
    if unit is None or _NO_NUMBER.match(written) or unit.name == "届":
        return None
    if BIG_ALONE.match(written):
        if not (match["pre"] or match["mid"] or match["mid2"]):
            return None  # 百家 and 千亩 mean many
        written = "一" + written
    before = match.string[max(0, match.start("cn") - 1) : match.start("cn")]
    after = match.string[match.end("unit") : match.end("unit") + 2]
    if written == "一" and (before in _BEFORE_ARTICLE or unit.name not in _ONE_COUNTS):
        return None
    if unit.name == after[:1] or (unit.name == "次" and _MEETING.match(after)):
        return None  # 一件件; 四次会议
    if before in _QUOTES and unit.name in ("个", "种", "类"):
        return None  # “四个意识”
    return numeral(written)


def _is_year(match: re.Match[str]) -> bool:
    return bool(match["num"]) and match["num"].isdigit() and len(match["num"]) == 4


def _plain(match: re.Match[str], value: Decimal) -> Reading | None:
    """A figure without a unit, where nothing around it makes it part of something else."""
    text, start = match.string, match.start("num")
    last = match.end("mag") if match["mag"] else match.end("num")
    before, after = text[max(0, start - 1) : start], text[last : last + 2]
    if before == ":" and not text[max(0, start - 2) : start - 1].isdecimal():
        before = ""  # 得分：92.37 follows a label, and is no time of day
    if match["range"] or match["mid"] or match["mid2"] or match["post"]:
        return None
    if is_code(match["num"]) or not stands_alone(before, after):
        return None
    value *= MAGNITUDES.get(match["mag"] or "", 1)
    return Reading(-value if match["sign"] else value, "", "plain", hedge_of(match))


def read_fraction(match: re.Match[str]) -> Reading | None:
    """百分之五, 近四成, 一半: a share in per cent."""
    hedge = hedge_of(match)
    if match["most"]:
        return Reading(Decimal(50), "%", "percent", "over")
    if match["even"]:
        return Reading(Decimal(50), "%", "percent", hedge)
    if match["tenths"]:
        tenths = numeral(match["tenths"])
        if tenths is None:
            return None
        return Reading(tenths * 10 + (5 if match["half"] else 0), "%", "percent", hedge)
    if match["whole"]:
        whole, parts = numeral(match["whole"]), numeral(match["parts"])
        if whole is None or parts is None or parts >= whole:
            return None
        return Reading(round(100 * parts / whole, 2), "%", "percent", hedge)
    part = numeral(match["part"])
    if part is None:
        return None
    return Reading(part * 100 / MAGNITUDES[match["base"]], "%", "percent", hedge)


def read_split_seconds(match: re.Match[str]) -> Reading | None:
    """9秒83: the seconds of a result, with what the clock shows behind them."""
    seconds = Decimal(f"{match['s']}.{match['f']}") + 60 * int(match["m"] or 0)
    return Reading(seconds, "秒", "measure")


def read_top(match: re.Match[str]) -> Reading | None:
    """前十名: one of the first ten."""
    value = numeral(match["top"])
    return None if value is None else Reading(value, "位", "rank", "under")


def read_half(match: re.Match[str]) -> Reading | None:
    """半年: half of a unit of time."""
    unit = UNITS[match["unit"]]
    return Reading(Decimal("0.5"), unit.name, unit.kind, hedge_of(match))


def read_rank(match: re.Match[str]) -> Reading | None:
    """第35位, 全省第二, 全省前二."""
    if match["top"]:
        return read_top(match)
    value = numeral(match["n"])
    if value is None:
        return None
    if match["unit"] is None:
        before = match.string[max(0, match.start() - 8) : match.start()]
        if not patterns.RANKED.search(before) or before.endswith("个"):
            return None
    return Reading(value, match["unit"] or "位", "rank")


def read_ordinal(match: re.Match[str]) -> Reading | None:
    """第八批, 首批."""
    if match["first"]:
        return Reading(Decimal(1), match["first"], "ordinal")
    value = numeral(match["n"])
    return None if value is None else Reading(value, match["unit"], "ordinal")
