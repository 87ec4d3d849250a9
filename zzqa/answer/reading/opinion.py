"""What the rules hold of a span: the typed candidates and sentences that they chose among."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zzqa.answer.reading.ground import Ground
from zzqa.answer.reading.sentence import Floats, Ints, Sentence
from zzqa.answer.score import Choice

NAMES = (
    "r_best", "r_listed", "r_score", "r_sentence_score", "r_sentence_best", "r_in_best",
    "r_holds_best", "r_best_typed", "r_best_here", "r_sure", "r_sure_best", "r_none",
)  # fmt: skip
_AT = {name: number for number, name in enumerate(NAMES)}
_FAR = 3.0
"""A choice further behind the best than this is as good as none."""


def opinion(
    choices: Sequence[Choice], confidence: float, ground: Ground, sentence: Sentence
) -> Floats:
    """Return a row for each candidate of a sentence, a column for each of ``NAMES``.

    ``choices`` are those of the rules, best first; ``confidence`` is that of the first.
    """
    starts, ends = sentence.places()
    values = np.zeros((len(starts), len(NAMES)), np.float32)
    if not choices:
        values[:, _AT["r_none"]] = 1
        return values
    best = choices[0]
    a, b = best.candidate.start, best.candidate.end
    typed = is_typed(best)
    at_best = best.ranked is ground.ranked and best.sentence == ground.span
    values[:, _AT["r_score"]] = -1
    values[:, _AT["r_sentence_score"]] = -1
    for choice in choices:
        if choice.ranked is ground.ranked and choice.sentence == ground.span:
            _weigh(values, choice, max(choice.score - best.score, -_FAR) / _FAR, starts, ends)
    if at_best and typed:
        values[:, _AT["r_best"]] = (starts == a) & (ends == b)
        values[:, _AT["r_in_best"]] = (starts >= a) & (ends <= b)
        values[:, _AT["r_holds_best"]] = (starts <= a) & (ends >= b)
    values[:, _AT["r_sentence_best"]] = at_best
    values[:, _AT["r_best_typed"]] = typed
    values[:, _AT["r_best_here"]] = at_best and typed
    values[:, _AT["r_sure"]] = confidence
    values[:, _AT["r_sure_best"]] = confidence * values[:, _AT["r_best"]]
    return values


def is_typed(choice: Choice) -> bool:
    """Whether a choice is a value and not its whole sentence."""
    return choice.candidate.text != choice.sentence_text


def _weigh(values: Floats, choice: Choice, behind: float, starts: Ints, ends: Ints) -> None:
    """Enter how far behind the best a choice is: for its sentence, and for the span that it is."""
    sentence = values[:, _AT["r_sentence_score"]]
    np.maximum(sentence, behind, out=sentence)
    if is_typed(choice):
        same = (starts == choice.candidate.start) & (ends == choice.candidate.end)
        values[same, _AT["r_listed"]] = 1
        values[same, _AT["r_score"]] = np.maximum(values[same, _AT["r_score"]], behind)
