"""The characters of a PDF page with their boxes, as pdfium gives them, turned upright."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SOFT_HYPHEN = "\u00ad"
"""Stands for every hyphen that only a line end put into a word."""
_HYPHENS = (0x02, 0xAD, 0xFFFE)
"""What pdfium gives for such a hyphen."""
_CONTROL_BLANKS = (0x09, 0x0A, 0x0D)
_BULLETS = frozenset((0xF06C, 0xF06E, 0xF075, 0xF076, 0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0FC))
"""Where Symbol and Wingdings, which map to the private use area, keep their list marks."""
_RIGHT_TO_LEFT = ("\u0590", "\u08ff")
"""Hebrew and Arabic: text that runs to the left is not upside down there."""
_STEP = 2.0
"""A next character farther away than this many ems says nothing about the direction."""
_WESTERN_EM = 0.85
"""Of the height of a font's box, which is 1.0 to 1.4 ems."""
_LEAST = 0.5
"""Points that a character has at least: some fonts have no size."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters that leave ink, in the order of the file.

    Arrays over the characters: ``boxes`` float64 (n, 4) of left, bottom, right, top in points, as
    wide as their advance and as high as their font; ``angles`` of the baselines, float64 (n,) in
    radians; ``ems``, the sizes, float64 (n,) in points; ``spaced``, bool (n,), a blank stands
    before it; ``mapped``, bool (n,), the font says which character it is. A character is empty
    where it is a control code or none at all.
    """

    characters: tuple[str, ...]
    boxes: NDArray[np.float64]
    angles: NDArray[np.float64]
    ems: NDArray[np.float64]
    spaced: NDArray[np.bool_]
    mapped: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.characters)

    def where(self, mask: NDArray[np.bool_]) -> Glyphs:
        """Return the characters that a bool array (n,) marks."""
        return Glyphs(
            tuple(c for c, marked in zip(self.characters, mask.tolist(), strict=True) if marked),
            self.boxes[mask],
            self.angles[mask],
            self.ems[mask],
            self.spaced[mask],
            self.mapped[mask],
        )


def read_glyphs(textpage: Any, limit: int) -> Glyphs:
    """Return what is no blank among the first ``limit`` characters of a page of pdfium.

    The raw interface is called: for a page of 2,000 characters it takes 8 ms, the helpers of
    pypdfium2 several times that.
    """
    import pypdfium2.raw as pdfium

    handle, rect, matrix = textpage.raw, pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    to_rect, to_matrix = ctypes.byref(rect), ctypes.byref(matrix)
    characters: list[str] = []
    measures: list[float] = []
    spaced: list[bool] = []
    mapped: list[bool] = []
    level, font = (0.0, 0.0), (1.0, 0.0, 0.0, 1.0, 0.0)
    for i, code, blank in _codes(textpage, limit):
        if not pdfium.FPDFText_GetLooseCharBox(handle, i, to_rect):
            continue
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if level != (bottom, top):
            # What stands level with the character before and is as high is of the same font.
            pdfium.FPDFText_GetMatrix(handle, i, to_matrix)
            size = pdfium.FPDFText_GetFontSize(handle, i)
            level, font = (bottom, top), (matrix.a, matrix.b, matrix.c, matrix.d, size)
        usable = 0x20 < code < 0x7F or (0xA0 < code < 0xD800 and code != 0xAD)
        character = chr(code)
        if not usable:
            hyphen = code in _HYPHENS and pdfium.FPDFText_IsHyphen(handle, i) == 1
            character, usable = (SOFT_HYPHEN, True) if hyphen else _unusual(code)
        characters.append(character)
        measures += (left, bottom, right, top, *font)
        spaced.append(blank)
        mapped.append(usable and pdfium.FPDFText_HasUnicodeMapError(handle, i) != 1)
    return _glyphs(characters, np.array(measures, dtype=np.float64), spaced, mapped)


def _codes(textpage: Any, limit: int) -> Iterator[tuple[int, int, bool]]:
    """Yield index and code of each character that is no blank, and whether one stands before it.

    A character outside the basic plane comes as two surrogates; the index is that of the second.
    """
    import pypdfium2.raw as pdfium

    high, blank = 0, False
    for i in range(min(textpage.count_chars(), limit)):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high:
            paired = 0xDC00 <= code < 0xE000
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if paired else code
            high = 0
        if code in _CONTROL_BLANKS or (code >= 0x20 and chr(code).isspace()):
            # pdfium adds blanks of its own, between Chinese characters and numbers too.
            blank = blank or pdfium.FPDFText_IsGenerated(textpage.raw, i) != 1
        else:
            yield i, code, blank
            blank = False


def _glyphs(
    characters: list[str], measures: NDArray[np.float64], spaced: list[bool], mapped: list[bool]
) -> Glyphs:
    """Return characters with what was measured of each: box, matrix and nominal size."""
    table = np.nan_to_num(measures.reshape(-1, 9))
    boxes = np.column_stack(
        [np.minimum(table[:, :2], table[:, 2:4]), np.maximum(table[:, :2], table[:, 2:4])]
    )
    a, b, c, d, size = table[:, 4:].T
    angles = np.arctan2(b, a)
    upright = np.abs(np.sin(angles)) < 0.7
    height = np.where(upright, boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0])
    ems = np.abs(size) * np.hypot(c, d)
    # Fonts drawn by procedures (Type 3) count in units of their own.
    ems = np.where((ems > 0.5 * height) & (ems < 2.0 * height), ems, _WESTERN_EM * height)
    return Glyphs(
        tuple(characters),
        boxes,
        angles,
        np.maximum(ems, _LEAST),
        np.array(spaced, dtype=bool),
        np.array(mapped, dtype=bool),
    )


def _unusual(code: int) -> tuple[str, bool]:
    """Return the character of a code, and whether it is one that anyone could search for."""
    if code in _BULLETS:
        return "•", True
    control = code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code == 0xAD
    if control or code & 0xFFFE == 0xFFFE or code == 0xFFFD:
        return "", code == 0xAD
    private = 0xE000 <= code < 0xF900 or code >= 0xF0000
    return chr(code), not private


def upright(glyphs: Glyphs) -> tuple[Glyphs, str]:
    """Return the characters of the direction that most of a page is set in, turned to run right.

    Also returns the text of the others, such as a watermark or a stamp in the margin, in the order
    of the file, a line a run. A page that lies on its side, or is set from top to bottom, is so
    read like any other.
    """
    glyphs = glyphs.where(np.array([bool(c) for c in glyphs.characters], dtype=bool))
    if not len(glyphs):
        return glyphs, ""
    quarters = glyphs.angles / (np.pi / 2)
    whole = np.rint(quarters)
    # Over 10 degrees off is askew on purpose.
    turns = np.where(np.abs(quarters - whole) < 0.11, whole.astype(int) % 4, 4)
    main = turns == np.argmax(np.bincount(turns, minlength=5)[:4])
    return _turned(glyphs.where(main)), _runs(glyphs.where(~main))


def _turned(glyphs: Glyphs) -> Glyphs:
    """Turn the page so that one character follows the other to the right."""
    left, bottom, right, top = glyphs.boxes.T
    match _direction(glyphs):
        case "up":
            boxes = np.column_stack([bottom, -right, top, -left])
        case "down":
            boxes = np.column_stack([-top, left, -bottom, right])
        case "left":
            boxes = np.column_stack([-right, -top, -left, -bottom])
        case _:
            return glyphs
    return Glyphs(glyphs.characters, boxes, glyphs.angles, glyphs.ems, glyphs.spaced, glyphs.mapped)


def _direction(glyphs: Glyphs) -> str:
    """Return where the next character mostly stands: ``right``, ``up``, ``down`` or ``left``."""
    low, high = _RIGHT_TO_LEFT
    if 2 * sum(low <= character[0] <= high for character in glyphs.characters) > len(glyphs):
        return "right"
    steps = np.diff((glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2, axis=0)
    near = np.abs(steps).max(axis=1) < _STEP * glyphs.ems[1:]
    across = np.abs(steps[:, 0]) >= np.abs(steps[:, 1])
    counts = {
        "right": int((near & across & (steps[:, 0] > 0)).sum()),
        "up": int((near & ~across & (steps[:, 1] > 0)).sum()),
        "down": int((near & ~across & (steps[:, 1] < 0)).sum()),
        "left": int((near & across & (steps[:, 0] < 0)).sum()),
    }
    return max(counts, key=lambda name: counts[name])


def _runs(glyphs: Glyphs) -> str:
    """Return characters in the order of the file, with a line break wherever one stands apart."""
    centres = (glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2
    text: list[str] = []
    for i, character in enumerate(glyphs.characters):
        if (
            i
            and np.abs(centres[i] - centres[i - 1]).max() > _STEP * glyphs.ems[i - 1 : i + 1].max()
        ):
            text.append("\n")
        elif i and glyphs.spaced[i]:
            text.append(" ")
        text.append(character)
    return "".join(text)
