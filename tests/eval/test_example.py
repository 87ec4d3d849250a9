"""The workflow that users copy: it parses, and the commands in it run."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
import yaml  # which the tokenizers library brings with it
from lxml import etree

from zzqa.cli import main

WORKFLOW = Path(__file__).parents[2] / "docs/examples/github-actions.yml"
ROW = {
    "id": "q1", "question": "这座桥全长多少米？", "lang": "zh", "type": "number", "tags": [],
    "relevant": [{"source": "bridge.txt", "evidence": "全长1670米"}], "answers": ["1670米"],
}  # fmt: skip


@pytest.fixture(scope="module")
def steps():
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    # YAML 1.1 reads the key "on" as true; GitHub reads it as text.
    assert set(workflow) == {"name", True, "permissions", "jobs"}
    (job,) = workflow["jobs"].values()
    return job["steps"]


def test_every_step_uses_an_action_or_runs_a_command(steps):
    assert all(("uses" in step) != ("run" in step) for step in steps)
    kept = steps[-1]["with"]["path"].split()
    asked = next(step["run"] for step in steps if "zzqa eval" in step.get("run", ""))
    assert all(name in asked for name in kept)
    assert "cancelled" in steps[-1]["if"]  # the reports of a gate that failed are the point


@pytest.mark.parametrize(("least", "code"), [("0.5", 0), ("1.1", 4)])
def test_the_commands_run(steps, tmp_path, monkeypatch, capsys, least, code):
    monkeypatch.chdir(tmp_path)
    for folder in ("corpus", "eval"):
        Path(folder).mkdir()
    Path("corpus/bridge.txt").write_text("这座桥全长1670米，于1957年建成通车。", encoding="utf-8")
    Path("eval/questions.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    Path("eval/gate.toml").write_text(f'[gate]\n"recall@1" = {least}\n', encoding="utf-8")
    commands = [shlex.split(step["run"]) for step in steps if "run" in step]
    codes = [main(words[1:]) for words in commands if words[0] == "zzqa"]
    assert codes == [0, 0, code], capsys.readouterr().err
    assert etree.parse("answers.xml").getroot().get("failures") == ("0" if code == 0 else "1")
    assert "</html>" in Path("answers.html").read_text(encoding="utf-8")
    assert json.loads(Path("answers.json").read_text(encoding="utf-8"))["questions"] == 1
