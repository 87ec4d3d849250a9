"""Answering the questions of a file into an output file, going on where an earlier run ended."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TextIO

from zzqa.batch.outputs import OutputFormat, output_format, parse, read_text
from zzqa.batch.questions import BatchQuestion
from zzqa.config import Filters
from zzqa.errors import IndexStateError, UsageError, ZzqaError
from zzqa.protocols import Progress
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
        context: int = 0,
        min_confidence: float | None = None,
    ) -> Answer:
        """Return the answer to one question."""


@dataclass(frozen=True, slots=True)
class BatchError:
    """A line that got an error record instead of an answer."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch run did: lines of the question file, and what became of each.

    ``resumed`` lines were already in the output; the other counts are of this run.
    """

    total: int
    resumed: int
    answered: int
    abstained: int
    errors: tuple[BatchError, ...]
    seconds: float


def run_batch(
    engine: Answerer,
    questions: Sequence[BatchQuestion],
    output: str | Path,
    *,
    top_k: int = 5,
    filters: Filters | None = None,
    today: date | None = None,
    restart: bool = False,
    progress: Progress | None = None,
) -> BatchReport:
    """Answer ``questions`` into ``output`` (.jsonl or .csv), one record a question, in order.

    An existing output is continued when its records belong to the first of these questions; a
    record that was half written is dropped. ``restart`` writes it anew. ``progress`` is told
    (questions done, questions in all). Raises UsageError for an output of an unknown kind, one
    that cannot be written, or one that belongs to other questions or another index.
    """
    path = Path(output)
    form = output_format(path)
    done = [] if restart or not path.exists() else _take_up(path, form, questions)
    index = next((record["index"] for record in reversed(done) if record.get("index")), None)
    started = time.perf_counter()
    answered, abstained = 0, 0
    errors: list[BatchError] = []
    with _opened(path, append=bool(done)) as file:
        if not done:
            file.write(form.header)
        for count, question in enumerate(questions[len(done) :], start=len(done) + 1):
            record = answer_record(engine, question, top_k=top_k, filters=filters, today=today)
            _require_same_index(path, index, record)
            file.write(form.write(record))
            file.flush()
            if "error" in record:
                errors.append(BatchError(question.line, str(record["error"])))
            answered += record.get("abstained") is False
            abstained += record.get("abstained") is True
            if progress is not None:
                progress(count, len(questions))
    seconds = time.perf_counter() - started
    return BatchReport(len(questions), len(done), answered, abstained, tuple(errors), seconds)


@contextmanager
def _opened(path: Path, *, append: bool) -> Iterator[TextIO]:
    """Open the output; a file that cannot be opened or written is the caller's to change."""
    try:
        with path.open("a" if append else "w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}; expected a file that can be written; "
            "give another --out"
        ) from error


def answer_record(
    engine: Answerer,
    question: BatchQuestion,
    *,
    top_k: int = 5,
    filters: Filters | None = None,
    today: date | None = None,
    context: int = 0,
    min_confidence: float | None = None,
) -> dict[str, Any]:
    """Return the record of one question: an answer, or an error in its place.

    Only an index that cannot serve is raised: every further question would meet it too.
    """
    if question.error is not None or question.text is None:
        return error_to_dict(
            question.error or "no question",
            line=question.line, id=question.id, question=question.text,
        )  # fmt: skip
    try:
        answer = engine.ask(
            question.text,
            top_k=top_k, filters=filters or Filters(), today=today, id=question.id,
            context=context, min_confidence=min_confidence,
        )  # fmt: skip
        return answer_to_dict(answer)
    except IndexStateError:
        raise
    except ZzqaError as error:
        message = str(error)
    except Exception as error:  # one question's failure must not cost the others their answers
        _log.exception("line %d", question.line)
        message = f"internal error: {type(error).__name__}: {error}"
    return error_to_dict(message, line=question.line, id=question.id, question=question.text)


def _take_up(
    path: Path, form: OutputFormat, questions: Sequence[BatchQuestion]
) -> list[dict[str, Any]]:
    """Return the records that an earlier run wrote, cutting off one that is half written."""
    text = read_text(path)
    whole = text[: form.whole(text)]
    records = parse(path, form, whole)
    if text[: len(form.opening)] != form.opening[: len(text)]:
        raise UsageError(
            f"{path}: begins with {text[:40]!r}; expected the output of an earlier run; "
            "give another --out, or --restart to write over it"
        )
    if len(records) > len(questions):
        raise UsageError(
            f"{path}: holds {len(records)} records, and there are {len(questions)} questions; "
            "expected the output of an earlier run on this file; give another --out or --restart"
        )
    for number, (record, question) in enumerate(zip(records, questions), start=1):
        if not _belongs(record, question):
            raise UsageError(
                f"{path}: record {number} answers {record.get('question')!r}, and the question "
                f"there is {question.text!r}; expected the output of an earlier run on this file; "
                "give another --out or --restart"
            )
    if records:
        size = len(whole.encode("utf-8"))
        if size < path.stat().st_size:
            with path.open("r+b") as file:
                file.truncate(size)
    return records


def _belongs(record: Mapping[str, Any], question: BatchQuestion) -> bool:
    """Return whether a record belongs to a question: an error record also by its line."""
    if record.get("id") != question.id:
        return False
    if record.get("error") and record.get("line") != question.line:
        return False
    return record.get("question") == question.text


def _require_same_index(
    path: Path, index: Mapping[str, Any] | None, record: Mapping[str, Any]
) -> None:
    now = record.get("index")
    if index is not None and now is not None and dict(index) != dict(now):
        raise UsageError(
            f"{path}: its answers come from index {dict(index)}, and the index now is {dict(now)}; "
            "expected one index for one output; give another --out or --restart"
        )
