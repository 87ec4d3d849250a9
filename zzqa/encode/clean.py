"""What every encoder does to a text before its tokenizer sees it."""

from __future__ import annotations

import re

_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")


def encodable(text: str) -> str:
    """Return ``text`` with NUL and lone surrogates replaced by a space.

    Neither survives the way into a tokenizer: a C string ends at NUL, and a lone surrogate has
    no UTF-8 form. A space parts their neighbours as the broken character did.
    """
    return _UNENCODABLE.sub(" ", text)
