"""The prompt over a fake engine: its loop, its commands, its state."""

import json

import pytest
from fake_engine import FakeEngine

from zzqa.cli.prompt import run_prompt, split_entry
from zzqa.cli.prompt_state import Conversation
from zzqa.errors import IndexDamagedError, QuestionError

QUESTION = "株洲有效发明专利量"


class Lines:
    """A reader that gives lines, raises errors, and then ends."""

    def __init__(self, *lines):
        self._lines = iter(lines)

    def read(self):
        line = next(self._lines, EOFError)
        if isinstance(line, str):
            return line
        raise line


@pytest.fixture
def talk(capsys):
    """Return a function that types lines and returns (conversation, stdout, stderr)."""

    def run(*lines, engine=None, **settings):
        conversation = Conversation(lambda: engine or FakeEngine(), **settings)
        run_prompt(Lines(*lines), conversation)
        out = capsys.readouterr()
        assert "\x1b" not in out.out + out.err
        return conversation, out.out, out.err

    return run


def test_questions_until_the_end_of_input(talk, monkeypatch):
    engine = FakeEngine()
    ask = engine.ask

    def failing(question, **options):
        if question == "bad":
            raise QuestionError("bad question")
        if question == "slow":
            raise KeyboardInterrupt
        return ask(question, **options)

    monkeypatch.setattr(engine, "ask", failing)
    lines = ["", QUESTION, "bad", "slow", KeyboardInterrupt, "/hlep", QUESTION]
    conversation, out, err = talk(*lines, engine=engine)
    assert len(conversation.answers) == 2
    assert out.count("12420件  (") == 2
    assert "error: bad question" in err
    assert "error: no command /hlep; the nearest is /help" in err


def test_quit_leaves_and_a_damaged_index_ends_it(talk, monkeypatch):
    assert not talk("/quit", QUESTION)[0].answers
    engine = FakeEngine()

    def gone(*_, **__):
        raise IndexDamagedError("gone")

    monkeypatch.setattr(engine, "ask", gone)
    with pytest.raises(IndexDamagedError):
        talk("甲", engine=engine)


@pytest.mark.parametrize(
    ("pasted", "entries"),
    [
        ("截至6月底，\n\n株洲有多少件\n专利？\n", ["截至6月底，株洲有多少件专利？"]),
        ("how many patents\ndid Zhuzhou hold", ["how many patents did Zhuzhou hold"]),
        ("甲有多少？\n乙有多少？", ["甲有多少？", "乙有多少？"]),
        ("1. 甲的产值\n2. 乙的\n产值", ["甲的产值", "乙的产值"]),
        ("/top 3\n甲有多少？\n", ["/top 3", "甲有多少？"]),
        ("2024 年\n产值", ["2024 年产值"]),
        ("1.5亿元是什么", ["1.5亿元是什么"]),
        (" \n", []),
    ],
)  # fmt: skip
def test_a_paste_is_as_many_questions_as_it_has_question_marks(pasted, entries):
    assert split_entry(pasted) == entries


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("株洲有多少件专利？湘潭呢？ 长沙呢？", ["株洲有多少件专利？", "湘潭呢？", "长沙呢？"]),
        ("how many patents? and in 2023? thanks", ["how many patents?", "and in 2023? thanks"]),
        ("“谁是市长？”一文说了什么？", ["“谁是市长？”一文说了什么？"]),
        ("真的吗？？是谁？！", ["真的吗？？", "是谁？！"]),
        ("a.com/?q=1 是什么？谢谢", ["a.com/?q=1 是什么？谢谢"]),
        ("第一问？" * 200, ["第一问？"] * 200),
        ("/source 什么？那么？", ["/source 什么？那么？"]),
    ],
)
def test_several_questions_in_a_line(typed, entries):
    assert split_entry(typed) == entries


def test_save_appends_each_answer_once(talk, tmp_path):
    file = tmp_path / "answers.jsonl"
    _, _, err = talk(QUESTION, f"/save {file}", QUESTION, f"/save {file}", f"/save {tmp_path}")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [row["schema"] for row in rows] == ["zzqa.answer/1"] * 2
    assert "error:" in err and "cannot be written" in err


def test_json_answers_stay_apart_from_what_is_told(talk):
    _, out, err = talk("/help", QUESTION, "/explain", as_json=True)
    assert json.loads(out)["answer"] == "12420件"
    assert "lexical" in err and "/sources" in err
