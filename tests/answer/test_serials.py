"""One of several of a kind is no other one."""

from __future__ import annotations

import pytest

from zzqa.answer.serials import serial_agreement
from zzqa.records import Span


@pytest.mark.parametrize(
    ("question", "text", "headings", "expected"),
    [
        ("标段二的金额是多少？", "标段一90万元", "", -1.0),
        ("标段二的金额是多少？", "标段二90万元", "", 1.0),
        ("二标段的金额是多少？", "第2标段90万元", "", 1.0),
        ("2号线全长多少公里？", "1号线全长30公里", "", -1.0),
        ("2号线全长多少公里？", "1号线、2号线全长各30公里", "", 1.0),
        ("海州市第二中学有多少学生？", "在校学生1200人", "海州市第五中学简介", -1.0),
        ("海州市第二中学有多少学生？", "在校学生1200人", "海州市教育简介", 0.0),
        ("第三季度产量是多少？", "第一季度产量3吨", "", 0.0),
        ("How much is lot 2?", "标段一90万元", "", -1.0),
        ("金额是多少？", "标段一90万元", "", 0.0),
    ],
)
def test_numbers_of_things_of_a_kind(
    question: str, text: str, headings: str, expected: float
) -> None:
    assert serial_agreement(question, text, [Span(0, len(text))], headings) == expected


def test_the_nearest_piece_that_names_one_tells() -> None:
    text = "标段一由甲公司承建；标段二由乙公司承建，造价30万元"
    clause, before = Span(19, len(text)), Span(0, 19)
    assert serial_agreement("标段二造价多少？", text, [clause, Span(10, 19), before], "") == 1.0
    assert serial_agreement("标段一造价多少？", text, [clause, Span(10, 19), before], "") == -1.0
