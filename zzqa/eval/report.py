"""An evaluation as text for a terminal or log, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zzqa.eval.figures import rounded
from zzqa.eval.measures import ANSWERS, RETRIEVAL, TRUST, retrieval_values
from zzqa.eval.records import Evaluation, Figures, QuestionResult
from zzqa.serialise import quote_to_dict

EVAL_SCHEMA = "zzqa.eval/1"
_COLUMNS = {
    "questions": "n", "recall@1": "R@1", "recall@3": "R@3", "recall@5": "R@5",
    "recall@10": "R@10", "mrr": "MRR", "ndcg@10": "nDCG", "answer_exact": "exact",
    "answer_contained": "cont", "abstention_precision": "absP", "abstention_recall": "absR",
}  # fmt: skip
_NAME_WIDTH = 18
_WIDTH = 5


def failures(evaluation: Evaluation, limit: int | None = None) -> list[QuestionResult]:
    """Return the wrong results, worst first: wrong answers by falling confidence, then silence."""
    wrong = [result for result in evaluation.results if not result.right]
    wrong.sort(key=lambda r: (r.abstained, -r.confidence, r.labelled.id))
    return wrong[:limit]


def report_lines(evaluation: Evaluation, *, worst: int = 0) -> Iterator[str]:
    """Yield the lines of the report, at most about 80 columns wide where questions allow.

    ``worst`` failures are listed at the end.
    """
    yield from _summary(evaluation)
    yield ""
    yield _row("", dict.fromkeys(_COLUMNS), header=True)
    yield _row("all", evaluation.figures)
    for name, parts in evaluation.slices.items():
        for key, part in parts.items():
            yield _row(f"{name} {key}", part)
    yield ""
    yield "Retrieval by search mode, answerable questions only"
    for mode, part in evaluation.modes.items():
        yield _row(mode, {"questions": evaluation.answerable, **part})
    yield ""
    yield from _calibration_lines(evaluation)
    yield from _unlocated(evaluation)
    yield from worst_lines(evaluation, worst)


def worst_lines(evaluation: Evaluation, worst: int) -> Iterator[str]:
    """Yield a list of the ``worst`` wrong results, nothing where there are none."""
    wrong = failures(evaluation)
    if worst and wrong:
        yield ""
        yield f"The {min(worst, len(wrong))} worst of {len(wrong)} wrong results"
        for result in wrong[:worst]:
            yield from failure_lines(result)


def evaluation_to_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation with the result of each question, as schema ``zzqa.eval/1``."""
    retrieval = retrieval_values(evaluation.results, "ranked")
    return {
        "schema": EVAL_SCHEMA,
        "index": dict(evaluation.index),
        "questions": evaluation.questions,
        "answerable": evaluation.answerable,
        "figures": rounded(evaluation.figures),
        "slices": {
            name: {key: rounded(part) for key, part in parts.items()}
            for name, parts in evaluation.slices.items()
        },
        "modes": {mode: rounded(part) for mode, part in evaluation.modes.items()},
        "calibration": [
            {
                "low": part.low, "high": part.high, "count": part.count,
                "confidence": round(part.confidence, 6), "right": round(part.right, 6),
            }
            for part in evaluation.calibration
        ],
        "risk_coverage": [
            {name: round(value, 6) for name, value in point._asdict().items()}
            for point in evaluation.risk
        ],
        "results": [
            _result_to_dict(result, retrieval.get(result.labelled.id, {}))
            for result in evaluation.results
        ],
    }  # fmt: skip


def first_rank(result: QuestionResult) -> int | None:
    """Return the rank, from 1, of the first relevant passage; None where none was found."""
    for rank, name in enumerate(result.found.get("ranked", ()), start=1):
        if name in result.relevant:
            return rank
    return None


def _summary(evaluation: Evaluation) -> Iterator[str]:
    index = ", ".join(f"{name} {value}" for name, value in sorted(evaluation.index.items()))
    yield (
        f"{evaluation.questions} questions, {evaluation.answerable} with an answer in the corpus"
        + (f" ({index})" if index else "")
    )
    for name in (*RETRIEVAL, *ANSWERS, *TRUST):
        value = evaluation.figures[name]
        yield f"  {name:<22}{'-' if value is None else f'{value:.4g}':>8}"


def _row(name: str, figures: Figures, *, header: bool = False) -> str:
    cells = [
        title if header else _cell(column, figures.get(column))
        for column, title in _COLUMNS.items()
    ]
    return f"{name:<{_NAME_WIDTH}}" + " ".join(f"{cell:>{_WIDTH}}" for cell in cells)


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if column == "questions" else f"{value:.3f}"


def _calibration_lines(evaluation: Evaluation) -> Iterator[str]:
    yield "Confidence against share right"
    for part in evaluation.calibration:
        yield (
            f"  {part.low:.1f}-{part.high:.1f}  n {part.count:>4}  "
            f"confidence {part.confidence:.3f}  right {part.right:.3f}"
        )


def _unlocated(evaluation: Evaluation) -> Iterator[str]:
    lost = [r.labelled.id for r in evaluation.results if r.labelled.answerable and not r.relevant]
    if lost:
        yield ""
        yield f"Evidence stands in no passage of this index: {', '.join(lost)}"


def verdict(result: QuestionResult) -> tuple[str, str]:
    """Return what is wrong with a wrong result: its kind, and a sentence with what was right."""
    labelled, answer = result.labelled, result.answer
    joint = " + " if labelled.match == "all" else " | "
    wanted = (
        f"expected {joint.join(labelled.answers)}"
        if labelled.answerable
        else ("expected no answer: the corpus does not hold it")
    )
    if answer is None:
        return "error", f"{result.error}; {wanted}"
    if answer.abstained:
        rejected = f", although it thought of {answer.rejected}" if answer.rejected else ""
        return "withheld", f"gave no answer{rejected}; {wanted}"
    kind = "wrong answer" if labelled.answerable else "answered without grounds"
    return kind, f"answered {answer.value} (confidence {result.confidence:.2f}); {wanted}"


def failure_lines(result: QuestionResult) -> Iterator[str]:
    """Yield a wrong result: the question, what was expected, what was given, the best quote."""
    labelled, answer = result.labelled, result.answer
    yield f"{labelled.id} [{labelled.lang} {labelled.type}] {labelled.question}"
    joint = " + " if labelled.match == "all" else " | "
    yield f"    expected: {joint.join(labelled.answers) or '(no answer in the corpus)'}"
    if answer is None:
        yield f"    error: {result.error}"
        return
    if answer.abstained:
        yield f"    abstained: {answer.reason} (best candidate: {answer.rejected or 'none'})"
    else:
        yield f"    answered: {answer.value}"
    rank = first_rank(result)
    place = f"first relevant passage at {rank}" if rank else "no relevant passage found"
    yield f"    confidence {result.confidence:.2f}" + (f", {place}" if labelled.answerable else "")
    if answer.quotes:
        quote = answer.quotes[0]
        yield f"    top quote: {quote.source}:{quote.lines[0]}-{quote.lines[1]} {quote.clean[:100]}"


def _result_to_dict(result: QuestionResult, retrieval: Mapping[str, float]) -> dict[str, Any]:
    labelled, answer = result.labelled, result.answer
    return {
        "id": labelled.id,
        "question": labelled.question,
        "lang": labelled.lang,
        "type": labelled.type,
        "tags": list(labelled.tags),
        "expected": list(labelled.answers),
        "match": labelled.match,
        "answer": answer.value if answer else None,
        "rejected": answer.rejected if answer else None,
        "reason": answer.reason if answer else None,
        "error": result.error,
        "confidence": round(result.confidence, 6),
        "abstained": result.abstained,
        "exact": result.exact,
        "contained": result.contained,
        "right": result.right,
        "likely": result.likely,
        "first_relevant_rank": first_rank(result),
        "retrieval": {name: round(retrieval.get(name, 0.0), 6) for name in RETRIEVAL}
        if labelled.answerable
        else None,
        "quotes": result.quotes,
        "quotes_verbatim": result.verbatim,
        "latency_ms": round(result.latency_ms, 3),
        "passages": [quote_to_dict(q, n) for n, q in enumerate(answer.quotes[:1], start=1)]
        if answer
        else [],
    }
