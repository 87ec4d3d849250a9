"""What goes into an index: the records at once, or what is told of them at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zzqa.index.manifest import EncoderInfo
from zzqa.index.store import ARRAY_TYPES
from zzqa.records import Document, Passage, SkippedSource
from zzqa.text.packing import PackedTokens

KEY_BYTES = 16
"""Bytes of a vector's key: enough that two texts never share one by chance."""
Rows = tuple[NDArray[np.float32], NDArray[np.uint8]]
"""Vectors, shape (rows, dimension), and their keys, shape (rows, ``KEY_BYTES``)."""
_KEY = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an index holds besides documents, postings and vectors.

    ``arrays`` and ``values`` (JSON) are whatever else belongs to it; ``configuration`` maps what
    shaped it (analysis, cleaning, chunking, libraries) to a version, ``sources`` each source's
    name to the hex digest of its bytes.
    """

    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    encoder: EncoderInfo | None = None
    configuration: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    skipped: Sequence[SkippedSource] = ()

    def check(self) -> None:
        """Raise ValueError for an array of a type that no index holds."""
        for name, array in self.arrays.items():
            if array.dtype.newbyteorder("<").str not in ARRAY_TYPES:
                raise ValueError(f"{name}: an array of {array.dtype}; expected {ARRAY_TYPES}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexContents(Facts):
    """All that an index holds, in memory. The passages' order is their numbering.

    They stand in the order of their documents. ``lexical`` gives, for each lexical index by name,
    each passage's terms; ``vectors`` float32 matrices of shape (rows, dimension) with one key a
    row in ``vector_keys`` (32 hex digits), by which the next build knows what it need not encode
    again.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    lexical: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    vector_keys: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def check(self) -> None:
        """Raise ValueError when the parts do not fit each other."""
        super(IndexContents, self).check()  # noqa: UP008 - slots make the short form a new class's
        if len({passage.id for passage in self.passages}) != len(self.passages):
            raise ValueError("two passages have one id")
        order = {document.id: number for number, document in enumerate(self.documents)}
        strays = sorted({passage.document for passage in self.passages} - set(order))
        if strays:
            raise ValueError(f"passages of documents {strays[:5]}, which are not there")
        owners = [order[owner] for owner, _ in groupby(p.document for p in self.passages)]
        if sorted(set(owners)) != owners:
            raise ValueError("the passages do not stand in the order of their documents")
        for name, terms in self.lexical.items():
            if len(terms) != len(self.passages):
                raise ValueError(f"{name}: terms of {len(terms)} of {len(self.passages)} passages")
        for name, vectors in self.vectors.items():
            keys = self.vector_keys.get(name, ())
            if len(keys) != len(vectors):
                raise ValueError(f"{name}: {len(vectors)} vectors and not as many keys")
            if strange := next((key for key in keys if not _KEY.fullmatch(key)), None):
                raise ValueError(f"{name}: key {strange!r}; expected {2 * KEY_BYTES} hex digits")


class PassageTerms(NamedTuple):
    """What a passage is found by: its terms by name of lexical index, and those of its own text."""

    terms: Mapping[str, Sequence[str]]
    tokens: PackedTokens | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The names of what an index will hold; ``vectors`` also tells each set's dimension."""

    lexical: tuple[str, ...] = ()
    vectors: Mapping[str, int] = field(default_factory=dict)
    arrays: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
