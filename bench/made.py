"""A collection of any size that behaves like a real one, made of a small real one.

Texts: each passage of the base is printed again and again, with half of its words replaced by
words of the same length, drawn as often as the base has them, some by words that nobody has seen
before (drawn by Zipf's law, so that the vocabulary goes on growing), and the digits of its figures
by others. Spans of sentences and mentions stay true, because no length changes. The terms of a
passage are those of its original, with what was replaced replaced: cutting a million texts into
words takes minutes and is measured by `read.py`.

Vectors: of the base they are real. The others lie in 20,000 clusters, around mixtures of a real
vector and a draw with the mean and the covariance of the real ones; each is its centre and such a
draw, joined with a cosine of .6 to .9 to the centre. Thus the directions in which texts differ are
the real ones, and so is what a real question finds near it.
"""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from zzqa.assembly import index_terms
from zzqa.index import IndexContents, IndexReader
from zzqa.index import write_index as write_generation
from zzqa.records import Document, Passage, Quantity, Span
from zzqa.text.offsets import OffsetMap
from zzqa.text.tokens import bigrams, tokenize

CHANGED, UNSEEN = 0.5, 0.03
"""Shares of the words that are replaced, and that are replaced by words of no other text."""
_RANKS = 3_000_000
"""Unseen words there are: more than a collection of a million passages draws."""
PER_DOCUMENT = 16
SENTENCES = 4
"""A passage's sentences that get vectors, at most: the base has 5.4 on average."""
_CLUSTERS = 20_000
_BATCH = 50_000
_HAN = re.compile("[一-鿿]{2,4}")
_PAIR = re.compile("[一-鿿]{2}")
_RUN = re.compile("[一-鿿]{2,}")
T = TypeVar("T")


class Lazy(Sequence[T]):
    """A sequence whose elements are made when they are asked for."""

    def __init__(self, size: int, make: Callable[[int], T]) -> None:
        self._size, self._make = size, make

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self._make(number) for number in range(*at.indices(self._size))]
        if not -self._size <= at < self._size:
            raise IndexError(at)
        return self._make(at % self._size)


class Varied:
    """Prints passages again with other words and figures."""

    def __init__(self, base: Sequence[Passage], seed: int = 0) -> None:
        self._base = base
        self._random = random.Random(seed)
        self._words = [list(_free_words(passage)) for passage in base]
        self._terms = [_Terms(passage, spans) for passage, spans in zip(base, self._words)]
        self._pools: dict[int, list[str]] = defaultdict(list)
        for passage, spans in zip(base, self._words):
            for start, end in spans:
                self._pools[end - start].append(passage.text[start:end])
        self._han = sorted(
            {char for pool in self._pools.values() for word in pool for char in word}
        )

    def passages(self, count: int) -> list[Passage]:
        """Return so many passages, line after line in documents of PER_DOCUMENT each."""
        found: list[Passage] = []
        for number in range(count):
            start = found[-1].end + 1 if number % PER_DOCUMENT else 0
            found.append(self._passage(number, start))
        return found

    def _passage(self, number: int, start: int) -> Passage:
        """Return a passage like one of the base; the first round is the base itself."""
        copy, at = divmod(number, len(self._base))
        passage = self._base[at]
        characters = list(passage.text)
        if copy:
            for first, last in self._words[at]:
                if self._random.random() < CHANGED:
                    characters[first:last] = self._word(last - first)
        figures = tuple(passage.mentions.quantities)
        if copy:
            figures = tuple(self._figure(characters, one) for one in figures)
        text = "".join(characters)
        return replace(
            passage,
            id=f"{number:016x}",
            document=f"{number // PER_DOCUMENT:016x}",
            source=f"{number // PER_DOCUMENT:07d}.txt",
            start=start,
            end=start + len(text),
            text=text,
            mentions=replace(passage.mentions, quantities=figures),
            duplicates=(),
            sentences=passage.sentences[:SENTENCES],
        )

    def terms(self, number: int, passage: Passage) -> list[str]:
        """Return the words that passage ``number`` is found by."""
        return self._terms[number % len(self._base)].of(passage.text)

    def pairs(self, number: int, passage: Passage) -> list[str]:
        """Return the character pairs and the foreign words that passage ``number`` is found by."""
        return self._terms[number % len(self._base)].pairs_of(passage.text)

    def _word(self, length: int) -> str:
        if self._random.random() >= UNSEEN / CHANGED:
            return self._random.choice(self._pools[length])
        rank = int(math.exp(self._random.random() * math.log(_RANKS))) * 2_654_435_761
        letters = []
        for _ in range(length):
            rank, letter = divmod(rank, len(self._han))
            letters.append(self._han[letter])
        return "".join(letters)

    def _figure(self, characters: list[str], figure: Quantity) -> Quantity:
        """Write other digits for the first number of a figure, and scale its value with it."""
        number = re.search(r"[1-9]\d*", figure.text)
        if number is None:
            return figure
        first = 10 ** (len(number.group()) - 1)
        other = self._random.randrange(first, 10 * first)
        text = figure.text[: number.start()] + str(other) + figure.text[number.end() :]
        characters[figure.start : figure.end] = text
        return replace(figure, text=text, value=figure.value * other / int(number.group()))


class _Terms:
    """The index terms of a passage, each with the stretch of text that it hangs on."""

    def __init__(self, passage: Passage, words: Sequence[Span]) -> None:
        figures = (Span(one.start, one.end) for one in passage.mentions.quantities)
        self._text = passage.text
        self._stretches = sorted([*words, *figures])
        self._own: list[list[str]] = [[] for _ in self._stretches]
        self._fixed = index_terms(replace(passage, text=""))  # those of its headings
        for term, start, end in tokenize(passage.text):
            held = (n for n, (a, b) in enumerate(self._stretches) if a < end and start < b)
            at = next(held, None)
            (self._fixed if at is None else self._own[at]).append(term)
        terms = bigrams(passage.text)
        self._foreign = [term for term in terms if not _PAIR.fullmatch(term)]

    def of(self, text: str) -> list[str]:
        """Return the terms of a text that differs from the passage's in some stretches."""
        terms = list(self._fixed)
        for (start, end), own in zip(self._stretches, self._own):
            now = text[start:end]
            terms += own if now == self._text[start:end] else [now]
        return terms

    def pairs_of(self, text: str) -> list[str]:
        """Return its character pairs."""
        pairs = [a + b for run in _RUN.findall(text) for a, b in zip(run, run[1:])]
        return pairs + self._foreign


def _free_words(passage: Passage) -> Iterator[Span]:
    """Yield the words of a passage that stand in no mention and do not overlap."""
    mentions = passage.mentions
    taken = np.zeros(len(passage.text), dtype=np.bool_)
    for kind in (mentions.times, mentions.quantities, mentions.names):
        for mention in kind:
            taken[mention.start : mention.end] = True
    for term, start, end in tokenize(passage.text):
        if not taken[start:end].any() and _HAN.fullmatch(term) and end - start == len(term):
            taken[start:end] = True
            yield Span(start, end)


class Vectors:
    """Draws vectors that lie as real ones do."""

    def __init__(self, real: NDArray[np.float32], seed: int = 0) -> None:
        self._real = real
        self._random = np.random.default_rng(seed)
        self._mean = real.mean(axis=0)
        values, directions = np.linalg.eigh(np.cov(real.T))
        self._shape = (directions * np.sqrt(np.maximum(values, 0))).astype(np.float32)
        near = real[np.arange(_CLUSTERS) % len(real)]
        self._centres = _unit(0.7 * near + 0.5 * self._field(_CLUSTERS))

    def _field(self, count: int) -> NDArray[np.float32]:
        noise = self._random.standard_normal((count, len(self._mean)), dtype=np.float32)
        field: NDArray[np.float32] = self._mean + noise @ self._shape.T
        return field

    def write(self, path: Path, count: int) -> NDArray[np.float32]:
        """Write ``count`` vectors, the real ones first; return them, mapped."""
        rows = np.lib.format.open_memmap(
            path, mode="w+", dtype="<f4", shape=(count, len(self._mean))
        )
        for at in range(0, count, _BATCH):
            size = min(_BATCH, count - at)
            near = self._random.uniform(0.6, 0.9, (size, 1)).astype(np.float32)
            centres = self._centres[self._random.integers(_CLUSTERS, size=size)]
            rows[at : at + size] = _unit(near * centres + np.sqrt(1 - near**2) * self._field(size))
        rows[: len(self._real)] = self._real[:count]
        rows.flush()
        return np.asarray(rows)


def _unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)


def make_contents(base: IndexReader, count: int, work: Path) -> IndexContents:
    """Return an index's contents with ``count`` passages; vectors are written to ``work``."""
    originals = [base.passage(number) for number in range(len(base))]
    varied = Varied(originals)
    passages = varied.passages(count)
    owners = np.repeat(
        np.arange(count, dtype=np.int32), [len(passage.sentences) for passage in passages]
    )
    sets = {}
    for name, size in (("passages", count), ("sentences", len(owners))):
        real = base.vectors[name].rows()
        if name == "sentences":  # the first ones of each passage, as here
            held = base.arrays["sentence_passages"]
            real = real[np.arange(len(held)) - np.searchsorted(held, held) < SENTENCES]
        sets[name] = Vectors(real).write(work / f"{name}.npy", size)

    @lru_cache(maxsize=4)
    def document(number: int) -> Document:
        return _document(passages[number * PER_DOCUMENT : (number + 1) * PER_DOCUMENT])

    return IndexContents(
        documents=Lazy(-(-count // PER_DOCUMENT), document),
        passages=passages,
        lexical={
            "words": Lazy(count, lambda n: varied.terms(n, passages[n])),
            "bigrams": Lazy(count, lambda n: varied.pairs(n, passages[n])),
        },
        vectors=sets,
        vector_keys={
            name: Lazy(len(rows), lambda number: f"{number:032x}") for name, rows in sets.items()
        },
        arrays={"sentence_passages": owners, "repeats": np.arange(count, dtype=np.int32)},
        values={name: base.value(name) for name in ("bridge", "corpus", "names")},
        encoder=base.manifest.encoder,
        configuration=dict(base.manifest.configuration),
    )


def _document(passages: Sequence[Passage]) -> Document:
    """Return the document of some passages: a line each."""
    text = "\n".join(passage.text for passage in passages)
    owner = passages[0]
    return Document(
        id=owner.document,
        source=owner.source,
        raw=text,
        clean=text,
        origin=OffsetMap.identity(len(text)),
        title=owner.title,
    )


def write_made(folder: Path, contents: IndexContents) -> None:
    """Write the contents as an index at ``folder``."""
    write_generation(folder, contents, version="0")
