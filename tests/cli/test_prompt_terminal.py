"""The prompt in a real terminal: a pseudo-terminal with the program behind it."""

import contextlib
import json
import os
import re
import select
import subprocess
import sys
import time

import pytest

pty = pytest.importorskip("pty")

WAIT = 60
"""Seconds until a text that does not come is given up: far longer than any step takes."""


class Session:
    """The program on a terminal of 80 columns."""

    def __init__(self, *args, env):
        self._terminal, program_side = pty.openpty()
        # Started by subprocess and not by pty.fork(): a fork of this process, which has threads
        # of its libraries, may never come as far as starting the program.
        self._program = subprocess.Popen(
            [sys.executable, "-m", "zzqa", *args], env=env, start_new_session=True,
            stdin=program_side, stdout=program_side, stderr=program_side,
        )  # fmt: skip
        os.close(program_side)
        self.text = ""

    def type(self, keys):
        os.write(self._terminal, keys.encode())

    def read_until(self, pattern):
        """Return what came up to ``pattern``, and forget it."""
        end = time.monotonic() + WAIT
        while not (found := re.search(pattern, self.text)):
            assert time.monotonic() < end, self.text
            if select.select([self._terminal], [], [], 0.2)[0]:
                try:
                    self.text += os.read(self._terminal, 65536).decode("utf-8", "replace")
                except OSError:  # Linux's way to say that the program has closed the terminal
                    assert re.search(pattern, self.text), self.text
        text, self.text = self.text[: found.end()], self.text[found.end() :]
        return text

    def leave(self):
        """Return the exit code; what the program still writes must be taken, or it waits."""
        end = time.monotonic() + WAIT
        while self._program.poll() is None and time.monotonic() < end:
            if select.select([self._terminal], [], [], 0.2)[0]:
                with contextlib.suppress(OSError):
                    os.read(self._terminal, 65536)
        return self._program.poll()

    def close(self):
        """End what a failed test has left running."""
        self._program.kill()
        self._program.wait()
        os.close(self._terminal)


@pytest.fixture
def start(environment):
    sessions = []

    def session(*args):
        sessions.append(Session(*args, env=environment))
        return sessions[-1]

    yield session
    for one in sessions:
        one.close()


@pytest.fixture
def environment(tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    # Without it prompt-toolkit asks where the cursor is, and waits: nobody answers here.
    return kept | {
        "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "30", "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"), "PROMPT_TOOLKIT_NO_CPR": "1",
    }  # fmt: skip


def test_a_session_from_question_to_good_bye(seed_folder, start, tmp_path):
    session = start("ask", "--index", str(seed_folder))
    session.read_until("zzqa> ")
    session.type("截至2024年6月底，株洲有多少件有效发明专利？\r")
    answer = session.read_until(r"\[2\]")
    assert "12420件" in answer and "\x1b]8;" in answer and "━" in answer
    session.type("那2024年4月呢？\r")
    assert "截至2024年4月，株洲有多少件" in session.read_until(r"understood as: .*\n")
    assert "11925件" in session.read_until(r"\[2\]")
    session.type("/hlep\r")
    session.read_until(r"the nearest is /help[^>]+zzqa> ")
    session.type("half a question\x03")
    session.read_until("half a question[^>]+zzqa> ")
    session.type("/save ~/answers.jsonl\r")
    # Only at the prompt: what is typed between two prompts the terminal itself would take.
    session.read_until("2 answers appended[^>]+zzqa> ")
    session.type("\x04")
    assert session.leave() == 0
    saved = (tmp_path / "answers.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["answer"] for line in saved] == ["12420件", "11925件"]
    history = (tmp_path / "state" / "zzqa" / "history").read_text("utf-8")
    assert "+那2024年4月呢？" in history


def test_a_missing_index_is_one_line_and_its_exit_code(start, tmp_path):
    session = start("ask", "--index", str(tmp_path / "none"))
    session.read_until(r"error: no index in\s")
    assert session.leave() == 3


def test_plain_draws_nothing_on_a_terminal_either(seed_folder, start):
    session = start("ask", "--plain", "--index", str(seed_folder))
    session.read_until("zzqa> ")
    session.type("截至2024年6月底，株洲有多少件有效发明专利？\r")
    answer = session.read_until(r"\[2\]")
    assert "12420件  (2024-06-30, confidence" in answer
    assert not re.search("[\u2500-\u259f]|\x1b\\[[0-9;]*m|\x1b\\]", answer)
    session.type("/quit\r")
    assert session.leave() == 0


def test_off_a_terminal_nothing_of_the_prompt_is_imported(seed_folder):
    code = (
        "import sys; from zzqa.cli import main; main(['ask', '株洲有多少件专利', '--index', "
        f"{str(seed_folder)!r}]); print([m for m in ('prompt_toolkit', 'rich', 'platformdirs') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
