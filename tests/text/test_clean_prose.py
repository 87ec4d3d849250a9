"""Clean prose stays as it is; prose set in columns of any width comes back."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE, ENGLISH, wrap

from zzqa.ingest import repair
from zzqa.text.cleaning import normalise_characters
from zzqa.text.offsets import MappedText
from zzqa.text.sentences import split_sentences

paragraphs = st.lists(st.sampled_from(CHINESE), min_size=4, max_size=7, unique=True)
WESTERN = (
    "实验室用 Python 写成的程序读取 CSV 文件，再把结果交给 GPU 集群计算，全程不到三分钟。",
    "这家公司的 CEO 在 MIT 演讲时说，开源的 Linux 内核让他们省下了大量的时间和金钱。",
    "新的 TFT-LCD 屏幕比 OLED 更耐用，价格也更低，因此多数 SUV 车型仍然选择了前者。",
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


# ── Clean stays clean ────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from((*CHINESE, *ENGLISH, *WESTERN)), min_size=1, max_size=8),
    st.sampled_from(["\n", "\n\n", "\r\n", "\n　　"]),
)
def test_paragraphs_of_any_mix_are_left_alone(mix: list[str], between: str) -> None:
    assert repair(between.join(mix)).text == "\n".join(mix)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CHINESE), st.sampled_from("ａＺ９％\u200b\u00ad\u2f08\ufeff"), st.data())
def test_only_characters_are_normalised(paragraph: str, odd: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(paragraph)))
    raw = paragraph[:at] + odd + paragraph[at:]
    assert repair(raw).text == normalise_characters(MappedText.of(raw)).text


# ── Set in columns ───────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(paragraphs, st.integers(12, 30), st.sampled_from(["indents", "gaps", "both"]))
def test_a_page_comes_back(texts: list[str], width: int, parted: str) -> None:
    """Every character does; now and then a sentence end is taken for that of a paragraph."""
    columns = ["\n".join(wrap(text, width, indent=parted != "gaps")) for text in texts]
    clean = repair(("\n" if parted == "indents" else "\n\n").join(columns)).text
    assert clean.replace("\n", "") == "".join(texts)
    assert len(set(sentences("\n".join(texts))) - set(sentences(clean))) <= 1
    assert {text[-20:] for text in texts} <= {line[-20:] for line in clean.split("\n")}
    assert clean.count("\n") < len(texts) + 2


@settings(max_examples=40, deadline=None)
@given(paragraphs, st.integers(12, 30), st.integers(0, 2**32).map(random.Random))
def test_blanks_put_in_are_taken_out(texts: list[str], width: int, chance: random.Random) -> None:
    """Beside numbers anywhere, within words now and then, and in a line set out to its width.

    One or two may stay, where a line of a narrow column looks like a heading.
    """
    lines = [line for text in texts for line in wrap(text, width, indent=True)]
    torn = [_with_blanks(line, chance) for line in lines]
    clean, whole = repair("\n".join(torn)).text.replace("\n", ""), "".join(texts)
    assert clean.replace(" ", "") == whole.replace(" ", "")
    assert clean.count(" ") <= whole.count(" ") + 2


def _with_blanks(line: str, chance: random.Random) -> str:
    if not re.search("[!-~]", line) and len(line) > 9 and chance.random() < 0.05:
        return "　　" * line.startswith("　") + " ".join(line.strip())
    beside = re.compile(r"(?<=[一-鿿])(?=\d)|(?<=\d)(?=[一-鿿])")
    line = beside.sub(lambda _: chance.choice(["", " "]), line)
    inside = re.compile("(?<=[一-鿿]{2})(?=[一-鿿]{2})")
    return inside.sub(lambda _: " " if chance.random() < 0.01 else "", line)


@pytest.mark.parametrize("width", range(12, 31))
def test_western_words_keep_their_blanks_over_a_break(width: int) -> None:
    lines = [line for text in WESTERN for line in _wrapped(text, width)]
    assert repair("\n".join(lines)).text.replace("\n", "") == "".join(WESTERN)


def _wrapped(text: str, width: int) -> list[str]:
    """Set in lines of ``width``; a blank at the end of a line is lost."""
    lines, line = [], ""
    for word in re.findall(r"[\w-]+|.", text, re.ASCII):
        size = sum(0.5 if character.isascii() else 1.0 for character in line + word)
        if size > width and word not in "，。":
            lines.append(line.strip())
            line = ""
        line += word
    return [*lines, line.strip()]


# ── What is no prose ─────────────────────────────────────────────────────────────────────


def test_rows_of_values_stay_apart() -> None:
    rows = ["姓名,年龄,城市", "王明,12,株洲", "李军,15,长沙", "赵红,9,湘潭"]
    assert repair("\n".join(rows)).text.split("\n") == rows


def test_commas_of_half_width_make_no_table() -> None:
    column = ["这是一个春天,江水,很满", "很急,船只,都停在岸边了", "人们,看着,等着天放晴,"]
    assert "\n" not in repair("\n".join([*column, "然后才,开船,去对岸的镇"])).text


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["企业数", "12", "专利数", "15", "全市各地要落实责任。"], ["12", "15"]),
        (["会议强调安全生产。", "12", "各地要落实责任。"], []),
        (["会议强调安全生产。", "- 3 -", "各地要落实责任。"], []),
    ],
    ids=["cells", "page number", "page number in dashes"],
)
def test_a_figure_of_a_table_is_no_page_number(lines: list[str], kept: list[str]) -> None:
    assert re.findall(r"\d+", repair("\n".join(lines)).text) == kept


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("出口增长 -2.1%，进口增长 +3%。", "出口增长-2.1%，进口增长+3%。"),
        ("列车经过株洲 - 长沙，再到岳阳。", "列车经过株洲 - 长沙，再到岳阳。"),
    ],
)
def test_a_sign_is_part_of_its_number(raw: str, clean: str) -> None:
    assert repair(raw).text == clean


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith came at nine.|He left at ten.",
        "Dr. Wu and Prof. Li agreed.|St. Paul did not.",
        "They met in May.|It rained.",
    ],
)
def test_a_shortened_title_ends_no_sentence(text: str) -> None:
    assert sentences(text.replace("|", " ")) == text.split("|")
