"""A question, analysed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_samples import HALF, days

from zzqa.config import MAX_QUESTION_CHARS
from zzqa.errors import QuestionError
from zzqa.search import analyse
from zzqa.text.bridge import build_bridge
from zzqa.text.bridge_table import BridgeTable

TODAY = date(2024, 8, 8)
WORDS = {
    "专利": 9, "发明专利": 5, "发明": 5, "出口": 4, "株洲": 9, "市长": 2, "6月": 3, "陈恢清": 2,
}  # fmt: skip
KNOWN = {"株洲": "place", "陈恢清": "person"}


@pytest.fixture(scope="module")
def bridge() -> BridgeTable:
    return build_bridge(WORDS, KNOWN)


@pytest.fixture(scope="module")
def ask(bridge):
    return lambda question: analyse(question, bridge, KNOWN, today=TODAY)


class TestRefusing:
    @pytest.mark.parametrize("question", ["", "   ", "？！", "\u200b", "\ud800"])
    def test_what_holds_no_words(self, ask, question):
        with pytest.raises(QuestionError, match="holds no words; expected"):
            ask(question)

    def test_what_is_too_long(self, ask):
        assert ask("专" * MAX_QUESTION_CHARS).clean
        with pytest.raises(QuestionError, match="at most 2000 are expected"):
            ask("专" * (MAX_QUESTION_CHARS + 1))


class TestWords:
    def test_a_part_of_a_word_counts_less_than_the_word_asked_for(self, ask):
        query = ask("株洲有多少件发明专利")
        assert query.weights["发明专利"] == query.weights["株洲"] == 1.0
        assert query.weights["专利"] == query.weights["发明"] == 0.5
        assert ("发明专利", "发明", "专利") in query.concepts
        assert ("株洲",) in query.concepts

    def test_a_time_and_a_unit_are_no_concept_and_a_time_counts_little(self, ask):
        query = ask("2024年6月株洲有多少件发明专利")
        assert query.weights["2024年"] == query.weights["6月"] == 0.3
        assert not {"2024年", "6月", "件"} & {t for concept in query.concepts for t in concept}
        assert query.units == ("件",)

    def test_an_english_question_asks_for_chinese_terms(self, ask):
        query = ask("how many invention patents does Zhuzhou hold")
        assert (query.lang, query.answer_type) == ("en", "number")
        assert query.weights["株洲"] == query.weights["发明专利"] == 1.0

    def test_full_width_and_traditional_ask_the_same(self, ask):
        plain, other = ask("株洲2024年有多少件发明专利？"), ask("株洲２０２４年有多少件發明專利？")
        assert plain.weights == other.weights
        assert plain.interval == other.interval
        assert other.text == "株洲２０２４年有多少件發明專利？"

    @given(
        st.text(max_size=30)
        | st.lists(st.sampled_from([*WORDS, "2024年", "多少", "件", " ", "how many", "Zhuzhou"]))
        .map("".join)
    )  # fmt: skip
    @settings(max_examples=100, deadline=None)
    def test_any_text_is_analysed_or_refused_and_always_the_same(self, bridge, text):
        try:
            query = analyse(text, bridge, KNOWN, today=TODAY)
        except QuestionError:
            return
        assert query == analyse(text, bridge, KNOWN, today=TODAY)
        assert list(query.weights) == list(analyse(text, bridge, KNOWN, today=TODAY).weights)
        assert all(0 < weight <= 1 for weight in query.weights.values())
        assert all(term in query.weights for concept in query.concepts for term in concept)
        assert len(set(query.concepts)) == len(query.concepts)


class TestTimes:
    def test_relative_times_count_from_today(self, ask):
        assert ask("今年上半年出口多少").interval == HALF
        assert ask("去年出口多少").interval == days("2023-01-01", "2023-12-31")

    def test_a_day_of_no_year_asks_for_no_year(self, ask):
        assert ask("8月7日发生了什么").interval is None

    def test_the_date_of_a_report_comes_before_the_time_it_reports(self, ask):
        query = ask("2025年6月的答复中，2024年出口多少")
        assert query.about_document
        assert query.interval == days("2025-06-01", "2025-06-30")

    def test_a_plan_is_told_from_a_result(self, ask):
        assert ask("2026年的目标是多少件专利").wants_target
        assert not ask("2023年有多少件专利").wants_target


class TestNames:
    def names(self, query):
        return {(name.text, name.kind) for name in query.names}

    def test_names_of_the_corpus_are_known_in_both_languages(self, ask):
        assert ("株洲", "place") in self.names(ask("株洲出口多少"))
        assert ("株洲", "place") in self.names(ask("exports of Zhuzhou"))
        assert ("陈恢清", "person") in self.names(ask("who is Chen Huiqing"))

    def test_a_place_that_the_corpus_does_not_have_is_still_asked_about(self, ask):
        assert ("Springfield", "place") in self.names(ask("how many patents does Springfield hold"))

    def test_a_month_is_no_place_even_where_the_corpus_never_names_it(self, ask):
        assert not self.names(ask("how many patents were held in October 2023"))

    def test_the_longest_name_counts_once(self, bridge):
        known = {"白石": "place", "白石号": "organisation"}
        query = analyse("白石号有多少件专利", bridge, known, today=TODAY)
        assert self.names(query) == {("白石号", "organisation")}


class TestTypes:
    @pytest.mark.parametrize(
        ("question", "kind"),
        [
            ("株洲有多少件专利", "number"),
            ("出口总值是多少亿元", "money"),
            ("增长了百分之几", "percent"),
            ("专利居全省第几", "rank"),
            ("水库何时建成", "date"),
            ("谁是市长", "person"),
            ("who is the mayor", "person"),
            ("为什么增长", "reason"),
            ("发明专利几件", "number"),
        ],
    )
    def test_what_kind_of_answer_is_asked_for(self, ask, question, kind):
        assert ask(question).answer_type == kind
