"""Candidates: the best passages by words and by meaning, each at two grains, and fused."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zzqa.config import Filters, SearchConfig
from zzqa.errors import IndexDamagedError
from zzqa.index import IndexReader, LexicalIndex
from zzqa.protocols import Encoder
from zzqa.records import Query
from zzqa.search.best_words import AskedTerm, candidates
from zzqa.search.fuse import reciprocal_rank_fusion
from zzqa.text.tokens import bigrams

_BIGRAM_SHARE = 0.5
"""Words and character pairs find the same; the pairs help where a name is cut wrongly."""
_IMPACT_LIMIT = 2.5
"""BM25's k1 + 1: no term adds more than this times its idf."""
_NEGATIVE = np.float32(-1.0)
_HIGHEST_COSINE = 1.01
"""Rounding makes a cosine a little more than 1; what is more is of a damaged vector."""
_FEW_PASSAGES = 1024
"""Up to here scoring all passages takes less time than bounding what each term can give."""
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
        kept = np.sort(_top(self.fused, count))
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


Weights = tuple[Mapping[str, float], Mapping[str, float]]
"""What a question's words and its character pairs count."""


def lexical_weights(query: Query, without: Collection[str] = ()) -> Weights:
    """Return the weights of what is asked of both lexical indexes; none for a list left out.

    English has no pairs to look for.
    """
    words: Mapping[str, float] = {} if "words" in without else query.weights
    typed = query.clean if query.lang == "zh" and "bigrams" not in without else ""
    # Parted where the index's terms are, which hold no blanks.
    text = " ".join(bigrams(typed))
    return words, dict.fromkeys(text.split(), 1.0)


def lexical_scores(
    reader: IndexReader, asked: Weights, numbers: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return BM25 scores by words, by character pairs, and by both together.

    Each is float32, of all passages or of those in ``numbers`` (rising), and a share of the
    highest that the terms allow; 0 in place of a list left out.
    """
    by_words, by_pairs = (
        _share(
            index.score(weights) if numbers is None else index.score_of(weights, numbers),
            _limit(index, weights),
        )
        for index, weights in zip(_lexical(reader), asked)
    )
    first, second = _lexical_shares(asked)
    both = ((first * by_words + second * by_pairs) / _total(asked)).astype(np.float32)
    return by_words, by_pairs, both


def best_by_words(
    reader: IndexReader, asked: Weights, k: int, allowed: Allowed | None = None
) -> NDArray[np.int64]:
    """Return the ``k`` passages with the highest scores of both lexical indexes together.

    These are the first of all passages by (−score, number), even where they score nothing.
    """
    if len(reader) <= _FEW_PASSAGES:
        every = np.arange(len(reader)) if allowed is None else np.flatnonzero(allowed)
        return every[_top(lexical_scores(reader, asked, every)[2], k)]
    terms = [
        term
        for index, weights, share in zip(_lexical(reader), asked, _lexical_shares(asked))
        if (limit := _limit(index, weights))
        for term in AskedTerm.all_of(index, weights, share / limit / _total(asked))
    ]
    found = candidates(terms, len(reader), k, allowed)
    # In a few passages that all hold the same, BM25 may give a word less than nothing.
    negative = any(one.index.idf(one.term) < 0 for one in terms)
    if negative or len(found) < k:
        others = np.arange(len(reader)) if allowed is None else np.flatnonzero(allowed)
        # What scores nothing comes last and by number: among the first of these are enough.
        found = others if negative else np.union1d(found, others[: k + len(found)])
    return found[_top(lexical_scores(reader, asked, found)[2], k)]


def _lexical(reader: IndexReader) -> tuple[LexicalIndex, LexicalIndex]:
    return reader.lexical["words"], reader.lexical["bigrams"]


def _lexical_shares(asked: Weights) -> tuple[float, float]:
    """Return what the scores by words and by pairs count beside each other."""
    return float(bool(asked[0])), _BIGRAM_SHARE * bool(asked[1])


def _total(asked: Weights) -> float:
    return sum(_lexical_shares(asked)) or 1.0


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
        return _top(_best_of_each(owners, index.scores(vector), len(reader)), k, allowed)
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


def _limit(index: LexicalIndex, weights: Mapping[str, float]) -> float:
    """Return what no score for these weights exceeds; 0.0 where no term is known."""
    return sum(w * max(index.idf(term), 0.0) for term, w in weights.items()) * _IMPACT_LIMIT


def _share(scores: NDArray[np.float32], limit: float) -> NDArray[np.float32]:
    return (scores / np.float32(limit)).astype(np.float32) if limit else scores * np.float32(0)


def _top(scores: NDArray[np.float32], k: int, allowed: Allowed | None = None) -> NDArray[np.int64]:
    """Return the numbers of the ``k`` highest scores, of equal ones the lowest numbers.

    Takes linear time: of a large corpus, nothing but the best is ever put in order.
    """
    if allowed is not None:
        kept = np.flatnonzero(allowed)
        return kept[_top(scores[kept], k)]
    if k >= len(scores):
        return np.arange(len(scores), dtype=np.int64)
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    above = np.flatnonzero(scores > least)
    equal = np.flatnonzero(scores == least)[: k - len(above)]
    return np.concatenate([above, equal]).astype(np.int64)


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
