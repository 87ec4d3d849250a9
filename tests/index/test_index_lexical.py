"""BM25 against rank_bm25, whose scores define ours."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from zzqa.index import LexicalIndex, build_lexical
from zzqa.index.column_checks import column_checks
from zzqa.index.postings import PostingsWriter

TERMS = ["专利", "株洲", "智能", "a", "ab", "é", "𠮷", "\uffff", " "]
corpora = st.lists(st.lists(st.sampled_from(TERMS), max_size=12), min_size=1, max_size=12).filter(
    any  # without a single term, rank_bm25 divides by zero
)


@settings(max_examples=100, deadline=None)
@given(corpora, st.lists(st.sampled_from([*TERMS, "无"]), max_size=6))
def test_scores_are_those_of_rank_bm25(corpus: list[list[str]], query: list[str]) -> None:
    oracle = BM25Okapi(corpus)
    index = LexicalIndex(build_lexical(corpus))
    weights = {term: float(query.count(term)) for term in query}
    np.testing.assert_allclose(index.score(weights), oracle.get_scores(query), atol=1e-4)
    every, some = np.arange(len(corpus)), np.arange(0, len(corpus), 2)
    np.testing.assert_array_equal(index.score_of(weights, every), index.score(weights))
    np.testing.assert_array_equal(index.score_of(weights, some), index.score(weights)[some])
    for term in {*query, *TERMS}:
        passages, impacts = index.postings(term)
        np.testing.assert_array_equal(index.impacts_of(term, every)[passages], impacts)
        assert index.impacts_of(term, every).max() <= index.bound(term) + 1e-6
        assert index.idf(term) == pytest.approx(oracle.idf.get(term, 0.0))
        assert index.document_frequency(term) == sum(term in passage for passage in corpus)
        assert (term in index) == any(term in passage for passage in corpus)


@settings(max_examples=50, deadline=None)
@given(corpora)
def test_terms_are_the_sorted_vocabulary(corpus: list[list[str]]) -> None:
    index = LexicalIndex(build_lexical(corpus))
    assert list(index.terms()) == sorted({term for passage in corpus for term in passage})


def test_a_score_by_hand() -> None:
    # N = 3, df = 1: idf = ln(2.5 / 1.5) = 0.5108. Length 2, average 4/3: the norm is
    # 1.5 * (0.25 + 0.75 * 1.5) = 2.0625, so a term twice gives 2 * 2.5 / (2 + 2.0625) = 1.2308.
    index = LexicalIndex(build_lexical([["x", "x"], ["y"], ["z"]]))
    assert index.score({"x": 2.0}).tolist() == pytest.approx([2 * 0.5108 * 1.2308, 0, 0], abs=1e-3)
    passages, impacts = index.postings("x")
    assert passages.tolist() == [0]
    assert impacts.dtype == np.float32


def test_a_term_in_half_of_the_passages_is_not_unknown() -> None:
    index = LexicalIndex(build_lexical([["x"], ["y"]]))
    assert index.idf("x") == 0.0
    assert index.rarity("x") > 0.0
    assert index.rarity("z") == 0.0


def test_passages_without_terms_score_nothing() -> None:
    index = LexicalIndex(build_lexical([[], []]))
    assert index.score({"x": 1.0}).tolist() == [0.0, 0.0]
    assert index.idf("x") == 0.0
    assert list(index.terms()) == []


@pytest.mark.parametrize("term", ["", "a\nb"])
def test_terms_that_cannot_be_stored_are_refused(term: str) -> None:
    with pytest.raises(ValueError, match="line feed"):
        build_lexical([[term]])


def test_threads_share_one_index() -> None:
    corpus = [[TERMS[n % 7], TERMS[n % 5], TERMS[n % 3]] for n in range(500)]
    weights = dict.fromkeys(TERMS, 1.0)
    expected = LexicalIndex(build_lexical(corpus)).score(weights)
    shared = LexicalIndex(build_lexical(corpus))  # whose postings nobody has checked yet
    with ThreadPoolExecutor(8) as pool:
        for scores in pool.map(lambda _: shared.score(weights), range(32)):
            np.testing.assert_array_equal(scores, expected)


TERM = st.text("ab专利", min_size=1, max_size=3)
PASSAGE = st.lists(TERM, max_size=5)


@pytest.mark.parametrize("few", [0, 1 << 30])
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.tuples(st.booleans(), PASSAGE), min_size=1, max_size=6),
    added=st.lists(st.tuples(st.integers(0, 6), PASSAGE), max_size=4),
)
def test_an_update_of_postings_is_a_fresh_build(
    few: int,
    before: list[tuple[bool, list[str]]],
    added: list[tuple[int, list[str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether new terms are looked up among the old ones, or sorted together with them."""
    monkeypatch.setattr("zzqa.index.vocabulary._FEW", few)
    writer = PostingsWriter(tmp_path, build_lexical([terms for _, terms in before]))
    now: list[list[str]] = []
    for place in range(7):
        for _, terms in filter(lambda one: one[0] == place, added):
            writer.add(terms)
            now.append(terms)
        if place < len(before) and before[place][0]:
            writer.keep(place, place + 1)
            now.append(before[place][1])
    made, expected = writer.merged(), build_lexical(now)
    for name in (field.name for field in fields(expected)):
        assert np.array_equal(getattr(made, name), getattr(expected, name)), name


@settings(max_examples=60)
@given(
    sizes=st.lists(st.integers(0, 40), max_size=8),
    kind=st.sampled_from(["|u1", "<u2", "<i4"]),
    seed=st.integers(0, 99),
)
def test_checksums_made_side_by_side_are_those_of_zlib(
    sizes: list[int], kind: str, seed: int
) -> None:
    random = np.random.default_rng(seed)
    ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    indices = random.integers(0, 1 << 31, ends[-1]).astype("<i4")
    most = np.iinfo(kind).max
    frequencies = random.integers(0, most, ends[-1], endpoint=True).astype(kind)
    made = column_checks(ends, indices, frequencies)
    columns = [slice(first, last) for first, last in pairwise(ends.tolist())]
    expected = [
        zlib.crc32(frequencies[at].tobytes(), zlib.crc32(indices[at].tobytes())) for at in columns
    ]
    assert made.tolist() == expected
