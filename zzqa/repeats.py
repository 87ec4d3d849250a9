"""The same news in two documents: passages that say the same are linked, not shown twice."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from zzqa.records import Passage
from zzqa.text.normalise import fold

_SHARED = 0.7
"""Two passages say the same when each has so much of its text, by letters, in the other: the rest
is where two editors cut, or where two files are divided into passages otherwise."""
_SENTENCE = 8
"""Letters from which on a sentence is no formula that any two articles may share."""
_LOOKED_AT = 16
"""Passages with a sentence that are compared: one that stands in more is no news."""


def sentence_marks(passage: Passage) -> tuple[list[int], list[int]]:
    """Return for each sentence of a passage a 64-bit hash of its letters, and how many they are.

    0 letters stand for a sentence that tells nothing: too short, or said before in the passage.
    """
    hashes, sizes = [], []
    for start, end in passage.sentences:
        letters = "".join(c for c in fold(passage.text[start:end]) if c.isalnum())
        digest = hashlib.blake2b(letters.encode(errors="surrogatepass"), digest_size=8).digest()
        mark = int.from_bytes(digest, "little", signed=True)
        sizes.append(len(letters) if len(letters) >= _SENTENCE and mark not in hashes else 0)
        hashes.append(mark)
    return hashes, sizes


def find_repeats(
    hashes: NDArray[np.int64],
    sizes: NDArray[np.int32],
    owners: NDArray[np.int32],
    documents: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return for each passage the number of the first one that says the same: (passages,), int32.

    It is a passage's own number where no earlier passage of another document says the same.
    ``hashes``, ``sizes`` and ``owners`` (its passage, rising) are of each sentence, ``documents``
    of each passage. Takes time in proportion to the number of sentences.
    """
    roots = np.arange(len(documents), dtype=np.int32)
    totals = np.bincount(owners, weights=sizes, minlength=len(documents))
    holders: dict[int, list[int]] = defaultdict(list)
    for number, told in _repeated(hashes, sizes, owners):
        shared: Counter[int] = Counter()
        for mark, size in told:
            for other in holders[mark]:
                shared[other] += size
        for other, size in sorted(shared.items()):
            same = size >= _SHARED * max(totals[number], totals[other])
            if same and documents[other] != documents[number]:
                roots[number] = roots[other]
                break
        for mark, _ in told:
            if len(holders[mark]) < _LOOKED_AT:
                holders[mark].append(number)
    return roots


def _repeated(
    hashes: NDArray[np.int64], sizes: NDArray[np.int32], owners: NDArray[np.int32]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield the passages with sentences that stand more than once: number, (hash, letters) of each.

    Most sentences of a corpus stand once, and need not be looked at one by one.
    """
    telling = np.flatnonzero(sizes)
    _, places, counts = np.unique(hashes[telling], return_inverse=True, return_counts=True)
    rows = telling[counts[places] > 1]
    told = zip(owners[rows].tolist(), hashes[rows].tolist(), sizes[rows].tolist())
    for number, group in groupby(told, key=itemgetter(0)):
        yield number, [(mark, size) for _, mark, size in group]
