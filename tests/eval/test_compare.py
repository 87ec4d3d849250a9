"""Two runs compared: pairing, the permutation test, the table."""

from __future__ import annotations

import itertools
import json

import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.cli import main
from zzqa.errors import UsageError
from zzqa.eval import (
    Evidence,
    LabelledQuestion,
    compare,
    comparison_lines,
    comparison_to_dict,
    evaluation_to_dict,
    permutation_p,
    read_run,
    run_evaluation,
    run_of,
)

QUESTIONS = (
    LabelledQuestion("q1", "株洲有效发明专利量", "zh", "number", ("time",),
                     (Evidence("a.txt", "专利量12420件"),), ("12420件",)),
    LabelledQuestion("q2", "张溟鲲获得成绩", "zh", "number", ("trap",),
                     (Evidence("b.txt", "成绩8.07米"),), ("8.48米",)),
    LabelledQuestion("q3", "长沙常住人口", "en", "number"),
)  # fmt: skip


@pytest.fixture(scope="module")
def report():
    return evaluation_to_dict(run_evaluation(FakeEngine(), QUESTIONS, ablation=False))


def altered(report, **rows):
    """The report with fields of some of its results changed."""
    results = [{**row, **rows.get(row["id"], {})} for row in report["results"]]
    return {**report, "results": results}


def figure(comparison, name, part=("", "")):
    return next(
        one for one in comparison.figures if (one.slice, one.key, one.figure) == (*part, name)
    )


class TestTest:
    def exact(self, differences):
        """The p of all assignments of signs, by definition."""
        seen = abs(sum(differences)) - 1e-9
        signs = list(itertools.product((1, -1), repeat=len(differences)))
        means = [abs(sum(s * d for s, d in zip(row, differences))) for row in signs]
        return sum(mean >= seen for mean in means) / len(means)

    @pytest.mark.parametrize(
        "differences",
        [
            [1.0] * 5,
            [1.0, 1.0, 1.0, -1.0, 0.5, 0.25],
            [0.5, -0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
            [1.0, -1.0],
        ],
    )
    def test_near_the_share_of_all_assignments(self, differences):
        assert permutation_p(differences) == pytest.approx(self.exact(differences), abs=0.015)

    def test_no_difference_and_the_smallest_p_there_is(self):
        assert permutation_p([]) == permutation_p([0.0] * 9) == 1.0
        assert permutation_p([1.0] * 60) == 1 / 10_001
        assert permutation_p([1.0] * 60, flips=99) == 0.01

    @given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), max_size=12))
    @settings(max_examples=30, deadline=None)
    def test_a_probability_of_either_side_that_no_equal_pair_changes(self, differences):
        p = permutation_p(differences, flips=500)
        assert 0 < p <= 1
        assert p == permutation_p([-d for d in differences], flips=500)
        assert p == permutation_p([*differences, 0.0], flips=500)


class TestComparing:
    def test_a_run_and_itself(self, report):
        comparison = compare(run_of(report), run_of(report))
        assert comparison.paired == 3
        assert (comparison.only_old, comparison.only_new, comparison.changed) == ((), (), ())
        assert all(one.difference == 0 and one.p == 1.0 for one in comparison.figures)

    def test_each_figure_is_the_mean_that_the_report_gives(self, report):
        comparison = compare(run_of(report), run_of(report))
        for name, value in report["figures"].items():
            if name in {one.figure for one in comparison.figures}:
                assert figure(comparison, name).new == pytest.approx(value, abs=1e-5), name
        assert figure(comparison, "recall@1").count == 2
        assert figure(comparison, "abstention_recall").count == 1
        assert figure(comparison, "right").count == 3
        english = {one.figure for one in comparison.figures if one.key == "en"}
        assert english == {"abstention_recall", "right", "brier"}

    def test_a_difference_is_new_less_old_over_all_and_by_slice(self, report):
        new = altered(report, q2={"exact": True, "contained": True, "right": True})
        comparison = compare(run_of(report), run_of(new))
        one = figure(comparison, "answer_exact")
        assert (one.old, one.new, one.difference, one.p) == (0.5, 1.0, 0.5, 1.0)
        assert figure(comparison, "answer_exact", ("tag", "trap")).difference == 1.0
        assert figure(comparison, "answer_exact", ("tag", "time")).difference == 0.0
        assert figure(comparison, "answer_exact", ("lang", "zh")).count == 2

    def test_questions_of_one_run_only_and_those_that_changed(self, report):
        old = altered(report, q2={"question": "?"}, q3={"id": "old"})
        comparison = compare(run_of(old), run_of(altered(report, q3={"id": "new"})))
        assert comparison.paired == 2
        assert comparison.only_old == ("old",)
        assert comparison.only_new == ("new",)
        assert comparison.changed == ("q2",)
        text = "\n".join(comparison_lines(comparison, "old.json"))
        assert "only in old.json (1): old" in text
        assert "only in this run (1): new" in text
        assert "otherwise in the two (1): q2" in text

    def test_runs_on_other_questions_have_nothing_to_compare(self, report):
        other = altered(report, q1={"id": "x"}, q2={"id": "y"}, q3={"id": "z"})
        comparison = compare(run_of(other), run_of(report))
        assert (comparison.paired, comparison.figures) == (0, ())
        assert "0 questions in both" in next(iter(comparison_lines(comparison, "o")))

    def test_a_run_saved_without_retrieval_figures_is_read_by_its_ranks(self, report):
        ranks = {"q1": 3, "q2": None}
        retrieval = dict.fromkeys(("recall@1", "recall@3", "recall@5", "recall@10"), 1.0)
        first = {**retrieval, "recall@1": 0.0, "mrr": 0.333333, "ndcg@10": 0.5}
        new = altered(
            report,
            q1={"first_relevant_rank": 3, "retrieval": first},
            q2={"first_relevant_rank": None, "retrieval": dict.fromkeys(first, 0.0)},
        )
        old = altered(report, **{name: {"first_relevant_rank": r} for name, r in ranks.items()})
        for row in old["results"]:
            del row["retrieval"], row["likely"]
        comparison = compare(run_of(old), run_of(new))
        names = {one.figure for one in comparison.figures}
        assert "ndcg@10" not in names and "brier" not in names
        for name in ("recall@1", "recall@3", "mrr"):
            assert figure(comparison, name).difference == 0.0
            assert figure(comparison, name).p == 1.0

    def test_the_table_is_narrow_and_of_a_slice_tells_what_differs(self, report):
        new = altered(report, q2={"exact": True})
        lines = list(comparison_lines(compare(run_of(report), run_of(new)), "old.json"))
        assert max(map(len, lines)) <= 80
        rows = [line.split() for line in lines if line.startswith(("all ", "lang", "tag"))]
        assert [row[:3] for row in rows if row[0] != "all"] == [
            ["lang", "zh", "answer_exact"], ["tag", "trap", "answer_exact"],
        ]  # fmt: skip
        assert rows[-1][3:] == ["1", "0.000", "1.000", "+1.000", "1.0000"]

    def test_as_json(self, report):
        value = comparison_to_dict(compare(run_of(report), run_of(report)), "old.json")
        value = json.loads(json.dumps(value, allow_nan=False))
        assert value["old"] == "old.json" and value["paired"] == 3
        assert value["figures"][0] == {
            "slice": "", "key": "", "figure": "recall@1", "questions": 2,
            "old": 1.0, "new": 1.0, "difference": 0.0, "p": 1.0,
        }  # fmt: skip


class TestSaved:
    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("{", "not JSON"),
            ("[]", "no schema zzqa.eval/1"),
            ('{"schema": "zzqa.batch/1"}', "no schema zzqa.eval/1"),
            ('{"schema": "zzqa.eval/1"}', "no results of single questions"),
            ('{"schema": "zzqa.eval/1", "results": []}', "no results of single questions"),
            ('{"schema": "zzqa.eval/1", "results": [3]}', "result 1: unusable"),
            ('{"schema": "zzqa.eval/1", "results": [{"id": "q"}]}', "result 1: unusable"),
        ],
    )
    def test_what_is_no_saved_run(self, tmp_path, value, message):
        path = tmp_path / "old.json"
        path.write_text(value)
        with pytest.raises(UsageError, match=message) as caught:
            read_run(path)
        assert "expected a run saved by `zzqa eval --out`" in str(caught.value)

    def test_a_result_of_each_question_is_saved(self, report):
        first, second, third = report["results"]
        assert first["retrieval"]["recall@1"] == first["retrieval"]["mrr"] == 1.0
        assert third["retrieval"] is None
        assert [row["likely"] for row in report["results"]] == [True, False, False]
        assert second["abstained"] is False

    def test_the_command(self, tmp_path, capsys, monkeypatch):
        monkeypatch.setattr("zzqa.cli.eval_subject.open_engine", lambda *given: FakeEngine())
        rows = [
            {
                "id": one.id, "question": one.question, "lang": one.lang, "type": one.type,
                "tags": list(one.tags), "answers": list(one.answers),
                "relevant": [{"source": e.source, "evidence": e.evidence} for e in one.relevant],
            }
            for one in QUESTIONS
        ]  # fmt: skip
        asked, old, new = (tmp_path / name for name in ("q.jsonl", "old.json", "new.json"))
        asked.write_text("\n".join(map(json.dumps, rows[:2])))
        assert main(["eval", str(asked), "--out", str(old)]) == 0
        assert "comparison" not in json.loads(old.read_text())
        asked.write_text("\n".join(map(json.dumps, rows)))
        assert main(["eval", str(asked), "--compare", str(old), "--out", str(new)]) == 0
        out = capsys.readouterr().out
        assert f"Against {old}: 2 questions in both" in out
        assert "only in this run (1): q3" in out
        assert json.loads(new.read_text())["comparison"]["only_new"] == ["q3"]
        assert main(["eval", str(asked), "--compare", str(asked)]) == 2


def test_a_saved_result_is_what_was_measured(report):
    saved = run_of(report)["q1"]
    assert saved.slices == (("lang", "zh"), ("type", "number"), ("tag", "time"))
    assert saved.values["brier"] == pytest.approx((report["results"][0]["confidence"] - 1) ** 2)
