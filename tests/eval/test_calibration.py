"""Risk against coverage: cases by hand, and the area against its definition."""

from __future__ import annotations

from itertools import permutations
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.eval import LabelledQuestion, evaluation_to_dict
from zzqa.eval.calibration import aurc, risk_coverage
from zzqa.eval.measures import evaluate
from zzqa.eval.records import QuestionResult
from zzqa.records import Answer

JUDGED = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.booleans()), max_size=6)


def results(*judged):
    return [
        QuestionResult(
            LabelledQuestion(f"q{number}", "？", "zh", "number"),
            Answer("？", "zh", "x", "number", confidence, ()),
            frozenset(),
            {},
            likely=likely,
        )
        for number, (confidence, likely) in enumerate(judged)
    ]


def test_each_threshold_is_a_point():
    points = risk_coverage(results((0.9, True), (0.2, False), (0.5, False), (0.5, True)))
    assert points == (
        (0.25, 0.0, 0.9),  # one answered, none wrong
        (0.75, pytest.approx(1 / 3), 0.5),  # the two of 0.5 come together
        (1.0, 0.5, 0.2),
    )


def test_the_area_by_hand():
    # Share wrong among the first 1, 2, 3, 4: 0, 0, 1/3, 1/2.
    assert aurc(results((0.9, True), (0.8, True), (0.7, False), (0.6, False))) == pytest.approx(
        (0 + 0 + 1 / 3 + 1 / 2) / 4
    )
    assert aurc(results((0.9, True), (0.8, True))) == 0.0
    assert aurc(results((0.9, False))) == 1.0
    assert aurc([]) is None and risk_coverage([]) == ()


@given(JUDGED)
@settings(max_examples=60, deadline=None)
def test_among_equals_the_area_is_the_mean_over_their_orders(judged):
    def area(order):
        wrong = [not likely for _, likely in order]
        return mean(mean(wrong[:k]) for k in range(1, len(wrong) + 1))

    orders = [order for order in permutations(judged) if list(order) == _sorted(order)]
    if judged:
        assert aurc(results(*judged)) == pytest.approx(mean(area(order) for order in orders))


def _sorted(order):
    return sorted(order, key=lambda pair: -pair[0])


@given(JUDGED)
@settings(max_examples=60)
def test_the_curve_ends_with_everything_answered(judged):
    points = risk_coverage(results(*judged))
    assert list(points) == sorted(points)
    if judged:
        assert points[-1].coverage == 1.0
        assert points[-1].risk == pytest.approx(mean(not likely for _, likely in judged))


def test_the_report_holds_both():
    report = evaluation_to_dict(evaluate(results((0.9, True), (0.1, False)), []))
    assert report["figures"]["aurc"] == 0.25
    assert report["risk_coverage"] == [
        {"coverage": 0.5, "risk": 0.0, "confidence": 0.9},
        {"coverage": 1.0, "risk": 0.5, "confidence": 0.1},
    ]
