"""The line that is typed: editing, history and completion, by prompt-toolkit."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zzqa.cli.prompt_commands import COMMANDS
from zzqa.cli.screen import note, safe

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History

PROMPT = "zzqa> "
Options = Callable[[str], Iterable[tuple[str, str]]]
"""What may follow a command: (text, what it is) for each."""


def history_file() -> Path:
    """Return where questions are remembered: the user's folder for the state of programs."""
    from platformdirs import user_state_path

    return user_state_path("zzqa") / "history"


def make_history(file: Path) -> History:
    """Return the history in ``file``, or, where that cannot be written, one of this session."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Kept(FileHistory):
        def store_string(self, string: str) -> None:
            try:
                super().store_string(string.encode("utf-8", "replace").decode("utf-8"))
            except OSError as error:  # a disk that has become full ends no session
                note(f"this question is not remembered: {error}")

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # What a person asks is theirs: others of the machine need not read it.
        file.touch(mode=0o600)
        with file.open("ab"):
            pass
    except OSError as error:
        note(f"questions are remembered for this session only: {error}")
        return InMemoryHistory()
    return Kept(os.fspath(file))


class Editor:
    """Reads lines with prompt-toolkit; ``status`` is what stands before the prompt's sign."""

    def __init__(
        self, *, history: History, options: Options, status: Callable[[], str], **streams: Any
    ) -> None:
        self._status = status
        self._failure: BaseException | None = None
        self._loading = True
        self._session = _make_session(history, options, self._waiting, streams)

    def read(self) -> str:
        """Return what was typed; raises EOFError, KeyboardInterrupt, or why no index opened."""
        status = self._status()
        text = f"zzqa [{safe(status)}]> " if status else PROMPT
        answer: str = self._session.prompt([("class:prompt", text)], pre_run=self._check)
        return answer

    def _waiting(self) -> str:
        return "opening the index…" if self._loading else ""

    def opened(self, failure: BaseException | None) -> None:
        """Take note, from any thread, that the index is open, or of why it is not."""
        self._loading, self._failure = False, failure
        application = self._session.app
        if failure is None:
            application.invalidate()
        elif (loop := application.loop) is not None:
            with contextlib.suppress(RuntimeError):  # the person has just left
                loop.call_soon_threadsafe(self._check)

    def _check(self) -> None:
        application = self._session.app
        if self._failure is not None and application.is_running and not application.is_done:
            application.exit(exception=self._failure)


def _make_session(
    history: History, options: Options, waiting: Callable[[], str], streams: dict[str, Any]
) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.styles import Style

    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    session: PromptSession[str] = PromptSession(
        history=history,
        completer=make_completer(options),
        complete_while_typing=Condition(lambda: session.default_buffer.text.startswith("/")),
        auto_suggest=AutoSuggestFromHistory(),
        key_bindings=keys,
        enable_suspend=True,
        rprompt=waiting,
        prompt_continuation=lambda columns, line, wrap: "" if wrap else "... ".rjust(columns),
        style=Style.from_dict({"prompt": "ansicyan bold", "rprompt": "ansibrightblack"}),
        **streams,
    )
    return session


def make_completer(options: Options) -> Completer:
    """Return what completes commands and, by ``options``, what they take."""
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

    class Commands(Completer):
        def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
            for text, start, about in complete(document.text_before_cursor, options):
                yield Completion(text, start, display=safe(text), display_meta=safe(about))

    return Commands()


def complete(text: str, options: Options) -> Iterable[tuple[str, int, str]]:
    """Yield (text, start before the cursor, what it is) for what ``text`` may go on with."""
    if not text.startswith("/") or "\n" in text:
        return
    name, space, typed = text.partition(" ")
    if not space:
        for command in COMMANDS:
            if command.name.startswith(name):
                yield command.name, -len(name), command.does
        return
    for option, about in options(name):
        if typed.lower() in option.lower():
            yield option, -len(typed), about
