"""Asking many questions again and again under different weights, and what they are fitted to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

import zzqa
from zzqa.answer import narrow, score
from zzqa.answer.decide import Decision, is_composed
from zzqa.answer.extract import ChoiceSource, Extraction, extract
from zzqa.answer.outcome import Outcome
from zzqa.answer.reading.model import Model
from zzqa.answer.score import Choice
from zzqa.config import MAX_TOP_K, Filters, SearchMode
from zzqa.encode.prepared import PreparedEncoder
from zzqa.eval.matching import judge
from zzqa.eval.records import LabelledQuestion
from zzqa.eval.squad import TYPE as SQUAD_TYPE
from zzqa.protocols import Encoder
from zzqa.records import Query
from zzqa.responder import AskOptions
from zzqa.search import Ranked
from zzqa.text.normalise import fold

Array = NDArray[np.float64]
Weights = Mapping[str, Mapping[str, float]]
NO_FILTERS = Filters()
CANDIDATES = 60
"""Rivals of a question that choosing is learned from; the rest are far behind."""


@contextmanager
def weights_in_force(weights: Weights) -> Iterator[None]:
    """Answer with these weights, and not with those shipped."""
    with patch.object(score, "model", lambda: weights):
        yield


class Memory:
    """What an engine found for each question, and every candidate with its evidence.

    Neither depends on the weights of answering, so that asking again costs only the decision.
    """

    def __init__(self, engine: zzqa.Engine) -> None:
        self.engine = engine
        self.responder = engine._responder
        self._encoder: Encoder = engine._encoder
        self._found: dict[tuple[object, ...], list[Ranked]] = {}
        self._search = self.responder.ranked
        self.responder.ranked = self._ranked  # type: ignore[method-assign]
        self.responder._extractors = tuple(map(_Remembered, self.responder._extractors))

    def prepare(self, questions: Sequence[str]) -> None:
        """Make the vectors of many questions at once, which is faster than one by one."""
        texts = [self.engine.analyse(question).clean for question in questions]
        self._encoder = PreparedEncoder(self._encoder, texts)

    def _ranked(
        self,
        query: Query,
        encoder: Encoder,
        filters: Filters,
        mode: SearchMode = "ranked",
        *,
        least: int = 0,
        most: int = MAX_TOP_K,
        clock: object = None,
    ) -> list[Ranked]:
        key = (query.text, query.answer_type, filters, mode, least, most)
        if key not in self._found:
            self._found[key] = self._search(
                query, self._encoder, filters, mode, least=least, most=most
            )
        return self._found[key]

    @contextmanager
    def reading(self, reader: Model | None) -> Iterator[None]:
        """Find the words of sentences with that reader; None for the one that is shipped."""
        with patch.object(self.responder._spans, "_model", reader):
            yield

    def outcome(self, asked: str, filters: Filters, *, read: bool = True) -> Outcome:
        """Return the answer however improbable, with the features it was judged by.

        Without ``read`` it is what the rules chose: no span is sought in its sentence.
        """
        query = self.engine.analyse(asked)
        ranked = self._ranked(query, self._encoder, filters)
        choose = cache(partial(extract, query, ranked, self.responder._extractors))
        spans = partial(narrow, query, ranked, reader=self.responder._spans)
        options = AskOptions(top_k=1, filters=filters, min_confidence=0.0)
        find = self.responder._finder(query, self._encoder, options)
        seek = spans if read else _as_it_is
        decision = Decision(self.responder.quoter, 1, 0.0, find, seek)
        return decision.decide(query, choose, ranked)


def _as_it_is(extraction: Extraction | None) -> Extraction | None:
    return extraction


class _Remembered:
    """A source of choices that looks at each question's passages once."""

    def __init__(self, source: ChoiceSource) -> None:
        self._source = source
        self._found: dict[tuple[str, tuple[str, ...]], list[Choice]] = {}

    def choices(self, query: Query, ranked: Sequence[Ranked]) -> list[Choice]:
        key = query.text + query.answer_type, tuple(one.hit.passage.id for one in ranked)
        if key not in self._found:
            self._found[key] = self._source.choices(query, ranked)
        return self._found[key]


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of an index: its candidates' features, and which of them are right.

    ``made`` are its unanswerable variants; they stay in the fold of the question they were made
    from, ``share`` being what each counts. ``reader`` finds the words: where it is not told, the
    one that is shipped.
    """

    labelled: LabelledQuestion
    asked: str
    filters: Filters
    memory: Memory
    features: Array
    right: NDArray[np.bool_]
    share: float = 1.0
    made: tuple[Example, ...] = ()
    reader: Model | None = None

    @classmethod
    def of(
        cls,
        memory: Memory,
        labelled: LabelledQuestion,
        names: Sequence[str],
        *,
        asked: str = "",
        filters: Filters = NO_FILTERS,
        share: float = 1.0,
        made: tuple[Example, ...] = (),
        reader: Model | None = None,
    ) -> Example:
        """Ask a question, or in its stead ``asked``; ``names`` are the features of choosing.

        A question that is answered by a sum has no candidate that is right by itself.
        """
        asked = asked or labelled.question
        with memory.reading(reader):
            extraction = memory.engine.extract(asked, filters=filters)
        choices = (extraction.best, *extraction.others)[:CANDIDATES] if extraction else ()
        rows = [[choice.features[name] for name in names] for choice in choices]
        alone = labelled.answerable and not is_composed(memory.engine.analyse(asked))
        right = [alone and _is_right(labelled, choice) for choice in choices]
        if right and labelled.type == "yesno":
            right = [
                alone and judge(labelled, extraction.value if extraction else None)[1],
                *right[1:],
            ]
        features = np.array(rows).reshape(len(rows), len(names))
        goods = np.array(right, dtype=bool)
        return cls(labelled, asked, filters, memory, features, goods, share, made, reader)

    def judged(self, *, read: bool) -> tuple[tuple[Mapping[str, float], ...], bool]:
        """Return what the answer, however improbable, is judged by, and whether it is right."""
        with self.memory.reading(self.reader):
            outcome = self.memory.outcome(self.asked, self.filters, read=read)
        value = outcome.value or outcome.rejected
        right = judge(self.labelled, value)[1]
        if right and self.labelled.type == SQUAD_TYPE:
            sources = {relevant.source for relevant in self.labelled.relevant}
            right = bool(outcome.quotes) and outcome.quotes[0].source in sources
        return outcome.judged_by, right


def _is_right(labelled: LabelledQuestion, choice: Choice) -> bool:
    """Whether the value is right and its passage holds the evidence."""
    if not judge(labelled, choice.candidate.text)[1]:
        return False
    passage = choice.ranked.hit.passage
    if labelled.type == SQUAD_TYPE:
        return any(relevant.source == passage.source for relevant in labelled.relevant)
    text = _bare(passage.text)
    return any(_bare(relevant.evidence) in text for relevant in labelled.relevant)


def _bare(text: str) -> str:
    return "".join(fold(text).split())
