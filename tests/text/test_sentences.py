"""Where sentences end, and where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.text.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="甲乙a1.。！？…“”（）《》\"'，：说 \n", max_size=60))
def test_sentences_are_in_order_and_hold_every_character(text: str) -> None:
    spans = split_sentences(text)
    at = 0
    for start, end in spans:
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        assert "\n" not in text[start:end]
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    "expected",
    [
        ["今天有雨。", "明天晴！", "后天呢？", "不知道……", "再说吧"],
        ["增长3.5%，达到12.8亿元。", "占比24%。"],
        ["真的吗？！", "好的。"],
        # Nothing ends within a quotation or bracket.
        ["他说：“风很大。雨也很大。我们走吧。”", "于是大家走了。"],
        ["“机器不会累。人会。”车间主任说。", "大家点头。"],
        ["“走吧！”她说，声音很轻。", "没有人动。"],
        ["“第一句。”", "“第二句。”"],
        ["公司（成立于2001年。已上市）有三千人。", "去年盈利。"],
        ['他说:"我们走吧。天要黑了。"', "她点头。"],
        ["他走了。", '"我也走。"她说。', "然后呢？"],
        # A title or a question in the middle of a clause is part of its sentence.
        ["《为什么？》一书出版了。", "好书。"],
        ["报告回答了“钱从哪来？”这个问题。", "会议结束。"],
        ["他问“真的吗？”", "没有人回答。"],
        # No sentence begins with a comma or a full stop.
        ["他说“好。”。", "再见。"],
        ["“走！”，他喊。", "走了。"],
        ["为什么能上榜（第二名！）？", "因为专注。"],
        # Marks that never close or never opened protect nothing.
        ["没有关的“引号。", "下一句。"],
        ["）多余的括号。", "下一句。"],
    ],
)
def test_sentences_of_a_line(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


def test_a_line_break_ends_a_sentence() -> None:
    assert sentences("标题没有句号\n正文有。\n\n  缩进的。 ") == [
        "标题没有句号",
        "正文有。",
        "缩进的。",
    ]


def test_a_quotation_open_for_too_long_protects_nothing() -> None:
    text = "他说：“" + "很长的一句话。" * 100 + "”"
    assert len(sentences(text)) == 100


def test_english_sentences() -> None:
    text = "The ferry leaves at 7.30 a day. Tickets cost 3.5 euros. It is e.g. cheap."
    assert sentences(text) == [
        "The ferry leaves at 7.30 a day.",
        "Tickets cost 3.5 euros.",
        "It is e.g. cheap.",
    ]


@pytest.mark.parametrize("text", ["", " \n ", "。", "”", '"', "……"])
def test_next_to_nothing(text: str) -> None:
    assert sentences(text) == ([text] if text.strip() else [])
