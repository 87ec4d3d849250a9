"""The typer application: every command's name, order and help."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from zzqa.cli import ask, batch, doctor, eval, index, info, model, search, show, verify  # noqa: A004
from zzqa.cli.examples import epilog
from zzqa.cli.logs import set_up_logging
from zzqa.cli.screen import keep_quiet
from zzqa.settings import FILE, FILE_VARIABLE, find_file, read_file
from zzqa.version import NOT_INSTALLED, zzqa_version

app = typer.Typer(
    name="zzqa",
    help="Semantic search and question answering over Chinese documents, with verbatim quotes.",
    epilog=f"{epilog('')}\n\n"
    "Settings: command line > environment (ZZQA_...) > zzqa.toml > default.\n\n"
    "Exit codes: 0 done, 2 wrong usage or input, 3 index missing or damaged, "
    "4 evaluation gate failed, 5 indexed but for some files, 1 anything else.",
    # Plain help: rich would cost every start what only a terminal needs.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)


def _version(asked: bool) -> None:
    if asked:
        number = zzqa_version()
        if number == NOT_INSTALLED:
            number = "(not installed)"
        typer.echo(f"zzqa {number}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def common(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", envvar=FILE_VARIABLE, metavar="FILE",
            help=f"File of settings (default: {FILE} in the working folder, if there).",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No notes and no progress; errors stay.")
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, show_default=False,
            help="Log what is done to standard error; twice: in detail.",
        ),
    ] = 0,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error (also ZZQA_DEBUG=1).")
    ] = False,
) -> None:  # fmt: skip
    """Semantic search and question answering over Chinese documents, with verbatim quotes."""
    # --debug has done its work by now: it is read by main(), before typer.
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)
    keep_quiet(quiet)
    if verbose:
        set_up_logging(logging.INFO if verbose == 1 else logging.DEBUG)
    if context.invoked_subcommand == "doctor":
        return  # it looks for itself, and tells what is wrong with them
    path = find_file(config)
    values = read_file(path) if path else {}
    # Each command takes from these what it has an option for; the context of show is one of lines.
    others = {name: value for name, value in values.items() if name != "context"}
    context.default_map = dict.fromkeys(_COMMANDS, values) | {"show": others}


_COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "index": (index.index_command, "Build or update the index from files and folders."),
    "ask": (ask.ask_command, "Answer a question with quotes, or open the prompt."),
    "search": (search.search_command, "Show the best passages, without an answer."),
    "batch": (batch.batch_command, "Answer a file of questions; goes on where it stopped."),
    "eval": (eval.eval_command, "Measure against labelled questions; a check for CI."),
    "show": (show.show_command, "Show the source text around a citation."),
    "info": (info.info_command, "Show what is in the index, and its state."),
    "verify": (verify.verify_command, "Check the index, and the quotes of a batch output."),
    "doctor": (doctor.doctor_command, "Look whether everything works here."),
}
"""What each name runs, and what it does in as few words as fit a line of the list of commands."""
for _name, (_command, _short) in _COMMANDS.items():
    app.command(_name, epilog=epilog(_name), short_help=_short)(_command)
app.add_typer(model.app, name="model", epilog=epilog("model"))
