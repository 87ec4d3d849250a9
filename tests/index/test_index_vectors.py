"""FAISS against NumPy brute force."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.index import VectorIndex, VectorInfo


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 300), st.integers(1, 40), st.integers(0, 320))
def test_search_is_brute_force(seed: int, rows: int, dimension: int, k: int) -> None:
    random = np.random.default_rng(seed)
    # Whole numbers: products are exact, and equal scores are many.
    vectors = random.integers(-1, 2, (rows, dimension)).astype(np.float32)
    query = random.integers(-2, 3, dimension).astype(np.float32)
    index = VectorIndex.build(vectors)
    exact = vectors @ query
    order = np.lexsort((np.arange(rows), -exact))[:k]
    ids, scores = index.search(query, k)
    assert ids.dtype == np.int64
    assert ids.tolist() == order.tolist()
    assert scores.tolist() == exact[order].tolist()
    np.testing.assert_array_equal(index.scores(query), exact)


def test_real_vectors_keep_their_order(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    vectors = random.standard_normal((2000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    path = tmp_path / "x.faiss"
    built = VectorIndex.build(vectors)
    with path.open("wb") as file:
        built.write(file.write)
    index = VectorIndex.open(path, VectorInfo("IndexFlatIP", 2000, 384))
    np.testing.assert_array_equal(index.rows(), vectors)
    for query in vectors[:5]:
        ids, scores = index.search(query, 50)
        exact = vectors @ query
        np.testing.assert_allclose(index.scores(query), exact, atol=1e-6)
        assert ids.tolist() == np.lexsort((np.arange(2000), -exact))[:50].tolist()
        np.testing.assert_allclose(scores, exact[ids], atol=1e-6)


@pytest.mark.parametrize(
    "query", [np.zeros(3, np.float32), np.zeros((1, 4), np.float32), np.full(4, np.nan, np.float32)]
)
def test_a_query_that_does_not_fit(query: np.ndarray) -> None:
    index = VectorIndex.build(np.eye(4, dtype=np.float32))
    with pytest.raises(ValueError):
        index.search(query, 1)
    with pytest.raises(ValueError):
        index.scores(query)


@pytest.mark.parametrize(
    "vectors",
    [np.zeros(3, np.float32), np.zeros((3, 0), np.float32), np.full((1, 2), np.inf, np.float32)],
)
def test_vectors_that_cannot_be_indexed(vectors: np.ndarray) -> None:
    with pytest.raises(ValueError):
        VectorIndex.build(vectors)


def test_altered_headers_are_refused_or_read(tmp_path: Path) -> None:
    path = tmp_path / "x.faiss"
    pieces: list[bytes] = []
    VectorIndex.build(np.eye(5, 4, dtype=np.float32)).write(pieces.append)
    data = b"".join(pieces)
    info = VectorInfo("IndexFlatIP", 5, 4)
    for place in range(len(data) - 5 * 4 * 4):
        for flip in (0x01, 0x80, 0xFF):
            path.write_bytes(data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :])
            try:
                index = VectorIndex.open(path, info)
            except ValueError:
                continue
            assert len(index.search(np.ones(4, np.float32), 5)[0]) == 5
    for size in (0, 3, 20, 45, len(data) - 1):
        path.write_bytes(data[:size])
        with pytest.raises(ValueError):
            VectorIndex.open(path, info)
