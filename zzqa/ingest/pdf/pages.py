"""One page of a PDF after the other, by pdfium.

What is here may hang or crash on hostile files, in code that is not ours: it is called in a
process of its own, see :mod:`zzqa.ingest.pdf.process`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from zzqa.errors import ReadError
from zzqa.ingest.pdf.glyphs import Glyphs, read_glyphs, upright
from zzqa.ingest.pdf.layout import lay_out
from zzqa.ingest.pdf.objects import Shown, what_is_shown
from zzqa.ingest.pdf.ruled import Rules, read_rules, take_tables
from zzqa.ingest.pdf.vertical import split_vertical

DAMAGED, GARBLED, LOST, IMAGE = "damaged", "garbled", "lost", "image"

_MAX_ON_PAGE = 512 * 1024
"""Characters; the densest newspaper page holds 20,000."""
_GARBLED, _WORTHLESS = 0.5, 0.7
"""Shares of characters without a meaning from which on a page is garbage, and from which on what
is left of it is: not headings in another font, but codes that happen to be those of letters."""
_STAMP, _WHOLE_PAGE = 30, 0.6
"""A page with no more characters, and images over so much of it, is a scan with a stamp."""
_DRAWING = 16
"""A page without text but with so many drawn shapes may show text as outlines; a rule is one."""
_LOST = 8
"""Pieces of text without width: some are blanks."""
_PASSWORD, _SECURITY = 4, 5
"""Codes of FPDF_GetLastError."""
_END = b"%%EOF"


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, and what is to be said of it: one of the words above, or nothing."""

    text: str
    state: str = ""


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """Open a document for as long as the context lasts; raises ReadError when pdfium cannot."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise ReadError(_why_closed(content, getattr(error, "err_code", None))) from error
    with closing(document):
        yield document


def _why_closed(content: bytes, code: int | None) -> str:
    if code == _PASSWORD:
        return "the PDF is encrypted; expected one that opens without a password; decrypt it"
    if code == _SECURITY:
        return "the PDF is encrypted in a way that is not known; expected a plain one; decrypt it"
    if b"%PDF-" not in content[:1024]:
        return "the file is no PDF (it does not start with %PDF-); expected one; check its name"
    if is_cut_short(content):
        return "the PDF is cut short; expected its end mark %%EOF; fetch it anew"
    return "the PDF is damaged; expected an intact one; repair it or fetch it anew"


def is_cut_short(content: bytes) -> bool:
    """Whether a file ends before its end mark; a few bytes often follow that."""
    return _END not in content[-2048:]


def read_page(document: Any, index: int) -> Page:
    """Return the text of one page in reading order; one that is damaged is empty."""
    import pypdfium2

    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as textpage:
            glyphs = read_glyphs(textpage, _MAX_ON_PAGE)
            shown = what_is_shown(page)
            rules = read_rules(page)
    except pypdfium2.PdfiumError:
        return Page("", DAMAGED)
    unmapped = 1.0 - float(glyphs.mapped.mean()) if len(glyphs) else 0.0
    if unmapped > _WORTHLESS:
        return Page("", GARBLED)
    if unmapped > _GARBLED:
        glyphs, state = glyphs.where(glyphs.mapped), GARBLED
    else:
        state = _state(shown, len(glyphs))
    return Page("\n\n".join(filter(None, _texts(glyphs, rules))), state)


def _texts(glyphs: Glyphs, rules: Rules) -> list[str]:
    """Return what runs across a page and what runs down it, what is more first, and the rest."""
    apart, tables = take_tables(glyphs, rules)
    across, down = split_vertical(apart)
    straight, askew = upright(across)
    texts = [lay_out(straight, tables), lay_out(down)]
    return [*(texts if len(straight) >= len(down) else texts[::-1]), askew]


def _state(shown: Shown, count: int) -> str:
    """Return what is to be said of a page of so many characters and other objects."""
    if shown.unseen > max(_LOST, count):
        return LOST
    if count <= _STAMP and shown.images >= _WHOLE_PAGE:
        return IMAGE
    return IMAGE if not count and (shown.images or shown.shapes >= _DRAWING) else ""
