"""Documents as a generation stores them, for being taken over into the next one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.index.parts import Parts


class StoredDocuments(NamedTuple):
    """Some documents that adjoin.

    ``entries`` are their lines' values, ``counts`` how many passages each has (int64). ``raw``,
    ``clean`` and ``lines`` are the bytes of all their texts and of the lines of their passages,
    these of ``sizes`` bytes (int64) with their ``checks`` (uint32); ``texts`` are the bytes of each
    passage in ``clean``, -1 for one that has another text: int64, shape (passages, 2).
    ``passages`` are their numbers, from the first to before the last; ``dates`` are int32, shape
    (passages, 2). The bytes are mapped: they are to be let go of before the reader is closed.
    """

    entries: tuple[dict[str, Any], ...]
    counts: NDArray[np.int64]
    raw: memoryview
    clean: memoryview
    origins: NDArray[np.int32]
    passages: tuple[int, int]
    lines: memoryview
    sizes: NDArray[np.int64]
    checks: NDArray[np.uint32]
    texts: NDArray[np.int64]
    dates: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        parts: Parts,
        entries: tuple[dict[str, Any], ...],
        first: int,
        passages: tuple[int, int],
    ) -> StoredDocuments:
        """Return the documents of these entries, the first of them numbered ``first``."""
        start, end = passages
        raw, clean, origin = (
            slice(entries[0][part][0], entries[-1][part][1]) for part in ("raw", "clean", "origin")
        )
        offsets = parts.passage_offsets[start : end + 1]
        texts = parts.passage_texts[start:end]
        owners = parts.passage_documents[start:end] - first
        return cls(
            entries=entries,
            counts=np.bincount(owners, minlength=len(entries)),
            raw=memoryview(parts.raw)[raw],
            clean=memoryview(parts.clean)[clean],
            origins=parts.origins[origin],
            passages=passages,
            lines=memoryview(parts.passages)[int(offsets[0]) : int(offsets[-1])],
            sizes=np.diff(offsets),
            checks=parts.passage_checks[start:end],
            texts=np.where(texts >= 0, texts - clean.start, texts),
            dates=parts.passage_dates[start:end],
        )
