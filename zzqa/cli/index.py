"""``zzqa index``: build or update the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from zzqa.cli.options import DEFAULT_INDEX, IndexOption, JsonOption
from zzqa.cli.progress import stage_bars
from zzqa.cli.screen import Line, note, show, write_json
from zzqa.errors import UsageError
from zzqa.records import BuildReport
from zzqa.serialise import build_to_dict

_STAGES = {"read": "reading", "encode": "encoding", "write": "writing"}


def index_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files and folders of documents.")
    ],
    index: IndexOption = DEFAULT_INDEX,
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder",
            metavar="NAME",
            help="A sentence-transformers model or its folder, instead of the bundled encoder.",
        ),
    ] = None,  # fmt: skip
    if_stale: Annotated[
        bool, typer.Option("--if-stale", help="Build only when the index is missing or stale.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail when a file has to be skipped.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build or update the index from files and folders."""
    from zzqa.build import build_index, staleness

    if if_stale:
        from zzqa.encode import default_encoder

        reason = staleness(index, paths, encoder or default_encoder())
        if reason is None:
            note(f"{index}: up to date")
            return
        note(f"{index}: {reason}")
    with stage_bars(_STAGES) as progress:
        report = build_index(paths, index, encoder=encoder, progress=progress, strict=strict)
    if as_json:
        write_json(build_to_dict(report))
    else:
        show(summary_lines(report))
    if strict and report.skipped:
        raise UsageError(
            f"{len(report.skipped)} files were skipped; expected none with --strict; "
            "mend or remove them"
        )


def summary_lines(report: BuildReport) -> Iterator[Line]:
    """Yield what a build did: documents, passages, dates found, files skipped and why."""
    yield Line(
        [
            (f"{report.documents} documents, {report.passages} passages", "head"),
            (
                f", {report.dated} documents with a date, {report.encoded} passages newly encoded",
                "",
            ),
        ]
    )
    yield Line([(f"{report.index}: generation {report.generation}, {report.seconds:.1f} s", "")])
    for skipped in report.skipped:
        yield Line([("skipped ", "silence"), (f"{skipped.source}: {skipped.reason}", "")])
