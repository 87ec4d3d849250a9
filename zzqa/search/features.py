"""What speaks for a passage as the place of the answer: one small function a feature.

Every feature is between -1 and 1, higher is better, 0 where it says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from zzqa.records import Passage, Query, Token
from zzqa.search.agreement import place_agreement, time_agreement
from zzqa.text.normalise import fold
from zzqa.text.quantities import same_value
from zzqa.text.tokens import tokenize

UNKNOWN_WEIGHT = 6.0
"""Weight of a word that no passage has: about that of a word in one of some hundreds."""
LEAST_WEIGHT = 0.5
"""Weight of a word that most passages have: BM25 may call its idf negative, in a small corpus."""
_PHRASE = 8
"""Letters from which on a text that stands in a passage is no mere word of it."""
Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage with its terms: what the features read."""

    passage: Passage
    tokens: tuple[Token, ...]
    terms: frozenset[str]
    heading_terms: frozenset[str]
    sentence_terms: tuple[frozenset[str], ...]
    folded: str
    """The passage's text and headings, folded."""
    letters: str
    """Letters and digits of the passage's text, folded."""
    all_terms: frozenset[str]
    """The terms of text and headings."""
    places: Mapping[str, Sequence[int]]
    """For each term the numbers of the tokens that are it, rising."""

    @classmethod
    def of(cls, passage: Passage) -> PassageView:
        """Return the view of a passage."""
        tokens = tuple(tokenize(passage.text))
        terms = frozenset(token.term for token in tokens)
        headings = frozenset(t.term for t in tokenize(f"{passage.title}\n{passage.section}"))
        places: dict[str, list[int]] = {}
        for place, token in enumerate(tokens):
            places.setdefault(token.term, []).append(place)
        return cls(
            passage,
            tokens,
            terms,
            headings,
            tuple(
                frozenset(t.term for t in tokens if start <= t.start and t.end <= end)
                for start, end in passage.sentences
            ),
            fold(passage.text + passage.title + passage.section),
            _letters(passage.text),
            terms | headings,
            places,
        )


def concept_weights(query: Query, idf: Idf) -> list[float]:
    """Return the weight of each of the question's concepts: the idf of its likeliest term.

    A word that the corpus does not have gets UNKNOWN_WEIGHT.
    """

    def weight(term: str) -> float:
        rarity = idf(term)
        return max(rarity, LEAST_WEIGHT) * query.weights.get(term, 1.0) if rarity else 0.0

    known = [max(map(weight, concept), default=0.0) for concept in query.concepts]
    return [found or UNKNOWN_WEIGHT for found in known]


def covered(query: Query, terms: frozenset[str] | set[str]) -> list[float]:
    """Return for each concept how well ``terms`` hold it: its best term's weight, or 0."""
    held = [0.0] * len(query.concepts)
    owners = _owners(query)
    for term in owners.keys() & terms:
        weight = query.weights.get(term, 0.0)
        for number in owners[term]:
            held[number] = max(held[number], weight)
    return held


_latest: tuple[Query, dict[str, list[int]]] | None = None
"""One question is held against hundreds of sentences in a row: its table is made once."""


def _owners(query: Query) -> dict[str, list[int]]:
    """Return for each term of the question the numbers of the concepts it stands for, rising."""
    global _latest
    latest = _latest  # read once: another thread may replace it
    if latest is not None and latest[0] is query:
        return latest[1]
    owners: dict[str, list[int]] = {}
    for number, concept in enumerate(query.concepts):
        for term in dict.fromkeys(concept):
            owners.setdefault(term, []).append(number)
    _latest = query, owners
    return owners


def weighted_share(weights: Sequence[float], held: Sequence[float]) -> float:
    """Return the weighted mean of ``held``; 0 without weights."""
    total = sum(weights)
    return sum(map(mul, weights, held)) / total if total else 0.0


def coverage(query: Query, view: PassageView, weights: Sequence[float]) -> float:
    """Share of the question's words, by rarity, that the passage or its headings hold."""
    return weighted_share(weights, covered(query, view.all_terms))


def sentence_coverage(query: Query, view: PassageView, weights: Sequence[float]) -> float:
    """Share of the question's words that one sentence of the passage holds."""
    shares = (weighted_share(weights, covered(query, terms)) for terms in view.sentence_terms)
    return max(shares, default=0.0)


def proximity(query: Query, view: PassageView, weights: Sequence[float]) -> float:
    """How close together the question's words stand, where the passage holds two or more.

    Their share by rarity, times their number over the length in words of the shortest stretch
    that holds them all: 1 for a passage in which all of them follow each other.
    """
    owners = _owners(query)
    places = sorted(
        (place, number)
        for term in owners.keys() & view.terms
        for place in view.places[term]
        for number in owners[term]
    )
    wanted = {number for _, number in places}
    if len(wanted) < 2:
        return 0.0
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
    asked = _asked_letters(query.clean)
    return float(len(asked) >= _PHRASE and asked in view.letters)


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


_asked_letters = lru_cache(maxsize=16)(_letters)
"""The same question is held against every candidate."""


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
    asked = [q for q in query.quantities if q.unit]
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
        return 1.0 if any(name.kind == kind for name in mentions.names) else -0.3
    if kind == "date":
        return 1.0 if mentions.times else -0.3
    return 0.0


def fits_type(asked: str, given: str) -> bool:
    """Whether a quantity of kind ``given`` can answer a question for ``asked``."""
    if asked == "number":
        return given in ("count", "measure", "plain", "money")
    return asked == given
