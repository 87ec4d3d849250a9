"""What weights make of questions that they have not seen: figures, by slice, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from _answering import Example, Weights, weights_in_force

from zzqa.eval.calibration import aurc, brier, calibration, calibration_error
from zzqa.eval.matching import judge, normalise
from zzqa.eval.records import LabelledQuestion, QuestionResult
from zzqa.eval.squad import TYPE as SQUAD_TYPE
from zzqa.records import Answer

Figures = Mapping[str, float | None]
NUMBERS = frozenset({"number", "money", "percent", "rank"})
KINDS_OF_WRONG = (
    "wrong-year", "wrong-place", "wrong-indicator", "wrong-role", "off-topic", "nonsense"
)  # fmt: skip
COMPUTED = frozenset({"difference", "growth", "comparison", "missing-operand"})
COLUMNS = {
    "questions": "questions",
    "answered_and_right": "right, of the answerable",
    "right_of_given": "right, of those given",
    "abstention_precision": "abst. precision",
    "abstention_recall": "abst. recall",
    "ece": "ECE",
}


def ask(examples: Sequence[Example], weights: Weights) -> list[QuestionResult]:
    """Ask each question as a user would, under the given weights."""
    with weights_in_force(weights):
        return [_result(example) for example in examples]


def _result(example: Example) -> QuestionResult:
    labelled, engine = example.labelled, example.memory.engine
    with example.memory.reading(example.reader):
        answer = engine.ask(example.asked, filters=example.filters)
    exact, contained = judge(labelled, answer.value)
    likely = judge(labelled, answer.value or answer.rejected)[1]
    if labelled.type == SQUAD_TYPE:
        sources = {relevant.source for relevant in labelled.relevant}
        found = bool(answer.quotes) and answer.quotes[0].source in sources
        exact, contained, likely = exact and found, contained and found, likely and found
    return QuestionResult(
        labelled=labelled,
        answer=answer,
        relevant=frozenset(),
        found={},
        exact=exact,
        contained=contained,
        likely=likely,
        quotes=len(answer.quotes),
        verbatim=sum(engine.raw(q.source)[q.start : q.end] == q.text for q in answer.quotes),
    )


def figures(results: Sequence[QuestionResult]) -> Figures:
    """Return the figures of some results at the default threshold; None where there are none."""
    answerable = [r for r in results if r.labelled.answerable]
    given = [r for r in results if not r.abstained]
    withheld = [r for r in results if r.abstained]
    found = {
        "questions": float(len(results)),
        "candidate_right": _mean([r.likely for r in answerable]),
        "answered_and_right": _mean([r.contained for r in answerable]),
        "exact": _mean([r.exact for r in answerable]),
        "right_of_given": _mean([r.contained for r in given]),
        "abstention_precision": _mean([not r.labelled.answerable for r in withheld]),
        "abstention_recall": _mean([r.abstained for r in results if not r.labelled.answerable]),
        "brier": brier(results),
        "ece": calibration_error(calibration(results)),
        "aurc": aurc(results),
        "quotes_verbatim": _mean([r.verbatim == r.quotes for r in results if r.quotes]),
        "quotes_hold_answer": _mean([_quoted(r.answer) for r in given if r.answer]),
    }
    return {name: None if value is None else round(value, 4) for name, value in found.items()}


def _quoted(answer: Answer) -> bool:
    """Whether the quotes hold the answer: its own words, or all the values it was made from."""
    text = "".join(normalise(quote.clean) for quote in answer.quotes)
    if answer.computed is not None:
        return all(normalise(one.text) in text for one in answer.computed.operands)
    if answer.answer_type == "yesno":
        return bool(answer.quotes)
    parts = [item.text for item in answer.items] or [answer.value or ""]
    return all(normalise(part) in text for part in parts)


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def slices(labelled: LabelledQuestion) -> Iterator[str]:
    """Yield the names of the slices that a question belongs to."""
    tags = set(labelled.tags)
    yield "all"
    if labelled.type in NUMBERS:
        yield "numbers"
        if "time" in tags:
            yield "numbers with a date"
    yield f"in {labelled.lang}"
    if COMPUTED & tags:
        yield "comparisons"
    if labelled.type == "list":
        yield "lists"
    yield from (tag for tag in KINDS_OF_WRONG if tag in tags)


def by_slice(results: Sequence[QuestionResult]) -> dict[str, Figures]:
    """Return the figures of each slice, in a fixed order."""
    parts: dict[str, list[QuestionResult]] = {}
    for result in results:
        for name in slices(result.labelled):
            parts.setdefault(name, []).append(result)
    first = ("all", "numbers with a date", "numbers", "in zh", "in zh-Hant", "in en")
    order = [*first, "comparisons", "lists", *KINDS_OF_WRONG]
    return {name: figures(parts[name]) for name in order if name in parts}


def table(parts: Mapping[str, Figures]) -> str:
    """Return the figures by slice as a Markdown table."""
    lines = [f"| | {' | '.join(COLUMNS.values())} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, found in parts.items():
        cells = [_cell(column, found[column]) for column in COLUMNS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(column: str, value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}" if column == "questions" else f"{value:.3f}"


def mistakes(results: Sequence[QuestionResult]) -> Iterator[str]:
    """Yield a line for each wrong result, the surest first."""
    wrong = [r for r in results if not r.right or (not r.abstained and not r.contained)]
    for r in sorted(wrong, key=lambda r: (-r.confidence, r.labelled.id)):
        answer = r.answer
        told = answer and (answer.value or f"withheld ({answer.rejected}: {answer.reason})")
        wanted = " / ".join(r.labelled.answers) or "no answer"
        yield f"{r.labelled.id} {r.confidence:.2f} {r.labelled.question} → {told} [{wanted}]"
