"""Wrapped lines are joined again, and nothing else is."""

from __future__ import annotations

import json
import os
import re
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE, ENGLISH, wrap

from zzqa.ingest import repair
from zzqa.text.columns import split_lines
from zzqa.text.lines import breaks_word, join_lines, split_datelines
from zzqa.text.offsets import MappedText


def lines_of(raw: str) -> list[str]:
    return repair(raw).text.split("\n")


# ── Prose that needs no repair ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("paragraph", [*CHINESE, *ENGLISH], ids=lambda text: text[:8])
def test_a_clean_paragraph_is_left_alone(paragraph: str) -> None:
    assert repair(paragraph).text == paragraph


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
def test_clean_paragraphs_stay_apart(separator: str) -> None:
    assert lines_of(separator.join(CHINESE)) == list(CHINESE)
    assert lines_of(separator.join(ENGLISH)) == list(ENGLISH)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(CHINESE), min_size=5, max_size=8), st.integers(12, 30))
def test_what_was_repaired_needs_no_repair(paragraphs: list[str], width: int) -> None:
    once = repair("\n".join("\n".join(wrap(text, width, indent=True)) for text in paragraphs)).text
    assert repair(once).text == once


def test_public_paragraphs_are_left_alone() -> None:
    """Where the benchmark sets are at hand: those of their paragraphs that have no blanks."""
    folder = os.environ.get("ZZQA_BENCH")
    if not folder:
        pytest.skip("ZZQA_BENCH names no folder with the benchmark sets")
    for path in sorted(Path(folder).glob("*zh*.json")) + sorted(Path(folder).glob("cmrc*.json")):
        for paragraph in _contexts(path):
            solid = re.sub(r"[\s\ufeff]", "", paragraph)
            if not re.search("[\uff00-\uffef\u2e80-\u2fdf\u200b-\u200f]", solid.translate(_MARKS)):
                assert repair(solid).text == solid


_MARKS = {ord(mark): None for mark in "，；：？！（）"}


def _contexts(path: Path) -> Iterator[str]:
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        yield from (paragraph["context"] for paragraph in article["paragraphs"])


# ── Prose set in a column ────────────────────────────────────────────────────────────────


class Breaks:
    """Counts line breaks: those inside a paragraph that were undone, those between that stayed."""

    def __init__(self) -> None:
        self.inside = self.joined = self.in_sentence = self.sentence_joined = 0
        self.between = self.kept = 0

    def add(self, paragraphs: Sequence[Sequence[str]], clean: str) -> None:
        ends, at = set(), 0
        for line in clean.split("\n"):
            at += len(re.sub(r"\s", "", line))
            ends.add(at)
        at = 0
        for lines in paragraphs:
            for n, line in enumerate(lines, start=1):
                at += len(re.sub(r"\s", "", line))
                if n == len(lines):
                    self.between += 1
                    self.kept += at in ends
                    continue
                self.inside += 1
                self.joined += at not in ends
                if line[-1] not in "。！？”":
                    self.in_sentence += 1
                    self.sentence_joined += at not in ends


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "blank lines between"])
@pytest.mark.parametrize("indent", [True, False], ids=["indented", "flush"])
def test_a_column_of_any_width_becomes_paragraphs(gap: str, indent: bool) -> None:
    """Measured: 100 % of the breaks when indented, 95.9 % when flush; in sentences all but one.

    What is left when flush are sentences that end with a full line, where nothing tells whether
    the paragraph ends too; the break is kept there and parts no sentence.
    """
    breaks = Breaks()
    for width in range(12, 31):
        paragraphs = [wrap(text, width, indent=indent) for text in CHINESE]
        breaks.add(paragraphs, repair(gap.join(gap.join(lines) for lines in paragraphs)).text)
    assert breaks.kept == breaks.between
    assert breaks.sentence_joined >= 0.995 * breaks.in_sentence
    assert breaks.joined >= (0.995 if indent else 0.955) * breaks.inside


def test_nearly_all_breaks_are_undone_overall() -> None:
    """Measured: 97.8 % over all widths, with and without indents and blank lines."""
    breaks = Breaks()
    for width in range(12, 31, 3):
        for gap in ("\n", "\n\n"):
            for indent in (False, True):
                pages = [wrap(text, width, indent=indent) for text in CHINESE]
                breaks.add(pages, repair(gap.join(gap.join(lines) for lines in pages)).text)
    assert breaks.joined >= 0.97 * breaks.inside


@pytest.mark.parametrize("width", [40, 60, 72, 80])
@pytest.mark.parametrize(("gap", "between"), [("\n", "\n\n"), ("\n\n", "\n\n\n")])
def test_english_is_joined_with_spaces(width: int, gap: str, between: str) -> None:
    raw = between.join(gap.join(textwrap.wrap(text, width)) for text in ENGLISH)
    lines = lines_of(raw)
    assert " ".join(lines) == " ".join(ENGLISH)
    assert all(line.endswith(".") for line in lines)
    assert {text[-30:] for text in ENGLISH} <= {line[-30:] for line in lines}
    assert len(lines) <= len(ENGLISH) + (width == 40)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("and the rather well-", "known case, which is", "the rather well-known case"),
        ("and it cost them about", "38,000 euros, which is", "them about 38,000 euros"),
        ("and it cost them 38,", "000 euros, which they", "cost them 38,000 euros"),
        ('and he called it "a', 'mistake", which it', 'he called it "a mistake", which'),
        ('and he called it "final"', "and left, which is", 'it "final" and left'),
        ("and he called the plan", '"final", which it is', 'the plan "final", which'),
    ],
)
def test_what_stands_between_english_words(before: str, after: str, joined: str) -> None:
    column = ["so this is a line, they", "say, of running text and", "that is another, to make"]
    assert joined in repair("\n".join([*column, before, after, *column])).text


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("本市今年一至八月的出口额是", "92.2亿元，比去年增长一成；", "出口额是92.2亿元"),
        ("本市今年的出口，共计 92.2", "亿元，比去年同期增长一成；", "共计92.2亿元"),
        ("本市今年的市长碰头会是在8", "月7日，会议听取各县的汇报", "是在8月7日，会议"),
        ("截至目前，专利量共 12420", "件，比去年同期增长近一成；", "专利量共12420件，"),
        ("其产品为高性能的、新型的 A", "股，这也是全省第一家的；其", "新型的 A股，这"),
        ("本次比赛中，她的成绩是 3.", "24米，这也是全省最好成绩；", "成绩是3.24米"),
        ("其中，本市的进出口的比重是", "90%，比去年同期增长一成；", "比重是90%，"),
    ],
)
def test_what_stands_between_chinese_words(before: str, after: str, joined: str) -> None:
    column = wrap(CHINESE[3], 14)[:4]
    assert joined in repair("\n".join([*column, before, after, *column])).text


# ── Lines that stand alone ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_heading_in_a_column_stays_alone(gap: str) -> None:
    above, below = wrap(CHINESE[0], 15), wrap(CHINESE[2], 15)
    lines = lines_of(gap.join([*above, "江边的早晨与车间", *below]))
    assert "江边的早晨与车间" in lines
    assert lines[-1] == CHINESE[2]


def test_a_title_of_two_lines_above_a_column() -> None:
    lines = lines_of("\n".join(["深化重点领域改革", "加快推动高质量发展", *wrap(CHINESE[3], 18)]))
    assert lines == ["深化重点领域改革", "加快推动高质量发展", CHINESE[3]]


def test_a_letter_spaced_line_is_full() -> None:
    above = wrap(CHINESE[3], 14)
    raw = (
        "近日，本市工厂研制的、搭载有\n智 能 驾 驶 、智 能 动 力 、智 能 互 联 的\n"
        "C12AI 电动公交巴士在运动会举\n办期间为旅客和当地市民提供舒适\n便捷的出行体验。"
    )
    assert lines_of("\n".join([*above, raw]))[-1] == (
        "近日，本市工厂研制的、搭载有智能驾驶、智能动力、智能互联的"
        "C12AI 电动公交巴士在运动会举办期间为旅客和当地市民提供舒适便捷的出行体验。"
    )


def test_a_number_and_its_unit_over_a_blank_line() -> None:
    raw = "增 速 排 名 全 省 第 3。其中，出口 92.2\n\n亿元，增长 60.4%，出口增速排名全省\n\n第 2。"
    assert (
        repair(raw).text == "增速排名全省第3。其中，出口92.2亿元，增长60.4%，出口增速排名全省第2。"
    )


def test_a_byline_stands_alone_and_keeps_its_names() -> None:
    raw = "\n\n".join(
        [*wrap(CHINESE[0], 20), "湖西日报全媒体记者/廖威 周靖 摄", *wrap(CHINESE[1], 20)]
    )
    assert "湖西日报全媒体记者/廖威 周靖 摄" in lines_of(raw)


def test_a_verb_at_the_end_of_a_line_is_no_credit() -> None:
    lines = [
        "剧组在高原上住了三年，先后在七个县拍摄",
        "了四十多名护林员的生活，为此用坏了四台",
        "机器，终于完成了这部影片。",
    ]
    assert lines_of("\n".join([*wrap(CHINESE[0], 19), *lines]))[-1] == "".join(lines)


def test_a_dateline_broken_over_lines_is_known_from_another() -> None:
    raw = (
        "湖西日报·掌上湖西讯（记者/胡\n文洁）9月4日，市领导与企业家座\n谈交流，达成共识。\n\n"
        "湖西日报·掌上\n湖 西 讯（记 者/刘\n琼 通 讯 员/刘\n兰） 目前，形 势\n"
        "持续向好，但外\n防的压力仍大。"
    )
    assert lines_of(raw) == [
        "湖西日报·掌上湖西讯（记者/胡文洁）9月4日，市领导与企业家座谈交流，达成共识。",
        "湖西日报·掌上湖西讯（记者/刘琼 通讯员/刘兰）目前，形势持续向好，但外防的压力仍大。",
    ]


def test_a_dateline_behind_another_article_gets_a_line() -> None:
    mapped = split_datelines(MappedText.of("会议结束。 湖西日报讯（记者/王明）今日开工。"))
    assert mapped.text == "会议结束。\n湖西日报讯（记者/王明）今日开工。"


def test_a_government_paper_keeps_its_parts() -> None:
    parts = [
        "湖西市水务局文件",
        "湖水函〔2024〕8号",
        "关于加强农村供水保障工作的答复",
        "周明等代表：",
        "您提出的建议收悉。现答复如下：",
        "一、加大投入，改善设施",
        "近三年累计投入3.2亿元，新建改造水厂18座，惠及群众46万人，农村自来水普及率达到94.5%，水",
        "质合格率稳定在98%以上。",
        "（二）健全机制，强化管护",
        "全市落实管护人员620名，建立县级统管、乡镇协管、村级自管的机制，确保工程长久发挥效益。",
        "湖西市水务局",
        "2024年6月30日",
    ]
    expected = [*parts[:6], parts[6] + parts[7], *parts[8:]]
    assert lines_of("\n\n".join(parts)) == expected


def test_a_box_keeps_its_items_and_joins_label_and_figure() -> None:
    raw = (
        "发明专利拥有量\n\n11925件\n\n每万人拥有量 31.24件\n\n居全省第2\n\n"
        "新注册商标 6013件\n\n受理申请\n\n89件"
    )
    assert lines_of(raw) == [
        "发明专利拥有量11925件",
        "每万人拥有量31.24件",
        "居全省第2",
        "新注册商标6013件",
        "受理申请89件",
    ]


def test_an_enumeration_within_a_sentence_goes_on() -> None:
    lines = [
        "这一年里，起义军分成了数路，声",
        "势越来越大，其首领刘七和其兄刘",
        "六、刘五各带一支人马，向南、向",
        "西、向北进发，官军难以抵挡。",
    ]
    assert lines_of("\n".join([*wrap(CHINESE[3], 15), *lines]))[-1] == "".join(lines)


def test_a_break_inside_a_word() -> None:
    assert breaks_word("衡量一个城市竞争", "力的指标")
    assert not breaks_word("加快推动高质量发展", "市民要做好准备")


def test_lines_know_their_place_and_look() -> None:
    text = "\n　　第一行，ab\n\n\n智 能 驾 驶\n"
    lines = split_lines(text.replace("\u3000", " "))
    assert [line.text for line in lines] == ["第一行，ab", "智 能 驾 驶"]
    assert [text[line.start : line.end] for line in lines] == ["第一行，ab", "智 能 驾 驶"]
    assert [(line.gap, line.indented, line.spaced) for line in lines] == [
        (1, True, False),
        (2, False, True),
    ]
    assert lines[0].width == pytest.approx(4.8)


def test_empty_pages() -> None:
    assert join_lines(MappedText.of("")).text == ""
    assert join_lines(MappedText.of("\n \n\n")).text == "\n \n\n"
    assert repair("\n\n一行\n\n").text == "一行"


def test_a_paragraph_without_end_is_read_in_linear_time() -> None:
    raw = "\n".join("没有句号的文本，一行接着一行" for _ in range(5_000))
    began = time.perf_counter()
    assert "\n" not in join_lines(MappedText.of(raw)).text
    assert time.perf_counter() - began < 5.0  # 0.2 s; half a minute if each line reads all above


# ── What says that a line ends here, or that it does not ─────────────────────────────────


def test_a_salutation_stays_above_the_indented_text() -> None:
    column = [
        "各县（市、区）人民政府，市政府各部门：",
        "  现将《规划》印发给你们，请认真组织实",
        "施。",
    ]
    more = ["  一、总体要求", "  到明年，规模达到二十万，产值突破三亿。", "  二、任务"]
    assert lines_of("\n".join(column + more))[:2] == [
        "各县（市、区）人民政府，市政府各部门：",
        "现将《规划》印发给你们，请认真组织实施。",
    ]


def test_the_lines_of_a_caption_are_joined_up_to_its_credit() -> None:
    raw = "▲昨日，货轮在海州港三号码头\n\n装卸集装箱。本报记者何俊 摄\n\n据了解，港口很忙。"
    assert lines_of(raw)[0].startswith("▲昨日，货轮在海州港三号码头装卸集装箱。")


def test_a_heading_is_joined_with_the_degrees_it_ends_in() -> None:
    assert lines_of("冷空气明起到货最低降至零下\n3℃\n市气象台发布预警，气温将下降。")[0].endswith(
        "零下3℃"
    )


def test_western_lines_without_a_comma_are_prose() -> None:
    text = (
        "Hard carbon is the most promising material for the anodes of such batteries today. This "
        "review summarises what has been understood of the storage of sodium over five years and "
        "compares the models that have been proposed for the process of storage in closed pores. "
        "None of the groups that looked into the matter found what the oldest of the models had "
        "claimed about the layers of the material and the two parts of the curve that it shows. "
    )
    lines = textwrap.wrap(2 * text, 76)
    assert lines_of("\n".join(lines)) == [" ".join(lines)]


def test_rows_between_bars_stay_rows() -> None:
    table = "| 项目 | 数值 |\n| --- | --- |\n| 产值，亿元 | 30 |\n| 人数 | 4000人 |"
    assert lines_of(f"下面的表中列出了各项指标的数值，单位见表头，\n{table}\n以上。")[1:5] == [
        "| 项目 | 数值 |",
        "| --- | --- |",
        "| 产值，亿元 | 30 |",
        "| 人数 | 4000人 |",
    ]


def test_a_number_in_wide_digits_may_be_broken() -> None:
    assert lines_of("单体电站的容量应当不低于５\n０兆瓦时，共有第２０\r\n　２４号。")[0].startswith(
        "单体电站的容量应当不低于50兆瓦时，共有第2024号"
    )


def test_lines_of_a_form_are_not_joined_whatever_their_width() -> None:
    lines = ["成交金额：732,500.00元", "服务期：自合同签订之日起12个月", "采购方式：竞争性磋商"]
    text = "\n".join(lines)
    assert join_lines(MappedText.of(text)).text == text
