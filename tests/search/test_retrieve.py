"""Candidates, filters, fusing and the search modes."""

from __future__ import annotations

import fnmatch
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_samples import FixedEncoder, SmallReader, days, make_passage, make_query, unit_vectors

from zzqa.config import Filters, SearchConfig
from zzqa.search import rank, retrieve
from zzqa.search.lexical import lexical_scores, lexical_weights
from zzqa.search.rank import FEATURES, SIGNALS, TRANSLATED, WRITTEN
from zzqa.search.ranker import Ranker
from zzqa.search.retrieve import LISTS

PASSAGES = tuple(
    make_passage(text, published=published, id=f"p{number}", document=source, source=source)
    for number, (text, source, published) in enumerate(
        [
            ("株洲有专利12420件。", "news/a.txt", days("2024-08-08")),
            ("长沙有专利70045件。今天下雨。", "news/a.txt", days("2024-08-08")),
            ("荷塘区有桥梁7座。", "news/b.txt", days("2024-04-01", "2024-04-30")),
            ("青年水库建成于1978年。", "reports/c.txt", days("2023-01-01", "2023-12-31")),
            ("企业1302家。", "reports/d.txt", None),
        ]
    )
)
READER = SmallReader(
    PASSAGES,
    unit_vectors([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]),
    unit_vectors([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]),
)
ENCODER = FixedEncoder([0.0, 1.0, 0.0])
QUERY = make_query("株洲有多少件专利", concepts=(("株洲",), ("专利",)))
DAYS = st.dates(date(2022, 12, 30), date(2024, 12, 31))


def find(query=QUERY, filters=Filters(), *, without=(), candidates=60):  # noqa: B008
    config = SearchConfig(candidates=candidates)
    return retrieve(READER, ENCODER, query, config, filters, without=without)


class TestFilters:
    def numbers(self, **fields):
        return find(filters=Filters(**fields)).numbers.tolist()

    def test_by_hand(self):
        assert self.numbers() == [0, 1, 2, 3, 4]
        assert self.numbers(since=date(2024, 4, 30)) == [0, 1, 2]
        assert self.numbers(since=date(2024, 5, 1)) == [0, 1]
        assert self.numbers(until=date(2024, 4, 1)) == [2, 3]
        assert self.numbers(until=date(2024, 3, 31)) == [3]
        assert self.numbers(since=date(2024, 4, 10), until=date(2024, 4, 20)) == [2]
        assert self.numbers(sources=("news/*",)) == [0, 1, 2]
        assert self.numbers(sources=("*a.txt", "reports/d.txt")) == [0, 1, 4]
        assert self.numbers(sources=("nowhere",)) == []

    @given(
        st.none() | DAYS, st.none() | DAYS,
        st.lists(st.sampled_from(["news/*", "*/a.txt", "reports/?.txt", "*", "x"]), max_size=2),
    )  # fmt: skip
    @settings(max_examples=100, deadline=None)
    def test_what_is_let_through_is_what_the_definition_says(self, since, until, sources):
        if since and until:
            since, until = sorted((since, until))

        def fits(passage):
            if since and not (passage.date and passage.date.end >= since):
                return False
            if until and not (passage.date and passage.date.start <= until):
                return False
            return not sources or any(fnmatch.fnmatch(passage.source, glob) for glob in sources)

        expected = [number for number, passage in enumerate(PASSAGES) if fits(passage)]
        assert self.numbers(since=since, until=until, sources=tuple(sources)) == expected

    def test_a_filter_changes_who_is_found_and_not_what_is_similar(self):
        everything, some = find(), find(filters=Filters(sources=("reports/*",)))
        kept = np.isin(everything.numbers, some.numbers)
        for name in ("lexical", "dense", "sentence"):
            assert np.array_equal(getattr(everything, name)[kept], getattr(some, name))

    def test_on_the_seed_documents(self, seed_index):
        first, last = date(2024, 1, 1), date(2024, 6, 30)
        hits = seed_index.search("有效发明专利", filters=Filters(since=first, until=last), top_k=99)
        assert hits
        assert all(
            hit.passage.date and hit.passage.date.end >= first and hit.passage.date.start <= last
            for hit in hits
        )
        hits = seed_index.search("有效发明专利", filters=Filters(sources=("001_*",)), top_k=99)
        assert {hit.passage.source[:4] for hit in hits} == {"001_"}
        assert seed_index.search("有效发明专利", filters=Filters(sources=("none",))) == ()


class TestCandidates:
    def test_cosines_by_hand(self):
        found = find()
        half, third = 1 / np.sqrt(2), 1 / np.sqrt(3)
        assert found.dense == pytest.approx([0, half, 1, 0, third], abs=1e-6)
        assert found.sentence == pytest.approx([0, 1, 1, 0, third], abs=1e-6)
        assert [len(part) for part in found.similarities] == [1, 2, 1, 1, 1]
        assert found.similarities[1] == pytest.approx([half, 1], abs=1e-6)

    def test_each_list_gives_its_best(self):
        # Of one each: the words find 0, the vectors 2, the sentences 1 (as near as 2, and before).
        assert find(candidates=1).numbers.tolist() == [0, 1, 2]

    def test_the_lexical_score_is_a_share(self):
        for scores in lexical_scores(READER, lexical_weights(QUERY)):
            assert scores.argmax() == 0
            assert scores.min() == 0.0 and scores.max() <= 1.0
            assert scores[0] > scores[1] > scores[2] == 0.0

    def test_an_english_question_is_no_matter_for_character_pairs(self):
        query = make_query("patents of Zhuzhou", concepts=(("株洲",), ("专利",)), lang="en")
        words, pairs, both = lexical_scores(READER, lexical_weights(query))
        assert np.array_equal(words, both) and not pairs.any()
        assert not lexical_scores(READER, lexical_weights(query, ("words",)))[2].any()

    def test_a_question_of_unknown_words_still_finds_by_meaning(self):
        found = find(make_query("zzz", concepts=(("zzz",),)))
        assert not found.lexical.any()
        assert found.fused.argmax() == 2


class TestLeavingOut:
    def test_a_list_left_out_scores_nothing_and_finds_nothing(self):
        assert not find(without=("passages",)).dense.any()
        assert not find(without=("words", "bigrams")).lexical.any()
        left = find(without=("sentences",))
        assert not left.sentence.any() and not any(part.any() for part in left.similarities)
        assert [len(part) for part in left.similarities] == [1, 2, 1, 1, 1]
        assert find(without=("passages", "sentences"), candidates=1).numbers.tolist() == [0]
        assert find(without=("words", "bigrams"), candidates=1).numbers.tolist() == [1, 2]

    @pytest.mark.parametrize("name", LISTS)
    def test_the_others_score_as_before(self, name):
        everything, left = find(), find(without=(name,))
        kept = {"passages": "sentence", "sentences": "dense"}.get(name, "dense")
        assert np.array_equal(getattr(everything, kept), getattr(left, kept))

    def test_fused_is_what_is_left(self):
        only_words = find(without=("passages", "sentences"))
        assert only_words.fused.argsort().tolist()[-2:] == [1, 0]
        assert np.array_equal(only_words.fused > 0, only_words.lexical > 0)


def ranker(weights: dict[str, float]) -> Ranker:
    return Ranker({"zh": weights, "en": {}}, {"zh": -1.0, "en": 0.0})


class TestModes:
    def test_each_mode_orders_by_its_own_score_and_ties_by_id(self):
        found = find()
        for mode in ("lexical", "dense", "fused", "ranked"):
            hits = [one.hit for one in rank(READER, QUERY, found, mode)]
            assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
            assert {hit.passage.id for hit in hits} == {p.id for p in PASSAGES}
            name = "rank" if mode == "ranked" else mode
            assert all(hit.score == hit.scores[name] for hit in hits)
        assert rank(READER, QUERY, found, "lexical")[0].hit.passage.id == "p0"
        assert rank(READER, QUERY, found, "dense")[0].hit.passage.id == "p2"

    def test_the_score_of_all_features_is_a_share_and_names_each(self):
        for one in rank(READER, QUERY, find()):
            assert 0.0 < one.hit.score < 1.0
            assert set(one.hit.scores) == {
                *FEATURES,
                *SIGNALS,
                *TRANSLATED,
                *WRITTEN,
                "lexical",
                "fused",
                "rank",
            }
            assert len(one.similarities) == len(one.hit.passage.sentences)

    def test_a_feature_without_weight_does_not_count(self):
        only_dense = rank(READER, QUERY, find(), ranker=ranker({"dense": 1.0}))
        by_dense = rank(READER, QUERY, find(), "dense")
        assert [one.hit.passage.id for one in only_dense] == [o.hit.passage.id for o in by_dense]
        nothing = rank(READER, QUERY, find(), ranker=ranker({}))
        assert [one.hit.passage.id for one in nothing] == ["p0", "p1", "p2", "p3", "p4"]

    def test_no_candidate_no_hit(self):
        assert rank(READER, QUERY, find(filters=Filters(sources=("none",)))) == []

    def test_the_modes_on_the_seed_documents(self, seed_index):
        for mode in ("lexical", "dense", "fused", "ranked"):
            hits = seed_index.search("株洲有效发明专利", mode=mode, top_k=5)
            assert len(hits) == 5
            assert hits == seed_index.search("株洲有效发明专利", mode=mode, top_k=5)
            assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)
