"""Short names of companies and numbered schools: form and context must both speak for them."""

from __future__ import annotations

import pytest

from zzqa.text.names import find_names


def organisations(text: str) -> list[str]:
    return [name.text for name in find_names(text) if name.kind == "organisation"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("华锐精密发布公告称，有关议案获通过。", ["华锐精密"]),
        ("项目以全资子公司华锐新材为实施主体。", ["华锐新材"]),
        ("中车电动研制的电动公交巴士驶上街头。", ["中车电动"]),
        ("其中时代电气实现A+H两地上市。", ["时代电气"]),
        ("他的高中母校是渌口区三中。", ["渌口区三中"]),
        ("清洁能源项目投产，人工智能上市企业增多。", []),
        ("先进装备获批，高新技术企业营收增长。", []),
        ("长沙市二十届三中全会精神宣讲会举行。", []),
        ("该区三小时内完成抢修。", []),
        ("华锐精密", []),
    ],
)
def test_short_names(text: str, expected: list[str]) -> None:
    assert organisations(text) == expected


def test_a_name_believed_once_is_that_name_wherever_it_stands() -> None:
    text = "华锐精密很忙。昨日，华锐精密发布公告称将扩产。记者走进华锐精密。"
    assert organisations(text) == ["华锐精密"] * 3


@pytest.mark.parametrize("text", ["三中", "市三中", "区\x00三中", "精密" * 50, "子公司" * 30])
def test_odd_texts(text: str) -> None:
    organisations(text)
