"""PDF files drawn for the tests: text set in columns as typesetters do, and files that are broken.

``reportlab`` does not embed the Chinese font that it names, so that these files hold nothing but
positions and codes, as many files of offices do.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from prose_samples import wrap
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
SONG, SANS = "STSong-Light", "Helvetica"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))


class Sheet:
    """A PDF being drawn; heights are counted from the top of the page, in points."""

    def __init__(
        self, size: tuple[float, float] = (WIDTH, HEIGHT), password: str | None = None
    ) -> None:
        self.file = io.BytesIO()
        encrypt = StandardEncryption(password, canPrint=0) if password is not None else None
        self.canvas: Any = Canvas(self.file, pagesize=size, encrypt=encrypt, invariant=1)
        self.height = size[1]

    def line(self, text: str, x: float, y: float, size: float = 10.5, font: str = SONG) -> None:
        """Draw one line whose baseline is ``y`` below the top of the page."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)

    def line_in(
        self, text: str, x: float, y: float, size: float, width: float, *, full: bool
    ) -> None:
        """Draw one line of a column: too long a one is condensed, a ``full`` one spread out."""
        plain = text.lstrip("\u3000")
        indent = size * (len(text) - len(plain))
        drawn = self.canvas.beginText(x + indent, self.height - y)
        drawn.setFont(SONG, size)
        room = width - indent - pdfmetrics.stringWidth(plain, SONG, size)
        if full or room < 0:
            drawn.setCharSpace(room / len(plain))
        drawn.textOut(plain)
        self.canvas.drawText(drawn)

    def lines(
        self, lines: Sequence[str], x: float, y: float, size: float = 10.5, leading: float = 16.0
    ) -> float:
        """Draw lines below each other, first-line indents kept; return where the next one goes."""
        for text in lines:
            plain = text.lstrip("\u3000 ")
            self.line(plain, x + size * (len(text) - len(plain)), y, size)
            y += leading
        return y

    def scan(self, x: float = 0.0, y: float = 0.0, width: float = WIDTH) -> None:
        """Draw a grey image in the place of a scanned page."""
        grey = io.BytesIO(b"P5 2 2 255\n" + bytes((90, 120, 150, 180)))
        height = width * HEIGHT / WIDTH
        self.canvas.drawImage(ImageReader(grey), x, y, width, height)

    def drawing(self) -> None:
        """Draw the outlines of a map."""
        for i in range(40):
            self.canvas.line(50 + 9 * i, 100, 70 + 9 * i, 130 + 5 * i)

    def turn_page(self) -> None:
        """Go on with the next page."""
        self.canvas.showPage()

    def content(self) -> bytes:
        """Return the bytes of the file; the last page is ended where it was not."""
        self.canvas.save()
        return self.file.getvalue()


def columns_page(
    paragraphs: Sequence[str],
    *,
    count: int,
    width: int,
    size: float = 10.5,
    gutter: float = 2.0,
    top: float = 100.0,
    by_rows: bool = False,
    sheet: Sheet | None = None,
) -> Sheet:
    """Set paragraphs in justified columns of equal height; the gutter is in ems.

    ``by_rows`` gives the lines to the file in the order of rows across all columns.
    """
    sheet = sheet or Sheet()
    lines = [
        (line, i < len(wrapped) - 1)
        for text in paragraphs
        for wrapped in [wrap(text, width, indent=True)]
        for i, line in enumerate(wrapped)
    ]
    depth = -(-len(lines) // count)
    placed = [(i % depth, i // depth, line, full) for i, (line, full) in enumerate(lines)]
    for row, column, line, full in sorted(placed) if by_rows else placed:
        x, y = 50 + column * (width + gutter) * size, top + row * 1.5 * size
        sheet.line_in(line, x, y, size, width * size, full=full)
    return sheet


def raw_pdf(*objects: bytes) -> bytes:
    """Return a file of the given objects, numbered from 1; the first is the catalogue."""
    out, starts = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), entries, content)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


def pages_tree(kids: bytes, count: int) -> bytes:
    """Return the second object, the page tree."""
    return b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)


def page_object(content: int, resources: bytes) -> bytes:
    """Return a page with the number of its content stream."""
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents %d 0 R/Resources<<%b>>>>" % (
        content,
        resources,
    )


def mapped_pdf(drawn: bytes, mapping: bytes) -> bytes:
    """Return a page in Helvetica with a ToUnicode map: ``drawn`` codes, ``mapping`` of them."""
    return raw_pdf(
        CATALOGUE,
        pages_tree(b"3 0 R", 1),
        page_object(4, b"/Font<</F 5 0 R>>"),
        stream(b"BT /F 12 Tf 50 400 Td (%b) Tj ET" % drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        stream(
            b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n%b\nendcmap" % mapping
        ),
    )


def looping_pdf() -> bytes:
    """Return three pages, the second of which draws a form that draws itself twice."""
    text = b"BT /F 12 Tf 50 400 Td (page %b) Tj ET"
    return raw_pdf(
        CATALOGUE,
        pages_tree(b"3 0 R 4 0 R 5 0 R", 3),
        page_object(6, b"/Font<</F 10 0 R>>"),
        page_object(7, b"/XObject<</X 9 0 R>>"),
        page_object(8, b"/Font<</F 10 0 R>>"),
        stream(text % b"one"),
        stream(b"/X Do"),
        stream(text % b"three"),
        stream(
            b"/X Do /X Do",
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 9 0 R>>>>",
        ),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
