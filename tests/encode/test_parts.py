from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.encode.centering import Centering
from zzqa.encode.clean import encodable
from zzqa.encode.windows import pool, split_tokens, unit
from zzqa.errors import ZzqaError


@settings(max_examples=100)
@given(st.lists(st.integers(), max_size=60), st.integers(1, 20))
def test_windows_hold_all_tokens_evenly(tokens: list[int], room: int) -> None:
    windows = split_tokens(tokens, room)
    assert [token for window in windows for token in window] == tokens
    lengths = [len(window) for window in windows]
    assert max(lengths) <= room
    assert max(lengths) - min(lengths) <= 1


def test_pooling_weighs_by_length() -> None:
    vectors = np.eye(2, dtype=np.float32)
    np.testing.assert_allclose(pool(vectors, [3, 4]), [0.6, 0.8], atol=1e-6)


@pytest.mark.parametrize("values", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_a_vector_without_direction_is_still_a_unit(values: list[float]) -> None:
    assert unit(np.array(values, np.float32)).tolist() == [1, 0]


def test_centering_takes_away_the_mean_of_role_and_language() -> None:
    means = np.zeros((2, 2, 2), np.float32)
    means[0, 0], means[1, 1] = [0.6, 0.0], [0.0, 0.8]
    centering = Centering(means)
    vector = np.array([0.6, 0.8], np.float32)
    np.testing.assert_allclose(centering.apply(vector, "专利", "query"), [0, 1], atol=1e-6)
    np.testing.assert_allclose(centering.apply(vector, "a patent", "passage"), [1, 0], atol=1e-6)
    np.testing.assert_allclose(centering.apply(vector, "专利", "passage"), vector, atol=1e-6)


def test_means_of_another_shape_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "centering.npy", np.zeros((2, 384), np.float32))
    with pytest.raises(ZzqaError, match="centering.npy holds an array"):
        Centering.load(tmp_path / "centering.npy", 384)


@settings(max_examples=100)
@given(st.text(st.characters(codec=None, categories=None)))
def test_encodable_keeps_length_and_survives_utf8(text: str) -> None:
    clean = encodable(text)
    assert len(clean) == len(text)
    assert "\x00" not in clean
    clean.encode()
