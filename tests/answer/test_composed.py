"""Sums and lists over documents that the rules were not written for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import jsonschema
import pytest
from unseen import DOCUMENTS

import zzqa
from zzqa.errors import UsageError
from zzqa.protocols import AnswerExtractor, ScoredSpan
from zzqa.serialise import answer_to_dict, to_json

SCHEMA = json.loads(files("zzqa").joinpath("data/answer.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("unseen")
    for name, text in DOCUMENTS.items():
        (root / name).write_text(text, encoding="utf-8")
    zzqa.build_index([root], root / "index")
    return str(root / "index")


@pytest.fixture(scope="module")
def engine(folder: str) -> Iterator[zzqa.Engine]:
    with zzqa.open_index(folder) as opened:
        yield opened


def test_a_list_is_not_of_what_the_question_names_itself(engine: zzqa.Engine) -> None:
    answer = engine.ask("江大、海大、河大等高校专家走进了哪些企业？")
    assert [item.text for item in answer.items] == ["东方机床", "西岭轴承"]


def test_what_a_text_tells_itself_is_not_computed(engine: zzqa.Engine) -> None:
    answer = engine.ask("青湾港集团全年装卸设备投资超过年度计划的百分之多少？")
    assert (answer.value, answer.computed) == ("120%", None)


@pytest.mark.parametrize(
    ("question", "value", "expression"),
    [
        ("截至2023年末，苏州市的博物馆比无锡市多多少家？", "37家", "104家 − 67家 = 37家"),
        ("2023年临江县的水稻产量比玉米产量多多少吨？", "3.5万吨", "12.4万吨 − 8.9万吨 = 3.5万吨"),
        ("从2022年末到2023年末，苏州市的博物馆增加了多少家？", "6家", "104家 − 98家 = 6家"),
        ("截至2023年末，常州市的博物馆是否多于无锡市？", "否", "31家 < 67家"),
        ("截至2023年末，苏州、无锡、常州哪个城市的博物馆最少？", "常州",
         "常州 31家 < 无锡 67家 < 苏州 104家"),
        ("How many more museums did Suzhou have than Wuxi at the end of 2023?", "37家",
         "104家 − 67家 = 37家"),
        ("Did Changzhou have more museums than Wuxi at the end of 2023?", "no", "31家 < 67家"),
        ("截至2023年末，常州市的博物馆比苏州市多多少家？", "73家（更少）", "31家 − 104家 = −73家"),
    ],
)  # fmt: skip
def test_what_is_compared_is_computed_from_both_quotes(
    engine: zzqa.Engine, question: str, value: str, expression: str
) -> None:
    answer = engine.ask(question)
    assert (answer.value, answer.computed and answer.computed.expression) == (value, expression)
    assert answer.computed is not None
    for operand in answer.computed.operands:
        quote = answer.quotes[operand.passage - 1]
        assert quote.clean[slice(*operand.span)] == operand.text
        assert answer.confidence <= operand.confidence
    assert all(engine.raw(q.source)[q.start : q.end] == q.text for q in answer.quotes)
    VALIDATOR.validate(json.loads(to_json(answer_to_dict(answer))))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2023年临江县哪种作物的产量最高？", "水稻"),
        ("2023年临江县哪种作物的产量最低？", "大豆"),
        ("截至2023年末，哪个城市的博物馆最多？", "苏州市"),
    ],
)
def test_the_most_of_a_series_is_found_without_naming_it(
    engine: zzqa.Engine, question: str, value: str
) -> None:
    answer = engine.ask(question)
    assert answer.value == value
    assert answer.computed is not None
    assert answer.computed.operands[0].label == value
    assert len(answer.computed.operands) == 3


def test_percentages_differ_in_percentage_points(engine: zzqa.Engine) -> None:
    answer = engine.ask("从2022年到2023年，临江县森林覆盖率提高了多少？")
    assert answer.value == "1.4个百分点"
    assert answer.computed is not None
    assert answer.computed.value == Decimal("1.4")
    assert answer_to_dict(answer)["computed"]["result"]["value"] == 1.4


def test_a_stated_growth_is_preferred_and_checked(engine: zzqa.Engine) -> None:
    answer = engine.ask("2023年东方轴承厂的营业收入比2022年增长了多少？")
    assert answer.value == "20%"
    assert answer.computed is not None
    assert (answer.computed.stated, answer.computed.agrees) == ("20%", True)
    assert answer.computed.expression == "(36亿元 − 30亿元) ÷ 30亿元 = 20%"


@pytest.mark.parametrize(
    ("question", "found", "lacking"),
    [
        ("截至2023年末，苏州市的博物馆比扬州市多多少家？", "104家", "扬州"),
        ("从2019年末到2023年末，苏州市的博物馆增加了多少家？", "104家", "2019年末"),
        ("Did Suzhou have more museums than Nantong at the end of 2023?", "104家", "Nantong"),
    ],
)
def test_a_missing_value_is_named_and_the_found_one_shown(
    engine: zzqa.Engine, question: str, found: str, lacking: str
) -> None:
    answer = engine.ask(question)
    assert answer.value is None
    assert answer.reason is not None
    assert found in answer.reason
    assert lacking in answer.reason.split("no passage")[1]
    assert answer.computed is not None
    assert answer.computed.value is None
    assert answer_to_dict(answer)["computed"]["result"] is None
    VALIDATOR.validate(json.loads(to_json(answer_to_dict(answer))))


@pytest.mark.parametrize(
    ("question", "items", "is_open"),
    [
        ("东方轴承厂的产品销往哪四个国家？", ["德国", "巴西", "越南", "肯尼亚"], False),
        ("临江县种植的主要水果有哪些？", ["柑橘", "猕猴桃", "葡萄", "黄桃"], True),
        ("清河市汛后工作会议明确了哪三项重点任务？",
         ["修复受损河道", "改造老旧管网", "补种防护林木"], False),
        ("清河市汛后工作会议由哪些部门联合组织？",
         ["清河市水利局", "清河市住建局", "清河市林业局"], False),
        ("Which four countries does the Dongfang bearing factory sell its products to?",
         ["德国", "巴西", "越南", "肯尼亚"], False),
    ],
)  # fmt: skip
def test_lists_give_every_item_with_its_place(
    engine: zzqa.Engine, question: str, items: list[str], is_open: bool
) -> None:
    answer = engine.ask(question)
    assert [item.text for item in answer.items] == items
    assert answer.open_list is is_open
    quote = answer.quotes[0]
    for item in answer.items:
        assert quote.clean[slice(*item.span)] == item.text
        assert engine.raw(quote.source)[item.start : item.end] == item.quote
    VALIDATOR.validate(json.loads(to_json(answer_to_dict(answer))))


def test_items_are_of_the_kind_asked_for(engine: zzqa.Engine) -> None:
    answer = engine.ask("清河市汛后工作会议由哪些部门联合组织？")
    assert {item.kind for item in answer.items} == {"organisation"}


def test_context_stands_beside_the_quote_and_never_in_it(engine: zzqa.Engine) -> None:
    question = "截至2022年末苏州市有多少家博物馆？"
    without = engine.ask(question)
    answer = engine.ask(question, context=1)
    quote = answer.quotes[0]
    assert [q.text for q in answer.quotes] == [q.text for q in without.quotes]
    assert without.quotes[0].before is None
    assert quote.before is not None
    assert "公布最新名录" in quote.before.text
    assert quote.before.end <= quote.start
    for one in answer.quotes:
        for piece in (one.before, one.after):
            if piece is not None:
                assert engine.raw(one.source)[piece.start : piece.end] == piece.text
                assert piece.end <= one.start or one.end <= piece.start
    (hit,) = engine.search(question, top_k=1)
    assert engine.quote(hit).before is None
    assert engine.quote(hit, context=1).text == engine.quote(hit).text
    VALIDATOR.validate(json.loads(to_json(answer_to_dict(answer))))


class Reader:
    """Reads out every text of a list, with one score, wherever it stands."""

    name = "stub"

    def __init__(self, *texts: str, score: float = 1.0, end: int = 0) -> None:
        self.texts, self.score, self.end = texts, score, end

    def spans(self, question: str, passages: Sequence[str]) -> list[list[ScoredSpan]]:
        return [list(self._in(passage)) for passage in passages]

    def _in(self, passage: str) -> Iterator[ScoredSpan]:
        for text in self.texts:
            if text in passage:
                start = passage.find(text)
                yield ScoredSpan(start, start + len(text) + self.end, self.score)


def test_a_reader_adds_spans_that_the_rules_do_not_find(folder: str) -> None:
    question = "苏州市坚持什么？"
    reader = Reader("坚持文物")
    assert isinstance(reader, AnswerExtractor)
    with zzqa.open_index(folder, extractors=[reader]) as engine:
        answer = engine.ask(question, min_confidence=0.0)
    assert answer.value == "坚持文物"
    assert answer.index["extractors"] == "stub"
    with zzqa.open_index(folder) as engine:
        assert engine.ask(question, min_confidence=0.0).value == "文物保护"


def test_a_reader_and_the_rules_agree_on_one_choice(folder: str) -> None:
    question = "截至2023年末，苏州市共有多少家博物馆？"
    with zzqa.open_index(folder) as engine:
        alone = engine.extract(question)
    with zzqa.open_index(folder, extractors=[Reader("104家")]) as engine:
        both = engine.extract(question)
    assert alone is not None
    assert both is not None
    assert both.best.candidate == alone.best.candidate
    assert both.best.reader == 1.0
    assert len(both.others) == len(alone.others)
    assert replace(both.best, reader=0.0).score == pytest.approx(alone.best.score)


@pytest.mark.parametrize("reader", [Reader("104家", end=10_000), Reader("104家", score=1.5)])
def test_a_reader_that_breaks_its_contract_is_named(folder: str, reader: Reader) -> None:
    with (
        zzqa.open_index(folder, extractors=[reader]) as engine,
        pytest.raises(UsageError, match="extractor stub gave"),
    ):
        engine.ask("截至2023年末，苏州市共有多少家博物馆？")
