"""``zzqa eval``: an index measured against labelled questions, or against a public set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zzqa.cli.options import (
    DEFAULT_INDEX,
    EncoderOption,
    IndexOption,
    JsonOption,
    RerankerOption,
    TopKOption,
    open_engine,
)
from zzqa.cli.progress import single_bar, stage_bars
from zzqa.cli.screen import Line, note, show, write_json
from zzqa.errors import UsageError

if TYPE_CHECKING:
    from zzqa.engine import Engine
    from zzqa.eval import Evaluation, LabelledQuestion, Run, Unit

    _Subject = tuple[Engine, Sequence[LabelledQuestion]]

QUESTIONS = Path("eval/questions.jsonl")
_STAGES = {"read": "reading", "encode": "encoding", "write": "writing"}

QuestionsArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[QUESTIONS]", help=f"Labelled questions, .jsonl.  [default: {QUESTIONS}]"
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
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Ask only N questions, always the same."),
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


def eval_command(
    questions: QuestionsArgument = None,
    index: IndexOption = DEFAULT_INDEX,
    squad: SquadOption = None,
    other_questions: OtherQuestionsOption = None,
    limit: LimitOption = None,
    gate: GateOption = None,
    against: CompareOption = None,
    out: OutOption = None,
    worst: FailuresOption = 0,
    ablation: AblationOption = True,
    top_k: TopKOption = 5,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the index against labelled questions; with --gate, a check for CI."""
    from zzqa.eval import check_gate, read_gate, read_run, run_evaluation

    thresholds = read_gate(gate) if gate else ()
    old = read_run(against) if against else None
    _refuse_mixture(questions, squad, other_questions)
    if squad:
        opened = _squad(squad, other_questions, limit, encoder, reranker)
    else:
        opened = _labelled(questions or QUESTIONS, index, limit, encoder, reranker)
    with opened as (engine, labelled), single_bar("evaluating") as progress:
        unit: Unit = "source" if squad else "passage"
        result = run_evaluation(
            engine, labelled, top_k=top_k, ablation=ablation, unit=unit, progress=progress
        )
    _report(result, old, against, out=out, worst=worst, as_json=as_json)
    if thresholds:
        check_gate(result, thresholds)
        note(f"{gate}: all {len(thresholds)} figures reached")


@contextmanager
def _labelled(
    questions: Path, index: Path, limit: int | None, encoder: str | None, reranker: str | None
) -> Iterator[_Subject]:
    from zzqa.eval import read_labelled, sample

    labelled = sample(read_labelled(questions), limit)
    with open_engine(index, encoder, reranker) as engine:
        yield engine, labelled


@contextmanager
def _squad(
    path: Path, others: Path | None, limit: int | None, encoder: str | None, reranker: str | None
) -> Iterator[_Subject]:
    from zzqa.eval import read_squad, sample, squad_index

    squad = read_squad(path, others)
    labelled = sample(squad.questions, limit)
    if squad.left_out:
        note(f"{path}: {len(squad.left_out)} questions without text left out")
    note(f"{path}: indexing {len(squad.paragraphs)} paragraphs in a temporary folder")
    with ExitStack() as stack:
        with stage_bars(_STAGES) as progress:
            index = stack.enter_context(squad_index(squad, encoder=encoder, progress=progress))
        yield stack.enter_context(open_engine(index, encoder, reranker)), labelled


def _refuse_mixture(questions: Path | None, squad: Path | None, others: Path | None) -> None:
    if squad and questions:
        raise UsageError(
            f"{questions} and --squad {squad}; expected one of the two; other questions about the "
            "paragraphs of a set are given with --questions"
        )
    if others and not squad:
        raise UsageError(
            f"--questions {others} without --squad; expected the paragraphs they are about; add "
            "--squad FILE, or give labelled questions without --questions"
        )


def _report(
    result: Evaluation,
    old: Run | None,
    against: Path | None,
    *,
    out: Path | None,
    worst: int,
    as_json: bool,
) -> None:
    from zzqa.eval import (
        compare,
        comparison_lines,
        comparison_to_dict,
        evaluation_to_dict,
        report_lines,
        run_of,
    )

    report = evaluation_to_dict(result)
    lines = [*report_lines(result, worst=worst)]
    if old is not None:
        comparison = compare(old, run_of(report))
        report["comparison"] = comparison_to_dict(comparison, str(against))
        lines += ["", *comparison_lines(comparison, str(against))]
    if out:
        _write_report(out, report)
    if as_json:
        write_json(report)
    else:
        show(Line([(line, "")]) for line in lines)


def _write_report(out: Path, report: dict[str, Any]) -> None:
    from zzqa.serialise import to_json

    try:
        out.write_text(to_json(report, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{out}: {error.strerror or error}; expected a file that can be written; change --out"
        ) from error
