"""The index on disk: generations of files that are written once, and a manifest that names one."""

from zzqa.index.contents import KEY_BYTES, Facts, IndexContents, PassageTerms, Shape
from zzqa.index.earlier import earlier_vectors
from zzqa.index.entries import DocumentEntry
from zzqa.index.generation import GenerationWriter
from zzqa.index.lexical import LexicalArrays, LexicalIndex
from zzqa.index.manifest import (
    FORMAT_VERSION,
    EncoderInfo,
    FileEntry,
    Manifest,
    VectorInfo,
    read_manifest,
    remedy,
)
from zzqa.index.postings import build_lexical, document_frequencies
from zzqa.index.read import IndexReader, open_reader
from zzqa.index.store import IndexLock, Spool, discard
from zzqa.index.vectors import VectorIndex
from zzqa.index.verify import verify
from zzqa.index.write import clear_leftovers, next_generation, write_index

__all__ = [
    "FORMAT_VERSION",
    "KEY_BYTES",
    "DocumentEntry",
    "EncoderInfo",
    "Facts",
    "FileEntry",
    "GenerationWriter",
    "IndexContents",
    "IndexLock",
    "IndexReader",
    "LexicalArrays",
    "LexicalIndex",
    "Manifest",
    "PassageTerms",
    "Shape",
    "Spool",
    "VectorIndex",
    "VectorInfo",
    "build_lexical",
    "clear_leftovers",
    "discard",
    "document_frequencies",
    "earlier_vectors",
    "next_generation",
    "open_reader",
    "read_manifest",
    "remedy",
    "verify",
    "write_index",
]
