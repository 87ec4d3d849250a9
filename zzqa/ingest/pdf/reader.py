"""PDF: the text layer page by page, and what cannot be read told apart from what is empty."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import closing

from zzqa.errors import ReadError
from zzqa.ingest.pdf.furniture import without_running_lines
from zzqa.ingest.pdf.hyphens import mend_words
from zzqa.ingest.pdf.metadata import creation_date, useful_title
from zzqa.ingest.pdf.pages import DAMAGED, GARBLED, IMAGE, LOST, Page, is_cut_short
from zzqa.ingest.pdf.process import Opened, ProcessError, read_from
from zzqa.ingest.reading import Reading

_ONE_AT_A_TIME = threading.Lock()
"""There is one process for pdfium, which reads one file at a time."""
_MAX_PAGES = 20_000
"""A page tree may claim billions of pages in a few bytes."""
_MAX_CHARACTERS = 32 * 1024 * 1024
"""More is refused by whoever calls a reader: there is no use in reading on."""
_MAX_SECONDS = 600.0
"""Against files made to keep a reader busy: 20,000 dense pages take half as long."""
_MAX_FAILURES = 3
"""Pages that may make pdfium fail; in a file with more it is no accident."""

_NOTES = {
    DAMAGED: "{pages} cannot be read: damaged; repair the file to have {them} read",
    GARBLED: "most characters of {pages} stand for nothing, for the fonts do not say what they "
    "are; run {them} through OCR to have {them} read",
    LOST: "most characters of {pages} are in fonts neither embedded nor installed; install "
    "Chinese fonts, or run {them} through OCR, to have {them} read",
    IMAGE: "{pages} {have} no text layer; run {them} through OCR to have {them} read",
}
_EMPTY = {
    DAMAGED: "no page of the PDF can be read; expected an intact file; repair or fetch it anew",
    GARBLED: "the fonts of the PDF do not say which characters its text stands for; expected "
    "text that can be copied; run it through OCR",
    LOST: "the PDF uses fonts that are neither embedded nor installed; expected text; install "
    "Chinese fonts, or run it through OCR",
    IMAGE: "the PDF has no text layer, only images or drawings; expected text; run it through OCR",
}
"""Why a PDF without text has none: the first of these that is said of one of its pages."""
_NOTHING = "the PDF holds no text; expected a text layer; run it through OCR or take it out"


def read_pdf(content: bytes, encoding: str | None = None) -> Reading:
    """Read the text of a PDF, page by page in reading order; ``encoding`` has no meaning here.

    Raises ReadError for what is no PDF, needs a password, is damaged or has no text at all.
    """
    with _ONE_AT_A_TIME:
        told, pages = _read_pages(content)
    states = [page.state for page in pages]
    if not any(page.text for page in pages):
        raise ReadError(next((why for state, why in _EMPTY.items() if state in states), _NOTHING))
    text, starts = _joined(mend_words(without_running_lines([page.text for page in pages])))
    cut = "the file is cut short: pages may be missing; fetch it anew"
    return Reading(
        text,
        "pdf",
        page_starts=starts,
        title=useful_title(told.title),
        date=creation_date(told.created),
        notes=(*_notes(states), *([cut] if is_cut_short(content) else [])),
    )


def _read_pages(content: bytes) -> tuple[Opened, list[Page]]:
    """Return what a file says of itself and its pages; one that makes pdfium fail is damaged."""
    told: Opened | None = None
    pages: list[Page] = []
    failures, limits = 0, _Limits()
    while told is None or len(pages) < told.pages:
        try:
            with closing(read_from(content, len(pages))) as replies:
                for reply in replies:
                    if isinstance(reply, Opened):
                        told = reply
                    else:
                        pages.append(reply)
                    limits.check(reply)
        except ProcessError as error:
            failures += 1
            if told is None or failures > _MAX_FAILURES:
                raise ReadError(
                    f"the PDF made its reader fail{_where(pages)}; expected an intact one; "
                    "repair it or take it out"
                ) from error
            pages.append(Page("", DAMAGED))
    return told, pages


class _Limits:
    """What a file may take, checked page by page."""

    def __init__(self) -> None:
        self.characters = 0
        self.ends = time.monotonic() + _MAX_SECONDS

    def check(self, reply: Opened | Page) -> None:
        """Raise ReadError when a file has too many pages, too much text or takes too long."""
        if isinstance(reply, Page):
            self.characters += len(reply.text)
        elif reply.pages > _MAX_PAGES:
            raise ReadError(f"{reply.pages} pages; at most {_MAX_PAGES} are read; split the file")
        if self.characters > _MAX_CHARACTERS:
            raise ReadError(
                f"over {_MAX_CHARACTERS} characters of text; at most so many are read; "
                "split the file"
            )
        if time.monotonic() > self.ends:
            raise ReadError(
                f"not all of the pages were read in {_MAX_SECONDS:.0f} seconds; expected them to "
                "be; split the file"
            )


def _where(pages: Sequence[Page]) -> str:
    return f" on page {len(pages) + 1}" if pages else ""


def _joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Return the pages as one text, a line break between them, and where each of them starts."""
    starts: list[int] = []
    at = 0
    for page in pages:
        starts.append(at)
        at += len(page) + 1 if page else 0
    text = "\n".join(filter(None, pages))
    return text, tuple(min(start, len(text)) for start in starts)


def _notes(states: Sequence[str]) -> list[str]:
    """Return what is to be said of the pages, once for all that it holds of."""
    notes: list[str] = []
    for state, note in _NOTES.items():
        numbers = [i for i, found in enumerate(states, start=1) if found == state]
        if numbers:
            many = len(numbers) > 1
            notes.append(
                note.format(
                    pages=("pages " if many else "page ") + _ranges(numbers),
                    them="them" if many else "it",
                    have="have" if many else "has",
                )
            )
    return notes


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in the way of ``3, 7-9``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join("-".join(map(str, found)) for found in ranges)
