"""``zzqa search``: ranked passages."""

from __future__ import annotations

from typing import Annotated

import typer

from zzqa.cli.look import PlainOption, make_look
from zzqa.cli.options import (
    DEFAULT_INDEX,
    ContextOption,
    EncoderOption,
    IndexOption,
    JsonOption,
    Mode,
    RerankerOption,
    SinceOption,
    SourceOption,
    TodayOption,
    TopKOption,
    UntilOption,
    join_words,
    make_filters,
    open_engine,
    parse_today,
)
from zzqa.cli.render import hit_lines
from zzqa.cli.screen import show, write_json
from zzqa.serialise import search_to_dict


def search_command(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="Words or a question.")],
    index: IndexOption = DEFAULT_INDEX,
    top_k: TopKOption = 10,
    mode: Annotated[
        Mode, typer.Option("--mode", help="One candidate list alone, both fused, or ranked.")
    ] = Mode.ranked,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what each ranking feature says of a hit.")
    ] = False,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    today: TodayOption = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    plain: PlainOption = False,
    context: ContextOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Show the best passages for a query, without answering it."""
    filters, day = make_filters(source, since, until), parse_today(today)
    text = join_words(query)
    with open_engine(index, encoder, reranker) as engine:
        found = engine.search(text, top_k=top_k, filters=filters, today=day, mode=mode.value)
        hits = [(hit, engine.quote(hit, context=context)) for hit in found]
        if as_json:
            write_json(search_to_dict(text, mode.value, hits))
        else:
            look = make_look(engine, plain=plain)
            show(hit_lines(hits, look, explain=explain), plain=look.plain)
