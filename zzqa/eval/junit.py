"""An evaluation as JUnit XML, which GitHub, GitLab and Jenkins show beside a change.

One suite for each section of the gate, with a case for each figure; then one suite of questions,
with a case for each. The schema is the one that Jenkins reads (elements testsuites, testsuite,
testcase, failure, error, skipped, properties and system-out, with the counts as attributes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from zzqa.eval.gate import Threshold, figures_of, shortfalls
from zzqa.eval.gate_report import asked
from zzqa.eval.records import Evaluation, QuestionResult
from zzqa.eval.report import failure_lines, verdict

_UNREADABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference (production 2, Char)."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One test case: ``kind`` is "", ``failure`` or ``error``, with its message and text."""

    group: str
    name: str
    seconds: float = 0.0
    kind: str = ""
    type: str = ""
    message: str = ""
    text: str = ""


def junit_xml(evaluation: Evaluation, thresholds: tuple[Threshold, ...] = ()) -> str:
    """Return the evaluation, and the gate where there is one, as a JUnit document."""
    suites = [*_gate_suites(evaluation, thresholds), ("questions", _questions(evaluation))]
    counts = _counts([case for _, cases in suites for case in cases])
    del counts["skipped"]  # which the schema has for a suite alone
    root = ElementTree.Element("testsuites", {"name": "zzqa eval", **counts})
    for name, cases in suites:
        suite = ElementTree.SubElement(root, "testsuite", {"name": name, **_counts(cases)})
        for case in cases:
            _append(suite, case)
    ElementTree.indent(root)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + ElementTree.tostring(root, encoding="unicode")
        + "\n"
    )


def _gate_suites(
    evaluation: Evaluation, thresholds: tuple[Threshold, ...]
) -> Iterator[tuple[str, list[_Case]]]:
    short = {one.threshold: one for one in shortfalls(evaluation, thresholds)}
    sections: dict[str, list[_Case]] = {}
    for threshold in thresholds:
        name = ".".join(part for part in ("gate", threshold.slice, threshold.key) if part)
        value = figures_of(evaluation, threshold).get(threshold.figure)
        seen = f"{threshold.figure} is {'nothing' if value is None else f'{value:.4g}'}"
        case = _Case(name, f"{threshold.figure} {asked(threshold)}", text=seen)
        if threshold in short:
            case = _Case(
                name, case.name, kind="failure", type="shortfall",
                message=str(short[threshold]), text=seen,
            )  # fmt: skip
        sections.setdefault(name, []).append(case)
    yield from sections.items()


def _questions(evaluation: Evaluation) -> list[_Case]:
    return [_question(result) for result in evaluation.results]


def _question(result: QuestionResult) -> _Case:
    labelled = result.labelled
    name = f"{labelled.id} {labelled.question}"
    seconds = result.latency_ms / 1000
    if result.right:
        return _Case(f"questions.{labelled.type}", name, seconds)
    found, message = verdict(result)
    return _Case(
        f"questions.{labelled.type}",
        name,
        seconds,
        kind="error" if result.error else "failure",
        type=found,
        message=message,
        text="\n".join(failure_lines(result)),
    )


def _append(suite: ElementTree.Element, case: _Case) -> None:
    element = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "classname": _plain(case.group),
            "name": _plain(case.name),
            "time": f"{case.seconds:.3f}",
        },
    )
    if case.kind:
        told = {"type": case.type, "message": _plain(case.message)}
        ElementTree.SubElement(element, case.kind, told).text = _plain(case.text)
    elif case.text:
        ElementTree.SubElement(element, "system-out").text = _plain(case.text)


def _counts(cases: Sequence[_Case]) -> dict[str, str]:
    kinds = [case.kind for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(kinds.count("failure")),
        "errors": str(kinds.count("error")),
        "skipped": "0",
        "time": f"{sum(case.seconds for case in cases):.3f}",
    }


def _plain(text: str) -> str:
    return _UNREADABLE.sub("\ufffd", text)
