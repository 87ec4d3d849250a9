"""Vectors of a new index: taken over from the last generation where the text is the same."""

from __future__ import annotations

import hashlib
import struct
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zzqa.index import KEY_BYTES, IndexReader, Spool, discard
from zzqa.protocols import Encoder, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zzqa.index.contents import Rows

_WINDOW = 4096
"""Texts encoded, and rows copied, at a time."""
_REMEMBERED = 1 << 20
"""Texts encoded whose vectors are found again, where a corpus repeats itself: some 150 MB."""
_LENGTH = struct.Struct("<q")


class VectorSet:
    """One set of vectors in the making.

    New texts wait in a file without a name until they are encoded, so that memory does not grow
    with the corpus; rows of the last generation are taken over.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        encoder: Encoder,
        base: IndexReader | None = None,
        known: Rows | None = None,
    ) -> None:
        """``base`` is the last generation, if the same encoder made its vectors.

        Without it, ``known`` are vectors of this encoder, where texts may have theirs.
        """
        self.name, self.encoded, self.new = name, 0, 0
        self._encoder, self._base = encoder, base
        self._stored = (base.vectors[name].rows(), base.vector_keys(name)) if base else known
        with ExitStack() as opened:
            self._texts = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close()
            opened.callback(discard, self._texts)
            self._vectors = opened.enter_context(closing(Spool(folder, "<f4", encoder.dimension)))
            self._keys = opened.enter_context(closing(Spool(folder, "|u1", KEY_BYTES)))
            self._open = opened.pop_all()
        self._runs: list[tuple[bool, int, int]] = []  # taken over or not, and rows of which
        self._sorted: tuple[NDArray[np.uint64], NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return sum(last - first for _, first, last in self._runs)

    def close(self) -> None:
        """Let go of the files."""
        self._open.close()

    def add(self, texts: Sequence[str]) -> None:
        """Let the vectors of these texts come next."""
        for text in texts:
            data = text.encode(errors="surrogatepass")
            self._texts.write(_LENGTH.pack(len(data)) + data)
        self._append(False, self.new, self.new + len(texts))
        self.new += len(texts)

    def keep(self, first: int, last: int) -> None:
        """Let the rows ``[first, last)`` of the last generation come next."""
        self._append(True, first, last)

    def encode(self, progress: Progress) -> None:
        """Make the vectors of all new texts; ``progress`` counts them."""
        texts, done = self._waiting(), 0
        seen: dict[bytes, int] = {}
        while window := list(islice(texts, _WINDOW)):
            keys = [_key(self._encoder.digest, text) for text in window]
            vectors, missing = self._known(keys, seen)
            if missing:
                vectors[missing] = self._encoder.encode_passages(
                    [window[n] for n in missing],
                    progress=part_of(progress, done, self.new),
                )
                self.encoded += len(missing)
            row = {key: n for n, key in reversed(list(enumerate(keys)))}
            vectors = vectors[[row[key] for key in keys]]
            if len(seen) < _REMEMBERED:
                seen |= {key: done + n for key, n in row.items() if key not in seen}
            self._vectors.append(vectors)
            self._keys.append(np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1))
            done += len(window)
            progress(done, self.new)

    def pieces(self) -> Iterator[Rows]:
        """Yield all vectors with their keys, in order, a window of rows at a time."""
        fresh = self._vectors.array(), self._keys.array()
        for kept, first, last in self._runs:
            vectors, keys = self._rows_stored() if kept else fresh
            for at in range(first, last, _WINDOW):
                rows = slice(at, min(at + _WINDOW, last))
                yield vectors[rows], keys[rows]

    def numbers(self) -> NDArray[np.int64] | None:
        """Return for each row of the last generation its number here, -1 where it was not kept."""
        if self._base is None:
            return None
        numbers = np.full(len(self._base.vectors[self.name]), -1, dtype=np.int64)
        at = 0
        for kept, first, last in self._runs:
            if kept:
                numbers[first:last] = np.arange(at, at + last - first)
            at += last - first
        return numbers

    def _append(self, kept: bool, first: int, last: int) -> None:
        if self._runs and self._runs[-1][0] == kept and self._runs[-1][2] == first:
            self._runs[-1] = kept, self._runs[-1][1], last
        elif last > first:
            self._runs.append((kept, first, last))

    def _waiting(self) -> Iterator[str]:
        self._texts.seek(0)
        while head := self._texts.read(_LENGTH.size):
            (length,) = _LENGTH.unpack(head)
            yield self._texts.read(length).decode(errors="surrogatepass")

    def _known(
        self, keys: Sequence[bytes], seen: dict[bytes, int]
    ) -> tuple[NDArray[np.float32], list[int]]:
        """Return the vectors of keys, and of which the first is still to be encoded."""
        vectors = np.zeros((len(keys), self._encoder.dimension), dtype=np.float32)
        missing: dict[bytes, int] = {}
        before = self._vectors.array()
        for number, (key, row) in enumerate(zip(keys, self._found(keys))):
            if row >= 0:
                vectors[number] = self._rows_stored()[0][row]
            elif key in seen:
                vectors[number] = before[seen[key]]
            else:
                missing.setdefault(key, number)
        return vectors, list(missing.values())

    def _found(self, keys: Sequence[bytes]) -> list[int]:
        """Return the row of each key among those stored, the first of equal ones; else -1."""
        if self._stored is None:
            return [-1] * len(keys)
        all_keys = self._stored[1]
        if self._sorted is None:
            heads = np.ascontiguousarray(all_keys[:, :8]).view(np.uint64)[:, 0]
            order = np.argsort(heads, kind="stable")
            self._sorted = heads[order], order
        heads, order = self._sorted
        wanted = np.frombuffer(b"".join(key[:8] for key in keys), np.uint64)
        places = zip(np.searchsorted(heads, wanted), np.searchsorted(heads, wanted, side="right"))
        return [
            next((int(n) for n in order[a:b] if all_keys[n].tobytes() == key), -1)
            for key, (a, b) in zip(keys, places)
        ]

    def _rows_stored(self) -> Rows:
        if self._stored is None:
            raise ValueError("rows are taken over, and there is no last generation")
        return self._stored


def part_of(progress: Progress, before: int, total: int) -> Progress:
    """Return what tells ``progress`` of one part, where ``before`` was done already."""
    return lambda done, _: progress(before + done, total)


def _key(digest: str, text: str) -> bytes:
    """Return what identifies a text's vector: its content and the encoder."""
    return hashlib.sha256(f"{digest}\0{text}".encode(errors="surrogatepass")).digest()[:KEY_BYTES]
