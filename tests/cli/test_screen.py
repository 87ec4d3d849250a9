"""What a terminal gets: colours, wrapping, highlights, and nothing that a text brings along."""

import io
import re
import sys

import pytest
from fake_engine import FakeEngine

from zzqa.cli.render import answer_lines
from zzqa.cli.screen import Line, show, write_json


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    def written(call, *args):
        # Set while the test runs: pytest puts its own stream there between fixture and test.
        screen = Terminal()
        monkeypatch.setattr(sys, "stdout", screen)
        call(*args)
        return screen.getvalue()

    return written


def test_the_answer_is_highlighted_in_its_quote(terminal):
    shown = terminal(show, answer_lines(FakeEngine().ask("株洲有效发明专利量", top_k=1)))
    assert shown.startswith("\x1b[1;32m12420件\x1b[0m")
    assert "\x1b[1;35m12420件\x1b[0m" in shown


def test_no_color_is_obeyed(terminal, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    shown = terminal(show, answer_lines(FakeEngine().ask("株洲有效发明专利量")))
    assert "12420件" in shown
    assert not re.search(r"\x1b\[[\d;]*3\dm", shown)


def test_long_chinese_lines_wrap_within_the_width_and_keep_their_indent(terminal):
    lines = terminal(show, [Line([("株洲有效发明专利" * 12, "")], 4)]).splitlines()
    assert len(lines) > 4
    assert all(line.startswith("    ") and len(line.strip()) <= 18 for line in lines)
    assert "".join(line.strip() for line in lines) == "株洲有效发明专利" * 12


def test_markup_and_escapes_in_a_text_are_only_text(terminal):
    shown = terminal(show, [Line([("[bold]a[/bold] :smile: \x1b]0;title\x07 \x9b31m", "")])])
    assert shown == "[bold]a[/bold] :smile: \ufffd]0;title\ufffd \ufffd31m\n"


def test_json_on_a_terminal_is_indented(terminal):
    assert terminal(write_json, {"a": "\x9b"}) == '{\n  "a": "\\u009b"\n}\n'
