"""Reading comprehension: what is asked, where points are lost, and the command."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from zzqa.cli import main
from zzqa.errors import QuestionError
from zzqa.eval import Evidence, LabelledQuestion, read_given, reading_lines, reading_to_dict
from zzqa.eval.reading import LOSSES, asks, loss_of
from zzqa.records import Answer, Quote

SENTENCE = "大熊猫住在四川的山里，一天吃三十公斤竹子。"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("这座桥什么时候建成？", "when"),
        ("它哪一年通车？", "when"),
        ("大桥全长多少米？", "how many"),
        ("有几个孩子？", "how many"),
        ("为什么要迁走？", "why"),
        ("谁写了这本书？", "who"),
        ("大熊猫住在哪里？", "where"),
        ("熊猫在哪？", "where"),
        ("在哪个世纪建成？", "when"),
        ("在哪支球队？", "which"),
        ("它如何过冬？", "how"),
        ("哪支球队赢了？", "which"),
        ("大熊猫吃什么？", "what"),
        ("列出它的食物。", "other"),
        ("How many pandas are there?", "how many"),
        ("Who wrote it?", "who"),
        ("Show the way.", "other"),
    ],
)
def test_what_a_question_asks_for_is_read_from_its_words(question, expected):
    assert asks(question) == expected


@pytest.mark.parametrize(
    ("best", "expected"),
    [
        ("四川的山里", "right"),
        ("《四川的山里》", "right"),
        ("住在四川的山里", "too long"),
        ("四川", "too short"),
        ("在四川的山", "partly"),
        ("三十公斤竹子", "other words"),
        (None, "nothing"),
    ],
)
def test_how_a_candidate_misses(best, expected):
    assert expected in LOSSES
    assert loss_of(best, SENTENCE, ["四川的山里"]) == expected
    if best and expected == "other words":
        assert loss_of(best, "一天吃三十公斤竹子。", ["四川的山里"]) == "other sentence"


@dataclass
class Withholding:
    """Answers 四川 at once, withholds 竹子 and refuses what it cannot read."""

    asked: list[tuple[str, tuple[str, ...], float | None]]

    def ask(self, question, *, filters, id=None, min_confidence=None):  # noqa: A002
        self.asked.append((question, filters.sources, min_confidence))
        if question == "":
            raise QuestionError("an empty question; expected text; ask something")
        value = "四川" if "哪里" in question else "竹子"
        kept = "哪里" in question or min_confidence == 0.0
        quote = Quote(SENTENCE, SENTENCE, "p", "p", 0, 9, (1, 1), None, "", None, None, 1.0, {})
        return Answer(
            question, "zh", value if kept else None, "place", 0.9 if kept else 0.1, (quote,),
            rejected=None if kept else value,
        )  # fmt: skip


def labelled(name, question, *answers):
    return LabelledQuestion(
        name, question, "zh", "span", (), (Evidence("p1.txt", SENTENCE),), answers
    )


def test_withheld_counts_as_wrong_and_by_its_candidate_when_forced():
    engine = Withholding([])
    report = read_given(
        engine,
        [labelled("a", "住在哪里？", "四川"), labelled("b", "吃什么？", "竹子"), labelled("c", "")],
    )
    figures = report.figures
    assert figures["questions"] == 3 and figures["answered"] == pytest.approx(1 / 3)
    assert figures["mlqa_f1"] == pytest.approx(2 / 3)  # c has no answer and is withheld
    assert figures["forced_mlqa_f1"] == figures["forced_cmrc_exact"] == 1.0
    assert [one.loss for one in report.readings] == ["right", "right", "nothing"]
    assert report.readings[2].error and report.slices["asks"]["where"]["mlqa_exact"] == 1.0
    # Every question of its own paragraph alone, the withheld one again for its sentence.
    assert {sources for _, sources, _ in engine.asked} == {("p1.txt",)}
    assert [least for *_, least in engine.asked] == [None, None, 0.0, None]


def test_the_report_as_lines_and_json():
    report = read_given(
        Withholding([]),
        [labelled("a", "住在哪里？", "四川的山里"), labelled("b", "吃什么？", "三十")],
    )
    lines = list(reading_lines(report, worst=1))
    table = lines[: lines.index("")]
    assert len(table) == 2 and all(len(line) <= 80 for line in table)
    assert any(line.startswith("all ") and " 50.0 " in line for line in lines)
    assert "too short (1 of 1, the most confident)" in lines
    whole = reading_to_dict(report)
    assert whole["schema"] == "zzqa.reading/1"
    assert whole["losses"] == {"too short": 1, "other words": 1}
    assert whole["results"][1]["answer"] is None and whole["results"][1]["best"] == "竹子"
    json.dumps(whole)


SET = [
    {
        "context": "这座桥全长1670米，于1957年建成通车。",
        "qas": [{"id": "a", "question": "桥全长多少米？", "answers": [{"text": "1670米"}]}],
    },
    {
        "context": "那座桥全长2000米，于1968年建成通车。",
        "qas": [{"id": "b", "question": "桥全长多少米？", "answers": [{"text": "2000米"}]}],
    },
]


class TestCommand:
    def test_each_question_is_asked_of_its_own_paragraph(self, tmp_path, capsys):
        path, out = tmp_path / "set.json", tmp_path / "out.json"
        path.write_text(json.dumps(SET), encoding="utf-8")
        code = main(["eval", "--squad", str(path), "--given", "--out", str(out)])
        shown = capsys.readouterr().out
        assert code == 0 and "2 questions, each asked of its own paragraph" in shown
        report = json.loads(out.read_text(encoding="utf-8"))
        # The same question twice: only its paragraph tells which answer is right.
        assert [one["best"] for one in report["results"]] == ["1670米", "2000米"]
        assert report["figures"]["forced_mlqa_exact"] == 1.0

    def test_what_does_not_go_together_is_refused(self, tmp_path, capsys):
        path, gate = tmp_path / "set.json", tmp_path / "gate.toml"
        path.write_text(json.dumps(SET), encoding="utf-8")
        gate.write_text('[gate]\n"recall@1" = 1.0\n')
        assert main(["eval", "--given"]) == 2
        assert "add --squad FILE" in capsys.readouterr().err
        assert main(["eval", "--given", "--squad", str(path), "--gate", str(gate)]) == 2
        assert "leave one out" in capsys.readouterr().err
