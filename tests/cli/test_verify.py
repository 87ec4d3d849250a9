"""``zzqa verify``: what is damaged, in one line each, and one error that says what to do."""

import json
import shutil
from pathlib import Path

import pytest

from zzqa.cli import main

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def verify(capsys):
    def call(folder, *args):
        code = main(["verify", "--index", str(folder), *args])
        out = capsys.readouterr()
        return code, out.out.splitlines(), out.err.splitlines()

    return call


def test_a_whole_index(verify, index):
    assert verify(index) == (0, [f"{index}: whole"], [])


def test_one_damaged_file(verify, index):
    next(index.glob("gen-*/raw.txt")).write_text("another text")
    code, out, err = verify(index)
    assert (code, len(out), len(err)) == (3, 1, 1)
    assert out[0].startswith("raw.txt has 12 bytes of ")
    assert err[0].startswith(f"error: {index}: 1 problem; expected every file as it was written; ")
    assert f"zzqa index PATH… --index {index}" in err[0]
    problems = json.loads("\n".join(verify(index, "--json")[1]))["problems"]
    assert problems == out


def test_an_index_of_another_version_is_not_called_damaged(verify, tmp_path):
    shutil.copytree(GOLDEN / "index-1", tmp_path / "old")
    code, out, err = verify(tmp_path / "old")
    assert (code, out, len(err)) == (3, [], 1)
    assert "has format 1; expected format" in err[0]


def test_a_manifest_cut_short_is_damage(verify, index):
    manifest = index / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:100])
    code, out, err = verify(index)
    assert (code, len(out)) == (3, 1) and "is not JSON" in out[0] and "1 problem;" in err[0]


def test_a_quote_that_is_not_verbatim(verify, index, tmp_path):
    asked, answers = tmp_path / "q.txt", tmp_path / "a.jsonl"
    asked.write_text("株洲有多少家A股上市公司？\n", encoding="utf-8")
    assert main(["batch", str(asked), "-o", str(answers), "--index", str(index)]) == 0
    record = json.loads(answers.read_text(encoding="utf-8"))
    count = len(record["passages"])
    record["passages"][0]["quote"] += "？"
    answers.write_text(json.dumps(record), encoding="utf-8")
    code, _, err = verify(index, "--answers", str(answers))
    assert code == 2
    assert err[-1].startswith(f"error: {answers}: 1 of {count} quotes not verbatim; ")
