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

import itertools
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.assembly import heading_words, shape_of
from zzqa.corpus import source_state
from zzqa.derived import Derived
from zzqa.index import (
    Facts,
    IndexReader,
    Manifest,
    PassageTerms,
    document_frequencies,
    next_generation,
)
from zzqa.index.contents import KEY_BYTES, Rows
from zzqa.protocols import Encoder
from zzqa.records import Document, Passage, Quantity, Span
from zzqa.text.bridge import build_bridge
from zzqa.text.offsets import OffsetMap
from zzqa.text.packing import pack
from zzqa.text.spelling import Speller
from zzqa.text.tokens import bigrams, cut, tokenize
from zzqa.version import zzqa_version

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
CORPUS = "corpus"
"""Folder, beside the generations, of the files that the index says it was built from."""


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

    def documents(self, count: int) -> Iterator[list[Passage]]:
        """Yield so many passages, line after line in documents of PER_DOCUMENT each."""
        for first in range(0, count, PER_DOCUMENT):
            found: list[Passage] = []
            for number in range(first, min(count, first + PER_DOCUMENT)):
                found.append(self._passage(number, found[-1].end + 1 if found else 0))
            yield found

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
        self._fixed = list(heading_words(passage.title, passage.section))
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

    def pieces(self, count: int) -> Iterator[NDArray[np.float32]]:
        """Yield ``count`` vectors a piece at a time, the real ones first."""
        for at in range(0, count, _BATCH):
            size = min(_BATCH, count - at)
            near = self._random.uniform(0.6, 0.9, (size, 1)).astype(np.float32)
            centres = self._centres[self._random.integers(_CLUSTERS, size=size)]
            rows = _unit(near * centres + np.sqrt(1 - near**2) * self._field(size))
            real = self._real[at : at + size]
            rows[: len(real)] = real
            yield rows


def _unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)


def write_made(base: IndexReader, model: Encoder, folder: Path, count: int) -> Manifest:
    """Write an index of ``count`` passages at ``folder``, a document at a time, as building does.

    ``model`` is the encoder that made the vectors of ``base``. With its documents' texts in files
    below ``CORPUS``, which it says it was built from, it can be updated.
    """
    originals = [base.passage(number) for number in range(len(base))]
    varied, derived = Varied(originals), Derived()
    shape = shape_of(model)
    states: dict[str, str] = {}
    with next_generation(folder, shape, version=zzqa_version()) as writer:
        numbers = itertools.count()
        for passages in varied.documents(count):
            document = document_of(passages)
            named = zip(passages, numbers)  # in this order no number is lost
            writer.add(document, passages, (_terms(varied, *one) for one in named))
            derived.add(passages)
            states[document.source] = source_state(document.raw.encode())
        vocabulary = document_frequencies(writer.finish_postings()["words"])
        arrays, values, spell = derived.arrays(), derived.values(), Speller()
        rows = {"passages": count, "sentences": len(arrays["sentence_passages"])}
        for name, size in rows.items():
            writer.vectors(name, size, _with_keys(Vectors(_real(base, name)).pieces(size)))
        built_from = {"paths": [CORPUS], "encoding": None, "states": states}
        bridge = build_bridge(vocabulary, values["names"], {}, spell).to_json()
        facts = Facts(
            arrays=arrays,
            values=values | {"bridge": bridge, "spellings": spell.used, "corpus": built_from},
            encoder=base.manifest.encoder,
            configuration=dict(base.manifest.configuration),
            sources=dict.fromkeys(states, ""),
        )
        return writer.finish(facts)


def _terms(varied: Varied, passage: Passage, number: int) -> PassageTerms:
    """Return what a made passage is found by."""
    terms = {"words": varied.terms(number, passage), "bigrams": varied.pairs(number, passage)}
    return PassageTerms(terms, pack(cut(passage.text), passage.text))


def _real(base: IndexReader, name: str) -> NDArray[np.float32]:
    """Return the base's vectors, of sentences those of the first ones of each passage."""
    real = base.vectors[name].rows()
    if name == "sentences":
        held = base.arrays["sentence_passages"]
        real = real[np.arange(len(held)) - np.searchsorted(held, held) < SENTENCES]
    return real


def _with_keys(pieces: Iterable[NDArray[np.float32]]) -> Iterator[Rows]:
    """Yield vectors with keys, which are their numbers: no text has such a one."""
    first = 0
    for vectors in pieces:
        keys = np.zeros((len(vectors), KEY_BYTES), dtype=np.uint8)
        keys[:, :8] = np.arange(first, first + len(vectors), dtype="<u8")[:, None].view(np.uint8)
        yield vectors, keys
        first += len(vectors)


def document_of(passages: Sequence[Passage]) -> Document:
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
