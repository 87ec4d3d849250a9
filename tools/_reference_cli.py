"""The reference page of the command line, from the typer application and the errors."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from typer.models import ArgumentInfo, OptionInfo, ParameterInfo

import zzqa
from zzqa import errors
from zzqa.cli.app import app, common
from zzqa.cli.prompt_commands import COMMANDS
from zzqa.settings import FILE, SETTINGS

ENVIRONMENT = {
    "ZZQA_CONFIG": "The file of settings where `--config` is not given.",
    "ZZQA_DEBUG": "`1` shows the traceback of an error, as `--debug` does.",
    "NO_COLOR": "Set to anything: no colours, on a terminal too.",
    "ORT_DISABLE_TELEMETRY": "Set to `1` by zzqa, so that onnxruntime reports nothing to its "
    "maker; what you set yourself stays.",
    "TERM": "`dumb` or `unknown`: words alone, as with `--plain`.",
    "SENTENCE_TRANSFORMERS_HOME": "Where models named by `--encoder` and `--reranker` are looked "
    "for, beside the cache of huggingface_hub.",
} | {setting.variable: f"The setting [`{setting.key}`](#settings)." for setting in SETTINGS}
"""What each variable does; :func:`variables` finds those that the package reads."""

_READ = re.compile(r"(?:environ(?:\.get\(|\[)|getenv\()\s*[\"'](\w+)[\"']|\b(ZZQA_[A-Z_]+)\b")

_EXIT = {
    0: "Done. A question without an answer is a result, not a failure.",
    1: "An unexpected failure, or an optional library that is not installed.",
    5: "`zzqa index` wrote the index, but a file could not be read (`--strict` writes nothing).",
    130: "Interrupted by Ctrl-C.",
}


def cli_page() -> str:
    """Return `docs/reference/cli.md`."""
    lines = [
        "# Command line",
        "",
        "Standard output is data, standard error is for people. Options may stand before or after "
        "the question; `--` ends them.",
        "",
    ]
    commands = list(_commands(app, "zzqa"))
    lines += [f"- [`{name}`](#{name.replace(' ', '-')})" for name, _ in commands]
    lines += ["- [For all commands](#for-all-commands)", "- [The prompt](#the-prompt)"]
    lines += ["- [Settings](#settings)"]
    lines += ["- [Exit codes](#exit-codes)", "- [Environment variables](#environment-variables)"]
    for name, function in commands:
        lines += ["", f"## {name}", "", *_command(name, function)]
    lines += ["", "## For all commands", "", *list(_command("zzqa", common))[6:]]
    lines += ["", "`zzqa COMMAND --help` has examples.", "", "## The prompt", "", *_prompt()]
    lines += ["", "## Settings", "", *_settings()]
    lines += ["", "## Exit codes", "", *_exit_codes()]
    lines += ["", "## Environment variables", "", "| variable | does |", "|---|---|"]
    lines += [f"| `{name}` | {ENVIRONMENT[name]} |" for name in sorted(variables())]
    return "\n".join(lines) + "\n"


def variables() -> set[str]:
    """Return the environment variables that the package reads; KeyError for one not described."""
    # rich reads the first, onnxruntime the second; settings are read by name.
    found = {"NO_COLOR", "ORT_DISABLE_TELEMETRY", *(setting.variable for setting in SETTINGS)}
    for file in sorted(Path(zzqa.__file__).parent.rglob("*.py")):
        for one, other in _READ.findall(file.read_text(encoding="utf-8")):
            found.add(one or other)
    if missing := found - set(ENVIRONMENT):
        raise KeyError(f"{sorted(missing)} not described in tools/_reference_cli.py")
    return found


def _commands(group: Any, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for command in group.registered_commands:
        given = command.name or command.callback.__name__.replace("_", "-")
        yield f"{name} {given}", command.callback
    for inner in group.registered_groups:
        yield from _commands(inner.typer_instance, f"{name} {inner.name}")


def _command(name: str, function: Callable[..., Any]) -> Iterator[str]:
    hints = typing.get_type_hints(function, include_extras=True)
    arguments, options, words = [], [], []
    for parameter in inspect.signature(function).parameters.values():
        kind, info = _info(hints[parameter.name])
        if info is None or getattr(info, "hidden", False):
            continue
        required = parameter.default in (inspect.Parameter.empty, ...)
        if isinstance(info, ArgumentInfo):
            shown = _shown(info.metavar or parameter.name.upper(), kind, required=required)
            words.append(shown)
            arguments.append(f"| `{shown}` | {_told(info)} |")
        elif isinstance(info, OptionInfo):
            default = "required" if required else _default(parameter.default)
            default = "" if info.count else default
            call = _call(parameter.name, kind, info)
            options.append(f"| {call} | {_told(info)} | {default} |")
    yield "```text"
    yield " ".join([name, *words, "[OPTIONS]"])
    yield "```"
    yield ""
    yield inspect.cleandoc(function.__doc__ or "")
    if arguments:
        yield from ("", "| argument | is |", "|---|---|", *arguments)
    if options:
        yield from ("", "| option | does | default |", "|---|---|---|", *options)


def _shown(name: str, kind: Any, *, required: bool) -> str:
    """Return an argument as a call has it: PATH..., [QUESTION]."""
    kinds = (kind, *typing.get_args(kind))
    several = "..." if any(typing.get_origin(one) is list for one in kinds) else ""
    return f"{name}{several}" if required else f"[{name}{several}]"


def _info(hint: Any) -> tuple[Any, ParameterInfo | None]:
    parts = typing.get_args(hint)
    infos = [part for part in getattr(hint, "__metadata__", ()) if isinstance(part, ParameterInfo)]
    return (parts[0], infos[0]) if infos else (hint, None)


def _call(name: str, kind: Any, info: OptionInfo) -> str:
    # Within Annotated, typer keeps the first name that an option is given as its default.
    names = [one for one in (info.default, *(info.param_decls or ())) if isinstance(one, str)]
    names = sorted(names, key=len) or [f"--{name.replace('_', '-')}"]
    kinds = [part for part in (typing.get_args(kind) or (kind,)) if part is not type(None)]
    first = kinds[0] if typing.get_origin(kind) is not list else typing.get_args(kind)[0]
    if kind is bool or info.count:
        return ", ".join(f"`{one}`" for name in names for one in name.split("/"))
    if inspect.isclass(first) and issubclass(first, Enum):
        value = "\\|".join(str(one.value) for one in first)
    else:
        value = info.metavar or (
            "FILE" if first is Path else getattr(first, "__name__", "").upper()
        )
    return ", ".join(f"`{one} {value}`" for one in names)


def _told(info: ParameterInfo) -> str:
    text = " ".join((info.help or "").split()).replace("|", "\\|")
    bounds = [f"at least {info.min}" if info.min is not None else ""]
    bounds.append(f"at most {info.max}" if info.max is not None else "")
    variable = f"`{info.envvar}`" if info.envvar else ""
    notes = [", ".join(one for one in bounds if one), f"variable {variable}" if variable else ""]
    return " ".join([text, *(f"({one})" for one in notes if one)])


def _default(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _prompt() -> Iterator[str]:
    yield (
        "`zzqa ask` without a question, on a terminal, takes questions and these commands "
        "([guide](../guides/the-prompt.md))."
    )
    yield from ("", "| command | does |", "|---|---|")
    for one in COMMANDS:
        call = f"{one.name} {one.takes}".strip().replace("|", "\\|")
        yield f"| `{call}` | {one.does} |"


def _settings() -> Iterator[str]:
    yield (
        "Each is an option of the commands that it concerns. The command line goes before the "
        f"environment, that before the file `{FILE}` in the working folder (or `--config FILE`), "
        "that before the default. Paths in the file are seen from its folder."
    )
    yield from ("", "| key in the file | variable | takes | default |", "|---|---|---|---|")
    for one in SETTINGS:
        yield f"| `{one.key}` | `{one.variable}` | {one.expected} | {one.default} |"


def _exit_codes() -> Iterator[str]:
    found = [
        one
        for one in vars(errors).values()
        if inspect.isclass(one) and issubclass(one, errors.ZzqaError) and "exit_code" in vars(one)
    ]
    codes = _EXIT | {one.exit_code: f"{one.__doc__}" for one in found if one.exit_code != 1}
    yield "| code | means |"
    yield "|---|---|"
    yield from (f"| {code} | {codes[code]} |" for code in sorted(codes))
    yield ""
    yield (
        "An error is one line on standard error: what was seen; what was expected; what to do. "
        "The classes behind the codes are in [python.md](python.md#errors)."
    )
