"""How much is told (``-q``, ``-v``, the log of the library), and where anything is written."""

import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

import zzqa
from zzqa.cli import main
from zzqa.cli.progress import single_bar
from zzqa.cli.screen import keep_quiet, note
from zzqa.settings import SETTINGS

TEXT = "2024年6月底，株洲有效发明专利量12420件。\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    yield tmp_path
    keep_quiet(False)


@pytest.fixture
def run(capsys):
    def call(*args, code=0):
        assert main(list(args)) == code
        return capsys.readouterr()

    return call


class Terminal(io.StringIO):
    def isatty(self):
        return True


# ── Quiet ────────────────────────────────────────────────────────────────────────────────


def test_quiet_leaves_errors_and_data(run, folder, seed_folder):
    (folder / "q.txt").write_text("株洲有多少家A股上市公司？\n", encoding="utf-8")
    batch = ("batch", "q.txt", "-o", "a.jsonl", "--index", str(seed_folder), "--restart")
    assert "1 question:" in run(*batch).err
    assert run(*batch, "-q").err == ""
    assert run("-q", *batch).err == ""
    assert run(*batch, "--quiet", "--json").out.startswith('{"schema"')
    assert run("ask", " ", "-q", "--index", str(seed_folder), code=2).err.startswith("error: ")
    assert run("bogus", "-q", code=2).err.startswith("error: ")
    # It holds for one run.
    assert run(*batch).err != ""


def test_quiet_draws_no_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    keep_quiet(True)
    with single_bar("answering") as progress:
        assert progress is None
    note("a note")
    note("error: an error", error=True)
    assert sys.stderr.getvalue() == "error: an error\n"
    keep_quiet(False)
    with single_bar("answering") as progress:
        progress(1, 2)
    assert "answering" in sys.stderr.getvalue()


def test_lines_that_fail_in_a_pipe_are_told_quietly_too(run, seed_folder, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("水库\n\n".encode())))
    assert "1 of 2 lines" in run("ask", "-q", "--index", str(seed_folder)).err


# ── The log ──────────────────────────────────────────────────────────────────────────────


def test_verbose_logs_what_is_done_and_twice_in_detail(run, seed_folder):
    ask = ("ask", "株洲有多少家A股上市公司？", "--index", str(seed_folder))
    assert run(*ask).err == ""
    once, twice = run(*ask, "-v").err, run(*ask, "-vv").err
    assert once.startswith("INFO zzqa.engine: ") and "generation 1" in once
    assert "DEBUG" not in once and "DEBUG zzqa.responder" in twice
    assert run("-v", *ask, "--verbose").err.count("DEBUG") == twice.count("DEBUG")
    assert run(*ask).err == ""


def test_verbose_tells_what_was_indexed_and_what_not(run, folder):
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_bytes(b"")
    err = run("index", ".", "-v", "--index", "ix", "--json", code=5).err
    assert "zzqa.build: ix: 2 files to index" in err and "b.txt" in err
    assert "generation 1 written" in err


def test_nothing_in_the_log_acts_on_a_terminal(run, caplog):
    from zzqa.cli.logs import set_up_logging

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", io.StringIO())
        set_up_logging(logging.INFO)
        logging.getLogger("zzqa.x").info("a\x1b[31m title")
        told = sys.stderr.getvalue()
    set_up_logging(None)
    assert told == "INFO zzqa.x: a\ufffd[31m title\n"


def test_as_a_library_it_is_silent():
    code = (
        "import logging, zzqa, zzqa.corpus; logging.getLogger('zzqa.corpus').warning('seen');"
        "assert any(isinstance(h, logging.NullHandler) for h in logging.getLogger('zzqa').handlers)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


# ── Where it writes ──────────────────────────────────────────────────────────────────────


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below with its size and time of change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        found[str(path.relative_to(folder))] = (stat.st_size, stat.st_mtime_ns)
    return found


def test_nothing_is_written_but_index_outputs_and_state(tmp_path, seed_index):
    """In a process of its own: home and temporary folder are empty, the working folder is closed.

    Where permissions do not bind (root), the listings before and after are compared all the same.
    """
    places = {name: tmp_path / name for name in ("work", "home", "data", "out", "temp")}
    for place in places.values():
        place.mkdir()
    work, home, data, out = (places[name] for name in ("work", "home", "data", "out"))
    (data / "a.txt").write_text(TEXT, encoding="utf-8")
    (data / "q.txt").write_text("株洲有多少件有效发明专利？\n", encoding="utf-8")
    row = {
        "id": "q1", "question": "株洲有多少件有效发明专利？", "lang": "zh", "type": "number",
        "tags": [], "relevant": [{"source": "a.txt", "evidence": "专利量12420件"}],
        "answers": ["12420件"],
    }  # fmt: skip
    (data / "q.jsonl").write_text(json.dumps(row), encoding="utf-8")
    commands = [
        ["index", str(data / "a.txt")],
        ["ask", "株洲有多少件有效发明专利？"],
        ["search", "patents"],
        ["batch", str(data / "q.txt"), "-o", str(out / "a.jsonl")],
        ["eval", str(data / "q.jsonl"), "--no-ablation"],
        ["show", "a.txt"],
        ["info"],
        ["verify", "--answers", str(out / "a.jsonl")],
        ["doctor"],
    ]
    code = (
        "import json, sys; from zzqa.cli import main\n"
        "codes = [main(args) for args in json.loads(sys.argv[1])]\n"
        "sys.exit(any(codes))"
    )
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(home), "USERPROFILE": str(home),
        "PYTHONPATH": str(Path(zzqa.__file__).parent.parent), "PYTHONDONTWRITEBYTECODE": "1",
        "ZZQA_INDEX": str(out / "index"), "TMPDIR": str(places["temp"]),
        **{f"XDG_{name}_HOME": str(home / name) for name in ("CACHE", "CONFIG", "DATA", "STATE")},
    }  # fmt: skip
    closed = (work, data)
    before = {place: listing(place) for place in closed}
    for place in closed:
        place.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(commands)],
            cwd=work, env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        for place in closed:
            place.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert {place: listing(place) for place in closed} == before
    assert listing(home) == {} and listing(places["temp"]) == {}
    assert {path.name for path in out.iterdir()} == {"index", "a.jsonl"}


# ── The Python API ───────────────────────────────────────────────────────────────────────


class StoppedError(Exception):
    """What a callback raises to stop the work."""


def stop_at(count):
    def progress(done, total):
        if done >= count:
            raise StoppedError

    return progress


def test_a_batch_that_is_stopped_keeps_what_is_answered(folder, seed_index):
    from zzqa.batch import read_questions, run_batch

    file, out = folder / "q.txt", folder / "a.jsonl"
    asked = ("株洲有多少家A股上市公司？", "青年水库什么时候建成的？", "水库")
    # Some dozen: questions are answered, and progress is told, a handful at a time.
    file.write_text("".join(f"{text}\n" for text in asked * 15), encoding="utf-8")
    questions = read_questions(file)
    told = []

    def progress(done, total):
        told.append(done)
        raise StoppedError

    with pytest.raises(StoppedError):
        run_batch(seed_index, questions, out, progress=progress)
    assert 0 < told[0] < len(questions)
    report = run_batch(seed_index, questions, out)
    assert (report.total, report.resumed) == (len(questions), told[0])
    whole = [json.loads(line)["question"] for line in out.read_text("utf-8").splitlines()]
    assert whole == [question.text for question in questions]


def test_an_evaluation_can_be_stopped_and_leaves_the_engine_whole(seed_index):
    from zzqa.eval import LabelledQuestion, run_evaluation

    row = {"id": "q", "question": "株洲有多少家A股上市公司？", "lang": "zh", "type": "number"}
    labelled = [LabelledQuestion(**{**row, "tags": (), "relevant": (), "answers": ()})] * 3
    before = seed_index.ask(row["question"])
    with pytest.raises(StoppedError):
        run_evaluation(seed_index, labelled, ablation=False, progress=stop_at(2))
    after = seed_index.ask(row["question"])
    assert (after.value, after.quotes) == (before.value, before.quotes)


def test_the_package_tells_that_it_is_typed():
    assert (Path(zzqa.__file__).parent / "py.typed").is_file()
