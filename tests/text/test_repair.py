"""Repair of real lines, and the promise that every clean character can be traced back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.ingest import repair
from zzqa.text.offsets import Edit, MappedText
from zzqa.text.sentences import split_sentences

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
COLUMN = (
    "近日，市市场监管局发布数据显\n\n示，截至今年 6月底，株洲累计有效发\n\n明专利量 12420 件，"
    "每万人发明专利\n\n量 32.24件，专利授权量 2715件，PCT\n\n"
    "专利申请 21 件，均居全省第二，仅次\n\n于省会长沙。\n"
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (
            "近日，搭载有智 能 驾 驶 、智 能 动 力的公交巴士亮相。",
            "近日，搭载有智能驾驶、智能动力的公交巴士亮相。",
        ),
        (
            "截至 2024 年 12 月，专利达 12420 件，占 92.2 %。",
            "截至2024年12月，专利达12420件，占92.2%。",
        ),
        ("其核心部件是 TFT-LCD 的材料，用于显示。", "其核心部件是 TFT-LCD 的材料，用于显示。"),
        ("株洲日报全媒体记者/廖威 周靖 摄", "株洲日报全媒体记者/廖威 周靖 摄"),
        ("株\n洲\n日\n报\n", "株洲日报"),
        ("游客在玉泉村采摘无花果游客在玉泉村采摘无花果。。", "游客在玉泉村采摘无花果。"),
        ("芦淞区委宣传部芦淞区委宣传部 供图供图", "芦淞区委宣传部 供图"),
        ("会议强调安全。\n下转A2版③\n", "会议强调安全。"),
        ("扫一扫关注株洲日报社新媒体\n会议强调安全。", "会议强调安全。"),
        ("第２０２４号，占５．２％。", "第2024号，占5.2%。"),
        ("他研究研究再说。", "他研究研究再说。"),
        ("\ufeff株洲\u200b市\r\n长沙市", "株洲市\n长沙市"),
    ],
)
def test_real_lines(raw: str, clean: str) -> None:
    assert repair(raw).text == clean


def test_a_column_is_joined_and_numbers_keep_their_units() -> None:
    assert repair(COLUMN).text == (
        "近日，市市场监管局发布数据显示，截至今年6月底，株洲累计有效发明专利量12420件，"
        "每万人发明专利量32.24件，专利授权量2715件，PCT专利申请21件，均居全省第二，仅次于省会长沙。"
    )


def test_a_heading_is_not_glued_to_its_column() -> None:
    raw = "是优势，也是愿景所在\n\n" + COLUMN
    assert repair(raw).text.split("\n")[0] == "是优势，也是愿景所在"


def test_a_dateline_broken_over_lines_is_one() -> None:
    raw = (
        "株洲日报·掌上株洲讯（记者/甲乙） 会议召开。\n"
        "株洲日报·掌上株洲讯（记者/丙丁） 新桥通车。\n"
        "株洲日报·掌上\n株 洲 讯（记 者/刘\n琼 通 讯 员/刘\n兰） 目前，形势向好。\n"
    )
    assert "株洲日报·掌上株洲讯（记者/刘琼 通讯员/刘兰）目前，形势向好。" in repair(raw).text


def test_a_paragraph_cut_by_a_page_end_is_joined() -> None:
    first = (
        "如今，该集团在硬质合金领域已经构建了一套完备的产品体系，屡屡突破国外的技术瓶颈，集团发明"
    )
    assert repair(f"{first}\n\n专利量居国内行业第一位。").text == f"{first}专利量居国内行业第一位。"


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_every_sentence_of_the_corpus_is_the_raw_text_but_for_blanks(path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
    mapped = repair(raw)
    for start, end in split_sentences(mapped.text):
        a, b = mapped.origin.raw_span(start, end)
        clean, source = "".join(mapped.text[start:end].split()), "".join(raw[a:b].split())
        if "宣传部芦淞区委" not in source and "无花果游客" not in source:
            assert clean == source.replace("％", "%")


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_repaired_and_stays_mapped(raw: str) -> None:
    mapped = repair(raw)
    assert len(mapped.origin) == len(mapped.text)
    starts, ends = mapped.origin.starts, mapped.origin.ends
    assert all(starts[i] <= starts[i + 1] for i in range(len(starts) - 1))
    assert all(0 <= a < b <= len(raw) for a, b in zip(starts, ends))


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=60), st.data())
def test_edits_keep_the_map(text: str, data: st.DataObject) -> None:
    mapped = MappedText.of(text)
    for _ in range(3):
        if not mapped.text:
            break
        start = data.draw(st.integers(0, len(mapped.text) - 1))
        end = data.draw(st.integers(start + 1, len(mapped.text)))
        new = data.draw(st.text(max_size=3))
        kept = mapped.text[:start], mapped.text[end:]
        mapped = mapped.apply([Edit(start, end, new)])
        assert mapped.text == kept[0] + new + kept[1]
    for i in range(len(mapped.text)):
        a, b = mapped.origin.raw_span(i, i + 1)
        assert 0 <= a < b <= len(text)


def test_an_insertion_is_refused() -> None:
    with pytest.raises(ValueError, match="edit"):
        MappedText.of("株洲").apply([Edit(1, 1, "x")])


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲。乙！丙？", ["甲。", "乙！", "丙？"]),
        ("“甲。乙。”他说。丙。", ["“甲。乙。”他说。", "丙。"]),
        ("“甲乙。”丙丁戊己庚辛", ["“甲乙。”", "丙丁戊己庚辛"]),
        ("（甲。乙）丙。", ["（甲。乙）丙。"]),
        ("未关“引号。第二句。", ["未关“引号。", "第二句。"]),
        ("甲\n乙。", ["甲", "乙。"]),
        ("It works. Does it? 是3.5亿元。", ["It works.", "Does it?", "是3.5亿元。"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences
