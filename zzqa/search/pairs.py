"""How much of a Chinese question a passage holds, character pair by character pair.

Words are found only where question and passage were cut alike; pairs of neighbouring characters
need no cutting. BM25 over pairs counts how often each stands there and rewards short passages;
here each counts once, and those of a title as well as those of the text.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from zzqa.records import Query
from zzqa.search.passage_view import PassageView
from zzqa.search.query import TIME_WORD
from zzqa.text.normalise import has_han
from zzqa.text.tokens import bigrams

Frequency = Callable[[str], int]
"""In how many passages a pair stands."""


@dataclass(frozen=True, slots=True)
class AskedPairs:
    """The pairs of a question, and what is kept whole in it, each with its rarity.

    What no passage has is left out: it tells none from another.
    """

    pairs: tuple[tuple[str, float], ...]
    whole: tuple[tuple[str, float], ...]
    total: float

    @classmethod
    def of(cls, query: Query, frequency: Frequency, passages: int) -> AskedPairs:
        """Return the pairs of a question in Chinese; none for one in English."""
        shares = _shares(query) if query.lang == "zh" else {}
        held = [
            (term, share * _rarity(found, passages))
            for term, share in shares.items()
            if (found := frequency(term))
        ]
        return cls(
            tuple((term, rarity) for term, rarity in held if has_han(term[0])),
            tuple((term, rarity) for term, rarity in held if not has_han(term[0])),
            sum(rarity for _, rarity in held),
        )

    def share(self, view: PassageView) -> float:
        """Return 0 to 1: the share of the pairs, by rarity, that text or headings hold."""
        if not self.total:
            return 0.0
        text, terms, headings = view.folded, view.terms, view.heading_terms
        held = sum([rarity for pair, rarity in self.pairs if pair in text])
        for term, rarity in self.whole:
            if term in terms or term in headings:
                held += rarity
        return min(1.0, held / self.total)


def _shares(query: Query) -> dict[str, float]:
    """Return the terms of a question, and what those count that are only of its times."""
    untimed = list(query.clean)
    for time in query.times:
        untimed[time.start : time.end] = " " * (time.end - time.start)
    own = set(bigrams("".join(untimed)))
    return {term: 1.0 if term in own else TIME_WORD for term in bigrams(query.clean)}


def _rarity(frequency: int, passages: int) -> float:
    """Return the idf of a pair in so many passages; above 0 for one that most of them have."""
    held = min(frequency, passages)
    return math.log(1 + (passages - held + 0.5) / (held + 0.5))
