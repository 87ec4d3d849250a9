"""What a span is by itself, whatever is asked: its words, its edges, what stands around it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.answer.reading.sentence import (
    LEFT,
    LEFT_OF,
    MARK,
    RIGHT,
    RIGHT_OF,
    TAG,
    TAGS,
    Flags,
    Floats,
    Ints,
    Sentence,
    tag_table,
)

CODES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("first", TAGS),
    ("last", TAGS),
    ("before", TAGS),
    ("after", TAGS),
    ("left", LEFT),
    ("right", RIGHT),
)
"""Features of which each span has one value: kinds of its first and last word and of those beside
it, and the very words beside it. The value ``len(values)`` is none of these."""
NAMES = (
    "words", "chars", "one_word", "two_words", "long", "very_long",
    "has_verb", "has_de", "has_pause", "has_comma", "has_number", "has_latin", "has_prep",
    "share_noun", "clause_start", "clause_end", "sentence_start", "sentence_end", "whole_clause",
    "titled", "quoted", "bracketed", "time", "quantity", "name", "time_cut", "quantity_cut",
    "name_cut", "noun_before", "noun_after", "figure_before", "same_run_left", "same_run_right",
    "foreign",
)  # fmt: skip
"""The other features, numbers of about 0 to 1."""
_NOUN = tag_table("n", "nr", "ns", "nt", "nz", "eng", "b")
_SOUNDS = frozenset(
    "阿埃艾奥巴贝比波伯布查达德蒂杜多厄恩尔法菲费芬弗夫福盖戈格古哈赫霍基加杰卡凯科克库奎拉莱兰朗雷里利丽列林卢鲁伦"
    "罗洛马玛麦曼梅蒙米密姆穆纳内尼娜诺努帕佩皮普奇乔琼萨塞森莎舍史斯什司塔泰特提图瓦威维韦沃乌西希夏辛谢雅亚伊因英尤约泽扎兹朱·"
)
"""Characters that foreign names are mostly written with."""
_LONG, _VERY_LONG = 12, 30
"""Characters from which on a span is mostly a clause, and a whole sentence."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The spans of a sentence as (spans, CODES) numbers and (spans, NAMES) values."""

    codes: Ints
    values: Floats


def shape(sentence: Sentence) -> Shape:
    """Return what the candidates of a sentence are by themselves."""
    if not len(sentence.first):
        return Shape(np.zeros((0, len(CODES)), np.int32), np.zeros((0, len(NAMES)), np.float32))
    return Shape(_codes(sentence), _values(sentence))


def _codes(sentence: Sentence) -> Ints:
    i, j, words = sentence.first, sentence.last, sentence.words
    stop = [TAG["stop"]]
    tags = np.concatenate([stop, sentence.tags, stop])
    left = np.array([LEFT_OF.get(word, len(LEFT)) for word in ("", *words)], np.int32)
    right = np.array([RIGHT_OF.get(word, len(RIGHT)) for word in (*words, "")], np.int32)
    return np.stack([tags[i + 1], tags[j], tags[i], tags[j + 1], left[i], right[j]], axis=1)


def _values(sentence: Sentence) -> Floats:
    i, j, tags, words = sentence.first, sentence.last, sentence.tags, sentence.words
    mark, noun, figure = MARK[tags], _NOUN[tags], tags == TAG["m"]
    counted = np.stack([
        noun, tags == TAG["v"], [word == "的" for word in words], tags == TAG["pause"], mark,
        figure, tags == TAG["eng"], tags == TAG["p"], [foreign(word) for word in words],
        sentence.ends - sentence.starts,
    ])  # fmt: skip
    nouns, *others, sounds, chars = _within(counted, i, j)
    size = (j - i).astype(np.float32)
    opens = (i == 0) | mark[np.maximum(i - 1, 0)]
    closes = np.append(mark, True)[j]
    edges = np.concatenate([[0], noun, [0]])
    columns: list[NDArray[Any]] = [
        size / 10, np.log1p(chars) / 3, size == 1, size == 2, chars > _LONG, chars > _VERY_LONG,
        *(count > 0 for count in others), nouns / size,
        opens, closes, i == 0, j >= len(tags) - 1, opens & closes,
        *_paired(sentence, i, j), *_recognised(sentence.kinds, i, j),
        edges[i], edges[j + 1], np.append(False, figure)[i],
        edges[i] * edges[i + 1], edges[j] * edges[j + 1], sounds / chars,
    ]  # fmt: skip
    values = np.empty((len(i), len(columns)), np.float32)
    for number, column in enumerate(columns):
        values[:, number] = column
    return values


@functools.lru_cache(maxsize=8192)
def foreign(word: str) -> int:
    """Return how many characters of a word are such as foreign names are written with."""
    return sum(char in _SOUNDS for char in word)


def _within(counted: NDArray[Any], i: Ints, j: Ints) -> Floats:
    """Return how much of each row, by word, lies in each span."""
    total = np.zeros((len(counted), counted.shape[1] + 1), np.float32)
    np.cumsum(counted, axis=1, out=total[:, 1:])
    inside: Floats = total[:, j] - total[:, i]
    return inside


def _paired(sentence: Sentence, i: Ints, j: Ints) -> list[Flags]:
    """Return whether a span stands in 《》, “” or brackets, which are no part of it."""
    found = []
    for opening, closing in ("《》", "“”", "()"):
        before = np.array([False, *(word == opening for word in sentence.words)])
        after = np.array([*(word == closing for word in sentence.words), False])
        found.append(before[i] & after[j])
    return found


def _recognised(kinds: Ints, i: Ints, j: Ints) -> list[Flags]:
    """Return whether a span is all time, figure or name, and whether it cuts through one."""
    whole, cut = [], []
    for bit in (1, 2, 4):
        has = (kinds & bit) > 0
        edges = np.concatenate([[False], has, [False]])
        whole.append(_within(has[None], i, j)[0] == j - i)
        cut.append((edges[i] & edges[i + 1]) | (edges[j] & edges[j + 1]))
    return [*whole, *cut]
