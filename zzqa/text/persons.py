"""Persons in Chinese text: after a title, in a byline, before a verb of speech; with their role."""

from __future__ import annotations

import functools
import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

from zzqa.records import Name
from zzqa.text.normalise import HAN, fold


class Tagged(NamedTuple):
    """A word of a text with jieba's part of speech."""

    word: str
    tag: str
    start: int
    end: int


@functools.cache
def lexicon(section: str) -> Mapping[str, frozenset[str]]:
    """Return the packaged word sets of one section: ``person``, ``organisation``, ``place``."""
    source = files("zzqa").joinpath("data/names.toml").read_text(encoding="utf-8")
    return {key: frozenset(words.split()) for key, words in tomllib.loads(source)[section].items()}


def alternation(words: frozenset[str]) -> str:
    """Return a regular expression for any of ``words``, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


_USUAL = 3
"""Characters of most names."""
_MAX_ROLE = 32
"""Characters of a role: longer ones have run into the sentence before."""


def in_dictionary(word: str) -> bool:
    """Return whether the segmenter's dictionary knows ``word``, rather than guessing it."""
    try:
        import rjieba
    except ImportError:
        import jieba

        jieba.initialize()
        return bool(jieba.dt.FREQ.get(word))
    return bool(rjieba.has_word(word))


def tagged(folded: str) -> list[Tagged]:
    """Return the words of ``folded`` with parts of speech; without rjieba, by jieba's tagger."""
    pairs = _tag(folded)
    words, tags = [word for word, _ in pairs], [tag or "x" for _, tag in pairs]
    ends = list(accumulate(map(len, words)))
    return list(map(Tagged._make, zip(words, tags, [0, *ends], ends)))


def tagged_words(text: str) -> list[Tagged]:
    """Return the words of ``text``, folded, with their parts of speech and spans."""
    return tagged(fold(text).encode("utf-8", "replace").decode("utf-8"))


def _tag(folded: str) -> list[tuple[str, str]]:
    try:
        import rjieba
    except ImportError:
        import jieba
        import jieba.posseg

        jieba.setLogLevel("ERROR")
        return [(pair.word, pair.flag) for pair in jieba.posseg.cut(folded)]
    pairs: list[tuple[str, str]] = rjieba.tag(folded)
    return pairs


_STYLES = frozenset({"先生", "女士"})
"""What a person is called by, right behind the name."""


class _Rules(NamedTuple):
    title: re.Pattern[str]
    byline: re.Pattern[str]
    before: re.Pattern[str]
    follows: re.Pattern[str]


@functools.cache
def _rules() -> _Rules:
    person = lexicon("person")
    after = person["speech"] | person["following"] | person["titles"] | person["bylines"]
    return _Rules(
        title=re.compile(f"(?:{alternation(person['titles'])})"),
        byline=re.compile(
            f"({alternation(person['bylines'])})(?:\\s?[/／:：]\\s?|(?<=[判审][长员])\\s|(?<=书记员)\\s)"
        ),
        before=re.compile(alternation(person["speech"] | _STYLES)),
        follows=re.compile(f"$|[^{HAN}]|{alternation(after)}"),
    )


class PersonFinder:
    """Finds the persons of one text, given its words with parts of speech."""

    def __init__(self, text: str, words: Sequence[Tagged]) -> None:
        self.text = text
        self.words = words
        self.starts = [word.start for word in words]
        self.found: dict[int, Name] = {}

    def find(self) -> list[Name]:
        """Return the persons in order; where two readings overlap, the stronger evidence wins."""
        kinds = (
            self._bylines,
            self._titled,
            self._speaking,
            self._tagged,
            self._recurring,
            self._again,
        )
        for names in kinds:
            for name in list(names()):
                if not any(
                    name.start < other.end and other.start < name.end
                    for other in self.found.values()
                ):
                    self.found[name.start] = name
        return [self.found[start] for start in sorted(self.found)]

    # ── kinds of evidence, the strongest first ──

    def _bylines(self) -> Iterator[Name]:
        """记者/易蓉, 通讯员/彭彦 何应军: every name of the list has the role."""
        for match in _rules().byline.finditer(self.text):
            yield from self._list(match.end(), match.group(1), "、 ，/", strict=False)

    def _list(self, at: int, role: str, separators: str, *, strict: bool) -> Iterator[Name]:
        while (end := self._end(at, strict=strict)) is not None:
            yield Name(at, end, self.text[at:end], "person", role)
            if self.text[end : end + 1] not in separators or end + 1 >= len(self.text):
                return
            at = end + 1

    def _titled(self) -> Iterator[Name]:
        """市长陈恢清: a title right before a name; with a list after it, 记者王娜、李军."""
        for match in _rules().title.finditer(self.text):
            at = match.end()
            end = self._end(at) or self._tagged_end(at)
            if end is None:
                continue
            role = self._role(match.start(), at)
            yield Name(at, end, self.text[at:end], "person", role)
            if self.text[end : end + 1] == "、":
                yield from self._list(end + 1, "", "、", strict=True)

    def _tagged_end(self, start: int) -> int | None:
        """Return where the three characters end that the tagger takes for a name behind a title.

        Any verb may follow then: 校长窦桂梅分享经验.
        """
        index = bisect_left(self.starts, start)
        if index == len(self.words) or self.words[index].start != start:
            return None
        word = self.words[index]
        named = word.tag == "nr" and len(word.word) == 3
        return (
            word.end
            if named
            and self._plausible(start, word.end, strict=True)
            and (word.word[0] in lexicon("person")["surnames"])
            else None
        )

    def _speaking(self) -> Iterator[Name]:
        """陈恢清强调, 苏婉女士: a surname and one or two characters that are no word."""
        for match in _rules().before.finditer(self.text):
            for length in (4, 3, 2):
                start = match.start() - length
                if start >= 0 and self._end(start) == match.start() and self._opens(start):
                    yield Name(start, match.start(), self.text[start : match.start()], "person")
                    break

    def _tagged(self) -> Iterator[Name]:
        """时代电气刘国友获: what the tagger takes for a person, with an unmistakable surname."""
        ambiguous = lexicon("person")["ambiguous"]
        for word in self.words:
            if len(word.word) == 3 and word.tag.startswith("nr") and word.word[0] not in ambiguous:
                end = self._end(word.start)
                if end is not None:
                    title = _rules().title.match(self.text, end)
                    role = title.group() if title else ""
                    yield Name(word.start, end, self.text[word.start : end], "person", role)

    def _recurring(self) -> Iterator[Name]:
        """汪鹤年 in 汪鹤年集资, 汪鹤年病逝: taken for a person twice, whatever follows."""
        lexis = lexicon("person")
        unmistakable = lexis["surnames"] - lexis["ambiguous"]
        named = [
            word
            for word in self.words
            if word.tag == "nr"
            and len(word.word) == _USUAL
            and word.word[0] in unmistakable
            and not lexis["not_given"] & set(word.word[1:-1])
            and (word.word[-1] == "年" or word.word[-1] not in lexis["not_given"])
        ]
        often = Counter(word.word for word in named)
        for word in named:
            if often[word.word] > 1:
                yield Name(word.start, word.end, self.text[word.start : word.end], "person")

    def _again(self) -> Iterator[Name]:
        """A name of three characters found once is that name wherever it stands."""
        names = {name.text for name in self.found.values() if len(name.text) >= 3}
        for text in sorted(names):
            for match in re.finditer(re.escape(text), self.text):
                yield Name(match.start(), match.end(), text, "person")

    # ── what a name looks like ──

    def _end(self, start: int, *, strict: bool = True) -> int | None:
        """Return where the name that starts at ``start`` ends, or None where none starts.

        The longest of three and two characters (one more after a double surname) that is followed
        by something a name cannot contain. ``strict`` refuses what the dictionary knows as a word.
        """
        lexis = lexicon("person")
        double = self.text[start : start + 2] in lexis["compound"]
        if not double and self.text[start : start + 1] not in lexis["surnames"]:
            return None
        for length in (4, 3) if double else (3, 2):
            end = start + length
            if self._plausible(start, end, strict) and _rules().follows.match(self.text, end):
                return end
        return None

    def _plausible(self, start: int, end: int, strict: bool) -> bool:
        text = self.text[start:end]
        if len(text) < end - start or not re.fullmatch(f"[{HAN}]+", text):
            return False
        if any(character in lexicon("person")["not_given"] for character in text[1:]):
            return False
        if not strict:
            return True
        index = bisect_left(self.starts, start)
        if index < len(self.words) and self.words[index].start == start:
            word = self.words[index]
            # A dictionary word that is no name (任职, 高峰) is taken at its word.
            if len(word.word) > 1 and word.end >= end and not word.tag.startswith("nr"):
                return word.end == end and not in_dictionary(word.word)
            # 罗秀|文 and what 文 goes on with: the tagger has seen the whole name 罗秀文.
            return not (word.tag == "nr" and end < word.end == start + _USUAL)
        return index > 0 and self.words[index - 1].tag.startswith("nr")

    def _opens(self, start: int) -> bool:
        """Whether a word begins at ``start``: no name begins inside one."""
        index = bisect_left(self.starts, start)
        return index < len(self.words) and self.words[index].start == start

    def _role(self, start: int, end: int) -> str:
        """Return the title that ends at ``end`` with what qualifies it to the left."""
        index = bisect_left(self.starts, start)
        if index and self.words[index - 1].end > start:
            index -= 1
        while index > 0 and self._qualifies(index - 1) and end - self.starts[index - 1] < _MAX_ROLE:
            index -= 1
        at = min(start, self.starts[index]) if index < len(self.words) else start
        return self.text[at:end].strip("、:：）) （(")

    def _qualifies(self, index: int) -> bool:
        word = self.words[index]
        if word.word == "、":
            return index > 0 and bool(
                re.search(f"(?:{_rules().title.pattern})$", self.words[index - 1].word)
            )
        if word.word in "（）()":
            return 0 < index < len(self.words) - 1
        if word.tag.startswith("nr"):  # 步步高 is tagged a person, but starts with no surname
            return (
                self._end(word.start) is None and word.word[0] not in lexicon("person")["surnames"]
            )
        return word.tag[0] in "nbj" or word.tag in ("vn", "eng")
