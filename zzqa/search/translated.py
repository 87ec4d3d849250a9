"""How well a passage fits a question in another language, word by word.

A dictionary gives several translations for a word, mostly of other senses. Taken one by one they
would count for more the more there are; here each word asked counts once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zzqa.records import Query
from zzqa.search.features import PassageView, covered, weighted_share
from zzqa.text.normalise import HAN

_UNKNOWN = 4.0
"""Rarity of a word that no passage has in any translation."""
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


@dataclass(frozen=True, slots=True)
class Translated:
    """A question's words with their translations: what the functions below compare.

    ``shares`` are for each word (term, share) with shares that add up to 1, and ``rarities`` how
    rare it is as all of these together; ``weights`` how rare the word is as the likeliest;
    ``characters`` the characters of its best translations, each with its weight.
    """

    query: Query
    shares: tuple[tuple[tuple[str, float], ...], ...]
    rarities: tuple[float, ...]
    weights: tuple[float, ...]
    characters: tuple[tuple[tuple[str, float], ...], ...]

    @classmethod
    def of(cls, query: Query, frequency: Frequency, passages: int) -> Translated:
        """Return the translations of a question as the bridge gave them."""
        shares, rarities, weights, characters = [], [], [], []
        for concept in query.concepts:
            likely = [(term, query.weights.get(term, 1.0)) for term in concept]
            total, most = sum(w for _, w in likely), max(w for _, w in likely)
            counts = [(weight, frequency(term)) for term, weight in likely]
            found = sum(weight * count for weight, count in counts)
            shares.append(tuple((term, weight / total) for term, weight in likely))
            rarities.append(_rarity(found / total, passages))
            weights.append(_rarity(found, passages) * (most if found else 1.0))
            characters.append(tuple(_spelled(likely[:_SPELLED])))
        return cls(query, tuple(shares), tuple(rarities), tuple(weights), tuple(characters))


def _rarity(frequency: float, passages: int) -> float:
    """Return the idf of a word that stands in so many passages; _UNKNOWN where in none."""
    held = min(frequency, passages)
    return math.log(1 + (passages - held + 0.5) / (held + 0.5)) if held else _UNKNOWN


def _spelled(likely: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the Chinese characters of each translation, each once, with its weight."""
    found = (("".join(dict.fromkeys(_han.findall(term))), weight) for term, weight in likely)
    return [(characters, weight) for characters, weight in found if characters]


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
    total = sum(asked.weights)
    words = [
        (weight, kept)
        for weight, options in zip(asked.weights, asked.characters)
        if (kept := [option for option in options if any(c in view.folded for c in option[0])])
    ]
    if not words or not total:
        return 0.0
    return max((_held(words, sentence) for sentence in view.sentences), default=0.0) / total


def _held(words: Sequence[tuple[float, Sequence[tuple[str, float]]]], sentence: str) -> float:
    """Return the weights of the words that a sentence holds, by their characters."""
    held = 0.0
    for weight, options in words:
        best = 0.0
        for own, likely in options:
            found = sum([c in sentence for c in own])
            if found:
                best = max(best, likely * (found / len(own)) ** 2)
        held += weight * best
    return held


def sentence_match(asked: Translated, view: PassageView, similarities: Sequence[float]) -> float:
    """Return how well the best sentence fits by meaning and by words together.

    ``similarities`` are the cosines of the passage's sentences with the question.
    """
    shares = (
        weighted_share(asked.weights, covered(asked.query, terms)) for terms in view.sentence_terms
    )
    both = (s + _WORDS_BESIDE_MEANING * share for s, share in zip(similarities, shares))
    return max(both, default=0.0) / (1 + _WORDS_BESIDE_MEANING)
