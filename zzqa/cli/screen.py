"""Where the command line writes: data to standard output, words for people to standard error.

What is written here comes from documents and questions, so no character of it may act on the
terminal. Rich is loaded only for a terminal.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from zzqa.serialise import to_json

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls (ESC and U+009B start escape sequences), line separators, marks that turn the writing
direction, lone surrogates."""
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"

STYLES = {
    "": "", "answer": "bold green", "mark": "bold yellow", "place": "cyan", "faint": "dim",
    "silence": "bold yellow", "head": "bold",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line in pieces of (text, style name), set in by ``indent`` columns."""

    pieces: Sequence[tuple[str, str]]
    indent: int = 0

    @property
    def text(self) -> str:
        """The line without styles."""
        return " " * self.indent + "".join(safe(text) for text, _ in self.pieces)


def safe(text: str) -> str:
    """Return the text with white space as spaces and what acts on a terminal as U+FFFD.

    Character for character, so that spans in the text stay right.
    """
    return _UNSAFE.sub(lambda found: " " if found.group() in _SPACES else "\ufffd", text)


def single_line(text: str) -> str:
    """Return a message on one line, without runs of spaces or anything that acts on a terminal."""
    return " ".join(safe(text).split())


def speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale; what cannot be encoded is written as escapes."""
    for stream, errors in (
        (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace"),
        (sys.stdin, "surrogateescape"),
    ):  # fmt: skip
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def on_terminal(stream: TextIO | None) -> bool:
    """Return whether a standard stream is there and is a terminal."""
    return stream is not None and stream.isatty()


def note(text: str) -> None:
    """Tell a person something on standard error, in one line."""
    sys.stderr.write(single_line(text) + "\n")


def write_json(value: Any) -> None:
    """Write a value to standard output: in one line, on a terminal over several."""
    write_text(to_json(value, indent=2 if on_terminal(sys.stdout) else None))


def write_text(text: str) -> None:
    """Write a line that is safe already to standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def show(lines: Iterable[Line]) -> None:
    """Write lines to standard output: styled and wrapped on a terminal, else as plain text."""
    if not on_terminal(sys.stdout):
        for line in lines:
            sys.stdout.write(line.text.rstrip() + "\n")
        sys.stdout.flush()
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        text = Text.assemble(*((safe(text), STYLES[style]) for text, style in line.pieces))
        # Wrapped here and not by a Padding, which fills every line with spaces to its end.
        for part in text.wrap(console, max(console.width - line.indent, 10)) or [text]:
            part.rstrip()
            console.print(Text(" " * line.indent) + part if part else part, soft_wrap=True)
