"""Questions encoded ahead: what asks for one vector at a time finds it ready."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zzqa.protocols import Encoder, Progress


class PreparedEncoder:
    """An encoder that has the vectors of some questions ready, and asks another for the rest."""

    def __init__(self, encoder: Encoder, questions: Sequence[str]) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._prepare(list(dict.fromkeys(questions)))

    def _prepare(self, questions: list[str]) -> None:
        if questions:
            self._vectors = dict(zip(questions, self._encoder.encode_queries(questions)))

    @property
    def name(self) -> str:
        """That of the encoder."""
        return self._encoder.name

    @property
    def digest(self) -> str:
        """That of the encoder."""
        return self._encoder.digest

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._encoder.dimension

    def encode_passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return what the encoder gives: float32, shape (len(texts), dimension)."""
        return self._encoder.encode_passages(texts, progress=progress)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), each of length 1."""
        if not all(text in self._vectors for text in texts):
            return self._encoder.encode_queries(texts)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vectors[text]
        return vectors


class MeanwhileEncoder(PreparedEncoder):
    """An encoder that makes the vectors of some questions in a thread of its own, meanwhile.

    Encoding takes a third of a question that compares, and holds no lock of Python's while it
    does. Where it fails, the question is encoded again when it is asked for, and fails there.
    """

    def _prepare(self, questions: list[str]) -> None:
        self._asked = frozenset(questions)
        self._thread = Thread(target=self._work, args=(questions,), daemon=True)
        self._thread.start()

    def _work(self, questions: list[str]) -> None:
        with contextlib.suppress(Exception):
            super()._prepare(questions)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 vectors of shape (len(texts), dimension), each of length 1."""
        if not self._asked.isdisjoint(texts):
            self._thread.join()
        return super().encode_queries(texts)
