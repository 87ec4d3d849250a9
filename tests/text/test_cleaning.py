"""Repair of characters and single lines."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.text.cleaning import (
    drop_furniture,
    halve_doubled_lines,
    join_vertical_lines,
    normalise_characters,
)
from zzqa.text.offsets import MappedText


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_characters_keep_their_meaning_and_their_place(raw: str) -> None:
    mapped = normalise_characters(MappedText.of(raw))
    for at, character in enumerate(mapped.text):
        source = raw[slice(*mapped.origin.raw_span(at, at + 1))]
        blank = character in " \n" and source.strip(" \r\n\t") in ("", source)
        assert blank or character in source or character in unicodedata.normalize("NFKC", source)
    assert normalise_characters(mapped).text == mapped.text


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n"])
def test_each_kind_of_line_end_becomes_one(mark: str) -> None:
    mapped = normalise_characters(MappedText.of(f"上{mark}下"))
    assert mapped.text == "上\n下"
    assert mapped.origin.raw_span(1, 2) == (1, 1 + len(mark))


def test_every_character_by_itself_is_accepted() -> None:
    for code in (*range(0x3000), *range(0xF900, 0xFFFF + 1)):
        normalise_characters(MappedText.of(chr(code)))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("２０２４年，增长５．２％", "2024年，增长5.2%"),
        ("ＡＩ　芯片\t与\u00a0算力", "AI 芯片 与 算力"),
        ("株\u200b洲\ufeff日\u00ad报\x00", "株洲日报"),
        ("⾦融⽀持", "金融支持"),  # radicals, as PDF fonts have them
        ("ﬁne", "fine"),
        ("（全角）：标点，不变！", "（全角）：标点，不变！"),
    ],
)
def test_look_alikes_and_invisible_characters(raw: str, clean: str) -> None:
    assert normalise_characters(MappedText.of(raw)).text == clean


def test_a_line_printed_twice_is_halved() -> None:
    raw = "游客在白关镇采摘无花果游客在白关镇采摘无花果\n宣传部供图宣传部供图"
    mapped = halve_doubled_lines(MappedText.of(raw))
    assert mapped.text == "游客在白关镇采摘无花果\n宣传部供图"
    assert mapped.origin.raw_span(0, 11) == (0, 11)


def test_pieces_of_a_line_printed_twice_are_halved_one_by_one() -> None:
    raw = "游客在白关镇采摘游客在白关镇采摘 供图供图"
    assert halve_doubled_lines(MappedText.of(raw)).text == "游客在白关镇采摘 供图"


@pytest.mark.parametrize(
    "line",
    ["研究研究", "高高兴兴", "哈哈哈哈", "一条一条看过去", "好好学习天天向上", "2021 2021 2021"],
)
def test_words_that_repeat_are_left_alone(line: str) -> None:
    assert halve_doubled_lines(MappedText.of(line)).text == line


def test_a_name_set_vertically_becomes_a_line() -> None:
    mapped = join_vertical_lines(MappedText.of("前文\n株\n洲\n日\n报\n\n微\n信\n后文"))
    assert mapped.text == "前文\n株洲日报\n\n微\n信\n后文"
    assert mapped.origin.raw_span(3, 7) == (3, 10)


@pytest.mark.parametrize(
    "line",
    [
        "下转A2版③",
        "▲上接01版",
        "详见3版",
        "扫一扫关注株洲日报社新媒体",
        "扫码下载客户端",
        "— 12 —",
        "第 3 页 / 共 12 页",
        "7",
        "7 / 12",
        "第12页 共30页",
        "- 1024 -",
        "责任编辑：李明 美编：王芳",
        "微信公众号",
    ],
)
def test_lines_of_the_page_are_dropped(line: str) -> None:
    assert (
        drop_furniture(MappedText.of(f"上一段。\n{line}\n下一段。")).text == "上一段。\n\n下一段。"
    )


@pytest.mark.parametrize(
    "line",
    [
        "11925件",
        "2024年",
        "2024",
        "12 34",
        "转业军人安置12人",
        "扫黑除恶专项斗争取得成效",
        "第3页写着他的名字",
        "89%",
    ],
)
def test_lines_of_an_article_are_kept(line: str) -> None:
    assert drop_furniture(MappedText.of(line)).text == line


def test_the_rest_of_a_broken_number_is_no_page_number() -> None:
    prose = ["从那时起，战事不断，到了冬天才停。"] * 4
    text = "\n".join(["公元前212–2", "19", *prose, "19"])
    assert drop_furniture(MappedText.of(text)).text.split() == ["公元前212–2", "19", *prose]
