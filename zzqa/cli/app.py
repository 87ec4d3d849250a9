"""The typer application: every command's name, order and help."""

from __future__ import annotations

from typing import Annotated

import typer

from zzqa.cli import ask, batch, eval, index, info, model, search, show, verify  # noqa: A004

app = typer.Typer(
    name="zzqa",
    help="Semantic search and question answering over Chinese documents, with verbatim quotes.",
    epilog="Exit codes: 0 done, 2 wrong usage or input, 3 index missing or damaged, "
    "4 evaluation gate failed, 5 indexed but for some files, 1 anything else.",
    # Plain help: rich would cost every start what only a terminal needs.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("zzqa")
        except PackageNotFoundError:  # run from a source folder without installing
            number = "(not installed)"
        typer.echo(f"zzqa {number}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def common(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error (also ZZQA_DEBUG=1).")
    ] = False,
) -> None:
    """Semantic search and question answering over Chinese documents, with verbatim quotes."""
    # Both options have done their work by now: --debug is read by main(), before typer.
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


app.command("index")(index.index_command)
app.command("ask")(ask.ask_command)
app.command("search")(search.search_command)
app.command("batch")(batch.batch_command)
app.command("eval")(eval.eval_command)
app.command("show")(show.show_command)
app.command("info")(info.info_command)
app.command("verify")(verify.verify_command)
app.add_typer(model.app, name="model")
