"""The prompt of ``zzqa ask`` on a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable

from zzqa.cli.screen import note, on_terminal
from zzqa.errors import IndexStateError, ZzqaError

PROMPT = "zzqa> "
_HELP = (
    "Type a question in Chinese or English and press Enter.",
    "/help: this text. /quit or Ctrl-D: leave. Ctrl-C: cancel the question.",
)
_LEAVE = ("/quit", "/exit", "/q")


def run_prompt(answer: Callable[[str], None]) -> None:
    """Read questions from the terminal and have each answered, until ``/quit`` or Ctrl-D.

    Ctrl-C drops the line being typed or the question being answered. An error of a question is
    told and the prompt goes on; an index that cannot serve ends it.
    """
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives input() editing and history of this session
    note("Ask about the indexed documents; /help tells more, Ctrl-D leaves.")
    while True:
        try:
            line = _read_line().strip()
            if line in _LEAVE:
                return
            _obey(line, answer)
        except EOFError:
            sys.stderr.write("\n")
            return
        except KeyboardInterrupt:
            sys.stderr.write("\n")


def _read_line() -> str:
    # Where the answers go into a file, the prompt must not go there with them.
    if on_terminal(sys.stdout):
        return input(PROMPT)
    sys.stderr.write(PROMPT)
    sys.stderr.flush()
    return input()


def _obey(line: str, answer: Callable[[str], None]) -> None:
    """Answer a question or follow a command; an empty line is nothing."""
    if not line:
        return
    if line == "/help":
        for text in _HELP:
            note(text)
    elif line.startswith("/"):
        note(f"error: no command {line.split()[0]}; expected /help or /quit")
    else:
        try:
            answer(line)
        except IndexStateError:
            raise
        except ZzqaError as error:
            note(f"error: {error}")
