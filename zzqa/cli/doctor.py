"""``zzqa doctor``: can zzqa work here, and if not, what to do."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from zzqa.cli.options import (
    DEFAULT_INDEX,
    EncoderOption,
    IndexOption,
    JsonOption,
    RerankerOption,
)
from zzqa.cli.screen import Line, counted, is_dumb, on_terminal, show, write_json
from zzqa.errors import UsageError
from zzqa.settings import SETTINGS, Chosen, choose, find_file, read_file

if TYPE_CHECKING:
    from zzqa.doctor import Finding

_HEADS = {
    "settings": "Settings", "programs": "Programs", "models": "Models and dictionaries",
    "index": "Index", "user": "This user and terminal",
}  # fmt: skip
_MARKS = {"ok": ("ok  ", "answer"), "optional": ("--  ", "faint"), "problem": ("!!  ", "mark")}


def doctor_command(
    context: typer.Context,
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look whether zzqa can work here: what is installed, the model, the index, the settings.

    Exits with 1 when something is wrong; each problem comes with what to do about it.
    """
    # Looking downloads nothing: a model that is only on a hub is told as one that is not here. The
    # hub's library reads this when it is imported, which nothing has done yet.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from zzqa.doctor import examine

    options: dict[str, object] = {"index": index, "encoder": encoder, "reranker": reranker}
    given = {name: value for name, value in options.items() if _is_typed(context, name)}
    chosen, findings = _settings(context, given)
    values = {one.key: one.value for one in chosen if one.source != "default"}
    place = Path(values.get("index", str(DEFAULT_INDEX)))
    findings += examine(place, values.get("encoder"), values.get("reranker"))
    findings += _surroundings()
    well = not any(one.state == "problem" for one in findings)
    if as_json:
        write_json(
            {
                "schema": "zzqa.doctor/1",
                "well": well,
                "findings": [asdict(one) for one in findings],
                "settings": [asdict(one) for one in chosen],
            }
        )
    else:
        show(_lines(chosen, findings))
    if not well:
        raise typer.Exit(1)


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _settings(
    context: typer.Context, given: dict[str, object]
) -> tuple[list[Chosen], list[Finding]]:
    """Return the settings in force, and what is wrong with those that are not."""
    from zzqa.doctor import Finding

    findings, values, chosen = [], {}, []

    def problem(name: str, error: UsageError) -> None:
        seen, _, remedy = str(error).rpartition("; ")
        findings.append(Finding("settings", name, "problem", seen, remedy))

    try:
        path = find_file((context.find_root().params or {}).get("config"))
        values = read_file(path) if path else {}
        findings.append(Finding("settings", "file", "ok", str(path or "none")))
    except UsageError as error:
        problem("file", error)
    for setting in SETTINGS:
        try:
            chosen.append(choose(setting, given, values))
        except UsageError as error:
            problem(setting.key, error)
    return chosen, findings


def _surroundings() -> Iterator[Finding]:
    """Yield what depends on the person and the terminal."""
    from zzqa.doctor import guarded

    yield guarded("user", "history", _history)
    for name, stream in (("input", sys.stdin), ("output", sys.stdout), ("errors", sys.stderr)):
        yield guarded("user", name, functools.partial(_stream, stream))
    yield guarded("user", "colours", _colours)


def _stream(stream: TextIO | None) -> str:
    if stream is None:
        return "closed"
    return f"{'a terminal' if on_terminal(stream) else 'no terminal'}, {stream.encoding}"


def _history() -> str:
    from zzqa.cli.prompt_editor import history_file

    file = history_file()
    there = next(place for place in (file, *file.parents) if place.exists())
    kept = "" if os.access(there, os.W_OK) else ", which cannot be written: kept for a session only"
    return f"questions of the prompt are kept in {file}{kept}"


def _colours() -> str:
    from zzqa.cli.screen import new_console

    if os.environ.get("NO_COLOR"):
        return "none: NO_COLOR is set"
    if is_dumb():
        return f"none: TERM is {os.environ['TERM']}"
    if not on_terminal(sys.stdout):
        return "none: standard output is no terminal"
    console = new_console()
    return f"{console.color_system or 'none'}, {console.width} columns"


def _lines(chosen: Iterable[Chosen], findings: Iterable[Finding]) -> Iterator[Line]:
    """Yield the report: a section a part, with the settings in theirs, and the sum of it."""
    findings = list(findings)
    for part, head in _HEADS.items():
        yield Line([(head, "head")])
        yield from (_finding(one) for one in findings if one.part == part)
        if part == "settings":
            yield from map(_setting, chosen)
        yield Line([])
    problems = [one for one in findings if one.state == "problem"]
    for one in problems:
        yield Line([(f"{one.part}, {one.name}: ", "mark"), (one.remedy, "")])
    count = counted(len(problems), "problem")
    yield Line([(count if problems else "All is well.", "head")])


def _setting(one: Chosen) -> Line:
    return Line([(f"    {one.key} = {one.value}", ""), (f"  ({one.source})", "faint")])


def _finding(one: Finding) -> Line:
    return Line([_MARKS[one.state], (f"{one.name}: ", "place"), (one.seen, "")], hang=4)
