"""Options that belong to no command may stand anywhere: they are brought before it."""

from __future__ import annotations

from collections.abc import Sequence

_SWITCHES = ("-q", "--quiet", "-v", "-vv", "--verbose")
_CONFIG = "--config"


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
