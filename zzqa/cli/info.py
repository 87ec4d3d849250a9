"""``zzqa info``: what is in the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zzqa.cli.options import DEFAULT_INDEX, IndexOption, JsonOption, open_engine
from zzqa.cli.screen import Line, show, write_json
from zzqa.serialise import interval_to_text

if TYPE_CHECKING:
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
        "content": f"{len(info.documents)} documents, {info.passages} passages, "
        f"{info.bytes / 1e6:.1f} MB",
        "state": f"stale: {info.stale}" if info.stale else "up to date",
    }
    for name, text in rows.items():
        yield Line([(f"{name:<9}", "head"), (text, "")])
    for document in info.documents:
        yield Line([])
        yield from _document_lines(document)
    if info.skipped:
        yield Line([])
    for skipped in info.skipped:
        yield Line([("skipped ", "silence"), (f"{skipped.source}: {skipped.reason}", "")])


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
        "skipped": [{"source": s.source, "reason": s.reason} for s in info.skipped],
    }


def _document_lines(document: DocumentInfo) -> Iterator[Line]:
    yield Line([(document.source, "place"), (f"  {document.title}" if document.title else "", "")])
    counts = f"{document.articles} articles, {document.passages} passages, "
    yield Line([(f"{counts}{document.characters} characters, {document.encoding}", "")], 4)
    found = document.date
    if found is None:
        yield Line([("no date found", "silence")], 4)
    else:
        when = interval_to_text(found.interval)
        why = f"  ({found.source}, confidence {found.confidence:.2f}: {found.evidence})"
        yield Line([(f"date {when}", ""), (why, "faint")], 4)


def _document_to_dict(document: DocumentInfo) -> dict[str, object]:
    found = document.date
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "date": None
        if found is None
        else {
            "date": interval_to_text(found.interval),
            "evidence": found.evidence,
            "source": found.source,
            "confidence": round(found.confidence, 6),
        },
        "articles": document.articles,
        "passages": document.passages,
        "characters": document.characters,
        "encoding": document.encoding,
    }
