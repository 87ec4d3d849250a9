"""How lines stand on a page: their width, the column that they fill, the distance between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ENDINGS = "。！？!?…"
_CLOSERS = "”’」』）)】》"
_PUNCTUATION = re.compile("[，。、；：？！“”‘’（）《》]")
_WESTERN_WORD = re.compile(r"[A-Za-z0-9.,'%&/-]*")
_WESTERN_STOP = re.compile(r"""[A-Za-z0-9%)\]"'][.]["')\]]*$""")
PROSE = re.compile("[，。；、！？,;]")
_SPACED = re.compile(r"(?:[一-鿿] ){2,}[一-鿿]|(?:[一-鿿] ){3,}")

WIDE = 40
"""A line of more characters than any newspaper column is a paragraph of its own."""
TOLERANCE = 2.6
"""How many characters a full line may fall short: rules for line starts and unbreakable words."""
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

    @property
    def prose(self) -> bool:
        """Whether it has the punctuation of running text."""
        return bool(PROSE.search(self.text)) or self.spaced or self.ended

    @property
    def ended(self) -> bool:
        """Whether a sentence ends with it."""
        if self.text.rstrip(_CLOSERS)[-1:] in set(ENDINGS) or self.text[-1] in ENDINGS:
            return True
        western = sum(map(str.isascii, self.text)) > 0.8 * len(self.text)
        return western and bool(_WESTERN_STOP.search(self.text))


def split_lines(text: str) -> list[Line]:
    """Return the lines that hold more than blanks."""
    lines: list[Line] = []
    gap = at = 0
    for row in text.split("\n"):
        stripped = row.strip()
        if stripped:
            start = at + row.index(stripped[0])
            spaced = bool(_SPACED.search(stripped)) and stripped.count(" ") * 3 >= len(stripped)
            solid = stripped.replace(" ", "")
            width = sum(0.5 if ord(c) < 0x2000 else 1.0 for c in solid)
            width -= 0.2 * len(_PUNCTUATION.findall(solid))  # set closer than other characters
            width += 0.0 if spaced else 0.25 * stripped.count(" ")
            indented = row[0] == " "
            lines.append(Line(start, start + len(stripped), stripped, width, gap, indented, spaced))
            gap = 0
        else:
            gap += 1
        at += len(row) + 1
    return lines


class Columns:
    """The lines of a document in the columns they were set in."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    def column(self, i: int, *, after: bool) -> float:
        """Return the width of the column that the lines just before or after line ``i`` fill.

        0 where there is none: too few lines of running text, or most of them unwrapped.
        """
        near = range(i + 1, min(i + 11, len(self.lines))) if after else range(max(i - 10, 0), i)
        prose = [line for line in map(self.lines.__getitem__, near) if line.prose]
        widths = sorted(line.width for line in prose if not line.spaced and line.width <= WIDE)
        wrapped = len(widths) >= _COLUMN_LINES and 3 * len(widths) >= 2 * len(prose)
        return widths[(3 * len(widths)) // 4] if wrapped else 0.0

    def usual_gap(self, i: int) -> int:
        """Return the commonest number of blank lines between the lines around line ``i``."""
        gaps = [line.gap for line in self.lines[max(1, i - 10) : i + 12]]
        return Counter(gaps).most_common(1)[0][0] if gaps else 0

    def gaps_part(self, i: int) -> bool:
        """Whether paragraphs around line ``i`` stand farther apart than their lines do.

        Known from the lines that surely end a paragraph: a sentence ends there, and room is left.
        """
        near = range(max(0, i - 12), min(i + 12, len(self.lines) - 1))
        ends = [k for k in near if self.lines[k].ended and not self.full(k)]
        parted = sum(self.lines[k + 1].gap > self.usual_gap(k) for k in ends)
        return 2 * parted > len(ends)

    def full(self, i: int, *, allowance: float = TOLERANCE) -> bool:
        """Whether line ``i`` fills its column (a line wider than the column is no part of it)."""
        line = self.lines[i]
        columns = (self.column(i, after=False), self.column(i, after=True))
        if line.spaced:
            return any(line.width >= width / 3 for width in columns if width)
        if i + 1 < len(self.lines):
            # A Western word is not broken: it goes to the next line however much room is left.
            word = _WESTERN_WORD.match(self.lines[i + 1].text)
            allowance = max(allowance, 0.5 * len(word.group()) if word else 0.0)
        return any(width and -TOLERANCE <= width - line.width <= allowance for width in columns)
