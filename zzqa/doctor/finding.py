"""What an examination finds: what was seen, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from zzqa.errors import ZzqaError

State = Literal["ok", "optional", "problem"]

REINSTALL = "pip install --force-reinstall zzqa"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at (``part`` and ``name``), what was seen, and what to do about it.

    ``optional`` is a state that only some commands mind.
    """

    part: str
    name: str
    state: State
    seen: str
    remedy: str = ""


def guarded(part: str, name: str, look: Callable[[], str], remedy: str = REINSTALL) -> Finding:
    """Return what ``look`` saw; where it raises, that is a problem."""
    try:
        return Finding(part, name, "ok", look())
    except ZzqaError as error:
        return broken(part, name, error)
    except Exception as error:  # whatever is broken here is what was looked for
        return unexpected(part, name, error, remedy)


def broken(part: str, name: str, error: ZzqaError) -> Finding:
    """Return an error as a finding: its last clause is what to do."""
    seen, _, remedy = str(error).rpartition("; ")
    return Finding(part, name, "problem", seen or remedy, remedy if seen else "")


def unexpected(part: str, name: str, error: Exception, remedy: str = REINSTALL) -> Finding:
    """Return an error that no part of zzqa raises by itself as a finding."""
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return Finding(part, name, "problem", what, remedy)
