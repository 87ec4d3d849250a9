"""Ranks: among what, whose, and which place in a contest; parts told after the whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_conflicts import passage, query

from zzqa.answer.candidates import Candidate, sentence_of
from zzqa.answer.clauses import split_clauses
from zzqa.answer.places import place_of_value
from zzqa.answer.qualifiers import qualifier_agreement
from zzqa.answer.ranks import placing_agreement, scope_agreement
from zzqa.records import Quantity
from zzqa.search.passage_view import PassageView
from zzqa.search.query import analyse
from zzqa.text.bridge_table import BridgeTable


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("苏州博物馆数量全国排第几？", "数量稳居全省", -1),
        ("苏州博物馆数量全省排第几？", "数量稳居全省", 0),
        ("苏州博物馆数量在江苏省排第几？", "数量居全国", -1),
        ("苏州博物馆数量在江苏省排第几？", "数量居全省", 0),
        ("蘇州博物館數量全國排第幾？", "数量稳居全省", -1),
        ("苏州博物馆数量排第几？", "数量稳居全省", 0),
        ("苏州博物馆数量全国排第几？", "博物馆数量排名", 0),
        ("Where does Suzhou rank in the country?", "数量居全省", -1),
        ("Where does Suzhou rank in the province?", "数量居全省", 0),
    ],
)
def test_a_rank_is_one_among_those_asked(question: str, clause: str, expected: float) -> None:
    assert scope_agreement(question, clause) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("女子铅球冠军的成绩是多少米？", "李四以18.2米获得第五名。", -1),
        ("女子铅球冠军的成绩是多少米？", "李四以20.1米夺冠。", 0),
        ("女子铅球亚军的成绩是多少米？", "李四以20.1米夺得金牌。", -1),
        ("李四推出了多少米？", "李四以18.2米获得第五名。", 0),
        ("女子铅球冠军的成绩是多少米？", "李四推出18.2米。", 0),
        ("单项冠军企业有多少家？", "全市有9家，总数居全省第二。", 0),
        ("Who won the shot put?", "李四以18.2米获得第五名。", -1),
    ],
)
def test_the_place_asked_for_is_the_one_told(question: str, sentence: str, expected: float) -> None:
    text = passage(sentence)
    ranks = tuple(q for q in text.mentions.quantities if q.kind == "rank")
    assert placing_agreement(query(question), sentence, ranks) == expected


@pytest.mark.parametrize(("asked", "expected"), [("无锡", 1), ("常州", -1)])
def test_what_stands_right_after_a_rank_is_what_has_it(asked: str, expected: float) -> None:
    text = passage("苏州馆藏比排名第三的常州、排名第六的无锡都多。")
    figure = text.mentions.quantities[1]
    assert figure.text == "第六"
    candidate = Candidate(figure.start, figure.end, figure.text, figure)
    sentence = sentence_of(text, figure.start, figure.end)
    fit = place_of_value(
        query(f"{asked}馆藏排第几？"), PassageView.of(text), sentence, sentence, candidate
    )
    assert fit == expected


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        ("国家级博物馆有多少家？", "104家", -1),
        ("国家级博物馆有多少家？", "6家", 1),
        ("博物馆有多少家？", "104家", 0),
        ("省级以上博物馆有多少家？", "30家", 1),
        ("省级以上博物馆有多少家？", "24家", -1),
        ("省级博物馆有多少家？", "24家", 1),
        ("How many museums at provincial level or above?", "30家", 1),
        ("How many museums at provincial level or above?", "24家", -1),
    ],
)
def test_a_part_told_after_the_whole_is_not_the_whole(
    question: str, value: str, expected: float
) -> None:
    text = (
        "共有博物馆104家，其中国家级博物馆6家。"
        if value in ("104家", "6家")
        else "有省级以上博物馆30家，其中省级博物馆24家。"
    )
    whole = passage(text)
    clauses = split_clauses(whole, whole.sentences[0])
    at = text.index("6家" if value == "6家" else value)
    own = next(i for i, c in enumerate(clauses) if c.start <= at < c.end)
    assert qualifier_agreement(question, text, clauses, own, "") == expected


def test_a_share_spoken_of_is_not_what_is_counted() -> None:
    bridge = BridgeTable([], {}, {}, {})
    assert analyse("市场占有率前十的企业有多少家？", bridge).answer_type == "number"
    assert analyse("财政支出占地区生产总值多少？", bridge).answer_type == "percent"


def test_one_rank_is_not_weighed_as_a_place_in_a_contest() -> None:
    asked = replace(query("冠军排第几？"), answer_type="rank")
    rank = Quantity(0, 2, "第五", 5.0, "位", "rank")
    assert placing_agreement(asked, "第五", (rank,)) == 0
