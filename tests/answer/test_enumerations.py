"""Where an enumeration begins and ends, and what its items are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.answer.enumerations import (
    Enumeration,
    find_enumerations,
    number_of,
)
from zzqa.answer.numbered import find_numbered
from zzqa.records import Passage
from zzqa.text.analysis import find_mentions
from zzqa.text.sentences import split_sentences


def passage(text: str) -> Passage:
    return Passage(
        id="p", document="d", source="s", start=0, end=len(text), text=text,
        sentences=tuple(split_sentences(text)), mentions=find_mentions(text, None),
    )  # fmt: skip


def items(text: str, found: Enumeration) -> list[str]:
    return [text[start:end] for start, end in found.items]


@pytest.mark.parametrize(
    ("text", "expected", "is_open"),
    [
        ("园区重点发展生物医药、智能制造和现代物流。", ["生物医药", "智能制造", "现代物流"], False),
        ("奖项分为三类：金奖、银奖、铜奖。", ["金奖", "银奖", "铜奖"], False),
        ("学校开设了书法、国画、剪纸等课程。", ["书法", "国画", "剪纸"], True),
        ("学校开设了书法、国画、剪纸等三门课程。", ["书法", "国画", "剪纸"], False),
        ("学校开设了书法、国画、剪纸等12门课程。", ["书法", "国画", "剪纸"], True),
        ("获得“先进单位”“文明窗口”“工人先锋号”称号。",
         ["先进单位", "文明窗口", "工人先锋号"], False),
        ("活动由教育部、文化和旅游部、体育总局共同主办。",
         ["教育部", "文化和旅游部", "体育总局"], False),
        ("给予一等奖5万元、二等奖3万元、三等奖1万元。",
         ["一等奖5万元", "二等奖3万元", "三等奖1万元"], False),
        ("坚持“安全、便捷、绿色”的理念。", ["安全", "便捷", "绿色"], False),
        ("即资金来自企业，人才来自企业，专利来自企业。",
         ["资金来自企业", "人才来自企业", "专利来自企业"], False),
    ],
)  # fmt: skip
def test_items_stand_without_what_leads_to_them_and_what_follows(
    text: str, expected: list[str], is_open: bool
) -> None:
    one = passage(text)
    found = find_enumerations(one, one.sentences[0])
    assert (expected, is_open) in [(items(text, each), each.is_open) for each in found]


def test_one_list_ends_where_the_text_says_and_so_on_and_another_begins() -> None:
    text = "昨日，江大、海大、河大等高校的教授走进东方机床、西岭轴承等企业进行检修及培训。"
    one = passage(text)
    found = [(items(text, each), each.is_open) for each in find_enumerations(one, one.sentences[0])]
    assert (["江大", "海大", "河大"], True) in found
    assert (["东方机床", "西岭轴承"], True) in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("要做三件事。一是修路。二是架桥；三是通电。", ["修路", "架桥", "通电"]),
        ("（一）加强领导。（二）落实资金。", ["加强领导", "落实资金"]),
        ("步骤：1.填表。2.缴费。3.领证。", ["填表", "缴费", "领证"]),
        ("①备案；②公示；③发证。", ["备案", "公示", "发证"]),
    ],
)
def test_numbered_items_may_run_over_sentences(text: str, expected: list[str]) -> None:
    assert expected in [items(text, found) for found in find_numbered(passage(text))]


def test_one_number_is_no_list() -> None:
    assert find_numbered(passage("一是修路。其余再议。")) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("三", 3), ("十", 10), ("十二", 12), ("二十一", 21), ("7", 7), ("两", 2), ("几", None),
     ("", None)],
)  # fmt: skip
def test_small_numbers(text: str, number: int | None) -> None:
    assert number_of(text) == number


@given(st.text("甲乙丙丁、和等“”（）《》，。；：一二是分别为的共3", max_size=40))
@settings(max_examples=100)
def test_every_item_lies_in_the_text_in_order(text: str) -> None:
    one = passage(text)
    enumerations = [e for s in one.sentences for e in find_enumerations(one, s)]
    for found in (*enumerations, *find_numbered(one)):
        for start, end in found.items:
            assert 0 <= start <= end <= len(text)
        starts = [start for start, _ in found.items]
        assert starts == sorted(starts)
