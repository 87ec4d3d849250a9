"""What a program may get wrong: an error that says so, and never an answer to something else."""

from datetime import date
from pathlib import Path

import pytest

import zzqa
from zzqa.config import Filters
from zzqa.errors import QuestionError, UsageError

QUESTION = "株洲有多少家A股上市公司？"


@pytest.mark.parametrize(
    ("options", "seen"),
    [
        ({"top_k": 0}, "top_k is 0; expected 1 or more"),
        ({"top_k": -3}, "top_k is -3"),
        ({"context": -1}, "context is -1; expected 0 or more"),
        ({"min_confidence": 1.5}, "min_confidence is 1.5; expected a probability"),
        ({"min_confidence": float("nan")}, "min_confidence is nan"),
    ],
)
def test_options_out_of_their_bounds(seed_index, options, seen):
    for ask in (seed_index.ask, lambda q, **given: seed_index.ask_many([q], **given)):
        with pytest.raises(UsageError, match=seen) as raised:
            ask(QUESTION, **options)
        assert str(raised.value).count("; ") == 2


def test_searching_with_what_there_is_not(seed_index):
    with pytest.raises(UsageError, match="expected one of lexical, dense, fused, ranked"):
        seed_index.search(QUESTION, mode="best")
    with pytest.raises(UsageError, match="top_k is -1"):
        seed_index.search(QUESTION, top_k=-1)


@pytest.mark.parametrize("question", [None, 7, b"\xe6\xa0\xaa", ["株洲"]])
def test_what_is_no_text_is_no_question(seed_index, question):
    with pytest.raises(QuestionError, match="expected text"):
        seed_index.ask(question)
    answer, error = seed_index.ask_many([QUESTION, question])
    assert answer.value == "12家" and isinstance(error, QuestionError)


def test_one_text_is_not_many_questions(seed_index):
    with pytest.raises(UsageError, match="use ask for one"):
        seed_index.ask_many(QUESTION)


def test_limits_that_say_something_else_than_was_meant():
    with pytest.raises(UsageError, match=r"write \('000_\*',\)"):
        Filters(sources="000_*")
    with pytest.raises(UsageError, match="since 2024-05-01 is after until 2023-05-01"):
        Filters(since=date(2024, 5, 1), until=date(2023, 5, 1))


def test_patterns_in_a_list_are_patterns(seed_index):
    limits = Filters(sources=["000_*"])
    assert limits == Filters(sources=("000_*",))
    assert all(
        hit.passage.source.startswith("000_") for hit in seed_index.search(QUESTION, filters=limits)
    )


@pytest.mark.parametrize("kind", [str, Path])
def test_a_single_path_is_a_corpus(tmp_path, kind):
    """The letters of a text are paths too, and the first of them is often the whole disk."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text("荷塘区有桥梁7座。\n", encoding="utf-8")
    assert zzqa.build_index(kind(folder), tmp_path / "ix").documents == 1
    assert zzqa.staleness(tmp_path / "ix", kind(folder)) is None


def test_an_unknown_encoding(tmp_path):
    (tmp_path / "a.txt").write_text("荷塘区有桥梁7座。\n", encoding="utf-8")
    with pytest.raises(UsageError, match="the encoding 'klingon' is unknown"):
        zzqa.build_index([tmp_path], tmp_path / "ix", encoding="klingon")
    assert not (tmp_path / "ix").exists()
