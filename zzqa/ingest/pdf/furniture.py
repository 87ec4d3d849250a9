"""Running heads and feet: the lines that a PDF repeats at the edges of its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_DEEP = 2
"""Lines at each edge of a page that may be furniture."""
_PAGES = 3
"""Pages that show the same line, at least."""
_SHARE = 0.3
"""And their share of all pages: left and right pages often differ, and so do chapters."""
_LONGEST = 60
"""Characters of such a line."""
_NUMBER = re.compile(r"\d+")
_SENTENCE_END = re.compile("[。！？；，]$")  # noqa: RUF001


def without_running_lines(pages: Sequence[str]) -> list[str]:
    """Return the pages without the lines that their edges repeat but for a number.

    Where such a line is printed first it stays: it may be the title.
    """
    least = max(_PAGES, _SHARE * sum(map(bool, pages)))
    known: set[str] = set()
    kept = list(pages)
    for _ in range(_DEEP):
        for edge in (0, -1):
            shown = Counter(_apart(page, edge) for page in kept if page)
            running = {shape for shape, count in shown.items() if shape and count >= least}
            if not running:
                continue
            for i, page in enumerate(kept):
                kept[i] = _without(page, edge, running, known)
                known |= set(map(_shape, kept[i].split("\n"))) & running
    return kept


def _without(page: str, edge: int, running: set[str], known: set[str]) -> str:
    """Return a page without a running line at one edge that it or a page before has elsewhere."""
    line, rest = _cut(page, edge)
    shape = _shape(line)
    if shape not in running or not rest:
        return page
    return rest if shape in known or shape in map(_shape, rest.split("\n")) else page


def _apart(page: str, edge: int) -> str:
    """Return the shape of the line at one edge of a page where it may be furniture.

    It stands apart from the text, and no sentence ends with it: what a page happens to begin or
    end with may be repeated too.
    """
    line, rest = _cut(page, edge)
    apart = "\n\n" in (page[: len(line) + 2], page[len(page) - len(line) - 2 :])[edge]
    if not rest or not apart or len(line) > _LONGEST or _SENTENCE_END.search(line):
        return ""
    return _shape(line)


def _cut(page: str, edge: int) -> tuple[str, str]:
    """Return the line at the head (0) or foot (-1) of a page, and what is left."""
    if edge == 0:
        line, _, rest = page.partition("\n")
        return line, rest.lstrip("\n")
    rest, _, line = page.rpartition("\n")
    return line, rest.rstrip("\n")


def _shape(line: str) -> str:
    """Return a line without blanks, all its numbers alike."""
    return _NUMBER.sub("0", "".join(line.split()))
