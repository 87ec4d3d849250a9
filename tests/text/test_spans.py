"""Spans against the definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zzqa.text.spans import Spans

PAIRS = st.lists(st.integers(0, 60), max_size=24, unique=True).map(sorted)


@given(ends=PAIRS, start=st.integers(0, 60), length=st.integers(1, 12))
def test_lookups_agree_with_looking_at_every_span(ends: list[int], start: int, length: int) -> None:
    pairs = list(zip(ends[::2], ends[1::2]))
    spans = Spans(pairs[1:])
    if pairs:
        spans.add(*pairs[0])
    end = start + length
    assert spans.overlap(start, end) == any(a < end and start < b for a, b in pairs)
    assert spans.contain(start, end) == any(a <= start and end <= b for a, b in pairs)
