import csv
import json
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.batch import BatchQuestion, check_quotes, read_questions, run_batch
from zzqa.batch.outputs import CSV_COLUMNS, FORMATS, read_records
from zzqa.errors import IndexDamagedError, UsageError

ASKED = ["株洲有效发明专利量", "青年水库", "张溟鲲成绩", "完全无关", "荷塘区"]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def questions(*texts: str) -> tuple[BatchQuestion, ...]:
    return tuple(BatchQuestion(n, f"q{n}", text) for n, text in enumerate(texts, start=1))


class TestReading:
    def test_text_one_a_line_without_blank_lines(self, tmp_path):
        path = write(tmp_path / "q.txt", "\ufeff甲？\r\n\r\n  乙？ \n")
        assert read_questions(path) == (
            BatchQuestion(1, None, "甲？"),
            BatchQuestion(3, None, "乙？"),
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize(("suffix", "mark"), [(".csv", ","), (".tsv", "\t")])
    def test_tables_in_the_encodings_of_spreadsheets(self, tmp_path, encoding, suffix, mark):
        text = (
            f'ID{mark} Question \r\n7{mark}"株洲有多少件，\n专利？"\r\n{mark}长沙呢？\r\n{mark}\r\n'
        )
        path = write(tmp_path / f"q{suffix}", text, encoding)
        assert read_questions(path) == (
            BatchQuestion(2, "7", "株洲有多少件，\n专利？"),
            BatchQuestion(4, None, "长沙呢？"),
        )

    def test_a_comma_outside_quotation_marks_is_told_not_cut(self, tmp_path):
        path = write(tmp_path / "q.csv", "id,question\n1,how many, in 2024?\n2,乙？\n")
        first, second = read_questions(path)
        assert first.error is not None and "3 cells" in first.error
        assert second.text == "乙？"

    def test_broken_json_lines_keep_their_place(self, tmp_path):
        lines = [
            '{"question": "甲？", "id": 3}', "{broken", "[1]", '{"id": "x"}',
            '{"question": " "}', '{"question": "乙？"}', '{"question": "丙", "id": true}',
            '{"question": "\\ud800"}',
        ]  # fmt: skip
        found = read_questions(write(tmp_path / "q.jsonl", "\n".join(lines)))
        assert [q.line for q in found] == list(range(1, 9))
        assert [q.text for q in found if q.error is None] == ["甲？", "乙？"]
        assert found[0].id == "3"
        assert found[3].id == "x"

    def test_one_broken_line_does_not_make_the_file_gbk(self, tmp_path):
        path = tmp_path / "q.txt"
        path.write_bytes("第一个问题\n".encode() + b"\xd6\xea\xd6\xde\n" + "第三个问题\n".encode())
        first, second, third = read_questions(path)
        assert (first.text, third.text) == ("第一个问题", "第三个问题")
        assert second.error is not None and second.text is None

    @pytest.mark.parametrize(
        ("name", "data", "message"),
        [
            ("q.txt", b"\n \n", "no question"),
            ("q.csv", b"a,b\n1,2\n", "columns a, b"),
            ("q.csv", b"", "nothing"),
            ("q.txt", b"PK\x03\x04\x00\x00", "binary"),
            ("q.pdf", b"x", "unknown kind"),
            ("q.jsonl", None, "No such file"),
        ],
    )
    def test_files_that_cannot_be_used(self, tmp_path, name, data, message):
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(UsageError, match=message):
            read_questions(path)

    @given(st.binary(max_size=60), st.sampled_from([".txt", ".jsonl", ".csv", ".tsv"]))
    @settings(max_examples=100)
    def test_any_bytes_give_questions_or_a_usage_error(self, tmp_path_factory, data, suffix):
        path = tmp_path_factory.mktemp("any") / f"q{suffix}"
        path.write_bytes(data)
        try:
            for question in read_questions(path):
                assert (question.text is None) <= (question.error is not None)
        except UsageError:
            pass


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
class TestRunning:
    def test_one_record_a_question_in_order(self, tmp_path, name):
        out, engine = tmp_path / name, FakeEngine()
        bad = BatchQuestion(9, "bad", None, "not JSON")
        seen = []
        report = run_batch(
            engine, (*questions(*ASKED), bad), out, progress=lambda *at: seen.append(at)
        )
        records = read_records(out)
        assert [record["question"] for record in records] == [*ASKED, None]
        assert [record["id"] for record in records] == ["q1", "q2", "q3", "q4", "q5", "bad"]
        assert records[-1]["error"] == "not JSON" and records[-1]["line"] == 9
        assert (report.total, report.answered, report.abstained) == (6, 3, 2)
        assert [error.line for error in report.errors] == [9]
        assert seen == [(n, 6) for n in range(1, 7)]

    def test_stopped_anywhere_it_goes_on_to_the_same_file(self, tmp_path, name):
        whole = tmp_path / name
        asked = (*questions(*ASKED), BatchQuestion(9, None, None, "not JSON"))
        run_batch(FakeEngine(), asked, whole)
        data = whole.read_bytes()
        for size in range(0, len(data), 37):
            cut = tmp_path / f"cut-{name}"
            cut.write_bytes(data[:size])
            engine = FakeEngine()
            report = run_batch(engine, asked, cut)
            assert cut.read_bytes() == data
            assert report.resumed + len(engine.asked) + len(report.errors) == 6

    def test_a_finished_file_is_left_and_a_longer_question_file_continued(self, tmp_path, name):
        out, engine = tmp_path / name, FakeEngine()
        run_batch(engine, questions(*ASKED[:3]), out)
        assert run_batch(engine, questions(*ASKED[:3]), out).resumed == 3
        assert len(engine.asked) == 3
        run_batch(engine, questions(*ASKED), out)
        assert [call["question"] for call in engine.asked] == ASKED
        assert len(read_records(out)) == 5

    def test_another_question_set_is_refused_unless_restarted(self, tmp_path, name):
        out = tmp_path / name
        run_batch(FakeEngine(), questions(*ASKED), out)
        before = out.read_bytes()
        for other in (questions("别的", *ASKED[1:]), questions(*ASKED[:2])):
            with pytest.raises(UsageError, match="--restart"):
                run_batch(FakeEngine(), other, out)
        assert out.read_bytes() == before
        run_batch(FakeEngine(), questions("别的"), out, restart=True)
        assert [record["question"] for record in read_records(out)] == ["别的"]

    def test_a_file_of_something_else_is_not_written_over(self, tmp_path, name):
        for text in ("my notes", "my notes\n", '{"question": "x"}\n', "question\nx\n"):
            out = write(tmp_path / name, text)
            with pytest.raises(UsageError):
                run_batch(FakeEngine(), questions(*ASKED), out)
            assert out.read_text() == text

    def test_one_failing_question_costs_no_other_its_answer(self, tmp_path, name, caplog):
        out = tmp_path / name
        report = run_batch(FakeEngine(), questions("boom", ASKED[0]), out)
        assert report.answered == 1
        assert "RuntimeError" in report.errors[0].message
        assert "boom" in caplog.text

    def test_a_damaged_index_ends_the_run(self, tmp_path, name):
        class Damaged(FakeEngine):
            def ask(self, *args, **kwargs):
                raise IndexDamagedError("gone")

        with pytest.raises(IndexDamagedError):
            run_batch(Damaged(), questions(*ASKED), tmp_path / name)

    def test_every_quote_is_checked_against_the_raw_text(self, tmp_path, name):
        out, engine = tmp_path / name, FakeEngine()
        run_batch(engine, questions(*ASKED), out)
        assert check_quotes(engine, out).problems == ()
        assert check_quotes(engine, out).quotes >= 5
        altered = FakeEngine({key: text.replace("1", "2") for key, text in engine.texts.items()})
        problems = check_quotes(altered, out).problems
        assert problems and "record 1" in problems[0]
        assert "no source" in check_quotes(FakeEngine({}), out).problems[0]


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
    with out.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert tuple(row) == CSV_COLUMNS
    assert row["answer"] == "12420件"
    assert row["quote"] == "截至6月底，株洲有效发\n\n明专利量12420件。"
    assert row["lines"] == "1-3"


def test_a_jsonl_line_is_an_answer_with_all_its_quotes(tmp_path):
    out = tmp_path / "out.jsonl"
    run_batch(FakeEngine(), questions(ASKED[0]), out, top_k=2)
    value = json.loads(out.read_text("utf-8"))
    assert value["schema"] == "zzqa.answer/1"
    assert len(value["passages"]) == 2


def test_an_unknown_output_kind_is_told_before_anything_is_asked(tmp_path):
    engine = FakeEngine()
    with pytest.raises(UsageError, match="expected .csv, .jsonl"):
        run_batch(engine, questions(*ASKED), tmp_path / "out.xml")
    with pytest.raises(UsageError, match="No such file"):
        run_batch(engine, questions(*ASKED), tmp_path / "no" / "out.csv")
    assert engine.asked == []


@given(st.lists(st.text(), min_size=1, max_size=4), st.integers(0, 400))
@settings(max_examples=60)
def test_whole_records_end_where_a_record_ends(texts, cut):
    for form in FORMATS.values():
        records = [
            {"schema": "zzqa.error/1", "id": None, "question": text, "line": 1, "error": "e"}
            for text in texts
        ]
        ends = [len(form.header)]
        written = form.header
        for record in records:
            written += form.write(record)
            ends.append(len(written))
        assert form.whole(written[:cut]) in (0, *(end for end in ends if end <= cut))
        if not any("\r" in text or "\x00" in text for text in texts):
            assert [record["question"] or "" for record in form.read(written)] == texts
