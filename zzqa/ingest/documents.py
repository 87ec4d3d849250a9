"""From raw text to a document: repaired, cut into articles, dated, every character traceable."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from zzqa.ingest.articles import OFFICIAL, split_articles
from zzqa.ingest.blocks import find_blocks
from zzqa.ingest.dating import date_article, date_document
from zzqa.ingest.metadata import SourceMetadata
from zzqa.ingest.readers import RawSource, read_source
from zzqa.ingest.sources import SourceFile
from zzqa.records import Article, DatedEvidence, Document
from zzqa.text.cleaning import (
    drop_furniture,
    halve_doubled_lines,
    join_vertical_lines,
    mend_wide_numbers,
    normalise_characters,
)
from zzqa.text.lines import join_lines, keep_lines, split_datelines
from zzqa.text.offsets import MappedText
from zzqa.text.spacing import repair_spaces

_Step = Callable[[MappedText], MappedText]

REPAIRS: tuple[_Step, ...] = (
    mend_wide_numbers,
    normalise_characters,
    join_vertical_lines,
    halve_doubled_lines,
    drop_furniture,
    split_datelines,
    join_lines,
    repair_spaces,
)
"""The steps from raw to clean text, in this order: lines are judged by their spaces, so that
these are repaired last."""
REPAIRS_OF_PARAGRAPHS: tuple[_Step, ...] = (
    normalise_characters,
    drop_furniture,
    keep_lines,
    repair_spaces,
)
"""The same for a format that tells its paragraphs: no page has broken them."""


def repair(raw: str, *, wrapped: bool = True) -> MappedText:
    """Return the clean text of ``raw`` with its map; ``wrapped`` is that of the ``Reading``."""
    mapped = MappedText.of(raw)
    for step in REPAIRS if wrapped else REPAIRS_OF_PARAGRAPHS:
        mapped = step(mapped)
    return mapped


def read_document(
    file: SourceFile, encoding: str | None = None, metadata: SourceMetadata | None = None
) -> Document:
    """Read and repair one source file; raises ReadError when it is no readable text."""
    return make_document(file.name, read_source(file.path, encoding), metadata)


def make_document(source: str, raw: RawSource, metadata: SourceMetadata | None = None) -> Document:
    """Return the document of a source as read; ``metadata`` holds whatever the text says."""
    known = metadata or SourceMetadata()
    reading = raw.reading
    mapped = repair(reading.text, wrapped=reading.wrapped)
    articles = split_articles(find_blocks(mapped.text), mapped.text)
    identity = hashlib.sha256(f"{source}\0{raw.digest}".encode(errors="surrogatepass"))
    name = PurePosixPath(source)
    date = known.date or date_document(mapped.text, name.name, reading.date)
    return Document(
        id=identity.hexdigest()[:16],
        source=source,
        raw=reading.text,
        clean=mapped.text,
        origin=mapped.origin,
        title=known.title or _title(articles, reading.title) or name.stem,
        date=date,
        articles=_dated(articles, mapped.text, date),
        encoding=reading.encoding,
        digest=raw.digest,
        page_starts=reading.page_starts,
        publisher=known.publisher,
        notes=reading.notes,
    )


def _title(articles: Sequence[Article], given: str) -> str:
    """Return the title of the first article with an author, that of the format, or the first.

    What an official paper is called on its first page comes before all these.
    """
    first = [article.title for article in articles if article.title]
    official = [title for title in first[:1] if OFFICIAL.match(title)]
    titled = [article.title for article in articles if article.title and article.byline]
    return next(filter(None, (*official, *titled[:1], given, *first)), "")


def _dated(
    articles: Sequence[Article], clean: str, date: DatedEvidence | None
) -> tuple[Article, ...]:
    around = date.interval if date else None
    return tuple(
        replace(article, date=date_article(clean[article.start : article.end], around))
        for article in articles
    )
