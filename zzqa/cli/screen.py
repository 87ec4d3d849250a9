"""Where the command line writes: data to standard output, words for people to standard error.

What is written here comes from documents and questions, so no character of it may act on the
terminal. Rich is loaded only for a terminal.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from zzqa.serialise import ACTING, to_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_UNSAFE = re.compile(f"[\x00-\x1f{ACTING}]")
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"

STYLES = {
    "": "", "answer": "bold green", "mark": "bold magenta", "place": "cyan", "faint": "dim",
    "silence": "bold red", "head": "bold", "bar": "cyan", "tip": "green",
}  # fmt: skip
"""Colours that can be read on a light ground and on a dark one, as yellow and blue cannot; bold
besides, so that what matters stands out without colours too."""


class Piece(NamedTuple):
    """A piece of a line: text, the name of its style, and the address it leads to, if any."""

    text: str
    style: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line in pieces, (text, style name) or :class:`Piece`, set in by ``indent`` columns.

    ``hang`` are the columns by which lines are set in further where it is wrapped.
    """

    pieces: Sequence[tuple[str, str] | Piece]
    indent: int = 0
    hang: int = 0

    @property
    def text(self) -> str:
        """The line without styles."""
        return " " * self.indent + "".join(safe(piece[0]) for piece in self.pieces)


def safe(text: str) -> str:
    """Return the text with white space as spaces and what acts on a terminal as U+FFFD.

    Character for character, so that spans in the text stay right.
    """
    return _UNSAFE.sub(lambda found: " " if found.group() in _SPACES else "\ufffd", text)


def single_line(text: str) -> str:
    """Return a message on one line, without runs of spaces or anything that acts on a terminal."""
    return " ".join(safe(text).split())


def counted(number: int, noun: str) -> str:
    """Return ``1 passage`` or ``2 passages``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


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


def is_dumb() -> bool:
    """Return whether the terminal says of itself that it can only write lines."""
    return os.environ.get("TERM", "") in ("dumb", "unknown")


class _Manners:
    """What the person asked of this run: it is one process, so one place to remember it."""

    quiet = False


def keep_quiet(quiet: bool) -> None:
    """Say whether notes and progress are unwanted from now on (``--quiet``)."""
    _Manners.quiet = quiet


def is_quiet() -> bool:
    """Return whether notes and progress are unwanted."""
    return _Manners.quiet


def note(text: str, *, error: bool = False) -> None:
    """Tell a person something on standard error, in one line; quietly only an ``error``.

    A terminal that it is too long for gets it broken between words.
    """
    if error or not _Manners.quiet:
        line = single_line(text)
        sys.stderr.write("\n".join(_broken(line)) + "\n")


def _broken(line: str) -> list[str]:
    columns = shutil.get_terminal_size().columns
    # Of a short line the width need not be known: a character has two columns at most.
    if 2 * len(line) <= columns or not on_terminal(sys.stderr) or is_dumb():
        return [line]
    from zzqa.cli.columns import break_lines

    return [line[start:end] for start, end in break_lines(line, columns)]


def write_json(value: Any) -> None:
    """Write a value to standard output: in one line, on a terminal over several."""
    write_text(to_json(value, indent=2 if on_terminal(sys.stdout) else None))


def write_text(text: str) -> None:
    """Write a line that is safe already to standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def show(lines: Iterable[Line], *, plain: bool = False, stream: TextIO | None = None) -> None:
    """Write lines to a stream, standard output by default: styled and wrapped on a terminal.

    Else, and where ``plain``, they are written as plain text, a line each.
    """
    stream = stream or sys.stdout
    if plain or not on_terminal(stream):
        for line in lines:
            stream.write(line.text.rstrip() + "\n")
        stream.flush()
    else:
        print_lines(new_console(stream), lines)


def new_console(stream: TextIO | None = None) -> Console:
    """Return rich's console on a stream, which takes text as it is."""
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False)


def text_columns(console: Console) -> int:
    """Return the columns that text is set in: all of them, but on very wide terminals."""
    return min(console.width, _MOST)


def print_lines(console: Console, lines: Iterable[Line]) -> None:
    """Write lines to a console, wrapped to its width."""
    for line in lines:
        for text in wrapped(line, text_columns(console)):
            console.print(text, soft_wrap=True)


def wrapped(line: Line, columns: int) -> Iterator[Text]:
    """Yield a line as styled text of at most ``columns``, set in as it says."""
    from rich.style import Style
    from rich.text import Text

    from zzqa.cli.columns import break_lines

    whole = Text()
    for piece in map(Piece._make, ((*piece, "")[:3] for piece in line.pieces)):
        style = Style.parse(STYLES[piece.style] or "none")
        whole.append(safe(piece.text), style + Style(link=piece.link) if piece.link else style)
    room = max(columns - line.indent, _LEAST + line.hang)
    for number, (start, end) in enumerate(break_lines(whole.plain, room, line.hang)):
        part = whole[start:end]
        margin = line.indent + (line.hang if number else 0)
        yield Text(" " * margin) + part if part else part


_MOST = 110
"""Columns of text at most: in longer lines (55 Chinese characters) the eye loses the next one."""
_LEAST = 10
"""Columns that a text gets on the narrowest of terminals: beyond that the terminal wraps."""
