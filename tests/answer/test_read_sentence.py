"""The spans of a sentence that may be an answer."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_samples import passage, sentence, spans

from zzqa.answer.reading.sentence import MARK, TAG, TAGS, candidates, cut, kind_of

MADE = st.lists(st.integers(0, len(TAGS) - 1), max_size=40).map(lambda t: np.array(t, np.int32))


@settings(max_examples=100, deadline=None)
@given(MADE)
def test_candidates_lie_in_the_sentence_and_hold_whole_brackets(tags: np.ndarray) -> None:
    clause = np.zeros(len(tags), np.int32)
    np.cumsum(MARK[tags[:-1]], out=clause[1:])
    first, last = candidates(tags, clause)
    assert len(first) == len(last) == len(set(zip(first.tolist(), last.tolist())))
    for i, j in zip(first.tolist(), last.tolist()):
        assert 0 <= i < j <= len(tags)
        inside = tags[i:j].tolist()
        assert inside.count(TAG["open"]) == inside.count(TAG["close"])
        assert tags[i] not in (TAG["comma"], TAG["stop"], TAG["u"], TAG["close"])
        assert tags[j - 1] not in (TAG["comma"], TAG["stop"], TAG["p"], TAG["open"])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="株洲市的（）“”《》，。、·2024年a b桥是在", min_size=1, max_size=60))
def test_any_text_is_cut_into_words_of_its_own(text: str) -> None:
    one = passage(text)
    for span in one.sentences:
        found = cut(one, span)
        assert all(span.start <= a < b <= span.end for a, b in zip(found.starts, found.ends))
        assert all(one.text[a:b].strip() for a, b in zip(found.starts, found.ends))
        starts, ends = found.places()
        assert (starts < ends).all()


def test_the_answer_is_among_the_candidates() -> None:
    text = "印度的私立学校被称为“独立学校”，但其中一些由政府资助。"
    found = spans(sentence(text), text)
    assert {"独立学校", "政府", "其中一些由政府资助", "印度的私立学校"} <= set(found)
    assert not {"，", "的私立学校", "独立学校”"} & set(found)


def test_a_foreign_name_is_whole() -> None:
    text = "过去的记录由约翰·埃尔维保持。"
    found = spans(sentence(text), text)
    assert any(span.startswith("约翰·埃尔") for span in found)
    assert not any(span.endswith("约翰") or span.startswith("埃尔") for span in found)


def test_a_mark_before_a_caption_is_part_of_no_answer() -> None:
    text = "▲北山车辆公司承建的地铁列车下线。"
    found = spans(sentence(text), text)
    assert found
    assert not any("▲" in span for span in found)


def test_a_figure_is_cut_from_its_noun() -> None:
    text = "球体包含了4种元素。"
    assert "4种" in spans(sentence(text), text)


def test_kinds_of_words() -> None:
    tags = [
        TAGS[kind_of(*pair)]
        for pair in (("株洲", "ns"), ("《", "x"), ("·", "x"), ("abc", "eng"), ("，", "x"))
    ]
    assert tags == ["ns", "open", "dot", "eng", "comma"]


def test_a_sentence_without_words_has_no_candidates() -> None:
    found = sentence("  ")
    assert not len(found.first) and not found.words
