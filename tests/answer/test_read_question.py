"""What a question puts its question word in the place of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.answer.reading.asked import (
    KINDS,
    QUESTION_NAMES,
    asked_by,
    head_kind,
    question_values,
)


@pytest.mark.parametrize(
    ("question", "kind", "word", "head", "of"),
    [
        ("谁主导了蒙古帝国的扩张？", "who", "谁", "", ""),
        ("印度哪个机构为学校提供指导？", "which", "哪个", "机构", "body"),
        ("量子力学是在哪个世纪提出的？", "when", "哪个世纪", "", ""),
        ("这座桥的名称是什么？", "what", "什么", "名称", "name"),
        ("威尼斯爆发了多少次瘟疫？", "how many", "多少", "瘟疫", ""),
        ("为什么波兰人队降级？", "why", "为什么", "", ""),
        ("元皇后祖籍何处？", "where", "何处", "", ""),
        ("各政权如何抵抗文化帝国主义？", "how", "如何", "", ""),
        ("介绍株洲", "other", "", "", ""),
    ],
)
def test_anatomy(question: str, kind: str, word: str, head: str, of: str) -> None:
    asked = asked_by(question, ordered=True)
    assert (asked.kind, asked.head, asked.head_kind) == (kind, head, of)
    assert (asked.text[asked.start : asked.end] if asked.start >= 0 else "") == word
    assert asked.past >= asked.end


def test_english_has_a_kind_and_no_order() -> None:
    asked = asked_by("Which company won the prize?", ordered=False)
    assert (asked.kind, asked.start, asked.head) == ("which", -1, "")


def test_the_kind_of_a_noun() -> None:
    assert [head_kind(noun) for noun in ("音乐学院", "城市", "出版年", "苹果", "")] == [
        "body", "place", "time", "", "",
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.booleans())
def test_any_question_has_values_between_0_and_1(question: str, ordered: bool) -> None:
    asked = asked_by(question, ordered=ordered)
    values = question_values(asked, english=not ordered)
    assert values.shape == (len(QUESTION_NAMES),)
    assert values.min() >= 0 and values.max() <= 1
    assert values[: len(KINDS)].sum() == 1
    assert -1 <= asked.start <= asked.end <= asked.past <= len(asked.text)
