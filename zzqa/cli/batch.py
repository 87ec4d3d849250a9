"""``zzqa batch``: a file of questions into a file of answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zzqa.batch import BatchReport, read_questions, run_batch
from zzqa.cli.options import (
    DEFAULT_INDEX,
    EncoderOption,
    IndexOption,
    JsonOption,
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
from zzqa.cli.screen import note, write_json
from zzqa.errors import UsageError

_SHOWN_ERRORS = 20
"""Lines told one by one; the output file holds them all."""


def batch_command(
    questions: Annotated[
        Path,
        typer.Argument(help=".txt (one a line), .jsonl, .csv or .tsv (a column question)."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the answers go: .jsonl or .csv.")],
    index: IndexOption = DEFAULT_INDEX,
    top_k: TopKOption = 5,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    today: TodayOption = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Write the output anew instead of going on with it.")
    ] = False,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a file of questions; run again, it goes on where it stopped.

    A line that cannot be used becomes an error record in its place, and the summary counts it.
    """
    filters, day = make_filters(source, since, until), parse_today(today)
    if out.exists() and out.samefile(questions):
        raise UsageError(f"{out}: both questions and answers; expected two files; change --out")
    asked = read_questions(questions)
    with open_engine(index, encoder, reranker) as engine, single_bar("answering") as progress:
        report = run_batch(
            engine, asked, out,
            top_k=top_k, filters=filters, today=day, restart=restart, progress=progress,
        )  # fmt: skip
    _tell(report, out)
    if as_json:
        write_json(_to_dict(report, out))


def _tell(report: BatchReport, out: Path) -> None:
    here = report.total - report.resumed
    resumed = f", {report.resumed} there from an earlier run" if report.resumed else ""
    note(
        f"{out}: {report.total} questions: {report.answered} answered, {report.abstained} without "
        f"an answer, {len(report.errors)} with errors{resumed}; {report.seconds:.1f} s"
        + (f", {here / report.seconds:.1f} a second" if here and report.seconds else "")
    )
    for error in report.errors[:_SHOWN_ERRORS]:
        note(f"line {error.line}: {error.message}")
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
