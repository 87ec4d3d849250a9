"""Passages and questions for the tests of reading."""

from __future__ import annotations

from datetime import date

import numpy as np

from zzqa.answer.reading.sentence import Sentence, cut
from zzqa.records import Hit, Passage, Query, Span, TimeInterval
from zzqa.search import Ranked
from zzqa.search.features import PassageView
from zzqa.search.query import analyse
from zzqa.text.analysis import find_mentions
from zzqa.text.bridge_table import BridgeTable
from zzqa.text.sentences import split_sentences

PUBLISHED = TimeInterval(date(2024, 8, 8), date(2024, 8, 8))


def passage(text: str) -> Passage:
    """A passage of that text, analysed."""
    return Passage(
        id="p",
        document="d",
        source="s.txt",
        start=0,
        end=len(text),
        text=text,
        sentences=tuple(split_sentences(text)),
        mentions=find_mentions(text, PUBLISHED),
    )


def sentence(text: str) -> Sentence:
    """A text of one sentence, cut."""
    return cut(passage(text), Span(0, len(text)))


def query(text: str) -> Query:
    """A question, analysed without an index."""
    return analyse(text, BridgeTable((), {}, {}, {}))


def ranked(one: Passage, similarities: list[float] | None = None, score: float = 0.9) -> Ranked:
    """A passage as it is found."""

    likeness = similarities or [0.5] * len(one.sentences)
    return Ranked(0, Hit(one, score, {}), PassageView.of(one), np.array(likeness, np.float32))


def spans(cut_sentence: Sentence, text: str) -> list[str]:
    """The candidates of a sentence as texts."""
    starts, ends = cut_sentence.places()
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist())]
