"""How Chinese names and words are spelled in Latin letters: pinyin without tones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from operator import itemgetter

from zzqa.text.bridge_table import Option, keep
from zzqa.text.normalise import fold, has_han
from zzqa.text.persons import in_dictionary
from zzqa.text.tokens import tokenize
from zzqa.text.transliteration import chinese_keys, transliterated

_PLACE_SUFFIXES = "省市县区镇乡村"
_SURNAME_READINGS = {
    "曾": "zeng", "单": "shan", "解": "xie", "查": "zha", "仇": "qiu", "任": "ren", "区": "ou",
    "覃": "qin", "翟": "zhai", "缪": "miao", "乐": "yue", "宁": "ning", "谌": "chen", "冼": "xian",
    "盖": "ge", "朴": "piao", "尉": "yu", "长": "zhang", "佘": "she", "华": "hua", "卜": "bu",
}  # fmt: skip
_COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "皇甫",
    "尉迟",
    "慕容",
    "令狐",
    "夏侯",
)
_SPELLED = 100_000
"""Words spelled, the commonest first: beyond them a large corpus has cuts and typing errors, and
their spellings would be most of the bridge, which is read with the first question."""

_ALIKE = 40
"""Foreign names kept for one skeleton, the commonest: a question compares them one by one."""


class Speller:
    """Spells words, and remembers how: looking up the readings takes most of a table's time."""

    def __init__(self, known: Mapping[str, Sequence[str]] | None = None) -> None:
        """``known`` is what an earlier table's ``used`` was."""
        self._known = known or {}
        self.used: dict[str, Sequence[str]] = {}
        """The spellings of all words asked for; those of guessed words stand under ``?word``, the
        syllables of words under ``/word``."""

    def __call__(self, word: str, *, guessed: bool = False) -> Sequence[str]:
        """Return a word's pinyin, joined; see ``_spellings``."""
        key = f"?{word}" if guessed else word
        found = self.used.get(key) or self._known.get(key) or _spellings(word, guessed=guessed)
        self.used[key] = found
        return found

    def syllables(self, word: str) -> Sequence[str]:
        """Return a word's pinyin, syllable by syllable."""
        from pypinyin import lazy_pinyin

        key = f"/{word}"
        found = self.used.get(key) or self._known.get(key) or lazy_pinyin(word)
        self.used[key] = found
        return found


def pinyin_options(
    vocabulary: Mapping[str, int], names: Iterable[str], spell: Speller | None = None
) -> dict[str, dict[str, float]]:
    """Return spellings without tones: of names with weight 1, of other words where no name is."""
    spell = spell or Speller()
    vocabulary = commonest(vocabulary)
    table: dict[str, dict[str, float]] = {}
    for name in sorted(set(map(fold, names))):
        for key in _name_spellings(name, spell):
            for term, weight in _name_terms(name, vocabulary):
                keep(table, key, term, weight)
    named = frozenset(table)
    for word, frequency in vocabulary.items():
        if 2 <= len(word) <= 4 and all(map(has_han, word)):
            for key in spell(word):
                if key not in named:
                    keep(table, key, word, 0.4 + 0.1 * min(frequency, 10) / 10)
            if len(word) == 3 and not in_dictionary(word):
                # A guessed word may be a brand with a neighbour's character: 中晟|全.
                for key in (*spell(word[:2], guessed=True), *spell(word[1:], guessed=True)):
                    if key not in named:
                        keep(table, key, word, 0.3)
    return table


def sound_options(
    vocabulary: Mapping[str, int], ordinary: Collection[str], spell: Speller | None = None
) -> dict[str, list[tuple[str, str]]]:
    """Return the words that may be names from elsewhere: skeleton to (word, pinyin).

    ``ordinary`` are words that a dictionary explains as no names.
    """
    spell = spell or Speller()
    table: dict[str, list[tuple[str, str]]] = {}
    for word, _ in _ranked(commonest(vocabulary)):
        if not transliterated(word) or word in ordinary:
            continue
        syllables = spell.syllables(word)
        for key in sorted(chinese_keys(syllables)):
            alike = table.setdefault(key, [])
            if len(alike) < _ALIKE:
                alike.append((word, "".join(syllables)))
    return table


def commonest(vocabulary: Mapping[str, int]) -> Mapping[str, int]:
    """Return the words that are spelled: all but those of a large corpus that hardly occur."""
    if len(vocabulary) <= _SPELLED:
        return vocabulary
    return dict(sorted(_ranked(vocabulary)[:_SPELLED]))


def _ranked(vocabulary: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the words with their frequencies, the commonest first, of equal ones by themselves."""
    return sorted(sorted(vocabulary.items()), key=itemgetter(1), reverse=True)


def _name_terms(name: str, vocabulary: Mapping[str, int]) -> Iterator[Option]:
    """Yield the name itself and the index terms it was cut into."""
    yield name, 1.0
    for token in tokenize(name):
        if token.term in vocabulary and token.term != name and len(token.term) > 1:
            yield token.term, 0.8


def _name_spellings(name: str, spell: Speller) -> Iterator[str]:
    """Yield the spellings of a name: as it is, in western order, a place without its suffix."""
    if not 2 <= len(name) <= 8 or not all(map(has_han, name)):
        return
    yield from spell(name)
    if len(name) >= 3 and name[-1] in _PLACE_SUFFIXES:
        yield from spell(name[:-1])
    elif len(name) <= 4:
        size = 2 if name[:2] in _COMPOUND_SURNAMES else 1
        surname, given = name[:size], name[size:]
        first = _SURNAME_READINGS.get(surname)
        for family in dict.fromkeys((*spell(surname), *([first] if first else []))):
            for rest in spell(given, guessed=True):
                yield family + rest
                yield rest + family


def _spellings(word: str, *, guessed: bool = False) -> tuple[str, ...]:
    """Return a word's pinyin, joined; with ü written v, u and yu.

    ``guessed`` words are in no dictionary that says how they are read, so their characters' second
    readings count as well (晟 is sheng or cheng).
    """
    from pypinyin import Style, lazy_pinyin, pinyin

    joined = ["".join(lazy_pinyin(word))]
    if guessed and len(word) <= 3:
        readings = (found[:2] for found in pinyin(word, style=Style.NORMAL, heteronym=True))
        joined += map("".join, product(*readings))
    return tuple(dict.fromkeys(key.replace("v", u) for key in joined for u in ("v", "u", "yu")))
