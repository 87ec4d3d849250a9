"""Every edit keeps each character traceable to the raw text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.text.offsets import Edit, MappedText, OffsetMap


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[Edit]:
    """Edits in order that do not overlap; each replaces at least one character."""
    marks = sorted(draw(st.sets(st.integers(0, length), max_size=8))) if length else []
    return [
        Edit(start, end, draw(st.text(max_size=4))) for start, end in zip(marks[::2], marks[1::2])
    ]


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, MappedText]:
    """A raw text and what a chain of up to four lots of edits made of it."""
    raw = draw(st.text(max_size=40))
    mapped = MappedText.of(raw)
    for _ in range(draw(st.integers(0, 4))):
        mapped = mapped.apply(draw(edits_of(len(mapped.text))))
    return raw, mapped


@settings(max_examples=100, deadline=None)
@given(edited())
def test_every_character_of_a_chain_of_edits_comes_from_the_raw_text(
    case: tuple[str, MappedText],
) -> None:
    raw, mapped = case
    starts, ends = mapped.origin.starts, mapped.origin.ends
    assert len(mapped.origin) == len(mapped.text)
    assert starts.dtype == ends.dtype == np.int32
    assert all(0 <= a < b <= len(raw) for a, b in zip(starts, ends))
    assert all(np.diff(starts) >= 0)
    assert all(np.diff(ends) >= 0)


@settings(max_examples=100, deadline=None)
@given(edited(), st.data())
def test_a_clean_span_lies_in_the_clean_span_of_its_raw_span(
    case: tuple[str, MappedText], data: st.DataObject
) -> None:
    _, mapped = case
    if not mapped.text:
        return
    start = data.draw(st.integers(0, len(mapped.text) - 1))
    end = data.draw(st.integers(start + 1, len(mapped.text)))
    raw_start, raw_end = mapped.origin.raw_span(start, end)
    back = mapped.origin.clean_span(raw_start, raw_end)
    assert back.start <= start
    assert end <= back.end
    whole = mapped.origin.raw_span(*back)
    assert whole.start <= raw_start
    assert raw_end <= whole.end


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30), st.data())
def test_deleting_and_replacing_one_by_one_keeps_single_characters(
    raw: str, data: st.DataObject
) -> None:
    length = len(raw)
    marks = sorted(data.draw(st.sets(st.integers(0, length), max_size=6))) if length else []
    mapped = MappedText.of(raw).apply(
        Edit(a, b, "x" * (b - a) if keep else "")
        for keep, (a, b) in enumerate(zip(marks[::2], marks[1::2]))
    )
    for at, character in enumerate(mapped.text):
        start, end = mapped.origin.raw_span(at, at + 1)
        assert end == start + 1
        assert character in ("x", raw[start])
        assert mapped.origin.clean_span(start, end) == (at, at + 1)


def test_a_replacement_of_the_same_length_maps_character_by_character() -> None:
    mapped = MappedText.of("第１２号").apply([Edit(1, 3, "12")])
    assert mapped.text == "第12号"
    assert [mapped.origin.raw_span(i, i + 1) for i in range(4)] == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_a_replacement_of_another_length_stands_for_the_whole() -> None:
    mapped = MappedText.of("a\r\nb ﬁ").apply([Edit(1, 3, "\n"), Edit(5, 6, "fi")])
    assert mapped.text == "a\nb fi"
    assert mapped.origin.raw_span(1, 2) == (1, 3)
    assert mapped.origin.raw_span(4, 5) == mapped.origin.raw_span(5, 6) == (5, 6)


def test_a_deletion_is_part_of_a_span_around_it_and_of_none_beside_it() -> None:
    mapped = MappedText.of("智 能\n驾驶").apply([Edit(1, 2), Edit(3, 4)])
    assert mapped.text == "智能驾驶"
    assert mapped.origin.raw_span(0, 4) == (0, 6)
    assert mapped.origin.raw_span(0, 2) == (0, 3)
    assert mapped.origin.raw_span(2, 4) == (4, 6)
    assert mapped.origin.clean_span(3, 4) == (2, 2)


def test_empty_spans_lie_where_their_character_would() -> None:
    mapped = MappedText.of("ab  cd").apply([Edit(2, 4)])
    assert mapped.origin.raw_span(2, 2) == (4, 4)
    assert mapped.origin.raw_span(4, 4) == (6, 6)
    assert MappedText.of("").origin.raw_span(0, 0) == (0, 0)
    assert MappedText.of("").origin.clean_span(0, 0) == (0, 0)


def test_no_edits_give_the_text_itself() -> None:
    mapped = MappedText.of("不变")
    assert mapped.apply([]) is mapped


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(2, 3), Edit(0, 1)],  # out of order
        [Edit(0, 2), Edit(1, 3)],  # overlapping
        [Edit(1, 1, "new")],  # from nowhere
        [Edit(2, 1)],
        [Edit(3, 5)],  # past the end
        [Edit(-1, 1)],
    ],
)
def test_disorder_and_insertions_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        MappedText.of("abcd").apply(edits)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (0, 4), (4, 4)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside a text of 3"):
        MappedText.of("abc").origin.raw_span(start, end)


def test_arrays_of_different_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        OffsetMap(np.zeros(2, np.int32), np.zeros(3, np.int32))
