"""What tells a figure from its neighbours: what it is said of, a share of what, whose office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from zzqa.answer.alternatives import newest_first
from zzqa.answer.asked import asked_weights, core_weights, measured, unknown_share
from zzqa.answer.candidates import Candidate, sentence_of
from zzqa.answer.clauses import Evidence, weigh
from zzqa.answer.offices import office_agreement
from zzqa.answer.score import Choice
from zzqa.answer.wholes import whole_agreement
from zzqa.records import AnswerType, Hit, Name, Passage, Query, TimeInterval
from zzqa.search import Ranked
from zzqa.search.agreement import asked_places, speaks_of
from zzqa.search.features import UNKNOWN_WEIGHT, PassageView
from zzqa.text.analysis import find_mentions
from zzqa.text.sentences import split_sentences
from zzqa.text.tokens import content_terms

PUBLISHED = TimeInterval(date(2024, 8, 8), date(2024, 8, 8))


def passage(text: str, home: str = "") -> Passage:
    return Passage(
        id="p", document="d", source="s", start=0, end=len(text), text=text, date=PUBLISHED,
        sentences=tuple(split_sentences(text)), mentions=find_mentions(text, PUBLISHED), home=home,
    )  # fmt: skip


def query(text: str, kind: AnswerType = "number") -> Query:
    mentions = find_mentions(text, None)
    terms = [token.term for token in content_terms(text)]
    return Query(
        text=text, lang="zh", clean=text, weights=dict.fromkeys(terms, 1.0), answer_type=kind,
        interval=None, times=mentions.times, quantities=mentions.quantities,
        names=mentions.names, concepts=tuple((term,) for term in dict.fromkeys(terms)),
    )  # fmt: skip


def evidence(asked: Query, text: str, value: str, home: str = "") -> Evidence:
    whole = passage(text, home)
    found = next(q for q in whole.mentions.quantities if q.text == value)
    candidate = Candidate(found.start, found.end, found.text, found)
    return weigh(asked, PassageView.of(whole), candidate, [2.0] * len(asked.concepts))


def choice(text: str, value: str) -> Choice:
    whole = passage(text)
    view, asked = PassageView.of(whole), query("奖励")
    found = next(q for q in whole.mentions.quantities if q.text == value)
    candidate = Candidate(found.start, found.end, value, found)
    return Choice(
        ranked=_ranked(view),
        candidate=candidate,
        sentence=sentence_of(whole, found.start, found.end),
        evidence=weigh(asked, view, candidate, [2.0] * len(asked.concepts)),
        similarity=0.5,
    )


def _ranked(view: PassageView) -> Ranked:
    return Ranked(0, Hit(view.passage, 0.9, {}), view, np.array([0.5], np.float32))


SERIES = "主持起草各类标准2976项，其中国际标准111项、国家标准155项、行业标准240项。"
PEOPLE = "临江县引进博士14人，研究生17人充实到服务团。"
CITIES = "截至6月末，长沙累计专利量70045件，株洲为12420件，湘潭为7118件。"


@pytest.mark.parametrize(
    ("question", "text", "right", "wrong"),
    [
        ("主持起草的行业标准有多少项", SERIES, "240项", "2976项"),
        ("主持起草的国际标准有多少项", SERIES, "111项", "240项"),
        ("临江县引进了几位博士", PEOPLE, "14人", "17人"),
        ("临江县引进了多少名研究生", PEOPLE, "17人", "14人"),
    ],
)
def test_what_is_said_of_another_figure_alone_is_not_said_of_this_one(
    question: str, text: str, right: str, wrong: str
) -> None:
    asked = query(question)
    assert evidence(asked, text, right).claimed < evidence(asked, text, wrong).claimed


def test_what_a_series_leaves_out_goes_on() -> None:
    asked = query("湘潭累计专利量是多少")
    assert evidence(asked, CITIES, "7118件").claimed == 0
    assert evidence(asked, CITIES, "7118件").said == 1


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        ("临江县GDP增速是多少", "79.34%", -1),
        ("临江县高新技术企业数的增速是多少", "79.34%", 1),
        ("临江县GDP占比是多少", "3.15%", 0),
    ],
)
def test_a_change_is_one_of_what_it_follows(question: str, value: str, expected: float) -> None:
    text = "临江县研发投入占GDP比重达到3.15%；高新技术企业数达到1302家，增速79.34%。"
    assert evidence(query(question, "percent"), text, value).bearer == expected


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("出口占全省的比重是多少", "占出口总值的比重高达", -1),
        ("出口占全省的比重是多少", "占比", -1),
        ("出口占全省的比重是多少", "占湖南省的", 1),
        ("增加值占该市GDP的百分之多少", "占该市 GDP的", 1),
        ("研发投入占生产总值多少", "占GDP比重达到", 1),
        ("欧盟占株洲进出口的比重", "占比", 0),
        ("出口额是多少", "占全国的", 0),
    ],
)
def test_a_share_is_one_of_the_whole_asked_about(
    question: str, before: str, expected: float
) -> None:
    assert whole_agreement(question, [f"{before}12%"], "") == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("临江市科技局局长是谁？", "临江市科学技术局局长王建国出席。", 1),
        ("临江市公安局局长是谁？", "临江市科学技术局局长王建国出席。", -1),
        ("临江市市长是谁？", "临江市市长王建国出席。", 0),
    ],
)
def test_whose_office_is_asked_about(question: str, text: str, expected: float) -> None:
    whole = passage(text)
    name = next(n for n in whole.mentions.names if n.kind == "person" and n.role)
    candidate = Candidate(name.start, name.end, name.text, name)
    asked = replace(query(question, "person"), names=(Name(0, 3, "临江市", "place"),))
    assert office_agreement(asked, whole, candidate) == expected


def test_unknown_wording_casts_no_doubt_and_an_unknown_thing_does() -> None:
    asked = query("临江的失业率拿到几档")
    at = {concept[0]: n for n, concept in enumerate(asked.concepts)}
    assert "失业率" in at
    weights = asked_weights(asked, [UNKNOWN_WEIGHT] * len(asked.concepts))
    assert weights[at["失业率"]] == UNKNOWN_WEIGHT
    assert all(w < 1 for n, w in enumerate(weights) if asked.concepts[n][0] in ("拿到", "几档"))
    assert unknown_share([2.0, 2.0]) == 0
    assert unknown_share([UNKNOWN_WEIGHT]) == 1


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("临江县新建住宅的平均价格是多少？", "平均价格"),
        ("临江县有多少名员工？", "员工"),
        ("青年水库的总库容是多少？", "总库容"),
    ],
)
def test_what_is_measured(question: str, measure: str) -> None:
    asked = query(question)
    held = [float(concept[0] in measure) for concept in asked.concepts]
    core = core_weights(asked, [2.0] * len(held))
    assert held[measured(asked, core, "")] == 1


def test_the_greatest_of_a_scale_where_the_most_is_asked_for() -> None:
    text = "对先进单位，给予5万元、3万元、1万元不等的奖励。"
    found = [choice(text, value) for value in ("3万元", "5万元", "1万元")]
    shared = [replace(one, ranked=found[0].ranked) for one in found]
    most = newest_first(query("最多奖励多少钱", "money"), shared)
    least = newest_first(query("最少奖励多少钱", "money"), shared)
    assert (most[0].candidate.text, least[0].candidate.text) == ("5万元", "1万元")
    assert newest_first(query("奖励多少钱", "money"), shared)[0].candidate.text == "3万元"


def test_a_clock_is_no_place_and_no_part_of_a_name_either() -> None:
    assert not speaks_of("北京", "北京时间8月7日凌晨")
    assert speaks_of("北京", "北京时间8月7日，在北京")
    line = "How many trains ran on the Hunan-Guangdong line from Changsha?"
    names = tuple(
        Name(line.index(word), line.index(word) + len(word), text, "place")
        for word, text in (("Hunan", "湖南"), ("Guangdong", "广东"), ("Changsha", "长沙"))
    )
    assert asked_places(replace(query(line), names=names)) == ("长沙",)


def test_a_place_that_the_passage_does_not_name_is_another() -> None:
    asked = query("2024年上半年临江对日本的出口额是多少", "money")
    text = "上半年，临江出口92.2亿元；对德国出口3亿元，对越南出口5亿元。"
    assert "日本" in asked_places(asked)
    assert evidence(asked, text, "92.2亿元", home="临江").place == -1
