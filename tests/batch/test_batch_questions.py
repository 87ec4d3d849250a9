"""Question files of every kind, in the encodings that programs write."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.batch import BatchQuestion, read_questions
from zzqa.errors import UsageError


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


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

    @pytest.mark.parametrize("header", ["编号;问题", "編號;問題", "序号;问句", "id;Question"])
    def test_columns_in_chinese_and_semicolons_between_cells(self, tmp_path, header):
        path = write(tmp_path / "q.csv", f"{header}\n007;一, 二和三？\n", "gb18030")
        assert read_questions(path) == (BatchQuestion(2, "007", "一, 二和三？"),)

    def test_a_quotation_mark_that_is_not_closed_takes_no_other_line(self, tmp_path):
        rows = ["id,question", '1,"甲？', '2,"乙，\n或丙？"', '3,"丁"？', "4,戊？", '5,"己？']
        first, second, third, fourth, fifth = read_questions(
            write(tmp_path / "q.csv", "\r\n".join(rows))
        )
        assert (second.line, second.text) == (3, "乙，\n或丙？")
        assert (fourth.line, fourth.text) == (6, "戊？")
        for question, line in ((first, 2), (third, 5), (fifth, 7)):
            assert question.line == line and "not a row of cells" in (question.error or "")

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
