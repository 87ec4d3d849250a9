"""Columns on a terminal: how wide a text is, where it breaks, and what is drawn from blocks.

A Chinese character is two columns wide. The widths are rich's, which is loaded here only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zzqa.text.normalise import HAN

_WIDE = rf"{HAN}\u3040-\u30ff\uff01-\uff60\uac00-\ud7af"
_CLOSING = "，。、；：？！）》」』】〕”’…—％%,.;:?!)]}"
_OPENING = "（《「『【〔“‘([{"
_WESTERN = rf"[^\s{_WIDE}{re.escape(_OPENING + _CLOSING)}]"
_NUMBER = rf"{_WESTERN}*\d(?:[.,:]\d|{_WESTERN})*[%％]?"
_ATOM = re.compile(
    rf"\s+|[{re.escape(_OPENING)}]*(?:[{_WIDE}]|{_NUMBER}(?:(?<=\d)[{_WIDE}])?|{_WESTERN}+|)"
    rf"[{re.escape(_CLOSING)}]*"
)
"""What is not torn: a run of spaces, a Chinese character or a Western word, a number with the
character of its unit; with the brackets that open before it and the marks that close after it (a
simple form of UAX #14)."""

_EIGHTHS = "▏▎▍▌▋▊▉█"


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


def break_lines(text: str, columns: int) -> list[tuple[int, int]]:
    """Return the spans of ``text`` that are its lines when set in ``columns``.

    Lines break between Chinese characters and at spaces, which are dropped there; a word longer
    than a line is torn. There is one line at least, and no line is wider than ``columns`` unless
    a single character is.
    """
    lines: list[tuple[int, int]] = []
    first = end = used = 0
    for start, stop in _atoms(text, columns):
        wide = width(text[start:stop])
        if used + wide <= columns or end == first:
            end, used = stop, used + wide
        elif text[start:stop].isspace():
            continue  # it would stand at the end of a line that is full
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
    """Return a bar that fills ``share`` (0 to 1) of ``columns``, in eighths of a column."""
    eighths = round(min(max(share, 0.0), 1.0) * columns * 8)
    full, rest = divmod(eighths, 8)
    return pad("█" * full + (_EIGHTHS[rest - 1] if rest else ""), columns)


def table(rows: Sequence[Sequence[str]], columns: int) -> list[list[str]]:
    """Return the cells padded to columns of one width, the last one cut to what is left."""
    if not rows:
        return []
    last = len(rows[0]) - 1
    widths = [max(width(row[at]) for row in rows) for at in range(last)]
    left = max(columns - sum(widths) - 2 * last, 8)
    return [
        [*(pad(cell, wide) + "  " for cell, wide in zip(row, widths)), cut(row[last], left)]
        for row in rows
    ]
