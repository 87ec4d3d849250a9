"""Training the scorer of spans: a layer of hidden units, by gradient descent on listwise loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zzqa.answer.reading import shape
from zzqa.answer.reading.asked import QUESTION_NAMES
from zzqa.answer.reading.model import DENSE, Model, from_weights

Floats = NDArray[np.float32]
Weights = dict[str, Floats]

UNITS = 40
"""Hidden units of one net; of several nets, trained from other beginnings, the scores are added."""
NETS = 1
EPOCHS = 14
RATE, WARM_UP = 1e-2, 50
DECAY = 3e-3
"""L2 penalty of each step, a hundredth of it per unit of the learning rate."""
BATCH = 24
OTHERS = 50
"""Wrong spans of a question that a step looks at, drawn anew each time; the right ones always."""
_FIRST, _SECOND = 0.9, 0.99
SPAN_NAMES = (*(f"{name}:{value}" for name, values in shape.CODES for value in values), *DENSE)


@dataclass(frozen=True, slots=True)
class Example:
    """A question's spans: codes and values (spans, …), what is asked, and what each span gains.

    ``spans`` are rows of sentence, start and end; ``scores`` are exact match and F1 of each span,
    ``before`` those of what the rules chose, and ``program`` gives those of the program's answer
    with a reader. ``share`` is what the question counts, and ``group`` what it must not be parted
    from in cross-validation.
    """

    group: str
    name: str
    kind: str
    spans: NDArray[np.int32]
    codes: NDArray[np.int16]
    dense: NDArray[np.float16]
    asked: Floats
    gains: Floats
    scores: Floats
    share: float = 1.0
    before: tuple[float, float] = (0.0, 0.0)
    program: Callable[[Model], tuple[float, float]] = field(default=lambda _: (0.0, 0.0))
    near: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "near", self.gains > _NEAR)

    def rows(self, chosen: NDArray[np.intp]) -> Floats:
        """Return the chosen spans as rows of numbers, in the order of ``SPAN_NAMES``."""
        codes = (_EYES[k][self.codes[chosen, k]] for k in range(len(_EYES)))
        return np.hstack([*codes, self.dense[chosen]]).astype(np.float32)


_NEAR = 0.05
_EYES = [np.eye(len(v) + 1, len(v), dtype=np.float16) for _, v in shape.CODES]


def train(examples: Sequence[Example], *, seed: int, epochs: int = EPOCHS) -> Weights:
    """Return the weights of one net.

    The loss of a question is -log of the gain to be expected when a span is drawn by the softmax
    of the scores; steps are Adam's (Kingma and Ba, ICLR 2015).
    """
    random = np.random.default_rng(seed)
    usable = [example for example in examples if example.gains.any()]
    weights = _begin(random)
    moments = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in weights.items()}
    total = epochs * -(-len(usable) // BATCH)
    for step, batch in enumerate(_batches(usable, random, epochs), start=1):
        rate = RATE * min(1, step / WARM_UP) * (1 - 0.95 * step / total)
        for name, gradient in _gradients(weights, batch, random).items():
            first, second = moments[name]
            first += (1 - _FIRST) * (gradient - first)
            second += (1 - _SECOND) * (gradient**2 - second)
            move = first / (1 - _FIRST**step) / (np.sqrt(second / (1 - _SECOND**step)) + 1e-8)
            held = 0.0 if name == "bias" else 100 * DECAY * weights[name]
            weights[name] = (weights[name] - rate * (move + held)).astype(np.float32)
    return weights


def _begin(random: np.random.Generator) -> Weights:
    def drawn(scale: float, *size: int) -> Floats:
        return random.normal(0, scale, size).astype(np.float32)

    return {
        "span": drawn(0.16, len(SPAN_NAMES), UNITS),
        "question": drawn(0.16, len(QUESTION_NAMES), UNITS),
        "bias": np.zeros(UNITS, np.float32),
        "out": drawn(0.06, UNITS),
        "direct": np.zeros(len(SPAN_NAMES), np.float32),
    }


def _batches(
    examples: Sequence[Example], random: np.random.Generator, epochs: int
) -> Iterator[list[Example]]:
    for _ in range(epochs):
        order = random.permutation(len(examples))
        for at in range(0, len(order), BATCH):
            yield [examples[k] for k in order[at : at + BATCH]]


def _gradients(weights: Weights, batch: Sequence[Example], random: np.random.Generator) -> Weights:
    """Return the gradient of the mean loss of some questions."""
    chosen = [_chosen(example, random) for example in batch]
    sizes = np.array([len(one) for one in chosen])
    offsets, owner = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(batch)), sizes)
    spans = np.vstack([example.rows(one) for example, one in zip(batch, chosen)])
    asked = np.array([example.asked for example in batch])
    gains = np.concatenate([example.gains[one] for example, one in zip(batch, chosen)])
    shares = np.array([example.share for example in batch], np.float32)
    hidden = np.maximum(
        spans @ weights["span"] + (asked @ weights["question"] + weights["bias"])[owner], 0
    )
    scores = hidden @ weights["out"] + spans @ weights["direct"]
    likely = np.exp(scores - np.maximum.reduceat(scores, offsets)[owner])
    likely /= np.add.reduceat(likely, offsets)[owner]
    expected = likely * gains
    expected /= (np.add.reduceat(expected, offsets) + 1e-6)[owner]
    slope = ((likely - expected) * (shares / shares.sum())[owner]).astype(np.float32)
    below = (slope[:, None] * weights["out"]) * (hidden > 0)
    by_question = np.add.reduceat(below, offsets, axis=0)
    return {
        "span": spans.T @ below,
        "question": asked.T @ by_question,
        "bias": by_question.sum(axis=0),
        "out": hidden.T @ slope,
        "direct": spans.T @ slope,
    }


def _chosen(example: Example, random: np.random.Generator) -> NDArray[np.intp]:
    """Return the spans that gain something, and some of the others."""
    near, others = np.flatnonzero(example.near), np.flatnonzero(~example.near)
    if len(others) > OTHERS:
        others = random.choice(others, OTHERS, replace=False)
    return np.concatenate([near, others])


def joined(nets: Sequence[Weights]) -> dict[str, object]:
    """Return several nets as one whose score is their mean: plain numbers, by feature."""
    count = len(nets)
    spans = np.hstack([net["span"] for net in nets])
    direct = np.mean([net["direct"] for net in nets], axis=0)
    questions = np.hstack([net["question"] for net in nets])
    return {
        "span": {
            name: _plain([*row, own]) for name, row, own in zip(SPAN_NAMES, spans, direct)
        },
        "question": {name: _plain(row) for name, row in zip(QUESTION_NAMES, questions)},
        "bias": _plain(np.concatenate([net["bias"] for net in nets])),
        "out": _plain(np.concatenate([net["out"] for net in nets]) / count),
    }  # fmt: skip


def model_of(nets: Sequence[Weights]) -> Model:
    """Return the model that some nets make, as the program would load it."""
    return from_weights(joined(nets))


def _plain(row: Iterable[float]) -> list[float]:
    return [round(float(value), 4) for value in row]
