"""The figures of an evaluation: retrieval, answers, abstention, calibration, latency.

Retrieval is measured on the answerable questions, by ir-measures, one value a question, then
averaged over each slice. A question whose ranking is missing or whose evidence stands in no
passage scores 0: leaving it out would raise the mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from zzqa.config import SearchMode
from zzqa.errors import DependencyError
from zzqa.eval.calibration import aurc, brier, calibration, calibration_error, risk_coverage
from zzqa.eval.figures import mean
from zzqa.eval.records import Evaluation, Figures, QuestionResult

RETRIEVAL = ("recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10")
"""``recall@k``: a relevant passage stands among the first k (success at k, since one evidence is
enough to answer). ``mrr``: reciprocal rank of the first relevant passage. ``ndcg@10``: Järvelin
and Kekäläinen 2002, binary relevance."""
ANSWERS = ("answer_exact", "answer_contained", "abstention_precision", "abstention_recall")
TRUST = ("quotes_verbatim", "brier", "ece", "aurc", "latency_median_ms", "latency_p95_ms")
FIGURES = (*RETRIEVAL, *ANSWERS, *TRUST)
LOWER_IS_BETTER = frozenset({"brier", "ece", "aurc", "latency_median_ms", "latency_p95_ms"})
_PER_QUESTION = Mapping[str, Mapping[str, float]]
"""Question id → figure → value."""


def evaluate(results: Sequence[QuestionResult], modes: Sequence[SearchMode]) -> Evaluation:
    """Return the figures of ``results``, whose rankings were made by each of ``modes``."""
    by_mode = {mode: retrieval_values(results, mode) for mode in modes}
    ranked = by_mode.get("ranked", {})
    answerable = [result for result in results if result.labelled.answerable]
    first = next((result.answer for result in results if result.answer), None)
    return Evaluation(
        questions=len(results),
        answerable=len(answerable),
        figures=figures(results, ranked),
        slices={
            name: {key: figures(part, ranked) for key, part in slice_by(results, keys).items()}
            for name, keys in _SLICES.items()
        },
        modes={mode: mean_retrieval(answerable, values) for mode, values in by_mode.items()},
        calibration=calibration(results),
        risk=risk_coverage(results),
        results=tuple(results),
        index=dict(first.index) if first else {},
    )


def slice_by(
    results: Iterable[QuestionResult], keys: Callable[[QuestionResult], Iterable[str]]
) -> dict[str, list[QuestionResult]]:
    """Return the results by each of their keys, sorted by key."""
    parts: dict[str, list[QuestionResult]] = {}
    for result in results:
        for key in keys(result):
            parts.setdefault(key, []).append(result)
    return dict(sorted(parts.items()))


def figures(results: Sequence[QuestionResult], retrieval: _PER_QUESTION) -> Figures:
    """Return all figures of some results, with the number of ``questions`` and ``answerable``."""
    answerable = [result for result in results if result.labelled.answerable]
    return {
        "questions": len(results),
        "answerable": len(answerable),
        **mean_retrieval(answerable, retrieval),
        "answer_exact": _share(result.exact for result in answerable),
        "answer_contained": _share(result.contained for result in answerable),
        **_abstention(results),
        "quotes_verbatim": _ratio(sum(r.verbatim for r in results), sum(r.quotes for r in results)),
        "brier": brier(results),
        "ece": calibration_error(calibration(results)),
        "aurc": aurc(results),
        **_latency(results),
    }


def mean_retrieval(answerable: Sequence[QuestionResult], values: _PER_QUESTION) -> Figures:
    """Return the mean of each retrieval figure; a question without values counts as 0."""
    return {
        name: _ratio(
            sum(values.get(result.labelled.id, {}).get(name, 0.0) for result in answerable),
            len(answerable),
        )
        for name in RETRIEVAL
    }


def retrieval_values(results: Sequence[QuestionResult], mode: SearchMode) -> _PER_QUESTION:
    """Return the retrieval figures of each question, by ir-measures.

    Raises DependencyError when ir-measures is not installed.
    """
    measures = _measures()
    import ir_measures

    qrels, run = [], []
    for result in results:
        question = result.labelled.id
        qrels += [ir_measures.Qrel(question, name, 1) for name in sorted(result.relevant)]
        # Its back end sorts ties by id, so the rank itself is the score.
        run += [
            ir_measures.ScoredDoc(question, name, -float(rank))
            for rank, name in enumerate(result.found.get(mode, ()))
        ]
    values: dict[str, dict[str, float]] = {}
    if qrels and run:
        for metric in ir_measures.iter_calc(list(measures), qrels, run):
            name = measures[metric.measure]
            values.setdefault(metric.query_id, {})[name] = float(metric.value)
    return values


def _abstention(results: Sequence[QuestionResult]) -> Figures:
    """Return precision and recall of abstaining, where abstaining is right when unanswerable."""
    abstained = [result for result in results if result.abstained]
    rightly = sum(not result.labelled.answerable for result in abstained)
    return {
        "abstention_precision": _ratio(rightly, len(abstained)),
        "abstention_recall": _ratio(
            rightly, sum(not result.labelled.answerable for result in results)
        ),
    }


def _latency(results: Sequence[QuestionResult]) -> Figures:
    times = [result.latency_ms for result in results]
    if not times:
        return {"latency_median_ms": None, "latency_p95_ms": None}
    median, high = np.percentile(times, [50, 95])
    return {"latency_median_ms": float(median), "latency_p95_ms": float(high)}


def _share(outcomes: Iterable[bool]) -> float | None:
    return mean([float(outcome) for outcome in outcomes])


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _measures() -> dict[Any, str]:
    """Return the measures of ir-measures that the retrieval figures are, with their names."""
    try:
        from ir_measures import RR, Success, nDCG
    except ImportError as error:
        raise DependencyError(
            "ir-measures is not installed; expected it for evaluation; "
            "run: pip install 'zzqa[eval]'"
        ) from error
    measures = (Success @ 1, Success @ 3, Success @ 5, Success @ 10, RR, nDCG @ 10)
    return dict(zip(cast(Sequence[Any], measures), RETRIEVAL))


_SLICES: Mapping[str, Callable[[QuestionResult], Iterable[str]]] = {
    "lang": lambda result: (result.labelled.lang,),
    "type": lambda result: (result.labelled.type,),
    "tag": lambda result: result.labelled.tags,
}
