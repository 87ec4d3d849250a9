"""The prompt of ``zzqa ask`` on a terminal."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol

from zzqa.cli.prompt_commands import obey
from zzqa.cli.prompt_state import Conversation
from zzqa.cli.screen import Line, is_dumb, note, on_terminal
from zzqa.errors import IndexStateError, ZzqaError

if TYPE_CHECKING:
    from zzqa.cli.prompt_editor import Editor
    from zzqa.engine import Engine

_PROMPT = "zzqa> "
_WELCOME = "Ask about the indexed documents; /help tells more, Ctrl-D leaves."
_QUESTION_END = re.compile(r"[?？][”’\"'」』）)\s]*$")
_NEXT_QUESTION = re.compile(r"(?:(?<=？)|(?<=\?)(?=\s))\s*(?=[^”’\"'」』）)\s?？][^?？]*[?？])")
"""Between two questions of one line; not within a title or speech that holds a question mark."""
_LIST_MARK = re.compile(r"^\s*(?:\d{1,3}[.、)）]\s*|[-*•]\s+)(?=\D)")


class Reader(Protocol):
    """What gives the next line; raises EOFError at the end, KeyboardInterrupt for Ctrl-C."""

    def read(self) -> str:
        """Return the next line."""


class PlainReader:
    """Reads lines without drawing anything: for screen readers and simple terminals."""

    def __init__(self) -> None:
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - gives input() editing and history of this session

    def read(self) -> str:
        """Return the next line of standard input."""
        try:
            # Where the answers go into a file, the prompt must not go there with them.
            if on_terminal(sys.stdout):
                return input(_PROMPT)
            sys.stderr.write(_PROMPT)
            sys.stderr.flush()
            return input()
        except (EOFError, KeyboardInterrupt):
            sys.stderr.write("\n")
            raise


def start_prompt(
    open_engine: Callable[[], Engine], make: Callable[[Callable[[], Engine]], Conversation]
) -> None:
    """Run the prompt while the index is opened beside it; ``make`` makes the conversation."""
    opening = Opening(open_engine)
    conversation = make(opening.engine)
    conversation.plain = conversation.plain or is_dumb()
    try:
        if conversation.plain or not on_terminal(sys.stdout):
            opening.start()
            opening.engine()  # where nothing is drawn, an index that is missing is told at once
            run_prompt(PlainReader(), conversation)
        else:
            # The editor first: two threads that import at once wait for each other.
            editor = _make_editor(conversation, opening)
            opening.start(editor.opened)
            run_prompt(editor, conversation)
    finally:
        opening.close()


class Opening:
    """An index that is being opened in a thread of its own."""

    def __init__(self, open_engine: Callable[[], Engine]) -> None:
        self._open = open_engine
        self._done: Future[Engine] = Future()
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, name="opening")

    def start(self, tell: Callable[[BaseException | None], None] = lambda failure: None) -> None:
        """Begin; ``tell`` is called, from that thread, with why it failed or with None."""
        self._done.add_done_callback(lambda done: tell(done.exception()))
        self._thread.start()

    def _run(self) -> None:
        try:
            if self._left.is_set():
                raise EOFError
            engine = self._open()
            # The first question would have to read the models and word lists that this reads.
            if not self._left.is_set():
                with contextlib.suppress(ZzqaError):
                    engine.search("预热 warm up", top_k=1)
        except BaseException as error:  # it is raised again by who asks for the index
            self._done.set_exception(error)
        else:
            self._done.set_result(engine)

    @property
    def is_done(self) -> bool:
        """Whether the index is open and warm, or could not be opened."""
        return self._done.done()

    def engine(self) -> Engine:
        """Wait for the index; raises what opening it raised."""
        return self._done.result()

    def close(self) -> None:
        """Let go of the index; opening that has not come to its end is broken off."""
        self._left.set()
        if self._thread.is_alive() or self._done.done():
            with contextlib.suppress(Exception):
                self._done.result().close()


def run_prompt(reader: Reader, conversation: Conversation) -> None:
    """Read questions and commands and follow them, until ``/quit`` or Ctrl-D.

    Ctrl-C drops the line being typed or the question being answered. An error of a question is
    told and the prompt goes on; an index that cannot serve ends it.
    """
    note(_WELCOME)
    while True:
        try:
            entries = split_entry(reader.read())
        except EOFError:
            return
        except KeyboardInterrupt:
            continue
        try:
            for entry in entries:
                if len(entries) > 1:
                    conversation.tell([Line([("> ", "faint"), (entry, "head")])])
                follow(entry, conversation)
        except EOFError:
            return
        except KeyboardInterrupt:
            sys.stderr.write("\n")
            note("cancelled")


def follow(line: str, conversation: Conversation) -> None:
    """Answer a question or obey a command; raises EOFError to leave, IndexStateError to give up."""
    try:
        if line.startswith("/"):
            obey(conversation, line)
        else:
            conversation.ask(line)
    except IndexStateError:
        raise
    except ZzqaError as error:
        note(f"error: {error}", error=True)


def split_entry(text: str) -> list[str]:
    """Return the questions and commands of an entry, which may be a paste of several lines.

    A question ends with its question mark: at the end of a line, or before another question in
    it. Lines before that are one question that was wrapped. A command is a line of its own, and
    so is what the numbers of a list tell apart.
    """
    entries: list[str] = []
    parts: list[str] = []

    def close() -> None:
        if parts:
            entries.append(_joined(parts))
            parts.clear()

    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        bare = _LIST_MARK.sub("", line) if len(lines) > 1 else line
        if bare != line or line.startswith("/"):
            close()
        command = line.startswith("/")
        for piece in [bare] if command else _NEXT_QUESTION.split(bare):
            parts.append(piece)
            if command or _QUESTION_END.search(piece):
                close()
    close()
    return entries


def _joined(lines: Iterable[str]) -> str:
    """Return wrapped lines as one: with a space where Western words meet, else without."""
    from zzqa.text.normalise import has_han

    whole = ""
    for line in lines:
        apart = whole and not (has_han(whole[-1]) or has_han(line[0]) or not whole[-1].isascii())
        whole += (" " if apart else "") + line
    return whole


def _make_editor(conversation: Conversation, opening: Opening) -> Editor:
    from zzqa.cli.prompt_editor import Editor, history_file, make_history

    def options(command: str) -> Iterable[tuple[str, str]]:
        if command in ("/source", "/sources") and opening.is_done:
            yield from ((source, "") for source in conversation.engine().sources)
        if command == "/show" and conversation.answers:
            for number, quote in enumerate(conversation.last.quotes, start=1):
                yield str(number), quote.source
        if command == "/lang":
            yield from (("en", "English"), ("zh", "中文"), ("auto", "as the question"))
        if command in ("/since", "/until", "/source"):
            yield "off", "no limit"

    return Editor(
        history=make_history(history_file()), options=options, status=lambda: conversation.status
    )
