"""Which encoding the bytes of a text are in, told by what they say in each that fits.

Two to six Chinese characters in GBK are valid Big5, and some (通知, 停水通知) are valid UTF-8; in
UTF-16 without a mark almost anything is. The common characters of each standard stand in a block
of their own, so that text in the right encoding is nearly all common, in a wrong one hardly any.
"""

from __future__ import annotations

import codecs
import re

from zzqa.errors import UsageError

_SAMPLE = 8192
"""Bytes that are judged; even, as characters of UTF-16 are."""
_SHORT = 256
"""Bytes below which the common characters tell more than statistics do."""
_TINY = 64
"""Bytes of valid UTF-8 that may be another encoding by chance."""
_PLAUSIBLE, _SURE = 0.8, 0.95
"""Scores from which on it is text, and is even where the bytes are UTF-8 too."""
_DOUBTFUL = 0.5
"""A score of UTF-8 with hardly a Chinese character, below which another may be the right one."""
_WORSE = {"gb18030": 0.0, "big5": 0.15, "utf-16-le": 0.3, "utf-16-be": 0.3}
"""By how much another encoding must be the better reading: texts in it are rarer."""
_CONTROL = re.compile(b"[\0-\x08\x0b\x0c\x0e-\x1f]")
"""In no text; UTF-16 is full of them."""
_TRADITIONAL = 0.75
"""Weight of a traditional character in GB18030, which has them all and seldom holds any."""
_PUNCTUATION = (
    (0x20, 0x7E), (0x3000, 0x303F), (0xFF00, 0xFFEF), (0x2010, 0x2027), (0x2460, 0x24FF),
)  # fmt: skip
_ALSO = frozenset("\n\r\t·×℃％§°±÷√≥≤○●◎★☆■□▲△▼▽◆→←↑↓Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ\ufeff")


def check_encoding(encoding: str | None) -> None:
    """Raise UsageError for an encoding that Python does not know, or that is none of text."""
    try:
        # Ignoring errors, for the bytes are a trial; of no bytes Python would not look at the name.
        b"text".decode(encoding or "utf-8", errors="ignore")
    except (LookupError, ValueError):
        raise UsageError(
            f"the encoding {encoding!r} is unknown; expected a name as utf-8, gb18030, big5 or "
            "utf-16; name one"
        ) from None


def fitting_encoding(content: bytes) -> str | None:
    """Return the encoding whose reading of ``content`` is plausible text, None where none is.

    That is ``utf-8``, ``gb18030``, ``big5``, ``utf-16-le`` or ``utf-16-be``, by the whole content
    where it is short, else by its beginning and, between the first three, by charset-normalizer.
    """
    valid, control = _decodes(content, "utf-8"), bool(_CONTROL.search(content))
    binary = b"\0" in content
    doubtful = len(content) <= _TINY and (control or _score(content, "utf-8") < _DOUBTFUL)
    if valid and not binary and not doubtful:
        return "utf-8"
    statistics = not binary and len(content) > _SHORT
    names = ("utf-16-le", "utf-16-be") if statistics or control else tuple(_WORSE)
    scores = {name: _score(content, name) for name in names}
    best = max(names, key=lambda name: (scores[name] - _WORSE[name], name))
    if scores[best] >= (_SURE if valid else _PLAUSIBLE) and _decodes(content, best):
        return best
    if binary or valid:
        return None if binary else "utf-8"
    if statistics:
        return _by_statistics(content)
    return next((name for name in ("gb18030", "big5") if _decodes(content, name)), None)


def _score(content: bytes, name: str) -> float:
    """Return how much of the text is common, from -1 to 1; -1 where it is none at all."""
    if name.startswith("utf-16") and len(content) % 2:
        return -1.0
    try:
        text = codecs.getincrementaldecoder(name)().decode(
            content[:_SAMPLE], final=len(content) <= _SAMPLE
        )
    except UnicodeDecodeError:
        return -1.0
    return sum(_weight(c, name) for c in text) / len(text) if text else -1.0


def _weight(character: str, name: str) -> float:
    code = ord(character)
    if character in _ALSO or any(low <= code <= high for low, high in _PUNCTUATION):
        return 1.0
    if not 0x4E00 <= code <= 0x9FFF:
        return 0.3 if character.isalnum() and code < 0x250 else -1.0 if code < 0x20 else 0.0
    simplified, traditional = _level(character, "gb2312"), _level(character, "big5")
    if name == "gb18030":
        return max(simplified, _TRADITIONAL * traditional)
    return traditional if name == "big5" else max(simplified, traditional, 0.4)


def _level(character: str, standard: str) -> float:
    """Return 1.0 for a common character of a standard, 0.7 for a rarer one, 0.0 for none of it."""
    try:
        lead = character.encode(standard)[0]
    except UnicodeEncodeError:
        return 0.0
    common = 0xB0 <= lead <= 0xD7 if standard == "gb2312" else 0xA4 <= lead <= 0xC6
    return 1.0 if common else 0.7


def _decodes(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _by_statistics(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    matches = from_bytes(content, cp_isolation=["gb18030", "big5"])
    scores = {match.encoding: match.chaos for match in matches}
    if not scores:
        return None
    if "gb18030" in scores and scores["gb18030"] <= scores.get("big5", 1.0) + 0.05:
        return "gb18030"
    return "big5"
