"""Plain text and Markdown: decoding, in the encodings that Chinese files come in."""

from __future__ import annotations

from zzqa.errors import ReadError
from zzqa.ingest.reading import Reading


def read_plain_text(content: bytes, encoding: str | None = None) -> Reading:
    """Read a text file; ``encoding`` overrides what its bytes suggest."""
    text, used = decode(content, encoding)
    return Reading(text, used)


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of ``content`` and its encoding: the given one, or the one that fits.

    UTF-16 is known by its mark, then UTF-8 is tried, then what charset-normalizer finds.

    A short GBK text passes for Big5 and the other way round, so that where both fit, GB18030 is
    preferred unless the Big5 reading is clearly the better one.
    """
    if encoding is not None:
        return _decode_as(content, encoding), encoding
    for mark, utf16 in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decode_as(content, utf16), utf16
    if b"\0" in content[:65536]:
        raise ReadError("the file is binary (it holds NUL bytes); expected text")
    try:
        text = content.decode("utf-8-sig")
        return text, "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"
    except UnicodeDecodeError as error:
        guessed = _guess(content)
        if guessed is None:
            raise ReadError(
                f"byte {content[error.start]:#04x} at {error.start} is not UTF-8, and no Chinese "
                "encoding fits; convert the file to UTF-8"
            ) from error
        return _decode_as(content, guessed), guessed


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"the file is not valid {encoding}; convert it to UTF-8") from error


def _guess(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    matches = from_bytes(content, cp_isolation=["gb18030", "big5"])
    scores = {match.encoding: match.chaos for match in matches}
    if not scores:
        return None
    if "gb18030" in scores and scores["gb18030"] <= scores.get("big5", 1.0) + 0.05:
        return "gb18030"
    return "big5"
