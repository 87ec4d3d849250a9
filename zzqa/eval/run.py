"""Running an engine over labelled questions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import get_args

from zzqa.config import SearchMode
from zzqa.errors import IndexStateError, ZzqaError
from zzqa.eval.matching import judge
from zzqa.eval.measures import evaluate
from zzqa.eval.records import Evaluated, Evaluation, LabelledQuestion, QuestionResult, Unit
from zzqa.eval.relevance import EvidenceLocator, SourceLocator
from zzqa.protocols import Progress
from zzqa.records import Answer, Hit

DEPTH = 50
"""Passages taken of each ranking: the reciprocal rank of what lies deeper is under 0.02."""

ALL_MODES: tuple[SearchMode, ...] = get_args(SearchMode)


def run_evaluation(
    engine: Evaluated,
    questions: Sequence[LabelledQuestion],
    *,
    top_k: int = 5,
    ablation: bool = True,
    unit: Unit = "passage",
    progress: Progress | None = None,
) -> Evaluation:
    """Ask and search every question and draw the figures.

    With ``ablation`` the answerable questions are also searched by each candidate list alone and
    fused. With ``unit="source"`` a ranking is one of sources, and the source of an evidence is
    what is to be found. ``progress`` is told (questions done, questions in all). Raises
    DependencyError when ir-measures is missing; a question that the engine refuses is a wrong
    answer, not an error.
    """
    locator = EvidenceLocator(engine) if unit == "passage" else SourceLocator(engine)
    modes: tuple[SearchMode, ...] = ALL_MODES if ablation else ("ranked",)
    _warm_up(engine, questions)
    results = []
    for count, labelled in enumerate(questions, start=1):
        results.append(_run_one(engine, locator, labelled, modes, top_k, unit))
        if progress is not None:
            progress(count, len(questions))
    return evaluate(results, modes)


def ranking(hits: Sequence[Hit], unit: Unit = "passage") -> tuple[str, ...]:
    """Return the ids of the passages found, or the names of their sources once, best first."""
    if unit == "passage":
        return tuple(hit.passage.id for hit in hits)
    return tuple(dict.fromkeys(hit.passage.source for hit in hits))


def _warm_up(engine: Evaluated, questions: Sequence[LabelledQuestion]) -> None:
    """Ask once unmeasured: what is loaded on first use is no part of a question's latency."""
    try:
        engine.ask(questions[0].question)
    except IndexStateError:
        raise
    except ZzqaError:
        pass


def _run_one(
    engine: Evaluated,
    locator: EvidenceLocator | SourceLocator,
    labelled: LabelledQuestion,
    modes: Sequence[SearchMode],
    top_k: int,
    unit: Unit,
) -> QuestionResult:
    started = time.perf_counter()
    answer, error = _ask(engine, labelled, top_k)
    latency_ms = (time.perf_counter() - started) * 1000
    exact, contained = judge(labelled, answer.value if answer else None)
    _, likely = judge(labelled, (answer.value or answer.rejected) if answer else None)
    found = {mode: ranking(_search(engine, labelled, mode), unit) for mode in modes}
    quotes = answer.quotes if answer else ()
    return QuestionResult(
        labelled=labelled,
        answer=answer,
        relevant=locator.relevant(labelled),
        found=found,
        exact=exact,
        contained=contained,
        likely=likely,
        quotes=len(quotes),
        verbatim=sum(engine.raw(q.source)[q.start : q.end] == q.text for q in quotes),
        latency_ms=latency_ms,
        error=error,
    )


def _ask(
    engine: Evaluated, labelled: LabelledQuestion, top_k: int
) -> tuple[Answer | None, str | None]:
    try:
        return engine.ask(labelled.question, top_k=top_k, id=labelled.id), None
    except IndexStateError:
        raise
    except ZzqaError as error:
        return None, str(error)


def _search(engine: Evaluated, labelled: LabelledQuestion, mode: SearchMode) -> Sequence[Hit]:
    if not labelled.answerable:
        return ()
    try:
        return engine.search(labelled.question, top_k=DEPTH, mode=mode)
    except IndexStateError:
        raise
    except ZzqaError:
        return ()
