"""The text that a browser shows: the paragraphs, lines and table rows of an HTML tree."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from zzqa.ingest.table_rows import row_line

# Those from head on are trafilatura's names of headings, lists, quotations, rows and cells.
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main",
    "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "td", "th", "ul", "head", "item", "list", "quote", "row", "cell",
})  # fmt: skip
_ROWS, _CELLS = frozenset({"tr", "row"}), frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})
_UNSEEN = frozenset({
    "audio", "button", "canvas", "datalist", "iframe", "input", "map", "math", "noscript", "object",
    "option", "script", "select", "style", "svg", "template", "textarea", "title", "video",
})  # fmt: skip
"""What holds no text of the page itself; a formula's markup gives its signs in no order."""
_AROUND = frozenset({"aside", "dialog", "footer", "header", "menu", "nav"})
_AROUND_NAMES = frozenset({
    "breadcrumb", "breadcrumbs", "comment", "comments", "copyright", "crumb", "crumbs", "foot",
    "footer", "head", "header", "menu", "nav", "navbar", "navigation", "pagination", "pinglun",
    "related", "share", "sidebar",
})  # fmt: skip
"""Classes and ids, as whole words, that sites give to what stands around their text."""
_LINK_SHARE = 0.6
"""A block of which more is links leads elsewhere: a menu, a list of other pages."""
_WIDEST = 100
"""Columns or rows of a cell, at most: a page may claim any number."""
_SPACE = re.compile("[ \t\r\n\f]+")
_INDENT = re.compile("[ \u3000\u00a0]*[\u3000\u00a0]{2}")
_SENTENCE = re.compile("[。！？；]|[.!?] ")


class Block(NamedTuple):
    """A paragraph or row, and the share of its characters, blanks aside, that are links."""

    text: str
    linked: float

    @property
    def leads_elsewhere(self) -> bool:
        """Whether it is made of links and not of sentences."""
        return self.linked > _LINK_SHARE and not _SENTENCE.search(self.text)


def find_blocks(root: Any, *, around: bool = True) -> list[Block]:
    """Return the blocks below ``root``, an element of lxml, in their order.

    Without ``around``, what stands around a page's text is left out: navigation, headers and
    footers, forms, comments. Time is linear in the number of elements, however deep.
    """
    from lxml import etree  # type: ignore[import-untyped]

    walk = _Walk()
    events: Any = etree.iterwalk(root, events=("start", "end"))
    unseen: Any = None
    for event, element in events:
        if event == "start":
            if _is_unseen(element) or not (around or element is root or not _is_around(element)):
                unseen = element
                events.skip_subtree()
            else:
                walk.start(element)
                walk.add(element.text)
        elif element is unseen:
            walk.tail(element, root)
            unseen = None
        else:
            walk.end(element.tag)
            walk.tail(element, root)
    walk.flush()
    return walk.blocks[0]


class _Covered:
    """The columns of a table that cells of the rows above reach down into, and how far."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._next: dict[int, int] = {}

    def place(self, row: list[list[Block]], cell: list[Block], across: int, down: int) -> None:
        """Add a cell to a row, with empty ones where it or a cell above spans columns."""
        self._skip(row)
        if down > 1:
            self._next |= dict.fromkeys(range(len(row), len(row) + across), down - 1)
        row += [cell, *([] for _ in range(across - 1))]

    def end(self, row: list[list[Block]]) -> None:
        """End a row."""
        self._skip(row)
        self._rows = {c: left - 1 for c, left in self._rows.items() if left > 1} | self._next
        self._next = {}

    def _skip(self, row: list[list[Block]]) -> None:
        while len(row) in self._rows:
            row.append([])


def _span(element: Any, name: str) -> int:
    """Return how many columns or rows a cell spans."""
    written = element.get(name, "")
    return min(max(int(written), 1), _WIDEST) if written.isascii() and written.isdigit() else 1


class _Walk:
    """What has been read of a page, and the paragraph, cells and rows that are open."""

    def __init__(self) -> None:
        self.blocks: list[list[Block]] = [[]]
        """Those of the page, and on top of them those of each cell that is open."""
        self._rows: list[list[list[Block]]] = []
        self._spans: list[tuple[int, int]] = []
        """Columns and rows of each cell that is open."""
        self._tables: list[_Covered] = []
        self._pieces: list[str] = []
        self._size = self._linked = self._links = self._kept = 0

    def start(self, element: Any) -> None:
        """Begin an element."""
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
        if tag in _BREAKS:
            self._pieces.append("\n")
        elif tag in _ROWS:
            self._rows.append([])
        elif tag in _CELLS:
            self.blocks.append([])
            self._spans.append((_span(element, "colspan"), _span(element, "rowspan")))
        elif tag == "table":
            self._tables.append(_Covered())
        self._links += tag in ("a", "ref")
        self._kept += tag == "pre"

    def end(self, tag: str) -> None:
        """End an element."""
        if tag in _BLOCKS:
            self.flush()
        self._links -= tag in ("a", "ref")
        self._kept -= tag == "pre"
        if tag in _CELLS:
            cell, span = self.blocks.pop(), self._spans.pop()
            if not self._rows:
                self.blocks[-1] += cell
            elif self._tables:
                self._tables[-1].place(self._rows[-1], cell, *span)
            else:
                self._rows[-1].append(cell)
        elif tag in _ROWS:
            row = self._rows.pop()
            if self._tables:
                self._tables[-1].end(row)
            self.blocks[-1] += _row(row)
        elif tag == "table":
            self._tables.pop()

    def add(self, text: str | None) -> None:
        """Add text to the open paragraph; line ends of the source are blanks outside of pre."""
        if text:
            piece = text if self._kept else _SPACE.sub(" ", text)
            size = len("".join(piece.split()))
            self._size += size
            self._linked += size if self._links else 0
            self._pieces.append(piece)

    def tail(self, element: Any, root: Any) -> None:
        """Add what stands after an element."""
        if element is not root:
            self.add(element.tail)

    def flush(self) -> None:
        """End the open paragraph."""
        if self._pieces:
            share = self._linked / max(1, self._size)
            self.blocks[-1] += [Block(t, share) for t in _paragraphs("".join(self._pieces))]
        self._pieces.clear()
        self._linked = self._size = 0


def _paragraphs(text: str) -> list[str]:
    """Cut at blank lines and at lines that are indented as Chinese paragraphs are."""
    if "\n" not in text:
        return [stripped] if (stripped := text.strip()) else []
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped or _INDENT.match(line):
            paragraphs.append([])
        if stripped:
            paragraphs[-1].append(stripped)
    return ["\n".join(lines) for lines in paragraphs if lines]


def _row(cells: list[list[Block]]) -> list[Block]:
    line = row_line([[block.text for block in cell] for cell in cells])
    blocks = [block for cell in cells for block in cell]
    if not line:
        return blocks
    linked = sum(block.linked * len(block.text) for block in blocks)
    return [Block(line, linked / sum(len(block.text) for block in blocks))]


def _is_unseen(element: Any) -> bool:
    if element.tag in _UNSEEN or not isinstance(element.tag, str):
        return True
    if element.get("hidden") is not None:
        return True
    return "display:none" in element.get("style", "").replace(" ", "").lower()


def _is_around(element: Any) -> bool:
    """Whether an element holds no text of the page; a header with a headline does."""
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    if element.tag not in _AROUND and _AROUND_NAMES.isdisjoint(names):
        return False
    return element.tag != "body" and element.find(".//h1") is None
