"""``zzqa eval``: an index measured against labelled questions, or against a public set."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zzqa.cli.eval_options import (
    QUESTIONS,
    AblationOption,
    CompareOption,
    FailuresOption,
    GateOption,
    GivenOption,
    LimitOption,
    OtherQuestionsOption,
    OutOption,
    QuestionsArgument,
    SquadOption,
)
from zzqa.cli.eval_subject import Models, labelled_subject, squad_subject
from zzqa.cli.options import (
    DEFAULT_INDEX,
    EncoderOption,
    IndexOption,
    JsonOption,
    RerankerOption,
    TopKOption,
)
from zzqa.cli.progress import single_bar
from zzqa.cli.screen import Line, note, show, write_json
from zzqa.errors import UsageError

if TYPE_CHECKING:
    from zzqa.cli.eval_subject import Subject
    from zzqa.eval import Evaluation, Run, Unit


def eval_command(
    questions: QuestionsArgument = None,
    index: IndexOption = DEFAULT_INDEX,
    squad: SquadOption = None,
    other_questions: OtherQuestionsOption = None,
    given: GivenOption = False,
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
    models = Models(encoder, reranker)
    _refuse_mixture(questions, squad, other_questions)
    if squad:
        opened = squad_subject(squad, other_questions, limit, models)
    else:
        opened = labelled_subject(questions or QUESTIONS, index, limit, models)
    if given:
        _refuse_given(squad, gate, against)
        _read_given(opened, out=out, worst=worst, as_json=as_json)
        return
    with opened as (engine, labelled), single_bar("evaluating") as progress:
        unit: Unit = "source" if squad else "passage"
        result = run_evaluation(
            engine, labelled, top_k=top_k, ablation=ablation, unit=unit, progress=progress
        )
    _report(result, old, against, out=out, worst=worst, as_json=as_json)
    if thresholds:
        check_gate(result, thresholds)
        note(f"{gate}: all {len(thresholds)} figures reached")


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


def _refuse_given(squad: Path | None, gate: Path | None, against: Path | None) -> None:
    if not squad:
        raise UsageError(
            "--given without --squad; expected a set whose questions name their paragraphs; "
            "add --squad FILE"
        )
    if gate or against:
        raise UsageError(
            f"--given with {'--gate' if gate else '--compare'}; expected one of the two: reading "
            "has other figures; leave one out"
        )


def _read_given(
    opened: AbstractContextManager[Subject], *, out: Path | None, worst: int, as_json: bool
) -> None:
    from zzqa.eval import read_given, reading_lines, reading_to_dict

    with opened as (engine, labelled), single_bar("reading") as progress:
        result = read_given(engine, labelled, progress=progress)
    report = reading_to_dict(result)
    if out:
        _write_report(out, report)
    if as_json:
        write_json(report)
    else:
        show(Line([(line, "")]) for line in reading_lines(result, worst=worst))


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
