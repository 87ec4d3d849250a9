"""Reading comprehension: the answer extracted from the paragraph that a question is about.

Finding the paragraph is taken out of the measure: each question is asked of its own paragraph
alone. Two figures are told of each definition: of the answers given, where one withheld counts as
wrong, and forced, where the best candidate counts whatever its confidence, as in the tables of
the sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from zzqa.config import Filters
from zzqa.errors import IndexStateError, ZzqaError
from zzqa.eval.figures import mean
from zzqa.eval.records import Figures, LabelledQuestion
from zzqa.eval.relevance import squeeze
from zzqa.eval.spans import RULES, Overlap, Rules, mlqa_tokens, overlap
from zzqa.protocols import Progress
from zzqa.records import Answer

LOSSES = {
    "right": "the accepted answer",
    "too long": "an accepted answer and more",
    "too short": "part of an accepted answer",
    "partly": "overlaps an accepted answer",
    "other words": "other words of a sentence that holds an accepted answer",
    "other sentence": "a sentence that holds no accepted answer",
    "nothing": "no candidate",
}
"""Where the best candidate stands against the accepted answers, in the order they are asked."""

ASKED: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "when": r"什么时候|什么时间|什么年代|何时|哪个?(?:年代|世纪|月)|哪一?[年天日]|几[月年]"
        r"|\bwhen\b|\bwhat year\b",
        "how many": r"多少|几(?!乎)|多[大长高远久重]|\bhow (?:many|much|long|old|far|high)\b",
        "why": r"为什么|为何|原因|\bwhy\b",
        "who": r"谁|何人|哪位|什么人|哪个人|\bwho(?:m|se)?\b",
        "where": r"哪里|哪儿|何处|何地|在哪(?![一-龥])|什么地[方区]|\bwhere\b",
        "how": r"怎么|怎样|如何|\bhow\b",
        "which": r"哪|\bwhich\b",
        "what": r"什么|(?<!任)何|\bwhat\b",
    }.items()
}
"""What a question asks for by its own words, the first that it has: apart from what the engine
takes it for, so that a slice does not move when its analysis does."""


class Reader(Protocol):
    """What is measured: it answers from the sources it is told to."""

    def ask(
        self,
        question: str,
        *,
        filters: Filters = ...,
        id: str | None = None,  # noqa: A002
        min_confidence: float | None = None,
    ) -> Answer:
        """Return the answer to a question."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of one question in its own paragraph.

    ``value`` is the answer given or None, ``best`` the best candidate whatever its confidence,
    ``sentence`` the sentence it is from, ``answer_type`` what the engine took the question to
    ask for, ``asks`` the same by the question's words; ``loss`` is a key of ``LOSSES``.
    """

    labelled: LabelledQuestion
    value: str | None
    best: str | None
    sentence: str
    confidence: float
    answer_type: str
    asks: str
    given: Mapping[Rules, Overlap]
    forced: Mapping[Rules, Overlap]
    loss: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """The readings of a set, and their figures over all and by slice (``asks``, ``type``)."""

    readings: tuple[Reading, ...]
    figures: Figures
    slices: Mapping[str, Mapping[str, Figures]]


def read_given(
    engine: Reader, questions: Sequence[LabelledQuestion], *, progress: Progress | None = None
) -> ReadingReport:
    """Ask each question of its own paragraph alone; a refused question has no answer.

    A question that the set calls impossible has no evidence: it is asked of all paragraphs, and
    is right where it is withheld. ``progress`` is told (questions done, questions in all).
    """
    readings = []
    for done, labelled in enumerate(questions, start=1):
        readings.append(_read(engine, labelled))
        if progress is not None:
            progress(done, len(questions))
    return report_of(readings)


def report_of(readings: Sequence[Reading]) -> ReadingReport:
    """Return the figures of some readings."""
    keys: dict[str, Callable[[Reading], str]] = {
        "asks": lambda one: one.asks,
        "type": lambda one: one.answer_type,
    }
    return ReadingReport(
        readings=tuple(readings),
        figures=reading_figures(readings),
        slices={
            name: {
                part: reading_figures([one for one in readings if key(one) == part])
                for part in sorted({key(one) for one in readings})
            }
            for name, key in keys.items()
        },
    )


def reading_figures(readings: Sequence[Reading]) -> Figures:
    """Return the means: ``questions``, ``answered``, and by definition exact match and F1.

    Shares of 1, such as ``mlqa_f1`` (given) and ``forced_mlqa_f1``.
    """
    found: dict[str, float | None] = {
        "questions": len(readings),
        "answered": mean(one.value is not None for one in readings),
    }
    for prefix in ("", "forced_"):
        for rules in RULES:
            scores = [(one.forced if prefix else one.given)[rules] for one in readings]
            found[f"{prefix}{rules}_exact"] = mean(score.exact for score in scores)
            found[f"{prefix}{rules}_f1"] = mean(score.f1 for score in scores)
    return found


def asks(question: str) -> str:
    """Return what a question asks for by its words; ``other`` where no word tells."""
    text = question.lower()
    return next((name for name, words in ASKED.items() if words.search(text)), "other")


def loss_of(best: str | None, sentence: str, accepted: Sequence[str]) -> str:
    """Return how a candidate misses the accepted answers, a key of ``LOSSES``."""
    if best is None:
        return "nothing"
    given = "".join(mlqa_tokens(best))
    wanted = ["".join(mlqa_tokens(answer)) for answer in accepted]
    if given in wanted:
        return "right"
    if any(answer and answer in given for answer in wanted):
        return "too long"
    if given and any(given in answer for answer in wanted):
        return "too short"
    if overlap(best, accepted, "cmrc").f1 >= _PARTLY:
        return "partly"
    text = squeeze(sentence)
    held = any(squeeze(answer) in text for answer in accepted)
    return "other words" if held else "other sentence"


_PARTLY = 0.5
"""F1 from which a candidate that neither holds the answer nor lies in it overlaps it."""


def _read(engine: Reader, labelled: LabelledQuestion) -> Reading:
    filters = Filters(sources=tuple(evidence.source for evidence in labelled.relevant))
    try:
        answer = engine.ask(labelled.question, filters=filters, id=labelled.id)
        # Asked again for the sentence that a withheld candidate is from.
        forced = answer
        if answer.abstained and answer.rejected is not None:
            forced = engine.ask(labelled.question, filters=filters, min_confidence=0.0)
    except IndexStateError:
        raise
    except ZzqaError as error:
        return _reading(labelled, None, None, str(error))
    return _reading(labelled, answer, forced, None)


def _reading(
    labelled: LabelledQuestion, answer: Answer | None, forced: Answer | None, error: str | None
) -> Reading:
    value = answer.value if answer else None
    best = forced.value if forced else None
    sentence = forced.quotes[0].clean if forced and forced.quotes else ""
    return Reading(
        labelled=labelled,
        value=value,
        best=best,
        sentence=sentence,
        confidence=answer.confidence if answer else 0.0,
        answer_type=answer.answer_type if answer else "none",
        asks=asks(labelled.question),
        given={rules: overlap(value, labelled.answers, rules) for rules in RULES},
        forced={rules: overlap(best, labelled.answers, rules) for rules in RULES},
        loss=loss_of(best, sentence, labelled.answers),
        error=error,
    )
