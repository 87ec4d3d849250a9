"""Word documents: what people see in them is the text, in their order; harm is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE

from zzqa.errors import ReadError
from zzqa.ingest import make_document
from zzqa.ingest.docx import read_docx
from zzqa.ingest.docx.numbering import write_number
from zzqa.ingest.readers import read_content
from zzqa.ingest.reading import Reading

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(document: Any) -> Reading:
    return read_docx(saved(document), None)


def add(document: Any, xml: str) -> None:
    """Put an element before the last one, which holds the layout of the page."""
    root = parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMES}", xml))
    document.element.body.insert(len(document.element.body) - 1, root)


def rewritten(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The archive with members replaced, added or, where None, taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        members = {name: old.read(name) for name in old.namelist()}
        for name, member in {**members, **changes}.items():
            if member is not None:
                new.writestr(name, member, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def report() -> Any:
    document = docx.Document()
    document.add_heading("湖西市上半年经济运行情况", 0)
    document.add_heading("一、总体情况", 1)
    document.add_paragraph(CHINESE[0])
    table = document.add_table(0, 2)
    for cells in (
        ("指标", "数值"),
        ("地区生产总值", "3667.9亿元"),
        ("固定资产投资", "-"),
        ("专利", "12"),
    ):
        for cell, text in zip(table.add_row().cells, cells):
            cell.text = text
    document.add_paragraph(CHINESE[1])
    document.add_paragraph("湖西市统计局")
    document.add_paragraph("2024年7月20日")
    return document


def test_paragraphs_and_tables_come_in_their_order() -> None:
    assert read(report()) == Reading(
        "\n\n".join(
            [
                "湖西市上半年经济运行情况",
                "一、总体情况",
                CHINESE[0],
                "| 指标 | 数值 |",
                "| 地区生产总值 | 3667.9亿元 |",
                "| 固定资产投资 | - |",
                "| 专利 | 12 |",
                CHINESE[1],
                "湖西市统计局",
                "2024年7月20日",
            ]
        ),
        "docx",
        title="湖西市上半年经济运行情况",
        wrapped=False,
    )


def test_a_document_keeps_lines_apart_and_has_title_and_date() -> None:
    source = read_content(Path("report.DOCX"), saved(report()))
    document = make_document("report.docx", source)
    assert document.clean.split("\n") == source.reading.text.split("\n\n")
    assert document.title == "湖西市上半年经济运行情况"
    assert document.date is not None
    assert (document.date.interval.start, document.date.source) == (date(2024, 7, 20), "signature")
    assert document.encoding == "docx"


def test_a_line_break_is_one_line_break_and_a_tab_a_blank() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("地址：湖西路1号")
    paragraph.add_run().add_break()
    paragraph.add_run("电话：\t0731-1234")
    assert read(document).text == "地址：湖西路1号\n电话：\t0731-1234"


def test_a_merged_cell_stands_once() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            cell.text = f"{i}{j}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "上半年"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "出口"
    text = read(document).text
    assert text == "| 上半年 | | 02 |\n\n| 出口 | 11 | 12 |\n\n| | 21 | 22 |".replace("| |", "|  |")


def test_a_cell_of_several_lines_stays_in_its_row() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "单位\n名称"
    table.cell(0, 1).text = "湖西市统计局"
    table.cell(0, 1).add_paragraph("城区分局")
    assert read(document).text == "| 单位 名称 | 湖西市统计局 城区分局 |"


def test_layout_tables_give_paragraphs() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "湖西市人民政府文件"
    table.cell(1, 0).text = "主要内容"
    table.cell(1, 1).text = CHINESE[0]
    table.cell(1, 1).add_paragraph(CHINESE[1])
    expected = ["湖西市人民政府文件", "主要内容", CHINESE[0], CHINESE[1]]
    assert read(document).text.split("\n\n") == expected


def test_a_table_within_a_table_is_read() -> None:
    document = docx.Document()
    cell = document.add_table(1, 2).cell(0, 1)
    cell.text = "其中"
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "工业", "5亿元"
    assert read(document).text == "其中\n\n| 工业 | 5亿元 |"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (
            "<w:p><w:r><w:t>增长</w:t></w:r><w:del><w:r><w:delText>5%</w:delText><w:t>旧</w:t></w:r>"
            "</w:del><w:ins><w:r><w:t>6%</w:t></w:r></w:ins></w:p>",
            "增长6%",
        ),
        ("<w:ins><w:p><w:r><w:t>新增一段</w:t></w:r></w:p></w:ins>", "新增一段"),
        ("<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>", ""),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>", ""),
        ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见</w:t></w:r></w:p>', "可见"),
        ("<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>", "链接"),
        ("<w:p><w:fldSimple><w:r><w:t>域</w:t></w:r></w:fldSimple></w:p>", "域"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>", ""),
        ("<w:p><m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath></w:p>", "x+y"),
        (
            "<w:p><w:r><w:ruby><w:rt><w:r><w:t>zhū</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>株</w:t>"
            "</w:r></w:rubyBase></w:ruby></w:r></w:p>",
            "株",
        ),
        (
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "控件",
        ),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>点击输入"
            "</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "",
        ),
        (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            "</w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>一、总则 1</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>",
            "",
        ),
        (
            "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删</w:t></w:r></w:p></w:tc>"
            "</w:tr><w:sdt><w:sdtContent><w:tr><w:tc><w:p><w:r><w:t>留</w:t></w:r></w:p></w:tc></w:tr>"
            "</w:sdtContent></w:sdt></w:tbl>",
            "留",
        ),
    ],
)
def test_what_is_shown_is_the_text(xml: str, text: str) -> None:
    document = docx.Document()
    document.add_paragraph("前")
    add(document, xml)
    document.add_paragraph("后")
    assert read(document).text.split("\n\n") == list(filter(None, ["前", text, "后"]))


def test_a_text_box_follows_its_paragraph_and_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
    document = docx.Document()
    add(
        document,
        "<w:p><w:r><w:t>段首，</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wps:txbx>"
        f"{box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>段尾。</w:t></w:r></w:p>",
    )
    assert read(document).text == "段首，段尾。\n\n框内文字"


def test_a_footnote_follows_its_paragraph() -> None:
    document = docx.Document()
    add(
        document,
        '<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
    )
    document.add_paragraph("下一段")
    notes = (
        f'<w:footnotes {NAMES}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>数据来自统计局。</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    content = saved(document)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="%b" Target="footnotes.xml"/></Relationships>'
            % kind.encode(),
        )
    content = rewritten(
        content, {"word/footnotes.xml": notes.encode(), "word/_rels/document.xml.rels": relations}
    )
    assert read_docx(content, None).text == "正文\n\n数据来自统计局。\n\n下一段"


def numbered(levels: str, paragraphs: list[tuple[str, int]]) -> list[str]:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    names = f'xmlns:w="{numbering.nsmap["w"]}"'
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {names} w:abstractNumId="70">{levels}</w:abstractNum>')
    )
    numbering.append(
        parse_xml(f'<w:num {names} w:numId="71"><w:abstractNumId w:val="70"/></w:num>')
    )
    for text, level in paragraphs:
        add(
            document,
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="71"/></w:numPr></w:pPr>'
            f"<w:r><w:t>{text}</w:t></w:r></w:p>",
        )
    return read(document).text.split("\n\n")


def level(number: int, number_format: str, text: str, suffix: str = "tab") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def test_automatic_numbers_stand_before_their_paragraphs() -> None:
    levels = level(0, "chineseCountingThousand", "第%1条") + level(1, "decimal", "%1.%2", "nothing")
    paragraphs = [("总则", 0), ("目的", 1), ("依据", 1), ("附则", 0), ("施行", 1)]
    assert numbered(levels, paragraphs) == [
        "第一条 总则",
        "一.1目的",
        "一.2依据",
        "第二条 附则",
        "二.1施行",
    ]
    assert numbered(level(0, "bullet", "\uf0b7"), [("要点", 0)]) == ["• 要点"]


@pytest.mark.parametrize(
    ("number_format", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseLegalSimplified", 3, "叁"),
        ("ideographTraditional", 2, "乙"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("upperLetter", 28, "BB"),
        ("lowerRoman", 14, "xiv"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("decimalZero", 7, "07"),
        ("none", 7, ""),
        ("thaiNumbers", 0, "0"),
    ],
)
def test_numbers_are_written_as_lists_write_them(
    number_format: str, number: int, text: str
) -> None:
    assert write_number(number, number_format) == text


def test_a_list_style_of_the_template_is_numbered() -> None:
    document = docx.Document()
    document.add_paragraph("先做", "List Number")
    document.add_paragraph("后做", "List Number")
    document.add_paragraph("要点", "List Bullet")
    assert read(document).text.split("\n\n") == ["1. 先做", "2. 后做", "• 要点"]


@pytest.mark.parametrize(
    ("given_title", "title"),
    [
        ("关于加强消防工作的通知", "关于加强消防工作的通知"),
        ("Microsoft Word - 年度报告.doc", "年度报告"),
        ("Word Document", "首行标题"),
        ("文档1", "首行标题"),
        ("新建 Microsoft Word 文档", "首行标题"),
        ("[标题]", "首行标题"),
        ("Untitled", "首行标题"),
        ("2024", "首行标题"),
        ("文档管理办法", "文档管理办法"),
    ],
)
def test_a_title_is_taken_where_it_says_something(given_title: str, title: str) -> None:
    document = docx.Document()
    document.add_heading("首行标题", 0)
    document.core_properties.title = given_title
    assert read(document).title == title


def test_the_date_is_that_of_the_last_change() -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    document.core_properties.created = datetime(2023, 5, 1, tzinfo=UTC)
    assert (found := read(document).date) is not None
    assert found.interval.start == found.interval.end == date(2023, 5, 1)
    document.core_properties.modified = datetime(2023, 6, 2, tzinfo=UTC)
    assert (found := read(document).date) is not None
    assert (found.evidence, found.source, found.confidence) == (
        "modified 2023-06-02",
        "metadata",
        0.3,
    )
    document.core_properties.modified = datetime(2999, 1, 1, tzinfo=UTC)
    document.core_properties.created = datetime(1980, 1, 1, tzinfo=UTC)
    assert read(document).date is None


def test_charts_and_objects_are_told_of() -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    add(document, "<w:p><w:r><w:object/></w:r></w:p>")
    assert read(document).notes == ("1 charts, diagrams or embedded documents are not read",)


CELLS = st.sampled_from(["12", "-", "5%", "，", "月份", "第一，", "增长5", "A", "，元", "、"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=2, max_size=6))
def test_cells_and_rows_stay_apart_whatever_is_in_them(rows: list[tuple[str, str]]) -> None:
    document = docx.Document()
    table = document.add_table(len(rows), 2)
    for row, cells in zip(table.rows, rows):
        for cell, text in zip(row.cells, cells):
            cell.text = text
    document.add_paragraph(CHINESE[0])
    clean = make_document("a.docx", read_content(Path("a.docx"), saved(document))).clean
    lines = [f"|{left}|{right}|" for left, right in rows]
    assert "".join(clean.split()) == "".join([*lines, CHINESE[0]])


# ── What is refused ──────────────────────────────────────────────────────────────────────

REPORT = saved(report())
BOMB = b"<a>" + b" " * (20 << 20) + b"</a>"
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b"<d>&b;</d>"
)


def picture_only() -> bytes:
    document = docx.Document()
    add(document, "<w:p><w:r><w:pict><v:imagedata/></w:pict></w:r></w:p>")
    return saved(document)


def lying() -> bytes:
    """A member whose directory entry says that it is small."""
    content = bytearray(rewritten(REPORT, {"word/document.xml": BOMB}))
    size = len(BOMB).to_bytes(4, "little")
    assert content.count(size) == 2
    return bytes(content.replace(size, (100).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"just text", "is no zip archive; expected a .docx"),
        (lambda: b"{\\rtf1 text}", "is RTF"),
        (lambda: b"<html>text</html>", "is HTML or XML"),
        (lambda: b"%PDF-1.7", "is PDF"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .doc or an encrypted"),
        (
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is encrypted; .* without a password",
        ),
        (lambda: REPORT[: len(REPORT) // 2], "cut off or damaged"),
        (lambda: b"PK\x03\x04", "cut off or damaged"),
        (lambda: rewritten(REPORT, {"word/document.xml": None}), "without word/document.xml"),
        (lambda: rewritten(REPORT, {"[Content_Types].xml": None}), "without word/document.xml"),
        (lambda: rewritten(REPORT, {"word/document.xml": b"<w:document"}), "no Word document"),
        (lambda: rewritten(REPORT, {"word/document.xml": BOMB}), "20971527 bytes; at most"),
        (lambda: rewritten(REPORT, {"docProps/core.xml": BOMB}), "20971527 bytes; at most"),
        (lambda: rewritten(REPORT, {"_rels/.rels": BOMB}), "20971527 bytes; at most"),
        (lying, "cut off or damaged"),
        (lambda: rewritten(REPORT, {"word/document.xml": ENTITIES}), "declares a document type"),
        (
            lambda: rewritten(
                REPORT, {"word/document.xml": ENTITIES.decode().encode("utf-16")}
            ),
            "declares a document type",
        ),
        (lambda: rewritten(REPORT, {"_rels/.rels": ENTITIES}), "declares a document type"),
        (lambda: rewritten(REPORT, {"word/document.xml": b"<a>" * 5000}), "no Word document"),
        (picture_only, r"holds no text \(1 pictures\)"),
    ],
)  # fmt: skip
def test_what_is_no_document_or_harmful_is_refused(make: Callable[[], bytes], message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read_docx(make(), None)
    assert "\n" not in str(caught.value)
    assert str(caught.value).count("; ") >= 2


def test_a_bomb_among_the_pictures_and_a_lost_picture_do_no_harm() -> None:
    content = rewritten(
        REPORT, {"word/media/image1.png": bytes(30 << 20), "word/theme/theme1.xml": None}
    )
    assert read_docx(content, None) == read_docx(REPORT, None)


def test_a_strict_document_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(REPORT)) as archive:
        changes = {
            name: archive.read(name)
            .replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
                b"http://purl.oclc.org/ooxml/wordprocessingml/",
            )
            .replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/",
                b"http://purl.oclc.org/ooxml/officeDocument/",
            )
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    assert read_docx(rewritten(REPORT, changes), None) == read_docx(REPORT, None)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(REPORT) - 1), st.binary(min_size=1, max_size=40))
def test_damage_is_survived_or_refused(at: int, damage: bytes) -> None:
    try:
        reading = read_docx(REPORT[:at] + damage + REPORT[at + len(damage) :], None)
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert reading.encoding == "docx"
