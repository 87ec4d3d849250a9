"""``zzqa eval``: an index measured against labelled questions, or against a public set."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from zzqa.cli.eval_label import begin, look_through
from zzqa.cli.eval_options import (
    QUESTIONS,
    AblationOption,
    CompareOption,
    FailuresOption,
    GateOption,
    GivenOption,
    HtmlOption,
    InitOption,
    JunitOption,
    LimitOption,
    OtherQuestionsOption,
    OutOption,
    QuestionsArgument,
    ReviewOption,
    SquadOption,
)
from zzqa.cli.eval_output import Measured, Outputs, write_evaluation, write_reading
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
from zzqa.cli.screen import note
from zzqa.errors import UsageError

if TYPE_CHECKING:
    from zzqa.cli.eval_subject import Subject
    from zzqa.eval import Evaluation, Unit


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
    html: HtmlOption = None,
    junit: JunitOption = None,
    init: InitOption = None,
    review: ReviewOption = False,
    worst: FailuresOption = 0,
    ablation: AblationOption = True,
    top_k: TopKOption = 5,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the index against labelled questions; with --gate, a check for CI."""
    files = {"--out": out, "--html": html, "--junit": junit, "--gate": gate, "--compare": against}
    outputs, models = Outputs(out, html, junit, worst, as_json), Models(encoder, reranker)
    if init or review:
        _refuse_with_labelling(
            init, review, questions, {**files, "--squad": squad, "--given": given}
        )
        if init:
            begin(init, index, limit, encoder)
        else:
            look_through(questions or QUESTIONS)
        return
    _refuse_mixture(questions, squad, other_questions)
    if given:
        _refuse_given(squad, [option for option, path in files.items() if path])
    asked = squad or questions or QUESTIONS
    outputs.refuse_unusable((asked, other_questions, gate, against))
    measured = Measured(str(asked), gate, against)
    if squad:
        opened = squad_subject(squad, other_questions, limit, models)
    else:
        opened = labelled_subject(asked, index, limit, models)
    if given:
        _read(opened, outputs)
    else:
        unit: Unit = "source" if squad else "passage"
        _check(measured, _measure(opened, top_k=top_k, ablation=ablation, unit=unit), outputs)


def _check(measured: Measured, result: Evaluation, outputs: Outputs) -> None:
    """Write what was measured; raise GateError where it falls short of the gate."""
    from zzqa.eval import check_gate

    write_evaluation(measured, result, outputs)
    if measured.thresholds:
        check_gate(result, measured.thresholds)
        note(f"{measured.gate}: all {len(measured.thresholds)} figures reached")


def _measure(
    opened: AbstractContextManager[Subject], *, top_k: int, ablation: bool, unit: Unit
) -> Evaluation:
    from zzqa.eval import run_evaluation

    with opened as (engine, labelled), single_bar("evaluating") as progress:
        return run_evaluation(
            engine, labelled, top_k=top_k, ablation=ablation, unit=unit, progress=progress
        )


def _read(opened: AbstractContextManager[Subject], outputs: Outputs) -> None:
    from zzqa.eval import read_given

    with opened as (engine, labelled), single_bar("reading") as progress:
        result = read_given(engine, labelled, progress=progress)
    write_reading(result, outputs)


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


def _refuse_given(squad: Path | None, held: list[str]) -> None:
    held = [option for option in held if option != "--out"]
    if not squad:
        raise UsageError(
            "--given without --squad; expected a set whose questions name their paragraphs; "
            "add --squad FILE"
        )
    if held:
        raise UsageError(
            f"--given with {' and '.join(held)}; expected one of the two: reading has figures of "
            "its own, written by --out and --json; leave one out"
        )


def _refuse_with_labelling(
    init: Path | None, review: bool, questions: Path | None, others: Mapping[str, object]
) -> None:
    option = "--init" if init else "--review"
    held = {**others, "--review": init and review, str(questions): init and questions}
    found = [name for name, value in held.items() if value]
    if found:
        raise UsageError(
            f"{option} with {' and '.join(found)}; expected {option} by itself: it measures "
            "nothing; leave the rest out"
        )
