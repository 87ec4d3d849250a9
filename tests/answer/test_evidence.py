"""A value belongs to its own clause: its head, its time, its place."""

from __future__ import annotations

from datetime import date

import pytest

from zzqa.answer.candidates import find_candidates, sentence_of
from zzqa.answer.clauses import split_clauses, weigh
from zzqa.answer.score import Choice
from zzqa.answer.sentences import yes_or_no
from zzqa.records import AnswerType, Name, Passage, Query, Span, TimeInterval
from zzqa.search import Ranked
from zzqa.search.agreement import interval_agreement, time_agreement
from zzqa.search.features import PassageView
from zzqa.search.question_type import about_document, answer_type, wants_target
from zzqa.text.analysis import find_mentions
from zzqa.text.sentences import split_sentences
from zzqa.text.tokens import content_terms

PUBLISHED = TimeInterval(date(2024, 8, 8), date(2024, 8, 8))
JUNE = TimeInterval(date(2024, 6, 1), date(2024, 6, 30))


def passage(text: str, home: str = "株洲") -> Passage:
    return Passage(
        id="p",
        document="d",
        source="s.txt",
        start=0,
        end=len(text),
        text=text,
        date=PUBLISHED,
        sentences=tuple(split_sentences(text)),
        mentions=find_mentions(text, PUBLISHED),
        home=home,
    )


def query(
    kind: AnswerType = "number",
    *,
    text: str = "多少件",
    words: tuple[str, ...] = ("专利",),
    places: tuple[str, ...] = (),
    interval: TimeInterval | None = None,
    units: tuple[str, ...] = (),
    target: bool = False,
) -> Query:
    return Query(
        text=text,
        lang="zh",
        clean=text,
        weights=dict.fromkeys(words, 1.0),
        answer_type=kind,
        interval=interval,
        times=(),
        quantities=find_mentions(text, None).quantities,
        names=tuple(Name(0, 0, place, "place") for place in places),
        concepts=tuple((word,) for word in words),
        wants_target=target,
        units=units,
    )


def evidence(asked: Query, text: str) -> dict[str, object]:
    """The evidence of every candidate of a passage, by its text."""
    view = PassageView.of(passage(text))
    return {
        candidate.text: weigh(asked, view, candidate, [1.0] * len(asked.concepts))
        for candidate in find_candidates(asked, view.passage)
    }


def test_a_value_in_a_list_belongs_to_its_own_place() -> None:
    text = "截至6月末，长沙累计有效专利70045件，株洲为12420件，湘潭为7118件。"
    found = evidence(query(places=("株洲",)), text)
    assert found["12420件"].place == 1.0
    assert found["70045件"].place == found["7118件"].place == -1.0


def test_the_whole_city_is_the_city_of_the_paper() -> None:
    found = evidence(query(places=("株洲",)), "学习长沙经验。全市专利达12420件。")
    assert found["12420件"].place == 1.0


def test_a_province_is_no_other_place() -> None:
    found = evidence(query(places=("株洲",)), "专利达12420件，居湖南省第二。")
    assert found["12420件"].place > 0


def test_a_pause_mark_after_a_figure_ends_its_clause() -> None:
    one = passage("共有A股上市公司12家、港股上市公司2家，居全省第二。")
    pieces = [one.text[a:b] for a, b in split_clauses(one, one.sentences[0])]
    assert pieces == ["共有A股上市公司12家、", "港股上市公司2家，", "居全省第二。"]


def test_a_comma_within_a_figure_does_not() -> None:
    one = passage("专利达12,420件，居第二。")
    assert len(split_clauses(one, one.sentences[0])) == 2


def test_a_time_compared_with_does_not_govern() -> None:
    asked = query("money", words=("进出口",), interval=TimeInterval(date(2024, 1, 1), JUNE.end))
    found = evidence(asked, "上半年，进出口118.7亿元，较去年同期增长39%，出口92.2亿元。")
    assert found["92.2亿元"].time > 0.5


def test_a_time_in_brackets_speaks_of_the_value_before_it() -> None:
    asked = query(words=("企业",), interval=TimeInterval(date(2024, 1, 1), date(2024, 12, 31)))
    found = evidence(asked, "2024年，投入达到115.49亿元（2023年度），企业达到1302家。")
    assert found["1302家"].time == 1.0


def test_another_unit_is_another_thing() -> None:
    found = evidence(query(units=("件",)), "专利12420件，企业1302家，案件11起。")
    assert found["12420件"].unit == 1.0
    assert found["1302家"].unit == -1.0
    assert found["11起"].unit > 0


def test_a_plan_is_no_result_and_the_reverse() -> None:
    text = "到2026年，专利达到15件。目前专利12件。"
    results, plans = evidence(query(), text), evidence(query(target=True), text)
    assert results["15件"].target < results["12件"].target
    assert plans["15件"].target > plans["12件"].target


def test_a_figure_per_head_is_no_total() -> None:
    found = evidence(query(), "专利12420件，每万人专利32.24件。")
    assert found["12420件"].ratio == 0.0
    assert found["32.24件"].ratio == -1.0


@pytest.mark.parametrize(
    ("asked", "given", "fits"),
    [
        (("2024-06-01", "2024-06-30"), ("2024-06-30", "2024-06-30"), True),
        (("2024-06-01", "2024-06-30"), ("2024-04-22", "2024-04-26"), False),
        (("2024-01-01", "2024-12-31"), ("2024-06-30", "2024-06-30"), True),
        (("2019-06-30", "2019-06-30"), ("2024-06-30", "2024-06-30"), False),
        (("2024-04-01", "2024-04-30"), ("2024-01-01", "2024-12-31"), True),
        (("2021-01-01", "2021-06-30"), ("2021-01-01", "2021-07-31"), True),
    ],
)
def test_intervals_agree(asked: tuple[str, str], given: tuple[str, str], fits: bool) -> None:
    first = TimeInterval(*map(date.fromisoformat, asked))
    second = TimeInterval(*map(date.fromisoformat, given))
    assert (interval_agreement(first, second) > 0) == fits


def test_an_undated_text_speaks_of_its_own_day_and_of_the_year_it_reviews() -> None:
    published = TimeInterval(date(2022, 2, 1), date(2022, 5, 31))
    review = query(interval=TimeInterval(date(2021, 1, 1), date(2021, 12, 31)))
    older = query(interval=TimeInterval(date(2019, 1, 1), date(2019, 12, 31)))
    assert time_agreement(review, (), published) > 0 > time_agreement(older, (), published)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("收入超过500亿元了吗", "2023年收入首次跨越500亿元台阶。", "是"),
        ("增速是全省第一吗", "增速排名全省第2。", "否"),
        ("增速是全省第二吗", "增速排名全省第2。", "是"),
        ("收入超过600亿元了吗", "2023年收入达到500亿元。", "否"),
        ("企业有38家吗", "小巨人企业有38家。", "是"),
        ("企业有40家吗", "小巨人企业有38家。", "否"),
        ("大桥建成了吗", "大桥尚未建成。", "否"),
        ("滤芯在保修范围内吗", "整机保修3年，滤芯不在保修范围内。", "否"),
        ("整机保修吗", "整机保修3年，滤芯不在保修范围内。", "是"),
        ("井水能不能用", "本机适用于自来水，井水不能用。", "否"),
        ("大桥不收费吗", "大桥不收费。", "是"),
        ("展览对外开放吗", "展览不仅对外开放，还免费讲解。", "是"),
    ],
)
def test_yes_or_no(question: str, text: str, expected: str) -> None:
    import numpy as np

    from zzqa.answer.candidates import Candidate
    from zzqa.records import Hit

    one = passage(text)
    asked = query("yesno", text=question, words=tuple(t.term for t in content_terms(question)))
    ranked = Ranked(0, Hit(one, 1.0, {}), PassageView.of(one), np.ones(1, dtype=np.float32))
    candidate = Candidate(0, len(text), text)
    view = weigh(asked, ranked.view, candidate, [1.0] * len(asked.concepts))
    assert yes_or_no(asked, Choice(ranked, candidate, one.sentences[0], view, 1.0)) == expected


def test_the_sentence_of_a_span() -> None:
    one = passage("甲有3家。乙有5家。")
    assert sentence_of(one, 6, 8) == Span(5, 10)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("全市有多少家医院？", "number"),
        ("去年修了几座桥", "thing"),
        ("项目总投资多少亿元？", "money"),
        ("这笔贷款的金额是多少", "money"),
        ("出口占比是多少", "percent"),
        ("产值增长了百分之几", "percent"),
        ("长沙在全国排第几？", "rank"),
        ("大桥什么时候通车？", "date"),
        ("新任校长是谁", "person"),
        ("展览在哪里举办？", "place"),
        ("哪家公司中标了", "organisation"),
        ("有哪些城市参加？", "list"),
        ("是否超过了去年", "yesno"),
        ("什么是低空经济？", "definition"),
        ("为什么水位上涨", "reason"),
        ("这种船被称为什么", "thing"),
        ("老站后来改名为什么？", "thing"),
        ("如何申请补贴？", "how"),
        ("2023年进出口总值", "money"),
        ("How many schools were built?", "number"),
        ("How much was invested in the bridge?", "money"),
        ("What share of exports went to Europe?", "percent"),
        ("Where did the city rank in the province?", "rank"),
        ("When was the museum opened?", "date"),
        ("Who is the chief engineer?", "person"),
        ("Which company won the contract?", "organisation"),
        ("Why did output fall?", "reason"),
        ("Did exports exceed imports?", "yesno"),
    ],
)
def test_what_is_asked(question: str, kind: str) -> None:
    assert answer_type(question) == kind


def test_plans_and_reports_are_heard() -> None:
    assert wants_target("到2026年的目标是多少")
    assert not wants_target("重点拟上市企业有多少家")
    assert about_document("according to the June 2025 reply")
    assert not about_document("2025年有多少家企业")
