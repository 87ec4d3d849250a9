"""What a person sees of an index besides answers: its contents, and the lines of a source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from zzqa.answer.quoting import place_of
from zzqa.errors import UsageError
from zzqa.index import FORMAT_VERSION, IndexReader
from zzqa.records import Article, DatedEvidence, Document, SkippedSource, Span, TimeInterval


@dataclass(frozen=True, slots=True)
class SourceView:
    """Lines of a source as they are, numbered from ``first`` (1 is the first of the file).

    ``page`` is that of the first line, None where the format has no pages.
    """

    source: str
    title: str
    first: int
    last: int
    lines: tuple[str, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as it is read (the clean text), and the span in it that is looked at.

    ``lines`` are those of the span in the source, ``page`` its page where there are pages.
    """

    source: str
    title: str
    date: TimeInterval | None
    text: str
    span: Span
    lines: tuple[int, int]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the index knows of a document."""

    id: str
    source: str
    title: str
    date: DatedEvidence | None
    passages: int
    articles: int
    characters: int
    encoding: str
    publisher: str
    pages: int
    notes: tuple[str, ...]
    dated_articles: tuple[Article, ...]
    """The articles that give a date of their own."""


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds, and whether its sources have changed since."""

    folder: str
    generation: int
    format: int
    zzqa_version: str
    encoder: str
    dimension: int
    documents: tuple[DocumentInfo, ...]
    passages: int
    bytes: int
    skipped: tuple[SkippedSource, ...]
    stale: str | None


def source_view(document: Document, first: int | None, last: int | None) -> SourceView:
    """Return lines ``first`` to ``last`` of a document's raw text, both included; default: all.

    Raises UsageError for lines that it does not have.
    """
    lines = document.raw.split("\n")
    start, end = first or 1, min(last or len(lines), len(lines))
    if not 1 <= start <= end:
        raise UsageError(
            f"lines {first}-{last} of {document.source} were asked for; expected lines between "
            f"1 and {len(lines)}; ask for lines in that range"
        )
    offset = sum(map(len, lines[: start - 1])) + start - 1
    page = bisect_right(document.page_starts, offset) or None
    shown = tuple(lines[start - 1 : end])
    return SourceView(document.source, document.title, start, end, shown, page)


def article_view(document: Document, start: int, end: int) -> ArticleView:
    """Return the article that holds raw ``[start, end)``; the document where no article does."""
    found = document.origin.clean_span(start, end)
    whole = Article(0, len(document.clean), document.title)
    article = next((a for a in document.articles if a.start <= found.start < a.end), whole)
    date = article.date or document.date
    place = place_of(document, found.start, found.end)
    return ArticleView(
        document.source,
        article.title or document.title,
        date.interval if date else None,
        document.clean[article.start : max(article.end, found.end)],
        Span(found.start - article.start, found.end - article.start),
        (place.first, place.last),
        place.page,
    )


def source_path(reader: IndexReader, source: str) -> Path | None:
    """Return the file that a source was read from; None where it no longer lies there."""
    for root in reader.value("corpus")["paths"]:
        place: Path = reader.folder / root
        file = place if place.name == source else place / source
        if file.is_file():
            return file.resolve()
    return None


def index_info(reader: IndexReader, stale: str | None) -> IndexInfo:
    """Return what is in an open index; ``stale`` says why it is out of date, if it is."""
    manifest = reader.manifest
    counts = [0] * len(reader.documents())
    for number in reader.passage_documents:
        counts[int(number)] += 1
    documents = tuple(
        DocumentInfo(
            entry.id,
            entry.source,
            entry.title,
            entry.date,
            count,
            len(entry.articles),
            len(reader.document(entry.id).raw),
            entry.encoding,
            entry.publisher,
            len(entry.page_starts),
            entry.notes,
            tuple(article for article in entry.articles if article.date),
        )
        for entry, count in zip(reader.documents(), counts)
    )
    return IndexInfo(
        folder=str(reader.folder),
        generation=manifest.generation,
        format=FORMAT_VERSION,
        zzqa_version=manifest.zzqa,
        encoder=manifest.encoder.name if manifest.encoder else "",
        dimension=manifest.encoder.dimension if manifest.encoder else 0,
        documents=documents,
        passages=len(reader),
        bytes=sum(file.size for file in manifest.files),
        skipped=tuple(manifest.skipped),
        stale=stale,
    )
