"""The formats that can be read.

A new format is a module with one function ``(bytes, encoding) -> Reading`` and one line in
:data:`READERS`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from zzqa.errors import ReadError
from zzqa.ingest.docx import read_docx
from zzqa.ingest.html import read_html
from zzqa.ingest.pdf import read_pdf
from zzqa.ingest.plain_text import read_markdown, read_plain_text
from zzqa.ingest.reading import Reader, Reading

READERS: dict[str, Reader] = {
    ".docx": read_docx,
    ".htm": read_html,
    ".html": read_html,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".txt": read_plain_text,
}
EXPECTED_FORMATS = "expected one of " + ", ".join(sorted(READERS))

_MAX_BYTES = 256 * 1024 * 1024
"""A larger file is refused: it would not fit into memory beside what is made of it."""
_MAX_CHARACTERS = 8 * 1024 * 1024
"""More text is refused: repair and analysis take about 250 bytes a character."""


@dataclass(frozen=True, slots=True)
class RawSource:
    """A file as read: what its reader made of it, and the SHA-256 of its bytes."""

    reading: Reading
    digest: str


def reader_of(path: Path) -> Reader:
    """Return the reader of a file's format; raises ReadError where there is none."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        suffix = path.suffix or "without a suffix"
        raise ReadError(f"the format {suffix} is not read; {EXPECTED_FORMATS}")
    return reader


def read_source(path: Path, encoding: str | None = None) -> RawSource:
    """Read one file with the reader of its format: ``read_content`` of ``read_bytes``."""
    reader_of(path)
    return read_content(path, read_bytes(path), encoding)


def read_content(path: Path, content: bytes, encoding: str | None = None) -> RawSource:
    """Return what the reader of ``path``'s format makes of its bytes.

    ``encoding`` overrides, for formats that are text, what the bytes suggest. Raises ReadError
    when they are none, hold no text or too much of it, or are not what the format should be.
    """
    if not content:
        raise ReadError("the file is empty; put text in it or take it out")
    reading = reader_of(path)(content, encoding)
    if len(reading.text) > _MAX_CHARACTERS:
        raise ReadError(
            f"{len(reading.text)} characters of text; at most {_MAX_CHARACTERS} are read; "
            "split the file"
        )
    if not any(c.isprintable() and not c.isspace() for c in reading.text):
        raise ReadError("the file holds nothing but blanks; put text in it or take it out")
    return RawSource(reading, digest_of(content))


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes in hex: what tells that it has changed."""
    return hashlib.sha256(content).hexdigest()


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises ReadError when it cannot be opened or is too large."""
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise ReadError(f"{size} bytes; at most {_MAX_BYTES} are read; split the file")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"it cannot be opened ({error.strerror}); check its permissions") from error
