"""The sentences around a quote, apart from it: what was quoted stays what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zzqa.records import Context, Document, Quote, Span
from zzqa.text.sentences import split_sentences


def with_context(document: Document, quote: Quote, sentences: int) -> Quote:
    """Return the quote with up to ``sentences`` sentences before and after it.

    They are of the same article; a quote that begins or ends inside a sentence has the rest of
    that sentence in its context.
    """
    if sentences <= 0:
        return quote
    start, end = document.origin.clean_span(quote.start, quote.end)
    low, high = _bounds(document, start, end)
    before = _split(document.clean, low, start)[-sentences:]
    after = _split(document.clean, end, high)[:sentences]
    return replace(quote, before=_piece(document, before), after=_piece(document, after))


def _bounds(document: Document, start: int, end: int) -> tuple[int, int]:
    """Return the article that holds a span, or the whole text where none does."""
    for article in document.articles:
        if article.start <= start and end <= article.end:
            return article.start, article.end
    return 0, len(document.clean)


def _split(text: str, start: int, end: int) -> list[Span]:
    return [Span(start + a, start + b) for a, b in split_sentences(text[start:end])]


def _piece(document: Document, sentences: Sequence[Span]) -> Context | None:
    if not sentences:
        return None
    start, end = sentences[0].start, sentences[-1].end
    raw = document.origin.raw_span(start, end)
    return Context(document.raw[raw.start : raw.end], document.clean[start:end], *raw)
