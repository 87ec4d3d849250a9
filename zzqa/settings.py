"""Settings: what a person says once for all commands, in ``zzqa.toml`` or the environment.

Command line before environment before file before default, for each setting by itself.
"""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zzqa.config import INDEX_FOLDER, MAX_CONTEXT, MAX_TOP_K, MAX_WORKERS, SearchConfig
from zzqa.errors import UsageError

FILE = "zzqa.toml"
"""The file that is read in the working folder when no other is named."""
FILE_VARIABLE = "ZZQA_CONFIG"

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_TRUE, _FALSE = ("1", "true", "t", "yes", "y", "on"), ("0", "false", "f", "no", "n", "off")
"""What the command line's library takes for a switch in an environment variable."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its key in the file, which values it takes, and what holds without it.

    ``read`` returns a value as the option of the same name takes it, given one from TOML or a
    text, and raises ValueError or TypeError for any other than ``expected`` says. Where ``near``,
    the value is a path that a file may give as seen from its own folder.
    """

    key: str
    expected: str
    default: str
    read: Callable[[Any], object]
    near: Callable[[Path, str], str] | None = None

    @property
    def name(self) -> str:
        """The parameter's name in Python."""
        return self.key.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return f"ZZQA_{self.name.upper()}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A setting in force: its value as text, and where it comes from.

    ``source`` is ``command line``, the name of a variable, ``file`` or ``default``.
    """

    key: str
    value: str
    source: str


def read_day(text: str, *, last: bool) -> date:
    """Return the first (or last) day of a year, month or day; ValueError for anything else."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no date")
    year, month, day = (int(part) if part else None for part in found.groups())
    year, month = year or 0, month or (12 if last else 1)
    return date(year, month, day or (monthrange(year, month)[1] if last else 1))


def find_file(given: Path | None, environ: Mapping[str, str] | None = None) -> Path | None:
    """Return the settings file: the one given, or named by ZZQA_CONFIG, or ./zzqa.toml if any.

    Raises UsageError where one is named and is not there.
    """
    environ = os.environ if environ is None else environ
    named = given or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    if named is None:
        return Path(FILE) if _is_there(Path(FILE)) else None
    if not _is_there(named):
        raise UsageError(
            f"{named}: no such file; expected the settings that --config or {FILE_VARIABLE} names; "
            "correct it"
        )
    return named


def read_file(path: Path) -> dict[str, object]:
    """Return the settings of a file by their names in Python; relative paths start at the file.

    Raises UsageError that names file, key and what was expected of it.
    """
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        seen = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            f"{path} cannot be read as settings ({seen}); expected TOML, a line such as "
            "top-k = 3 for each; mend it, or name another with --config"
        ) from error
    values = {}
    for key, value in table.items():
        setting = _setting(path, key)
        values[setting.name] = _checked(setting, value, f"{path}: {key} = {_told(value)}")
        if setting.near:
            values[setting.name] = setting.near(path.parent, str(value))
    return values


def choose(
    setting: Setting,
    given: Mapping[str, object],
    in_file: Mapping[str, object],
    environ: Mapping[str, str] | None = None,
) -> Chosen:
    """Return a setting's value and where it comes from.

    ``given`` are values from the command line and ``in_file`` those of the settings file, by name.
    Raises UsageError for a value that the environment should not have.
    """
    environ = os.environ if environ is None else environ
    if given.get(setting.name) is not None:
        return Chosen(setting.key, _told(given[setting.name]), "command line")
    if text := environ.get(setting.variable):
        value = _checked(setting, text, f"{setting.variable}={text}")
        return Chosen(setting.key, _told(value), setting.variable)
    if setting.name in in_file:
        return Chosen(setting.key, _told(in_file[setting.name]), "file")
    return Chosen(setting.key, setting.default, "default")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder on the way may not be entered
        return False


def _setting(path: Path, key: str) -> Setting:
    keys = {setting.key: setting for setting in SETTINGS}
    if key in keys:
        return keys[key]
    import difflib

    near = difflib.get_close_matches(key.lower().replace("_", "-"), keys, n=1)
    nearest = f"the nearest key is {near[0]}" if near else "remove it"
    raise UsageError(f"{path}: unknown key {key!r}; expected one of {', '.join(keys)}; {nearest}")


def _checked(setting: Setting, value: object, seen: str) -> object:
    try:
        return setting.read(value)
    except (TypeError, ValueError):
        raise UsageError(f"{seen}; expected {setting.expected}; correct it") from None


def _told(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


# ── Values ───────────────────────────────────────────────────────────────────────────────


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value


def _between(least: int, most: int) -> Callable[[Any], int]:
    """Return what reads a whole number from ``least`` to ``most``."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise TypeError
        if not least <= int(value) <= most:
            raise ValueError
        return int(value)

    return read


def _probability(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    if not 0 <= float(value) <= 1:  # nan is neither
        raise ValueError
    return float(value)


def _day(value: Any) -> str:
    text = value.isoformat() if type(value) is date else _text(value)
    read_day(text, last=True)
    return text


def _switch(value: Any) -> bool:
    if isinstance(value, str) and value.strip().lower() in (*_TRUE, *_FALSE):
        return value.strip().lower() in _TRUE
    if not isinstance(value, bool):
        raise TypeError
    return value


def _near_path(folder: Path, value: str) -> str:
    return str(folder / Path(value).expanduser())


def _near_model(folder: Path, value: str) -> str:
    """Return the folder of a model where there is one; what else is given is a name."""
    return _near_path(folder, value) if (folder / Path(value).expanduser()).is_dir() else value


SETTINGS = (
    Setting("index", "a folder, in quotation marks", INDEX_FOLDER, _text, _near_path),
    Setting(
        "top-k", f"a whole number from 1 to {MAX_TOP_K}", "5; 10 for zzqa search",
        _between(1, MAX_TOP_K),
    ),
    Setting(
        "min-confidence", "a number from 0 to 1", str(SearchConfig().min_confidence), _probability
    ),
    Setting(
        "encoder", "the name or folder of a model, in quotation marks",
        "the index's, or the bundled one", _text, _near_model,
    ),
    Setting(
        "reranker", "the name or folder of a model, in quotation marks", "none", _text, _near_model
    ),
    Setting("today", "a date as 2024, 2024-06 or 2024-06-30", "the present day", _day),
    Setting(
        "context", f"a whole number from 0 to {MAX_CONTEXT}", "0", _between(0, MAX_CONTEXT)
    ),
    Setting(
        "workers", f"a whole number from 1 to {MAX_WORKERS}", "one for 100 questions",
        _between(1, MAX_WORKERS),
    ),
    Setting("plain", "true or false", "false", _switch),
)  # fmt: skip
"""All settings. Each is an option of the same name too, for the commands that it concerns."""
