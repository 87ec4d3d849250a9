"""The typed line and the article's window, with keys and a screen that are not there."""

import stat
import sys
import time
from datetime import date

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from zzqa.cli.prompt import Opening, run_prompt
from zzqa.cli.prompt_editor import Editor, complete, history_file, make_completer, make_history
from zzqa.cli.prompt_pager import Scroll, article_rows, make_window, show_article
from zzqa.cli.prompt_state import Conversation
from zzqa.errors import IndexMissingError
from zzqa.records import Span, TimeInterval
from zzqa.views import ArticleView

NO_OPTIONS = tuple
PASTE = "\x1b[200~{}\x1b[201~"


@pytest.fixture
def keys():
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def editor(history=None, options=lambda command: (), status=lambda: ""):
    made = Editor(history=history or InMemoryHistory(), options=options, status=status)
    made.opened(None)
    return made


def test_a_line_is_edited_before_it_is_sent(keys):
    keys.send_text("株洲有多少b\x7f件\x01截至6月，\r")
    assert editor().read() == "截至6月，株洲有多少件"


def test_a_paste_of_several_lines_waits_for_enter(keys):
    keys.send_text(PASTE.format("甲有多少？\n乙有多少？") + "\r")
    assert editor().read() == "甲有多少？\n乙有多少？"
    keys.send_text("甲\x1b\r乙\r")
    assert editor().read() == "甲\n乙"


def test_control_c_drops_the_line_and_control_d_leaves(keys, capsys):
    keys.send_text("half\x03")
    with pytest.raises(KeyboardInterrupt):
        editor().read()
    keys.send_text("half\x03/top 7\r\x04")
    conversation = Conversation(lambda: None)
    run_prompt(editor(), conversation)
    assert conversation.top_k == 7


def test_what_is_asked_is_remembered_in_one_file_of_ones_own(keys, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    file = history_file()
    keys.send_text("株洲？\r")
    editor(make_history(file)).read()
    keys.send_text("\x1b[A\r")
    assert editor(make_history(file)).read() == "株洲？"
    assert tmp_path in file.parents
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [file]
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_history_that_cannot_be_written_is_told_and_not_needed(tmp_path, capsys, monkeypatch):
    (tmp_path / "file").touch()
    history = make_history(tmp_path / "file" / "history")
    assert isinstance(history, InMemoryHistory)
    assert "for this session only" in capsys.readouterr().err
    history = make_history(tmp_path / "history")
    history.store_string("\udcff")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileHistory, "store_string", full)
    history.store_string("株洲")
    assert "not remembered" in capsys.readouterr().err


def test_commands_and_their_arguments_are_completed():
    def options(command):
        return [("a.txt", "x"), ("b.txt", "")] if command == "/source" else []

    assert [text for text, _, _ in complete("/s", options)] == [
        "/show", "/sources", "/source", "/since", "/save",
    ]  # fmt: skip
    assert list(complete("/source A", options)) == [("a.txt", -1, "x")]
    assert not list(complete("株洲", options)) and not list(complete("/show 1", options))
    proposals = make_completer(options).get_completions(Document("/expl"), CompleteEvent())
    assert [(one.text, one.start_position) for one in proposals] == [("/explain", -5)]


def test_an_index_that_cannot_be_opened_ends_the_line_being_typed(keys):
    def fail():
        time.sleep(0.05)
        raise IndexMissingError("no index")

    opening = Opening(fail)
    reader = Editor(history=InMemoryHistory(), options=NO_OPTIONS, status=str)
    opening.start(reader.opened)
    keys.send_text("half a quest")
    with pytest.raises(IndexMissingError):
        reader.read()
    opening.close()
    with pytest.raises(IndexMissingError):
        Opening.engine(opening)
    with pytest.raises(IndexMissingError):
        reader.read()


# ── The window ───────────────────────────────────────────────────────────────────────────

TEXT = "题目\n" + "".join(f"第{n}段，株洲有效发明专利。\n" for n in range(60))
AT = TEXT.index("第30段")
ARTICLE = ArticleView(
    "a.txt", "题目", TimeInterval(date(2024, 8, 8), date(2024, 8, 8)), TEXT, Span(AT, AT + 8),
    (31, 31),
)  # fmt: skip


def shown(scroll, columns=40, height=12):
    return "".join(text for _, text in scroll.render(columns, height)).splitlines()


def test_the_window_opens_where_the_quote_is_and_scrolls():
    scroll = Scroll(ARTICLE)
    lines = shown(scroll)
    assert len(lines) == 12 and lines[4].startswith("第30段")
    assert ("class:mark", "第30段，株洲有") in scroll.render(40, 12)
    scroll.move("page+")
    assert shown(scroll)[4].startswith("第41段")
    scroll.move("first")
    assert shown(scroll)[0] == "题目"
    scroll.move("line-")
    assert shown(scroll)[0] == "题目"
    scroll.move("last")
    assert shown(scroll)[-2].startswith("第59段") and "end" in scroll.foot()[0][1]
    assert "第30段，株" in "".join(shown(scroll, columns=12))
    assert "".join(text for _, text in scroll.head(20)) == "a.txt:31  2024-08-0…"


def test_rows_hold_the_article_and_mark_the_quote_alone():
    rows = article_rows(ARTICLE, 10)
    assert "".join(text for row in rows for _, text in row) == TEXT.replace("\n", "")
    marked = [text for row in rows for style, text in row if style == "mark"]
    assert "".join(marked) == TEXT[AT : AT + 8] and len(marked) > 1


def test_the_window_closes_on_q(keys):
    keys.send_text("j Gq")
    make_window(ARTICLE).run()


def test_off_a_terminal_the_article_is_printed(capsys):
    show_article(ARTICLE)
    out = capsys.readouterr().out
    assert out.startswith("a.txt:31  2024-08-08  题目\n")
    assert "\n> 第30段" in out and out.count("\n> ") == 1
