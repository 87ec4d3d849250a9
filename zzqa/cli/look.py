"""How this terminal, this pipe or this reader wants to see answers."""

from __future__ import annotations

import functools
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from zzqa.cli.labels import LabelLang
from zzqa.cli.render import Look
from zzqa.cli.screen import is_dumb, on_terminal
from zzqa.config import Filters

if TYPE_CHECKING:
    from zzqa.engine import Engine

PlainOption = Annotated[
    bool,
    typer.Option(
        "--plain",
        envvar="ZZQA_PLAIN",
        help="Words alone, on a terminal too: no colours, bars, tables or links (screen readers).",
    ),
]


def make_look(
    engine: Engine, *, plain: bool, filters: Filters | None = None, labels: LabelLang = "en"
) -> Look:
    """Return the look of answers from ``engine`` on standard output."""
    given = filters or Filters()
    if plain or is_dumb() or not on_terminal(sys.stdout):
        return Look(labels=labels, filters=given)
    from zzqa.cli.screen import new_console, text_columns

    return Look(
        plain=False,
        width=text_columns(new_console()),
        labels=labels,
        link=file_link(engine.path),
        filters=given,
    )


def file_link(path: Callable[[str], Path | None]) -> Callable[[str], str]:
    """Return what gives the address of a source's file, empty where there is none.

    With the name of the machine, as ``ls --hyperlink`` has it: a terminal that shows another
    machine's output then does not look for the file on its own disk.
    """

    @functools.cache
    def link(source: str) -> str:
        file = path(source)
        if file is None:
            return ""
        if os.name == "nt":
            return file.as_uri()
        return f"file://{quote(socket.gethostname())}{quote(os.fsencode(file))}"

    return link
