"""What an index derives from all its passages: their names, whose sentences are whose, repeats.

Of documents that are kept, the last generation's figures are taken, so that an update costs work
in proportion to what changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from zzqa.index import IndexReader
from zzqa.records import NameKind, Passage
from zzqa.repeats import find_repeats, sentence_marks
from zzqa.text.names import bare_place

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARRAYS = ("sentence_passages", "sentence_hashes", "sentence_sizes", "repeats")
VALUES = ("names", "name_counts")


class Derived:
    """Collects what is derived, document by document."""

    def __init__(self, base: IndexReader | None = None) -> None:
        self._base = base
        self._owners: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._hashes: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        self._sizes: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._documents: list[int] = []
        self._names: Counter[tuple[str, NameKind]] = Counter()
        self._kept: set[int] = set()
        self._count = 0

    def add(self, passages: Sequence[Passage]) -> None:
        """Take in the passages of a document."""
        for number, passage in enumerate(passages, start=len(self._documents)):
            hashes, sizes = sentence_marks(passage)
            self._owners.append(np.full(len(hashes), number, np.int32))
            self._hashes.append(np.array(hashes, np.int64))
            self._sizes.append(np.array(sizes, np.int32))
            self._names.update(_names(passage))
        self._documents += [self._count] * len(passages)
        self._count += 1

    def keep(self, first: int, last: int) -> tuple[int, int]:
        """Take in the documents ``[first, last)`` of the base; return their range of sentences."""
        base = self._known
        start, end = base.passages_of(first, last)
        owners = base.arrays["sentence_passages"]
        a, b = (int(n) for n in np.searchsorted(owners, np.array([start, end], owners.dtype)))
        self._owners.append(owners[a:b] + np.int32(len(self._documents) - start))
        self._hashes.append(base.arrays["sentence_hashes"][a:b])
        self._sizes.append(base.arrays["sentence_sizes"][a:b])
        self._documents += (base.passage_documents[start:end] + (self._count - first)).tolist()
        self._count += last - first
        self._kept.update(range(first, last))
        return a, b

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays of ``ARRAYS``, for all passages taken in."""
        owners, sizes = np.concatenate(self._owners), np.concatenate(self._sizes)
        hashes = np.concatenate(self._hashes)
        documents = np.array(self._documents, np.int32)
        repeats = find_repeats(hashes, sizes, owners, documents)
        return dict(zip(ARRAYS, (owners, hashes, sizes, repeats), strict=True))

    def values(self) -> dict[str, Any]:
        """Return the values of ``VALUES``: each name with the kind most often seen, and counts."""
        counts = Counter(self._names)
        if self._kept:
            for text, kind, count in self._known.value("name_counts"):
                counts[text, kind] += count
            for passage in self._gone():
                counts.subtract(_names(passage))
        held = [(text, kind, count) for (text, kind), count in counts.items() if count]
        names: dict[str, NameKind] = {}
        for text, kind, _ in sorted(held, key=lambda name: (-name[2], name[:2])):
            names.setdefault(text, kind)
        return {"names": dict(sorted(names.items())), "name_counts": sorted(map(list, held))}

    @property
    def _known(self) -> IndexReader:
        if self._base is None:
            raise ValueError("a document is kept, and there is no base")
        return self._base

    def _gone(self) -> list[Passage]:
        """Return the passages of the base's documents that were not kept."""
        base = self._known
        dropped = (n for n in range(len(base.sources)) if n not in self._kept)
        return [base.passage(p) for n in dropped for p in range(*base.passages_of(n, n + 1))]


def _names(passage: Passage) -> list[tuple[str, NameKind]]:
    """Return the names in a passage, as often as they occur.

    Places are also known without 市 and the like, as texts mostly call them.
    """
    names = passage.mentions.names
    places = [(bare_place(name.text), name.kind) for name in names if name.kind == "place"]
    return [*((name.text, name.kind) for name in names), *places]
