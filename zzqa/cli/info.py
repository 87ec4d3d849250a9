"""``zzqa info``: what is in the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zzqa.cli.options import DEFAULT_INDEX, IndexOption, JsonOption, open_engine
from zzqa.cli.render import shortened
from zzqa.cli.screen import Line, counted, show, write_json
from zzqa.cli.skipped import skipped_lines
from zzqa.serialise import interval_to_text, skipped_to_dict

if TYPE_CHECKING:
    from zzqa.records import DatedEvidence
    from zzqa.views import DocumentInfo, IndexInfo


def info_command(index: IndexOption = DEFAULT_INDEX, as_json: JsonOption = False) -> None:
    """Show the index's documents with dates and their evidence, its model, size and staleness."""
    with open_engine(index) as engine:
        info = engine.info()
    if as_json:
        write_json(info_to_dict(info))
    else:
        show(info_lines(info))


def info_lines(info: IndexInfo) -> Iterator[Line]:
    """Yield what a person wants to know of an index."""
    made = f"(generation {info.generation}, format {info.format}, zzqa {info.zzqa_version})"
    rows = {
        "index": f"{info.folder} {made}",
        "encoder": f"{info.encoder}, {info.dimension} dimensions",
        "content": f"{counted(len(info.documents), 'document')}, "
        f"{counted(info.passages, 'passage')}, {info.bytes / 1e6:.1f} MB",
        "state": f"stale: {info.stale}" if info.stale else "up to date",
    }
    for name, text in rows.items():
        yield Line([(f"{name:<9}", "head"), (text, "")])
    for document in info.documents:
        yield Line([])
        yield from _document_lines(document)
    if info.skipped:
        yield Line([])
    yield from skipped_lines(info.skipped)


def info_to_dict(info: IndexInfo) -> dict[str, object]:
    """Return what is in an index as schema ``zzqa.info/1``."""
    return {
        "schema": "zzqa.info/1",
        "folder": info.folder,
        "generation": info.generation,
        "format": info.format,
        "zzqa_version": info.zzqa_version,
        "encoder": info.encoder,
        "dimension": info.dimension,
        "passages": info.passages,
        "bytes": info.bytes,
        "stale": info.stale,
        "documents": [_document_to_dict(document) for document in info.documents],
        "skipped": [skipped_to_dict(skipped) for skipped in info.skipped],
    }


def _document_lines(document: DocumentInfo) -> Iterator[Line]:
    yield Line([(document.source, "place"), (f"  {document.title}" if document.title else "", "")])
    pages = f"{counted(document.pages, 'page')}, " if document.pages else ""
    counts = (
        f"{pages}{counted(document.articles, 'article')}, {counted(document.passages, 'passage')}, "
    )
    publisher = f", {document.publisher}" if document.publisher else ""
    size = f"{document.characters} characters, {document.encoding}{publisher}"
    yield Line([(f"{counts}{size}", "")], 4)
    yield _date_line(document.date)
    for article in document.dated_articles:
        yield Line([(f"article {shortened(article.title)}:", "")], 4)
        yield _date_line(article.date, 8)
    for missing in document.notes:
        yield Line([(f"read in part: {missing}", "silence")], 4)


def _date_line(found: DatedEvidence | None, indent: int = 4) -> Line:
    if found is None:
        return Line([("no date found", "silence")], indent)
    when = interval_to_text(found.interval)
    why = f"  ({found.source}, confidence {found.confidence:.2f}: {found.evidence})"
    return Line([(f"date {when}", ""), (why, "faint")], indent)


def _document_to_dict(document: DocumentInfo) -> dict[str, object]:
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "publisher": document.publisher,
        "date": _date_to_dict(document.date),
        "articles": document.articles,
        "dated_articles": [
            {"title": article.title, "date": _date_to_dict(article.date)}
            for article in document.dated_articles
        ],
        "passages": document.passages,
        "pages": document.pages,
        "characters": document.characters,
        "encoding": document.encoding,
        "notes": list(document.notes),
    }


def _date_to_dict(found: DatedEvidence | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "date": interval_to_text(found.interval),
        "evidence": found.evidence,
        "source": found.source,
        "confidence": round(found.confidence, 6),
    }
