"""What is stored of documents and passages apart from their texts."""

from __future__ import annotations

from dataclasses import dataclass

from zzqa.records import Article, DatedEvidence, Document, Passage, Span
from zzqa.text.offsets import OffsetMap
from zzqa.text.packing import PackedTokens


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """A passage as its line in ``passages.jsonl`` has it, with the terms of its text.

    The text is empty in the line where it is a piece of the document's clean text. ``tokens`` is
    None where they could not be packed: the text is cut again.
    """

    passage: Passage
    tokens: PackedTokens | None


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document as its line in ``documents.jsonl`` has it, and where its texts lie.

    ``raw`` and ``clean`` are byte ranges of the generation's text files; ``origin`` is the range
    of the rows of its offset runs, and ``check`` the CRC-32 of all three, one after the other.
    """

    id: str
    source: str
    title: str
    date: DatedEvidence | None
    articles: tuple[Article, ...]
    encoding: str
    digest: str
    page_starts: tuple[int, ...]
    publisher: str
    notes: tuple[str, ...]
    raw: Span
    clean: Span
    origin: Span
    check: int

    @classmethod
    def of(
        cls, document: Document, raw: Span, clean: Span, origin: Span, check: int
    ) -> DocumentEntry:
        """Return the entry of a document whose texts are stored at the given ranges."""
        return cls(
            document.id,
            document.source,
            document.title,
            document.date,
            document.articles,
            document.encoding,
            document.digest,
            document.page_starts,
            document.publisher,
            document.notes,
            raw,
            clean,
            origin,
            check,
        )

    def document(self, raw: str, clean: str, origin: OffsetMap) -> Document:
        """Return the document again, given its texts and the map between them."""
        return Document(
            id=self.id,
            source=self.source,
            raw=raw,
            clean=clean,
            origin=origin,
            title=self.title,
            date=self.date,
            articles=self.articles,
            encoding=self.encoding,
            digest=self.digest,
            page_starts=self.page_starts,
            publisher=self.publisher,
            notes=self.notes,
        )
