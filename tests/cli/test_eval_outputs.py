"""The files of ``zzqa eval``: refused before anything is measured, written before a gate fails."""

from __future__ import annotations

import json

import pytest
from fake_engine import FakeEngine

from zzqa.cli import main

ROW = {
    "id": "q1", "question": "株洲有效发明专利量", "lang": "zh", "type": "number", "tags": [],
    "relevant": [{"source": "a.txt", "evidence": "专利量12420件"}], "answers": ["12420件"],
}  # fmt: skip


@pytest.fixture
def asked(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(ROW), encoding="utf-8")
    return path


@pytest.fixture
def evaluate(asked, monkeypatch, capsys):
    engine = FakeEngine()
    monkeypatch.setattr("zzqa.cli.eval_subject.open_engine", lambda *given: engine)

    def call(*options):
        engine.asked.clear()
        code = main(["eval", str(asked), *map(str, options)])
        out = capsys.readouterr()
        return code, out.out, out.err

    call.engine = engine
    return call


def test_reports_are_written_although_the_gate_fails(evaluate, tmp_path):
    gate = tmp_path / "gate.toml"
    gate.write_text('[gate]\n"recall@1" = 2.0\n', encoding="utf-8")
    files = {option: tmp_path / f"r{option}" for option in ("--out", "--html", "--junit")}
    options = [word for pair in files.items() for word in pair]
    code, out, err = evaluate("--gate", gate, *options)
    assert code == 4 and "SHORT recall@1" in out and err.startswith("error: 1 of 1")
    assert json.loads(files["--out"].read_text(encoding="utf-8"))["questions"] == 1
    assert files["--html"].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert 'failures="1"' in files["--junit"].read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--out", "--html", "--junit"])
def test_what_cannot_be_written_is_known_before_measuring(evaluate, asked, tmp_path, option):
    before = asked.read_bytes()
    for path, message in [
        (asked, "expected a file of its own"),
        (tmp_path, "a folder; expected a file"),
        (tmp_path / "none" / "x", "no folder"),
    ]:
        code, _, err = evaluate(option, path)
        assert code == 2 and message in err and option in err
    assert evaluate.engine.asked == [] and asked.read_bytes() == before


def test_two_reports_in_one_file_are_refused(evaluate, tmp_path):
    path = tmp_path / "x"
    code, _, err = evaluate("--html", path, "--junit", path)
    assert code == 2 and "is --html too" in err and not path.exists()
