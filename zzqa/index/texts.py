"""Where passages lie in the file of clean texts: each character is stored once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from zzqa.index.codec import to_bytes
from zzqa.records import Document, Passage, Span

NO_TEXT = Span(-1, -1)
"""Stands for a passage whose text is no piece of its document's: its line holds it."""


def text_check(raw: bytes, clean: bytes, runs: NDArray[np.int32]) -> int:
    """Return the CRC-32 of a document's texts and of the offset runs between them."""
    return zlib.crc32(runs.tobytes(), zlib.crc32(clean, zlib.crc32(raw)))


class Places:
    """Finds the bytes of passages in the file of all clean texts, written in documents' order.

    Passages that come in the order of their documents and places are found in linear time.
    """

    def __init__(self, documents: Sequence[Document], numbers: Mapping[str, int]) -> None:
        self._documents, self._numbers = documents, numbers
        self._bases = [0]
        self._number = -1
        self._clean = ""
        self._at = Span(0, 0)
        """A character of the document, and its byte in the document's text."""

    def find(self, passage: Passage) -> Span | None:
        """Return the passage's bytes, None where the document has another text in its place."""
        self._turn_to(self._numbers[passage.document])
        if self._clean[passage.start : passage.end] != passage.text:
            return None
        character, byte = self._at if self._at.start <= passage.start else Span(0, 0)
        start = byte + len(to_bytes(self._clean[character : passage.start]))
        self._at = Span(passage.start, start)
        base = self._bases[self._number]
        return Span(base + start, base + start + len(to_bytes(passage.text)))

    def _turn_to(self, number: int) -> None:
        if number == self._number:
            return
        while len(self._bases) <= number:
            text = self._documents[len(self._bases) - 1].clean
            self._bases.append(self._bases[-1] + len(to_bytes(text)))
        self._number, self._at = number, Span(0, 0)
        self._clean = self._documents[number].clean
