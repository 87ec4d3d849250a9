"""``zzqa index``: build or update the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from zzqa.cli.options import DEFAULT_INDEX, IndexOption, JsonOption
from zzqa.cli.progress import stage_bars
from zzqa.cli.screen import Line, counted, note, show, write_json
from zzqa.cli.skipped import skipped_lines
from zzqa.records import BuildReport
from zzqa.serialise import build_to_dict

SKIPPED = 5
"""Exit code of a build that did all it could, and could not read everything."""
_STAGES = {"read": "reading", "encode": "encoding", "write": "writing"}

_EncoderOption = Annotated[
    str | None,
    typer.Option(
        "--encoder", envvar="ZZQA_ENCODER", metavar="NAME",
        help="A sentence-transformers model or its folder, instead of the bundled encoder.",
    ),
]  # fmt: skip
_EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME",
        help="The encoding of text and HTML files, instead of the one that fits (gb18030).",
    ),
]  # fmt: skip


def index_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Files and folders of documents.")
    ],
    index: IndexOption = DEFAULT_INDEX,
    encoder: _EncoderOption = None,
    encoding: _EncodingOption = None,
    if_stale: Annotated[
        bool, typer.Option("--if-stale", help="Build only when the index is missing or stale.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing when a file cannot be read.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build or update the index from files and folders.

    Exits with 5 when the index was written but a file in it could not be read.
    """
    from zzqa.ingest.encodings import check_encoding

    check_encoding(encoding)
    from zzqa.build import build_index, staleness

    if if_stale:
        from zzqa.encode import default_encoder

        reason = staleness(index, paths, encoder or default_encoder(), encoding)
        if reason is None:
            note(f"{index}: up to date")
            return
        note(f"{index}: {reason}")
    try:
        with stage_bars(_STAGES) as progress:
            report = build_index(
                paths, index, encoder=encoder, encoding=encoding, progress=progress, strict=strict
            )
    except KeyboardInterrupt:
        note(f"interrupted; {index} is as it was")
        raise
    if as_json:
        write_json(build_to_dict(report))
    else:
        show(summary_lines(report))
    if any(skipped.failed for skipped in report.skipped):
        raise typer.Exit(SKIPPED)


_GONE = 5
"""Documents named that left the index: a folder given by mistake loses all of them at once."""


def _removed(sources: Sequence[str]) -> str:
    """Return which documents left the index, the first of them by name."""
    more = len(sources) - _GONE
    told = [*sources[:_GONE], f"and {more} more"] if more > 0 else sources
    return f"{counted(len(sources), 'document')} not there any more: {', '.join(told)}"


def summary_lines(report: BuildReport) -> Iterator[Line]:
    """Yield what a build did: documents, passages, dates found, files gone, skipped and why."""
    yield Line(
        [
            (
                f"{counted(report.documents, 'document')}, {counted(report.passages, 'passage')}",
                "head",
            ),
            (
                f", {report.dated} with a date; {counted(report.read, 'document')} read, "
                f"{counted(report.encoded, 'text')} encoded anew",
                "",
            ),
        ]
    )
    told = "nothing has changed since generation" if report.unchanged else "generation"
    yield Line([(f"{report.index}: {told} {report.generation}, {report.seconds:.1f} s", "")])
    if report.removed:
        yield Line([("gone ", "silence"), (_removed(report.removed), "")])
    for part in report.incomplete:
        yield Line([("in part ", "silence"), (f"{part.source}: {part.reason}", "")])
    yield from skipped_lines(report.skipped)
