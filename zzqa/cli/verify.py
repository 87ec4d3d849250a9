"""``zzqa verify``: checksums of the index, and quotes of a batch output."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from zzqa.cli.options import DEFAULT_INDEX, IndexOption, JsonOption, open_engine
from zzqa.cli.screen import Line, counted, show, write_json
from zzqa.errors import IndexDamagedError, UsageError


def verify_command(
    index: IndexOption = DEFAULT_INDEX,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="Also check the quotes of a batch output."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the index's checksums, and that every quote of a batch output is verbatim."""
    from zzqa.batch import check_quotes
    from zzqa.index import read_manifest, remedy, verify

    with contextlib.suppress(IndexDamagedError):
        read_manifest(index)  # of another version nothing can be checked: its error says all
    damage = verify(index)
    checked = None
    if answers is not None and not damage:
        with open_engine(index) as engine:
            checked = check_quotes(engine, answers)
    quotes = {"records": checked.records, "quotes": checked.quotes} if checked else None
    problems = [*damage, *(checked.problems if checked else ())]
    if as_json:
        write_json({"schema": "zzqa.verify/1", "answers": quotes, "problems": problems})
    else:
        lines = problems or [f"{index}: whole"]
        if checked and not problems:
            lines.append(
                f"{answers}: {counted(checked.quotes, 'quote')} "
                f"of {counted(checked.records, 'record')} verbatim"
            )
        show(Line([(line, "")]) for line in lines)
    if damage:
        raise IndexDamagedError(
            f"{index}: {counted(len(damage), 'problem')}; expected every file as it was written; "
            f"{remedy(index)}"
        )
    if checked and problems:
        raise UsageError(
            f"{answers}: {len(problems)} of {counted(checked.quotes, 'quote')} not verbatim; "
            "expected all to stand in this index's sources; give the answers made with it"
        )
