"""The index on disk: generations of files that are written once, and a manifest that names one."""

from zzqa.index.components import IndexContents
from zzqa.index.entries import DocumentEntry
from zzqa.index.lexical import LexicalArrays, LexicalIndex, build_lexical
from zzqa.index.manifest import (
    FORMAT_VERSION,
    EncoderInfo,
    FileEntry,
    Manifest,
    VectorInfo,
    read_manifest,
)
from zzqa.index.read import IndexReader, open_reader
from zzqa.index.store import IndexLock
from zzqa.index.vectors import VectorIndex
from zzqa.index.verify import verify
from zzqa.index.write import write_index

__all__ = [
    "FORMAT_VERSION",
    "DocumentEntry",
    "EncoderInfo",
    "FileEntry",
    "IndexContents",
    "IndexLock",
    "IndexReader",
    "LexicalArrays",
    "LexicalIndex",
    "Manifest",
    "VectorIndex",
    "VectorInfo",
    "build_lexical",
    "open_reader",
    "read_manifest",
    "verify",
    "write_index",
]
