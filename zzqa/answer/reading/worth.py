"""What a span is worth among others, and not how probable it is alone."""

from __future__ import annotations

import numpy as np

from zzqa.answer.reading.sentence import Floats, Ints

_WEIGHED = 64
"""Spans that are weighed, the most probable: the others share next to nothing."""


def worths(scores: Floats, spans: Ints) -> Floats:
    """Return what each span is worth: the square of the F1 to be expected of its characters.

    Of spans that say nearly the same, each alone may be improbable: the one to choose has most in
    common with all (least Bayes risk; Kumar and Byrne, NAACL 2004). The square is what training
    rewards. ``scores`` are log-probabilities but for a constant, ``spans`` rows of (sentence,
    start, end).
    """
    likely = np.exp(scores - scores.max())
    likely /= likely.sum()
    top = np.argsort(-likely, kind="stable")[:_WEIGHED]
    sentence, start, end = spans[top].T
    shared = np.minimum.outer(end, end) - np.maximum.outer(start, start)
    shared = np.where(np.equal.outer(sentence, sentence), np.maximum(shared, 0), 0)
    f1 = 2 * shared / np.add.outer(end - start, end - start)
    found = np.zeros(len(likely), np.float32)
    found[top] = f1**2 @ likely[top]
    return found
