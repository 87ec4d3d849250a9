import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.text.normalise import fold, has_han, language

AWKWARD = "İıßﬁﬀŉǰΐΣςẞ𠀋𝐀㍿〇Ａ１％　乾隆後發麵\u00a0\ufeff"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(AWKWARD)), max_size=60))
@settings(max_examples=100)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＰＣＴ專利申請　５．２％", "pct专利申请 5.2%"),
        ("İstanbul Straße", "İstanbul straße"),
        ("後來發展裡面", "后来发展里面"),
        ("\ud800後", "\ud800后"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_has_han() -> None:
    assert has_han("abc株") and has_han("𠀋") and has_han("〇")
    assert not has_han("abc、。かな")


@pytest.mark.parametrize(
    ("question", "lang"),
    [
        ("株洲有多少件发明专利", "zh"),
        ("How many patents does Zhuzhou hold?", "en"),
        ("IGBT、CRRC、GDP International Conference 是", "zh"),
        ("What is 小巨人", "en"),
        ("How many 小巨人 firms are there in 株洲", "en"),
        ("IGBT 是什么", "zh"),
        ("2024?", "en"),
        ("", "en"),
    ],
)
def test_language(question: str, lang: str) -> None:
    assert language(question) == lang


def test_a_character_newer_than_the_tables_of_python_has_a_language() -> None:
    assert language("0\U0003134b") == "zh"
