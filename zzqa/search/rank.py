"""Ranking: candidates ordered by named features, as a learned model weighs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zzqa.config import SearchMode
from zzqa.index import IndexReader
from zzqa.records import Hit, Query
from zzqa.search import features as f
from zzqa.search.pairs import AskedPairs
from zzqa.search.ranker import Ranker, load_ranker
from zzqa.search.retrieve import Candidates
from zzqa.search.translated import Translated, characters, senses, sentence_match

FEATURES: dict[str, Callable[[Query, f.PassageView, Sequence[float]], float]] = {
    "coverage": f.coverage,
    "sentence_coverage": f.sentence_coverage,
    "proximity": f.proximity,
    "heading": f.heading_coverage,
    "time": lambda query, view, _: f.time_feature(query, view),
    "place": lambda query, view, _: f.place_feature(query, view),
    "name": lambda query, view, _: f.name_feature(query, view),
    "number": lambda query, view, _: f.number_feature(query, view),
    "type": lambda query, view, _: f.type_feature(query, view),
    "target": lambda query, view, _: f.target_feature(query, view),
    "phrase": lambda query, view, _: f.phrase_feature(query, view),
}
"""The features computed from the passage. A new one is a line here, a function in ``features``,
and new weights from ``tools/train_ranker.py``."""
TRANSLATED = ("senses", "characters", "sentence_match")
"""The features of questions in English, 0 for Chinese ones: see ``translated``."""
WRITTEN = ("pairs",)
"""The feature of questions in Chinese, 0 for English ones: see ``pairs``."""
SIGNALS = ("words", "bigrams", "dense", "sentence")
"""The features that the candidate lists give."""


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
    ranker: Ranker | None = None,
) -> list[Ranked]:
    """Return the candidates as hits, best first; ties are ordered by passage id.

    ``mode`` chooses what orders them: one candidate list, the fused score, or all features as the
    ``ranker`` weighs them (default: the one shipped).
    """
    ranker = ranker or load_ranker()
    lexical = reader.lexical["words"]
    weights = f.concept_weights(query, lexical.rarity)
    asked = None
    if query.lang == "en":
        asked = Translated.of(query, lexical.document_frequency, len(reader))
    pairs = AskedPairs.of(query, reader.lexical["bigrams"].document_frequency, len(reader))
    signals = {name: values.tolist() for name, values in candidates.scores().items()}
    ranked: list[Ranked] = []
    for at, number in enumerate(candidates.numbers):
        view = view_of(reader, int(number))
        scores: dict[str, float] = {name: values[at] for name, values in signals.items()}
        if mode == "ranked":
            scores |= {name: feature(query, view, weights) for name, feature in FEATURES.items()}
            scores["pairs"] = pairs.share(view)
            scores |= _translated(asked, view, candidates.similarities[at])
            scores["rank"] = ranker.score(query.lang, scores)
        score = scores["rank" if mode == "ranked" else mode]
        hit = Hit(view.passage, score, scores)
        ranked.append(Ranked(int(number), hit, view, candidates.similarities[at]))
    ranked.sort(key=lambda one: (-one.hit.score, one.hit.passage.id))
    return ranked


def _translated(
    asked: Translated | None, view: f.PassageView, similarities: NDArray[np.float32]
) -> dict[str, float]:
    """Return the features of TRANSLATED."""
    if asked is None:
        return dict.fromkeys(TRANSLATED, 0.0)
    found = senses(asked, view), characters(asked, view)
    return dict(zip(TRANSLATED, (*found, sentence_match(asked, view, similarities.tolist()))))


_VIEWS: dict[str, f.PassageView] = {}
_MAX_VIEWS = 1024
"""About 20 MB; of a large index, few passages are asked for twice."""


def view_of(reader: IndexReader, number: int) -> f.PassageView:
    """Return the view of a passage; ids come from content, so that a view holds for ever."""
    passage = reader.passage(number)
    view = _VIEWS.get(passage.id)
    if view is None or view.passage != passage:
        if len(_VIEWS) >= _MAX_VIEWS:
            for oldest in list(_VIEWS)[: _MAX_VIEWS // 8]:
                _VIEWS.pop(oldest, None)
        view = _VIEWS[passage.id] = f.PassageView.of(passage, reader.tokens(number))
    return view
