"""What a person sees of an index besides answers: its contents, and the lines of a source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from zzqa.errors import UsageError
from zzqa.index import FORMAT_VERSION, IndexReader
from zzqa.records import Article, DatedEvidence, Document, SkippedSource


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
            entry.origin[1] - entry.origin[0],
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
