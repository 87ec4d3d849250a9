"""The share of a question's character pairs that a passage holds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from search_samples import PUBLISHED, make_passage, make_query

from zzqa.search.features import PassageView
from zzqa.search.pairs import AskedPairs
from zzqa.text.analysis import find_mentions

HELD = {"专利": 10, "利授": 2, "授权": 5, "株洲": 40, "2024年": 30}


def asked(text: str, passages: int = 100, **fields) -> AskedPairs:
    return AskedPairs.of(make_query(text, **fields), lambda term: HELD.get(term, 0), passages)


def view(text: str, **fields) -> PassageView:
    return PassageView.of(make_passage(text, **fields))


def test_pairs_are_found_where_words_were_cut_otherwise():
    assert asked("专利授权").share(view("一项专利授权。")) == 1.0
    assert 0 < asked("专利授权").share(view("授权的专利。")) < 1.0


def test_what_is_rarer_counts_more():
    rare, common = asked("利授株洲").share(view("利授")), asked("利授株洲").share(view("株洲"))
    assert rare > common > 0


def test_what_no_passage_has_tells_nothing():
    assert asked("专利饕餮").share(view("专利")) == asked("专利").share(view("专利")) == 1.0
    assert asked("饕餮").share(view("饕餮")) == 0.0


def test_headings_traditional_characters_and_whole_terms_count():
    assert asked("株洲").share(view("今天下雨。", title="株洲日报")) == 1.0
    assert asked("株洲專利").share(view("株洲专利")) == 1.0
    assert asked("2024年").share(view("二〇二四年")) == 1.0
    assert asked("2024年").share(view("今天下雨。", title="2024年报告")) == 1.0


def test_the_words_of_a_time_count_less():
    # A text may say 今年: whether its time fits is told by a feature of its own.
    times = find_mentions("2024年", PUBLISHED).times
    timed, plain = asked("2024年株洲", times=times), asked("2024年株洲")
    assert 0 < timed.share(view("2024年")) < plain.share(view("2024年"))


def test_a_question_in_english_has_none():
    assert asked("patents of 2024年", lang="en").share(view("2024年专利")) == 0.0


@given(st.text("专利授权株洲2024年饕 ，", max_size=20), st.text("专利授权株洲，。", min_size=1))
@settings(max_examples=80, deadline=None)
def test_the_share_lies_between_0_and_1_and_more_text_never_lowers_it(question, text):
    pairs, shorter, longer = asked(question, passages=50), view(text), view(text + "，专利授权")
    assert 0.0 <= pairs.share(shorter) <= pairs.share(longer) <= 1.0
