"""Tables and documents of answers: what spreadsheets and Markdown would act on is disarmed."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zzqa.batch.markdown import fingerprint, marked, plain, write_markdown
from zzqa.batch.rows import COLUMNS, cells_of, record_of
from zzqa.batch.tables import UTF8_MARK, read_csv, read_xlsx, write_csv, write_xlsx

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''@x")
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


def row(**cells):
    return record_of({"question": "q", "abstained": False, "confidence": 0.25, **cells})


@given(st.lists(st.dictionaries(st.sampled_from(["id", "answer", "quote", "error"]), TEXTS)))
@settings(max_examples=100)
@example([{"answer": formula} for formula in FORMULAS])
def test_a_csv_gives_back_what_was_written_and_begins_no_formula(rows):
    records = [row(**cells) for cells in rows]
    text = "".join(write_csv(records))
    for cells in csv.reader(io.StringIO(text.removeprefix(UTF8_MARK), newline="")):
        assert not any(
            cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
            and not cell.lstrip("+-").replace(".", "", 1).isdecimal()
            for cell in cells
        )
    again = [cells_of(record) for record in read_csv(text)]
    for cells, given_cells in zip(again, rows, strict=True):
        assert {name: cells[name] for name in given_cells} == given_cells
    assert "".join(write_csv(read_csv(text))) == text


def test_figures_stay_figures():
    text = "".join(write_csv([row(answer="-5.3", score=-0.5)]))
    assert ",-5.3," in text and ",-0.5," in text
    assert "'-5.3℃" in "".join(write_csv([row(answer="-5.3℃")]))


@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["id", "answer", "quote"]), TEXTS), max_size=3)
)
@settings(max_examples=50, deadline=None)
@example(rows=[{"answer": formula} for formula in FORMULAS])
@example(
    rows=[{"answer": text} for text in ("#N/A", "TRUE", "7", " a ", "_x000D_", "\x1b", "a\r\n")]
)
def test_a_workbook_gives_back_what_was_written(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    records = [row(**cells) for cells in rows]
    write_xlsx(records, path)
    assert [cells_of(one) for one in read_xlsx(path)] == [cells_of(one) for one in records]


def test_a_workbook_holds_no_formula_and_opens_with_its_head_in_place(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "out.xlsx"
    write_xlsx([row(answer=formula) for formula in FORMULAS] + [row(quote="长" * 40_000)], path)
    sheet = load_workbook(path)["answers"]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "b"}
    assert sheet.freeze_panes == "A2" and sheet["A1"].font.bold
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert len(sheet.cell(len(FORMULAS) + 2, COLUMNS.index("quote") + 1).value) <= 32_767


@pytest.mark.parametrize("data", [b"", b"PK", b"my notes"])
def test_what_is_no_workbook_is_told(tmp_path, data):
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="no workbook"):
        read_xlsx(path)


def test_other_tables_are_told():
    for text in ("", "a,b\r\n", ",".join(COLUMNS) + "\r\n1,2\r\n"):
        with pytest.raises(ValueError):
            read_csv(text)


@given(TEXTS)
@settings(max_examples=100)
def test_markdown_shows_text_and_acts_on_none(text):
    shown = plain(text)
    assert "\n" not in shown and not shown.startswith(("#", "- ", "> ", "    "))
    for mark in "<|*`[":
        assert shown.count(mark) == shown.count("\\" + mark)


def test_a_document_knows_which_questions_it_answers():
    records = [
        {"schema": "zzqa.error/1", "id": None, "question": "甲|乙", "line": 1, "error": "<b>"},
        {"schema": "zzqa.error/1", "id": "x", "question": None, "line": 2, "error": "e"},
    ]
    text = "".join(write_markdown(records))
    assert marked(text) == (2, fingerprint([(None, "甲|乙"), ("x", None)]))
    assert marked("# Answers\n") is None
    assert "甲\\|乙" in text and "<b>" not in text
