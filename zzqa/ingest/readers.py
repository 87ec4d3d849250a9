"""Source files: where they are, and how each format becomes raw text.

A new format is one function ``bytes -> (text, encoding)`` and one line in :data:`READERS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from zzqa.errors import CorpusError, ReadError
from zzqa.records import SkippedSource

_MAX_BYTES = 256 * 1024 * 1024
"""A larger file is refused: offsets are 32 bit, and text of this size is no single document."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index: where it lies, and its name in the index (relative, with ``/``)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class RawSource:
    """What a reader made of a file; offsets everywhere count in ``text``."""

    text: str
    encoding: str
    digest: str
    """SHA-256 of the file's bytes."""


Reader = Callable[[bytes], tuple[str, str]]


def read_source(path: Path) -> RawSource:
    """Read one file with the reader of its format.

    Raises ReadError when the file cannot be read, is empty, is too large or is not text.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ReadError(f"the format {path.suffix or 'without a suffix'} is not read; {_EXPECTED}")
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise ReadError(f"{size} bytes; at most {_MAX_BYTES} are read; split the file")
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(f"it cannot be opened ({error.strerror}); check its permissions") from error
    if not content:
        raise ReadError("the file is empty; put text in it or take it out")
    text, encoding = reader(content)
    if not any(c.isprintable() and not c.isspace() for c in text):
        raise ReadError("the file holds nothing but blanks; put text in it or take it out")
    return RawSource(text, encoding, hashlib.sha256(content).hexdigest())


def decode(content: bytes) -> tuple[str, str]:
    """Decode text: UTF-16 by its mark, then UTF-8, then what charset-normalizer finds.

    A short GBK text passes for Big5 and the other way round, so that where both fit, GB18030 is
    preferred unless the Big5 reading is clearly the better one.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decode_as(content, encoding), encoding
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


READERS: dict[str, Reader] = {".txt": decode, ".md": decode}
_EXPECTED = "expected one of " + ", ".join(sorted(READERS))


def find_sources(
    paths: Iterable[str | Path],
) -> tuple[tuple[SourceFile, ...], tuple[SkippedSource, ...]]:
    """Return the files of ``paths`` (files and folders) in the order of their names.

    A file in a folder is named by its path from that folder; hidden files are left out, files of
    other formats are reported as skipped. Raises CorpusError when a path does not exist or two
    files get the same name.
    """
    found: dict[str, Path] = {}
    skipped: list[SkippedSource] = []
    for path in map(Path, paths):
        if not path.exists():
            raise CorpusError(f"there is no {path}; expected a file or folder; check the path")
        for file, name in _files(path):
            if file.suffix.lower() not in READERS:
                reason = f"the format {file.suffix or 'without a suffix'} is not read"
                skipped.append(SkippedSource(name, f"{reason}; {_EXPECTED}"))
            elif name in found and found[name].resolve() != file.resolve():
                raise CorpusError(
                    f"{found[name]} and {file} would both be named {name}; expected different "
                    "names; index their common folder instead"
                )
            else:
                found[name] = file
    files = tuple(SourceFile(found[name], name) for name in sorted(found))
    return files, tuple(sorted(skipped, key=lambda skip: skip.source))


def _files(path: Path) -> list[tuple[Path, str]]:
    if path.is_file():
        return [(path, path.name)]
    inside = (file for file in path.rglob("*") if file.is_file())
    named = ((file, file.relative_to(path)) for file in inside)
    return [
        (file, name.as_posix())
        for file, name in named
        if not any(part.startswith(".") for part in name.parts)
    ]
