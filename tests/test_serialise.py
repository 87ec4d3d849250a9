import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import jsonschema
import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.cli.screen import safe
from zzqa.records import TimeInterval
from zzqa.serialise import answer_to_dict, error_to_dict, interval_to_text, search_to_dict, to_json

SCHEMA = json.loads(files("zzqa").joinpath("data/answer.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("question", ["株洲有效发明专利量", "完全无关"])
def test_answers_and_abstentions_fit_the_schema(question):
    answer = FakeEngine().ask(question, id="q1")
    value = json.loads(to_json(answer_to_dict(answer)))
    VALIDATOR.validate(value)
    assert value["abstained"] == (value["answer"] is None)
    assert value["passages"][0]["rank"] == 1


def test_the_schema_refuses_an_answer_that_is_also_an_abstention():
    value = answer_to_dict(FakeEngine().ask("株洲有效发明专利量"))
    assert not VALIDATOR.is_valid({**value, "abstained": True})
    assert not VALIDATOR.is_valid({**value, "passages": [{**value["passages"][0], "lines": [0]}]})


def test_a_search_result_names_its_passage_and_keeps_the_order():
    engine = FakeEngine()
    hits = [(hit, engine.quote(hit)) for hit in engine.search("水库")]
    value = search_to_dict("水库", "ranked", hits)
    assert [entry["rank"] for entry in value["passages"]] == [1, 2, 3, 4]
    assert value["passages"][0]["passage"] == "b.txt#0"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ((2024, 8, 8), (2024, 8, 8), "2024-08-08"),
        ((2024, 2, 1), (2024, 2, 29), "2024-02"),
        ((2023, 1, 1), (2023, 12, 31), "2023"),
        ((2022, 3, 1), (2022, 5, 31), "2022-03-01/2022-05-31"),
        ((2024, 4, 2), (2024, 4, 30), "2024-04-02/2024-04-30"),
    ],
)
def test_intervals_are_written_as_day_month_year_or_span(start, end, text):
    assert interval_to_text(TimeInterval(date(*start), date(*end))) == text


@given(st.text(st.characters(codec=None)))
@settings(max_examples=100)
def test_json_survives_any_text_and_never_acts_on_a_terminal(text):
    written = to_json(error_to_dict(text, line=1))
    assert json.loads(written)["error"] == text
    written.encode("utf-8")
    assert safe(written) == written


def test_what_acts_on_a_terminal_is_escaped_in_json():
    acting = "\x9b\u061c\u202e\u2066\ufff9\udc80\U000e0041"
    written = to_json(acting)
    assert written.isascii() and json.loads(written) == acting


def test_scores_that_are_not_finite_are_refused():
    answer = replace(FakeEngine().ask("株洲有效发明专利量"), confidence=float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        to_json(answer_to_dict(answer))
