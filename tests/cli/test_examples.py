"""The help: every example in it is run over an index of the seed documents."""

import io
import os
import re
import shlex
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from zzqa.cli import main
from zzqa.cli.arguments import SHELLS
from zzqa.cli.examples import EXAMPLES

CHECKOUT = Path(__file__).parent.parent.parent
COMMANDS = [name for name in EXAMPLES if name]


def help_of(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*command.split(), "--help"]) == 0
    return capsys.readouterr().out


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, seed_folder):
    """A working folder with what the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "seeds").symlink_to(CHECKOUT / "seeds", target_is_directory=True)
    (folder / "eval").mkdir()
    labelled = (CHECKOUT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    few = "\n".join(labelled[:6]) + "\n"
    (folder / "eval" / "questions.jsonl").write_text(few, encoding="utf-8")
    (folder / "eval" / "gate.toml").write_text('[gate]\n"recall@5" = 0.5\n')
    (folder / "questions.txt").write_text("株洲有多少家A股上市公司？\n", encoding="utf-8")
    (folder / "zzqa.toml").write_text('index = "index"\n')
    here = Path.cwd()
    os.chdir(folder)
    try:
        assert main(["index", "seeds", "--quiet"]) == 0
        assert main(["batch", "questions.txt", "-o", "answers.jsonl", "--quiet"]) == 0
    finally:
        os.chdir(here)
    return folder


@pytest.mark.parametrize("command", EXAMPLES)
def test_each_example_stands_on_a_line_of_its_own(command, capsys, monkeypatch):
    lines = help_of(command, capsys, monkeypatch).splitlines()
    assert "  Examples:" in lines
    for example in EXAMPLES[command]:
        assert f"    {example}" in lines
        assert columns(f"    {example}") <= 80


def test_every_command_has_examples(capsys, monkeypatch):
    from typer.main import get_command

    from zzqa.cli.app import app

    group = get_command(app)
    names = set(group.commands)
    nested = {f"model {name}" for name in group.commands["model"].commands}
    assert names | nested == set(COMMANDS)
    assert all(example.startswith(f"zzqa {c}") for c in COMMANDS for example in EXAMPLES[c])


def examples():
    """Every example of the help texts, as one could copy it from there."""
    return sorted({example for those in EXAMPLES.values() for example in those})


@pytest.mark.parametrize("example", examples())
def test_every_example_works(example, folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    words = shlex.split(example)
    given = b""
    if "<" in words:
        words, given = words[: words.index("<")], Path(words[words.index("<") + 1]).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(words[1:]) == 0
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert out or err


def run(*args, **environment):
    return subprocess.run(
        [sys.executable, "-m", "zzqa", *args],
        capture_output=True, text=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_of_a_shell_is_printed(shell, capsys, monkeypatch):
    assert main(["--show-completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_ZZQA_COMPLETE" in script and shell in script
    assert "_ZZQA_COMPLETE" not in os.environ


def test_there_is_no_completion_for_an_unknown_shell(capsys):
    assert main(["--show-completion", "tcsh"]) == 2
    assert all(shell in capsys.readouterr().err for shell in SHELLS[:1])


def test_a_command_is_completed():
    done = run(COMP_WORDS="zzqa as", COMP_CWORD="1", _ZZQA_COMPLETE="complete_bash")
    assert done.stdout.split() == ["ask"] and done.returncode == 0
    done = run(COMP_WORDS="zzqa ask --top", COMP_CWORD="2", _ZZQA_COMPLETE="complete_bash")
    assert done.stdout.split() == ["--top-k"]
    done = run(COMP_WORDS="zzqa search --mode f", COMP_CWORD="3", _ZZQA_COMPLETE="complete_bash")
    assert done.stdout.split() == ["fused"]


def test_exit_codes_are_in_the_help(capsys, monkeypatch):
    told = re.sub(r"\s+", " ", help_of("", capsys, monkeypatch))
    assert "Exit codes: 0 done, 2 wrong usage or input, 3 index missing or damaged" in told
