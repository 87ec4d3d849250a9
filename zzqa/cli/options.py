"""The options that commands share, and what their values mean."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zzqa.cli.screen import note
from zzqa.config import INDEX_FOLDER, MAX_CONTEXT, MAX_TOP_K, Filters, SearchConfig
from zzqa.errors import UsageError
from zzqa.process import one_product_thread
from zzqa.settings import read_day

if TYPE_CHECKING:
    from zzqa.engine import Engine

_LEAST = SearchConfig().min_confidence

IndexOption = Annotated[
    Path, typer.Option("--index", envvar="ZZQA_INDEX", metavar="DIR", help="Folder of the index.")
]
TopKOption = Annotated[
    int,
    typer.Option(
        "--top-k", envvar="ZZQA_TOP_K", min=1, max=MAX_TOP_K, metavar="N", help="Passages to show."
    ),
]
MinConfidenceOption = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", envvar="ZZQA_MIN_CONFIDENCE", min=0.0, max=1.0, metavar="P",
        help=f"Withhold an answer less probable than this (default: {_LEAST}).",
    ),
]  # fmt: skip
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
EncoderOption = Annotated[
    str | None,
    typer.Option(
        "--encoder", envvar="ZZQA_ENCODER", metavar="NAME",
        help="The model or folder the index must have been built with (default: the same again).",
    ),
]  # fmt: skip
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker", envvar="ZZQA_RERANKER", metavar="NAME",
        help="A cross-encoder, by name or folder, that orders the best passages anew.",
    ),
]  # fmt: skip
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="GLOB", help="Only sources of this name; may be repeated."),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="DATE",
        help="Only documents from this day, month or year on (2024, 2024-06, 2024-06-30).",
    ),
]  # fmt: skip
UntilOption = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="DATE", help="Only documents up to the end of this day, month or year."
    ),
]
TodayOption = Annotated[
    str | None,
    typer.Option(
        "--today", envvar="ZZQA_TODAY", metavar="DATE",
        help="What 今年 or 'last month' in a question counts from.",
    ),
]  # fmt: skip
ContextOption = Annotated[
    int,
    typer.Option(
        "--context", envvar="ZZQA_CONTEXT", min=0, max=MAX_CONTEXT, metavar="N",
        help="Sentences to show before and after each quote.",
    ),
]  # fmt: skip
DEFAULT_INDEX = Path(INDEX_FOLDER)


class Mode(StrEnum):
    """The search modes, as typer wants a choice."""

    lexical = "lexical"
    dense = "dense"
    fused = "fused"
    ranked = "ranked"


def open_engine(
    index: Path,
    encoder: str | None = None,
    reranker: str | None = None,
    *,
    threads: int | None = None,
) -> Engine:
    """Open the index that a command was given, with the models that it names."""
    one_product_thread()  # before opening loads NumPy
    from zzqa.engine import open_index

    engine = open_index(index, encoder=encoder, reranker=reranker, threads=threads)
    if reason := engine.outdated:
        note(
            f"the index in {index} is old: {reason}; it may not find all that a new one "
            "would; run `zzqa index` with the files or folders it was built from"
        )
    return engine


def join_words(words: Sequence[str]) -> str:
    """Return the words of a question as one text, read as UTF-8 where their bytes are that.

    The locale may have taken them for another encoding; file names must stay as it took them.
    """
    text = " ".join(words)
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text


def parse_date(name: str, text: str | None, *, last: bool) -> date | None:
    """Return the first (or last) day of a year, month or day; None for None.

    Raises UsageError naming the option for anything else.
    """
    if text is None:
        return None
    try:
        return read_day(text, last=last)
    except ValueError:
        raise UsageError(
            f"{name} {text!r}; expected a date as 2024, 2024-06 or 2024-06-30; correct the option"
        ) from None


def make_filters(sources: Sequence[str] | None, since: str | None, until: str | None) -> Filters:
    """Return what ``--source``, ``--since`` and ``--until`` ask for."""
    first = parse_date("--since", since, last=False)
    final = parse_date("--until", until, last=True)
    if first and final and final < first:
        raise UsageError(
            f"--since {since} is after --until {until}; expected a span of time; "
            "exchange or correct them"
        )
    return Filters(sources=tuple(sources or ()), since=first, until=final)


def parse_today(text: str | None) -> date | None:
    """Return what ``--today`` means: of a month or year its last day, so that it has passed."""
    return parse_date("--today", text, last=True)
