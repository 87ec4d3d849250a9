"""How well a time or a place that a text speaks of fits the one asked about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_samples import HALF, PUBLISHED, YEAR_2023, days, make_query

from zzqa.records import Name, TimeInterval
from zzqa.search.agreement import (
    asked_places,
    interval_agreement,
    mention_agreement,
    part_agreement,
    place_agreement,
    published_agreement,
    time_agreement,
)
from zzqa.text.analysis import find_mentions

YEAR_2024 = days("2024-01-01", "2024-12-31")
JUNE = days("2024-06-01", "2024-06-30")
intervals = st.builds(
    lambda start, length: TimeInterval(start, start + timedelta(length)),
    st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    st.integers(0, 800),
)


class TestIntervals:
    @pytest.mark.parametrize(
        ("asked", "given_", "value"),
        [
            (JUNE, JUNE, 1.0),
            (HALF, days("2024-06-30"), 1.0),  # a state on its last day
            (YEAR_2024, HALF, 1.0),  # over a third of the time asked about
            (YEAR_2024, JUNE, 0.8),  # a part of it only
            (JUNE, YEAR_2024, 0.15),  # the year: perhaps of another month
            (HALF, YEAR_2024, 182 / 366),
            (JUNE, days("2024-07-15"), -0.3),  # nearly
            (JUNE, days("2024-08-31"), -1.0),
            (YEAR_2024, YEAR_2023, -1.0),  # a neighbour, but long: another year
        ],
    )
    def test_by_hand(self, asked, given_, value):
        assert interval_agreement(asked, given_) == pytest.approx(value)

    @pytest.mark.parametrize(
        ("given_", "value"),
        [
            (days("2023-06-30"), 1.0),
            (HALF, 30 / 182),
            (days("2023-01-01", "2023-03-31"), -1.0),  # another quarter
            (YEAR_2023, 0.0),  # says nothing of its parts
        ],
    )
    def test_a_part_of_a_year_is_that_of_any_year(self, given_, value):
        assert part_agreement(JUNE, given_) == pytest.approx(value)
        leap_day = days("2024-02-29")
        assert part_agreement(leap_day, days("2023-02-28")) == 0.0

    def test_a_day_without_its_month_is_that_of_any_month(self):
        day = days("2026-11-28")
        assert part_agreement(day, days("2023-08-28"), monthless=True) == 1.0
        assert part_agreement(day, days("2023-08-27"), monthless=True) < 0
        assert part_agreement(day, days("2023-08-28")) == -1.0

    @given(intervals, intervals)
    @settings(max_examples=100)
    def test_positive_exactly_where_they_meet(self, asked, other):
        value = interval_agreement(asked, other)
        assert -1.0 <= value <= 1.0
        assert (value > 0) == (asked.overlap(other) > 0)
        assert interval_agreement(asked, asked) == 1.0 >= value


class TestTimes:
    def times(self, text):
        return find_mentions(text, PUBLISHED).times

    def test_nothing_is_asked_nothing_is_said(self):
        assert time_agreement(make_query(), self.times("2023年"), PUBLISHED) == 0.0

    def test_the_best_of_several_times_counts(self):
        query = make_query(interval=YEAR_2023)
        assert time_agreement(query, self.times("2022年比2023年少"), PUBLISHED) == 1.0
        assert time_agreement(query, self.times("2022年"), PUBLISHED) == -1.0

    def test_now_says_no_more_than_the_date_of_the_paper(self):
        now = self.times("目前")
        assert now and now[0].relative
        query = make_query(interval=YEAR_2023)
        fit = published_agreement(query, PUBLISHED)
        assert mention_agreement(query, now[0], PUBLISHED) == fit == -1.0

    def test_a_paper_of_spring_reviews_the_year_before(self):
        query = make_query(interval=YEAR_2023)
        assert published_agreement(query, days("2024-03-05")) == 0.4
        assert published_agreement(query, days("2024-09-05")) == -1.0
        assert published_agreement(query, days("2023-05-05")) == 1.0
        month = make_query(interval=days("2023-05-01", "2023-05-31"))
        assert published_agreement(month, days("2024-03-05")) == -1.0

    def test_without_any_date_a_text_is_a_little_unlikely(self):
        query = make_query(interval=YEAR_2023)
        assert published_agreement(query, None) == -0.3
        assert time_agreement(query, (), None) == -0.2

    def test_the_date_of_a_report_counts_in_full_where_the_report_is_asked_about(self):
        loose = make_query(interval=PUBLISHED)
        report = make_query(interval=PUBLISHED, about_document=True)
        assert time_agreement(loose, (), PUBLISHED) == 0.6
        assert time_agreement(report, (), PUBLISHED) == 1.0

    @given(intervals, st.none() | intervals, st.sampled_from(["", "2023年", "目前", "去年6月底"]))
    @settings(max_examples=100)
    def test_within_bounds(self, asked, published, text):
        times = find_mentions(text, published).times
        query = make_query(interval=asked)
        assert -1.0 <= time_agreement(query, times, published) <= 1.0
        for time in times:
            assert -1.0 <= mention_agreement(query, time, published) <= 1.0


class TestPlaces:
    def agree(self, text, *places, home=""):
        names = find_mentions(text, None).names
        return place_agreement(make_query(places=places), text, names, home)

    def test_places_are_asked_for_without_their_suffix_and_once(self):
        assert asked_places(make_query(places=("株洲市", "株洲", "醴陵市"))) == ("株洲", "醴陵")
        person = make_query(names=(Name(0, 0, "陈恢清", "person"),))
        assert asked_places(person) == ()

    def test_by_hand(self):
        assert self.agree("株洲有专利。") == 0.0
        assert self.agree("株洲有专利。", "株洲市") == 1.0
        assert self.agree("株洲有专利。", "株洲", "长沙") == 0.5
        assert self.agree("长沙市有专利。", "株洲") == -1.0
        assert self.agree("有专利。", "株洲") == -0.4

    def test_the_place_of_the_paper_is_meant_where_none_is_named(self):
        assert self.agree("有专利。", "株洲", home="株洲") == 0.3
        assert self.agree("全市有专利。", "株洲", home="株洲") == 1.0
        assert self.agree("全市有专利。", "长沙", home="株洲") <= 0
        assert self.agree("长沙市有专利。", "株洲", home="株洲") == -1.0
