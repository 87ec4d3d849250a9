"""From files to documents: readers, line kinds, articles, publication dates."""

from zzqa.ingest.documents import make_document, read_document, repair
from zzqa.ingest.readers import RawSource, SourceFile, find_sources, read_source

__all__ = [
    "RawSource",
    "SourceFile",
    "find_sources",
    "make_document",
    "read_document",
    "read_source",
    "repair",
]
