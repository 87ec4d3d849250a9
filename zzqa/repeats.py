"""The same news in two documents: passages that say the same are linked, not shown twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

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


def find_repeats(passages: Sequence[Passage]) -> NDArray[np.int32]:
    """Return for each passage the number of the first one that says the same: (passages,), int32.

    It is a passage's own number where no earlier passage of another document says the same. Takes
    time in proportion to the text.
    """
    roots = np.arange(len(passages), dtype=np.int32)
    holders: dict[str, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for number, passage in enumerate(passages):
        sentences = _sentences(passage)
        sizes.append(sum(map(len, sentences)))
        shared: Counter[int] = Counter()
        for sentence in sentences:
            for other in holders[sentence]:
                shared[other] += len(sentence)
        for other, letters in sorted(shared.items()):
            same = letters >= _SHARED * max(sizes[number], sizes[other])
            if same and passages[other].document != passage.document:
                roots[number] = roots[other]
                break
        for sentence in sentences:
            if len(holders[sentence]) < _LOOKED_AT:
                holders[sentence].append(number)
    return roots


def _sentences(passage: Passage) -> list[str]:
    """Return the letters of each sentence that is long enough to tell news from news, once."""
    letters = (
        "".join(c for c in fold(passage.text[start:end]) if c.isalnum())
        for start, end in passage.sentences
    )
    return list(dict.fromkeys(text for text in letters if len(text) >= _SENTENCE))
