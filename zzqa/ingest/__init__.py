"""From files to documents: readers, line kinds, articles, publication dates."""

from zzqa.ingest.documents import make_document, read_document, repair
from zzqa.ingest.readers import RawSource, read_source
from zzqa.ingest.reading import Reading
from zzqa.ingest.sources import SourceFile, Sources, find_sources

__all__ = [
    "RawSource",
    "Reading",
    "SourceFile",
    "Sources",
    "find_sources",
    "make_document",
    "read_document",
    "read_source",
    "repair",
]
