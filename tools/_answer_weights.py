"""Fitting the weights that choose an answer and those that judge its probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from _answering import Array, Example, weights_in_force

from zzqa.answer.score import conflict_factor, evidence_log_odds, read_log_odds

CHOICE_PRIOR = {
    "coverage": 3.0, "focus": 1.0, "time": 1.5, "place": 1.2, "unit": 0.9,
    "target": 0.8, "rank": 2.0, "similarity": 1.5, "form": 1.0,
    "ratio": 1.5, "subject": 0.8, "post": 1.0, "qualifier": 1.0, "wrong_qualifier": -1.0,
    "wrong_time": -2.0, "wrong_place": -1.0, "gap": -0.5, "wrong_unit": -1.0,
    "other_bearer": -1.0, "other_office": -1.0, "core": 1.0, "said": 1.0, "claimed": -1.5,
    "measure": 0.5,    "other_post": -1.0,
}  # fmt: skip
CHOICE_PENALTY = 2.0
CONFIDENCE_PRIOR = {
    "wrong_time": -4.0, "wrong_place": -2.0, "wrong_qualifier": -3.0, "ratio": 2.0,
    "elsewhere": -2.0, "wrong_unit": -3.0, "fallback": -1.5,
}  # fmt: skip
"""What the product promises: a figure of another time, place or measure is no answer."""
CONFIDENCE_PENALTY = 0.5
NO_WORDS = {"evidence": 1.0, "read": 0.0, "bias": 0.0}
"""The words of a sentence as sure as the sentence."""
_STEPS = 400
_STILL = 1e-9
"""Steps so small are none."""

Rows = Sequence[tuple[Mapping[str, float], float, float]]
"""Features, whether the answer is right, and what the row counts."""


def fit(
    examples: Sequence[Example], public: Sequence[Example]
) -> tuple[dict[str, dict[str, float]], float]:
    """Return the weights learned from examples, and the share of the written ones that are right.

    Choosing is learned from the written questions alone; the confidence from their made variants
    and the public sets too, each as the rules answer it with the weights of choosing. How far to
    trust words read in a sentence is learned last, all else being as it is: which sentences are
    read depends on that confidence.
    """
    names = list(CHOICE_PRIOR)
    prior = np.array([CHOICE_PRIOR[name] for name in names])
    choice = {n: round(float(w), 4) for n, w in zip(names, _fit_choice(examples, prior))}
    with weights_in_force({"choice": choice, "confidence": {"bias": 0.0}}):
        written = [row for example in examples for row in _rows(example)]
        taught = [row for e in examples for made in e.made for row in _rows(made)]
        taught += [row for example in public for row in _rows(example)]
    confidence = _fit_confidence(written, taught)
    with weights_in_force({"choice": choice, "confidence": confidence, "words": NO_WORDS}):
        spans = [row for example in (*examples, *public) for row in _rows(example, read=True)]
    words = _fit_words([row for row in spans if row[0]["narrowed"]], confidence)
    right = sum(label * share for _, label, share in written) / sum(row[2] for row in written)
    return {"choice": choice, "confidence": confidence, "words": words}, right


def _rows(example: Example, *, read: bool = False) -> Rows:
    """Return what an answer teaches: a right sum that all its values are right.

    A wrong one has a wrong value, which is taken to be the one with the least of what is asked.
    """
    judged_by, right = example.judged(read=read)
    if right:
        return [(features, 1.0, example.share / len(judged_by)) for features in judged_by]
    worst = min(judged_by, key=lambda features: features["coverage"], default=None)
    return [] if worst is None else [(worst, 0.0, example.share)]


def _fit_choice(examples: Sequence[Example], prior: Array) -> Array:
    """Return softmax weights: gradient ascent on the log-probability of right candidates."""
    weights = prior.copy()
    usable = [e for e in examples if e.right.any() and not e.right.all()]
    for step in range(_STEPS):
        gradient = -CHOICE_PENALTY * (weights - prior)
        for example in usable:
            scores = example.features @ weights
            all_of = np.exp(scores - scores.max())
            good = all_of * example.right
            gradient += (good / good.sum() - all_of / all_of.sum()) @ example.features
        weights += 0.3 / (1 + step / 100) * gradient / max(len(usable), 1)
    return weights


def _fit_confidence(written: Rows, taught: Rows) -> dict[str, float]:
    """Return the weights of confidence, by feature, the bias last."""
    rows = [*written, *taught]
    columns = [name for name in rows[0][0] if name not in ("narrowed", "read")]
    design = np.array([[features[name] for name in columns] for features, *_ in rows])
    labels = np.array([label for _, label, _ in rows])
    shares = np.array([share for *_, share in rows])
    prior = np.array([CONFIDENCE_PRIOR.get(name, 0.0) for name in columns])
    weights = _fit_logistic(design, labels, shares, prior)
    count = slice(len(written))
    factors = np.array([conflict_factor(features) for features, *_ in written])
    weights = _recalibrated(
        weights, design[count], labels[count], shares[count], factors, columns.index("dated")
    )
    return {name: round(float(w), 4) for name, w in zip([*columns, "bias"], weights)}


def _fit_logistic(rows: Array, labels: Array, shares: Array, prior: Array) -> Array:
    """Return logistic weights, the bias last, by Newton's method with an L2 penalty.

    ``shares`` are the examples' weights; the penalty pulls towards ``prior``. A step that makes
    the loss worse is halved: from a prior far from the answer a whole one leads astray.
    """
    design = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.full(design.shape[1], CONFIDENCE_PENALTY)
    penalty[-1] = 0.01
    centre = np.append(prior, 0.0)

    def loss(weights: Array) -> float:
        told = design @ weights
        missed = shares @ (np.logaddexp(0, told) - labels * told)
        return float(missed + penalty @ (weights - centre) ** 2 / 2)

    weights = centre.copy()
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (shares * (p - labels)) + penalty * (weights - centre)
        curvature = (design.T * (shares * p * (1 - p))) @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        while loss(weights - step) > loss(weights) and abs(step).max() > _STILL:
            step /= 2
        weights -= step
    return weights


def _fit_words(rows: Rows, confidence: Mapping[str, float]) -> dict[str, float]:
    """Return what the evidence of a sentence and the reader of its words count together.

    ``confidence`` are the weights of that evidence.
    """
    if not rows:
        return NO_WORDS
    opinions = [
        (evidence_log_odds(features, confidence), read_log_odds(features["read"]))
        for features, *_ in rows
    ]
    labels = np.array([label for _, label, _ in rows])
    shares = np.array([share for *_, share in rows])
    prior = np.array([NO_WORDS["evidence"], NO_WORDS["read"]])
    weights = _fit_logistic(np.array(opinions), labels, shares, prior)
    return {name: round(float(w), 4) for name, w in zip(NO_WORDS, weights)}


def _recalibrated(
    weights: Array, rows: Array, labels: Array, shares: Array, factors: Array, of: int
) -> Array:
    """Shift a weight so that the mean probability of the written questions is their share right.

    The made negatives taught what a miss looks like, not how often people ask in vain. What is
    shifted is ``of``, the weight of a passage with a date: that is what the written questions are
    asked of, while texts without one, such as those of the public sets, keep what those taught.
    """
    shifted = weights.copy()
    for _ in range(30):
        p = factors / (1 + np.exp(-(rows @ shifted[:-1] + shifted[-1])))
        wanted, given = (shares * labels).sum(), (shares * p).sum()
        shifted[of] += (wanted - given) / max(float((shares * p * (1 - p)).sum()), 1e-6)
    return shifted
