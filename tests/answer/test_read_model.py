"""The scorer of spans, and what is made of its scores."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from reading_samples import passage, query, ranked

from zzqa.answer.extract import RuleExtractor, extract
from zzqa.answer.reading import shape
from zzqa.answer.reading.asked import QUESTION_NAMES
from zzqa.answer.reading.model import DENSE, Model, from_weights, shipped
from zzqa.answer.reading.narrow import narrow
from zzqa.answer.reading.spans import SpanReader

ONE_WORD_IN_QUOTES = {
    "span": {"quoted": [0.0, 9.0], "one_word": [0.0, 0.1]},
    "question": {},
    "bias": [0.0],
    "out": [0.0],
}


def idf(_: str) -> float:
    return 3.0


def reader(**weights: Any) -> SpanReader:
    return SpanReader(idf, from_weights(ONE_WORD_IN_QUOTES | weights))


def test_a_score_is_the_sum_of_what_the_features_count() -> None:
    model = from_weights({
        "span": {"quoted": [2.0, 0.5], "left:是": [1.0, 0.0]},
        "question": {"asks_what": [3.0]},
        "bias": [-1.0],
        "out": [0.1],
    })  # fmt: skip
    codes = np.array([[0, 0, 0, 0, code, 0] for code in (1, len(shape.CODES[4][1]))], np.int32)
    dense = np.zeros((2, len(DENSE)), np.float32)
    dense[:, DENSE.index("quoted")] = 1
    asked = np.zeros(len(QUESTION_NAMES), np.float32)
    asked[QUESTION_NAMES.index("asks_what")] = 1
    # 0.1 x max(0, 2 + 1 + 3 - 1) + 0.5, and without 是 0.1 x (2 + 3 - 1) + 0.5
    assert model.scores(codes, dense, asked) == pytest.approx([1.0, 0.9])


def test_a_hidden_unit_below_zero_counts_nothing() -> None:
    model = from_weights({"span": {}, "question": {}, "bias": [-5.0], "out": [7.0]})
    scores = model.scores(
        np.zeros((1, len(shape.CODES)), np.int32),
        np.zeros((1, len(DENSE)), np.float32),
        np.zeros(len(QUESTION_NAMES), np.float32),
    )
    assert scores.tolist() == [0.0]


def test_the_shipped_weights_are_of_features_that_there_are() -> None:
    model = shipped()
    units = len(model.out)
    assert model.dense.shape == (len(DENSE), units + 1)
    assert [len(t) for t in model.codes] == [len(v) + 1 for _, v in shape.CODES]
    assert all(not table[-1].any() for table in model.codes)
    assert np.isfinite(model.dense).all() and np.abs(model.dense).sum() > 0


TEXT = "印度的私立学校很多。它们被称为“独立学校”，由政府资助。"


def narrowed(text: str, question: str, spans: SpanReader) -> Any:
    asked, found = query(question), [ranked(passage(text))]
    rules = extract(asked, found, [RuleExtractor(idf)])
    return rules, narrow(asked, found, rules, spans)


def test_the_likeliest_span_is_the_answer_in_its_whole_sentence() -> None:
    _, found = narrowed(TEXT, "私立学校被称为什么？", reader())
    assert found.value == "独立学校"
    assert found.best.sentence_text == "它们被称为“独立学校”，由政府资助。"
    assert found.best.narrowed and 0 < found.best.read <= 1
    assert 0 <= found.confidence <= 1


def test_questions_for_yes_or_no_are_left_to_the_rules() -> None:
    rules, found = narrowed(TEXT, "私立学校是否由政府资助？", reader())
    assert found is rules


def test_a_figure_that_the_rules_have_gives_way_to_no_other_words() -> None:
    text = "印度有“独立学校”。全国共有私立学校4万所。"
    rules, found = narrowed(text, "全国有多少所私立学校？", reader())
    assert rules.value == "4万所"
    assert found is rules


def test_a_sentence_stands_where_a_reason_is_asked_for_and_the_reader_is_not_sure() -> None:
    unsure = reader(span={"quoted": [0.0, 0.5]})
    rules, found = narrowed(TEXT, "为什么私立学校被称为独立学校？", unsure)
    assert found is rules


def test_words_are_the_surer_the_surer_the_reader() -> None:
    unsure = reader(span={"quoted": [0.0, 6.0], "one_word": [0.0, 0.1]})
    found = [narrowed(TEXT, "私立学校被称为什么？", spans)[1] for spans in (unsure, reader())]
    assert found[0].value == found[1].value == "独立学校"
    assert found[0].best.read < found[1].best.read
    assert found[0].confidence < found[1].confidence


def test_a_value_of_the_rules_is_as_sure_as_they_hold_it() -> None:
    figures = reader(span={"q_whole": [0.0, 9.0], "t_fits": [0.0, 9.0]})
    rules, found = narrowed("全国共有私立学校4万所。", "全国有多少所私立学校？", figures)
    assert found.value == rules.value == "4万所"
    assert found.confidence == rules.confidence and found.best.read > 0


def test_nothing_found_is_nothing_read() -> None:
    assert narrow(query("什么？"), [], None, reader()) is None


def test_reading_does_not_depend_on_what_was_read_before() -> None:
    once, often = reader(), reader()
    first = narrowed(TEXT, "私立学校被称为什么？", once)[1]
    narrowed("“别的”不同。", "它叫什么？", often)
    for _ in range(2):
        again = narrowed(TEXT, "私立学校被称为什么？", often)[1]
        assert (again.value, again.features) == (first.value, first.features)


def test_a_tie_goes_to_the_likelier_sentence() -> None:
    nothing = {"span": {}, "question": {}, "bias": [0.0], "out": [0.0]}
    _, found = narrowed(TEXT, "私立学校被称为什么？", SpanReader(idf, from_weights(nothing)))
    assert found.best.read <= 1


def test_a_model_has_numbers_only() -> None:
    assert all(
        isinstance(getattr(shipped(), one.name), np.ndarray | tuple)
        for one in dataclasses.fields(Model)
    )
