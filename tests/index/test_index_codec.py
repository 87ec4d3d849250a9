"""Records to JSON and back by their declared types."""

from dataclasses import dataclass, make_dataclass
from datetime import date

import index_samples
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.index.codec import decode_named, dump_json, encode_named, load_json, schema
from zzqa.records import Mentions, Passage, Quantity, Span, TimeInterval, TimeMention

dates = st.dates(min_value=date(1, 1, 1))
intervals = st.tuples(dates, dates).map(lambda pair: TimeInterval(min(pair), max(pair)))
texts = st.text(max_size=8)
numbers = st.integers(0, 999)
times = st.builds(TimeMention, numbers, numbers, texts, intervals)
quantities = st.builds(
    Quantity,
    numbers,
    numbers,
    texts,
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    st.sampled_from(["count", "money"]),
)
mentions = st.builds(
    Mentions, st.lists(times, max_size=3).map(tuple), st.lists(quantities, max_size=3).map(tuple)
)
passages = st.builds(
    Passage,
    texts,
    texts,
    texts,
    numbers,
    numbers,
    texts,
    date=st.none() | intervals,
    sentences=st.lists(st.builds(Span, numbers, numbers), max_size=3).map(tuple),
    mentions=mentions,
)


@settings(max_examples=60, deadline=None)
@given(passages)
def test_passages_come_back_equal(passage: Passage) -> None:
    line = dump_json(encode_named(passage))
    assert b"\n" not in line
    again = decode_named(Passage, load_json(line))
    assert again == passage
    assert all(type(span) is Span for span in again.sentences)


def test_lone_surrogates_of_file_names_survive() -> None:
    passage = index_samples.passage(0, index_samples.document(0), "a\udcffb")
    assert decode_named(Passage, load_json(dump_json(encode_named(passage)))) == passage


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "0"),
        ("start", True),
        ("text", None),
        ("date", ["2024-01-01"]),
        ("date", ["2024-13-01", "2024-13-02"]),
        ("date", ["2024-02-01", "2024-01-02"]),
        ("sentences", [[0]]),
        ("sentences", {}),
        ("mentions", [[], [[0, 1, "x", 1.0, "件", "heap", ""]], []]),
    ],
)
def test_values_of_another_type_are_refused(field: str, value: object) -> None:
    good = encode_named(index_samples.passage(0, index_samples.document(0)))
    with pytest.raises(ValueError):
        decode_named(Passage, {**good, field: value})


@pytest.mark.parametrize("value", [None, [], {}, {"id": "x"}])
def test_objects_of_other_fields_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        decode_named(Passage, value)


def test_numpy_numbers_are_refused_where_they_would_change_type() -> None:
    with pytest.raises(TypeError, match="int32"):
        encode_named(Span1(np.int32(3)))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Span1:
    start: int


def test_the_schema_tells_a_changed_record() -> None:
    plain = make_dataclass("R", [("a", int)])
    renamed = make_dataclass("R", [("b", int)])
    retyped = make_dataclass("R", [("a", float)])
    assert len({schema(kind) for kind in (plain, renamed, retyped)}) == 3
    assert "hedge" in schema(Passage)
