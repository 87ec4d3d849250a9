"""``zzqa eval --init`` and ``--review``: proposed, looked through, counted only when accepted."""

from __future__ import annotations

import io
import json
import sys

import pytest
from fake_engine import FakeEngine

from zzqa.cli import main
from zzqa.eval import read_questions

ROW = {
    "question": "株洲有效发明专利量", "lang": "zh", "type": "number", "tags": [],
    "relevant": [{"source": "a.txt", "evidence": "专利量12420件"}], "answers": ["12420件"],
}  # fmt: skip


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.setattr("zzqa.cli.eval_subject.open_engine", lambda *given: FakeEngine())
    monkeypatch.setattr("zzqa.cli.eval_label.open_engine", lambda *given: FakeEngine())

    def call(*words, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main(["eval", *map(str, words)])
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "q.jsonl"
    rows = [
        ROW | {"id": "q1", "status": "accepted"},
        *(ROW | {"id": name, "status": "proposed"} for name in ("p1", "p2", "p3", "p4")),
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_only_accepted_questions_count(run, labelled):
    code, out, err = run(labelled, "--json")
    assert code == 0 and json.loads(out)["questions"] == 1
    assert "4 questions still proposed and not counted" in err


def test_a_file_of_proposals_alone_is_told_how_to_be_looked_through(run, labelled):
    text = labelled.read_text(encoding="utf-8").replace('"accepted"', '"proposed"')
    labelled.write_text(text, encoding="utf-8")
    code, _, err = run(labelled)
    assert code == 2 and f"zzqa eval {labelled} --review" in err


def test_accept_edit_delete_skip(run, labelled):
    typed = "a\n?\ne\n专利有多少件？\n12420件 | 12420\nd\n\n"
    code, out, err = run(labelled, "--review", typed=typed)
    assert code == 0 and "no key '?'" in err and "3 accepted, 1 still proposed" in err
    assert "4 of 4" in out and "专利量12420件" in out
    found = {one.id: one for one in read_questions(labelled)}
    assert list(found) == ["q1", "p1", "p2", "p4"]
    assert found["p2"].question == "专利有多少件？" and found["p2"].answers == ("12420件", "12420")
    assert [one.status for one in found.values()] == ["accepted"] * 3 + ["proposed"]


def test_stopping_keeps_what_was_decided(run, labelled):
    assert run(labelled, "--review", typed="a\nq\n")[0] == 0
    assert sum(one.status == "accepted" for one in read_questions(labelled)) == 2
    before = labelled.read_bytes()
    assert run(labelled, "--review", typed="")[0] == 0
    assert labelled.read_bytes() == before


def test_a_file_that_is_there_is_not_begun_again(run, labelled):
    before = labelled.read_bytes()
    code, _, err = run("--init", labelled)
    assert code == 2 and "nobody's labels are overwritten" in err
    assert labelled.read_bytes() == before


def test_a_corpus_without_such_sentences_is_told(run, tmp_path):
    code, _, err = run("--init", tmp_path / "new.jsonl")
    assert code == 2 and "no sentence from which a question could be made" in err
    assert not (tmp_path / "new.jsonl").exists()


def test_a_corpus_is_asked_about(run, tmp_path, monkeypatch):
    (tmp_path / "corpus").mkdir()
    text = "白河大桥1978年3月建成，是一座公路桥。"
    (tmp_path / "corpus/a.txt").write_text(text, encoding="utf-8")
    monkeypatch.undo()
    index, path = tmp_path / "index", tmp_path / "new.jsonl"
    assert main(["index", str(tmp_path / "corpus"), "--index", str(index)]) == 0
    assert main(["eval", "--init", str(path), "--index", str(index), "--limit", "3"]) == 0
    (question,) = read_questions(path)
    assert question.question == "白河大桥是什么时候建成的？" and question.status == "proposed"


@pytest.mark.parametrize(
    "words", [["--init", "x", "--gate", "g"], ["--review", "--html", "x"], ["q", "--init", "x"]]
)
def test_labelling_is_no_measuring(run, words):
    code, _, err = run(*words)
    assert code == 2 and "it measures nothing" in err
