"""The project's pages as programs: their blocks, the commands in them, and what is shown of both.

A fenced block is told what to do by its language and by a comment on the line before it:

    console              lines that start with ``$ `` are commands, what follows each is its output
    sh                   every line is a command
    python               a program; the blocks of a page share their names
    toml, json, jsonl    must parse
    <!-- file: NAME -->      the block is the content of a file that the commands after it read
    <!-- output -->          the block is what the python block before it prints
    <!-- not run: WHY -->    the block needs a network, a model or a service, and is not run

In shown output ``…`` stands for anything, alone on a line for any lines. Scores and probabilities
may differ a little: processors multiply small integers differently. A command that fails must be
followed by ``$ echo $?`` which shows its exit code.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from zzqa.cli import main  # noqa: E402

TRANSLATED = "README.zh-CN.md"
"""Shows the same blocks as README.md, which are run from there."""
BROUGHT = ("seeds", "eval", "tools", "docs")
"""Folders of the repository that commands of the pages find around them."""
PAGES = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")
LANGUAGES = ("console", "sh", "python", "toml", "json", "jsonl", "csv", "text", "yaml", "html")

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\S*)\s*$")
_MARK = re.compile(r"<!-- (?P<name>file|output|not run)(?:: (?P<value>.+?))? -->")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_SHELL = re.compile(r"[|<>&;`]|\$\(")
_NEAR = 0.05
"""Difference that another processor, or weights fitted anew, may make to a score."""
_TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page: ``line`` is that of its first line, from 1."""

    page: Path
    line: int
    language: str
    text: str
    mark: str = ""
    value: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as an editor opens it."""
        return f"{self.page}:{self.line}"


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a block, what the page shows of its output (None: nothing), and its line."""

    command: str
    shown: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a page shows and what was written instead."""

    block: Block
    step: Step | None
    actual: str
    problem: str

    def __str__(self) -> str:
        line = self.step.line if self.step else self.block.line
        command = f"\n$ {self.step.command}" if self.step else ""
        return f"{self.block.page}:{line}: {self.problem}{command}\n{self.actual}"


def pages(root: Path = ROOT) -> list[Path]:
    """Return every page for users and contributors, in a fixed order."""
    return [*(root / name for name in PAGES), *sorted((root / "docs").rglob("*.md"))]


def read_blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page; raises ValueError for a fence that is not closed."""
    blocks: list[Block] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opened = _FENCE.match(lines[number])
        if not opened:
            number += 1
            continue
        closing = opened["indent"] + "```"
        try:
            end = lines.index(closing, number + 1)
        except ValueError:
            raise ValueError(f"{page}:{number + 1}: a fence that is not closed") from None
        mark = _MARK.fullmatch(lines[number - 1].strip()) if number else None
        text = "\n".join(line.removeprefix(opened["indent"]) for line in lines[number + 1 : end])
        name, value = (mark["name"], mark["value"] or "") if mark else ("", "")
        blocks.append(Block(page, number + 2, opened["language"], text, name, value))
        number = end + 1
    return blocks


def steps(block: Block) -> list[Step]:
    """Return the commands of a ``console`` or ``sh`` block."""
    numbered = list(enumerate(block.text.splitlines(), start=block.line))
    if block.language == "sh":
        kept = [(n, line.removeprefix("$ ")) for n, line in numbered if line.strip()]
        return [Step(line, None, n) for n, line in kept if not line.startswith("#")]
    found: list[tuple[int, str, list[str]]] = []
    for number, line in numbered:
        if line.startswith("$ "):
            found.append((number, line[2:], []))
        elif found:
            found[-1][2].append(line)
        else:
            raise ValueError(f"{block.place}: output before the first command")
    return [Step(c, "\n".join(out) if out else None, n) for n, c, out in found]


def fits(shown: str, actual: str) -> bool:
    """Tell whether what a page shows is what was written, but for what ``…`` leaves out."""
    shown, mine = _figures_out(shown.strip("\n"))
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else _line_pattern(line) + r"\n"
        for line in shown.splitlines()
    )
    text = "\n".join(line.rstrip() for line in actual.strip("\n").splitlines()) + "\n"
    text, others = _figures_out(text)
    if not re.fullmatch(pattern, text):
        return False
    # Where something is left out, which figure is which is not known; the others must be there.
    pairs = zip(mine, others) if len(mine) == len(others) else ()
    return all(abs(a - b) <= _NEAR for a, b in pairs)


def _line_pattern(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.rstrip().split("…"))


def _figures_out(text: str) -> tuple[str, list[float]]:
    """Take scores and probabilities out of a text, and return them beside it."""
    figures: list[float] = []

    def take(found: re.Match[str]) -> str:
        figures.append(float(found[2]))
        return f"{found[1]} #"

    return re.sub(r"(confidence|score) (\d\.\d+)", take, text), figures


@dataclass
class Shell:
    """A folder in which the commands of a page run, ``zzqa`` within this process."""

    folder: Path
    code: int = 0
    names: dict[str, Any] = field(default_factory=dict)

    def run(self, command: str) -> str:
        """Run a command; return what it writes to standard output and standard error together."""
        if command.strip() == "echo $?":
            code, self.code = self.code, 0
            return f"{code}\n"
        words = shlex.split(command)
        setting = {}
        while words and _ASSIGNMENT.match(words[0]):
            name, _, setting_value = words.pop(0).partition("=")
            setting[name] = setting_value
        if not _SHELL.search(_unquoted(command)) and words and words[0] == "zzqa":
            return self._zzqa(words[1:], setting)
        return self._subprocess(command)

    def _zzqa(self, arguments: list[str], setting: Mapping[str, str]) -> str:
        with _environment(setting), capture() as written:
            self.code = main(arguments)
        return written()

    def _subprocess(self, command: str) -> str:
        programs = self.folder / ".programs"
        if not programs.exists():
            programs.mkdir()
            for name, call in (("zzqa", " -m zzqa"), ("python", "")):
                program = programs / name
                program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)}{call} "$@"\n')
                program.chmod(0o755)
        environment = dict(
            os.environ, PATH=f"{programs}{os.pathsep}{os.environ['PATH']}", PYTHONPATH=str(ROOT)
        )
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {command}"], env=environment, cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_TIMEOUT, check=False,
        )  # fmt: skip
        self.code = done.returncode
        return done.stdout.decode("utf-8")

    def execute(self, block: Block) -> str:
        """Run a block of Python; return what it prints."""
        code = compile("\n" * (block.line - 1) + block.text, str(block.page), "exec")
        self.names.setdefault("__name__", "__main__")
        with capture() as written:
            exec(code, self.names)
        return written()


def check(blocks: list[Block], shell: Shell) -> Iterator[Mismatch]:
    """Run the blocks of a page, in order, and yield what is not as the page says."""
    printed = ""
    for block in blocks:
        if block.mark == "not run":
            continue
        if block.language in ("toml", "json", "jsonl"):
            _parse(block)
        if block.mark == "file":
            place = shell.folder / block.value
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text + "\n", encoding="utf-8")
        elif block.mark == "output":
            if not fits(block.text, printed):
                yield Mismatch(block, None, printed, "prints something else")
        elif block.language == "python":
            printed = shell.execute(block)
        elif block.language in ("console", "sh"):
            yield from _check_commands(block, shell)


def _check_commands(block: Block, shell: Shell) -> Iterator[Mismatch]:
    asked = steps(block)
    for number, step in enumerate(asked):
        actual = shell.run(step.command)
        if step.shown is not None and not fits(step.shown, actual):
            yield Mismatch(block, step, actual, "writes something else")
        told = number + 1 < len(asked) and asked[number + 1].command == "echo $?"
        if shell.code and not told:
            yield Mismatch(block, step, actual, f"exits with {shell.code}, which is not shown")
            shell.code = 0


def _parse(block: Block) -> None:
    if block.language == "toml":
        tomllib.loads(block.text)
    elif block.language == "json":
        json.loads(block.text)
    else:
        for line in block.text.splitlines():
            json.loads(line)


def _unquoted(command: str) -> str:
    """Return a command without what stands in quotation marks: no shell reads that."""
    return re.sub(r"'[^']*'|\"[^\"$`]*\"", "", command)


@contextlib.contextmanager
def _environment(setting: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in setting}
    os.environ.update(setting)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def capture() -> Iterator[Callable[[], str]]:
    """Yield what gives the text written meanwhile to standard output and error, in its order."""
    memory = io.BytesIO()
    both = io.TextIOWrapper(memory, encoding="utf-8", write_through=True)

    def written() -> str:
        both.flush()
        return memory.getvalue().decode("utf-8")

    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        yield written
