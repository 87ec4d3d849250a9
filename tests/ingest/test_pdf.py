"""PDF files: reading order, pages, what cannot be read, and files made to do harm."""

from __future__ import annotations

import random
import re
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_samples import (
    CATALOGUE,
    HEIGHT,
    SANS,
    Sheet,
    columns_page,
    looping_pdf,
    mapped_pdf,
    pages_tree,
    raw_pdf,
)
from prose_samples import CHINESE, ENGLISH, wrap

from zzqa.errors import ReadError
from zzqa.ingest import RawSource, Reading, make_document
from zzqa.ingest.pdf import process, read_pdf
from zzqa.ingest.pdf.furniture import without_running_lines
from zzqa.ingest.pdf.glyphs import Glyphs
from zzqa.ingest.pdf.hyphens import mend_words
from zzqa.ingest.pdf.metadata import creation_date, useful_title
from zzqa.ingest.pdf.ruled import Rules, take_tables
from zzqa.ingest.readers import READERS
from zzqa.records import TimeInterval

TABLE = (
    ("序号", "县市区", "申请量", "授权量", "备注"),
    ("1", "天元区", "1250", "830", "高新企业云集"),
    ("2", "荷塘区", "620", "411", "硬质合金"),
    ("3", "石峰区", "705", "530", "轨道交通，装备"),
    ("4", "芦淞区", "433", "208", "航空动力，服饰"),
    ("5", "渌口区", "120", "90", ""),
    ("6", "醴陵市", "320", "240", "陶瓷"),
    ("7", "茶陵县", "90", "50", ""),
)


def solid(text: str) -> str:
    return "".join(text.split())


def clean(reading: Reading) -> str:
    return make_document("page.pdf", RawSource(reading, "00")).clean


def read(sheet: Sheet) -> Reading:
    return read_pdf(sheet.content(), None)


def set_in_lines(paragraphs: tuple[str, ...], width: int) -> str:
    return "\n".join(line for text in paragraphs for line in wrap(text, width, indent=True))


def test_the_suffix_is_known() -> None:
    assert READERS[".pdf"] is read_pdf


# --- reading order


@pytest.mark.parametrize("by_rows", [False, True], ids=["by columns", "by rows"])
@pytest.mark.parametrize("gutter", [1.5, 2.5])
@pytest.mark.parametrize(
    ("count", "width"), [(1, 22), (1, 40), (2, 14), (2, 21), (3, 11), (3, 14), (4, 10)]
)
def test_columns_read_like_the_same_lines_in_a_text_file(
    count: int, width: int, gutter: float, by_rows: bool
) -> None:
    for at in range(0, len(CHINESE), 4):
        texts = CHINESE[at:] + CHINESE[:at]
        reading = read(
            columns_page(texts[:6], count=count, width=width, gutter=gutter, by_rows=by_rows)
        )
        assert solid(reading.text) == solid("".join(texts[:6]))
        plain = make_document(
            "page.txt", RawSource(Reading(set_in_lines(texts[:6], width), "utf-8"), "00")
        )
        assert clean(reading) == plain.clean


def newspaper() -> Sheet:
    sheet = Sheet()
    sheet.line("株洲日报", 50, 40, 9)
    sheet.line("2024年6月30日 星期日", 400, 40, 9)
    sheet.line("专利里的创新密码", 150, 90, 24)
    columns_page(CHINESE[:5], count=3, width=15, top=150, sheet=sheet)
    sheet.lines(wrap(CHINESE[5], 46, indent=True), 50, 520)
    columns_page(CHINESE[6:10], count=2, width=22, top=600, sheet=sheet)
    sheet.line("— 3 —", 285, 820, 9)
    return sheet


def test_headings_and_paragraphs_across_the_page_part_its_columns() -> None:
    reading = read(newspaper())
    order = ["株洲日报  2024年6月30日 星期日", "专利里的创新密码", *CHINESE[:10], "— 3 —"]
    assert solid(reading.text) == solid("".join(order))
    lines = clean(reading).split("\n")
    assert lines[1:] == ["专利里的创新密码", *CHINESE[:10]]


def test_a_heading_that_fills_its_column_runs_on() -> None:
    sheet = Sheet()
    sheet.line("寒潮今夜抵达沅北最低气温将降至", 60, 80, 20)
    sheet.line("零下三度", 60, 106, 20)
    sheet.line("市图书馆延时", 60, 460, 20)
    sheet.line("今起预约", 60, 486, 20)
    sheet.lines([line for text in CHINESE[:3] for line in wrap(text, 28, indent=True)], 60, 140)
    sheet.lines(wrap(CHINESE[3], 28, indent=True), 60, 520)
    lines = clean(read(sheet)).split("\n")
    assert lines[0] == "寒潮今夜抵达沅北最低气温将降至零下三度"
    assert "市图书馆延时" in lines


def test_a_heading_over_two_of_three_columns_belongs_to_these() -> None:
    sheet = columns_page(CHINESE[:2], count=1, width=14, top=100)
    sheet.canvas.translate(170, 0)
    sheet.line("海拔三千米的护林员", 60, 100, 22)
    columns_page(CHINESE[3:6], count=2, width=14, top=140, sheet=sheet)
    order = [*CHINESE[:2], "海拔三千米的护林员", *CHINESE[3:6]]
    assert solid(read(sheet).text) == solid("".join(order))


def test_columns_of_western_text() -> None:
    lines = [line for text in ENGLISH * 2 for line in textwrap.wrap(text, 48)]
    half = len(lines) // 2
    sheet = Sheet()
    for i, line in enumerate(lines):
        sheet.line(line, 50 + i // half * 250, 100 + i % half * 12, 9, SANS)
    assert read(sheet).text == "\n".join(lines)


@pytest.mark.parametrize("by_columns", [False, True], ids=["by rows", "by columns"])
def test_a_table_keeps_its_rows(by_columns: bool) -> None:
    cells = [(i, j) for i in range(len(TABLE)) for j in range(5)]
    sheet = Sheet()
    for i, j in sorted(cells, key=lambda cell: cell[::-1]) if by_columns else cells:
        sheet.line(TABLE[i][j], 60 + j * 95, 90 + i * 20)
    sheet.lines(wrap(CHINESE[0], 40, indent=True), 60, 300)
    rows = [f"| {' | '.join(row)} |" for row in TABLE]
    reading = read(sheet)
    assert reading.text.split("\n\n")[0].split("\n") == rows
    assert clean(reading).split("\n")[: len(rows)] == [row.replace("|  |", "| |") for row in rows]


def test_an_empty_cell_keeps_its_place() -> None:
    sheet = Sheet()
    for i, row in enumerate(
        (("地区", "产量", "增速"), ("天元区", "", "8.1%"), ("荷塘区", "620", ""))
    ):
        for j, cell in enumerate(row):
            sheet.line(cell, 60 + j * 95, 90 + i * 20)
    assert read(sheet).text.split("\n") == [
        "| 地区 | 产量 | 增速 |",
        "| 天元区 |  | 8.1% |",
        "| 荷塘区 | 620 |  |",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (("1.", "加快项目建设"), ("2.", "培育龙头企业"), ("3.", "强化要素保障")),
        (("石峰区，三日前完成了全部的任务，", "好"), ("余下各区在五日前，都完成了任务，", "好")),
        (("沅北市人民政府", "印"), ("2024年6月30日", "章")),
    ],
    ids=["a list", "running text", "two rows"],
)
def test_what_stands_under_each_other_may_be_no_table(rows: tuple[tuple[str, str], ...]) -> None:
    sheet = Sheet()
    for i, row in enumerate(rows):
        sheet.line(row[0], 60, 90 + i * 20)
        sheet.line(row[1], 260, 90 + i * 20)
    assert "|" not in read(sheet).text


def test_a_signature_on_the_right_is_no_column() -> None:
    sheet = columns_page(CHINESE[:5], count=1, width=40)
    y = 100 + 16 * len(set_in_lines(CHINESE[:5], 40).split("\n")) + 30
    sheet.line("特此公告。", 71, y)
    sheet.line("株洲市人民政府", 380, y + 20)
    sheet.line("2024年6月30日", 380, y + 40)
    ending = ["特此公告。", "株洲市人民政府", "2024年6月30日"]
    assert clean(read(sheet)).split("\n") == [*CHINESE[:5], *ending]


def test_gaps_and_indents_part_paragraphs() -> None:
    sheet = Sheet()
    y = sheet.lines(wrap(CHINESE[0], 30, indent=True), 60, 100)
    y = sheet.lines(wrap(CHINESE[1], 30, indent=True), 60, y)
    sheet.lines(wrap(CHINESE[2], 30), 60, y + 12)
    blocks = read(sheet).text.split("\n\n")
    assert [solid(block) for block in blocks] == [solid("".join(CHINESE[:2])), solid(CHINESE[2])]
    starts = [line.startswith("  ") for line in blocks[0].split("\n")]
    assert starts == [
        line.startswith("\u3000") for line in set_in_lines(CHINESE[:2], 30).split("\n")
    ]
    assert not any(line.startswith(" ") for line in blocks[1].split("\n"))


def test_spaces_come_from_where_the_words_stand() -> None:
    sheet = Sheet()
    sheet.line("TFT-LCD", 60, 100, 12, SANS)
    sheet.line("panel", 60 + 56, 100, 12, SANS)
    sheet.line("共有", 60, 130, 12)
    sheet.line("12420", 60 + 27, 130, 12, SANS)
    sheet.line("件专利", 60 + 64, 130, 12)
    assert read(sheet).text == "TFT-LCD panel\n共有12420件专利"


def test_a_wider_gap_in_an_even_line_is_a_blank() -> None:
    sheet = Sheet()
    for y, shifts in ((100, (0, 0, 0, 0, 0.24, 0, 0, 0)), (130, (0, 0.2, 0, 0.3, 0.1, 0.2, 0, 0))):
        x = 60.0
        for character, shift in zip("大风起了明日降温", shifts, strict=True):
            x += 18 * (1.02 + shift)
            sheet.line(character, x, y, 18)
    assert read(sheet).text.split() == ["大风起了", "明日降温", "大风起了明日降温"]


def test_bold_type_drawn_twice_is_read_once() -> None:
    sheet = Sheet()
    for shift in (0.0, 0.4):
        sheet.line("创新密码与产业升级", 60 + shift, 100, 18)
    sheet.line("正文在此。", 60, 140)
    assert read(sheet).text.split() == ["创新密码与产业升级", "正文在此。"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pages_on_their_side_are_turned(turn: int) -> None:
    lines = [line for text in ENGLISH for line in textwrap.wrap(text, 60)]
    sheet = Sheet((HEIGHT, HEIGHT))
    sheet.canvas.translate(HEIGHT / 2, HEIGHT / 2)
    sheet.canvas.rotate(turn)
    sheet.canvas.translate(-HEIGHT / 2, -HEIGHT / 2)
    for i, line in enumerate(lines):
        sheet.line(line, 100, 200 + 14 * i, 11, SANS)
    assert read(sheet).text == "\n".join(lines)


def test_lines_from_top_to_bottom_are_read_from_right_to_left() -> None:
    sheet = Sheet()
    for i, character in enumerate("".join(CHINESE[:2])):
        # A blank beside it gives the piece a width: the font is not embedded.
        sheet.line(character + " ", 500 - i // 40 * 20, 80 + i % 40 * 13, 12)
    assert solid(read(sheet).text) == solid("".join(CHINESE[:2]))


@pytest.mark.parametrize("first", ["down", "across"])
def test_a_vertical_headline_beside_text_that_runs_across(first: str) -> None:
    title, foot = "江畔新城迎来首批住户", "一月入住三成"
    sheet = Sheet()

    def down() -> None:
        for column, text in enumerate((title, foot)):
            for i, character in enumerate(text):
                # A blank beside it gives the piece a width: the font is not embedded.
                sheet.line(character + " ", 540 - 24 * column, 100 + 18 * i, 16)

    if first == "down":
        down()
    columns_page(CHINESE[:3], count=1, width=36, sheet=sheet)
    if first == "across":
        down()
    text = read(sheet).text
    assert text.split("\n\n")[-1].split("\n") == [title, foot]
    assert solid("".join(CHINESE[:3])) in solid(text)


def test_a_watermark_is_kept_out_of_the_lines() -> None:
    sheet = columns_page(CHINESE[:3], count=1, width=40)
    sheet.canvas.translate(150, 500)
    sheet.canvas.rotate(45)
    sheet.canvas.setFont(SANS, 60)
    sheet.canvas.drawString(0, 0, "DRAFT")
    text = read(sheet).text
    assert solid(text) == solid("".join(CHINESE[:3])) + "DRAFT"
    assert text.endswith("\n\nDRAFT")


def draw_table(sheet: Sheet, texts: dict[tuple[int, int], str], *, skip: set[str]) -> None:
    """Draw three rows and three columns of cells, without the sides that ``skip`` names."""
    xs, ys = (60, 130, 220, 330), (100, 140, 180, 220)
    for j, y in enumerate(ys):
        for i in range(3):
            if f"{j}-{i}" not in skip:
                sheet.canvas.line(xs[i], HEIGHT - y, xs[i + 1], HEIGHT - y)
    for i, x in enumerate(xs):
        for j in range(3):
            if f"{j}|{i}" not in skip:
                sheet.canvas.line(x, HEIGHT - ys[j], x, HEIGHT - ys[j + 1])
    for (j, i), text in texts.items():
        for k, line in enumerate(text.split("\n")):
            sheet.line(line, xs[i] + 1, ys[j] + 14 + 13 * k)


def test_a_drawn_table_is_read_cell_by_cell() -> None:
    cells = {(0, 0): "地区", (0, 1): "有效发明\n专利，件", (0, 2): "增速", (1, 0): "天元区、荷塘",
             (1, 1): "1,250", (2, 0): "渌口区", (2, 2): "上升\n8.1%"}  # fmt: skip
    sheet = Sheet()
    draw_table(sheet, cells, skip=set())
    sheet.lines(wrap(CHINESE[0], 40, indent=True), 60, 300)
    assert read(sheet).text.split("\n\n")[0].split("\n") == [
        "| 地区 | 有效发明专利，件 | 增速 |",
        "| 天元区、荷塘 | 1,250 |  |",
        "| 渌口区 |  | 上升8.1% |",
    ]


def test_a_cell_that_spans_others_stands_in_the_first() -> None:
    cells = {(0, 0): "地区", (0, 1): "二〇二三年专利", (1, 1): "申请", (1, 2): "授权",
             (2, 0): "渌口区", (2, 1): "120", (2, 2): "90"}  # fmt: skip
    sheet = Sheet()
    draw_table(sheet, cells, skip={"1-0", "0|2"})
    assert read(sheet).text.split("\n") == [
        "| 地区 | 二〇二三年专利 |  |",
        "|  | 申请 | 授权 |",
        "| 渌口区 | 120 | 90 |",
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 12)] * 3), max_size=12),
    st.lists(st.tuples(*[st.integers(0, 12)] * 3), max_size=12),
    st.lists(st.tuples(*[st.integers(0, 12)] * 2), max_size=20),
)
def test_any_lines_leave_every_character(
    across: list[tuple[int, int, int]],
    down: list[tuple[int, int, int]],
    places: list[tuple[int, int]],
) -> None:
    """Lines on a lattice of 20 points, and characters between and upon them."""
    boxes = np.array([(20 * x + 5, 20 * y + 5, 20 * x + 15, 20 * y + 15) for x, y in places])
    level = np.zeros(len(places))
    glyphs = Glyphs(
        tuple("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"[: len(places)]),
        boxes.reshape(-1, 4).astype(float),
        level,
        level + 10.0,
        level > 0,
        level == 0,
    )
    lines = [
        np.array([(20.0 * at, 20.0 * min(a, b), 20.0 * max(a, b)) for at, a, b in drawn])
        for drawn in (across, down)
    ]
    left, rows = take_tables(glyphs, Rules(*(found.reshape(-1, 3) for found in lines)))
    text = "".join(left.characters) + "".join(row.text for row in rows)
    assert sorted(re.sub("[ |]", "", text)) == sorted(glyphs.characters)


def test_articles_in_boxes_are_no_table() -> None:
    sheet = Sheet()
    for x in (50, 300, 550):
        sheet.canvas.line(x, HEIGHT - 80, x, HEIGHT - 560)
    for y in (80, 320, 560):
        sheet.canvas.line(50, HEIGHT - y, 550, HEIGHT - y)
    for i, text in enumerate(CHINESE[:4]):
        sheet.lines(wrap(text, 20, indent=True), 60 + 250 * (i % 2), 100 + 240 * (i // 2))
    text = read(sheet).text
    assert "|" not in text
    assert all(solid(paragraph) in solid(text) for paragraph in CHINESE[:4])


def test_running_heads_and_feet_are_printed_once() -> None:
    lines = set_in_lines(CHINESE[:8], 14).split("\n")[:48]
    sheet = Sheet()
    for n in range(8):
        head = "沅北水务2023年年度报告" if n % 2 else "第三节  管理层讨论与分析"
        sheet.line(head, 60, 50, 9)
        sheet.lines(lines[6 * n : 6 * n + 6], 60, 100)
        sheet.line(f"第{n + 1}页 内部资料", 260, 800, 9)
        sheet.turn_page()
    pages = read(sheet)
    for furniture in ("第三节 管理层讨论与分析", "沅北水务2023年年度报告", "内部资料"):
        assert pages.text.count(furniture) == 1
    text = pages.text.replace("第三节 管理层讨论与分析", "").replace("沅北水务2023年年度报告", "")
    assert solid(text.replace("第1页 内部资料", "")) == solid("".join(lines))


def test_lines_that_pages_begin_with_by_chance_stay() -> None:
    pages = [f"第{n}章 正文\n甲。\n\n完好率为{n}%，未发生事故。" for n in range(5)] + [
        "第6章",
        "第7章",
        "",
    ]
    assert without_running_lines(pages) == pages


# --- characters


def test_words_broken_at_line_ends_are_mended() -> None:
    pages = ["a long-term plan of infor\u00ad\nmation and long\u00ad\nterm, here", "Sino-\nBritish"]
    assert mend_words(pages) == [
        "a long-term plan of information\nand long-term,\nhere",
        "Sino-\nBritish",
    ]


def test_hyphens_of_a_page() -> None:
    sheet = Sheet()
    for i, line in enumerate(("The new infor-", "mation office is", "in the co-op.")):
        sheet.line(line, 60, 100 + 14 * i, 11, SANS)
    assert read(sheet).text == "The new information\noffice is\nin the co-op."


def test_ligatures_are_two_letters() -> None:
    mapping = b"1 beginbfchar <41> <00660069> endbfchar 1 beginbfrange <61> <7A> <0061> endbfrange"
    assert read_pdf(mapped_pdf(b"Ale", mapping), None).text == "file"


@pytest.mark.parametrize("target", [b"<E020>", b"<FFFD>", b"<0000>"])
def test_text_in_codes_without_meaning_is_refused(target: bytes) -> None:
    ranges = b" ".join(b"<%02X> <%02X> %b" % (code, code, target) for code in range(0x61, 0x7B))
    content = mapped_pdf(b"abcdefghijklm nopqrst", b"26 beginbfrange " + ranges + b" endbfrange")
    with pytest.raises(ReadError, match="do not say which characters.*OCR"):
        read_pdf(content, None)


# --- pages


def test_each_page_starts_where_it_says() -> None:
    sheet = Sheet()
    for text in ("第一页。", "", "第三页。", "", ""):
        if text:
            sheet.line(text + "正文。", 60, 100)
        sheet.turn_page()
    reading = read(sheet)
    assert reading.text == "第一页。正文。\n第三页。正文。"
    assert reading.page_starts == (0, 8, 8, 15, 15)
    assert reading.encoding == "pdf"
    assert reading.notes == ()


def test_a_paragraph_over_two_pages_becomes_one() -> None:
    lines = [line for text in CHINESE[:8] for line in wrap(text, 30, indent=True)]
    sheet = Sheet()
    sheet.lines(lines[:20], 60, 100)
    sheet.turn_page()
    sheet.lines(lines[20:], 60, 100)
    reading = read(sheet)
    assert solid(reading.text[reading.page_starts[1] :]) == solid("".join(lines[20:]))
    assert clean(reading).split("\n") == list(CHINESE[:8])


def test_pages_without_text_layer_are_named() -> None:
    sheet = Sheet()
    for page in range(1, 10):
        match page:
            case 3 | 7:
                sheet.scan()
            case 8:
                sheet.drawing()
            case 9:
                sheet.scan()
                sheet.line("扫描全能王 创建", 240, 830, 9)
            case _:
                sheet.line(f"第{page}章 正文", 60, 100)
        sheet.turn_page()
    reading = read(sheet)
    expected = "pages 3, 7-9 have no text layer; run them through OCR to have them read"
    assert reading.notes == (expected,)
    starts = reading.page_starts
    assert starts[2] == starts[3] < starts[4]
    assert starts[6] == starts[7] == starts[8]


@pytest.mark.parametrize("draw", ["scan", "drawing"])
def test_a_file_of_scans_is_refused(draw: str) -> None:
    sheet = Sheet()
    getattr(sheet, draw)()
    with pytest.raises(ReadError, match="no text layer.*OCR"):
        read(sheet)


# --- what a file says of itself


def test_title_and_date() -> None:
    sheet = Sheet()
    sheet.canvas.setTitle("株洲市统计公报")
    sheet.line("正文。", 60, 100)
    content = sheet.content()
    reading = read_pdf(content, None)
    assert reading.title == "株洲市统计公报"
    assert reading.date is not None
    assert reading.date.source == "metadata"
    assert reading.date.evidence.encode() in content


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("2023年株洲市国民经济和社会发展统计公报", "2023年株洲市国民经济和社会发展统计公报"),
        ("  The  Annual\tReport ", "The Annual Report"),
        ("株洲日报".encode("gb18030").decode("latin-1"), "株洲日报"),
        ("Café society", "Café society"),
        ("Microsoft Word - 通知.doc", ""),
        ("Microsoft Word - 通知", ""),
        ("PowerPoint 演示文稿", ""),
        ("untitled", ""),
        ("Untitled-2", ""),
        ("(anonymous)", ""),
        ("未命名", ""),
        ("新建 Microsoft Word 文档", ""),
        ("幻灯片 1", ""),
        ("A01版0630.indd", ""),
        (r"C:\Users\li\年报", ""),
        ("20240630", ""),
        ("标题\ufffd\ufffd", ""),
        ("长" * 300, ""),
        ("", ""),
    ],
)
def test_titles_that_say_nothing_are_left_out(raw: str, title: str) -> None:
    assert useful_title(raw) == title


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("D:20240630120000+08'00'", date(2024, 6, 30)),
        ("20240630", date(2024, 6, 30)),
        ("D:20240631", None),
        ("D:19000101000000", None),
        ("D:2024", None),
        ("Sun Jun 30 2024", None),
        ("", None),
    ],
)
def test_creation_dates(raw: str, day: date | None) -> None:
    found = creation_date(raw)
    assert (found.interval if found else None) == (TimeInterval(day, day) if day else None)
    assert found is None or (found.evidence == raw and found.confidence == 0.3)


# --- broken and hostile files


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no PDF"),
        (b"\x00\x01\x02" * 999, "is no PDF"),
        ("株洲日报".encode(), "is no PDF"),
        (b"%PDF-1.7\n", "cut short"),
        (b"%PDF-1.7\nnothing\n%%EOF", "damaged"),
    ],
)
def test_what_is_no_pdf_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as raised:
        read_pdf(content, None)
    assert "\n" not in str(raised.value)
    assert str(raised.value).count("; ") == 2


def test_an_encrypted_file_is_refused() -> None:
    sheet = Sheet(password="open sesame")
    sheet.line("内部资料", 60, 100)
    with pytest.raises(ReadError, match="encrypted.*password"):
        read(sheet)


def test_a_file_that_only_forbids_printing_is_read() -> None:
    sheet = Sheet(password="")
    sheet.line("公开资料", 60, 100)
    assert read(sheet).text == "公开资料"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_refused(share: float) -> None:
    content = newspaper().content()
    with pytest.raises(ReadError, match="cut short"):
        read_pdf(content[: int(share * len(content))], None)


def test_a_file_without_its_end_is_read_as_far_as_it_goes() -> None:
    content = mapped_pdf(b"the whole page", b"")
    reading = read_pdf(content[: content.index(b"startxref")], None)
    assert reading.text == "the whole page"
    assert reading.notes == ("the file is cut short: pages may be missing; fetch it anew",)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_damage_anywhere_ends_in_text_or_in_one_reason(seed: int) -> None:
    content, chance = bytearray(newspaper().content()), random.Random(seed)
    for _ in range(chance.choice((1, 5, 40))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        reading = read_pdf(bytes(content), None)
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert reading.text.strip()
        assert reading.page_starts[0] == 0
        assert all(a <= b for a, b in pairwise(reading.page_starts))


def test_a_thousand_pages_of_nothing() -> None:
    sheet = Sheet()
    for _ in range(1000):
        sheet.turn_page()
    with pytest.raises(ReadError, match="holds no text"):
        read(sheet)


@pytest.mark.parametrize(
    "tree",
    [
        pages_tree(b"2 0 R", 1),
        pages_tree(b"3 0 R", 2**31 - 1),
        pages_tree(b"3 0 R", 19_999),
        pages_tree(b"3 0 R", -7),
        pages_tree(b"[" * 5000 + b"]" * 5000, 1),
    ],
    ids=["itself", "billions", "most", "negative", "nested"],
)
def test_page_trees_that_lie(tree: bytes) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]>>"
    with pytest.raises(ReadError):
        read_pdf(raw_pdf(CATALOGUE, tree, page), None)


def test_a_page_that_never_ends_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_PAGE_SECONDS", 1.5)
    reading = read_pdf(looping_pdf(), None)
    assert reading.text == "page one\npage three"
    assert reading.page_starts == (0, 9, 9)
    assert reading.notes == ("page 2 cannot be read: damaged; repair the file to have it read",)


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zzqa.ingest.pdf.reader._MAX_CHARACTERS", 100)
    with pytest.raises(ReadError, match="over 100 characters.*split"):
        read(newspaper())
    monkeypatch.undo()
    assert read(newspaper()).text


def test_a_page_of_scattered_words_is_read_in_time() -> None:
    chance, sheet = random.Random(5), Sheet()
    for _ in range(1500):
        sheet.line("ab", chance.uniform(0, 580), chance.uniform(0, 840), 3, SANS)
    assert read(sheet).text.count("ab") > 1000


def test_threads_take_turns() -> None:
    contents = [columns_page(CHINESE[i : i + 3], count=2, width=20).content() for i in range(6)]
    alone = [read_pdf(content, None) for content in contents]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda content: read_pdf(content, None), contents)) == alone
