"""What a pattern may open with spares time and changes nothing that is found."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE, ENGLISH

from zzqa.text import (
    date_english,
    date_english_words,
    date_patterns,
    quantity_patterns,
    sentences,
    tokens,
)
from zzqa.text.opening import opening

WORDS = """
0 1 2 3 5 12 15 19 20 21 30 1998 2024 ， 。 、 ； （ ） “ ” 「 」 ' " ! ? … . , : % - — ~
/ ¥ $ £ 年 月 日 号 天 周 时 一 二 三 五 九 十 十四 百 千 万 亿 零 〇 两 半 几 多 近 约
超过 不足 低于 至 到 大概 接近 高于 突破 起码 上 下 本 这 这些 去 去年 今 今年 明 前年
大前年 后年 当年 同年 该年 那一年 次年 翌年 元 季度 半年 第 前 头 全年 底 末 初 春 夏 秋
冬 季 以来 以前 之前 起 来 期间 同期 世纪 年代 目前 现 有 当前 至今 迄今 时至今日 如今
眼下 最近 日前 不久前 连日来 近日 过去 以往 个 月份 星期 的 成 百分之 过半 一半 亿元 公里
名 位 强 国 业 人民币 零下 负 规划 届 批 公元 〔 〕 点 in of the may march june jan. q1 h2
first half year last this next between and fy 20s 1990s th 21st century nearly over more
than about million km MW rank no. C12AI tft-lcd 's to
"""
PIECES = [*WORDS.split(), " ", "\n"]
MODULES = (
    date_english,
    date_english_words,
    date_patterns,
    quantity_patterns,
    sentences,
    tokens,
)


def headed(module: ModuleType) -> dict[str, re.Pattern[str]]:
    """The module's patterns that say what they open with."""
    return {
        f"{module.__name__}.{name}": value
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) and value.pattern.startswith("(?=[")
    }


PATTERNS = {name: value for module in MODULES for name, value in headed(module).items()}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_nothing_is_missed(text: str) -> None:
    for name, pattern in PATTERNS.items():
        assert spans(pattern, text) == spans(BARE[name], text), name


def test_nothing_is_missed_in_prose() -> None:
    text = "\n".join((*CHINESE, *ENGLISH)).lower()
    found = {name: spans(pattern, text) for name, pattern in PATTERNS.items()}
    assert found == {name: spans(bare, text) for name, bare in BARE.items()}
    assert sum(map(bool, found.values())) >= 7


def spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def bare(pattern: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(re.sub(r"^\(\?=\[(?:\\.|[^]\\])*\]\)", "", pattern.pattern), pattern.flags)


BARE = {name: bare(pattern) for name, pattern in PATTERNS.items()}


def test_all_are_looked_at() -> None:
    assert len(PATTERNS) >= 18
    assert not any(pattern.pattern.startswith("(?=[") for pattern in BARE.values())


@pytest.mark.parametrize("text", ["ab", "xab", "ba", "cab"])
def test_every_alternative_is_headed(text: str) -> None:
    assert re.findall(opening("a", "ab|b"), text) == re.findall("ab", text)
