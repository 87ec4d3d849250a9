"""Answering the questions of a file into an output file, going on where an earlier run ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zzqa.batch.asking import Answerer, AskingOptions, answer_records
from zzqa.batch.journal import Journal
from zzqa.batch.markdown import fingerprint, marked
from zzqa.batch.outputs import output_format, read_records, write_whole
from zzqa.batch.questions import BatchQuestion
from zzqa.batch.rows import Record, answers, key_of
from zzqa.batch.workers import Answered, Chunk, Opener, worker_pool
from zzqa.config import Filters
from zzqa.errors import UsageError
from zzqa.protocols import Progress

_CHUNK = 32
"""Questions answered together. The same for any number of workers, so that a model whose vectors
depend on what is encoded beside them gives the same ones."""
_WORTH_A_WORKER = 100
"""Questions for which starting a process (about a second) is worth it."""
_MOST_WORKERS = 8
"""Started unasked: each takes some 200 MB of memory."""


@dataclass(frozen=True, slots=True)
class BatchError:
    """A line that got an error record instead of an answer."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch run did: lines of the question file, and what became of each.

    ``resumed`` lines were already answered; the other counts are of this run.
    """

    total: int
    resumed: int
    answered: int
    abstained: int
    errors: tuple[BatchError, ...]
    seconds: float


def fitting_workers(questions: int, cores: int) -> int:
    """Return how many processes answer so many questions soonest on so many cores."""
    return max(1, min(cores, _MOST_WORKERS, questions // _WORTH_A_WORKER))


def run_batch(
    engine: Answerer | Opener,
    questions: Sequence[BatchQuestion],
    output: str | Path,
    *,
    top_k: int = 5,
    filters: Filters | None = None,
    today: date | None = None,
    min_confidence: float | None = None,
    context: int = 0,
    workers: int = 1,
    restart: bool = False,
    progress: Progress | None = None,
) -> BatchReport:
    """Answer ``questions`` into ``output`` (.jsonl, .csv, .xlsx or .md), one record each, in order.

    Until all are answered, the records are in a journal beside the output, from which a run that
    was ended in whatever way is gone on with; then the output is written in one step. An output
    that answers the first of these questions is gone on with as well (not a .md). ``restart``
    answers all anew.

    ``engine`` is what answers, or what opens it (see ``Opener``); with several ``workers`` it is
    opened in as many processes. ``progress`` is told (questions done, in all) now and then; what
    it raises ends the run like any interruption. Raises UsageError for an output of an unknown
    kind, one that cannot be written, or one that belongs to other questions or another index.
    """
    path = Path(output).resolve()
    output_format(path)  # refused before anything is done
    options = AskingOptions(
        top_k=top_k, filters=filters or Filters(), today=today, min_confidence=min_confidence,
        context=context,
    )  # fmt: skip
    started = time.perf_counter()
    tally, tell = _Tally(len(questions)), progress or (lambda done, total: None)
    with _told_of(path), Journal(path, options.to_dict(), restart=restart) as journal:
        if not restart and _is_whole(path, journal, questions):
            journal.remove()
            return tally.report(len(questions), started)
        index = _require_same_questions(journal, questions)
        resumed = len(journal)
        with _answering(engine, options, workers) as answer:
            rest = questions[resumed:]
            for chunk, records in zip(_chunks(rest), answer(_chunks(rest))):
                for question, record in zip(chunk, records, strict=True):
                    index = _require_same_index(path, index, record)
                    journal.append(record)
                    tally.count(question, record)
                tell(len(journal), len(questions))
        write_whole(path, journal)
        journal.remove()
    return tally.report(resumed, started)


class _Tally:
    """Counts what becomes of the questions."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._answered = 0
        self._abstained = 0
        self._errors: list[BatchError] = []

    def count(self, question: BatchQuestion, record: Record) -> None:
        if "error" in record:
            self._errors.append(BatchError(question.line, str(record["error"])))
        self._answered += record.get("abstained") is False
        self._abstained += record.get("abstained") is True

    def report(self, resumed: int, started: float) -> BatchReport:
        return BatchReport(
            self._total, resumed, self._answered, self._abstained, tuple(self._errors),
            time.perf_counter() - started,
        )  # fmt: skip


def _chunks(questions: Sequence[BatchQuestion]) -> Iterator[Chunk]:
    return (questions[at : at + _CHUNK] for at in range(0, len(questions), _CHUNK))


@contextmanager
def _answering(
    engine: Answerer | Opener, options: AskingOptions, workers: int
) -> Iterator[Callable[[Iterable[Chunk]], Iterator[Answered]]]:
    """Yield what answers chunks of questions in order: here, or in processes."""
    if workers > 1:
        if not callable(engine):
            raise UsageError(
                f"{workers} workers and an open index; expected what opens one in each of them; "
                "give a function, or one worker"
            )
        with worker_pool(engine, options, workers) as answer:
            yield answer
    elif callable(engine):
        with engine() as opened:
            yield lambda chunks: (answer_records(opened, chunk, options) for chunk in chunks)
    else:
        given = engine
        yield lambda chunks: (answer_records(given, chunk, options) for chunk in chunks)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Turn an output that cannot be written into an error of usage: it is the caller's."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{error.filename or path}: {error.strerror or error}; expected a file that can be "
            "written; make room for it or give another --out"
        ) from error


def _is_whole(path: Path, journal: Journal, questions: Sequence[BatchQuestion]) -> bool:
    """Return whether the output answers all questions; if but the first, they go to the journal.

    Raises UsageError for an output that does not answer the first of these questions.
    """
    if len(journal) or not path.exists():
        return False
    if output_format(path).read is not None:
        records = read_records(path)
        _require_same_questions(records, questions)
        if len(records) == len(questions):
            return True
        for record in records:
            journal.append(record)
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    asked = fingerprint((question.id, question.text) for question in questions)
    if marked(text) == (len(questions), asked):
        return True
    raise UsageError(
        f"{path}: there already, and not the answers to these {len(questions)} questions; "
        "expected a new file, as one for people is not added to; give another --out, or "
        "--restart to write over it"
    )


def _require_same_questions(
    records: Iterable[Record], questions: Sequence[BatchQuestion]
) -> Mapping[str, Any] | None:
    """Raise UsageError unless records answer the first of the questions; return their index."""
    index = None
    for number, record in enumerate(records):
        if number >= len(questions):
            raise UsageError(
                f"more answers are there than the {len(questions)} questions; expected the output "
                "of an earlier run on this file; give another --out or --restart"
            )
        if not answers(record, questions[number]):
            key, asked = key_of(record), questions[number]
            raise UsageError(
                f"record {number + 1} of those there answers {_named(key.question, key.id)}, and "
                f"the question there is {_named(asked.text, asked.id)}; expected the output of an "
                "earlier run on this file; give another --out or --restart"
            )
        index = record.get("index") or index
    return index


def _named(text: str | None, name: str | None) -> str:
    """Return a question and its id, by which two of the same words differ."""
    return f"{text!r}, id {name!r}" if name else repr(text)


def _require_same_index(
    path: Path, index: Mapping[str, Any] | None, record: Record
) -> Mapping[str, Any] | None:
    """Return the index that answers come from; raises UsageError where it is not one."""
    now: Mapping[str, Any] | None = record.get("index")
    if index is not None and now is not None and dict(index) != dict(now):
        raise UsageError(
            f"{path}: its answers come from index {dict(index)}, and the index now is {dict(now)}; "
            "expected one index for one output; give another --out or --restart"
        )
    return now or index
