"""What an English question measures, and which countries it names."""

from __future__ import annotations

import pytest
from test_conflicts import passage

from zzqa.answer.asked import core_weights, measured
from zzqa.answer.asked_english import measured_word
from zzqa.answer.wholes import only_a_whole
from zzqa.search.agreement import asked_places
from zzqa.search.passage_view import PassageView
from zzqa.search.query import analyse
from zzqa.text.bridge_table import BridgeTable
from zzqa.text.english import lemma


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("How many museums did Suzhou have in 2023?", "museums"),
        ("How many museums at provincial level or above does it have?", "museums"),
        ("How many visitors came from abroad?", "visitors"),
        ("What was the unemployment rate in Suzhou in 2024?", "unemployment"),
        ("What is the number of foreign students in Suzhou?", "students"),
        ("What was Suzhou's grain output in 2023?", "output"),
        ("How much did the bridge cost?", ""),
        ("Who is the mayor?", ""),
        ("What is it?", ""),
    ],
)
def test_the_word_for_what_is_measured(question: str, word: str) -> None:
    assert measured_word(question) == word


def test_what_is_measured_is_told_by_its_own_word() -> None:
    bridge = BridgeTable(
        ["失业", "比率"], {lemma("unemployment"): [0, 100], lemma("rate"): [1, 100]}, {}, {}
    )
    asked = analyse("What was the unemployment rate in 2024?", bridge)
    core = core_weights(asked, [2.0] * len(asked.concepts))
    assert asked.asked_words == ("unemployment", "rate")
    assert measured(asked, core, "%") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("研发投入12亿元，占GDP比重3.1%。", True),
        ("研发投入12亿元，占GDP的比重达到3.1%。", True),
        ("全市GDP达到390亿元，研发投入占GDP比重3.1%。", False),
        ("全市GDP达到390亿元。", False),
        ("全市占地面积390亩。", False),
    ],
)
def test_what_is_named_only_as_the_whole_of_a_share(text: str, expected: bool) -> None:
    assert only_a_whole(PassageView.of(passage(text)), ("gdp",)) is expected


@pytest.mark.parametrize(
    ("question", "options", "places"),
    [
        ("How much did it export to Japan?", {}, ("japan",)),
        ("How much did it export to Russia?", {"russia": [0, 100]}, ("俄",)),
        ("How much did it export to Germany?", {"germany": [2, 100, 1, 90]}, ("德国",)),
        ("How much did it export to Britain?", {"britain": [3, 100]}, ()),
        ("How much did it export in June?", {}, ()),
    ],
)
def test_a_country_asked_about_is_one_though_the_corpus_has_no_name_for_it(
    question: str, options: dict[str, list[int]], places: tuple[str, ...]
) -> None:
    bridge = BridgeTable(["俄", "德国", "德", "不列颠"], options, {}, {})
    assert asked_places(analyse(question, bridge)) == places
