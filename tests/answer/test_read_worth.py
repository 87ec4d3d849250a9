"""What spans are worth among each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.answer.reading.worth import worths

SPANS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(1, 20), st.floats(-9, 9)),
    min_size=1,
    max_size=100,
)


def worth(*spans: tuple[int, int, int, float]) -> list[float]:
    """Worths of spans, each given by sentence, start, end and probability."""
    places = np.array([span[:3] for span in spans], np.int32)
    scores = np.log(np.array([span[3] for span in spans], np.float32))
    return [float(value) for value in worths(scores, places)]


def test_spans_that_say_nearly_the_same_are_worth_more_than_a_likelier_one_alone() -> None:
    one, other, alone = worth((0, 2, 8, 0.3), (0, 2, 7, 0.3), (1, 2, 8, 0.4))
    # F1 of six characters and five of them: 10/11.
    assert one == other == pytest.approx(0.3 + 0.3 * (10 / 11) ** 2)
    assert alone == pytest.approx(0.4)


def test_a_span_without_rival_is_worth_all() -> None:
    assert worth((0, 3, 9, 1.0)) == pytest.approx([1.0])


def test_the_same_characters_of_another_sentence_are_not_the_same() -> None:
    assert worth((0, 0, 4, 0.5), (1, 0, 4, 0.5)) == pytest.approx([0.5, 0.5])


@settings(max_examples=60)
@given(SPANS)
def test_worths_are_shares_and_a_constant_changes_nothing(
    spans: list[tuple[int, int, int, float]],
) -> None:
    places = np.array([(n, start, start + size) for n, start, size, _ in spans], np.int32)
    scores = np.array([score for *_, score in spans], np.float32)
    found = worths(scores, places)
    assert ((found >= 0) & (found <= 1 + 1e-5)).all()
    likely = np.exp(scores - scores.max())
    best = int(np.argmax(scores))
    assert found[best] >= likely[best] / likely.sum() - 1e-5
    assert worths(scores + 3, places) == pytest.approx(found, abs=1e-4)
