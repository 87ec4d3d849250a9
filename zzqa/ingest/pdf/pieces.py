"""Pieces of lines, which are the units of page layout, and rows made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zzqa.ingest.pdf.glyphs import Glyphs

_PIECE_GAP = 0.7
"""Ems of empty paper that end a piece: word spaces are 0.2 to 0.6, the gutter between columns is 1
and more, and a comma may hang into it."""
_OVERLAP = 0.6
"""Ems by which a character may reach back over the one before: kerning."""
_LEVEL = 0.45
"""Ems by which the middle of a character may be off its row: notes set high, mixed fonts."""
_WESTERN_SPACE, _CHINESE_SPACE = 0.16, 0.4
"""Ems of empty paper that are a space: letter-spacing stays below, and so does the quarter that
typesetting puts between a Chinese character and a number."""
_MORE_SPACE, _EVEN = 0.15, 0.05
"""Ems by which a blank between Chinese words is wider than other gaps of its line, and by which
those may differ."""
_EVEN_LINE = 4
"""Gaps between Chinese characters that show what is usual in a line, at least."""
_HANGING = frozenset("，。、；：！？”’）》」』】")
"""Full-width punctuation whose right half is empty."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that stand side by side without a gap; all measures are in points."""

    text: str
    left: float
    right: float
    middle: float
    """Height of the middle of the line, upwards."""
    em: float
    """Size of its characters."""
    order: int
    """Position in the file."""

    @property
    def ink_right(self) -> float:
        """The right end without the empty half of a final comma or stop."""
        return self.right - (0.5 * self.em if self.text[-1] in _HANGING else 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """The pieces at one height, as one line of text."""

    text: str
    left: float
    right: float
    middle: float
    em: float


def make_pieces(glyphs: Glyphs) -> list[Piece]:
    """Return the pieces of a page, from top to bottom and left to right."""
    if not glyphs.characters:
        return []
    left, bottom, right, top = glyphs.boxes.T
    middle, em = (bottom + top) / 2, glyphs.ems
    size = np.maximum(em[1:], em[:-1])
    # The letters of one ligature share one box.
    same = (glyphs.boxes[1:] == glyphs.boxes[:-1]).all(axis=1)
    gap = np.where(same, 0.0, left[1:] - right[:-1])
    level = np.abs(np.diff(middle)) <= _LEVEL * size
    breaks = ~level | (gap > _PIECE_GAP * size) | (gap < -_OVERLAP * size)
    spaced = np.concatenate([[False], _spaces(glyphs, gap / size)])
    edges = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(left)]
    spaced[_wider(glyphs, gap / size, edges)] = True
    pieces: list[Piece] = []
    for start, end in zip(edges, edges[1:], strict=False):
        first, *others = range(start, end)
        text = "".join((" " if spaced[i] else "") + glyphs.characters[i] for i in others)
        span = slice(start, end)
        pieces.append(
            Piece(
                glyphs.characters[first] + text,
                float(left[span].min()),
                float(right[span].max()),
                float(np.median(middle[span])),
                float(np.median(em[span])),
                start,
            )
        )
    return _merged(pieces)


def _spaces(glyphs: Glyphs, gap: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return before which characters but the first a space belongs, bool (n - 1,).

    ``gap`` is the empty paper before them in ems.
    """
    chinese = np.fromiter((ord(c[0]) >= 0x2E80 for c in glyphs.characters), dtype=bool)
    least = np.where(chinese[1:] | chinese[:-1], _CHINESE_SPACE, _WESTERN_SPACE)
    return np.asarray((gap > least) | (glyphs.spaced[1:] & (gap > 0.0)))


def _wider(glyphs: Glyphs, gap: NDArray[np.float64], edges: Sequence[int]) -> list[int]:
    """Return the characters before which a Chinese line has more room than anywhere else.

    Such a blank parts words of a title or names: many programs write none into the file, and in
    justified lines it is no wider than a quarter of a character. Lines whose other characters do
    not stand evenly, as those that a machine recognised, say nothing.
    """
    han = np.fromiter(("一" <= c[0] <= "鿿" for c in glyphs.characters), dtype=bool)
    between = han[1:] & han[:-1]
    found: list[int] = []
    for start, end in zip(edges, edges[1:], strict=False):
        places = np.flatnonzero(between[start : end - 1]) + start
        gaps = gap[places]
        if len(places) < _EVEN_LINE or gaps.max() < _MORE_SPACE:
            continue
        usual = float(np.median(gaps))
        wide = gaps > usual + _MORE_SPACE
        if np.abs(gaps[~wide] - usual).max() < _EVEN and 4 * wide.sum() <= len(places):
            found += (places[wide] + 1).tolist()
    return found


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Join pieces that touch on one row, and drop those that only thicken another one.

    A file may give its characters one by one in any order, or draw them twice for bold type.
    """
    merged: list[Piece] = []
    for band in bands(pieces):
        row: list[Piece] = []
        for piece in sorted(band, key=lambda piece: (piece.left, -piece.right, piece.order)):
            last = row[-1] if row else None
            if last is None or abs(last.middle - piece.middle) > _LEVEL * max(last.em, piece.em):
                row.append(piece)
            elif _thickens(piece, last):
                continue
            elif piece.left - last.right <= _PIECE_GAP * max(last.em, piece.em):
                row[-1] = _joined(last, piece)
            else:
                row.append(piece)
        merged += row
    return merged


def _thickens(piece: Piece, under: Piece) -> bool:
    """Whether a piece stands on another one and says nothing new."""
    inside = piece.right <= under.right + 0.3 * under.em
    return inside and piece.left < under.right - 0.5 * piece.em and piece.text in under.text


def _joined(a: Piece, b: Piece) -> Piece:
    size = max(a.em, b.em)
    chinese = ord(a.text[-1]) >= 0x2E80 or ord(b.text[0]) >= 0x2E80
    space = b.left - a.right > size * (_CHINESE_SPACE if chinese else _WESTERN_SPACE)
    longer = a if len(a.text) >= len(b.text) else b
    return Piece(
        a.text + (" " if space else "") + b.text,
        a.left,
        max(a.right, b.right),
        longer.middle,
        longer.em,
        min(a.order, b.order),
    )


def make_rows(levels: Iterable[Sequence[Piece]]) -> list[Row]:
    """Return the pieces of each height as a row; two spaces part what stands apart on it."""
    rows: list[Row] = []
    for band in levels:
        across = sorted(band, key=lambda piece: (piece.left, piece.order))
        widest = max(across, key=lambda piece: (piece.right - piece.left, -piece.order))
        rows.append(
            Row(
                "  ".join(piece.text for piece in across),
                across[0].left,
                max(piece.right for piece in across),
                widest.middle,
                widest.em,
            )
        )
    return rows


def bands(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Return pieces in groups of one height, from top to bottom."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.middle, piece.left, piece.order)):
        # Against the first of the band, not the last: bands must not creep down a page whose
        # columns are set off against each other.
        first = found[-1][0] if found else None
        if first and first.middle - piece.middle <= _LEVEL * max(first.em, piece.em):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found
