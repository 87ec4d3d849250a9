"""Where a line break ends a paragraph, and where it only ended a line of a narrow column.

Every break is judged from what is on both sides of it: punctuation, the width of the line against
the column it stands in, the usual distance between lines, and openings such as a dateline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from zzqa.text.columns import PROSE, TOLERANCE, WIDE, Columns, Line, split_lines, table_rows
from zzqa.text.offsets import Edit, MappedText

_CONTINUES = set("，、；：,;:（(“‘《〈「『—-/／和与及的")
_INTRODUCES = set("：:")
"""Ends a salutation or the line above a list as often as a line of prose."""
_UNFINISHED = _CONTINUES - _INTRODUCES
"""Behind one of these, what looks like an indent is none."""
_NEVER_FIRST = re.compile("[，。、；：？！”’）》」』％%℃,.;:!?)]")
_DATELINE = re.compile(r"[一-鿿·\s]{2,12}(?:讯|电)\s*(?=[（(])")
_CREDIT = re.compile(
    r"(?:[一-鿿·\s]{0,14}(?:记\s*者|通\s*讯\s*员)|文|图|摄影|作者|来源)\s*[/／:：]"
)
_OPENING = re.compile(
    r"""
      [一二三四五六七八九十]{1,3}\s*、
    | [（(][一二三四五六七八九十]{1,3}[）)]
    | 第[一二三四五六七八九十百\d]+[条章节]\s
    | [【▲▼●■◆★※①-⑳]
    | [-*•]\s
    | \#{1,6}\s
    | \d{1,2}\s*[.．、]\s*(?=[一-鿿])
    | ——
    """,
    re.VERBOSE,
)
CREDIT_END = re.compile(r"(?:(?<![拍航录])摄|供图|制图)\s*$")
"""Ends the credit of a picture; 拍摄 is a verb."""
_LABEL = re.compile(r"[一-鿿（）()A-Za-z0-9]{2,12}\s?[：:]\s?[^\s：:“]")
"""A label and its value: two such lines, one below the other, are a form and no wrapped text."""
_COUNTED = re.compile(r"[一二三四五六七八九十]{1,3}\s*、|——")
"""Openings that may also stand in the middle of a sentence: 刘六、刘七."""
_QUANTITY_ONLY = re.compile(r"[约近超逾]?\s*\d[\d,.]*\s*[%％℃]?\s*[一-鿿]{0,4}")
_CAPTION_MARKS = frozenset("▲▼◀▶△▽")
_DANGLING = set("到于从向对把被为以将并而或其该称")
"""No heading ends in one of these."""
_NUMBER_END = re.compile(r"\d\s*[万亿千百]?$")
_NUMBER_GOES_ON = re.compile(
    r"[余多年月日时分秒%℃亿万千百十元件家个项人米名位倍届批号次种吨亩岁条兆瓦]"
)
_WESTERN_END = re.compile("""[A-Za-z0-9,.;:%)]$|[A-Za-z0-9,.;:%)!?]['"!?\\]]+$""")
_WESTERN_START = re.compile("""[A-Za-z0-9(]|['"$\\[]+[A-Za-z0-9(]""")
_SOME = 2
"""Spaced words that may be so by chance."""
_SET_CLOSE = re.compile("[一-鿿][A-Za-z]|[A-Za-z][一-鿿]")
_SET_APART = re.compile("[一-鿿] [A-Za-z]|[A-Za-z] [一-鿿]")
_STOPS = re.compile("[，。；！？]")

_SEEN = 80
"""Characters of a paragraph's opening in which a dateline or credit is looked for."""
_INDENT = 1.6
"""How many more the first line of a paragraph, whose indent of two is often lost."""


def split_datelines(mapped: MappedText) -> MappedText:
    """Give a dateline set on one line with the end of another article a line of its own."""
    inside = re.compile(
        r"(?<=[^\s]) +(?=[一-鿿·]{2,12}讯[（(](?:[一-鿿]{0,4}记\s*者|通\s*讯\s*员))"
    )
    return mapped.apply(
        Edit(match.start(), match.end(), "\n") for match in inside.finditer(mapped.text)
    )


def join_lines(mapped: MappedText) -> MappedText:
    """Join wrapped lines; what is left is one line a paragraph, heading, byline or list item."""
    lines = split_lines(mapped.text)
    page = _Page(lines)
    edits: list[Edit] = []
    if lines and lines[0].start:
        edits.append(Edit(0, lines[0].start))
    paragraph = _Paragraph()
    for i in range(len(lines) - 1):
        a, b = lines[i], lines[i + 1]
        paragraph.add(a)
        joined = page.continues(i, paragraph)
        glue = page.glue(a.text, b.text) if joined else "\n"
        if glue != mapped.text[a.end : b.start]:
            edits.append(Edit(a.end, b.start, glue))
        if not joined:
            paragraph = _Paragraph()
    if lines and lines[-1].end < len(mapped.text):
        edits.append(Edit(lines[-1].end, len(mapped.text)))
    return mapped.apply(edits)


def keep_lines(mapped: MappedText) -> MappedText:
    """Keep every line that holds something, for text whose format tells its paragraphs."""
    lines = split_lines(mapped.text)
    ends = [0, *(line.end for line in lines)]
    starts = [*(line.start for line in lines), len(mapped.text)]
    glue = ["", *["\n"] * (len(lines) - 1), ""] if lines else [""]
    return mapped.apply(
        Edit(end, start, between)
        for end, start, between in zip(ends, starts, glue)
        if mapped.text[end:start] != between
    )


class _Paragraph:
    """What is remembered of the lines joined so far: enough to judge the next one.

    It does not grow with them, so that a file which is all one paragraph is read in linear time.
    """

    __slots__ = ("indented", "lines", "opening", "prose", "stopped", "tail", "widest")

    def __init__(self) -> None:
        self.lines = 0
        self.opening = self.tail = ""
        self.prose = self.stopped = self.indented = False
        self.widest = 0.0

    def add(self, line: Line) -> None:
        """Take in the next line."""
        self.indented = line.indented if not self.lines else self.indented
        self.lines += 1
        if len(self.opening) < _SEEN:
            self.opening = (self.opening + line.text)[:_SEEN]
        self.tail = (self.tail + line.text)[-60:]
        self.prose = self.prose or bool(PROSE.search(line.text))
        self.stopped = self.stopped or bool(_STOPS.search(line.text))
        self.widest = max(self.widest, line.width)

    @property
    def bracket_open(self) -> bool:
        """Whether a bracket or book title opened near its end is still open."""
        return any(self.tail.rfind(o) > self.tail.rfind(c) for o, c in ("（）", "《》", "()"))

    @property
    def byline(self) -> bool:
        """Whether it does nothing but name who wrote or took something."""
        return bool(_CREDIT.match(self.opening)) and not self.stopped


class _Page(Columns):
    """The lines of a document with what is usual among them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(lines)
        self.indents_mean = sum(line.indented for line in lines) <= 0.3 * len(lines)
        found = (_DATELINE.match(line.text) for line in lines)
        self.rows = table_rows(lines)
        self.datelines = sorted({match.group().replace(" ", "") for match in found if match})

    @cached_property
    def words_apart(self) -> bool:
        """Whether spaces set off Western words from Chinese ones, more often than not."""
        solid = [line.text for line in self.lines if not line.spaced]
        apart, close = (sum(len(p.findall(t)) for t in solid) for p in (_SET_APART, _SET_CLOSE))
        return apart > max(close, _SOME)

    def glue(self, before: str, after: str) -> str:
        """Return what stands between the two halves of a wrapped line: nothing, or a space.

        A Western word among Chinese ones is set off where the document mostly does so.
        """
        a, b = before[-1], after[0]
        if a == "-" and b.isascii() and b.islower():
            return ""
        if _CREDIT.match(after) and not breaks_word(before, after):
            return " "
        if _WESTERN_END.search(before) and _WESTERN_START.match(after):
            # 3. and 24 are one number, 8: and 30 one time of day; 20 and 24 may be two.
            return "" if a in ".,:" and b.isdigit() and before[-2:-1].isdigit() else " "
        if _QUANTITY_ONLY.fullmatch(after) and not a.isdigit():
            return " "
        return " " if self.words_apart and _SET_CLOSE.fullmatch(a + b) else ""

    def continues(self, i: int, paragraph: _Paragraph) -> bool:
        """Whether line ``i + 1`` goes on with the paragraph that line ``i`` is the last of yet."""
        a, b = self.lines[i], self.lines[i + 1]
        if _NEVER_FIRST.match(b.text) or self._inside_dateline(paragraph.opening, b.text):
            return True
        if _DATELINE.match(b.text) or {i, i + 1} <= self.rows or a.row or b.row:
            return False
        if _LABEL.match(paragraph.opening) and _LABEL.match(b.text) and not paragraph.bracket_open:
            return False
        if _OPENING.match(b.text):
            return bool(_COUNTED.match(b.text)) and self._in_sentence(i, paragraph)
        if paragraph.bracket_open or (_NUMBER_END.search(a.text) and _NUMBER_GOES_ON.match(b.text)):
            return True
        if paragraph.byline:
            return a.text[-1] in "/／" or bool(CREDIT_END.search(b.text) and len(b.text) <= 16)
        if paragraph.opening[0] in _CAPTION_MARKS and not a.ended and CREDIT_END.search(b.text):
            return True
        if _CREDIT.match(b.text) or CREDIT_END.search(a.text):
            return False
        if a.ended:
            return self._next_sentence_follows(i, paragraph)
        if b.indented and self.indents_mean and a.text[-1] not in _UNFINISHED:
            return False
        return self._goes_on(i, paragraph)

    def _in_sentence(self, i: int, paragraph: _Paragraph) -> bool:
        """Whether line ``i`` fills its column in the middle of a sentence of running text."""
        a, b = self.lines[i], self.lines[i + 1]
        if paragraph.lines == 1 or a.ended or not a.prose or a.text[-1] in "，；：,;:":
            return False
        return self.full(i) and b.gap == self.usual_gap(i)

    def _next_sentence_follows(self, i: int, paragraph: _Paragraph) -> bool:
        """Whether a paragraph goes on after a sentence that ends with a full line.

        Indents or gaps between the paragraphs tell. Where there are none, the line break is kept:
        it parts no sentence.
        """
        b = self.lines[i + 1]
        if b.indented or b.gap != self.usual_gap(i) or not (b.prose or self._runs_on(i + 1)):
            return False
        if self.indents_mean and paragraph.indented:
            return self.full(i)
        return self.full(i) and self.gaps_part(i)

    def _runs_on(self, i: int) -> bool:
        """Whether line ``i``, without punctuation, is a full one of running text.

        What stands under a heading is indented or set apart.
        """
        if i + 1 == len(self.lines) or not self.full(i):
            return False
        below = self.lines[i + 1]
        return below.prose and not below.indented and below.gap == self.usual_gap(i)

    def _goes_on(self, i: int, paragraph: _Paragraph) -> bool:
        """Whether an unfinished line is one of a column or a cut paragraph, and no heading."""
        a, b = self.lines[i], self.lines[i + 1]
        if a.width >= WIDE and a.prose:
            return True
        full = self.full(i)
        unusual = b.gap != self.usual_gap(i)
        if a.text[-1] in _INTRODUCES:
            return full and (a.indented or not b.indented)
        if a.text[-1] in _CONTINUES:
            # A column cut off at the foot of the page ends in a comma and comes to nothing.
            return full or not unusual
        if a.text[-1] in _DANGLING:
            return True
        if not a.prose and _QUANTITY_ONLY.fullmatch(b.text):
            return not re.search(r"\d", a.text)
        if _DATELINE.match(paragraph.opening) or (paragraph.lines > 1 and paragraph.prose):
            short = 2 * a.width < paragraph.widest
            return full or b.prose or b.ended or not (unusual or short)
        if paragraph.lines == 1 and not full:
            return self._is_first_line(i)
        if unusual:
            # A heading stands apart on both sides; a column may end anywhere.
            runs_on = b.prose or b.ended or self.full(i + 1)
            return full and runs_on and (a.prose or a.gap == self.usual_gap(i))
        return full and (a.prose or b.prose or self.full(i + 1))

    def _is_first_line(self, i: int) -> bool:
        """Whether line ``i``, a little too short, lost its indent, or is a heading.

        The second line of a paragraph fills the column; the line under a heading was indented
        itself. And a heading does not end within a word.
        """
        a, b = self.lines[i], self.lines[i + 1]
        if b.gap != self.usual_gap(i) or not self.full(i, allowance=TOLERANCE + _INDENT):
            return False
        column = self.column_below(i)
        fills = b.prose and not b.ended and column - b.width <= 1.5
        return fills or breaks_word(a.text, b.text)

    def _inside_dateline(self, before: str, after: str) -> bool:
        """Whether a dateline that the document uses elsewhere is broken between the two."""
        joined = (before + after).replace(" ", "")
        return any(
            joined.startswith(prefix) and len(before.replace(" ", "")) < len(prefix)
            for prefix in self.datelines
        )


def breaks_word(before: str, after: str) -> bool:
    """Whether a word of the dictionary lies across the break between two lines."""
    import rjieba

    left, right = before[-4:], after[:4]
    at = 0
    for word in rjieba.cut(left + right, hmm=False):
        if at < len(left) < at + len(word):
            return True
        at += len(word)
    return False
