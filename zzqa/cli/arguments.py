"""What is read from the command line before typer reads it."""

from __future__ import annotations

from collections.abc import Sequence

from zzqa.errors import UsageError

_SWITCHES = ("-q", "--quiet", "-v", "-vv", "--verbose")
_CONFIG = "--config"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
"""Those that typer writes scripts for."""


def bring_forward(args: Sequence[str]) -> list[str]:
    """Return the arguments with the options of every command, if before ``--``, at the front."""
    end = list(args).index("--") if "--" in args else len(args)
    front, rest, at = [], [], 0
    while at < end:
        if args[at] in _SWITCHES or args[at].startswith(f"{_CONFIG}="):
            front.append(args[at])
        elif args[at] == _CONFIG and at + 1 < end:
            front += args[at : at + 2]
            at += 1
        else:
            rest.append(args[at])
        at += 1
    return [*front, *rest, *args[end:]]


def completion_asked(args: Sequence[str]) -> str | None:
    """Return the shell that ``--show-completion SHELL`` names; None for anything else.

    By itself the option is typer's, which looks for the shell that it was started from. Raises
    UsageError for a shell that there is no completion for.
    """
    if len(args) != 2 or args[0] != "--show-completion":
        return None
    if args[1] not in SHELLS:
        raise UsageError(
            f"no completion for the shell {args[1]!r}; expected one of {', '.join(SHELLS)}; "
            "name one"
        )
    return args[1]
