"""The protocols of what can be replaced: models that encode, rerank, and read out answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]
"""Called as ``progress(done, total)``; what is counted is said where it is taken."""


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors of length 1, so that a dot product is the cosine similarity."""

    @property
    def name(self) -> str:
        """What a user calls the model."""

    @property
    def digest(self) -> str:
        """Hex digest of all that shapes its vectors (weights, prompts, pooling)."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode_passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), each of length 1."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), each of length 1."""


@runtime_checkable
class Reranker(Protocol):
    """Judges how well passages answer a question, reading both together."""

    @property
    def name(self) -> str:
        """What a user calls the model."""

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 scores between 0 and 1, shape (len(passages),), higher is better."""


class ScoredSpan(NamedTuple):
    """A span ``[start, end)`` of a passage's text that may be the answer, and how probable."""

    start: int
    end: int
    score: float


@runtime_checkable
class AnswerExtractor(Protocol):
    """Reads possible answers out of passages: a trained reader beside the rules.

    Its spans are weighed together with those that the rules find, by the same evidence of time,
    place and unit; its score is one more thing that speaks for them.
    """

    @property
    def name(self) -> str:
        """What a user calls the model."""

    def spans(self, question: str, passages: Sequence[str]) -> Sequence[Sequence[ScoredSpan]]:
        """Return the possible answers in each passage, any number, scores between 0 and 1."""
