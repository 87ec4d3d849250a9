"""Answering questions as records: what a run, a worker and a pipe have in common."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypedDict

from zzqa.batch.questions import BatchQuestion
from zzqa.config import Filters
from zzqa.errors import IndexStateError, QuestionError, ZzqaError
from zzqa.records import Answer
from zzqa.serialise import answer_to_dict, error_to_dict

_log = logging.getLogger(__name__)


class Answerer(Protocol):
    """What answers questions: an engine, or what stands for one in a test."""

    def ask(
        self,
        question: str,
        *,
        top_k: int = 5,
        filters: Filters = ...,
        today: date | None = None,
        id: str | None = None,  # noqa: A002
        min_confidence: float | None = None,
        context: int = 0,
    ) -> Answer:
        """Return the answer to one question."""

    def ask_many(
        self,
        questions: Sequence[str],
        *,
        top_k: int = 5,
        filters: Filters = ...,
        today: date | None = None,
        ids: Sequence[str | None] | None = None,
        min_confidence: float | None = None,
        context: int = 0,
    ) -> Sequence[Answer | QuestionError]:
        """Return the answers to questions, in order."""


class _Arguments(TypedDict):
    top_k: int
    filters: Filters
    today: date | None
    min_confidence: float | None
    context: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AskingOptions:
    """How every question of a run is asked."""

    top_k: int = 5
    filters: Filters = field(default_factory=Filters)
    today: date | None = None
    min_confidence: float | None = None
    context: int = 0

    def as_arguments(self) -> _Arguments:
        """Return the options as arguments of ``ask`` and ``ask_many``."""
        return {
            "top_k": self.top_k,
            "filters": self.filters,
            "today": self.today,
            "min_confidence": self.min_confidence,
            "context": self.context,
        }

    def to_dict(self) -> dict[str, object]:
        """Return the options with their names as the command line has them."""
        return {
            "top-k": self.top_k,
            "source": list(self.filters.sources),
            "since": self.filters.since.isoformat() if self.filters.since else None,
            "until": self.filters.until.isoformat() if self.filters.until else None,
            "today": self.today.isoformat() if self.today else None,
            "min-confidence": self.min_confidence,
            "context": self.context,
        }


def answer_records(
    engine: Answerer, questions: Sequence[BatchQuestion], options: AskingOptions
) -> list[dict[str, Any]]:
    """Return the records of some questions, in order: answers, and errors in their place.

    They are encoded together. Only an index that cannot serve is raised: every further question
    would meet it too.
    """
    asked = [(q, q.text) for q in questions if q.error is None and q.text is not None]
    try:
        answers = engine.ask_many(
            [text for _, text in asked],
            ids=[question.id for question, _ in asked],
            **options.as_arguments(),
        )
    except IndexStateError:
        raise
    except Exception:
        # One question's failure must not cost the others their answers: it is found alone.
        _log.debug("together they failed; asking one by one", exc_info=True)
        return [answer_record(engine, question, options) for question in questions]
    given = iter(answers)
    return [
        _unusable(question)
        if question.error is not None or question.text is None
        else _given(question, next(given))
        for question in questions
    ]


def answer_record(
    engine: Answerer, question: BatchQuestion, options: AskingOptions
) -> dict[str, Any]:
    """Return the record of one question: an answer, or an error in its place.

    Only an index that cannot serve is raised: every further question would meet it too.
    """
    if question.error is not None or question.text is None:
        return _unusable(question)
    try:
        answer = engine.ask(question.text, id=question.id, **options.as_arguments())
    except IndexStateError:
        raise
    except ZzqaError as error:
        return _failed(question, str(error))
    except Exception as error:  # one question's failure must not cost the others their answers
        _log.exception("line %d", question.line)
        return _failed(question, f"internal error: {type(error).__name__}: {error}")
    return answer_to_dict(answer)


def _given(question: BatchQuestion, answer: Answer | QuestionError) -> dict[str, Any]:
    if isinstance(answer, QuestionError):
        return _failed(question, str(answer))
    return answer_to_dict(answer)


def _unusable(question: BatchQuestion) -> dict[str, Any]:
    return _failed(question, question.error or "no question")


def _failed(question: BatchQuestion, message: str) -> dict[str, Any]:
    return error_to_dict(message, line=question.line, id=question.id, question=question.text)
