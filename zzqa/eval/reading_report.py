"""A measure of reading as text for a terminal or log, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from zzqa.eval.figures import rounded
from zzqa.eval.reading import LOSSES, Reading, ReadingReport
from zzqa.eval.records import Figures
from zzqa.eval.spans import RULES

READING_SCHEMA = "zzqa.reading/1"
_HEAD = ("n", "given", "EM", "F1", "cmrcF1", "EM", "F1", "cmrcF1")
_FIGURES = (
    "answered", "mlqa_exact", "mlqa_f1", "cmrc_f1",
    "forced_mlqa_exact", "forced_mlqa_f1", "forced_cmrc_f1",
)  # fmt: skip
_WIDTH = 7


def reading_lines(report: ReadingReport, *, worst: int = 0) -> Iterator[str]:
    """Yield the report in at most 80 columns; ``worst`` of each kind of loss are listed."""
    total = len(report.readings)
    yield f"{total} questions, each asked of its own paragraph; figures in per cent"
    yield "EM and F1 by MLQA's rules, which XQuAD goes by; cmrcF1 by those of CMRC 2018"
    yield ""
    yield f"{'':<18}{'':>14}{'answers given':>21}{'forced to answer':>23}"
    yield f"{'':<18}" + "".join(f"{title:>{_WIDTH}}" for title in _HEAD)
    yield _row("all", report.figures)
    for name, parts in report.slices.items():
        for key, figures in parts.items():
            yield _row(f"{name} {key}", figures)
    yield ""
    for rules in RULES:
        given, forced = (
            " ".join(
                f"{title} {_percent(report.figures[f'{prefix}{rules}_{name}'])}"
                for title, name in (("EM", "exact"), ("F1", "f1"))
            )
            for prefix in ("", "forced_")
        )
        yield f"{rules}: given {given}; forced {forced}"
    yield ""
    yield "Where the best candidate stands against the accepted answers"
    count = Counter(one.loss for one in report.readings)
    for loss, meaning in LOSSES.items():
        if count[loss]:
            yield f"  {loss:<16}{count[loss]:>6}{100 * count[loss] / total:>6.1f}%  {meaning}"
    yield from _examples(report, worst)


def reading_to_dict(report: ReadingReport) -> dict[str, Any]:
    """Return the report with each reading, as schema ``zzqa.reading/1``; shares are of 1."""
    return {
        "schema": READING_SCHEMA,
        "figures": rounded(report.figures),
        "slices": {
            name: {key: rounded(figures) for key, figures in parts.items()}
            for name, parts in report.slices.items()
        },
        "losses": dict(Counter(one.loss for one in report.readings)),
        "results": [_to_dict(one) for one in report.readings],
    }


def _row(name: str, figures: Figures) -> str:
    cells = [f"{figures['questions']:.0f}", *(_percent(figures[name]) for name in _FIGURES)]
    return f"{name:<18}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _examples(report: ReadingReport, worst: int) -> Iterator[str]:
    for loss in list(LOSSES)[1:]:
        found = [one for one in report.readings if one.loss == loss]
        found.sort(key=lambda one: (-one.confidence, one.labelled.id))
        if worst and found:
            yield ""
            yield f"{loss} ({min(worst, len(found))} of {len(found)}, the most confident)"
            for one in found[:worst]:
                yield from _example(one)


def _example(one: Reading) -> Iterator[str]:
    yield f"{one.labelled.id} [{one.asks}, {one.answer_type}] {one.labelled.question}"
    yield f"    expected: {' | '.join(one.labelled.answers) or '(no answer)'}"
    state = "answered" if one.value is not None else "withheld"
    yield f"    {state}: {one.error or one.best}  (confidence {one.confidence:.2f})"
    yield f"    sentence: {one.sentence}"


def _to_dict(one: Reading) -> dict[str, Any]:
    scores = {
        f"{prefix}{rules}_{name}": round(getattr(scores[rules], field), 6)
        for prefix, scores in (("", one.given), ("forced_", one.forced))
        for rules in RULES
        for name, field in (("exact", "exact"), ("f1", "f1"))
    }
    return {
        "id": one.labelled.id,
        "question": one.labelled.question,
        "asks": one.asks,
        "type": one.answer_type,
        "expected": list(one.labelled.answers),
        "answer": one.value,
        "best": one.best,
        "sentence": one.sentence,
        "confidence": round(one.confidence, 6),
        "loss": one.loss,
        "error": one.error,
        **scores,
    }
