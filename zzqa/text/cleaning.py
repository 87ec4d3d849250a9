"""Repair of single characters and single lines; each step returns text with its map to the raw.

Joining wrapped lines is in :mod:`zzqa.text.lines`, spaces are in :mod:`zzqa.text.spacing`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

from zzqa.text.offsets import Edit, MappedText

VERSION = 6
"""Raised whenever cleaning gives another text for the same source: indexes are then rebuilt."""

_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ％＋－．／＝＆＠＃]")  # noqa: RUF001
# Radicals and compatibility ideographs look like the characters people type and are not equal to
# them: PDF fonts are full of them.
_COMPATIBILITY = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")

_BROKEN_NUMBER = re.compile("[０-９](?P<break>[ \u3000]*\r?\n[ \u3000]*)[０-９．]*[０-９]")  # noqa: RUF001

_DOUBLED = re.compile(r"(.{1,200})\1")

_FURNITURE = re.compile(
    r"""\s*(?:
        (?:[▲▼■●]?\s*(?:上接|下转|转|详见|紧接)\s*)[A-Z]?\d{1,3}\s*版.{0,6}      # jump lines
      | 扫[一码]*扫?[^。]{0,12}(?:关注|二维码|下载|报名|观看)[^。]{0,20}          # QR prompts
      | (?P<bare>\d{1,3})                                                         # page numbers
      | \d{1,3}\s*/\s*\d{1,3}
      | [-—–·]+\s*\d{1,4}\s*[-—–·]+
      | [-—–·\s]*(?:第\s*)?\d{1,4}\s*页(?:\s*(?:[/，,]\s*共?|共)\s*\d{1,4}\s*页)?[-—–·\s]*
      | (?:责任?编辑|责编|版式|美编|校对|视觉|组版)[:：/ ].{0,30}                 # staff lines
      | (?:微信公众号|新闻网|客户端|官方微博|订阅号|视频号)
    )\s*""",
    re.VERBOSE,
)

_FIGURE = re.compile(r"\s*\d[\d,.]*\s*[%一-鿿]{0,2}\s*")
_NUMBER_CUT = re.compile(r"[^\d\s][\d,.–-]*\d\s*$")
"""Ends a line of text whose number may go on below."""
_APART = 3
"""Lines from one cell with a figure to the next, at most: no page is that short."""


def normalise_characters(mapped: MappedText) -> MappedText:
    """Unify line ends and blanks, drop invisible characters, undo full width and look-alikes.

    Chinese punctuation keeps its full width: it is what belongs there.
    """
    edits: list[Edit] = []
    for pattern, replace in _CHARACTER_STEPS:
        edits += [
            Edit(m.start(), m.end(), new)
            for m in pattern.finditer(mapped.text)
            if (new := replace(m.group())) != m.group()
        ]
    return mapped.apply(sorted(edits))


_CHARACTER_STEPS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_LINE_END, lambda _: "\n"),
    (_INVISIBLE, lambda _: ""),
    (_BLANK, lambda _: " "),
    (_FULL_WIDTH, lambda text: unicodedata.normalize("NFKC", text)),
    (_COMPATIBILITY, lambda text: unicodedata.normalize("NFKC", text)),
)


def mend_wide_numbers(mapped: MappedText) -> MappedText:
    """Put a number in full-width digits that a line end broke in two on the upper line.

    Programs break lines between these as between Chinese characters; digits of the usual width
    may be two numbers.
    """
    edits: list[Edit] = []
    for match in _BROKEN_NUMBER.finditer(mapped.text):
        start, end = match.span("break")
        last = match.end()
        edits += [Edit(start, end), Edit(last - 1, last, mapped.text[last - 1] + "\n")]
    return mapped.apply(edits)


def halve_doubled_lines(mapped: MappedText) -> MappedText:
    """Take out the second printing where a line shows each of its pieces twice.

    Bold type that is drawn twice, a little apart, comes out of a PDF as ``供图供图``. Prose that
    merely repeats a word is safe: the whole line has to fall into doubled pieces.
    """
    edits: list[Edit] = []
    for line in re.finditer("[^\n]+", mapped.text):
        seconds = _doubled_pieces(line.group())
        edits += [Edit(line.start() + a, line.start() + b) for a, b in seconds]
    return mapped.apply(edits)


def _doubled_pieces(line: str) -> list[tuple[int, int]]:
    """Return the spans of the second copies when ``line`` is made of doubled pieces, else []."""
    seconds: list[tuple[int, int]] = []
    at, longest = 0, 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        doubled = _DOUBLED.match(line, at)
        if not doubled:
            return []
        size = len(doubled[1])
        seconds.append((at + size, at + 2 * size))
        longest = max(longest, size)
        at += 2 * size
    # 哈哈 and 研究研究 are words; nothing in prose repeats five characters at once.
    return seconds if longest >= 5 else []


def join_vertical_lines(mapped: MappedText) -> MappedText:
    """Turn a name set one character a line (three lines or more) into a line."""
    column = re.compile(r"(?:^|(?<=\n))(?:[\u4e00-\u9fff]\n){2,}[\u4e00-\u9fff](?=\n|$)")
    return mapped.apply(
        Edit(match.start() + at, match.start() + at + 1)
        for match in column.finditer(mapped.text)
        for at, character in enumerate(match.group())
        if character == "\n"
    )


def drop_furniture(mapped: MappedText) -> MappedText:
    """Drop lines that belong to the page and not to an article: jumps, page numbers, QR prompts.

    A bare number is a page's unless another figure stands near it, as in the cells of a table, or
    the line above ends in a number that it may be the rest of.
    """
    lines = list(re.finditer(r"[^\n]*\S[^\n]*", mapped.text))
    figures = [n for n, line in enumerate(lines) if _FIGURE.fullmatch(line.group())]
    cells = {n for pair in pairwise(figures) if pair[1] - pair[0] <= _APART for n in pair}
    return mapped.apply(
        Edit(line.start(), line.end())
        for n, line in enumerate(lines)
        if (found := _FURNITURE.fullmatch(line.group()))
        and not (found["bare"] and (n in cells or (n and _NUMBER_CUT.search(lines[n - 1].group()))))
    )
