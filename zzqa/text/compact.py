"""A text without the blanks that typesetting puts around Chinese characters, and the way back.

Rules for dates and quantities are written once, for ``6月30日``; this makes ``6 月 30 日`` look the
same to them while every span they report still lies in the text as it was given.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zzqa.text.normalise import HAN

# At most four blanks: longer gaps separate columns of a table or a heading from its text.
_BLANKS = re.compile(
    f"[ \\t](?:(?<=[{HAN}].)[ \\t]{{0,3}}(?![ \\t])|(?<![ \\t].)[ \\t]{{0,3}}(?=[{HAN}]))",
    re.DOTALL,
)


class Compact(NamedTuple):
    """Text without blanks beside Han characters; ``origin[i]`` is where character i came from."""

    text: str
    origin: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original text of the non-empty span ``[start, end)`` of this."""
        return self.origin[start], self.origin[end - 1] + 1


def compact(text: str) -> Compact:
    """Return ``text`` without blanks beside Han characters (up to four in a row, no line ends)."""
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for blank in _BLANKS.finditer(text):
        pieces.append(text[at : blank.start()])
        origin.extend(range(at, blank.start()))
        at = blank.end()
    pieces.append(text[at:])
    origin.extend(range(at, len(text)))
    return Compact("".join(pieces), origin)
