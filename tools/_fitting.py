"""Fitting the ranking model: a softmax over candidates, then a logistic scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float64]


def fit_softmax(
    features: Sequence[Array],
    relevant: Sequence[NDArray[np.bool_]],
    counts: Array,
    penalty: float,
) -> Array:
    """Return the weights, none negative, that put most probability on relevant candidates.

    Minimises −Σ count·log Σ_relevant softmax(features·w) / Σ count + penalty·‖w·σ‖², σ being each
    feature's spread among the candidates of a question (ListNet's top-one likelihood: Cao et al.,
    "Learning to rank: from pairwise approach to listwise approach", ICML 2007). Questions without
    a relevant candidate teach nothing.
    """
    used = [i for i, mask in enumerate(relevant) if mask.any()]
    total = float(counts[used].sum())
    centred = np.concatenate([features[i] - features[i].mean(axis=0) for i in used])
    spread = np.sqrt((centred**2).mean(axis=0)) + 1e-9

    def loss(scaled: Array) -> tuple[float, Array]:
        value, gradient = 0.0, np.zeros_like(scaled)
        for i in used:
            sums = features[i] @ (scaled / spread)
            each = np.exp(sums - sums.max())
            each /= each.sum()
            held = each * relevant[i]
            mass = held.sum() + 1e-12
            value -= counts[i] * np.log(mass)
            gradient -= counts[i] * ((held / mass - each) @ features[i]) / spread
        return (
            value / total + penalty * float(scaled @ scaled),
            gradient / total + 2 * penalty * scaled,
        )

    start = np.zeros(len(spread))
    bounds = [(0.0, None)] * len(start)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    weights: Array = found.x / spread
    return weights


def fit_logistic(
    sums: Sequence[Array], relevant: Sequence[NDArray[np.bool_]], counts: Array
) -> tuple[float, float]:
    """Return scale and bias that make σ(scale·sum + bias) the probability of being relevant."""
    model = LogisticRegression(C=1e6)
    weight = np.concatenate([np.full(len(s), count) for s, count in zip(sums, counts)])
    model.fit(
        np.concatenate(sums)[:, None],
        np.concatenate(relevant),
        sample_weight=weight / weight.mean(),
    )
    return float(model.coef_[0, 0]), float(model.intercept_[0])
