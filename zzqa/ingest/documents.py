"""From raw text to a document: repaired, cut into articles, dated, every character traceable."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from zzqa.ingest.articles import split_articles
from zzqa.ingest.blocks import find_blocks
from zzqa.ingest.dating import date_document
from zzqa.ingest.readers import RawSource, read_source
from zzqa.ingest.sources import SourceFile
from zzqa.records import Document
from zzqa.text.cleaning import (
    drop_furniture,
    halve_doubled_lines,
    join_vertical_lines,
    normalise_characters,
)
from zzqa.text.lines import join_lines, split_datelines
from zzqa.text.offsets import MappedText
from zzqa.text.spacing import repair_spaces

REPAIRS: tuple[Callable[[MappedText], MappedText], ...] = (
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


def repair(raw: str) -> MappedText:
    """Return the clean text of ``raw`` with its map."""
    mapped = MappedText.of(raw)
    for step in REPAIRS:
        mapped = step(mapped)
    return mapped


def read_document(file: SourceFile, encoding: str | None = None) -> Document:
    """Read and repair one source file; raises ReadError when it is no readable text."""
    return make_document(file.name, read_source(file.path, encoding))


def make_document(source: str, raw: RawSource) -> Document:
    """Return the document of a source as read."""
    reading = raw.reading
    mapped = repair(reading.text)
    articles = split_articles(find_blocks(mapped.text), mapped.text)
    identity = hashlib.sha256(f"{source}\0{raw.digest}".encode(errors="surrogatepass"))
    titled = [article.title for article in articles if article.title and article.byline]
    first = [article.title for article in articles if article.title]
    titles = (*titled[:1], reading.title, *first, PurePosixPath(source).stem)
    return Document(
        id=identity.hexdigest()[:16],
        source=source,
        raw=reading.text,
        clean=mapped.text,
        origin=mapped.origin,
        title=next(filter(None, titles)),
        date=date_document(mapped.text) or reading.date,
        articles=articles,
        encoding=reading.encoding,
        digest=raw.digest,
        page_starts=reading.page_starts,
        notes=reading.notes,
    )
