import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.text import tokens
from zzqa.text.normalise import fold
from zzqa.text.tokens import bigrams, content_terms, han_number, shift, stem, tokenize

MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from("0123456789０９年月日号第一二十百千万亿%％.,，〔〕国发的A-bG 株洲專利長"),
        st.characters(),
    ),
    max_size=40,
)


def terms(text: str) -> list[str]:
    return [token.term for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23,876", ["23876"]),
        ("５．２％", ["5.2%"]),
        ("２３，８７６", ["23876"]),
        ("12，345", ["12", "345"]),
        ("二〇二三年", ["2023年"]),
        ("2024年6月30日", ["2024年", "6月", "30日"]),
        ("2024-06-30", ["2024年", "6月", "30日"]),
        ("六月三十日", ["6月", "30日"]),
        ("2021-2023年", ["2021年", "2023年"]),
        ("国发〔2023〕15号", ["国发[2023]15号", "[2023]15号"]),
        ("3.5亿元", ["350000000", "元"]),
        ("1372.4 万元", ["13724000", "元"]),
        ("1000多家", ["1000", "家"]),
        ("5.2万千瓦", ["52000", "千瓦"]),
        ("1至 7月", ["1-7月"]),
        ("第三十五位", ["第35", "位"]),
        ("百分之五点二", ["5.2%"]),
        ("C12AI 5G IGBT", ["c12ai", "5g", "igbt"]),
        ("TFT-LCD", ["tft", "tft-lcd", "lcd"]),
        ("20MW", ["20", "20mw", "mw"]),
        ("companies' patents", ["company", "patent"]),
        ("10:30", ["10:30"]),
        ("，。 \n", []),
        ("", []),
    ],
)
def test_what_is_kept_whole(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_document_number_stops_at_the_words_before_it() -> None:
    assert "国发[2023]15号" in terms("根据国发〔2023〕15号文件")
    assert "国发[2023]15号" in terms("《关于印发国发［2023］15号》")


def test_long_words_come_with_the_words_inside() -> None:
    assert {"国家级", "国家", "发明专利", "专利"} <= set(terms("国家级发明专利"))


def test_a_head_of_a_place_is_found_though_the_cut_went_through() -> None:
    assert "市长" in terms("谁是株洲市长")
    assert "市长" not in terms("株洲市长期坚持")


def test_function_words_are_left_out_and_content_kept() -> None:
    assert terms("株洲的专利") == ["株洲", "专利"]


@given(MIXED)
@settings(max_examples=100)
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    found = tokenize(text)
    assert all(0 <= t.start < t.end <= len(text) and t.term for t in found)
    assert all(a[1:] <= b[1:] for a, b in pairwise(found))
    assert all(bigrams(text))


@given(st.text(alphabet="株洲市專利發明企業创新的了第高质量abc 12", max_size=30))
@settings(max_examples=50)
def test_traditional_text_gives_the_same_terms(text: str) -> None:
    assert tokenize(text) == tokenize(fold(text))


def test_bigrams_overlap_within_runs() -> None:
    assert bigrams("发明专利12件，IGBT") == ["12", "igbt", "发明", "明专", "专利", "件"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("截至2024年6月底，株洲有多少项商标？", ["2024年", "6月", "株洲", "项", "商标"]),
        ("how many trademarks did Zhuzhou hold", ["trademark", "zhuzhou", "hold"]),
        ("谁是市长", ["市长"]),
        ("乙县有几所中学？", ["乙县", "中学"]),
    ],
)
def test_content_terms(question: str, expected: list[str]) -> None:
    assert [token.term for token in content_terms(question)] == expected


def test_no_word_goes_over_the_end_of_a_time() -> None:
    question = "2024年底乙县有几所中学？"
    cut = content_terms(question, [question.index("乙")])
    assert "乙县" in [token.term for token in cut]
    assert all(question[token.start : token.end] == token.term for token in cut[-2:])


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 12))
@settings(max_examples=50)
def test_shift_is_exact(whole: int, fraction: int, places: int) -> None:
    from decimal import Decimal

    number = f"{whole}.{fraction:06d}"
    assert Decimal(shift(number, places)) == Decimal(number) * 10**places


def test_han_numbers_agree_with_the_library() -> None:
    import cn2an

    for value in (1, 10, 12, 20, 35, 99, 100, 101, 110, 235):
        assert han_number(cn2an.an2cn(value)) == str(value)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("patents", "patent"), ("companies", "company"), ("class's", "class"), ("gps", "gps"),
     ("status", "status"), ("boxes", "box"), ("analysis", "analysis")],
)  # fmt: skip
def test_stem(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::SyntaxWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_jieba_takes_over_where_the_port_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "国家级发明专利在株洲达到12420件"
    with_port = tokenize(text)
    monkeypatch.setitem(sys.modules, "rjieba", None)
    tokens._cutter.cache_clear()
    try:
        assert tokenize(text) == with_port
    finally:
        tokens._cutter.cache_clear()


def test_half_a_character_is_no_word_and_no_error() -> None:
    assert [token.term for token in tokenize("株洲\ud800市")] == ["株洲", "市"]
    assert tokenize("\udfff") == []
