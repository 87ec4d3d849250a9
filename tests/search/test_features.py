"""Each feature of ranking: what it is for, and what it never does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_samples import HALF, PUBLISHED, YEAR_2023, make_passage, make_query

from zzqa.records import Name
from zzqa.search import features as f
from zzqa.search.rank import FEATURES, SIGNALS, TRANSLATED, WRITTEN
from zzqa.search.ranker import load_ranker
from zzqa.text.analysis import find_mentions

ASKED = make_query(
    "2024年上半年株洲有多少件发明专利",
    concepts=(("发明专利", "发明", "专利"), ("株洲",)),
    weights={"发明专利": 1.0, "发明": 0.5, "专利": 0.5, "株洲": 1.0},
    places=("株洲",),
    names=(Name(0, 0, "中车", "organisation"),),
    interval=HALF,
    quantities=find_mentions("12420件", None).quantities,
    units=("件",),
)
PIECES = (
    "截至6月底，", "2023年，", "株洲", "长沙", "中车", "全市", "有效发明专利", "专利", "12420件",
    "3.6亿元", "增长39%", "居全省第二", "。", "市长陈恢清说，", "\n", " ", "的", "June 2024", "𠮷",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(
    lambda parts: "".join(parts)
).filter(lambda text: any(c.isalnum() for c in text))  # fmt: skip
queries = st.sampled_from(
    [
        ASKED,
        make_query(),
        make_query(answer_type="person", interval=YEAR_2023, places=("长沙", "株洲")),
        make_query(answer_type="money", units=("元",), concepts=()),
        make_query(answer_type="date"),
    ]
)


def view(text: str, **fields) -> f.PassageView:
    return f.PassageView.of(make_passage(text, **fields))


def test_every_weight_is_of_a_feature_and_none_is_negative():
    for weights in load_ranker().weights.values():
        assert set(weights) <= {*FEATURES, *SIGNALS, *TRANSLATED, *WRITTEN}
        assert all(weight > 0 for weight in weights.values())


@given(queries, texts)
@settings(max_examples=100, deadline=None)
def test_a_feature_lies_between_minus_one_and_one_and_is_the_same_twice(query, text):
    weights = [1.0, 2.0][: len(query.concepts)]
    for name, feature in FEATURES.items():
        value = feature(query, view(text), weights)
        assert -1.0 <= value <= 1.0, name
        assert value == feature(query, view(text), weights), name


@given(texts)
@settings(max_examples=50, deadline=None)
def test_a_feature_says_nothing_where_the_question_says_nothing(text):
    query = make_query("？？", concepts=(), answer_type="thing")
    for name, feature in FEATURES.items():
        assert feature(query, view(text), []) == 0.0, name


class TestCloseness:
    def test_words_side_by_side_are_as_close_as_can_be(self):
        assert f.proximity(ASKED, view("株洲发明专利很多。"), [1.0, 1.0]) == 1.0
        far = f.proximity(ASKED, view("株洲的桥很长，今天下了雨。发明专利很多。"), [1.0, 1.0])
        assert 0.0 < far < 0.5

    def test_one_word_alone_is_close_to_nothing(self):
        assert f.proximity(ASKED, view("发明专利和发明专利。"), [1.0, 1.0]) == 0.0

    @given(texts, texts)
    @settings(max_examples=50, deadline=None)
    def test_text_before_and_after_brings_no_words_farther_apart(self, before, after):
        text = "株洲发明专利很多。"
        assert f.proximity(ASKED, view(before + "\n" + text + after), [1.0, 1.0]) == 1.0

    @given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
    def test_the_shortest_stretch_is_that_of_trying_all(self, numbers):
        places = [(2 * at, number) for at, number in enumerate(numbers)]
        wanted = len(set(numbers))
        tried = min(
            places[j][0] - places[i][0] + 1
            for i in range(len(places))
            for j in range(i, len(places))
            if len({number for _, number in places[i : j + 1]}) == wanted
        )
        assert f._shortest(places, wanted) == tried


class TestPlans:
    def test_a_plan_answers_a_question_for_a_plan(self):
        plan, result = view("到2026年，力争达到100家。"), view("2023年达到100家。")
        wanted, given_ = make_query(wants_target=True), make_query()
        assert f.target_feature(wanted, plan) > 0 > f.target_feature(wanted, result)
        assert f.target_feature(given_, plan) < 0 == f.target_feature(given_, result)


def test_words_of_title_and_section_count_for_the_heading_alone():
    named = view("今天下雨。", title="株洲发明专利", section="")
    assert f.heading_coverage(ASKED, named, [3.0, 1.0]) == 1.0
    assert f.heading_coverage(ASKED, view("株洲发明专利。"), [3.0, 1.0]) == 0.0


class TestWords:
    def test_a_concept_weighs_as_its_likeliest_term_and_an_unknown_word_as_a_rare_one(self):
        query = make_query(
            concepts=(("发明专利", "专利"), ("量子",), ()), weights={"发明专利": 1.0, "专利": 0.5}
        )
        idf = {"发明专利": 2.0, "专利": 3.0}
        assert f.concept_weights(query, lambda term: idf.get(term, 0.0)) == [
            2.0, f.UNKNOWN_WEIGHT, f.UNKNOWN_WEIGHT,
        ]  # fmt: skip

    def test_a_word_of_every_passage_of_a_small_corpus_still_counts(self):
        query = make_query(concepts=(("专利",),), weights={"专利": 1.0})
        assert f.concept_weights(query, lambda _: -0.4) == [f.LEAST_WEIGHT]

    def test_a_concept_is_held_as_well_as_its_best_term_there(self):
        assert f.covered(ASKED, frozenset({"发明", "专利"})) == (0.5, 0.0)
        assert f.covered(ASKED, frozenset({"发明专利", "专利", "株洲"})) == (1.0, 1.0)

    def test_the_weighted_mean_by_hand(self):
        assert f.weighted_share([3.0, 1.0], [1.0, 0.0]) == 0.75
        assert f.weighted_share([3.0, 1.0], [0.5, 1.0]) == 0.625
        assert f.weighted_share([], []) == 0.0

    @given(st.lists(st.tuples(st.floats(0.1, 9), st.floats(0, 1)), min_size=1, max_size=6))
    @settings(max_examples=50)
    def test_the_weighted_mean_lies_between_its_parts_and_grows_with_each(self, pairs):
        weights, held = (list(column) for column in zip(*pairs))
        mean = f.weighted_share(weights, held)
        assert min(held) - 1e-9 <= mean <= max(held) + 1e-9
        assert f.weighted_share(weights, [*held[:-1], 1.0]) >= mean - 1e-9

    def test_coverage_counts_headings_and_rare_words_more(self):
        assert f.coverage(ASKED, view("株洲的桥梁。"), [3.0, 1.0]) == 0.25
        assert f.coverage(ASKED, view("发明专利。"), [3.0, 1.0]) == 0.75
        assert f.coverage(ASKED, view("发明专利。", title="株洲的创新"), [3.0, 1.0]) == 1.0
        assert f.coverage(ASKED, view("发明专利。", section="株洲"), [3.0, 1.0]) == 1.0
        assert f.coverage(ASKED, view("今天下雨。"), [3.0, 1.0]) == 0.0

    @given(texts, texts)
    @settings(max_examples=50, deadline=None)
    def test_more_text_covers_no_less(self, text, more):
        alone = f.coverage(ASKED, view(f"{text}。"), [3.0, 1.0])
        assert f.coverage(ASKED, view(f"{text}。\n{more}"), [3.0, 1.0]) >= alone

    def test_one_sentence_with_all_words_beats_two_that_share_them(self):
        together, apart = view("株洲有发明专利。今天下雨。"), view("株洲很大。有发明专利。")
        assert f.sentence_coverage(ASKED, together, [1.0, 1.0]) == 1.0
        assert f.sentence_coverage(ASKED, apart, [1.0, 1.0]) == 0.5
        assert f.coverage(ASKED, apart, [1.0, 1.0]) == 1.0

    def test_a_sentence_pasted_in_finds_itself_whatever_its_marks_and_spaces(self):
        held = view("据了解，有效发明专利量\n12420 件，居第二。")
        assert f.phrase_feature(make_query("有效发明专利量１２４２０件"), held) == 1.0
        assert f.phrase_feature(make_query("有效發明專利量12420件。"), held) == 1.0
        assert f.phrase_feature(make_query("有效发明专利量12421件"), held) == 0.0

    def test_a_word_or_two_are_no_sentence(self):
        assert f.phrase_feature(make_query("发明专利"), view("发明专利。")) == 0.0


class TestTimeAndPlace:
    def test_the_passage_of_the_time_asked_about(self):
        inside, other = view("上半年，专利12420件。"), view("2022年，专利12420件。")
        assert f.time_feature(ASKED, inside) == 1.0
        assert f.time_feature(ASKED, other) == -1.0
        assert f.time_feature(make_query(), inside) == 0.0

    def test_an_undated_statement_is_of_the_day_of_its_paper(self):
        undated = "专利12420件。"
        asked = make_query(interval=PUBLISHED)
        assert f.time_feature(asked, view(undated)) > f.time_feature(ASKED, view(undated))
        assert f.time_feature(asked, view(undated, published=None)) < 0

    def test_the_passage_of_the_place_asked_about(self):
        assert f.place_feature(ASKED, view("株洲有专利。")) == 1.0
        assert f.place_feature(ASKED, view("长沙市有专利。")) == -1.0
        assert f.place_feature(ASKED, view("有专利。", title="株洲的创新")) == 1.0
        assert f.place_feature(make_query(), view("长沙市有专利。")) == 0.0


class TestNamesAndFigures:
    def test_the_share_of_the_names_asked_about(self):
        asked = make_query(
            names=(Name(0, 0, "陈恢清", "person"), Name(0, 0, "中车株机", "organisation")),
            places=("长沙",),
        )
        assert f.name_feature(asked, view("陈恢清到中车株机调研。")) == 1.0
        assert f.name_feature(asked, view("陈恢清调研。")) == 0.0
        assert f.name_feature(asked, view("专利12件。")) == -1.0
        assert f.name_feature(asked, view("陳恢清調研。", title="中車株機")) == 1.0

    def test_a_figure_in_the_question_stands_in_the_passage_by_its_value(self):
        asked = make_query(quantities=find_mentions("3.6亿元、第二", None).quantities)
        assert f.number_feature(asked, view("出口36000万元，居第二。")) == 1.0
        assert f.number_feature(asked, view("出口3.6万元，居第三。")) == 0.0
        assert f.number_feature(make_query(), view("出口3.6亿元。")) == 0.0

    @pytest.mark.parametrize(
        ("kind", "text", "value"),
        [
            ("number", "有企业1302家。", 0.3),
            ("number", "有专利12420件。", 1.0),
            ("number", "没有说。", -0.5),
            ("percent", "增长39%。", 0.3),
            ("percent", "有专利12420件。", -0.5),
            ("rank", "居全省第二。", 0.3),
            ("person", "市长陈恢清说。", 1.0),
            ("person", "专利很多。", -0.3),
            ("organisation", "湖南工业大学的专利。", 1.0),
            ("date", "2023年3月。", 1.0),
            ("date", "专利很多。", -0.3),
            ("reason", "因为下雨。", 0.0),
        ],
    )
    def test_the_passage_holds_a_value_of_the_type_asked_for(self, kind, text, value):
        assert f.type_feature(make_query(answer_type=kind, units=("件",)), view(text)) == value

    def test_money_counts_as_a_number_but_no_number_as_money(self):
        assert f.fits_type("number", "money") and f.fits_type("number", "count")
        assert not f.fits_type("money", "count") and not f.fits_type("number", "percent")
        assert all(f.fits_type(kind, kind) for kind in ("money", "percent", "rank"))
