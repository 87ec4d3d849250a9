"""Plain text and Markdown: decoding, in the encodings that Chinese files come in."""

from __future__ import annotations

import re
from dataclasses import replace

from zzqa.errors import ReadError
from zzqa.ingest.encodings import fitting_encoding
from zzqa.ingest.reading import Reading

_MAX_BROKEN = 0.001
"""Share of characters that may be broken: a text cut off in the middle of one is a text still."""
_LOST = "\ufffd"
_FENCED = re.compile(r"^(```+|~~~+).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
"""A block of code: a line of it that begins with a number sign is a comment."""
_HEADING = re.compile(r"^#[ \t](.*\w.*)$", re.MULTILINE)
"""A heading of the first level, as CommonMark has it."""
_CLOSING = re.compile(r"\s#+$")


def read_plain_text(content: bytes, encoding: str | None = None) -> Reading:
    """Read a text file; ``encoding`` overrides what its bytes suggest.

    A few broken characters are lost, and a note says so.
    """
    try:
        text, used = decode(content, encoding)
    except ReadError:
        mended = _mended(content, encoding)
        if mended is None:
            raise
        text, used, broken = mended
        what = "character is" if broken == 1 else "characters are"
        return Reading(text, used, notes=(f"{broken} {what} not valid {used} and lost",))
    return Reading(text, used)


def read_markdown(content: bytes, encoding: str | None = None) -> Reading:
    """Read a Markdown file as text; its first heading of the first level is its title."""
    reading = read_plain_text(content, encoding)
    heading = _HEADING.search(_FENCED.sub("", reading.text))
    if heading is None:
        return reading
    return replace(reading, title=_CLOSING.sub("", heading[1].strip()).strip())


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of ``content`` and its encoding: the given one, or the one that fits.

    UTF-16 is known by its mark; else the encoding is that in which the bytes are common
    characters. Raises ReadError where none fits.
    """
    if encoding is not None:
        return _decode_as(content, encoding), encoding
    for mark, utf16 in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decode_as(content, utf16), utf16
    if content.startswith(b"\xef\xbb\xbf"):
        return _decode_as(content, "utf-8-sig"), "utf-8-sig"
    fitting = fitting_encoding(content)
    if fitting is not None:
        return _decode_as(content, fitting), fitting
    if b"\0" in content[:65536]:
        raise ReadError("the file is binary (it holds NUL bytes); expected text")
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError as error:
        raise ReadError(
            f"byte {content[error.start]:#04x} at {error.start} is not UTF-8, and no Chinese "
            "encoding fits; convert the file to UTF-8"
        ) from error


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"the file is not valid {encoding}; convert it to UTF-8") from error


def _mended(content: bytes, encoding: str | None) -> tuple[str, str, int] | None:
    """Return the text without its broken characters, its encoding and how many they are.

    None where they are so many that it is no text in any encoding.
    """
    if b"\0" in content[:65536] and encoding is None:
        return None
    names = ("utf-8", "gb18030", "big5") if encoding is None else (encoding,)
    texts = {name: content.decode(name, "replace") for name in names}
    name = min(names, key=lambda name: texts[name].count(_LOST))
    broken = texts[name].count(_LOST)
    if broken > max(1, _MAX_BROKEN * len(texts[name])) or 20 * broken > len(texts[name]):
        return None
    return texts[name].replace(_LOST, ""), name, broken
