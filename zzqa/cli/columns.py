"""Columns on a terminal: how wide a text is, where it breaks, and what is drawn from blocks.

A Chinese character is two columns wide. The widths are rich's, which is loaded here only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zzqa.text.normalise import HAN

_WIDE = rf"{HAN}\u3040-\u30ff\uff01-\uff60\uac00-\ud7af"
_CLOSING = "，。、；：？！）》」』】〕”’…—％"
_OPENING = "（《「『【〔“‘"
_WESTERN = rf"(?:[^\s{_WIDE}{_CLOSING}{_OPENING}(\[{{]|[(\[{{](?=[!-~]))"
_ATOM = re.compile(
    rf"\s+|[{_OPENING}(\[{{]*"
    rf"(?:[{_WIDE}][,.;:?!)\]}}%]*|{_WESTERN}*\d{_WESTERN}*(?:(?<=\d)[{_WIDE}])?|{_WESTERN}+|)"
    rf"[{_CLOSING}]*"
)
"""What is not torn: a run of spaces, a Chinese character or a Western word, a number with the
character of its unit; with the brackets that open before it and the marks that close after it (a
simple form of UAX #14)."""


def width(text: str) -> int:
    """Return the columns that ``text`` takes on a terminal."""
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, columns: int) -> str:
    """Return ``text``, or as much of it as leaves room for an ellipsis in ``columns``."""
    if width(text) <= columns:
        return text
    kept, used = 0, 1
    while kept < len(text) and (used := used + width(text[kept])) <= columns:
        kept += 1
    return text[:kept].rstrip() + "…" if columns > 0 else ""


def pad(text: str, columns: int) -> str:
    """Return ``text`` with spaces after it up to ``columns``."""
    return text + " " * (columns - width(text))


def break_lines(text: str, columns: int, hang: int = 0) -> list[tuple[int, int]]:
    """Return the spans of ``text`` that are its lines when set in ``columns``.

    Lines after the first are ``hang`` columns shorter. They break between Chinese characters and
    at spaces, which are dropped there; a word longer than a line is torn. There is one line at
    least, and no line is wider than its columns unless a single character is.
    """
    lines: list[tuple[int, int]] = []
    first = end = used = 0
    for start, stop in _atoms(text, max(columns - hang, 1)):
        wide = width(text[start:stop])
        if used + wide <= columns - (hang if lines else 0) or end == first:
            end, used = stop, used + wide
        elif text[start:stop].isspace():
            used = columns  # it stands at the end of a line that is full with it
        else:
            lines.append((first, end))
            first, end, used = start, stop, wide
    lines.append((first, end))
    return [_without_spaces(text, *line, is_first=line[0] == 0) for line in lines]


def _atoms(text: str, columns: int) -> Iterator[tuple[int, int]]:
    """Yield the pieces of ``text`` in order, one that is wider than a line in parts."""
    at = 0
    while at < len(text):
        found = _ATOM.match(text, at)
        end = max(found.end() if found else at, at + 1)
        while width(text[at:end]) > columns and end - at > 1:
            part = at + 1
            while part < end and width(text[at : part + 1]) <= columns:
                part += 1
            yield at, part
            at = part
        if at < end:
            yield at, end
        at = end


def _without_spaces(text: str, start: int, end: int, *, is_first: bool) -> tuple[int, int]:
    """Return the span without the spaces around it; those that open a text are its own."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while not is_first and start < end and text[start].isspace():
        start += 1
    return start, end


def bar(share: float, columns: int) -> str:
    """Return a bar whose heavy part is ``share`` (0 to 1) of ``columns``.

    Heavy and light lines differ without colours too.
    """
    heavy = round(min(max(share, 0.0), 1.0) * columns)
    return "━" * heavy + "─" * (columns - heavy)


def table(rows: Sequence[Sequence[str]], columns: int) -> list[list[str]]:
    """Return the cells padded to columns of one width; nothing where they do not fit."""
    if not rows:
        return []
    widths = [max(map(width, column)) for column in zip(*rows)]
    if sum(widths) + 2 * (len(widths) - 1) > columns:
        return []
    return [[pad(cell, wide) + "  " for cell, wide in zip(row, widths)] for row in rows]
