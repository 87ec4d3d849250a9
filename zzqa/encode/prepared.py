"""Questions encoded ahead, all together: what asks for one vector at a time finds it ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zzqa.protocols import Encoder, Progress


class PreparedEncoder:
    """An encoder that has the vectors of some questions ready, and asks another for the rest."""

    def __init__(self, encoder: Encoder, questions: Sequence[str]) -> None:
        self._encoder = encoder
        different = list(dict.fromkeys(questions))
        vectors = encoder.encode_queries(different) if different else ()
        self._vectors = dict(zip(different, vectors))

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
