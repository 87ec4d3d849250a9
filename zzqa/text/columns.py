"""How lines stand on a page: their width, the column that they fill, the distance between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

ENDINGS = frozenset("。！？!?…")
_CLOSERS = "”’」』）)】》"
_PUNCTUATION = re.compile("[，。、；：？！“”‘’（）《》]")
_NARROW = re.compile("[\0-\u1fff]")
_ASCII = re.compile("[\0-\x7f]")
_WESTERN_WORD = re.compile(r"[（(“《]?[A-Za-z0-9.,'%&/-]*")
_WESTERN_STOP = re.compile(r"""(?<!\b[A-Z])(?<=[A-Za-z0-9%)\]"'])[.]["')\]]*$""")
"""The stop behind an initial ends no sentence."""
_STOPS = re.compile("[，。；！？]")
_SEPARATOR = re.compile(r",(?! |\d{3}(?!\d))|;(?! )")
"""Between values of a table; commas of sentences and of large numbers are none."""
PROSE = re.compile("[，。；、！？,;]")
_WESTERN_PROSE = re.compile("(?:[a-z]{2,} ){5}")
"""Running text may go without a comma for a line; few headings have so many small words."""
_SPACED = re.compile(r"(?:[一-鿿] ){2,}[一-鿿]|(?:[一-鿿] ){3,}")

WIDE = 40
"""A line of more characters than any newspaper column is a paragraph of its own."""
TOLERANCE = 2.6
"""How many characters a full line may fall short: rules for line starts and unbreakable words."""
INDENT = 2.0
"""Characters that the first line of a paragraph is set in."""
_COLUMN_LINES = 3
"""A column is known by at least so many lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its span without outer spaces, and how it stands on the page."""

    start: int
    end: int
    text: str
    width: float
    """In Chinese characters; a Western character counts a half."""
    gap: int
    """Blank lines before it."""
    indented: bool
    spaced: bool
    """Set with spaces between its characters to fill the column: such a line is full."""
    ended: bool
    """A sentence ends with it."""
    prose: bool
    """It has the punctuation of running text."""
    row: bool
    """It is a row of a table, between bars."""


def split_lines(text: str) -> list[Line]:
    """Return the lines that hold more than blanks."""
    lines: list[Line] = []
    gap = at = 0
    for row in text.split("\n"):
        stripped = row.strip()
        if stripped:
            lines.append(_line(at + row.index(stripped[0]), stripped, gap, row[0] == " "))
            gap = 0
        else:
            gap += 1
        at += len(row) + 1
    return lines


def _line(start: int, text: str, gap: int, indented: bool) -> Line:
    blanks = text.count(" ")
    spaced = blanks * 3 >= len(text) and bool(_SPACED.search(text))
    width = len(text) - blanks - 0.5 * (len(_NARROW.findall(text)) - blanks)
    width -= 0.2 * len(_PUNCTUATION.findall(text))  # set closer than other characters
    width += 0.0 if spaced else 0.25 * blanks
    ended = _ends(text)
    row = len(text) > 2 and text[0] == text[-1] == "|"
    prose = ended or spaced or bool(PROSE.search(text) or _WESTERN_PROSE.search(text))
    return Line(start, start + len(text), text, width, gap, indented, spaced, ended, prose, row)


def _ends(text: str) -> bool:
    """Whether a sentence ends with the line ``text``."""
    if text.rstrip(_CLOSERS)[-1:] in ENDINGS or text[-1] in ENDINGS:
        return True
    western = len(_ASCII.findall(text)) > 0.8 * len(text)
    return western and bool(_WESTERN_STOP.search(text))


class Columns:
    """The lines of a document in the columns they were set in."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._prose = [line.prose for line in lines]
        self._widths = [
            line.width if line.prose and not line.spaced and line.width <= WIDE else 0.0
            for line in lines
        ]
        self._before = [self._column(max(i - 10, 0), i) for i in range(len(lines))]
        self._after = [self._column(i + 1, i + 11) for i in range(len(lines))]

    def _column(self, start: int, end: int) -> float:
        """Return the width of the column that lines of a range fill.

        0 where there is none: too few lines of running text, or most of them unwrapped.
        """
        widths = sorted(filter(None, self._widths[start:end]))
        wrapped = 3 * len(widths) >= max(2 * sum(self._prose[start:end]), 3 * _COLUMN_LINES)
        return widths[(3 * len(widths)) // 4] if wrapped else 0.0

    def column_below(self, i: int) -> float:
        """Return the width of the column that the lines below line ``i`` fill, 0 for none."""
        return self._after[i]

    def usual_gap(self, i: int) -> int:
        """Return the commonest number of blank lines between the lines around line ``i``."""
        gaps = [line.gap for line in self.lines[max(1, i - 10) : i + 12]]
        return Counter(gaps).most_common(1)[0][0] if gaps else 0

    def gaps_part(self, i: int) -> bool:
        """Whether paragraphs around line ``i`` stand farther apart than their lines do.

        Known from the lines that surely end a paragraph: a sentence ends there, and room is left.
        """
        near = self._parted(max(0, i - 12), i + 12)
        return 2 * sum(near) > len(near) if near else self._mostly_parted

    def _parted(self, start: int, end: int) -> list[bool]:
        """Return whether more room than usual follows each sure end among lines of a range."""
        return [
            self.lines[k + 1].gap > self.usual_gap(k)
            for k in range(start, min(end, len(self.lines) - 1))
            if self.lines[k].ended and not self.full(k)
        ]

    @cached_property
    def _mostly_parted(self) -> bool:
        """What holds in the whole document: asked where paragraphs are long."""
        ends = self._parted(0, len(self.lines))
        return 2 * sum(ends) > len(ends)

    def full(self, i: int, *, allowance: float = TOLERANCE) -> bool:
        """Whether line ``i`` fills its column (a line wider than the column is no part of it)."""
        line = self.lines[i]
        columns = (self._before[i], self._after[i])
        if line.spaced:
            return any(line.width >= width / 3 for width in columns if width)
        if i + 1 < len(self.lines):
            # A Western word is not broken: it goes to the next line however much room is left.
            word = _WESTERN_WORD.match(self.lines[i + 1].text)
            allowance = max(allowance, 0.5 * (len(word.group()) + 1) if word else 0.0)
        taken = line.width + (INDENT if line.indented else 0.0)
        return any(width and -TOLERANCE <= width - taken <= allowance for width in columns)


def table_rows(lines: Sequence[Line]) -> set[int]:
    """Return the lines that are rows of comma-separated values: at least three alike in a row."""
    counts = [
        0 if _STOPS.search(line.text) else len(_SEPARATOR.findall(line.text)) for line in lines
    ]
    rows: set[int] = set()
    for i in range(1, len(lines) - 1):
        if counts[i] >= 2 and counts[i - 1] == counts[i] == counts[i + 1]:
            rows |= {i - 1, i, i + 1}
    return rows
