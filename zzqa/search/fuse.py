"""The best of a list of scores, and lists fused into one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def reciprocal_rank_fusion(
    scores: Sequence[NDArray[np.float32]], k: int, weights: Sequence[float] | None = None
) -> NDArray[np.float32]:
    """Return the fused score of each candidate: the sum over the lists of w / (k + rank).

    ``scores`` are float32 arrays of one shape (candidates,), higher is better; ranks start at 1
    and equal scores share the best of their ranks, so that the order of candidates does not
    matter. A score of 0 or less stands for "not in this list". Source: Cormack, Clarke and
    Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
    SIGIR 2009.
    """
    fused = np.zeros(len(scores[0]) if scores else 0, dtype=np.float64)
    for weight, values in zip(weights or [1.0] * len(scores), scores):
        ascending = np.sort(values)
        ranks = len(values) - np.searchsorted(ascending, values, side="right") + 1
        fused += np.where(values > 0, weight / (k + ranks), 0.0)
    return fused.astype(np.float32)


def top(
    scores: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Return the numbers of the ``k`` highest scores, of equal ones the lowest numbers.

    Takes linear time: of a large corpus, nothing but the best is ever put in order.
    """
    if allowed is not None:
        kept = np.flatnonzero(allowed)
        return kept[top(scores[kept], k)]
    if k >= len(scores):
        return np.arange(len(scores), dtype=np.int64)
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    above = np.flatnonzero(scores > least)
    equal = np.flatnonzero(scores == least)[: k - len(above)]
    return np.concatenate([above, equal]).astype(np.int64)
