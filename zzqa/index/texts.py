"""Where passages lie in the file of clean texts: each character is stored once."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zzqa.index.codec import to_bytes
from zzqa.records import Passage


def text_check(raw: bytes, clean: bytes, runs: NDArray[np.int32]) -> int:
    """Return the CRC-32 of a document's texts and of the offset runs between them."""
    return zlib.crc32(runs.tobytes(), zlib.crc32(clean, zlib.crc32(raw)))


def passage_bytes(clean: str, passages: Sequence[Passage]) -> NDArray[np.int64]:
    """Return the bytes of each passage in its document's clean text: int64, shape (passages, 2).

    -1 where the passage's text is no piece of the document's, and its line holds it. Passages that
    come in the order of their places are found in linear time.
    """
    spans = np.full((len(passages), 2), -1, dtype=np.int64)
    character, byte = 0, 0
    for number, passage in enumerate(passages):
        if clean[passage.start : passage.end] != passage.text:
            continue
        if passage.start < character:
            character, byte = 0, 0
        byte += len(to_bytes(clean[character : passage.start]))
        character = passage.start
        spans[number] = byte, byte + len(to_bytes(passage.text))
    return spans
