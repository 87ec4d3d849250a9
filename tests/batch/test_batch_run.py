"""Runs into every kind of output: order, interruption, resuming, refusal."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_engine import FakeEngine

from zzqa.batch import BatchQuestion, check_quotes, fitting_workers, run_batch
from zzqa.batch.outputs import FORMATS, read_records
from zzqa.batch.rows import COLUMNS, cells_of, key_of
from zzqa.errors import IndexDamagedError, UsageError

ASKED = ["株洲有效发明专利量", "青年水库", "张溟鲲成绩", "完全无关", "荷塘区"]
BAD = BatchQuestion(9, "bad", None, "not JSON")
KINDS = sorted(f"out{kind}" for kind in FORMATS)
READ_BACK = [name for name in KINDS if not name.endswith(".md")]


@pytest.fixture
def one_by_one(monkeypatch):
    """Questions are answered together; here each by itself, so that a run may stop after any."""
    monkeypatch.setattr("zzqa.batch.run._CHUNK", 1)


def questions(*texts: str) -> tuple[BatchQuestion, ...]:
    return tuple(BatchQuestion(n, f"q{n}", text) for n, text in enumerate(texts, start=1))


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def content(out: Path) -> object:
    """What a file says: a workbook has the time of its making in it."""
    if out.suffix == ".xlsx":
        return [cells_of(record) for record in read_records(out)]
    return out.read_bytes()


def stop_after(count: int):
    def stop(done: int, total: int) -> None:
        if done == count:
            raise KeyboardInterrupt

    return stop


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("name", READ_BACK)
class TestRunning:
    def test_one_record_a_question_in_order(self, tmp_path, name):
        out, engine = tmp_path / name, FakeEngine()
        seen = []
        report = run_batch(
            engine, (*questions(*ASKED), BAD), out, progress=lambda *at: seen.append(at)
        )
        keys = [key_of(record) for record in read_records(out)]
        assert [key.question for key in keys] == [*ASKED, ""]
        assert [key.id for key in keys] == ["q1", "q2", "q3", "q4", "q5", "bad"]
        assert keys[-1].line == "9"
        assert cells_of(read_records(out)[-1])["error"] == "not JSON"
        assert (report.total, report.answered, report.abstained) == (6, 3, 2)
        assert [error.line for error in report.errors] == [9]
        assert seen == [(n, 6) for n in range(1, 7)]
        assert beside(out) == [name]

    def test_a_finished_file_is_left_and_a_longer_question_file_continued(self, tmp_path, name):
        out, engine = tmp_path / name, FakeEngine()
        whole = tmp_path / f"whole-{name}"
        run_batch(engine, (*questions(*ASKED[:3]), BAD), out)
        before = out.read_bytes()
        assert run_batch(engine, (*questions(*ASKED[:3]), BAD), out).resumed == 4
        assert len(engine.asked) == 3 and out.read_bytes() == before
        longer = (*questions(*ASKED[:3]), BAD, *questions(*ASKED)[3:])
        assert run_batch(engine, longer, out).resumed == 4
        assert [call["question"] for call in engine.asked] == ASKED
        run_batch(FakeEngine(), longer, whole)
        if name.endswith(".xlsx"):
            assert content(out) == content(whole)
        else:
            assert out.read_bytes() == whole.read_bytes()

    def test_another_question_set_is_refused_unless_restarted(self, tmp_path, name):
        out = tmp_path / name
        run_batch(FakeEngine(), questions(*ASKED), out)
        before = out.read_bytes()
        for other in (questions("别的", *ASKED[1:]), questions(*ASKED[:2])):
            with pytest.raises(UsageError, match="--restart"):
                run_batch(FakeEngine(), other, out)
        renamed = [BatchQuestion(1, "new", ASKED[0]), *questions(*ASKED)[1:]]
        if not name.endswith(".md"):
            with pytest.raises(UsageError, match=f"question there is '{ASKED[0]}', id 'new'"):
                run_batch(FakeEngine(), renamed, out)
        assert out.read_bytes() == before
        run_batch(FakeEngine(), questions("别的"), out, restart=True)
        assert [key_of(record).question for record in read_records(out)] == ["别的"]

    def test_every_quote_is_checked_against_the_raw_text(self, tmp_path, name):
        out, engine = tmp_path / name, FakeEngine()
        run_batch(engine, questions(*ASKED), out)
        assert check_quotes(engine, out).problems == ()
        assert check_quotes(engine, out).quotes >= 5
        altered = FakeEngine({key: text.replace("1", "2") for key, text in engine.texts.items()})
        problems = check_quotes(altered, out).problems
        assert problems and "record 1" in problems[0]
        assert "no source" in check_quotes(FakeEngine({}), out).problems[0]


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("name", KINDS)
class TestInterruption:
    def test_stopped_after_any_question_it_goes_on_to_the_same_file(self, tmp_path, name):
        asked = (*questions(*ASKED), BAD)
        whole = tmp_path / f"whole-{name}"
        run_batch(FakeEngine(), asked, whole)
        for stop in range(1, 7):
            out, engine = tmp_path / f"{stop}-{name}", FakeEngine()
            with pytest.raises(KeyboardInterrupt):
                run_batch(engine, asked, out, progress=stop_after(stop))
            assert not out.exists()
            report = run_batch(engine, asked, out)
            assert content(out) == content(whole)
            assert report.resumed == stop
            assert not out.with_name(f"{out.name}.partial").exists()

    def test_a_journal_cut_anywhere_loses_only_what_was_cut(self, tmp_path, name):
        asked = (*questions(*ASKED), BAD)
        whole, out = tmp_path / f"whole-{name}", tmp_path / name
        run_batch(FakeEngine(), asked, whole)
        with pytest.raises(KeyboardInterrupt):
            run_batch(FakeEngine(), asked, out, progress=stop_after(6))
        journal = tmp_path / f"{name}.partial"
        data = journal.read_bytes()
        for size in [*range(0, len(data), 211), len(data)]:
            journal.write_bytes(data[:size])
            engine = FakeEngine()
            report = run_batch(engine, asked, out)
            lines = max(0, data[:size].count(b"\n") - 1)
            assert (report.resumed, len(engine.asked)) == (lines, max(0, 5 - lines))
            assert content(out) == content(whole)
            out.unlink()

    def test_other_options_are_not_mixed(self, tmp_path, name):
        out = tmp_path / name
        with pytest.raises(KeyboardInterrupt):
            run_batch(FakeEngine(), questions(*ASKED), out, progress=stop_after(2))
        for options in ({"top_k": 2}, {"min_confidence": 0.7}):
            with pytest.raises(UsageError, match="begun with .*--restart"):
                run_batch(FakeEngine(), questions(*ASKED), out, **options)
        report = run_batch(FakeEngine(), questions(*ASKED), out, top_k=2, restart=True)
        assert report.resumed == 0 and beside(out) == [name]

    def test_a_file_of_something_else_is_not_written_over(self, tmp_path, name):
        for text in ("my notes", "my notes\n", '{"question": "x"}\n', "question\nx\n"):
            out = tmp_path / name
            out.write_text(text)
            with pytest.raises(UsageError):
                run_batch(FakeEngine(), questions(*ASKED), out)
            assert out.read_text() == text and beside(out) == [name]
            out.unlink()
            journal = tmp_path / f"{name}.partial"
            journal.write_text(text)
            with pytest.raises(UsageError, match="not the journal"):
                run_batch(FakeEngine(), questions(*ASKED), out)
            assert journal.read_text() == text
            journal.unlink()

    def test_one_failing_question_costs_no_other_its_answer(self, tmp_path, name, caplog):
        out = tmp_path / name
        report = run_batch(FakeEngine(), questions("boom", ASKED[0]), out)
        assert report.answered == 1
        assert "RuntimeError" in report.errors[0].message
        assert "boom" in caplog.text

    def test_a_damaged_index_ends_the_run(self, tmp_path, name):
        class Damaged(FakeEngine):
            def ask_many(self, *args, **kwargs):
                raise IndexDamagedError("gone")

        with pytest.raises(IndexDamagedError):
            run_batch(Damaged(), questions(*ASKED), tmp_path / name)
        assert not list(tmp_path.iterdir())

    def test_a_second_run_on_the_same_output_is_refused(self, tmp_path, name):
        out = tmp_path / name

        def again(done: int, total: int) -> None:
            with pytest.raises(UsageError, match="another process"):
                run_batch(FakeEngine(), questions(*ASKED), out)

        run_batch(FakeEngine(), questions(*ASKED), out, progress=again)


def test_progress_is_told_after_questions_answered_together(tmp_path):
    seen = []
    run_batch(
        FakeEngine(), questions(*(ASKED * 20)), tmp_path / "out.csv",
        progress=lambda *at: seen.append(at),
    )  # fmt: skip
    assert seen == [(32, 100), (64, 100), (96, 100), (100, 100)]


def test_an_output_that_was_written_when_its_journal_was_not_yet_removed(tmp_path):
    out = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run_batch(FakeEngine(), questions(*ASKED), out, progress=stop_after(5))
    journal = (tmp_path / "out.jsonl.partial").read_bytes()
    run_batch(FakeEngine(), questions(*ASKED), out)
    before = out.read_bytes()
    (tmp_path / "out.jsonl.partial").write_bytes(journal)
    assert run_batch(FakeEngine(), questions(*ASKED), out).resumed == 5
    assert out.read_bytes() == before and beside(out) == ["out.jsonl"]


def test_answers_of_two_indexes_are_not_mixed(tmp_path):
    out = tmp_path / "out.jsonl"
    run_batch(FakeEngine(generation=1), questions(*ASKED[:2]), out)
    before = out.read_bytes()
    with pytest.raises(UsageError, match="generation"):
        run_batch(FakeEngine(generation=2), questions(*ASKED), out)
    assert out.read_bytes() == before


def test_a_csv_opens_in_a_spreadsheet_and_keeps_quotes_verbatim(tmp_path):
    out = tmp_path / "out.csv"
    run_batch(FakeEngine(), questions(ASKED[0]), out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in out.read_bytes()
    with out.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert tuple(row) == COLUMNS
    assert row["answer"] == "12420件"
    assert row["quote"] == "截至6月底，株洲有效发\n\n明专利量12420件。"
    assert (row["first_line"], row["last_line"]) == ("1", "3")


def test_a_jsonl_line_is_an_answer_with_all_its_quotes(tmp_path):
    out = tmp_path / "out.jsonl"
    run_batch(FakeEngine(), questions(ASKED[0]), out, top_k=2)
    value = json.loads(out.read_text("utf-8"))
    assert value["schema"] == "zzqa.answer/1"
    assert len(value["passages"]) == 2


def test_an_unknown_output_kind_is_told_before_anything_is_asked(tmp_path):
    engine = FakeEngine()
    with pytest.raises(UsageError, match="expected .csv, .jsonl, .md, .xlsx"):
        run_batch(engine, questions(*ASKED), tmp_path / "out.xml")
    with pytest.raises(UsageError, match="No such file"):
        run_batch(engine, questions(*ASKED), tmp_path / "no" / "out.csv")
    assert engine.asked == []


def test_an_output_that_cannot_be_written_keeps_what_was_answered(tmp_path):
    out = tmp_path / "out.jsonl"
    (tmp_path / "out.jsonl.draft").mkdir()
    with pytest.raises(UsageError, match="expected a file that can be written"):
        run_batch(FakeEngine(), questions(*ASKED), out)
    (tmp_path / "out.jsonl.draft").rmdir()
    engine = FakeEngine()
    assert run_batch(engine, questions(*ASKED), out).resumed == 5
    assert engine.asked == []


class TestWorkers:
    def test_any_number_gives_the_same_in_the_same_order(self, tmp_path):
        asked = (*questions(*(ASKED * 30)), BAD)
        outs = []
        for workers in (1, 2, 3):
            outs.append(tmp_path / f"{workers}.jsonl")
            report = run_batch(FakeEngine, asked, outs[-1], workers=workers)
            assert report.answered == 90
        assert len({out.read_bytes() for out in outs}) == 1

    def test_what_a_worker_cannot_open_is_told_as_it_is(self, tmp_path):
        with pytest.raises(UsageError, match="no source gone"):
            run_batch(cannot_open, questions(*ASKED), tmp_path / "out.csv", workers=2)

    def test_a_worker_that_dies_ends_the_run_which_can_be_gone_on_with(self, tmp_path):
        from zzqa.errors import ZzqaError

        out = tmp_path / "out.csv"
        with pytest.raises(ZzqaError, match="a worker process ended with 3; .*--workers"):
            run_batch(Dying, questions(*ASKED), out, workers=2)
        assert run_batch(FakeEngine, questions(*ASKED), out, workers=2).total == 5

    def test_an_open_index_serves_one_worker(self, tmp_path):
        with pytest.raises(UsageError, match="one worker"):
            run_batch(FakeEngine(), questions(*ASKED), tmp_path / "out.csv", workers=2)

    def test_few_questions_are_worth_no_process(self):
        assert [fitting_workers(n, 4) for n in (1, 199, 200, 399, 10_000)] == [1, 1, 2, 3, 4]
        assert fitting_workers(10_000, 64) == 8
        assert fitting_workers(10_000, 1) == 1


class Dying(FakeEngine):
    def ask_many(self, *args, **kwargs):
        os._exit(3)


def cannot_open():
    return FakeEngine().raw("gone")


SLOW_RUN = """
import sys, time
from fake_engine import FakeEngine
from zzqa.batch import BatchQuestion, run_batch

class Slow(FakeEngine):
    def ask(self, question, **options):
        time.sleep(0.004)
        return super().ask(question, **options)

if __name__ == "__main__":
    asked = [BatchQuestion(n, str(n), f"青年水库{n}") for n in range(1, 101)]
    run_batch(Slow, asked, sys.argv[1], workers=int(sys.argv[2]))
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(("name", "workers"), [("out.jsonl", 1), ("out.xlsx", 2)])
def test_killed_at_random_moments_no_line_is_lost_or_repeated(tmp_path, name, workers):
    script, out = tmp_path / "run.py", tmp_path / name
    script.write_text(SLOW_RUN)
    journal = tmp_path / f"{name}.partial"
    paths = [str(Path(__file__).parent.parent), *sys.path]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    chance, kills, seen = random.Random(7), 0, 0
    while not out.exists() or journal.exists():
        process = subprocess.Popen(
            [sys.executable, str(script), str(out), str(workers)], env=environment
        )
        # Three kills anywhere between the first record of a run and its end, then none.
        while process.poll() is None and kills < 3:
            lines = journal.read_bytes().count(b"\n") if journal.exists() else 0
            if lines > seen + 1:
                time.sleep(chance.random() / 20)
                process.send_signal(signal.SIGKILL)
                kills, seen = kills + 1, lines
            time.sleep(0.002)
        assert process.wait() in (0, -signal.SIGKILL)
    assert kills  # how many of the three come in time depends on the machine
    keys = [key_of(record) for record in read_records(out)]
    assert [key.id for key in keys] == [str(n) for n in range(1, 101)]
    assert beside(out) == [name, "run.py"]


@pytest.mark.parametrize(
    ("passages", "problem"),
    [
        ([{"source": "a.txt", "start": "x", "end": 4, "quote": "q"}], "start is 'x'"),
        ([{"source": 5, "start": 0, "end": 4, "quote": "q"}], "source is 5"),
        ([{"source": "a.txt", "start": 0, "end": 4, "quote": None}], "quote is None"),
        ([{"source": "a.txt", "start": 0, "end": 4}], "has no field 'quote'"),
        (["a.txt"], "'a.txt' stands in a passage's place"),
    ],
)
def test_an_output_that_somebody_edited_is_no_failure_of_ours(tmp_path, passages, problem):
    out = tmp_path / "answers.jsonl"
    out.write_text(json.dumps({"schema": "zzqa.answer/1", "passages": passages}))
    [told] = check_quotes(FakeEngine(), out).problems
    assert told.startswith("record 1: ") and problem in told
