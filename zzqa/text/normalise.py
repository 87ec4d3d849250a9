"""Folding: one spelling for matching, character for character, so that spans stay valid."""

from __future__ import annotations

import functools
import re
from typing import Protocol

from zzqa.records import Lang

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Han characters as the inside of a regular expression's class (〇 included, radicals not)."""

_HALF_WIDTH = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"\u3000": " ", "\xa0": " "}
_full_width = re.compile("[\uff01-\uff5e\u3000\xa0]")

_HAN_SHARE = 0.2
"""Share of Han among letters from which a text reads as Chinese: a word of Chinese takes two
characters where English takes five or six letters, so a fifth is about an even mix of words."""

_han = re.compile(f"[{HAN}]")
_latin_word = re.compile(r"[A-Za-z][A-Za-z0-9'’&./-]*")
_english_opening = re.compile(
    r"\W*(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were|did|does|do|has|have|had"
    r"|can|could|will|would|should|list|name|give|tell|describe|explain|the|in|by|as of)\s+[a-z]",
    re.IGNORECASE,
)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@functools.cache
def _simplifier() -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC("t2s")
    return converter


def _simplify(text: str) -> str:
    """Return ``text`` in simplified characters, of the same length."""
    if text.isascii():
        return text
    try:
        simplified = _simplifier().convert(text)
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot carry to the library
        simplified = ""
    if len(simplified) == len(text):
        return simplified
    return "".join(map(_simplify_character, text))


def _simplify_character(character: str) -> str:
    if not _han.match(character):
        return character
    simplified = _simplifier().convert(character)
    return simplified if len(simplified) == 1 else character


def _half_width(text: str) -> str:
    """Return ``text`` in half width; one replacement a kind is faster than ``str.translate``."""
    for character in sorted(set(_full_width.findall(text))):
        text = text.replace(character, _HALF_WIDTH[character])
    return text


def _lower(text: str) -> str:
    """Return ``text`` in lower case, leaving characters whose lower case is longer (İ)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def fold(text: str) -> str:
    """Return ``text`` as it is compared: half width, simplified characters, lower case.

    ``len(fold(text)) == len(text)`` for every text, so a span of one is a span of the other.
    """
    return _folded_short(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    return _lower(_simplify(_half_width(text)))


_SHORT = 400
"""Of such texts (names, sentences, headings) the latest are remembered: asking folds the same ones
again and again, for each value that may answer."""
_folded_short = functools.lru_cache(maxsize=4096)(_folded)


def has_han(text: str) -> bool:
    """Return whether ``text`` holds a Chinese character."""
    return _han.search(text) is not None


def language(text: str) -> Lang:
    """Return the language of a question: ``zh`` or ``en``.

    Chinese when Han characters are at least a fifth of the letters, or when all else is names and
    acronyms (``IGBT、GDP、CRRC是``). A sentence that opens like an English question stays English
    whatever Chinese names it holds, as long as they are less than half of it.
    """
    han = len(_han.findall(text))
    if not han:
        return "en"
    # A character newer than Python's tables is Han by its block and no letter to isalpha.
    share = han / max(han, sum(map(str.isalpha, text)))
    if _english_opening.match(text):
        return "zh" if share >= 0.5 else "en"
    if share >= _HAN_SHARE or all(word[0].isupper() for word in _latin_word.findall(text)):
        return "zh"
    return "en"
