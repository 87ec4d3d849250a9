"""How a row of a table becomes a line of text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SENTENCE_END = re.compile("[。！？…；][”’」』）》]*$")  # noqa: RUF001


def row_line(cells: Sequence[Sequence[str]]) -> str:
    """Return the row as ``| 指标 | 数值 |``; ``cells`` hold the paragraphs of each cell.

    The bars outside keep what the first and last cell hold from being taken for the end of a line
    before or the start of one after. Empty is returned for a row that is there for layout, which
    is to be set one cell after another: one of a single filled cell, or of cells that hold
    several paragraphs of running text or rows of a table within.
    """
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(map(_is_layout, filled)):
        return ""
    texts = (" ".join(" ".join(cell).split()) for cell in cells)
    return f"| {' | '.join(texts)} |"


def _is_layout(cell: Sequence[str]) -> bool:
    sentences = sum(bool(_SENTENCE_END.search(paragraph)) for paragraph in cell)
    return sentences > 1 or any(paragraph.startswith("| ") for paragraph in cell)
