"""The table that turns an English question into Chinese index terms, and its use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zzqa.text.english import Word, relatives, words
from zzqa.text.tokens import stop_words, tokenize
from zzqa.text.transliteration import alike, beginnings, english_keys

MAX_WORDS = 5
"""Longest English phrase, in words: longer glosses are explanations that nobody asks with."""

_MAX_OPTIONS = 6
"""Chinese terms given for one phrase: more only dilute the question."""

MIN_SHARE = 0.15
"""Options below this share of the best one are noise."""

Option = tuple[str, float]


class BridgedWord(NamedTuple):
    """A content word or phrase of a question, its span, and the Chinese terms it may mean.

    ``options`` are (index term, weight), the best with weight 1, or less where it only sounds like
    the word; none where nothing is known.
    """

    phrase: str
    start: int
    end: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class BridgeTable:
    """What of dictionary, aliases and pinyin can be found in one corpus.

    ``phrases`` and ``pinyin`` map a key to a flat list: number of a term in ``terms``, weight in
    hundredths, and so on. Keys of ``phrases`` are lemmas joined by spaces; of ``pinyin``,
    syllables without tones joined by nothing. ``sounds`` maps the skeleton of a foreign name (see
    ``transliteration``) to the names that have it, each a term followed by its spelling.
    """

    terms: Sequence[str]
    phrases: Mapping[str, Sequence[int]]
    pinyin: Mapping[str, Sequence[int]]
    sounds: Mapping[str, Sequence[str]]

    def to_json(self) -> dict[str, object]:
        """Return the table as plain lists and dicts with a fixed order."""
        parts = {"phrases": self.phrases, "pinyin": self.pinyin, "sounds": self.sounds}
        return {"terms": self.terms, **parts}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> BridgeTable:
        """Return the table that ``to_json`` wrote; raises ValueError where a part is missing."""
        terms, phrases, pinyin = (data.get(key) for key in ("terms", "phrases", "pinyin"))
        sounds = data.get("sounds", {})  # Indexes built before names were compared have none.
        if not (isinstance(terms, list | tuple) and isinstance(phrases, dict)):
            raise ValueError(f"a bridge table with {sorted(data)}; expected terms, phrases, pinyin")
        if not (isinstance(pinyin, dict) and isinstance(sounds, dict)):
            raise ValueError(f"a bridge table with {sorted(data)}; expected terms, phrases, pinyin")
        return cls(terms, phrases, pinyin, sounds)

    def translate(self, question: str) -> list[BridgedWord]:
        """Return the English content words of ``question`` with their Chinese options.

        The longest phrase known wins, from the left; function words are skipped; numbers,
        acronyms and models pass as they are. Chinese text in the question is left alone.
        """
        found, at = [], 0
        asked = words(question)
        while at < len(asked):
            bridged, used = self._longest(question, asked, at)
            if bridged is not None:
                found.append(bridged)
            at += used
        return found

    def _longest(
        self, question: str, asked: Sequence[Word], at: int
    ) -> tuple[BridgedWord | None, int]:
        """Return the longest phrase at word ``at`` and how many words it takes."""
        stops = stop_words("english")
        for length in range(min(MAX_WORDS, len(asked) - at), 1, -1):
            run = asked[at : at + length]
            if run[-1].text.lower() in stops or not _adjacent(question, run):
                continue
            options = self._phrase(run)
            if options:
                return _bridged(question, run, options), length
        word = asked[at]
        if word.text.lower() in stops and not _meant(word):
            return None, 1
        if options := self._single(word):
            return _bridged(question, [word], options), 1
        # A name that sounds alike may be another: it counts no more than it is alike.
        options = self._alike(word)
        return _bridged(question, [word], options, max((w for _, w in options), default=1.0)), 1

    def _phrase(self, run: Sequence[Word]) -> list[Option]:
        options = self._options(self.phrases, " ".join(word.key for word in run))
        named = all(word.text[0].isupper() or word.key not in self.phrases for word in run)
        if not options and named and len(run) <= 3:
            options = self._options(self.pinyin, "".join(map(_letters, run)))
        return options

    def _single(self, word: Word) -> list[Option]:
        literal = _literal(word)
        known = self._options(self.phrases, word.key)
        sounds = self._options(self.pinyin, _letters(word))
        if word.text[:1].isupper() and not word.text.isupper() and sounds:
            known = sounds + [(term, weight * 0.5) for term, weight in known]
        if not known and not literal:
            known = sounds or self._derived(word.key)
        return literal + known

    def _alike(self, word: Word) -> list[Option]:
        """Return the foreign names that sound like a capitalised word."""
        if not word.text[:1].isupper() or word.text.isupper():
            return []
        name = re.sub("['’]s$", "", word.text.lower())
        if options := alike(name, self._sounding(name)):
            return options
        for beginning in beginnings(name):
            found = alike(beginning, self._sounding(beginning))
            share = len(beginning) / len(name)
            if options := [(term, weight * share) for term, weight in found if len(term) > 2]:
                return options
        return []

    def _sounding(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the (term, spelling) of names with a skeleton of ``name``."""
        for key in english_keys(name):
            flat = self.sounds.get(key, ())
            yield from zip(flat[::2], flat[1::2])

    def _derived(self, key: str) -> list[Option]:
        for relative in relatives(key):
            if options := self._options(self.phrases, relative):
                return options
        return []

    def _options(self, table: Mapping[str, Sequence[int]], key: str) -> list[Option]:
        flat = table.get(key, ())
        return [(self.terms[flat[i]], flat[i + 1] / 100) for i in range(0, len(flat), 2)]


def _adjacent(question: str, run: Sequence[Word]) -> bool:
    gaps = (question[a.end : b.start] for a, b in zip(run, run[1:]))
    return all(gap.strip(" \t\n-–&,'\"‘’“”") == "" and len(gap) <= 3 for gap in gaps)


def _meant(word: Word) -> bool:
    """Whether what looks like a function word is none: IT, US, the month May."""
    return word.text == "May" or (word.text.isupper() and len(word.text) > 1)


def _letters(word: Word) -> str:
    """Return a word as a key of pinyin: ü as v, possessive and apostrophes (Xi'an) left out."""
    bare = re.sub("['’]s$", "", word.text.lower()).replace("ü", "v")
    return re.sub("[^a-z]", "", bare)


def _literal(word: Word) -> list[Option]:
    """Return the index terms of what passes as it is: numbers, years, ordinals, acronyms, 5G."""
    text = re.sub("['’]s?$", "", word.text)
    if re.fullmatch(r"(?:1[89]|20)\d\d", text):
        return [(text + "年", 1.0), (text, 0.6)]
    if ordinal := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", text):
        return [("第" + ordinal.group(1), 1.0), (ordinal.group(1), 0.6)]
    if text[0].isdecimal() or (text.isupper() and len(text) > 1) or not text.isalpha():
        return [(token.term, 1.0) for token in tokenize(text)[:1]]
    return []


def _bridged(
    question: str, run: Sequence[Word], options: Sequence[Option], sure: float = 1.0
) -> BridgedWord:
    """Return the best options of a run of words, the first with weight ``sure``."""
    best: dict[str, float] = {}
    for term, weight in options:
        best[term] = max(weight, best.get(term, 0.0))
    top = max(best.values(), default=1.0)
    good = ((term, weight) for term, weight in best.items() if weight >= top * MIN_SHARE)
    ranked = sorted(good, key=lambda option: (-option[1], option[0]))[:_MAX_OPTIONS]
    start, end = run[0].start, run[-1].end
    scaled = tuple((term, weight / top * sure) for term, weight in ranked)
    return BridgedWord(question[start:end], start, end, scaled)


def keep(table: dict[str, dict[str, float]], key: str, term: str, weight: float) -> None:
    """Note ``term`` as an option of ``key``, with the higher weight where it is one already."""
    options = table.setdefault(key, {})
    options[term] = max(weight, options.get(term, 0.0))
