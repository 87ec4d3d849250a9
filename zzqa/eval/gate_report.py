"""What a gate found, for a log: a table of its figures, then only what fell short and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zzqa.eval.gate import Shortfall, Threshold, figures_of, shortfalls
from zzqa.eval.measures import LOWER_IS_BETTER
from zzqa.eval.records import Evaluation, QuestionResult
from zzqa.eval.report import failure_lines, first_rank, worst_lines

_NAMED = 5
"""Questions shown below a figure that falls short, unless more are asked for; the rest are
counted."""


def gate_lines(
    evaluation: Evaluation,
    thresholds: tuple[Threshold, ...],
    name: str,
    *,
    worst: int = 0,
    label: str = "gate",
) -> Iterator[str]:
    """Yield the gate called ``name`` as a table, then what fell short with its questions.

    ``worst`` questions of each are shown, 5 where it is 0. Of a gate that is reached, ``worst``
    wrong results are listed.
    """
    short = {one.threshold: one for one in shortfalls(evaluation, thresholds)}
    reached = len(thresholds) - len(short)
    yield (
        f"{evaluation.questions} questions, {evaluation.answerable} with an answer in the corpus"
    )
    yield f"{label} {name}: {reached} of {len(thresholds)} figures reached"
    yield ""
    width = max(len(threshold.name) for threshold in thresholds)
    yield f"  {'':<6}{'figure':<{width}}  {'is':>8}  asked"
    for threshold in thresholds:
        value = figures_of(evaluation, threshold).get(threshold.figure)
        seen = "-" if value is None else f"{value:.4f}"
        state = "SHORT" if threshold in short else "ok"
        yield f"  {state:<6}{threshold.name:<{width}}  {seen:>8}  {asked(threshold)}"
    for one in short.values():
        yield ""
        yield str(one)
        yield from _behind(evaluation, one, worst or _NAMED)
    if not short:
        yield from worst_lines(evaluation, worst)


def asked(threshold: Threshold) -> str:
    """Return what a threshold asks for: ``>= 0.9``, or ``<= 60`` where lower is better."""
    sign = "<=" if threshold.figure in LOWER_IS_BETTER else ">="
    return f"{sign} {threshold.value:g}"


def behind(evaluation: Evaluation, threshold: Threshold) -> list[QuestionResult]:
    """Return the questions that keep a figure down, the most confident first.

    Empty for a figure that is no count of questions (latency), and for one of a search mode,
    whose answers are not known.
    """
    wrong = _WRONG.get(threshold.figure)
    if threshold.figure.startswith("recall@"):
        wrong = _beyond(int(threshold.figure.removeprefix("recall@")))
    if wrong is None or threshold.slice == "mode":
        return []
    found = [r for r in evaluation.results if _in_slice(r, threshold) and wrong(r)]
    return sorted(found, key=lambda r: (-r.confidence, r.labelled.id))


def _behind(evaluation: Evaluation, short: Shortfall, limit: int) -> Iterator[str]:
    found = behind(evaluation, short.threshold)
    for result in found[:limit]:
        yield from (f"  {line}" for line in failure_lines(result))
    if len(found) > limit:
        yield f"  and {len(found) - limit} more; all of them with --failures {len(found)}"


def _in_slice(result: QuestionResult, threshold: Threshold) -> bool:
    keys: dict[str, Sequence[str]] = {
        "": ("",),
        "lang": (result.labelled.lang,),
        "type": (result.labelled.type,),
        "tag": result.labelled.tags,
    }
    return threshold.key in keys[threshold.slice]


def _beyond(cutoff: int) -> Callable[[QuestionResult], bool]:
    def wrong(result: QuestionResult) -> bool:
        rank = first_rank(result)
        return result.labelled.answerable and (rank is None or rank > cutoff)

    return wrong


_WRONG: dict[str, Callable[[QuestionResult], bool]] = {
    "mrr": _beyond(1),
    "ndcg@10": _beyond(1),
    "answer_exact": lambda r: r.labelled.answerable and not r.exact,
    "answer_contained": lambda r: r.labelled.answerable and not r.contained,
    "abstention_precision": lambda r: r.labelled.answerable and r.abstained,
    "abstention_recall": lambda r: not r.labelled.answerable and not r.abstained,
    "quotes_verbatim": lambda r: r.verbatim < r.quotes,
    "brier": lambda r: r.likely != (r.confidence >= 0.5),
    "ece": lambda r: r.likely != (r.confidence >= 0.5),
    "aurc": lambda r: not r.likely and not r.abstained,
}
"""Which results lower a figure. For ``brier`` and ``ece``: a right answer thought unlikely, a wrong
one thought likely."""
