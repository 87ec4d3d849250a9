"""Reading a JSON file that a user names, and saying what is wrong with it in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zzqa.errors import UsageError


def fault(place: object, seen: str, expected: str) -> UsageError:
    """Return the error for a file that does not hold what it should, at ``place`` in it."""
    return UsageError(f"{place}: {seen}; expected {expected}; correct the file")


def read_text(path: Path, expected: str) -> str:
    """Return a file's text; UsageError for one that cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: {reason}; expected {expected}; check the path") from error


def read_json(path: Path, expected: str) -> Any:
    """Return the value of a JSON file; UsageError for one that cannot be read or is not JSON."""
    try:
        return json.loads(read_text(path, expected))
    except (ValueError, RecursionError) as error:
        raise fault(path, f"not JSON ({error})", expected) from error
