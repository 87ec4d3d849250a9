"""What a reader makes of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zzqa.records import DatedEvidence


@dataclass(frozen=True, slots=True)
class Reading:
    """The raw text of a file, in which all offsets count, and what the format itself tells of it.

    ``text`` has paragraphs and lines as the format gives them, in reading order. Where the format
    has pages, ``page_starts`` holds the offset at which each page starts, the first being 0; a
    page without text starts where the next one does. ``title`` and ``date`` are those of the
    format's own metadata, empty where it has none. ``notes`` say what could not be read, for a
    person: the document is indexed without it.
    """

    text: str
    encoding: str
    """Of the file's bytes for a text format, else the format's name: ``pdf``, ``docx``."""
    page_starts: tuple[int, ...] = ()
    title: str = ""
    date: DatedEvidence | None = None
    notes: tuple[str, ...] = ()
    wrapped: bool = True
    """Whether a line may have ended where its column did; else each is a paragraph of its own."""


Reader = Callable[[bytes, str | None], Reading]
"""Called with the file's bytes and the encoding that a user named, None for what fits.

Raises ReadError for what it cannot read.
"""
