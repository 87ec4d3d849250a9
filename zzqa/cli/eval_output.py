"""What ``zzqa eval`` writes: lines or JSON to standard output, reports to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zzqa.cli.screen import Line, show, write_json
from zzqa.errors import UsageError

if TYPE_CHECKING:
    from zzqa.eval import Evaluation, ReadingReport, Run, Threshold


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where results go: files by the option that names them, and how standard output looks."""

    out: Path | None = None
    html: Path | None = None
    junit: Path | None = None
    worst: int = 0
    as_json: bool = False

    @property
    def files(self) -> dict[str, Path]:
        """The files to be written, by option."""
        named = {"--out": self.out, "--html": self.html, "--junit": self.junit}
        return {option: path for option, path in named.items() if path is not None}

    def refuse_unusable(self, inputs: Iterable[Path | None]) -> None:
        """Raise UsageError for a file that cannot be written: known before minutes of measuring."""
        taken = {path.resolve(): str(path) for path in inputs if path is not None}
        for option, path in self.files.items():
            if path.resolve() in taken:
                raise UsageError(
                    f"{option} {path} is {taken[path.resolve()]} too; expected a file of its own; "
                    "choose another name"
                )
            taken[path.resolve()] = option
            if path.is_dir() or not path.parent.is_dir():
                seen = "a folder" if path.is_dir() else f"no folder {path.parent}"
                raise UsageError(
                    f"{option} {path}: {seen}; expected a file in a folder that exists; "
                    f"change {option}"
                )


class Measured:
    """What a run is called and held against: a gate, and a run saved before.

    Both files are read at once, so that a faulty one is known before minutes of measuring.
    """

    def __init__(self, name: str, gate: Path | None, against: Path | None) -> None:
        from zzqa.eval import read_gate, read_run

        self.name = name
        self.gate = gate
        self.against = against
        self.thresholds: tuple[Threshold, ...] = read_gate(gate) if gate else ()
        self.old: Run | None = read_run(against) if against else None


def write_evaluation(measured: Measured, evaluation: Evaluation, outputs: Outputs) -> None:
    """Write an evaluation to standard output and to each file that was asked for."""
    from zzqa.eval import evaluation_to_dict, html_report, junit_xml
    from zzqa.serialise import to_json

    thresholds = measured.thresholds
    report = evaluation_to_dict(evaluation)
    lines = [*_lines(measured, evaluation, outputs, report)]
    if outputs.out:
        _write("--out", outputs.out, to_json(report, indent=2) + "\n")
    if outputs.html:
        page = html_report(evaluation, name=measured.name, thresholds=thresholds)
        _write("--html", outputs.html, page)
    if outputs.junit:
        _write("--junit", outputs.junit, junit_xml(evaluation, thresholds))
    _say(lines, report, outputs)


def write_reading(reading: ReadingReport, outputs: Outputs) -> None:
    """Write a measure of reading to standard output and, with ``--out``, as JSON to a file."""
    from zzqa.eval import reading_lines, reading_to_dict
    from zzqa.serialise import to_json

    report = reading_to_dict(reading)
    if outputs.out:
        _write("--out", outputs.out, to_json(report, indent=2) + "\n")
    _say(reading_lines(reading, worst=outputs.worst), report, outputs)


def _lines(
    measured: Measured, evaluation: Evaluation, outputs: Outputs, report: dict[str, Any]
) -> Iterator[str]:
    """Yield the lines for people; a comparison is added to ``report`` too."""
    from zzqa.eval import (
        compare,
        comparison_lines,
        comparison_to_dict,
        gate_lines,
        report_lines,
        run_of,
    )

    worst = outputs.worst
    if measured.thresholds:
        yield from gate_lines(evaluation, measured.thresholds, str(measured.gate), worst=worst)
    else:
        yield from report_lines(evaluation, worst=worst)
    if measured.old is not None:
        comparison = compare(measured.old, run_of(report))
        report["comparison"] = comparison_to_dict(comparison, str(measured.against))
        yield ""
        yield from comparison_lines(comparison, str(measured.against))


def _say(lines: Iterable[str], report: dict[str, Any], outputs: Outputs) -> None:
    if outputs.as_json:
        write_json(report)
    else:
        show(Line([(line, "")]) for line in lines)


def _write(option: str, path: Path, text: str) -> None:
    try:
        # Half a character, which JSON can hold and UTF-8 cannot, is written as an escape.
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}; expected a file that can be written; "
            f"change {option}"
        ) from error
