"""Ranking: candidates ordered by a weighted sum of named features."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zzqa.config import SearchMode
from zzqa.index import IndexReader
from zzqa.records import Hit, Passage, Query
from zzqa.search import features as f
from zzqa.search.retrieve import Candidates

WEIGHTS: dict[str, float] = {
    "fused": 1.0,
    "lexical": 2.0,
    "dense": 2.0,
    "sentence": 2.5,
    "coverage": 1.5,
    "sentence_coverage": 2.0,
    "time": 0.9,
    "place": 0.6,
    "name": 0.4,
    "number": 0.3,
    "type": 0.4,
    "phrase": 4.0,
}
"""What each feature counts, set by hand for features between -1 and 1."""

FEATURES: dict[str, Callable[[Query, f.PassageView, Sequence[float]], float]] = {
    "coverage": f.coverage,
    "sentence_coverage": f.sentence_coverage,
    "time": lambda query, view, _: f.time_feature(query, view),
    "place": lambda query, view, _: f.place_feature(query, view),
    "name": lambda query, view, _: f.name_feature(query, view),
    "number": lambda query, view, _: f.number_feature(query, view),
    "type": lambda query, view, _: f.type_feature(query, view),
    "phrase": lambda query, view, _: f.phrase_feature(query, view),
}
"""The features computed from the passage; the others come from the candidate lists."""

_BIAS = -4.0
"""Puts a passage that shares little with the question near a score of 0."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit with what answering reads besides: its terms, and how near each sentence is.

    ``number`` is the passage's in the index, ``similarities`` are the cosines of its sentences
    with the question, in their order.
    """

    number: int
    hit: Hit
    view: f.PassageView
    similarities: NDArray[np.float32]


def rank(
    reader: IndexReader,
    query: Query,
    candidates: Candidates,
    mode: SearchMode = "ranked",
    *,
    feature_weights: Mapping[str, float] = WEIGHTS,
) -> list[Ranked]:
    """Return the candidates as hits, best first; ties are ordered by passage id.

    ``mode`` chooses what orders them: one candidate list, the fused score, or all features, each
    counting its ``feature_weights`` (a feature without one counts nothing).
    """
    weights = f.concept_weights(query, reader.lexical["words"].idf)
    best_fused = float(candidates.fused.max()) if len(candidates.numbers) else 1.0
    ranked: list[Ranked] = []
    for at, number in enumerate(candidates.numbers):
        view = view_of(reader.passage(int(number)))
        scores = {
            "lexical": float(candidates.lexical[at]),
            "dense": float(candidates.dense[at]),
            "sentence": float(candidates.sentence[at]),
            "fused": float(candidates.fused[at]),
        }
        if mode == "ranked":
            scores |= {name: feature(query, view, weights) for name, feature in FEATURES.items()}
            scaled = {**scores, "fused": scores["fused"] / (best_fused or 1.0)}
            total = _BIAS + sum(
                feature_weights.get(name, 0.0) * value for name, value in scaled.items()
            )
            scores["rank"] = 1.0 / (1.0 + math.exp(-total))
        score = scores["rank" if mode == "ranked" else mode]
        hit = Hit(view.passage, score, scores)
        ranked.append(Ranked(int(number), hit, view, candidates.similarities[at]))
    ranked.sort(key=lambda one: (-one.hit.score, one.hit.passage.id))
    return ranked


_VIEWS: dict[str, f.PassageView] = {}
_MAX_VIEWS = 4096


def view_of(passage: Passage) -> f.PassageView:
    """Return the view of a passage; ids come from content, so that a view holds for ever."""
    view = _VIEWS.get(passage.id)
    if view is None or view.passage != passage:
        if len(_VIEWS) >= _MAX_VIEWS:
            _VIEWS.clear()
        view = _VIEWS[passage.id] = f.PassageView.of(passage)
    return view
