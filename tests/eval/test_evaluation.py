import json
import math
from dataclasses import replace

import pytest
from fake_engine import FakeEngine

from zzqa.errors import GateError, QuestionError, UsageError
from zzqa.eval import (
    Evidence,
    LabelledQuestion,
    check_gate,
    evaluation_to_dict,
    failures,
    read_gate,
    read_labelled,
    report_lines,
    run_evaluation,
    shortfalls,
)
from zzqa.eval.calibration import brier, calibration, calibration_error
from zzqa.eval.measures import retrieval_values
from zzqa.eval.records import QuestionResult
from zzqa.eval.relevance import EvidenceLocator

ROW = {
    "id": "q1", "question": "株洲有效发明专利量", "lang": "zh", "type": "number",
    "tags": ["time"], "relevant": [{"source": "a.txt", "evidence": "株洲有效发明 专利量12420件"}],
    "answers": ["12420件"],
}  # fmt: skip


def labelled(name="q1", question="株洲有效发明专利量", evidence=(), answers=(), **more):
    fields = {"lang": "zh", "type": "number", "tags": ()} | more
    return LabelledQuestion(
        name, question, relevant=tuple(Evidence(*e) for e in evidence), answers=answers, **fields
    )


QUESTIONS = (
    labelled(evidence=[("a.txt", "专利量12420件")], answers=("12420件",)),
    labelled("q2", "张溟鲲获得成绩", [("b.txt", "成绩8.07米")], ("8.48米",), tags=("trap",)),
    labelled("q3", "青年水库建成于", [("b.txt", "建成于1978年3月")], ("1978年3月",), lang="en"),
    labelled("q4", "长沙常住人口", tags=("unanswerable",)),
    labelled("q5", "荷塘区有桥梁座", tags=("unanswerable",)),
)


class TestReading:
    def write(self, tmp_path, *rows):
        path = tmp_path / "q.jsonl"
        path.write_text("\n\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
        return path

    def test_a_row_is_read_with_its_optional_fields(self, tmp_path):
        first, second = read_labelled(
            self.write(tmp_path, ROW, {**ROW, "id": "q2", "match": "all", "note": "n"})
        )
        assert first.relevant == (Evidence("a.txt", "株洲有效发明 专利量12420件"),)
        assert (first.match, second.match, second.note) == ("any", "all", "n")
        assert first.answerable

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ("{", "q.jsonl:1: not JSON"),
            ("[]", "a list; expected a JSON object"),
            ({**ROW, "lang": "fr"}, "lang is 'fr'; expected one of zh, zh-Hant, en"),
            ({**ROW, "type": "colour"}, "type is 'colour'"),
            ({**ROW, "match": "some"}, "match is 'some'"),
            ({**ROW, "answers": []}, "1 evidences and 0 answers"),
            ({**ROW, "answers": [3]}, "answers holds 3"),
            ({**ROW, "relevant": ["x"]}, "relevant holds 'x'"),
            ({**ROW, "tags": "time"}, "tags is 'time'; expected tags as a list"),
            ({key: ROW[key] for key in ROW if key != "id"}, "no field id"),
            ({**ROW, "question": " "}, "empty id or question"),
        ],
    )
    def test_a_faulty_row_names_its_line_and_what_was_expected(self, tmp_path, row, message):
        with pytest.raises(UsageError) as caught:
            read_labelled(self.write(tmp_path, row))
        assert message in str(caught.value)

    def test_an_id_used_twice_an_empty_and_a_missing_file(self, tmp_path):
        with pytest.raises(UsageError, match=r"q.jsonl:3: id q1 again"):
            read_labelled(self.write(tmp_path, ROW, ROW))
        with pytest.raises(UsageError, match="no question"):
            read_labelled(self.write(tmp_path))
        with pytest.raises(UsageError, match="No such file"):
            read_labelled(tmp_path / "none.jsonl")


class TestRelevance:
    def locate(self, evidence, source="a.txt", engine=None):
        return EvidenceLocator(engine or FakeEngine()).locate(Evidence(source, evidence))

    def test_evidence_is_found_whatever_its_white_space(self):
        assert self.locate("株洲有效发明专利量 12420件") == {"a.txt#0"}
        assert self.locate("没有这句") == frozenset()
        assert self.locate("青年水库") == frozenset()
        assert self.locate("青年水库", "none.txt") == frozenset()

    def test_evidence_over_two_passages_counts_for_the_one_that_holds_most(self):
        assert self.locate("12420件。荷塘") == {"a.txt#0"}
        assert self.locate("件。荷塘区") == {"a.txt#1"}
        assert self.locate("件。荷塘") == {"a.txt#0"}

    def test_a_passage_whose_clean_text_was_repaired_still_holds_it(self):
        class Repaired(FakeEngine):
            @property
            def passages(self):
                first, *others = super().passages
                return (replace(first, text=first.text.replace("有效", "有 效的")), *others)

        assert self.locate("株洲有效的发明", engine=Repaired()) == {"a.txt#0"}
        assert self.locate("株洲有效发明", engine=Repaired()) == {"a.txt#0"}


class TestFigures:
    def result(self, found, relevant=("r",), confidence=0.0, likely=False):
        return QuestionResult(
            labelled(evidence=[("a.txt", "x")], answers=("y",)),
            None, frozenset(relevant), {"ranked": tuple(found)}, likely=likely,
        )  # fmt: skip

    def test_retrieval_figures_by_hand(self):
        values = retrieval_values([self.result(["x", "r", "y"])], "ranked")["q1"]
        assert values["recall@1"] == 0
        assert values["recall@3"] == values["recall@5"] == values["recall@10"] == 1
        assert values["mrr"] == 0.5
        assert values["ndcg@10"] == pytest.approx(1 / math.log2(3))

    def test_the_order_given_is_the_order_measured(self):
        names = [f"p{n}" for n in (3, 1, 2)]
        for rank, name in enumerate(names, start=1):
            values = retrieval_values([self.result(names, [name])], "ranked")["q1"]
            assert values["mrr"] == pytest.approx(1 / rank)

    def test_calibration_by_hand(self):
        engine = FakeEngine()
        answer = engine.ask("株洲有效发明专利量")
        results = [
            replace(self.result([]), answer=replace(answer, confidence=c), likely=right)
            for c, right in ((0.95, True), (1.0, False), (0.15, False), (0.12, True))
        ]
        low, high = calibration(results)
        assert (low.count, high.count) == (2, 2)
        assert high.confidence == pytest.approx(0.975)
        assert (low.right, high.right) == (0.5, 0.5)
        assert calibration_error((low, high)) == pytest.approx((0.365 + 0.475) / 2)
        assert brier(results) == pytest.approx((0.05**2 + 1 + 0.15**2 + 0.88**2) / 4)


@pytest.fixture(scope="module")
def evaluation():
    return run_evaluation(FakeEngine(), QUESTIONS)


class TestRun:
    def test_figures_over_all_and_by_slice(self, evaluation):
        figures = evaluation.figures
        assert (figures["questions"], figures["answerable"]) == (5, 3)
        assert figures["recall@1"] == 1.0
        assert figures["answer_exact"] == pytest.approx(1 / 3)  # q2 wrong, q3 silent
        assert figures["abstention_precision"] == 0.5
        assert figures["abstention_recall"] == 0.5
        assert figures["quotes_verbatim"] == 1.0
        assert evaluation.slices["lang"]["en"]["answer_exact"] == 0.0
        assert evaluation.slices["tag"]["unanswerable"]["recall@5"] is None
        assert list(evaluation.modes) == ["lexical", "dense", "fused", "ranked"]

    def test_failures_come_worst_first(self, evaluation):
        assert [result.labelled.id for result in failures(evaluation)] == ["q2", "q5", "q3"]
        text = "\n".join(report_lines(evaluation, worst=2))
        assert "The 2 worst of 3" in text
        assert "answered: 8.07米" in text
        assert "expected: 8.48米" in text
        assert max(map(len, text.split("\n")[:40])) <= 88

    def test_the_json_report_holds_every_question(self, evaluation):
        value = json.loads(json.dumps(evaluation_to_dict(evaluation), allow_nan=False))
        assert [result["id"] for result in value["results"]] == ["q1", "q2", "q3", "q4", "q5"]
        assert value["results"][0]["first_relevant_rank"] == 1
        assert value["figures"]["quotes_verbatim"] == 1.0

    def test_a_quote_that_is_not_verbatim_is_counted(self):
        class Altered(FakeEngine):
            def quote(self, hit):
                return replace(super().quote(hit), text="altered")

        figures = run_evaluation(Altered(), QUESTIONS, ablation=False).figures
        assert figures["quotes_verbatim"] == 0.0

    def test_evidence_that_no_passage_holds_scores_zero_and_is_told(self):
        lost = labelled(evidence=[("a.txt", "没有这句")], answers=("3",))
        evaluation = run_evaluation(FakeEngine(), (lost, *QUESTIONS[1:2]), ablation=False)
        assert evaluation.figures["recall@10"] == 0.5
        assert any("no passage of this index: q1" in line for line in report_lines(evaluation))

    def test_a_refused_question_is_a_wrong_answer(self):
        class Refusing(FakeEngine):
            def ask(self, question, **kwargs):
                raise QuestionError("too long")

            search = ask

        evaluation = run_evaluation(Refusing(), QUESTIONS[:1])
        assert evaluation.figures["answer_contained"] == 0
        assert evaluation.figures["recall@10"] == 0
        assert any("error: too long" in line for line in report_lines(evaluation, worst=1))


class TestGate:
    def gate(self, tmp_path, text):
        path = tmp_path / "gate.toml"
        path.write_text(text)
        return read_gate(path)

    def test_figures_that_fall_short_are_all_named(self, tmp_path):
        evaluation = run_evaluation(FakeEngine(), QUESTIONS)
        gate = self.gate(
            tmp_path,
            '[gate]\n"recall@5" = 1.0\nanswer_exact = 0.5\nlatency_p95_ms = 1e-9\nece = 1\n'
            '[gate.lang.en]\n"recall@1" = 0.9\nanswer_contained = 0.1\n'
            "[gate.tag.unanswerable]\nmrr = 0.1\n[gate.mode.dense]\nmrr = 1\n",
        )
        names = [shortfall.threshold.name for shortfall in shortfalls(evaluation, gate)]
        assert names == [
            "answer_exact", "latency_p95_ms", "lang.en answer_contained", "tag.unanswerable mrr",
        ]  # fmt: skip
        with pytest.raises(GateError, match="4 of 8 figures") as caught:
            check_gate(evaluation, gate)
        assert "answer_exact is 0.3333, expected at least 0.5" in str(caught.value)
        assert "expected at most 1e-09" in str(caught.value)
        assert "nothing to measure" in str(caught.value)
        check_gate(evaluation, self.gate(tmp_path, '[gate]\n"recall@5" = 0.9'))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[gate]\nrecall = 1", "unknown figure 'recall'"),
            ("[gate.colour.red]\nmrr = 1", "unknown figure 'colour'"),
            ('[gate]\nmrr = "high"', "expected a number"),
            ("[gate]\nmrr = true", "expected a number"),
            ("[gate]\nlang = 3", r"expected tables \[gate.lang.KEY\]"),
            ("[gate.lang]\nmrr = 3", r"expected tables \[gate.lang.KEY\]"),
            ("[gate]", "no threshold"),
            ("", "no table"),
            ("[gate]\nmrr = 1\n[other]", "other"),
            ("[gate", "expected a TOML file"),
        ],
    )
    def test_faulty_gate_files(self, tmp_path, text, message):
        with pytest.raises(UsageError, match=message):
            self.gate(tmp_path, text)

    def test_a_slice_that_does_not_exist_is_a_usage_error(self, tmp_path):
        gate = self.gate(tmp_path, "[gate.lang.fr]\nmrr = 0.1")
        with pytest.raises(UsageError, match="expected one of en, zh"):
            check_gate(run_evaluation(FakeEngine(), QUESTIONS, ablation=False), gate)
