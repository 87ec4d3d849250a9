"""Quotes: spans of a passage as the source prints them, with the place to find them."""

from __future__ import annotations

from bisect import bisect_right

from zzqa.records import Document, Hit, Place, Quote, Span


def make_quote(
    document: Document,
    hit: Hit,
    span: Span | None = None,
    answer: Span | None = None,
    *,
    also: tuple[Place, ...] = (),
) -> Quote:
    """Return the verbatim quote of ``span`` (of the passage's text; default: all of it).

    ``answer`` is a span of the passage's text inside it, ``also`` are other places of the same.
    """
    passage = hit.passage
    inner = span or Span(0, len(passage.text))
    start, end = passage.start + inner.start, passage.start + inner.end
    raw = document.origin.raw_span(start, end)
    place = place_of(document, start, end)
    shown = Span(answer.start - inner.start, answer.end - inner.start) if answer else None
    return Quote(
        text=document.raw[raw.start : raw.end],
        clean=document.clean[start:end],
        source=passage.source,
        document=passage.document,
        start=raw.start,
        end=raw.end,
        lines=(place.first, place.last),
        page=place.page,
        title=passage.title or document.title,
        date=passage.date,
        answer=shown,
        score=hit.score,
        scores=hit.scores,
        also=also,
    )


def place_of(document: Document, start: int, end: int) -> Place:
    """Return where ``[start, end)`` of a document's clean text stands in its source."""
    raw = document.origin.raw_span(start, end)
    first, last = line_number(document.raw, raw.start), line_number(document.raw, raw.end - 1)
    page = bisect_right(document.page_starts, raw.start) or None
    return Place(document.source, first, last, page)


def line_number(raw: str, offset: int) -> int:
    """Return the number of the line that holds ``offset``, counting from 1."""
    return raw.count("\n", 0, max(offset, 0)) + 1
