"""A sentence cut into words, and the spans of it that may be an answer."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from zzqa.records import Passage, Span
from zzqa.text.normalise import fold
from zzqa.text.persons import Tagged, tagged

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

TAGS = (
    "n", "nr", "ns", "nt", "nz", "v", "a", "m", "q", "t", "p", "c", "u", "d", "f", "r", "b", "l",
    "eng", "open", "close", "pause", "comma", "stop", "other", "dot",
)  # fmt: skip
"""Kinds of word: jieba's parts of speech, roughly, and kinds of punctuation."""
TAG = {name: number for number, name in enumerate(TAGS)}
LEFT = (
    "", "是", "为", "在", "于", "由", "被", "的", "了", "和", "与", "及", "、", "有", "以", "从",
    "到", "至", "对", "向", "把", "将", "叫", "称为", "称", "包括", "如", "例如", "成为", "作为",
    "获得", "获", "达", "达到", "约", "用", "使用", "通过", "因", "因为", "由于", "给", "让", "使",
    "担任", "位于", "来自", "名为", "叫做", "称作", "被称为", "一个", "一种", "其", "说", "认为",
    "(", "《", "“", ":", "即", "就是", "而是", "属于", "指", "根据", "，", "-",
)  # fmt: skip
"""Words that tell what follows them; the first stands for the start of the sentence."""
RIGHT = (
    "", "是", "为", "在", "的", "了", "和", "与", "及", "、", "等", "所", "而", "中", "上", "里",
    "后", "前", "时", "年", "月", "日", "世纪", "人", "之一", "之间", "以", "被", "于", "组成",
    "因", "则", "也", "都", "将", "(", ")", "《", "》", "“", "”", "。", "，", ":", "；", "之后",
    "以来", "时期", "地区", "以及", "或", "有", "并", "-", "进行", "来", "以上", "左右",
)  # fmt: skip
"""Words that tell what they follow; the first stands for the end of the sentence."""
LEFT_OF = {word: number for number, word in enumerate(LEFT)}
RIGHT_OF = {word: number for number, word in enumerate(RIGHT)}
_PUNCTUATION = (
    ("open", "(（[【「『《〈“‘"),
    ("close", ")）]】」』》〉”’"),
    ("dot", "·•"),
    ("pause", "、/-—–~～+&"),
    ("stop", "。！？!?…"),
    ("comma", "，,；;:："),
)
_NO_WORD = re.compile(r"[\s▲△▼▽●○■□◆◇★☆►▶※]+")
"""Blanks, and marks before a caption or an item: they belong to no answer."""
_PREPOSITIONS = "由被和与是对向从把让使给在"
_LONGEST = 12
"""Words of a span inside one clause, beside those that reach the clause's end."""
_CLAUSES = 4
"""Clauses that a span reaches over at most, beside the whole sentence."""
_MOST_WORDS = 120
"""Words of a sentence that are read: a longer one is a list or a table."""


def tag_table(*names: str) -> Flags:
    """Return which of the kinds of word are among ``names``: an array to look tags up in."""
    return np.isin(np.arange(len(TAGS)), [TAG[name] for name in names])


MARK = tag_table("comma", "stop")
"""What ends a clause."""
_MAY_START = ~tag_table("close", "pause", "comma", "stop", "dot", "u")
_MAY_END = ~tag_table("open", "pause", "comma", "stop", "dot", "p", "c")
_BRACKET = tag_table("open").astype(np.int32) - tag_table("close").astype(np.int32)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage with its words and candidate spans; arrays by word or by span.

    ``starts`` and ``ends`` of the words lie in the passage's text, ``tags`` are places in
    ``TAGS``, ``clause`` numbers the clauses. ``first`` and ``last`` are the first word of each
    candidate and the one after its last. ``kinds`` has a bit for each word that is part of a time
    (1), a figure (2) or a name (4).
    """

    span: Span
    words: tuple[str, ...]
    starts: Ints
    ends: Ints
    tags: Ints
    clause: Ints
    kinds: Ints
    first: Ints
    last: Ints

    def places(self) -> tuple[Ints, Ints]:
        """Return where each candidate starts and ends in the passage's text."""
        return self.starts[self.first], self.ends[self.last - 1]


def cut(passage: Passage, span: Span) -> Sentence:
    """Return a sentence with its words; words are cut where what was recognised ends."""
    known = list(_recognised(passage, span))
    edges = {at for start, end, _ in known for at in (start, end)}
    words = list(_words(passage.text[span.start : span.end], edges))
    starts, ends, tags = (np.array([w[at] for w in words], np.int32) for at in (1, 2, 3))
    kinds = np.zeros(len(words), np.int32)
    for start, end, bit in known:
        kinds[(starts >= start) & (ends <= end)] |= bit
    clause = np.zeros(len(words), np.int32)
    np.cumsum(MARK[tags[:-1]], out=clause[1:])
    first, last = candidates(tags, clause)
    return Sentence(
        span=span,
        words=tuple(w[0] for w in words),
        starts=starts + np.int32(span.start),
        ends=ends + np.int32(span.start),
        tags=tags,
        clause=clause,
        kinds=kinds,
        first=first,
        last=last,
    )


def _recognised(passage: Passage, span: Span) -> Iterator[tuple[int, int, int]]:
    """Yield start and end in the sentence, and bit, of what analysis found in it."""
    mentions = passage.mentions
    for bit, found in ((1, mentions.times), (2, mentions.quantities), (4, mentions.names)):
        for one in found:
            if span.start <= one.start and one.end <= span.end:
                yield one.start - span.start, one.end - span.start, bit


def _words(text: str, edges: set[int]) -> Iterator[tuple[str, int, int, int]]:
    """Yield each word with its start, end and kind, cut at the given places too."""
    for word, tag, start, end in _tagged(text):
        own = {start + 1} if _led(word, tag) else set[int]()
        bounds = [start, *sorted(at for at in edges | own if start < at < end), end]
        for a, b in pairwise(bounds):
            part = word[a - start : b - start]
            yield part, a, b, kind_of(part, "p" if own and a == start else tag)


def _led(word: str, tag: str) -> bool:
    """Whether a name was cut with the preposition before it (由约翰)."""
    return tag[:2] == "nr" and len(word) > 2 and word[0] in _PREPOSITIONS


def _tagged(text: str) -> list[Tagged]:
    folded = fold(text).encode("utf-8", "replace").decode("utf-8")
    words = (word for word in tagged(folded) if not _NO_WORD.fullmatch(word.word))
    return list(islice(words, _MOST_WORDS))


@functools.lru_cache(maxsize=8192)
def kind_of(word: str, tag: str) -> int:
    """Return the place in ``TAGS`` of a word with jieba's part of speech."""
    if not word[0].isalnum():
        return TAG[next((name for name, signs in _PUNCTUATION if word[0] in signs), "other")]
    for name in (tag[:2], tag[:1]):
        if name in TAG:
            return TAG[name]
    return TAG["eng"] if word.isascii() and word.isalpha() else TAG["other"]


def candidates(tags: Ints, clause: Ints) -> tuple[Ints, Ints]:
    """Return first word and word after the last of each span that may be an answer.

    A span starts and ends with words of content and holds both or none of two brackets. It lies
    in one clause, reaches from anywhere in one to the end of a later one, or from the start of
    one into the next.
    """
    opened = np.zeros(len(tags) + 1, np.int32)
    np.cumsum(_BRACKET[tags], out=opened[1:])
    # The parts of a foreign name (约翰·埃尔维) are no name.
    dot = tags == TAG["dot"]
    begins = _MAY_START[tags] & ~np.append(False, dot[:-1])
    ends = _MAY_END[tags] & ~np.append(dot[1:], False)
    i, j = np.nonzero(np.triu(begins[:, None] & ends[None, :]))
    mark = MARK[tags]
    closing, opening = np.append(mark[1:], True), np.append(True, mark[:-1])
    near = (clause[i] == clause[j]) & (j - i < _LONGEST)
    far = closing[j] & (clause[j] - clause[i] < _CLAUSES)
    across = opening[i] & (clause[j] - clause[i] == 1) & (j - i < 2 * _LONGEST)
    whole = (i == i.min(initial=len(tags))) & (j == j.max(initial=0))
    kept = (near | far | across | whole) & (opened[i] == opened[j + 1])
    return i[kept].astype(np.int32), (j[kept] + 1).astype(np.int32)
