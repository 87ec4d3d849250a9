"""How an answer was put together, as a person reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from fake_engine import FakeEngine

from zzqa.cli.render import answer_lines
from zzqa.records import Computed, ComputedOperand, Context, ListItem, Span, TimeInterval

ANSWER = FakeEngine().ask("株洲有效发明专利量")
JUNE = TimeInterval(date(2024, 6, 30), date(2024, 6, 30))


def operand(label: str, value: int) -> ComputedOperand:
    return ComputedOperand(label, f"{value}件", Decimal(value), "件", 1, Span(0, 2), JUNE, 0.9)


SUM = Computed(
    operation="difference",
    operands=(operand("甲", 30), operand("乙", 20)),
    value=Decimal(10),
    unit="件",
    text="10件",
    expression="30件 − 20件 = 10件",
)


def text_of(answer) -> str:
    return "\n".join(line.text for line in answer_lines(answer))


def test_a_sum_is_shown_with_the_quote_of_each_value():
    text = text_of(replace(ANSWER, computed=SUM))
    assert "30件 − 20件 = 10件" in text
    assert "甲: 30件  (2024-06-30, [1])" in text


def test_a_check_that_differs_and_a_hedged_value_say_so():
    assert "check: 30件" in text_of(replace(ANSWER, computed=replace(SUM, agrees=True)))
    assert "which differs" in text_of(replace(ANSWER, computed=replace(SUM, agrees=False)))
    assert "hedged" in text_of(replace(ANSWER, computed=replace(SUM, approximate=True)))


def test_items_stand_one_a_line_and_an_open_list_says_so():
    items = tuple(ListItem(t, Span(0, 1), t, 0, 1, "place") for t in ("甲", "乙"))
    text = text_of(replace(ANSWER, items=items, open_list=True))
    assert "1. 甲  (place)" in text
    assert "2. 乙" in text
    assert "there are more" in text


def test_an_abstention_shows_no_sum():
    withheld = replace(ANSWER, value=None, reason="found 甲: 30件", computed=SUM)
    assert "−" not in text_of(withheld)


def test_context_stands_around_the_quote():
    first, *rest = ANSWER.quotes
    around = replace(
        first, before=Context("前。", "前。", 0, 2), after=Context("后。", "后。", 90, 92)
    )
    text = text_of(replace(ANSWER, quotes=(around, *rest)))
    assert text.index("前。") < text.index(first.clean) < text.index("后。")
