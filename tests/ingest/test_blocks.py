"""What each line of a page is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.ingest.blocks import Block, byline_of, find_blocks


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("会议强调，要统筹抓好各项工作。", "text"),
        ("近日，市民陆续来到图书馆借书", "heading"),  # short and open: only its place would tell
        ("深化重点领域改革", "heading"),
        ("这座城市靠什么翻身？", "text"),
        ("登“高”望远天地阔！", "text"),
        ("一、这座城市靠什么翻身？", "section"),
        ("湖西日报讯（记者/王明）今日，新桥通车。", "lead"),
        ("湖西日报·掌上湖西讯（记者/王明 通讯员/李红）今日，新桥通车。", "lead"),
        ("新华社北京8月7日电（记者 王明）", "lead"),
        ("湖西日报全媒体记者/廖威", "byline"),
        ("通讯员/周志高 常瑞芹", "byline"),
        ("文/黄谷 卜西敏 李波", "byline"),
        ("记者/廖威 周靖 摄", "caption"),
        ("市委宣传部供图", "caption"),
        ("▲四月二十二日，中心揭牌。", "caption"),
        ("游客们正在湖边拍摄", "heading"),
        ("一、加大投入，改善设施", "section"),
        ("（二）健全机制", "section"),
        ("（二）户口簿或者居住证；", "text"),
        ("第三章 罚则", "section"),
        ("【亮点1】 增强实力", "section"),
        ("## 背景", "section"),
        ("周明等代表：", "section"),
        ("2024年6月30日", "text"),
        ("二〇二四年六月三十日", "text"),
        ("湖西市统计局2024年6月30日", "text"),
        ("A03 要闻 2023年11月17日 星期五 责任编辑：丁乙", "text"),
        ("湖西水务 2023年第4期", "text"),
        ("2023-05-19 08:12 来源：湖西日报 浏览量：3021", "text"),
        ("| 街道 | 户数 |", "text"),
        ("彩色陶瓷打印设备，", "text"),
        ("说" * 61, "text"),
    ],
)
def test_the_kind_of_a_line(line: str, kind: str) -> None:
    assert [block.kind for block in find_blocks(line)] == [kind]


def test_short_lines_with_figures_are_items_where_three_stand_together() -> None:
    box = ["截至目前", "拥有量11925件", "授权最快27天", "居全省前列", "每万人31.24件", "全省第2"]
    kinds = [block.kind for block in find_blocks("\n".join([*box, "正文在这里结束。"]))]
    assert kinds == ["heading", *["item"] * 5, "text"]
    assert [block.kind for block in find_blocks("增长3成\n正文。\n达到5件\n第2名")] == [
        "heading", "text", "heading", "heading",
    ]  # fmt: skip


def test_lines_of_a_label_and_what_it_says_head_nothing() -> None:
    fields = "工程名称：北山水厂\n建设单位：北山水务公司\n监理单位：某公司"
    kinds = [block.kind for block in find_blocks(f"一、概况\n{fields}\n水厂位于城北。")]
    assert kinds == ["section", "text", "text", "text", "text"]
    kinds = [block.kind for block in find_blocks(f"水厂位于城北。\n{fields}")]
    assert kinds == ["text", "heading", "text", "text"]  # the first begins the foot of a paper
    assert [block.kind for block in find_blocks("湖西：一座城的新生")] == ["heading"]


def test_a_byline_is_parted_from_its_article() -> None:
    lead, byline = find_blocks("湖西日报讯（记者/王明）今日，新桥通车。\n通讯员/周志高")
    assert byline_of(lead) == "湖西日报讯（记者/王明）"
    assert byline_of(byline) == "通讯员/周志高"


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="甲乙。，1：年（讯记者/摄▲一、 \n", max_size=60))
def test_blocks_are_the_lines_that_hold_something(clean: str) -> None:
    blocks = find_blocks(clean)
    assert all(clean[block.start : block.end] == block.text for block in blocks)
    assert [block.text for block in blocks] == [x for x in clean.split("\n") if x.strip()]
    assert all(isinstance(block, Block) for block in blocks)
