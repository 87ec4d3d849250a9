"""``zzqa batch``: a file of questions into a file of answers."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from zzqa.batch import BatchReport, fitting_workers, read_questions, run_batch
from zzqa.cli.options import (
    DEFAULT_INDEX,
    ContextOption,
    EncoderOption,
    IndexOption,
    JsonOption,
    MinConfidenceOption,
    RerankerOption,
    SinceOption,
    SourceOption,
    TodayOption,
    TopKOption,
    UntilOption,
    make_filters,
    open_engine,
    parse_today,
)
from zzqa.cli.progress import single_bar
from zzqa.cli.screen import counted, note, write_json
from zzqa.config import MAX_WORKERS
from zzqa.errors import UsageError

_SHOWN_ERRORS = 20
"""Lines told one by one; the output file holds them all."""


OutOption = Annotated[
    Path,
    typer.Option(
        "--out", "-o", metavar="FILE",
        help="Where the answers go: .jsonl (all), .csv or .xlsx (a row each), .md (to read).",
    ),
]  # fmt: skip
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", envvar="ZZQA_WORKERS", min=1, max=MAX_WORKERS, metavar="N",
        help="Processes that answer (default: one for 100 questions, at most one a core).",
    ),
]  # fmt: skip


def batch_command(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS", help=".txt (one a line), .jsonl, .csv or .tsv (a column question)."
        ),
    ],
    out: OutOption,
    index: IndexOption = DEFAULT_INDEX,
    top_k: TopKOption = 5,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    today: TodayOption = None,
    min_confidence: MinConfidenceOption = None,
    context: ContextOption = 0,
    workers: WorkersOption = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Answer all anew instead of going on with the output.")
    ] = False,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a file of questions; run again, it goes on where it stopped.

    What is answered is kept in OUT.partial until OUT is whole. A line that cannot be used becomes
    an error record in its place, and the summary counts it.
    """
    filters, day = make_filters(source, since, until), parse_today(today)
    if out.exists() and questions.exists() and out.samefile(questions):
        raise UsageError(f"{out}: both questions and answers; expected two files; change --out")
    asked = read_questions(questions)
    count = workers or (1 if reranker else fitting_workers(len(asked), _cores()))
    opener = functools.partial(
        open_engine, index, encoder, reranker, threads=1 if count > 1 else None
    )
    with _interruption(out), single_bar("answering", rate="questions/s") as progress:
        report = run_batch(
            opener, asked, out,
            top_k=top_k, filters=filters, today=day, min_confidence=min_confidence,
            context=context, workers=count, restart=restart, progress=progress,
        )  # fmt: skip
    _tell(report, out)
    if as_json:
        write_json(_to_dict(report, out))


def _cores() -> int:
    """Cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextmanager
def _interruption(out: Path) -> Iterator[None]:
    """Say on Ctrl-C that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        note(f"interrupted; what is answered is kept: the same command goes on with {out}")
        raise


def _tell(report: BatchReport, out: Path) -> None:
    here = report.total - report.resumed
    resumed = f", {report.resumed} there from an earlier run" if report.resumed else ""
    note(
        f"{out}: {counted(report.total, 'question')}: {report.answered} answered, "
        f"{report.abstained} without an answer, {len(report.errors)} with errors"
        f"{resumed}; {report.seconds:.1f} s"
        + (f", {here / report.seconds:.1f} a second" if here and report.seconds else "")
    )
    for error in report.errors[:_SHOWN_ERRORS]:
        note(f"line {error.line}: {error.message}", error=True)
    if len(report.errors) > _SHOWN_ERRORS:
        note(f"and {len(report.errors) - _SHOWN_ERRORS} lines more, all in {out}")


def _to_dict(report: BatchReport, out: Path) -> dict[str, object]:
    return {
        "schema": "zzqa.batch/1",
        "out": str(out),
        "total": report.total,
        "resumed": report.resumed,
        "answered": report.answered,
        "abstained": report.abstained,
        "errors": [{"line": error.line, "error": error.message} for error in report.errors],
        "seconds": round(report.seconds, 3),
    }
