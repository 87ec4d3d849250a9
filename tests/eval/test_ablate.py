"""The ablation tool: what it leaves out, and its table."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from zzqa.search.rank import FEATURES, WRITTEN
from zzqa.search.ranker import load_ranker
from zzqa.search.retrieve import LISTS

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import ablate  # noqa: E402


def test_each_feature_and_each_list_is_left_out_once():
    first, *others = ablate.variants()
    assert (first.ranker, first.without) == (load_ranker(), ())
    names = [one.name for one in others if not one.without]
    assert names == [f"feature {name}" for name in ablate.NAMES]
    assert {*FEATURES, *WRITTEN} <= set(ablate.NAMES)
    for name, one in zip(ablate.NAMES, others):
        assert all(name not in weights for weights in one.ranker.weights.values())
    assert [one.without for one in others if len(one.without) == 1] == [(name,) for name in LISTS]
    assert len({one.name for one in ablate.variants()}) == len(ablate.variants())


def test_the_table(seed_folder, tmp_path, capsys, monkeypatch):
    row = {
        "id": "q", "question": "青年水库何时建成", "lang": "zh", "type": "date", "tags": [],
        "relevant": [{"source": "x", "evidence": "y"}], "answers": ["1978年"],
    }  # fmt: skip
    asked, squad = tmp_path / "asked.jsonl", tmp_path / "tiny.json"
    asked.write_text(json.dumps(row))
    qas = [{"id": "b", "question": "桥有多长？", "answers": [{"text": "1670米"}]}]
    squad.write_text(json.dumps([{"context": "这座桥全长1670米。", "qas": qas}]))
    options = ["ablate", str(asked), "--index", str(seed_folder), "--squad", str(squad)]
    monkeypatch.setattr(sys, "argv", options)
    ablate.main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(ablate.variants())
    assert lines[0].startswith("| without | asked (1): recall@1 |")
    assert lines[2] == "| nothing | 0.000 | 0.000 | 0.000 |  | 1.000 | 1.000 | 1.000 |  |"
    assert {line.count("|") for line in lines} == {10}


def test_a_wrong_file_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ablate", "--squad", str(tmp_path / "none.json")])
    with pytest.raises(SystemExit, match="error: .*none.json: No such file"):
        ablate.main()
