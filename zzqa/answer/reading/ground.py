"""How likely a sentence is to hold the answer, whatever its span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zzqa.answer.reading.sentence import Floats
from zzqa.answer.score import log_odds
from zzqa.records import Query, Span
from zzqa.search import Ranked
from zzqa.search.features import covered, weighted_share
from zzqa.text.normalise import fold

NAMES = (
    "s_told", "s_told_head", "s_similar", "s_told_before", "s_told_after", "s_told_gap",
    "s_similar_gap", "s_local", "s_local_gap", "s_pairs", "s_pairs_gap", "s_local_pairs",
    "s_local_pairs_gap", "s_best_told", "s_best_similar", "s_first", "s_place", "s_rank",
    "s_length", "s_closed", "s_order",
)  # fmt: skip
"""``…_gap`` is how much less than the best sentence; ``…_local`` counts what is asked less the
more of the sentences have it: what all speak of tells none from another."""
_PASSAGE = 0.5
"""What a passage's score and the pairs of characters count in the first choice of sentences; the
words, the words that few sentences have, and the likeness of meaning count 1 each."""
_PLACES, _LENGTH = 10, 100
"""Sentences of a passage and characters of a sentence from which on more is no more."""
_STOPS = "。！？!?.…”"
_Place = tuple[Ranked, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """A sentence of a ranked passage, and what speaks for it by ``NAMES``."""

    ranked: Ranked
    span: Span
    similarity: float
    values: Floats


def grounds(
    query: Query, ranked: Sequence[Ranked], weights: Sequence[float], most: int
) -> list[Ground]:
    """Return the ``most`` likeliest sentences of the passages, the likeliest first.

    ``weights`` are those of the question's concepts.
    """
    places = [(one, n) for one in ranked for n in range(len(one.hit.passage.sentences))]
    if not places:
        return []
    spans = [one.hit.passage.sentences[n] for one, n in places]
    values, total = _values(query, places, spans, weights)
    order = np.lexsort((np.arange(len(places)), -total))[:most].tolist()
    return [
        Ground(
            ranked=places[at][0],
            span=spans[at],
            similarity=float(places[at][0].similarities[places[at][1]]),
            values=values[at],
        )
        for at in order
    ]


def _values(
    query: Query, places: Sequence[_Place], spans: Sequence[Span], weights: Sequence[float]
) -> tuple[Floats, Floats]:
    """Return a row for each sentence, and how likely each is in a rough order."""
    held = np.array([covered(query, one.view.sentence_terms[n]) for one, n in places], np.float32)
    held = held.reshape(len(places), len(weights))
    weight = np.array(weights, np.float32)
    told = _share(held, weight)
    local = _share(held, weight / (1 + (held > 0).sum(0)))
    similar = np.array([one.similarities[n] for one, n in places], np.float32)
    pairs, rare_pairs = _pairs(query, places, spans)
    scores = np.array([log_odds(one.hit.score) for one, _ in places], np.float32)
    scores -= scores.max()
    total = told + local + similar + _PASSAGE * (rare_pairs + scores)
    first = np.array([n == 0 for _, n in places])
    values = np.stack([
        told, _with_headings(query, places, weights), similar,
        np.where(first, 0, np.roll(told, 1)), np.where(np.roll(first, -1), 0, np.roll(told, -1)),
        told.max() - told, similar.max() - similar, local, local.max() - local,
        pairs, pairs.max() - pairs, rare_pairs, rare_pairs.max() - rare_pairs,
        np.full(len(places), told.max()), np.full(len(places), similar.max()), first,
        np.array([min(n, _PLACES) / _PLACES for _, n in places]), scores,
        np.array([min(end - start, _LENGTH) / _LENGTH for start, end in spans]),
        np.array([one.hit.passage.text[s.end - 1] in _STOPS for (one, _), s in zip(places, spans)]),
        total.max() - total,
    ], axis=1)  # fmt: skip
    return values.astype(np.float32), total


def _share(held: Floats, weights: Floats) -> Floats:
    """Return the weighted mean of each row; 0 without weights."""
    total = float(weights.sum())
    return np.asarray(held @ weights / total if total else held.sum(axis=1), np.float32)


def _with_headings(query: Query, places: Sequence[_Place], weights: Sequence[float]) -> Floats:
    """Return the share of what is asked that each sentence and its headings hold."""
    shares = [
        weighted_share(weights, covered(query, one.view.sentence_terms[n] | one.view.heading_terms))
        for one, n in places
    ]
    return np.array(shares, np.float32)


def _pairs(query: Query, places: Sequence[_Place], spans: Sequence[Span]) -> tuple[Floats, Floats]:
    """Return the share of the question's pairs of characters that each sentence holds.

    Evenly, and with a pair counting less the more of these sentences hold it. Pairs find what
    the segmenter cut otherwise; a question in English has none.
    """
    text = "".join(char if char.isalnum() else " " for char in fold(query.clean))
    asked = sorted({a + b for a, b in zip(text, text[1:]) if a != " " != b})
    if query.lang != "zh" or not asked:
        zero = np.zeros(len(places), np.float32)
        return zero, zero
    texts = [one.view.folded[start:end] for (one, _), (start, end) in zip(places, spans)]
    held = np.array([[pair in part for pair in asked] for part in texts], np.float32)
    rare = held.sum(axis=0)
    weights = np.where(rare > 0, 1 / (1 + rare), 0).astype(np.float32)
    return held.mean(axis=1), _share(held, weights)
