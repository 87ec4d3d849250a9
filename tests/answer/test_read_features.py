"""What is known of a span: each feature by hand."""

from __future__ import annotations

import numpy as np
import pytest
from reading_samples import passage, query, ranked, sentence, spans

from zzqa.answer.reading import alignment, ground, opinion, shape, typed
from zzqa.answer.reading.asked import asked
from zzqa.answer.reading.sentence import Sentence, cut
from zzqa.answer.reading.sides import sides
from zzqa.answer.sentences import sentence_choices
from zzqa.search.features import PassageView


def value(values: np.ndarray, names: tuple[str, ...], at: int, name: str) -> float:
    return float(values[at, names.index(name)])


def shape_of(text: str, span: str, name: str) -> float:
    own = sentence(text)
    return value(shape.shape(own).values, shape.NAMES, spans(own, text).index(span), name)


@pytest.mark.parametrize(
    ("text", "span", "name", "expected"),
    [
        ("他写了《终结战争的机器》。", "终结战争的机器", "titled", 1),
        ("他写了《终结战争的机器》。", "战争的机器", "titled", 0),
        ("他写了《终结战争的机器》。", "终结战争的机器", "has_de", 1),
        ("被誉为“晋剧皇后”。", "晋剧皇后", "quoted", 1),
        ("王爱爱，山西人。", "山西人", "whole_clause", 1),
        ("王爱爱，山西人。", "王爱爱", "sentence_start", 1),
        ("它建于1967年。", "1967年", "time", 1),
        ("它建于1967年。", "1967", "time_cut", 1),
        ("威尼斯爆发瘟疫22次。", "22次", "quantity", 1),
        ("威尼斯爆发瘟疫22次。", "22次", "chars", np.log1p(3) / 3),
        ("德国在北部。", "德国", "words", 0.1),
    ],
)
def test_shape(text: str, span: str, name: str, expected: float) -> None:
    assert shape_of(text, span, name) == pytest.approx(expected)


def test_codes_tell_the_words_beside_a_span() -> None:
    text = "学校位于北京。"
    own = sentence(text)
    codes = shape.shape(own).codes[spans(own, text).index("北京")]
    told = [values[code] for code, (_, values) in zip(codes.tolist(), shape.CODES)]
    assert told == ["ns", "ns", "v", "stop", "位于", "。"]


def test_a_word_that_tells_nothing_has_the_code_past_the_last() -> None:
    text = "学校发现北京。"
    own = sentence(text)
    codes = shape.shape(own).codes[spans(own, text).index("北京")]
    assert codes[4] == len(shape.CODES[4][1])


def aligned(question: str, text: str) -> tuple[Sentence, np.ndarray]:
    asked_query = query(question)
    one = passage(text)
    own = sentence(text)
    terms = sides(asked_query, asked(asked_query), [3.0] * len(asked_query.concepts))
    return own, alignment.alignment(terms, own, PassageView.of(one).tokens)


def aligned_value(question: str, text: str, span: str, name: str) -> float:
    own, values = aligned(question, text)
    return value(values, alignment.NAMES, spans(own, text).index(span), name)


BRIDGE = ("这座桥连接什么城市？", "这座桥连接株洲，很长。")


@pytest.mark.parametrize(
    ("question", "text", "span", "name", "expected"),
    [
        (*BRIDGE, "株洲", "left_run", 5 / 6),
        (*BRIDGE, "株洲", "left_runs_long", 1),
        (*BRIDGE, "株洲", "left_adjacent", 0.5),
        (*BRIDGE, "株洲", "inside_match", 0),
        (*BRIDGE, "株洲", "inside_chars", 0),
        (*BRIDGE, "连接株洲", "inside_chars", 0.5),
        ("哪个机构管理学校？", "联邦机构管理学校。", "联邦机构", "head_ends", 1),
        ("哪个机构管理学校？", "联邦机构管理学校。", "联邦机构", "kind_fits", 1),
        ("哪个机构管理学校？", "联邦机构管理学校。", "联邦", "head_after", 1),
        ("哪个机构管理学校？", "联邦机构管理学校。", "联邦机构", "right_run_past", 4 / 6),
    ],
)
def test_alignment(question: str, text: str, span: str, name: str, expected: float) -> None:
    assert aligned_value(question, text, span, name) == pytest.approx(expected, abs=1e-6)


def test_what_stands_on_the_same_side_counts_apart_from_what_has_changed_sides() -> None:
    same = aligned_value(*BRIDGE, "株洲", "near_left_same")
    cross = aligned_value(*BRIDGE, "株洲", "near_left_cross")
    assert same > cross == 0
    turned = "什么城市连接这座桥？", BRIDGE[1]
    assert aligned_value(*turned, "株洲", "near_left_cross") > 0


def test_nearer_words_count_more() -> None:
    text = "桥连接株洲和非常遥远的长沙。"
    near = aligned_value("桥连接什么？", text, "株洲", "near_left_same")
    far = aligned_value("桥连接什么？", text, "长沙", "near_left_same")
    assert near > far > 0


def typed_value(question: str, text: str, span: str, name: str) -> float:
    own = sentence(text)
    values = typed.typing(query(question), passage(text), own)
    return value(values, typed.NAMES, spans(own, text).index(span), name)


@pytest.mark.parametrize(
    ("question", "text", "span", "name", "expected"),
    [
        ("爆发了多少次瘟疫？", "爆发瘟疫22次，用了3年。", "22次", "t_unit", 1),
        ("爆发了多少次瘟疫？", "爆发瘟疫22次，用了3年。", "瘟疫22次", "t_unit", 0),
        ("爆发了多少次瘟疫？", "爆发瘟疫22次，用了3年。", "瘟疫22次", "t_unit_within", 1),
        ("爆发了多少次瘟疫？", "爆发瘟疫22次，共3人。", "3人", "t_other_unit", 1),
        ("哪一年建成？", "它建于1967年。", "1967年", "t_time", 1),
        ("1967年建成了什么？", "它建于1967年。", "1967年", "t_time_given", 1),
    ],
)
def test_typing(question: str, text: str, span: str, name: str, expected: float) -> None:
    assert typed_value(question, text, span, name) == expected


def test_grounds_are_the_likeliest_sentences_first() -> None:
    text = "天气很好。这座桥连接株洲。他走了。"
    asked_query = query("这座桥连接什么城市？")
    weights = [3.0] * len(asked_query.concepts)
    found = ground.grounds(asked_query, [ranked(passage(text))], weights, 2)
    assert [text[slice(*one.span)] for one in found][0] == "这座桥连接株洲。"
    assert len(found) == 2
    first, second = (dict(zip(ground.NAMES, one.values)) for one in found)
    assert first["s_told_gap"] == 0 < second["s_told_gap"]
    assert first["s_pairs"] > second["s_pairs"]


def test_the_opinion_of_rules_that_chose_nothing_is_none() -> None:
    text = "这座桥连接株洲。"
    asked_query = query("这座桥连接什么？")
    weights = [3.0] * len(asked_query.concepts)
    (one,) = ground.grounds(asked_query, [ranked(passage(text))], weights, 1)
    values = opinion.opinion([], 0.0, one, sentence(text))
    assert (values[:, opinion.NAMES.index("r_none")] == 1).all()
    assert values.sum() == len(values)


def test_the_sentence_that_the_rules_chose_is_told() -> None:
    question, text = "这座桥连接什么城市？", "这座桥连接株洲。他在这里走了很久。"
    asked_query, found = query(question), ranked(passage(text))
    weights = [3.0] * len(asked_query.concepts)
    best, other = ground.grounds(asked_query, [found], weights, 2)
    rules = sorted(sentence_choices(asked_query, found, weights), key=lambda c: -c.score)
    at = opinion.NAMES.index("r_sentence_best")
    assert opinion.opinion(rules, 0.7, best, cut(found.hit.passage, best.span))[:, at].all()
    assert not opinion.opinion(rules, 0.7, other, cut(found.hit.passage, other.span))[:, at].any()
