"""Settings: the file, the environment, and which of them holds."""

import contextlib
import datetime
import io
import json
import sys
import types
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.cli import main
from zzqa.cli.arguments import bring_forward
from zzqa.cli.prompt_state import Conversation
from zzqa.errors import UsageError
from zzqa.settings import SETTINGS, choose, find_file, read_day, read_file

QUESTION = "株洲有效发明专利量"
KEYS = {setting.key: setting for setting in SETTINGS}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working folder without settings, in an environment without any."""
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.delenv("ZZQA_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def engine(monkeypatch):
    engine = FakeEngine()
    engine.opened = []

    def open_index(folder, **models):
        engine.opened.append({"index": Path(folder), **models})
        return engine

    module = types.ModuleType("zzqa.engine")
    module.open_index = open_index
    monkeypatch.setitem(sys.modules, "zzqa.engine", module)
    return engine


@pytest.fixture
def pipe(monkeypatch):
    def feed(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return feed


def ask(engine, *args):
    """Ask through the command line; return what the engine got of each setting."""
    assert main(["ask", QUESTION, "--json", *args]) == 0
    return {**engine.asked[-1], **engine.opened[-1]}


def all_chosen(in_file=None):
    return {setting.key: choose(setting, {}, in_file or {}) for setting in SETTINGS}


@pytest.mark.parametrize(
    ("key", "values", "as_given"),
    [
        ("top-k", ("3", "4", "7"), int),
        ("min-confidence", ("0.1", "0.25", "1"), float),
        ("index", ("file-index", "env-index", "own-index"), Path),
        ("encoder", ("one", "two", "three"), str),
        ("reranker", ("one", "two", "three"), str),
        ("today", ("2024-06-30", "2023-01-02", "2022-03-04"), datetime.date.fromisoformat),
    ],
)  # fmt: skip
def test_the_command_line_before_the_environment_before_the_file(
    engine, folder, monkeypatch, capsys, key, values, as_given
):
    setting = KEYS[key]
    default = ask(engine)[setting.name]
    text = values[0] if key in ("top-k", "min-confidence") else f'"{values[0]}"'
    (folder / "zzqa.toml").write_text(f"{key} = {text}\n")
    assert ask(engine)[setting.name] == as_given(values[0])
    monkeypatch.setenv(setting.variable, values[1])
    assert ask(engine)[setting.name] == as_given(values[1])
    assert ask(engine, f"--{key}", values[2])[setting.name] == as_given(values[2])
    # An empty variable is none, and another command's run leaves nothing behind.
    monkeypatch.setenv(setting.variable, "")
    (folder / "zzqa.toml").unlink()
    assert ask(engine)[setting.name] == default


@pytest.mark.parametrize("place", ["file", "environment", "default"])
def test_what_is_told_of_a_setting_is_what_holds(engine, folder, monkeypatch, capsys, place):
    if place == "file":
        (folder / "zzqa.toml").write_text('top-k = 3\nindex = "here"\nmin-confidence = 0.5\n')
    if place == "environment":
        for name, value in (("TOP_K", "3"), ("INDEX", "here"), ("MIN_CONFIDENCE", "0.5")):
            monkeypatch.setenv(f"ZZQA_{name}", value)
    got = ask(engine)
    file = find_file(None)
    told = all_chosen(read_file(file) if file else {})
    assert told["index"].value == str(got["index"])
    assert told["top-k"].value.startswith(str(got["top_k"]))
    if place != "default":
        assert float(told["min-confidence"].value) == got["min_confidence"]
    source = {"environment": "ZZQA_TOP_K"}.get(place, place)
    assert told["top-k"].source == source


def test_plain_may_be_a_setting(folder):
    (folder / "zzqa.toml").write_text("plain = true\n")
    assert read_file(Path("zzqa.toml")) == {"plain": True}
    for text, value in (("yes", "true"), ("0", "false"), ("Off", "false")):
        assert choose(KEYS["plain"], {}, {}, {"ZZQA_PLAIN": text}).value == value


def test_a_file_that_is_named_comes_before_the_one_here(engine, folder, monkeypatch, capsys):
    (folder / "zzqa.toml").write_text("top-k = 3\n")
    (folder / "other.toml").write_text("top-k = 4\n")
    (folder / "third.toml").write_text("\ufefftop-k = 5\n", encoding="utf-8")
    monkeypatch.setenv("ZZQA_CONFIG", "other.toml")
    assert ask(engine)["top_k"] == 4
    assert ask(engine, "--config", "third.toml")["top_k"] == 5
    assert ask(engine, "--config=third.toml")["top_k"] == 5
    assert main(["--config", "third.toml", "ask", QUESTION]) == 0
    assert engine.asked[-1]["top_k"] == 5


def test_paths_in_a_file_start_at_the_file(folder):
    (folder / "there" / "model").mkdir(parents=True)
    file = folder / "there" / "zzqa.toml"
    file.write_text('index = "ix"\nencoder = "model"\nreranker = "some/name"\n')
    assert read_file(file) == {
        "index": str(folder / "there" / "ix"),
        "encoder": str(folder / "there" / "model"),
        "reranker": "some/name",
    }
    file.write_text(f"index = '{folder / 'elsewhere'}'\n")
    assert read_file(file) == {"index": str(folder / "elsewhere")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("topk = 3", "unknown key 'topk'; expected one of index, top-k"),
        ("top_k = 3", "the nearest key is top-k"),
        ("TOP-K = 3", "the nearest key is top-k"),
        ("zzz = 3", "remove it"),
        ("[ask]\ntop-k = 3", "unknown key 'ask'"),
        ("top-k = 0", "top-k = 0; expected a whole number from 1 to 1000"),
        ("top-k = 1001", "expected a whole number from 1 to 1000"),
        ("top-k = true", "top-k = true; expected a whole number"),
        ("top-k = 2.5", "expected a whole number"),
        ("top-k = [3]", "expected a whole number"),
        ("top-k = 'many'", "top-k = 'many'; expected a whole number"),
        ("workers = 65", "expected a whole number from 1 to 64"),
        ("context = -1", "expected a whole number from 0 to 20"),
        ("min-confidence = 1.5", "expected a number from 0 to 1"),
        ("min-confidence = nan", "expected a number from 0 to 1"),
        ("min-confidence = false", "expected a number from 0 to 1"),
        ("index = 3", "expected a folder, in quotation marks"),
        ("index = ''", "expected a folder, in quotation marks"),
        ("encoder = {}", "expected the name or folder of a model"),
        ("today = 2024", "expected a date as 2024, 2024-06"),
        ("today = '2024-13'", "expected a date as 2024, 2024-06"),
        ("today = 2024-06-30T10:00:00", "expected a date as 2024, 2024-06"),
        ("plain = 1", "expected true or false"),
        ("plain = 'perhaps'", "expected true or false"),
        ("top-k 3", "cannot be read as settings"),
        ("index = '\x01'", "cannot be read as settings"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_in_one_line(engine, folder, capsys, text, expected):
    (folder / "zzqa.toml").write_text(text)
    assert main(["ask", QUESTION]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith("error: zzqa.toml") and expected in err


def test_a_file_that_is_none_is_told_in_one_line(engine, folder, capsys):
    (folder / "zzqa.toml").write_bytes(b"index = '\xff'\n")
    assert main(["ask", QUESTION]) == 2
    (folder / "zzqa.toml").unlink()
    (folder / "zzqa.toml").mkdir()
    assert main(["ask", QUESTION]) == 2
    assert main(["ask", QUESTION, "--config", "none.toml"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3 and "no such file" in told[2]
    # What does not depend on settings works on.
    assert main(["--help"]) == 0 and main(["--version"]) == 0


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ZZQA_TOP_K", "0"), ("ZZQA_MIN_CONFIDENCE", "nan"), ("ZZQA_TODAY", "soon")],
)
def test_a_wrong_variable_is_told_by_its_name(engine, monkeypatch, capsys, variable, value):
    monkeypatch.setenv(variable, value)
    assert main(["ask", QUESTION]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and (variable in err or "--today" in err)
    with pytest.raises(UsageError, match=variable):
        all_chosen()


def test_every_option_with_a_variable_is_a_setting_and_every_setting_an_option():
    from typer.main import get_command

    from zzqa.cli.app import app

    variables = {
        parameter.envvar: parameter.name
        for command in get_command(app).commands.values()
        for parameter in command.params
        if parameter.envvar
    }
    assert variables == {setting.variable: setting.name for setting in SETTINGS}


def test_the_help_says_the_order_in_one_line(capsys):
    main(["--help"])
    help_text = capsys.readouterr().out
    assert "  Settings: command line > environment (ZZQA_...) > zzqa.toml > default.\n" in help_text


def test_an_answer_below_the_least_confidence_is_withheld(seed_folder, capsys, pipe):
    question = "how many invention patents did Zhuzhou hold in June 2024"

    def asked(*args):
        assert main(["ask", "--index", str(seed_folder), "--json", *args]) == 0
        return json.loads(capsys.readouterr().out)

    sure = asked(question)
    assert sure["answer"] == "12420件"
    withheld = asked(question, "--min-confidence", "1")
    assert withheld["abstained"] and withheld["rejected"] == "12420件"
    assert withheld["confidence"] == sure["confidence"] < 1
    pipe(question.encode())
    assert asked("--min-confidence", "1")["abstained"]
    pipe(question.encode())
    assert not asked("--min-confidence", "0")["abstained"]


def test_the_prompt_withholds_as_well(engine, capsys):
    Conversation(lambda: engine, min_confidence=0.7).ask(QUESTION)
    assert engine.asked[-1]["min_confidence"] == 0.7


@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=5), max_size=3))
@settings(max_examples=50)
def test_any_file_is_settings_or_a_usage_error(tmp_path_factory, table):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    rows = (f"{json.dumps(key)} = {json.dumps(value)}" for key, value in table.items())
    file.write_text("\n".join(rows), encoding="utf-8", errors="replace")
    try:
        read_file(file)
    except UsageError as error:
        assert str(error).startswith(str(file))


@given(st.text(max_size=12))
@settings(max_examples=100)
def test_any_text_is_a_day_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert read_day(text, last=False) <= read_day(text, last=True)


def test_options_of_all_commands_may_stand_anywhere():
    assert bring_forward(["ask", "x", "-q", "--config", "c", "-vv"]) == [
        "-q", "--config", "c", "-vv", "ask", "x",
    ]  # fmt: skip
    assert bring_forward(["ask", "--", "-q", "--config"]) == ["ask", "--", "-q", "--config"]
    assert bring_forward(["ask", "--config"]) == ["ask", "--config"]


def test_the_sentences_around_a_quote_are_not_the_lines_around_a_citation(folder, engine, capsys):
    (folder / "zzqa.toml").write_text("context = 0\n", "utf-8")
    assert main(["show", "a.txt:4", "--json"]) == 0
    view = json.loads(capsys.readouterr().out)
    assert view["first"] < 4 == view["cited"][0]
