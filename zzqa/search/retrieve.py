"""Candidates: the best passages by words and by meaning, each at two grains, and fused."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from zzqa.config import Filters, SearchConfig
from zzqa.index import IndexReader
from zzqa.protocols import Encoder
from zzqa.records import Query
from zzqa.search.fuse import reciprocal_rank_fusion
from zzqa.text.tokens import bigrams

_BIGRAM_SHARE = 0.5
"""Words and character pairs find the same; the pairs help where a name is cut wrongly."""
_IMPACT_LIMIT = 2.5
"""BM25's k1 + 1: no term adds more than this times its idf."""
_NEGATIVE = np.float32(-1.0)

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
    words, pairs, lexical = lexical_scores(reader, query, without=without)
    dense, each_sentence = _similarities(reader, encoder, query, without)
    owners = reader.arrays["sentence_passages"]
    sentence = np.full(len(reader), _NEGATIVE, dtype=np.float32)
    np.maximum.at(sentence, owners, each_sentence)
    lists = [lexical, dense, sentence]
    if allowed is not None:
        lists = [np.where(allowed, scores, _NEGATIVE) for scores in lists]
    weights = _fusion_weights(without)
    tops = [_top(scores, config.candidates) for scores, weight in zip(lists, weights) if weight]
    numbers = np.unique(np.concatenate(tops))
    if allowed is not None:
        numbers = numbers[allowed[numbers]]
    lexical, dense, sentence = (scores[numbers] for scores in lists)
    fused = reciprocal_rank_fusion(
        [lexical, np.maximum(dense, 1e-6), np.maximum(sentence, 1e-6)],
        config.rrf_k,
        weights,
    )
    first = np.searchsorted(owners, numbers, side="left")
    last = np.searchsorted(owners, numbers, side="right")
    similarities = tuple(each_sentence[a:b] for a, b in zip(first, last))
    by_words, by_pairs = words[numbers], pairs[numbers]
    return Candidates(
        numbers.astype(np.int64), by_words, by_pairs, lexical, dense, sentence, fused, similarities
    )


def lexical_scores(
    reader: IndexReader, query: Query, *, without: Collection[str] = ()
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return each passage's BM25 score by words, by character pairs, and by both together.

    Each is float32 of shape (passages,), a share of the highest that the terms allow; 0 in place
    of a list left out. English has no pairs to look for.
    """
    words, pairs = reader.lexical["words"], reader.lexical["bigrams"]
    asked: Mapping[str, float] = {} if "words" in without else query.weights
    typed = query.clean if query.lang == "zh" and "bigrams" not in without else ""
    text = " ".join(token.term for token in bigrams(typed))
    asked_pairs = dict.fromkeys(text.split(), 1.0)
    by_words = _share(words.score(asked), words.idf, asked)
    by_pairs = _share(pairs.score(asked_pairs), pairs.idf, asked_pairs)
    word_share, pair_share = float(bool(asked)), _BIGRAM_SHARE * bool(asked_pairs)
    total = (word_share + pair_share) or 1.0
    both = ((word_share * by_words + pair_share * by_pairs) / total).astype(np.float32)
    return by_words, by_pairs, both


def _similarities(
    reader: IndexReader, encoder: Encoder, query: Query, without: Collection[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the cosine of each passage and of each sentence; 0 in place of a list left out."""
    vector = encoder.encode_queries([query.clean])[0]
    both = [
        reader.vectors[name].scores(vector).astype(np.float32) for name in ("passages", "sentences")
    ]
    dense, sentences = (
        np.zeros_like(scores) if name in without else scores
        for name, scores in zip(("passages", "sentences"), both)
    )
    return dense, sentences


def _fusion_weights(without: Collection[str]) -> list[float]:
    """Return what the lexical, the passage and the sentence list count when fused.

    The two vector lists speak of the same meaning and share one list's weight.
    """
    lexical = 0.0 if {"words", "bigrams"} <= set(without) else 1.0
    return [lexical, *(0.0 if name in without else 0.5 for name in ("passages", "sentences"))]


def _share(
    scores: NDArray[np.float32], idf: Callable[[str], float], weights: Mapping[str, float]
) -> NDArray[np.float32]:
    limit = sum(weight * max(idf(term), 0.0) for term, weight in weights.items()) * _IMPACT_LIMIT
    return (scores / np.float32(limit)).astype(np.float32) if limit else scores * np.float32(0)


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the numbers of the ``k`` highest scores, of equal ones the lowest numbers.

    Takes linear time: of a large corpus, nothing but the best is ever put in order.
    """
    if k >= len(scores):
        return np.arange(len(scores), dtype=np.int64)
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    above = np.flatnonzero(scores > least)
    equal = np.flatnonzero(scores == least)[: k - len(above)]
    return np.concatenate([above, equal]).astype(np.int64)


def _allowed(reader: IndexReader, filters: Filters) -> NDArray[np.bool_] | None:
    """Return which passages the filters let through; None when all."""
    if not (filters.sources or filters.since or filters.until):
        return None
    allowed = np.ones(len(reader), dtype=np.bool_)
    if filters.sources:
        fits = [
            any(fnmatch.fnmatch(entry.source, pattern) for pattern in filters.sources)
            for entry in reader.documents()
        ]
        allowed &= np.asarray(fits, dtype=np.bool_)[reader.passage_documents]
    dates = reader.passage_dates
    if filters.since:
        allowed &= dates[:, 1] >= date.toordinal(filters.since)
    if filters.until:
        allowed &= (dates[:, 0] <= date.toordinal(filters.until)) & (dates[:, 0] > 0)
    return allowed
