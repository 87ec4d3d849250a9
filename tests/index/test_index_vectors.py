"""FAISS against NumPy brute force."""

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.errors import IndexDamagedError
from zzqa.index import VectorIndex, VectorInfo
from zzqa.index.near import SCANNED_ROWS, described, near_factory


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


Files = tuple[Path, Path, Path, VectorInfo]


def unit_vectors(rows: int, dimension: int, seed: int) -> np.ndarray:
    """Vectors in clusters, as those of texts are."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((rows // 20 + 1, dimension))
    near = centres[random.integers(len(centres), size=rows)]
    vectors = (near + 0.4 * random.standard_normal((rows, dimension))).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def stored(folder: Path, built: VectorIndex) -> Files:
    """Write an index; return what opens it."""
    rows, near, checks = (folder / name for name in ("x.npy", "x.faiss", "x.checks.npy"))
    np.save(rows, built.rows())
    if built.exact:
        return rows, near, checks, built.info
    with near.open("wb") as file:
        built.write_near(file.write)
    np.save(checks, built.checks())
    return rows, near, checks, described(near, built.info)


def test_real_vectors_keep_their_order(tmp_path: Path) -> None:
    vectors = unit_vectors(2000, 384, 1)
    index = VectorIndex.open(*stored(tmp_path, VectorIndex.build(vectors)))
    assert index.info == VectorInfo("Flat", 2000, 384)
    np.testing.assert_array_equal(index.rows(), vectors)
    for query in vectors[:5]:
        ids, scores = index.search(query, 50)
        exact = vectors @ query
        np.testing.assert_allclose(index.scores(query), exact, atol=1e-6)
        assert ids.tolist() == np.lexsort((np.arange(2000), -exact))[:50].tolist()
        np.testing.assert_allclose(scores, exact[ids], atol=1e-6)
        some = np.array([3, 1999, 3, 0])
        np.testing.assert_array_equal(index.scores_of(query, some), index.scores(query)[some])
    for rows in ([-1], [2000]):
        with pytest.raises(IndexError):
            index.scores_of(vectors[0], np.array(rows))


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return unit_vectors(6000, 32, 2)


@pytest.fixture(scope="module")
def files(vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Files:
    built = VectorIndex.build(vectors, "IVF32,SQ4", 8)
    return stored(tmp_path_factory.mktemp("near"), built)


class TestApproximate:
    """Most of what is near is found, and what is found has its exact score."""

    def test_recall(self, vectors: np.ndarray, files: Files) -> None:
        index, exact = VectorIndex.open(*files), VectorIndex.build(vectors)
        assert index.info.factory == "IVF32,SQ4" and not index.exact
        found = 0
        for query in unit_vectors(6000, 32, 2)[::200] + np.float32(0.01):
            ids, scores = index.search(query, 10)
            assert scores.tolist() == index.scores_of(query, ids).tolist()
            assert ids.tolist() == ids[np.lexsort((ids, -scores))].tolist()
            found += len(np.intersect1d(ids, exact.search(query, 10)[0]))
        assert found / 300 >= 0.98

    def test_the_same_rows_give_the_same_bytes(
        self, vectors: np.ndarray, files: Files, tmp_path: Path
    ) -> None:
        again = stored(tmp_path, VectorIndex.build(vectors, "IVF32,SQ4", 8))
        assert again[1].read_bytes() == files[1].read_bytes()

    def test_lists_are_taken_over_where_little_was_added(
        self, vectors: np.ndarray, files: Files, tmp_path: Path
    ) -> None:
        old = VectorIndex.open(*files)
        numbers = np.arange(6000)[::-1].copy()
        numbers[:300] = -1  # gone; 200 others take the freed numbers
        numbers[numbers >= 0] = np.argsort(np.argsort(numbers[numbers >= 0]))
        rows = np.empty((5900, 32), np.float32)
        rows[numbers[numbers >= 0]] = vectors[numbers >= 0]
        rows[5700:] = unit_vectors(200, 32, 5)
        grown = old.grown(rows, numbers, old.info.factory)
        assert grown is not None and grown.info.since == 200
        index = VectorIndex.open(*stored(tmp_path, grown))
        exact = VectorIndex.build(rows)
        found = 0
        for query in rows[::100]:
            ids, scores = index.search(query, 10)
            assert scores.tolist() == exact.scores_of(query, ids).tolist()
            found += len(np.intersect1d(ids, exact.search(query, 10)[0]))
        assert found / 590 >= 0.98
        assert old.grown(rows, np.full(6000, -1), old.info.factory) is None
        assert old.grown(rows, numbers, "IVF64,SQ4") is None
        assert VectorIndex.build(rows).grown(rows, np.arange(5900), "Flat") is None

    @pytest.mark.parametrize("limit", [0, 100])
    def test_only_what_is_allowed_is_found(
        self,
        vectors: np.ndarray,
        files: Files,
        monkeypatch: pytest.MonkeyPatch,
        limit: int,
    ) -> None:
        from zzqa.index import vectors as module

        monkeypatch.setattr(module, "SCANNED_ROWS", limit)
        index = VectorIndex.open(*files)
        for step in (2, 50):
            allowed = np.arange(6000) % step == 0
            ids, _ = index.search(vectors[1], 10, allowed)
            assert len(ids) == 10 and not (ids % step).any()
        assert len(index.search(vectors[1], 10, np.zeros(6000, np.bool_))[0]) == 0

    def test_altered_heads_are_refused_before_faiss_sees_them(
        self, files: Files, tmp_path: Path
    ) -> None:
        rows, near, checks, info = files
        data, copy = near.read_bytes(), tmp_path / "y.faiss"
        for place in [*range(0, 200, 7), info.head - 1]:
            copy.write_bytes(data[:place] + bytes([data[place] ^ 0x81]) + data[place + 1 :])
            with pytest.raises(ValueError, match="head"):
                VectorIndex.open(rows, copy, checks, info)
        for size in (0, 3, 20, len(data) - 1):
            copy.write_bytes(data[:size])
            with pytest.raises(ValueError, match="bytes"):
                VectorIndex.open(rows, copy, checks, info)

    def test_an_index_made_to_harm_takes_no_memory(self, files: Files, tmp_path: Path) -> None:
        """Every byte of the head's first part is altered, and the checksum made to fit."""
        rows, near, checks, info = files
        data, copy = near.read_bytes(), tmp_path / "z.faiss"
        for place in range(0, 120):
            for flip in (0x01, 0x7F):
                copy.write_bytes(data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :])
                try:
                    index = VectorIndex.open(rows, copy, checks, described(copy, info))
                except ValueError:
                    continue
                assert len(index) == info.rows

    @pytest.mark.parametrize("part", ["rows", "near"])
    def test_a_flipped_bit_changes_no_answer(
        self, vectors: np.ndarray, files: Files, tmp_path: Path, part: str
    ) -> None:
        """What a question touches is as it was written, or it is an error."""
        rows, near, checks, info = files
        expected = VectorIndex.open(*files).search(vectors[7], 10)
        whole = (rows if part == "rows" else near).read_bytes()
        first = info.head if part == "near" else len(whole) - info.rows * info.dimension * 4
        random, seen = np.random.default_rng(3), 0
        for number in range(60):
            data = bytearray(whole)
            data[int(random.integers(first, len(whole)))] ^= 1 << int(random.integers(8))
            copy = tmp_path / f"{number}"
            copy.write_bytes(data)
            index = VectorIndex.open(
                *((copy, near) if part == "rows" else (rows, copy)), checks, info
            )
            try:
                found = index.search(vectors[7], 10)
            except IndexDamagedError as error:
                assert "checksum differs" in str(error)
                seen += 1
            else:
                np.testing.assert_array_equal(found, expected)
        assert seen  # and some of the damage was where the question looked

    def test_checksums_of_another_set_are_refused(self, files: Files, tmp_path: Path) -> None:
        rows, near, checks, info = files
        short = tmp_path / "short.npy"
        np.save(short, np.load(checks)[1:])
        with pytest.raises(ValueError, match="checksums"):
            VectorIndex.open(rows, near, short, info)

    def test_another_set_is_refused(self, files: Files) -> None:
        rows, near, checks, info = files
        for change in ({"rows": 5999}, {"dimension": 16}, {"probes": 33}, {"probes": 0}):
            with pytest.raises(ValueError):
                VectorIndex.open(rows, near, checks, dataclasses.replace(info, **change))


def test_the_choice_follows_the_count() -> None:
    assert near_factory(0) == near_factory(SCANNED_ROWS) == ("Flat", 0)
    assert near_factory(SCANNED_ROWS + 1) == ("IVF1024,SQ4", 128)
    assert near_factory(1_000_000) == ("IVF2048,SQ4", 128)
    assert near_factory(5_000_000) == ("IVF4096,SQ4", 128)


def test_a_row_that_is_no_number_is_damage() -> None:
    rows = np.eye(4, dtype=np.float32)
    rows[2, 1] = np.nan
    index = VectorIndex(rows)
    for use in (index.scores, lambda query: index.scores_of(query, np.array([2]))):
        with pytest.raises(IndexDamagedError, match="zzqa verify"):
            use(np.ones(4, np.float32))


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
    "rows",
    [np.zeros(3, np.float32), np.zeros((3, 0), np.float32), np.full((1, 2), np.inf, np.float32)],
)
def test_vectors_that_cannot_be_indexed(rows: np.ndarray) -> None:
    with pytest.raises(ValueError):
        VectorIndex.build(rows)


def test_rows_of_a_large_set_are_read_and_not_mapped(
    vectors: np.ndarray, files: Files, tmp_path: Path
) -> None:
    rows, near, checks, info = files
    copy = tmp_path / "short.npy"
    copy.write_bytes(rows.read_bytes())
    index = VectorIndex.open(copy, near, checks, info)
    for numbers in ([5, 6, 7, 3, 5999, 0, 0, 1], []):
        wanted = np.array(numbers, dtype=np.int64)
        expected = index.scores(vectors[0])[wanted]
        np.testing.assert_array_equal(index.scores_of(vectors[0], wanted), expected)
    os.truncate(copy, rows.stat().st_size - 4)
    if hasattr(os, "preadv"):
        with pytest.raises(IndexDamagedError, match="row 5999"):
            index.scores_of(vectors[0], np.array([5999]))
