"""Questions in English against passages in Chinese, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_samples import make_passage, make_query

from zzqa.search.features import PassageView
from zzqa.search.translated import Translated, characters, senses, sentence_match

FREQUENCIES = {"殖民地": 2, "殖民": 5, "法国": 40, "法": 90, "建立": 20, "设立": 3}
PASSAGES = 100
COLONY = ("殖民地", "殖民", "群体")
FRENCH = ("法国", "法")
WORDS = ["殖民地", "殖民者", "法国", "建立", "今天", "下雨", "。", "，"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=15).map("".join).filter(
    lambda text: any(c.isalnum() for c in text)
)  # fmt: skip


def translated(*concepts: tuple[str, ...], **weights: float) -> Translated:
    given = {term: 0.8**place for terms in concepts for place, term in enumerate(terms)}
    query = make_query("?", lang="en", concepts=concepts, weights=given | weights)
    return Translated.of(query, lambda term: FREQUENCIES.get(term, 0), PASSAGES)


ASKED = translated(COLONY, FRENCH, ("unheard",))


def view(text: str) -> PassageView:
    return PassageView.of(make_passage(text))


def test_a_words_translations_share_what_it_counts():
    assert all(sum(share for _, share in word) == pytest.approx(1) for word in ASKED.shares)
    assert ASKED.rarities[0] > ASKED.rarities[1] > 0


def test_a_word_with_many_translations_counts_once():
    one = translated(("殖民地",), ("下雨",))
    many = translated(("殖民地", "群体", "聚居地", "领地"), ("下雨",))
    text = view("殖民地建立了。")
    assert senses(many, text) <= senses(one, text) < 1.0


def test_more_of_the_words_is_more():
    both, one, none = (view(t) for t in ("法国的殖民地。", "殖民地很大。", "今天下雨。"))
    assert senses(ASKED, both) > senses(ASKED, one) > senses(ASKED, none) == 0.0
    assert characters(ASKED, both) > characters(ASKED, one) > characters(ASKED, none) == 0.0


def test_another_word_of_the_same_characters_counts_in_part():
    whole, part = view("殖民地。"), view("植民之国。")
    assert 0.0 < characters(translated(("殖民地",)), part) < characters(ASKED, whole)
    assert characters(translated(("殖民地",)), whole) == pytest.approx(1)


def test_characters_count_where_they_stand_in_one_sentence():
    together, apart = view("法国的殖民地。"), view("法国。殖民地。")
    assert characters(ASKED, together) > characters(ASKED, apart)


def test_meaning_and_words_count_in_the_same_sentence():
    text = view("法国的殖民地。今天下雨。")
    assert sentence_match(ASKED, text, [0.8, 0.2]) > sentence_match(ASKED, text, [0.2, 0.8])


@given(texts)
@settings(max_examples=60, deadline=None)
def test_each_lies_between_0_and_1(text):
    found = view(text)
    cosines = [1.0] * len(found.passage.sentences)
    for asked in (ASKED, translated(), translated(("unheard",))):
        for value in (
            senses(asked, found),
            characters(asked, found),
            sentence_match(asked, found, cosines),
        ):
            assert 0.0 <= value <= 1.0 + 1e-9
