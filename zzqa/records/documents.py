"""What is indexed: documents with their articles, and the passages they are cut into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zzqa.records.mentions import Mentions, Span, TimeInterval

if TYPE_CHECKING:
    from zzqa.text.offsets import OffsetMap


@dataclass(frozen=True, slots=True)
class DatedEvidence:
    """When a document or article was published, and what in it says so.

    ``evidence`` is text from the document (or its metadata); ``source`` names the kind of
    evidence (signature, masthead, dateline, context, metadata, file name).
    """

    interval: TimeInterval
    evidence: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document: a span of the clean text with its title and byline."""

    start: int
    end: int
    title: str = ""
    byline: str = ""
    sections: tuple[Section, ...] = ()
    date: DatedEvidence | None = None
    """Its own date, where it gives one; else that of the document holds."""


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of an article: its heading, and the span of clean text it heads."""

    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as read: raw text (never changed), clean text, and the map between them."""

    id: str
    source: str
    raw: str
    clean: str
    origin: OffsetMap
    title: str = ""
    date: DatedEvidence | None = None
    articles: tuple[Article, ...] = ()
    encoding: str = "utf-8"
    digest: str = ""
    page_starts: tuple[int, ...] = ()
    """Raw offset at which each page starts; empty where the format has no pages."""
    publisher: str = ""
    notes: tuple[str, ...] = ()
    """What of the file could not be read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one article: the unit that is indexed, ranked and quoted.

    ``start`` and ``end`` lie in the document's clean text, ``text == clean[start:end]``;
    ``sentences`` and ``mentions`` lie in ``text``.
    """

    id: str
    document: str
    source: str
    start: int
    end: int
    text: str
    title: str = ""
    section: str = ""
    date: TimeInterval | None = None
    sentences: tuple[Span, ...] = ()
    mentions: Mentions = field(default_factory=Mentions)
    home: str = ""
    """The place that the document is about: what 全市 means in it; empty when unclear."""
    duplicates: tuple[Span, ...] = ()
    """Spans of the clean text where the same passage is printed again."""


@dataclass(frozen=True, slots=True)
class SkippedSource:
    """A file that was not indexed, and why; ``failed`` tells one of a format that is read."""

    source: str
    reason: str
    failed: bool = True


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What building or updating an index did."""

    index: str
    generation: int
    documents: int
    passages: int
    dated: int
    encoded: int
    skipped: tuple[SkippedSource, ...] = ()
    seconds: float = 0.0
    read: int = 0
    """Documents read anew; the others had not changed."""
    incomplete: tuple[SkippedSource, ...] = ()
    """Documents that were read in part, and what is missing."""
    unchanged: bool = False
    """Nothing had changed: the index was left as it is."""
    removed: tuple[str, ...] = ()
    """Sources that the index held until now: they are not among the files any more."""
