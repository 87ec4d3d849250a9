"""The best passages ordered anew by a model that reads question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from zzqa.chunking import embedded_text
from zzqa.errors import UsageError
from zzqa.protocols import Reranker
from zzqa.search import Ranked

RERANKED = 20
"""Passages that are judged anew: a cross-encoder of usual size takes 20 to 100 ms for each on a
processor, and the ranking before it has what answers among the first 20 nearly always."""


def rerank(reranker: Reranker, question: str, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return ``ranked`` with the first ``RERANKED`` in the reranker's order; ties by passage id.

    Their ``score`` becomes the reranker's, also kept as ``scores["rerank"]``. The others follow
    in their order, their ``score`` held down to the lowest before them, so that scores never rise
    along the list. Raises UsageError for a reranker whose scores are not one number a passage.
    """
    head, tail = ranked[:RERANKED], ranked[RERANKED:]
    texts = [embedded_text(one.hit.passage) for one in head]
    scores = np.asarray(reranker.score(question, texts), dtype=np.float32)
    if scores.shape != (len(head),) or not np.isfinite(scores).all():
        raise UsageError(
            f"the reranker {reranker.name} gave scores of shape {scores.shape} for {len(head)} "
            "passages, or some that are no numbers; expected one finite score each; "
            "name a cross-encoder that is trained to rank"
        )
    judged = [_scored(one, float(score), judged=True) for one, score in zip(head, scores)]
    judged.sort(key=lambda one: (-one.hit.score, one.hit.passage.id))
    least = judged[-1].hit.score if judged else 0.0
    return judged + [_scored(one, min(one.hit.score, least), judged=False) for one in tail]


def _scored(ranked: Ranked, score: float, *, judged: bool) -> Ranked:
    scores = {**ranked.hit.scores, "rerank": score} if judged else ranked.hit.scores
    return replace(ranked, hit=replace(ranked.hit, score=score, scores=scores))
