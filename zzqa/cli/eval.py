"""``zzqa eval``: the index measured against labelled questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
from zzqa.cli.progress import single_bar
from zzqa.cli.screen import Line, note, show, write_json
from zzqa.errors import UsageError

QUESTIONS = Path("eval/questions.jsonl")


def eval_command(
    questions: Annotated[
        Path, typer.Argument(metavar="[QUESTIONS]", help="Labelled questions, .jsonl.")
    ] = QUESTIONS,
    index: IndexOption = DEFAULT_INDEX,
    gate: Annotated[
        Path | None,
        typer.Option("--gate", metavar="FILE", help="TOML file of thresholds; exit 4 below one."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Also write a JSON report.")
    ] = None,
    worst: Annotated[
        int, typer.Option("--failures", min=0, metavar="N", help="List the N worst failures.")
    ] = 0,
    ablation: Annotated[
        bool,
        typer.Option("--ablation/--no-ablation", help="Also measure each search mode by itself."),
    ] = True,
    top_k: TopKOption = 5,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the index against labelled questions; with --gate, a check for CI."""
    from zzqa.eval import (
        check_gate,
        evaluation_to_dict,
        read_gate,
        read_labelled,
        report_lines,
        run_evaluation,
    )

    thresholds = read_gate(gate) if gate else ()
    labelled = read_labelled(questions)
    with open_engine(index, encoder, reranker) as engine, single_bar("evaluating") as progress:
        result = run_evaluation(engine, labelled, top_k=top_k, ablation=ablation, progress=progress)
    if out:
        _write_report(out, evaluation_to_dict(result))
    if as_json:
        write_json(evaluation_to_dict(result))
    else:
        show(Line([(line, "")]) for line in report_lines(result, worst=worst))
    if thresholds:
        check_gate(result, thresholds)
        note(f"{gate}: all {len(thresholds)} figures reached")


def _write_report(out: Path, report: dict[str, object]) -> None:
    from zzqa.serialise import to_json

    try:
        out.write_text(to_json(report, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{out}: {error.strerror or error}; expected a file that can be written; change --out"
        ) from error
