"""``zzqa show``: the source text around a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from zzqa.cli.look import PlainOption
from zzqa.cli.options import DEFAULT_INDEX, IndexOption, JsonOption, open_engine
from zzqa.cli.screen import Line, show, write_json
from zzqa.errors import UsageError

if TYPE_CHECKING:
    from zzqa.views import SourceView

_PLACE = re.compile(r"(?P<source>.+?)(?::(?P<first>\d+)(?:-(?P<last>\d+))?)?", re.DOTALL)


class Place(NamedTuple):
    """A source and the lines cited in it (from 1, both included); None for the whole source."""

    source: str
    first: int | None
    last: int | None


def show_command(
    place: Annotated[
        str, typer.Argument(metavar="SOURCE[:FROM-TO]", help="A citation as answers print it.")
    ],
    index: IndexOption = DEFAULT_INDEX,
    context: Annotated[
        int, typer.Option("--context", "-C", min=0, metavar="N", help="Lines before and after.")
    ] = 3,
    plain: PlainOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show the source text around a citation, as the file has it."""
    cited = parse_place(place)
    with open_engine(index) as engine:
        if cited.first is None or cited.last is None:
            view = engine.show(cited.source)
        else:
            engine.show(cited.source, cited.first, cited.first)  # refuses lines that are not there
            view = engine.show(cited.source, max(1, cited.first - context), cited.last + context)
    if as_json:
        write_json(_to_dict(view, cited))
    else:
        show(source_lines(view, cited), plain=plain)


def parse_place(text: str) -> Place:
    """Return the source and lines of a citation; UsageError where the lines make no range."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise UsageError("an empty source; expected SOURCE or SOURCE:FROM-TO; name one")
    first = int(found["first"]) if found["first"] else None
    last = int(found["last"]) if found["last"] else first
    if first is not None and last is not None and not 1 <= first <= last:
        raise UsageError(
            f"lines {first}-{last} of {found['source']}; expected a range from 1 up; correct it"
        )
    return Place(found["source"], first, last)


def source_lines(view: SourceView, cited: Place) -> Iterator[Line]:
    """Yield the lines of a source, numbered, with a bar before those that are cited."""
    page = f"  page {view.page}" if view.page else ""
    yield Line(
        [(view.source, "place"), (f"  {view.title}" if view.title else "", "head"), (page, "")]
    )
    width = len(str(view.last))
    for number, text in enumerate(view.lines, start=view.first):
        inside = cited.first is not None and cited.first <= number <= (cited.last or 0)
        style = "" if inside or cited.first is None else "faint"
        margin = (f"{number:>{width}} {'|' if inside else ' '} ", "faint")
        yield Line([margin, (text, style)], hang=width + 3)


def _to_dict(view: SourceView, cited: Place) -> dict[str, object]:
    return {
        "schema": "zzqa.source/1",
        "source": view.source,
        "title": view.title,
        "cited": None if cited.first is None else [cited.first, cited.last],
        "first": view.first,
        "last": view.last,
        "page": view.page,
        "lines": list(view.lines),
    }
