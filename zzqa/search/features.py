"""What speaks for a passage as the place of the answer: one small function a feature.

Every feature is between -1 and 1, higher is better, 0 where it says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from operator import mul

from zzqa.records import Query
from zzqa.search.agreement import place_agreement, time_agreement
from zzqa.search.passage_view import PassageView as PassageView
from zzqa.search.passage_view import letters_of
from zzqa.text.normalise import HAN, fold
from zzqa.text.quantities import same_value

UNKNOWN_WEIGHT = 6.0
"""Weight of a word that no passage has: about that of a word in one of some hundreds."""
LEAST_WEIGHT = 0.5
"""Weight of a word that most passages have: BM25 may call its idf negative, in a small corpus."""
_PHRASE = 8
"""Letters from which on a text that stands in a passage is no mere word of it."""
_FOREIGN = re.compile(f"[{HAN}][·•‧・][{HAN}]")
"""Between the parts of a person's foreign name: 约瑟夫·斯蒂格利茨."""
Idf = Callable[[str], float]


def concept_weights(query: Query, idf: Idf) -> list[float]:
    """Return the weight of each of the question's concepts: the idf of its likeliest term.

    A word that the corpus does not have gets UNKNOWN_WEIGHT.
    """

    def weight(term: str) -> float:
        rarity = idf(term)
        return max(rarity, LEAST_WEIGHT) * query.weights.get(term, 1.0) if rarity else 0.0

    known = [max(map(weight, concept), default=0.0) for concept in query.concepts]
    return [found or UNKNOWN_WEIGHT for found in known]


Concepts = tuple[tuple[str, ...], ...]


class _Asked:
    """The concepts of a question: for each term the numbers of those that it stands for.

    What is covered by terms that were looked at is remembered: ranking and answering look at the
    same sentences and headings again and again.
    """

    def __init__(self, concepts: Concepts, weights: Mapping[str, float]) -> None:
        self.concepts, self.weights = concepts, weights
        self.owners: dict[str, tuple[int, ...]] = {}
        for number, concept in enumerate(concepts):
            for term in dict.fromkeys(concept):
                self.owners[term] = (*self.owners.get(term, ()), number)
        self.known: dict[frozenset[str], Sequence[float]] = {}

    def covered(self, terms: frozenset[str]) -> Sequence[float]:
        """Return for each concept the weight of its best term among these, or 0."""
        held = [0.0] * len(self.concepts)
        for term in self.owners.keys() & terms:
            weight = self.weights.get(term, 0.0)
            for number in self.owners[term]:
                if weight > held[number]:
                    held[number] = weight
        return tuple(held)  # of numbers alone: the garbage collector does not look at it


_latest = _Asked((), {})
"""The question that was asked last; replaced whole, for any thread to read."""


def _asked(query: Query) -> _Asked:
    """Return the concepts of a question; known by identity, as to compare them takes long."""
    global _latest
    asked = _latest
    if asked.concepts is not query.concepts or asked.weights is not query.weights:
        asked = _latest = _Asked(query.concepts, query.weights)
    return asked


def covered(query: Query, terms: frozenset[str]) -> Sequence[float]:
    """Return for each concept how well ``terms`` hold it: its best term's weight, or 0."""
    asked = _asked(query)
    held = asked.known.get(terms)
    if held is None:
        held = asked.known[terms] = asked.covered(terms)
    return held


def either(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Return how well two texts together hold each concept."""
    return [a if a > b else b for a, b in zip(one, other)]


def anywhere(query: Query, view: PassageView) -> list[float]:
    """Return for each concept how well a passage or its headings hold it."""
    return either(covered(query, view.terms), covered(query, view.heading_terms))


def weighted_share(weights: Sequence[float], held: Sequence[float]) -> float:
    """Return the weighted mean of ``held``; 0 without weights."""
    total = sum(weights)
    return sum(map(mul, weights, held)) / total if total else 0.0


def coverage(query: Query, view: PassageView, weights: Sequence[float]) -> float:
    """Share of the question's words, by rarity, that the passage or its headings hold."""
    return weighted_share(weights, anywhere(query, view))


def sentence_coverage(query: Query, view: PassageView, weights: Sequence[float]) -> float:
    """Share of the question's words that one sentence of the passage holds."""
    owners = _asked(query).owners
    if owners.keys().isdisjoint(view.terms):
        return 0.0
    shares = (weighted_share(weights, covered(query, terms)) for terms in view.sentence_terms)
    return max(shares, default=0.0)


def proximity(query: Query, view: PassageView, weights: Sequence[float]) -> float:
    """How close together the question's words stand, where the passage holds two or more.

    Their share by rarity, times their number over the length in words of the shortest stretch
    that holds them all: 1 for a passage in which all of them follow each other.
    """
    owners = _asked(query).owners
    wanted = {number for term in owners.keys() & view.terms for number in owners[term]}
    if len(wanted) < 2:
        return 0.0
    places = [
        (place, number)
        for place, word in enumerate(view.words)
        if word in owners
        for number in owners[word]
    ]
    share = weighted_share(weights, [float(n in wanted) for n in range(len(query.concepts))])
    return min(1.0, share * len(wanted) / _shortest(places, len(wanted)))


def _shortest(places: Sequence[tuple[int, int]], wanted: int) -> int:
    """Return the length of the shortest stretch with all ``wanted`` different numbers."""
    counts: Counter[int] = Counter()
    first, best = 0, places[-1][0] - places[0][0] + 1
    for place, number in places:
        counts[number] += 1
        while len(counts) == wanted:
            start, oldest = places[first]
            best = min(best, place - start + 1)
            counts[oldest] -= 1
            if not counts[oldest]:
                del counts[oldest]
            first += 1
    return best


def heading_coverage(query: Query, view: PassageView, weights: Sequence[float]) -> float:
    """Share of the question's words, by rarity, that title and section hold."""
    return weighted_share(weights, covered(query, view.heading_terms))


def target_feature(query: Query, view: PassageView) -> float:
    """Whether the passage speaks of plans where those are asked for, of results where not."""
    times = view.passage.mentions.times
    planned = sum(time.kind == "target" for time in times)
    if query.wants_target:
        return 1.0 if planned else -0.5
    return -1.0 if times and planned == len(times) else 0.0


def phrase_feature(query: Query, view: PassageView) -> float:
    """Whether the passage holds the whole question word for word: a sentence pasted in."""
    asked = letters_of(query.clean)
    return float(len(asked) >= _PHRASE and asked in view.letters)


def time_feature(query: Query, view: PassageView) -> float:
    """Whether the passage speaks of the time asked about."""
    passage = view.passage
    return time_agreement(query, passage.mentions.times, passage.date)


def place_feature(query: Query, view: PassageView) -> float:
    """Whether the places asked about stand in the passage or its headings."""
    passage = view.passage
    return place_agreement(query, view.folded, passage.mentions.names, passage.home)


def name_feature(query: Query, view: PassageView) -> float:
    """Share of the persons and organisations asked about that the passage names."""
    asked = [fold(name.text) for name in query.names if name.kind != "place"]
    if not asked:
        return 0.0
    return 2.0 * sum(name in view.folded for name in asked) / len(asked) - 1.0


def number_feature(query: Query, view: PassageView) -> float:
    """Share of the figures in the question that the passage gives too."""
    # 一座桥 is a bridge, and no figure.
    asked = [q for q in query.quantities if q.unit and not (q.value == 1 and q.text[0] == "一")]
    if not asked:
        return 0.0
    given = view.passage.mentions.quantities
    return sum(any(same_value(a, g) for g in given) for a in asked) / len(asked)


def type_feature(query: Query, view: PassageView) -> float:
    """Whether the passage holds a value of the type asked for."""
    mentions = view.passage.mentions
    kind = query.answer_type
    if kind in ("number", "money", "percent", "rank"):
        values = [q for q in mentions.quantities if fits_type(kind, q.kind)]
        if not values:
            return -0.5
        return 1.0 if not query.units or any(q.unit in query.units for q in values) else 0.3
    if kind in ("person", "organisation"):
        named = any(name.kind == kind for name in mentions.names)
        named = named or (kind == "person" and bool(_FOREIGN.search(view.passage.text)))
        return 1.0 if named else -0.3
    if kind == "date":
        return 1.0 if mentions.times else -0.3
    return 0.0


def fits_type(asked: str, given: str) -> bool:
    """Whether a quantity of kind ``given`` can answer a question for ``asked``."""
    if asked == "number":
        return given in ("count", "measure", "plain", "money")
    return asked == given
