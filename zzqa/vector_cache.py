"""Vectors taken over from the last generation, so that only what is new is encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zzqa.errors import IndexStateError
from zzqa.index import open_reader, read_manifest
from zzqa.protocols import Encoder, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray


class VectorCache:
    """Encodes texts, taking over from the last generation what the same encoder made."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder, self._encoder = folder, encoder
        self.encoded = 0

    def keys(self, texts: Sequence[str]) -> list[str]:
        """Return what identifies each text's vector: its content and the encoder."""
        prefix = f"{self._encoder.digest}\0"
        return [
            hashlib.sha256((prefix + text).encode(errors="surrogatepass")).hexdigest()[:32]
            for text in texts
        ]

    def encode(self, name: str, texts: Sequence[str], progress: Progress) -> NDArray[np.float32]:
        """Return the vectors of ``texts``, shape (len(texts), dimension)."""
        keys = self.keys(texts)
        old_rows, old = self._kept(name)
        first = {key: i for i, key in reversed(list(enumerate(keys)))}
        missing = sorted(i for key, i in first.items() if key not in old_rows)
        result = np.zeros((len(texts), self._encoder.dimension), dtype=np.float32)
        fresh: dict[str, int] = {}
        if missing:
            new = self._encoder.encode_passages(
                [texts[i] for i in missing],
                progress=progress,
            )
            fresh = {keys[i]: row for row, i in enumerate(missing)}
            self.encoded += len(missing)
        for i, key in enumerate(keys):
            result[i] = new[fresh[key]] if key in fresh else old[old_rows[key]]
        return result

    def _kept(self, name: str) -> tuple[dict[str, int], NDArray[np.float32]]:
        none = np.zeros((0, self._encoder.dimension), dtype=np.float32)
        try:
            manifest = read_manifest(self._folder)
            if manifest.encoder is None or manifest.encoder.digest != self._encoder.digest:
                return {}, none
            with open_reader(self._folder) as reader:
                reader.check_vectors(name)  # what is damaged is made again, not taken over
                return reader.vector_rows(name), reader.vectors[name].rows()
        except (IndexStateError, KeyError):
            return {}, none
