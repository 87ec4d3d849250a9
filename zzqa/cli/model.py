"""``zzqa model``: the bundled encoder as a file that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zzqa.cli.examples import epilog
from zzqa.cli.screen import note

app = typer.Typer(rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def model_command(context: typer.Context) -> None:
    """Take the bundled encoder out of the package."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


@app.command("export", epilog=epilog("model export"))
def export_command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new or empty folder for the model.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Write over the files of a folder that is not empty.")
    ] = False,
) -> None:
    """Write the bundled encoder as a sentence-transformers folder (fp32), to be fine-tuned."""
    from zzqa.encode.export import export_encoder

    export_encoder(folder, overwrite=force)
    note(f"{folder}: written; index with it: zzqa index PATH... --encoder {folder}")
