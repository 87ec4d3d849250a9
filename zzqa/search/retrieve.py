"""Candidates: the best passages by words and by meaning, each at two grains, and fused."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zzqa.config import Filters, SearchConfig
from zzqa.errors import IndexDamagedError
from zzqa.index import IndexReader
from zzqa.protocols import Encoder
from zzqa.records import Query
from zzqa.search.fuse import reciprocal_rank_fusion, top
from zzqa.search.lexical import best_by_words, lexical_scores, lexical_weights

_NEGATIVE = np.float32(-1.0)
_HIGHEST_COSINE = 1.01
"""Rounding makes a cosine a little more than 1; what is more is of a damaged vector."""
_SENTENCES, _MOST_SENTENCES = 4, 16
"""Sentences asked of an approximate index for each passage wanted, at first and at most."""

Vector = NDArray[np.float32]
Allowed = NDArray[np.bool_]

LISTS = ("words", "bigrams", "passages", "sentences")
"""What finds candidates: BM25 over words and over character pairs, vectors of both grains."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages to rank: their numbers and, for each, float32 scores of shape (candidates,).

    ``words`` and ``bigrams`` are BM25 over words and over character pairs, each as a share of what
    the question's terms could reach (0 to 1), ``lexical`` is both together; ``dense`` and
    ``sentence`` are cosine similarities of the passage and of its best sentence; ``fused`` joins
    the lists by reciprocal ranks.
    """

    numbers: NDArray[np.int64]
    words: NDArray[np.float32]
    bigrams: NDArray[np.float32]
    lexical: NDArray[np.float32]
    dense: NDArray[np.float32]
    sentence: NDArray[np.float32]
    fused: NDArray[np.float32]
    similarities: tuple[NDArray[np.float32], ...]
    """For each candidate the cosine similarities of its sentences."""

    def best(self, count: int) -> Candidates:
        """Return the ``count`` with the highest fused score, of equal ones the lowest numbers."""
        if count >= len(self.numbers):
            return self
        kept = np.sort(top(self.fused, count))
        return replace(
            self,
            numbers=self.numbers[kept],
            similarities=tuple(self.similarities[at] for at in kept),
            **{name: scores[kept] for name, scores in self.scores().items()},
        )

    def scores(self) -> dict[str, NDArray[np.float32]]:
        """Return the scores by name."""
        return {
            "words": self.words,
            "bigrams": self.bigrams,
            "lexical": self.lexical,
            "dense": self.dense,
            "sentence": self.sentence,
            "fused": self.fused,
        }


def retrieve(
    reader: IndexReader,
    encoder: Encoder,
    query: Query,
    config: SearchConfig,
    filters: Filters,
    *,
    without: Collection[str] = (),
) -> Candidates:
    """Return the candidates for ``query`` among the passages that ``filters`` let through.

    ``without`` names LISTS that find nothing and score nothing, as if the index had none such (at
    least one must be left): what each is worth is seen without it.
    """
    allowed = _allowed(reader, filters)
    asked = lexical_weights(query, without)
    vector = encoder.encode_queries([query.clean])[0]
    tops = [
        *(
            []
            if {"words", "bigrams"} <= set(without)
            else [best_by_words(reader, asked, config.candidates, allowed)]
        ),
        *(
            find(reader, vector, config.candidates, allowed)
            for name, find in (("passages", _near_passages), ("sentences", _near_sentences))
            if name not in without
        ),
    ]
    numbers = np.unique(np.concatenate(tops))
    words, pairs, lexical = lexical_scores(reader, asked, numbers)
    dense = _cosines(reader.vectors["passages"].scores_of(vector, numbers))
    similarities = _of_sentences(reader, vector, numbers)
    if "passages" in without:
        dense = np.zeros_like(dense)
    if "sentences" in without:
        similarities = tuple(np.zeros_like(part) for part in similarities)
    best = [part.max(initial=_NEGATIVE) for part in similarities]
    sentence = np.array(best, dtype=np.float32)
    fused = reciprocal_rank_fusion(
        [lexical, np.maximum(dense, 1e-6), np.maximum(sentence, 1e-6)],
        config.rrf_k,
        _fusion_weights(without),
    )
    return Candidates(numbers, words, pairs, lexical, dense, sentence, fused, similarities)


def _near_passages(
    reader: IndexReader, vector: Vector, k: int, allowed: Allowed | None
) -> NDArray[np.int64]:
    """Return the ``k`` passages nearest to ``vector``."""
    return reader.vectors["passages"].search(vector, k, allowed)[0]


def _near_sentences(
    reader: IndexReader, vector: Vector, k: int, allowed: Allowed | None
) -> NDArray[np.int64]:
    """Return the ``k`` passages with the sentences nearest to ``vector``."""
    index, owners = reader.vectors["sentences"], reader.arrays["sentence_passages"]
    if index.exact:
        return top(_best_of_each(owners, index.scores(vector), len(reader)), k, allowed)
    # Of one passage, several sentences may be near: more are asked for until there are enough.
    asked = _SENTENCES * k
    while True:
        rows, _ = index.search(vector, asked, None if allowed is None else allowed[owners])
        found = np.array(list(dict.fromkeys(owners[rows].tolist()))[:k], dtype=np.int64)
        if len(found) == k or len(rows) < asked or asked >= _MOST_SENTENCES * k:
            return found
        asked *= 2


def _best_of_each(
    owners: NDArray[np.int32], scores: NDArray[np.float32], count: int
) -> NDArray[np.float32]:
    """Return the highest score that each of ``count`` passages owns; -1 where it owns none.

    ``owners``, the passage of each score, never falls.
    """
    best = np.full(count, _NEGATIVE, dtype=np.float32)
    if len(owners):
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        best[owners[first]] = np.maximum.reduceat(scores, first)
    return best


def _of_sentences(
    reader: IndexReader, vector: Vector, numbers: NDArray[np.int64]
) -> tuple[NDArray[np.float32], ...]:
    """Return for each passage the cosines of its sentences."""
    owners = reader.arrays["sentence_passages"]
    first = np.searchsorted(owners, numbers.astype(owners.dtype), side="left")
    last = np.searchsorted(owners, numbers.astype(owners.dtype), side="right")
    sizes = last - first
    ends = np.cumsum(sizes)
    rows = np.repeat(first - (ends - sizes), sizes) + np.arange(sizes.sum())
    scores = _cosines(reader.vectors["sentences"].scores_of(vector, rows))
    return tuple(scores[end - size : end] for end, size in zip(ends, sizes))


def _cosines(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores of vectors of length 1; raises IndexDamagedError where one cannot be such."""
    highest = float(np.abs(scores).max(initial=0.0))
    if highest > _HIGHEST_COSINE:
        raise IndexDamagedError(
            f"vectors of the index are damaged: a cosine of {highest:.3g}; expected -1 to 1; run "
            "`zzqa verify`, then `zzqa index` with the files or folders to index"
        )
    return scores


def _fusion_weights(without: Collection[str]) -> list[float]:
    """Return what the lexical, the passage and the sentence list count when fused.

    The two vector lists speak of the same meaning and share one list's weight.
    """
    lexical = 0.0 if {"words", "bigrams"} <= set(without) else 1.0
    return [lexical, *(0.0 if name in without else 0.5 for name in ("passages", "sentences"))]


def _allowed(reader: IndexReader, filters: Filters) -> Allowed | None:
    """Return which passages the filters let through; None when all."""
    if not (filters.sources or filters.since or filters.until):
        return None
    allowed = np.ones(len(reader), dtype=np.bool_)
    if filters.sources:
        allowed &= _fitting(tuple(reader.sources), filters.sources)[reader.passage_documents]
    dates = reader.passage_dates
    if filters.since:
        allowed &= dates[:, 1] >= date.toordinal(filters.since)
    if filters.until:
        allowed &= (dates[:, 0] <= date.toordinal(filters.until)) & (dates[:, 0] > 0)
    return allowed


@lru_cache(maxsize=8)
def _fitting(sources: tuple[str, ...], patterns: tuple[str, ...]) -> Allowed:
    """Return which sources fit one of the patterns; a program mostly asks with the same ones."""
    fitting = {source for pattern in patterns for source in fnmatch.filter(sources, pattern)}
    return np.fromiter((source in fitting for source in sources), np.bool_, len(sources))
