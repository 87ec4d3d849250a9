"""Figures of several dates: the newest first, the others beside it; and figures in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import zzqa
from zzqa.serialise import answer_to_dict

PAPERS = {
    "湖西日报2023-05-10.txt": "截至2023年4月底，湖西市共有注册养老机构86家，床位1.2万张。",
    "湖西日报2024-05-12.txt": "截至2024年4月底，湖西市共有注册养老机构103家，床位1.5万张。",
    "湖西晚报2024-05-13.txt": "截至2024年4月底，湖西市共有注册养老机构105家，比上年有所增加。",
    "湖西日报2024-06-01.txt": "到2026年，湖西市力争注册养老机构达到150家。",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zzqa.Engine]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "corpus").mkdir()
    for name, text in PAPERS.items():
        (folder / "corpus" / name).write_text(text)
    zzqa.build_index([folder / "corpus"], folder / "index")
    with zzqa.open_index(folder / "index") as engine:
        yield engine


def test_without_a_date_the_newest_result_comes_first_and_older_ones_stand_beside_it(
    engine: zzqa.Engine,
) -> None:
    answer = engine.ask("湖西市有多少家注册养老机构？")
    assert answer.value in ("103家", "105家")
    assert answer.date is not None
    assert answer.date.end.isoformat() == "2024-04-30"
    others = {other.value: other for other in answer.others}
    assert "150家" not in others  # a plan is no result
    assert others["86家"].why == "other date"
    assert others["86家"].date is not None
    assert others["86家"].date.end.isoformat() == "2023-04-30"


def test_of_two_figures_in_one_paper_the_later_comes_first(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = (
        "北山水厂扩建工程公示\n工程估算总投资6.1亿元，建设工期30个月。"
        "2021年编制的项目建议书中，工程估算总投资为5.2亿元。\n北山水务公司\n2024年3月18日"
    )
    (tmp_path / "corpus" / "公示.txt").write_text(text)
    zzqa.build_index([tmp_path / "corpus"], tmp_path / "index")
    with zzqa.open_index(tmp_path / "index") as engine:
        assert engine.ask("北山水厂扩建工程估算总投资是多少？").value == "6.1亿元"
        assert engine.ask("2021年北山水厂扩建工程估算总投资是多少？").value == "5.2亿元"


def test_two_sources_of_one_date_that_differ_are_both_given(engine: zzqa.Engine) -> None:
    answer = engine.ask("截至2024年4月底，湖西市有多少家注册养老机构？")
    [other] = answer.others
    assert {answer.value, other.value} == {"103家", "105家"}
    assert other.why == "other figure"
    raw = engine.raw(other.quote.source)
    assert raw[other.quote.start : other.quote.end] == other.quote.text
    assert other.value in other.quote.clean


def test_a_plan_is_answered_with_the_plan(engine: zzqa.Engine) -> None:
    answer = engine.ask("到2026年，湖西市的注册养老机构目标是多少家？")
    assert answer.value == "150家"
    assert answer.others == ()


def test_a_figure_is_given_in_english_where_the_question_is(engine: zzqa.Engine) -> None:
    asked = "How many nursing homes did Huxi have at the end of April 2023?"
    answer = engine.ask(asked, min_confidence=0.0)
    assert (answer.value, answer.english) == ("86家", "86")
    assert answer_to_dict(answer)["answer_english"] == "86"
    chinese = answer_to_dict(engine.ask("截至2023年4月底，湖西市有多少家养老机构？"))
    assert (chinese["answer"], chinese["answer_english"]) == ("86家", None)
