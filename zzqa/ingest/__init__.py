"""From files to documents: readers, line kinds, articles, publication dates."""

from zzqa.ingest.documents import make_document, read_document, repair
from zzqa.ingest.encodings import check_encoding
from zzqa.ingest.metadata import SourceMetadata, read_metadata
from zzqa.ingest.readers import RawSource, digest_of, read_bytes, read_content, read_source
from zzqa.ingest.reading import Reading
from zzqa.ingest.sources import SourceFile, Sources, find_sources

__all__ = [
    "RawSource",
    "Reading",
    "SourceFile",
    "SourceMetadata",
    "Sources",
    "check_encoding",
    "digest_of",
    "find_sources",
    "make_document",
    "read_bytes",
    "read_content",
    "read_document",
    "read_metadata",
    "read_source",
    "repair",
]
