"""The command line: :func:`main` runs it and turns every error into one line and an exit code."""

from __future__ import annotations

import logging
import os
import re
import shlex
import sys
from collections.abc import Sequence

from zzqa.cli.arguments import bring_forward, completion_asked
from zzqa.cli.logs import set_up_logging
from zzqa.cli.screen import keep_quiet, note, single_line, speak_utf8
from zzqa.errors import ZzqaError
from zzqa.process import fewer_collections

__all__ = ["main"]

INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""
USAGE = 2
_COMPLETION = "_ZZQA_COMPLETE"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 for success (an abstention is one), 2 for wrong usage or input, 3 for an index that cannot
    serve, 4 for a gate that fails, 5 for an index without some of its files, 130 when
    interrupted, 1 for anything else. An error is one line on standard error; ``--debug``, or
    ``ZZQA_DEBUG=1``, shows the traceback before it.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    debug = _take_debug(args)
    keep_quiet(False)
    set_up_logging(logging.INFO if debug else None)
    speak_utf8()
    fewer_collections()
    try:
        if shell := completion_asked(args):
            return _show_completion(shell)
        code = _run(bring_forward(args))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _leave_quietly()
    except SystemExit as stop:  # typer and rich end so on a broken pipe
        return stop.code if isinstance(stop.code, int) else 1
    except Exception as error:
        if debug:
            logging.getLogger("zzqa").exception("failed")
        return _report(error)
    return code


def _run(args: list[str]) -> int:
    import typer
    from typer.main import get_command

    from zzqa.cli.app import app

    try:
        code = get_command(app).main(args, prog_name="zzqa", standalone_mode=False)
    except typer.Abort as abort:
        raise KeyboardInterrupt from abort
    return code if isinstance(code, int) else 0


def _show_completion(shell: str) -> int:
    """Write the completion script of a shell, which typer is asked for through the environment."""
    os.environ[_COMPLETION] = f"source_{shell}"
    try:
        return _run([])
    finally:
        del os.environ[_COMPLETION]


def _report(error: Exception) -> int:
    """Tell of an error in one line; return the exit code that it stands for."""
    if isinstance(error, ZzqaError):
        note(f"error: {error}", error=True)
        return error.exit_code
    # Wrong usage found by typer. Its exceptions are those of the package click or, since typer
    # brings its own, of a private module: they are known by what they can do.
    tell = getattr(error, "format_message", None)
    if tell is not None and hasattr(error, "exit_code"):
        command = getattr(getattr(error, "ctx", None), "command_path", "zzqa")
        said = single_line(tell()).rstrip(".")
        note(f"error: {said}; {_remedy(said, command)}", error=True)
        return USAGE
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    rest = "no such failure was expected; run again with --debug for the traceback"
    if isinstance(error, ImportError):
        rest = "expected the libraries that zzqa needs; run pip install --force-reinstall zzqa"
    note(f"error: {what}; {rest}", error=True)
    return 1


def _remedy(said: str, command: str) -> str:
    """Return what to do about wrong usage; a question in a command's place can be asked."""
    unknown = re.fullmatch(r"No such command (['\"])(.+)\1", said)
    if unknown and (not unknown[2].isascii() or " " in unknown[2].strip()):
        return f"to ask it, run {command} ask {shlex.quote(unknown[2])}"
    return f"see {command} --help"


def _take_debug(args: list[str]) -> bool:
    """Take ``--debug`` out of the arguments, wherever before ``--`` it stands."""
    options = args[: args.index("--")] if "--" in args else args
    if "--debug" in options:
        args.remove("--debug")
        return True
    return os.environ.get("ZZQA_DEBUG", "") not in ("", "0")


def _leave_quietly() -> int:
    """Give standard output a place to go when its reader has gone; the exit code is typer's."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - os.devnull is a name, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return 1
