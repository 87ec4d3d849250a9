"""Queries, passages and a small index for the tests of finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import SimpleNamespace

import numpy as np

from zzqa.index import LexicalIndex, build_lexical
from zzqa.index.vectors import VectorIndex
from zzqa.records import Name, Passage, Query, TimeInterval, Token
from zzqa.text.analysis import find_mentions
from zzqa.text.sentences import split_sentences
from zzqa.text.tokens import bigrams, tokenize


def days(first: str, last: str = "") -> TimeInterval:
    """The interval from one ISO date to another."""
    return TimeInterval(date.fromisoformat(first), date.fromisoformat(last or first))


PUBLISHED = days("2024-08-08")
HALF = days("2024-01-01", "2024-06-30")
YEAR_2023 = days("2023-01-01", "2023-12-31")


def make_passage(text: str, *, published: TimeInterval | None = PUBLISHED, **fields) -> Passage:
    given = {"id": "p", "document": "d", "source": "s.txt", "home": "株洲"} | fields
    return Passage(
        start=0,
        end=len(text),
        text=text,
        date=published,
        sentences=tuple(split_sentences(text)),
        mentions=find_mentions(text, published),
        **given,
    )


def make_query(
    text: str = "多少件专利",
    *,
    concepts: tuple[tuple[str, ...], ...] = (("专利",),),
    weights: dict[str, float] | None = None,
    places: tuple[str, ...] = (),
    names: tuple[Name, ...] = (),
    **fields,
) -> Query:
    given = {"lang": "zh", "answer_type": "number", "interval": None, "times": ()} | fields
    terms = {term: 1.0 for concept in concepts for term in concept}
    return Query(
        text=text,
        clean=text,
        weights=weights or terms,
        quantities=given.pop("quantities", ()),
        names=(*names, *(Name(0, 0, place, "place") for place in places)),
        concepts=concepts,
        **given,
    )


@dataclass
class SmallReader:
    """What retrieval reads of an index, over passages and sentence vectors given by hand."""

    passages: tuple[Passage, ...]
    passage_vectors: np.ndarray
    sentence_vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.passages)

    @cached_property
    def lexical(self) -> dict[str, LexicalIndex]:
        words = [[token.term for token in tokenize(p.text)] for p in self.passages]
        pairs = [bigrams(passage.text) for passage in self.passages]
        built = {"words": build_lexical(words), "bigrams": build_lexical(pairs)}
        return {name: LexicalIndex(arrays) for name, arrays in built.items()}

    @cached_property
    def vectors(self) -> dict[str, VectorIndex]:
        return {
            "passages": VectorIndex.build(self.passage_vectors),
            "sentences": VectorIndex.build(self.sentence_vectors),
        }

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        owners = [n for n, passage in enumerate(self.passages) for _ in passage.sentences]
        return {"sentence_passages": np.asarray(owners, dtype=np.int32)}

    def tokens(self, number: int) -> None:
        """Nothing was stored: passages are cut when they are looked at."""

    @property
    def sources(self) -> list[str]:
        return sorted({passage.source for passage in self.passages})

    @property
    def passage_documents(self) -> np.ndarray:
        return np.asarray([self.sources.index(p.source) for p in self.passages], dtype=np.int32)

    @property
    def passage_dates(self) -> np.ndarray:
        rows = [
            (p.date.start.toordinal(), p.date.end.toordinal()) if p.date else (0, 0)
            for p in self.passages
        ]
        return np.asarray(rows, dtype=np.int32)

    def documents(self) -> tuple[SimpleNamespace, ...]:
        return tuple(SimpleNamespace(source=source) for source in self.sources)

    def passage(self, number: int) -> Passage:
        return self.passages[number]


class FixedEncoder:
    """Gives every question the same vector."""

    def __init__(self, vector: list[float]) -> None:
        self._vector = np.asarray([vector], dtype=np.float32)

    def encode_queries(self, texts: list[str]) -> np.ndarray:
        return np.repeat(self._vector, len(texts), axis=0)


def unit_vectors(rows: list[list[float]]) -> np.ndarray:
    vectors = np.asarray(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _lexical(tokens: list[list[Token]]) -> LexicalIndex:
    return LexicalIndex(build_lexical([[token.term for token in row] for row in tokens]))
