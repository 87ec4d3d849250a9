"""The scorer of spans: one layer of hidden units over named features, in plain numbers."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from zzqa.answer.reading import alignment, ground, opinion, shape, typed
from zzqa.answer.reading.asked import QUESTION_NAMES
from zzqa.answer.reading.sentence import Floats, Ints

DENSE = (*shape.NAMES, *alignment.NAMES, *typed.NAMES, *opinion.NAMES, *ground.NAMES)
"""The numbers by which a span is known, beside ``shape.CODES``."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights with a column for each hidden unit and one more for the direct way to the score.

    ``codes`` has an array (values + 1, units + 1) for each of ``shape.CODES``, the last row of
    zeros; ``dense`` is (DENSE, units + 1), ``question`` (QUESTION_NAMES, units), ``bias`` and
    ``out`` (units,).
    """

    codes: tuple[Floats, ...]
    dense: Floats
    question: Floats
    bias: Floats
    out: Floats

    def scores(self, codes: Ints, dense: Floats, asked: Floats) -> Floats:
        """Return the score of each span, a log-probability but for a constant.

        score = out . max(0, hidden) + direct, where hidden and direct are sums over the features
        and, for hidden, what is asked: a span is judged in the light of the question.
        """
        total = dense @ self.dense
        for number, table in enumerate(self.codes):
            total += table[codes[:, number]]
        hidden = np.maximum(total[:, :-1] + (asked @ self.question + self.bias), 0)
        score: Floats = hidden @ self.out + total[:, -1]
        return score


def from_weights(weights: Mapping[str, Any]) -> Model:
    """Return the model that weights by name make; a feature that has none counts nothing."""
    units = len(weights["out"])
    spans, questions = weights["span"], weights["question"]

    def rows(names: Sequence[str], given: Mapping[str, Sequence[float]], width: int) -> Floats:
        nothing = [0.0] * width
        return np.array([given.get(name, nothing) for name in names], np.float32)

    return Model(
        codes=tuple(
            np.vstack([
                rows([f"{name}:{value}" for value in values], spans, units + 1),
                np.zeros((1, units + 1), np.float32),
            ])
            for name, values in shape.CODES
        ),
        dense=rows(DENSE, spans, units + 1),
        question=rows(QUESTION_NAMES, questions, units),
        bias=np.array(weights["bias"], np.float32),
        out=np.array(weights["out"], np.float32),
    )  # fmt: skip


@functools.cache
def shipped() -> Model:
    """Return the model in ``data/reader.json``, which ``tools/train_reader.py`` makes."""
    text = files("zzqa").joinpath("data/reader.json").read_text(encoding="utf-8")
    return from_weights(json.loads(text)["weights"])
