"""How well a passage fits a question in another language, word by word.

A dictionary gives several translations for a word, mostly of other senses. Taken one by one they
would count for more the more there are; here each word asked counts once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple

from zzqa.records import Query
from zzqa.search.features import PassageView, covered, weighted_share
from zzqa.text.normalise import HAN

_UNKNOWN = 4.0
"""Most that a word counts which no passage has in any translation."""
_SATURATION = 0.36
"""Occurrences after which half of what a word can count is reached: translations are shares of a
word, so that one occurrence of the likeliest is already much of it."""
_SPELLED = 3
"""Translations whose characters are compared; further ones are hardly ever meant."""
_WORDS_BESIDE_MEANING = 0.3
"""What all words of a question count in a sentence, where the cosine of the same meaning is 1."""
_han = re.compile(f"[{HAN}]")

Frequency = Callable[[str], int]
"""In how many passages a term stands."""


class Spelling(NamedTuple):
    """The characters of a translation as bits, and what each number of them is worth."""

    bits: int
    worth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Translated:
    """A question's words with their translations: what the functions below compare.

    ``shares`` are for each word (term, share) with shares that add up to 1, and ``rarities`` how
    rare it is as all of these together; ``weights`` how rare the word is as the likeliest;
    ``spellings`` the characters of its best translations; ``alphabet`` gives each character of
    these its bit.
    """

    query: Query
    shares: tuple[tuple[tuple[str, float], ...], ...]
    rarities: tuple[float, ...]
    weights: tuple[float, ...]
    total: float
    spellings: tuple[tuple[Spelling, ...], ...]
    alphabet: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, query: Query, frequency: Frequency, passages: int) -> Translated:
        """Return the translations of a question as the bridge gave them."""
        shares, rarities, weights, spellings = [], [], [], []
        bits: dict[str, int] = {}
        for concept in query.concepts:
            likely = [(term, query.weights.get(term, 1.0)) for term in concept]
            total, most = sum(w for _, w in likely), max(w for _, w in likely)
            counts = [(weight, frequency(term)) for term, weight in likely]
            found = sum(weight * count for weight, count in counts)
            shares.append(tuple((term, weight / total) for term, weight in likely))
            rarities.append(_rarity(found / total, passages))
            weights.append(_rarity(found, passages) * (most if found else 1.0))
            spellings.append(tuple(_spelled(likely[:_SPELLED], bits)))
        return cls(
            query,
            tuple(shares),
            tuple(rarities),
            tuple(weights),
            sum(weights),
            tuple(spellings),
            tuple(bits.items()),
        )


def _rarity(frequency: float, passages: int) -> float:
    """Return the idf of a word that stands in so many passages.

    One that stands in none counts _UNKNOWN, or what a word of half a passage would, if that is
    less: in a corpus of a few passages no word is rare.
    """
    held = min(frequency, passages)
    if not held:
        return min(_UNKNOWN, math.log1p(passages))
    return math.log(1 + (passages - held + 0.5) / (held + 0.5))


def _spelled(likely: Sequence[tuple[str, float]], bits: dict[str, int]) -> Iterator[Spelling]:
    """Yield the Chinese characters of each translation; new ones get their bit."""
    for term, weight in likely:
        own = dict.fromkeys(_han.findall(term))
        for character in own:
            bits.setdefault(character, 1 << len(bits))
        if own:
            worth = tuple(weight * (found / len(own)) ** 2 for found in range(len(own) + 1))
            yield Spelling(sum(bits[character] for character in own), worth)


def senses(asked: Translated, view: PassageView) -> float:
    """Return 0 to 1: how often the passage says the words asked, all translations together.

    A probabilistic structured query: Pirkola, "The effects of query structure and dictionary
    setups in dictionary-based cross-language information retrieval", SIGIR 1998, with the shares of
    Darwish and Oard, SIGIR 2003.
    """
    words = view.words
    held = (
        sum(share * words.count(term) for term, share in word if term in view.terms)
        for word in asked.shares
    )
    return weighted_share(asked.rarities, [tf / (tf + _SATURATION) for tf in held])


def characters(asked: Translated, view: PassageView) -> float:
    """Return 0 to 1: how much of the words asked the best sentence holds by their characters.

    A text may say it with another word of the same characters: 殖民 for 殖民地. A part of a word's
    characters counts by its square.
    """
    present = [(character, bit) for character, bit in asked.alphabet if character in view.folded]
    whole = sum(bit for _, bit in present)
    words = [
        (weight, kept)
        for weight, spellings in zip(asked.weights, asked.spellings)
        if (kept := [spelling for spelling in spellings if spelling.bits & whole])
    ]
    held = {sum([bit for c, bit in present if c in sentence]) for sentence in view.sentences}
    best = max((_held(words, bits) for bits in held), default=0.0)
    return best / asked.total if asked.total else 0.0


def _held(words: Sequence[tuple[float, Sequence[Spelling]]], bits: int) -> float:
    """Return the weights of the words whose characters are among those of ``bits``."""
    held = 0.0
    for weight, spellings in words:
        worth = 0.0
        for spelling in spellings:
            found = spelling.worth[(spelling.bits & bits).bit_count()]
            if found > worth:
                worth = found
        held += weight * worth
    return held


def sentence_match(asked: Translated, view: PassageView, similarities: Sequence[float]) -> float:
    """Return how well the best sentence fits by meaning and by words together.

    ``similarities`` are the cosines of the passage's sentences with the question.
    """
    share = _WORDS_BESIDE_MEANING / asked.total if asked.total else 0.0
    both = (
        similarity + share * sum(map(mul, asked.weights, covered(asked.query, terms)))
        for similarity, terms in zip(similarities, view.sentence_terms)
    )
    return max(both, default=0.0) / (1 + _WORDS_BESIDE_MEANING)
