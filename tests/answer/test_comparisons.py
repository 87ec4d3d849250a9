"""What a comparing question needs: the question for each of its values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.answer.comparisons import find_comparison
from zzqa.answer.series import superlative
from zzqa.errors import QuestionError
from zzqa.records import NameKind, Query
from zzqa.search import analyse
from zzqa.text.bridge import build_bridge

KNOWN: dict[str, NameKind] = {"苏州": "place", "无锡": "place", "常州": "place"}
WORDS = {"博物馆": 3, "苏州": 5, "无锡": 4, "常州": 4, "出口": 2, "水稻": 2, "产量": 2}
BRIDGE = build_bridge(WORDS, KNOWN)


def analysed(question: str) -> Query:
    return analyse(question, BRIDGE, KNOWN, today=date(2024, 9, 1))


@pytest.mark.parametrize(
    ("question", "wanted", "parts"),
    [
        ("2023年末苏州的博物馆比无锡多多少家？", "difference",
         ["2023年末苏州的博物馆有多少家", "2023年末无锡的博物馆有多少家"]),
        ("2023年苏州出口额是否高于进口额？", "yesno",
         ["2023年苏州出口额是多少", "2023年苏州进口额是多少"]),
        ("与2022年相比，2023年苏州出口额增长了多少？", "growth",
         ["2023年苏州出口额是多少", "2022年苏州出口额是多少"]),
        ("2023年苏州出口额比上年增长了多少？", "growth",
         ["2023年苏州出口额是多少", "2022年苏州出口额是多少"]),
        ("苏州比无锡多新建了多少家博物馆？", "difference",
         ["苏州新建有多少家博物馆", "无锡新建有多少家博物馆"]),
        ("6月9日18时比8日12时多关闭了几家博物馆？", "difference",
         ["6月9日18时关闭有多少家博物馆", "6月8日12时关闭有多少家博物馆"]),
        ("B2标的造价比B1标多多少亿元？", "difference",
         ["B2标的造价有多少亿元", "B1标的造价有多少亿元"]),
        ("从2022年5月到8月，苏州的博物馆增加了几家？", "growth",
         ["2022年8月苏州的博物馆有多少家", "2022年5月苏州的博物馆有多少家"]),
        ("2021年到2023年苏州的博物馆增加了几家？", "growth",
         ["2023年苏州的博物馆有多少家", "2021年苏州的博物馆有多少家"]),
        ("苏州和无锡的博物馆数量相差多少？", "difference",
         ["苏州的博物馆数量是多少", "无锡的博物馆数量是多少"]),
        ("苏州、无锡和常州三市中哪个城市的博物馆最少？", "choice",
         ["苏州的博物馆是多少", "无锡的博物馆是多少", "常州的博物馆是多少"]),
        ("2023年水稻产量和玉米产量哪个更高？", "choice",
         ["2023年水稻产量是多少", "2023年玉米产量是多少"]),
        ("How many more museums did Suzhou have than Wuxi in 2023?", "difference",
         ["How many museums did Suzhou have in 2023", "How many museums did Wuxi have in 2023"]),
        ("Was Suzhou's output higher than Wuxi's in 2023?", "yesno",
         ["How many Suzhou's output in 2023", "How many Wuxi's output in 2023"]),
        ("By how much did museums in Suzhou grow from 2022 to 2023?", "growth",
         ["How many museums in Suzhou in 2023", "How many museums in Suzhou in 2022"]),
    ],
)  # fmt: skip
def test_each_value_becomes_a_question(question: str, wanted: str, parts: list[str]) -> None:
    found = find_comparison(analysed(question))
    assert found is not None
    assert (found.wanted, [operand.question for operand in found.operands]) == (wanted, parts)


@pytest.mark.parametrize(
    "question",
    [
        "2023年1月至6月苏州的出口增长了多少？",
        "苏州的博物馆占比是多少？",
        "2023年出口增速是否超过5%？",
        "出口额超过多少？",
        "为什么苏州的博物馆比无锡多？",
        "哪些城市的博物馆比苏州多？",
        "苏州出口同比增长多少？",
        "2023年1至6月苏州出口增长了多少？",
        "谁赢得了比赛？",
        "What is the difference?",
        "Did exports exceed 5 billion yuan more than once?",
        "Which city has museums?",
    ],
)
def test_what_needs_one_value_only_is_no_comparison(question: str) -> None:
    assert find_comparison(analysed(question)) is None


def test_fewer_turns_the_direction() -> None:
    more = find_comparison(analysed("苏州的博物馆比无锡多吗？"))
    less = find_comparison(analysed("苏州的博物馆比无锡少吗？"))
    assert more is not None
    assert less is not None
    assert (more.more, less.more) == (True, False)


def test_a_superlative_asks_for_the_figures() -> None:
    assert superlative(analysed("2023年哪种作物产量最高？")) == ("2023年作物产量是多少", True)
    assert superlative(analysed("2023年哪种作物产量增长最慢？")) == (
        "2023年作物产量增长是百分之多少",
        False,
    )
    assert superlative(analysed("2023年产量是多少？")) is None


@given(
    st.text(
        "苏州无锡比和与从到2023年5月多少高于哪个更最增长了？，abc than more",
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=100)
def test_no_question_breaks_the_reading(question: str) -> None:
    try:
        query = analysed(question)
    except QuestionError:
        return
    found = find_comparison(query)
    if found is not None:
        assert len(found.operands) >= 2
        assert all(operand.label and operand.question for operand in found.operands)
