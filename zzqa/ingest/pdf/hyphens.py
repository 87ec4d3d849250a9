"""Western words that a line end broke in two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zzqa.ingest.pdf.glyphs import SOFT_HYPHEN

_LETTERS = "[A-Za-zÀ-ÖØ-öø-ɏ]"
_BROKEN = re.compile(
    rf"(?<![-‐\w])(?P<head>{_LETTERS}{{2,}})[{SOFT_HYPHEN}‐-] ?\n *"
    rf"(?P<tail>(?=[^\WA-Z\d_]){_LETTERS}+)(?P<rest>[^\s一-鿿]*)(?: +|(?P<end>\n)|$|(?=[一-鿿]))"
)
"""What goes on in capitals is a name (Sino-British), which keeps its hyphen."""
_COMPOUND = re.compile(rf"(?<![-\w]){_LETTERS}+-{_LETTERS}+(?![-\w])")


def mend_words(pages: Sequence[str]) -> list[str]:
    """Put together the words of the pages that a hyphen parts at a line end, on the upper line.

    The hyphen goes unless the document writes the word with one elsewhere.
    """
    compounds = {found.lower() for page in pages for found in _COMPOUND.findall(page)}

    def mend(found: re.Match[str]) -> str:
        head, tail = found["head"], found["tail"]
        hyphen = "-" if f"{head}-{tail}".lower() in compounds else ""
        return f"{head}{hyphen}{tail}{found['rest']}\n"

    mended = [_BROKEN.sub(mend, page) for page in pages]
    return [page.rstrip("\n").replace(SOFT_HYPHEN, "-") for page in mended]
