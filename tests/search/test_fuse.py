"""Fusing lists by reciprocal ranks, and the highest of a list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.search.fuse import reciprocal_rank_fusion, top


class TestFusing:
    def test_by_hand(self):
        words = np.array([3.0, 1.0, 0.0], dtype=np.float32)
        meaning = np.array([0.1, 0.9, 0.9], dtype=np.float32)
        fused = reciprocal_rank_fusion([words, meaning], 60, [1.0, 0.5])
        assert fused == pytest.approx([1 / 61 + 0.5 / 63, 1 / 62 + 0.5 / 61, 0.5 / 61])
        assert reciprocal_rank_fusion([], 60).shape == (0,)

    @given(
        st.lists(
            st.lists(st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0]), min_size=5, max_size=5),
            min_size=1, max_size=3,
        )
    )  # fmt: skip
    @settings(max_examples=100)
    def test_against_the_formula(self, rows):
        expected = [
            sum(1 / (60 + 1 + sum(other > row[at] for other in row)) for row in rows if row[at] > 0)
            for at in range(5)
        ]
        lists = [np.array(row, dtype=np.float32) for row in rows]
        assert reciprocal_rank_fusion(lists, 60) == pytest.approx(expected, rel=1e-5)

    @given(st.permutations(range(5)))
    @settings(max_examples=30)
    def test_the_order_of_candidates_does_not_matter(self, order):
        lists = [np.array(row, dtype=np.float32) for row in ([3, 1, 1, 0, 2], [1, 1, 2, 5, 0])]
        fused = reciprocal_rank_fusion(lists, 60)
        turned = reciprocal_rank_fusion([row[list(order)] for row in lists], 60)
        assert np.array_equal(turned, fused[list(order)])


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, -1.0]), max_size=30), st.integers(1, 35))
def test_the_highest_are_those_of_sorting_all(values, k):
    scores = np.array(values, dtype=np.float32)
    sorted_ = np.argsort(-scores, kind="stable")[:k]
    assert sorted(top(scores, k)) == sorted(sorted_)
