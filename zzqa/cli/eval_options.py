"""The options of ``zzqa eval``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

QUESTIONS = Path("eval/questions.jsonl")

QuestionsArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="QUESTIONS", help=f"Labelled questions, .jsonl.  [default: {QUESTIONS}]"
    ),
]
SquadOption = Annotated[
    Path | None,
    typer.Option(
        "--squad", metavar="FILE",
        help="Instead: a set in SQuAD's layout, its paragraphs indexed in a temporary folder.",
    ),
]  # fmt: skip
OtherQuestionsOption = Annotated[
    Path | None,
    typer.Option(
        "--questions", metavar="FILE",
        help="With --squad: ask the questions of this file, which has the same ids.",
    ),
]  # fmt: skip
GivenOption = Annotated[
    bool,
    typer.Option(
        "--given",
        help="With --squad: ask each question of its own paragraph; exact match and F1.",
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Only N questions, always the same."),
]
GateOption = Annotated[
    Path | None,
    typer.Option("--gate", metavar="FILE", help="TOML file of thresholds; exit 4 below one."),
]
CompareOption = Annotated[
    Path | None,
    typer.Option("--compare", metavar="FILE", help="Compare with a run saved by --out."),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="Also write a JSON report.")
]
FailuresOption = Annotated[
    int, typer.Option("--failures", min=0, metavar="N", help="List the N worst failures.")
]
AblationOption = Annotated[
    bool,
    typer.Option("--ablation/--no-ablation", help="Also measure each search mode by itself."),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Also write a report to read in a browser."),
]
JunitOption = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Also write JUnit XML, for CI.")
]
InitOption = Annotated[
    Path | None,
    typer.Option(
        "--init", metavar="FILE",
        help="Instead: propose questions about the index in a new file, for a person to accept.",
    ),
]  # fmt: skip
ReviewOption = Annotated[
    bool,
    typer.Option("--review", help="Instead: accept, edit or delete the proposed questions."),
]
