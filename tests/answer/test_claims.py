"""Whether another figure or time of a sentence is the one asked for; parts, labels, codes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_contrasts import PUBLISHED, _ranked, choice, evidence, passage, query

from zzqa.answer.candidates import Candidate, find_candidates
from zzqa.answer.clauses import weigh
from zzqa.answer.score import Choice, confidence_features
from zzqa.answer.sentences import sentence_choices
from zzqa.answer.series import _series
from zzqa.records import AnswerType, Name
from zzqa.search.features import PassageView
from zzqa.text.dates import find_times

FOUNDED = "远山精密成立于2009年，总部位于临江，2021年7月在科创板上市。"


def judged(question: str, text: str, value: str) -> tuple[float, float, float]:
    """How a time is judged: qualifier, claimed by another, and whether it happened then."""
    whole = passage(text)
    time = next(t for t in whole.mentions.times if t.text == value)
    asked = query(question, "date")
    candidate = Candidate(time.start, time.end, time.text, time)
    found = weigh(asked, PassageView.of(whole), candidate, [2.0] * len(asked.concepts))
    return found.qualifier, found.claimed, found.measure


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("远山精密哪年在科创板上市？", "2021年7月", "2009年"),
        ("远山精密何时上市？", "2021年7月", "2009年"),
        ("远山精密成立于哪年？", "2009年", "2021年7月"),
    ],
)
def test_a_date_is_of_what_its_own_clause_tells(question: str, right: str, wrong: str) -> None:
    assert judged(question, FOUNDED, right) == (0.0, 0.0, 1.0)
    assert judged(question, FOUNDED, wrong) == (-1.0, 1.0, 0.0)


def test_a_sentence_without_the_event_hardly_tells_when_it_was() -> None:
    text = "远山精密2009年设厂。厂房于2011年5月投产。"
    assert judged("远山精密的厂房何时投产？", text, "2011年5月")[2] == 1.0
    assert judged("远山精密的厂房何时投产？", text, "2009年")[2] < 0.5


def test_nothing_is_held_against_a_date_where_no_event_is_asked_about() -> None:
    assert judged("远山精密的大事记", FOUNDED, "2009年") == (0.0, 0.0, 0.5)


WARNINGS = "临江气象台6月2日8时发布暴雨黄色预警，3日14时升级为红色预警，4日解除。"


def test_of_two_times_the_one_whose_clause_has_the_word_that_tells_them_apart() -> None:
    asked = "暴雨红色预警是什么时候发布的？"
    assert judged(asked, WARNINGS, "3日14时")[:2] == (0.0, 0.0)
    assert judged(asked, WARNINGS, "6月2日8时")[1] == 1.0
    assert judged("暴雨黄色预警是什么时候发布的？", WARNINGS, "6月2日8时")[1:] == (0.0, 1.0)


def test_a_verb_said_again_takes_the_place_of_nothing() -> None:
    text = "2日临江机场取消航班126架次，3日取消84架次，4日恢复31架次。"
    asked = query("3日临江机场取消航班多少架次？")
    asked = replace(asked, times=find_times(asked.clean, PUBLISHED))
    assert evidence(asked, text, "84架次").claimed == 0
    assert evidence(asked, text, "84架次").time == 1
    assert evidence(asked, text, "126架次").time < 0


def test_a_price_by_the_unit_is_one_whatever_the_unit() -> None:
    text = "充电服务费每千瓦时不得超过零点四元。"
    asked = query("充电服务费每千瓦时是多少", "money")
    assert evidence(asked, text, "不得超过零点四元").ratio == 0
    assert evidence(asked, text, "不得超过零点四元").qualifier == 1


LIFTS = "符合条件的电梯每台补助10万元；其中列入改造计划的，每台补助15万元。"
PLATFORMS = "临江县有创新平台619家，其中国家级52家，省级297家。"


@pytest.mark.parametrize(
    ("question", "text", "value", "expected"),
    [
        ("电梯每台补助多少", LIFTS, "15万元", -1.0),
        ("电梯每台补助多少", LIFTS, "10万元", 0.0),
        ("列入改造计划的电梯每台补助多少", LIFTS, "15万元", 0.0),
        ("省级创新平台有多少家", PLATFORMS, "297家", 1.0),
        ("国家级创新平台有多少家", PLATFORMS, "52家", 1.0),
    ],
)
def test_a_figure_of_a_part_answers_for_the_part(
    question: str, text: str, value: str, expected: float
) -> None:
    assert evidence(query(question), text, value).qualifier == expected


def found(question: str, kind: AnswerType, text: str) -> list[str]:
    return [one.text for one in find_candidates(query(question, kind), passage(text))]


@pytest.mark.parametrize(
    ("question", "kind", "text", "expected"),
    [
        ("原告是谁？", "person", "原告：临江建材有限公司，住所地临江市。", ["临江建材有限公司"]),
        ("办公地址在哪里？", "place", "办公地址：云溪大道116号。", ["云溪大道116号"]),
        ("远山精密总部在哪？", "place", "远山精密总部位于湖南衡阳。", ["湖南衡阳"]),
        ("湖南的总部在哪个市？", "place", "远山精密总部位于湖南衡阳。", ["衡阳"]),
        ("联系人是谁？", "person", "联系人：王海燕，联系电话：0799-6612345。", ["王海燕"]),
        ("应急电话是多少？", "thing", "应急电话：0591-12350（24小时）。", ["0591-12350"]),
        (
            "由哪个部门处罚？",
            "organisation",
            "第九条 逾期的，由城市管理部门责令改正。",
            ["城市管理部门"],
        ),
        (
            "哪个机构受理？",
            "organisation",
            "申请人向公安机关出入境管理部门提出申请；国家机关工作人员除外。",
            ["公安机关出入境管理部门"],
        ),
        ("哪家公司受理？", "organisation", "由城市管理部门责令改正。", []),
        ("服务热线是多少？", "thing", "请拨打热线400-812-3399。", ["400-812-3399"]),
        ("远山精密净利润多少？", "number", "远山精密（688999）净利润2亿元。", ["2亿元"]),
        ("需要多少业主同意？", "number", "应当经三分之二以上业主同意。", ["三分之二以上"]),
        ("应在多少天内上诉？", "number", "应在十五日内上诉。", ["十五日内"]),
    ],
)
def test_what_may_answer(question: str, kind: AnswerType, text: str, expected: list[str]) -> None:
    assert found(question, kind, text) == expected


def test_the_whole_provinces_figure_is_not_the_citys() -> None:
    text = (
        "全省受灾人口50.2万人，倒塌房屋12间。截至昨日，受灾人口升至61.5万人。其中临江受灾29.4万人。"
    )
    asked = query("临江受灾人口是多少？")
    asked = replace(asked, names=(Name(0, 2, "临江", "place"),))
    places = [evidence(asked, text, v, home="临江").place for v in ("61.5万人", "29.4万人")]
    assert places == [-0.3, 1.0]


TABLE = "| 型号 | 功率（瓦） | 参考价（元） |\n| QY-400 | 36 | 1599 |\n| QY-600 | 48 | 2199 |"


def test_a_cell_is_of_what_the_heads_of_its_row_and_column_say() -> None:
    asked = query("QY-600的参考价是多少元", "money")
    right, row, column = (evidence(asked, TABLE, value) for value in ("2199", "48", "1599"))
    assert right.coverage > max(row.coverage, column.coverage)
    assert right.said == 1 and right.gap == 0
    assert column.qualifier == -1  # of another model
    unknown = query("QY-900的参考价是多少元", "money")
    assert evidence(unknown, TABLE, "2199").qualifier == -1


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("临江第二大桥全长多少公里？", -1.0),
        ("临江第三大桥全长多少公里？", 0.0),
        ("临江大桥全长多少公里？", 0.0),
        ("第二阶段建成的大桥全长多少公里？", 0.0),
    ],
)
def test_the_third_bridge_is_not_the_second(question: str, expected: float) -> None:
    text = "临江第三大桥全长6.82公里，计划2028年通车。"
    assert evidence(query(question), text, "6.82公里").qualifier == expected


@pytest.mark.parametrize(
    ("question", "text", "doubted"),
    [
        ("大桥的施工单位是哪家？", "设计单位：临江市政设计院有限公司", True),
        ("大桥的设计单位是哪家？", "设计单位：临江市政设计院有限公司", False),
        ("大桥的设计方是谁？", "大桥由临江市政设计院有限公司设计。", False),
        ("大桥是哪家公司设计的？", "设计单位：临江市政设计院有限公司", False),
    ],
)
def test_who_builds_is_not_told_by_who_designs(question: str, text: str, doubted: bool) -> None:
    whole = passage(text)
    name = next(n for n in whole.mentions.names if n.kind == "organisation")
    view, asked = PassageView.of(whole), query(question, "organisation")
    candidate = Candidate(name.start, name.end, name.text, name)
    chosen = Choice(
        ranked=_ranked(view),
        candidate=candidate,
        sentence=whole.sentences[0],
        evidence=weigh(asked, view, candidate, [2.0] * len(asked.concepts)),
        similarity=0.5,
    )
    assert confidence_features(asked, chosen, chosen.score, [])["postless"] == doubted


def test_the_heads_of_a_table_answer_nothing_and_its_greatest_is_of_one_column() -> None:
    whole = passage(TABLE)
    asked = query("哪个型号的参考价最低", "thing")
    ranked = replace(_ranked(PassageView.of(whole)), similarities=np.ones(3, np.float32))
    heads, *rows = whole.sentences
    texts = [c.sentence_text for c in sentence_choices(asked, ranked, [2.0] * len(asked.concepts))]
    assert len(texts) == len(rows) and whole.text[heads.start : heads.end] not in texts
    price = query("型号的参考价是多少", "number")
    choices = [
        replace(choice(TABLE, value), ranked=ranked, evidence=evidence(price, TABLE, value))
        for value in ("1599", "2199", "36")
    ]
    assert [m.name for m in _series(price, choices[0])] == ["QY-400", "QY-600"]
    assert [m.quantity.text for m in _series(price, choices[2])] == ["36", "48"]


def test_a_mayor_without_a_city_is_of_the_papers_own() -> None:
    text = "市长陈光主持召开座谈会。会后，企业代表前往北京参展。"
    whole = replace(passage(text), home="临江")
    name = next(n for n in whole.mentions.names if n.kind == "person")
    candidate = Candidate(name.start, name.end, name.text, name)

    def place(question: str) -> float:
        asked = query(question, "person")
        return weigh(asked, PassageView.of(whole), candidate, [2.0] * len(asked.concepts)).place

    assert place("北京市市长是谁") == -1.0
    assert place("临江市市长是谁") > 0
