"""Packed tokens: cutting a text again must give the same, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zzqa.text.packing import PackedTokens, cut_of, pack
from zzqa.text.tokens import cut, tokenize

CHARACTERS = "株洲市长的专利，１2.万亿%月日〔〕号 a-Bé龘\udcff\U00020000"


@given(st.text(st.sampled_from(CHARACTERS), max_size=60))
@example("截至2024年6月底，株洲市有效发明专利12420件，同比增长百分之八。国发〔2023〕15号 TFT-LCD")
@example("３．５億元，12，345件，ABCDEFG" * 9)
def test_unpacked_is_as_cut(text: str) -> None:
    packed = pack(cut(text), text)
    assert packed is not None
    packed.check()
    assert cut_of(text, packed) == cut_of(text)
    assert list(zip(*cut_of(text, packed))) == list(map(tuple, tokenize(text)))


def test_terms_that_stand_in_the_text_take_two_bytes() -> None:
    text = "株洲市的有效发明专利"
    packed = pack(cut(text), text)
    assert packed is not None
    assert not packed.terms
    assert len(packed.codes.encode()) == 2 * len(cut(text))


@pytest.mark.parametrize("text", ["a" * 64, "专利" + "。" * 512 + "专利"])
def test_tokens_too_long_or_too_far_apart_are_cut_again(text: str) -> None:
    assert pack(cut(text), text) is None
    assert cut_of(text, None).words == tuple(token.term for token in tokenize(text))


@pytest.mark.parametrize("places", [(1,), (-1,), (0, 0)])
def test_places_that_no_token_has(places: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="of 1 tokens"):
        PackedTokens("Ł", places, ("专利",)).check()
