"""What a PDF page shows beside the text that can be read from it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_NESTED = 3
"""Forms within forms that are looked into: a scan sits in one, or in none."""
_MAX_OBJECTS = 50_000
"""A page of more is a map or a drawing, and its first objects tell as much."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Objects of a page.

    ``images`` is the part of the page under images, up to 1; ``shapes`` counts drawn lines and
    areas; ``unseen`` counts pieces of text without width, which pdfium leaves out: blanks, and
    single characters in a font that is neither embedded nor installed.
    """

    images: float
    shapes: int
    unseen: int


def what_is_shown(page: Any) -> Shown:
    """Count the objects of a page of pdfium."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    area, shapes, unseen = 0.0, 0, 0
    edges = [ctypes.c_float() for _ in range(4)]
    for thing, kind in page_objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
        elif kind in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM, _IMAGE):
            if not pdfium.FPDFPageObj_GetBounds(thing, *edges):
                continue
            left, bottom, right, top = (edge.value for edge in edges)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                unseen += right - left < 0.01
            elif kind == _IMAGE or _holds_image(thing, _NESTED):
                area += max(right - left, 0.0) * max(top - bottom, 0.0)
    return Shown(min(area / max(width * height, 1.0), 1.0), shapes, unseen)


_IMAGE = 3
"""FPDF_PAGEOBJ_IMAGE of fpdf_edit.h, part of its binary interface."""


def page_objects(page: Any) -> Iterator[tuple[Any, int]]:
    """Yield the objects of a page with their kinds, forms as a whole."""
    import pypdfium2.raw as pdfium

    for i in range(min(pdfium.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)):
        thing = pdfium.FPDFPage_GetObject(page.raw, i)
        yield thing, pdfium.FPDFPageObj_GetType(thing)


def _holds_image(form: Any, depth: int) -> bool:
    """Whether a form shows an image, itself or in a form of its own."""
    import pypdfium2.raw as pdfium

    for i in range(min(pdfium.FPDFFormObj_CountObjects(form), _MAX_OBJECTS)):
        thing = pdfium.FPDFFormObj_GetObject(form, i)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == _IMAGE:
            return True
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth > 1 and _holds_image(thing, depth - 1):
            return True
    return False
