"""The spans of the likeliest sentences, and the one of them that is worth most as an answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from zzqa.answer.reading.alignment import alignment
from zzqa.answer.reading.asked import asked, question_values
from zzqa.answer.reading.ground import Ground, grounds
from zzqa.answer.reading.model import Model, shipped
from zzqa.answer.reading.opinion import opinion
from zzqa.answer.reading.sentence import Flags, Floats, Ints, Sentence, cut
from zzqa.answer.reading.shape import Shape, shape
from zzqa.answer.reading.sides import sides
from zzqa.answer.reading.typed import typing
from zzqa.answer.reading.worth import worths
from zzqa.answer.score import Choice
from zzqa.records import Passage, Query, Span
from zzqa.search import Ranked
from zzqa.search.features import concept_weights

PASSAGES = 5
"""Passages read: the answer's is among the first five for 99 of 100 questions."""
SENTENCES = 6
"""Sentences read: with six, a span that is the answer is there for 94 of 100 questions of XQuAD."""
SURE = 0.55
"""Worth from which on the reader is sure of a span: chosen, like the other thresholds, by questions
that the reader had not seen."""
_KEPT = 256
"""Sentences whose words and spans are remembered, of some 20 kB each."""


@dataclass(frozen=True, slots=True)
class Read:
    """A span read: its place in a passage, its sentence, and what it is worth."""

    ranked: Ranked
    sentence: Span
    similarity: float
    start: int
    end: int
    worth: float
    """What it has in common with the answer, as far as can be expected: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Page:
    """The spans of the sentences read, one after the other, with their features.

    ``spans`` has a row for each: the number of its sentence, start and end in its passage.
    """

    grounds: tuple[Ground, ...]
    spans: Ints
    codes: Ints
    dense: Floats
    asked: Floats

    def holds(self, choice: Choice) -> Flags:
        """Return which spans are of the sentence of a choice."""
        same = [g.ranked is choice.ranked and g.span == choice.sentence for g in self.grounds]
        return np.array(same)[self.spans[:, 0]]


class SpanReader:
    """Reads the best passages of an index; ``idf`` is that of its words. Safe with threads."""

    def __init__(self, idf: Callable[[str], float], model: Model | None = None) -> None:
        self.idf, self._model = idf, model
        self._cuts: OrderedDict[tuple[str, Span], tuple[Sentence, Shape]] = OrderedDict()
        self._lock = Lock()

    def read(
        self,
        query: Query,
        ranked: Sequence[Ranked],
        choices: Sequence[Choice],
        confidence: float,
        within: Choice | None = None,
    ) -> Read | None:
        """Return the span worth most, in the light of the rules' ``choices``, best first.

        ``confidence`` is that of their best. The answer is sought in the sentence of ``within``,
        where that is given and read, unless the reader is sure of another. None where there is no
        span.
        """
        page = self.page(query, ranked, choices, confidence)
        if page is None:
            return None
        model = self._model or shipped()
        scores = model.scores(page.codes, page.dense, page.asked)
        worth = worths(scores, page.spans)
        best = int(np.argmax(worth))
        if within is not None and worth[best] < SURE:
            own = page.holds(within)
            best = int(np.argmax(np.where(own, worth, -1))) if own.any() else best
        return _read(page, best, float(worth[best]))

    def page(
        self,
        query: Query,
        ranked: Sequence[Ranked],
        choices: Sequence[Choice],
        confidence: float,
    ) -> Page | None:
        """Return the spans that may be the answer, with their features."""
        weights = concept_weights(query, self.idf)
        question = asked(query)
        terms = sides(query, question, weights)
        found = grounds(query, ranked[:PASSAGES], weights, SENTENCES)
        cuts = [self._cut(one.ranked.hit.passage, one.span) for one in found]
        if not any(len(shape.codes) for _, shape in cuts):
            return None
        dense = [
            np.hstack([
                shape.values,
                alignment(terms, sentence, one.ranked.view.within(*one.span)),
                typing(query, one.ranked.hit.passage, sentence),
                opinion(choices, confidence, one, sentence),
                np.broadcast_to(one.values, (len(shape.values), len(one.values))),
            ])
            for one, (sentence, shape) in zip(found, cuts)
        ]  # fmt: skip
        return Page(
            grounds=tuple(found),
            spans=np.vstack([_rows(n, sentence) for n, (sentence, _) in enumerate(cuts)]),
            codes=np.vstack([shape.codes for _, shape in cuts]),
            dense=np.vstack(dense),
            asked=question_values(question, english=query.lang == "en"),
        )

    def _cut(self, passage: Passage, span: Span) -> tuple[Sentence, Shape]:
        """Return a sentence's words and the shapes of its spans, which no question changes."""
        key = passage.id, span
        with self._lock:
            if key in self._cuts:
                self._cuts.move_to_end(key)
                return self._cuts[key]
        sentence = cut(passage, span)
        made = sentence, shape(sentence)
        with self._lock:
            self._cuts[key] = made
            while len(self._cuts) > _KEPT:
                self._cuts.popitem(last=False)
        return made


def _rows(number: int, sentence: Sentence) -> Ints:
    starts, ends = sentence.places()
    return np.stack([np.full_like(starts, number), starts, ends], axis=1)


def _read(page: Page, best: int, worth: float) -> Read:
    number, start, end = page.spans[best].tolist()
    ground = page.grounds[number]
    return Read(ground.ranked, ground.span, ground.similarity, start, end, worth)
