"""BM25 over words and over character pairs, together: the best passages, and scores of some."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from zzqa.index import IndexReader, LexicalIndex
from zzqa.records import Query
from zzqa.search.best_words import AskedTerm, candidates
from zzqa.search.fuse import top
from zzqa.text.tokens import bigrams

_BIGRAM_SHARE = 0.5
"""Words and character pairs find the same; the pairs help where a name is cut wrongly."""
_IMPACT_LIMIT = 2.5
"""BM25's k1 + 1: no term adds more than this times its idf."""
_FEW_PASSAGES = 1024
"""Up to here scoring all passages takes less time than bounding what each term can give."""

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
    reader: IndexReader, asked: Weights, k: int, allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Return the ``k`` passages with the highest scores of both lexical indexes together.

    These are the first of all passages by (−score, number), even where they score nothing.
    """
    if len(reader) <= _FEW_PASSAGES:
        every = np.arange(len(reader)) if allowed is None else np.flatnonzero(allowed)
        return every[top(lexical_scores(reader, asked, every)[2], k)]
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
    return found[top(lexical_scores(reader, asked, found)[2], k)]


def _lexical(reader: IndexReader) -> tuple[LexicalIndex, LexicalIndex]:
    return reader.lexical["words"], reader.lexical["bigrams"]


def _lexical_shares(asked: Weights) -> tuple[float, float]:
    """Return what the scores by words and by pairs count beside each other."""
    return float(bool(asked[0])), _BIGRAM_SHARE * bool(asked[1])


def _total(asked: Weights) -> float:
    return sum(_lexical_shares(asked)) or 1.0


def _limit(index: LexicalIndex, weights: Mapping[str, float]) -> float:
    """Return what no score for these weights exceeds; 0.0 where no term is known."""
    return sum(w * max(index.idf(term), 0.0) for term, w in weights.items()) * _IMPACT_LIMIT


def _share(scores: NDArray[np.float32], limit: float) -> NDArray[np.float32]:
    return (scores / np.float32(limit)).astype(np.float32) if limit else scores * np.float32(0)
