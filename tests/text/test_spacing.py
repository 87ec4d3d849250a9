"""Which spaces are typesetting, and which mean something."""

from __future__ import annotations

import time

import pytest

from zzqa.text.offsets import MappedText
from zzqa.text.spacing import repair_spaces


def repaired(text: str) -> str:
    return repair_spaces(MappedText.of(text)).text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("智 能 驾 驶 、智 能 动 力 、智 能 互 联 的", "智能驾驶、智能动力、智能互联的"),
        ("增 速 排 名 全 省 第 3。其中，出口 92.2亿元", "增速排名全省第3。其中，出口92.2亿元"),
        ("产 后 将 新 增 年 产 1000 吨 高 性 能 棒 材", "产后将新增年产1000吨高性能棒材"),
        ("截至 6 月末，专利量 12420 件，占 90% 以上", "截至6月末，专利量12420件，占90%以上"),
        ("到 12 月 ，共 3 家", "到12月，共3家"),
        ("这是 中国 最大的 工厂，有工人 三百名。", "这是中国最大的工厂，有工人三百名。"),
        ("多  余 的 ，空  格", "多余的，空格"),
    ],
)
def test_typesetting_goes(raw: str, clean: str) -> None:
    assert repaired(raw) == clean


@pytest.mark.parametrize(
    "line",
    [
        "TFT-LCD 的靶材，由本厂生产。",
        "Windows 与 Python 3.12",
        "志存“高”远 锚定目标勇向前",
        "株洲日报全媒体记者/廖威 周靖 摄",
        "通讯员/周志高 常瑞芹",
        "株洲日报讯（记者/王娜 通讯员/黄靓怡）近日，两部门印发办法。",
        "文/黄谷 卜西敏 李波 姚时美",
        "加快推动高质量发展 全面提升竞争力",
        "a b, c d",
    ],
)
def test_what_separates_stays(line: str) -> None:
    assert repaired(line) == line


def test_a_run_of_spaces_that_separates_becomes_one() -> None:
    assert repaired("记者/廖威   周靖  摄") == "记者/廖威 周靖 摄"


def test_names_end_where_the_byline_does() -> None:
    line = "记者/廖威 周靖，近日 走访 了多家 企业。"
    assert repaired(line) == "记者/廖威 周靖，近日走访了多家企业。"


def test_lines_do_not_touch_each_other() -> None:
    assert repaired("智 能\n驾 驶") == "智能\n驾驶"


def test_a_book_on_one_line_is_read_in_linear_time() -> None:
    line = "记者/张三 李四 来到 车间 里看 机器，" * 2_000
    began = time.perf_counter()
    assert repaired(line).count(" ") == 2_000 * 5
    assert time.perf_counter() - began < 2.0  # 40 ms; minutes when each space reads the line
