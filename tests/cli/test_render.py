"""Answers as a terminal shows them, and as a pipe or a screen reader gets them."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from fake_engine import DAY, FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from zzqa.cli.labels import EN, ZH, labels_for
from zzqa.cli.look import file_link
from zzqa.cli.render import Look, answer_lines, feature_lines, hit_lines
from zzqa.cli.screen import print_lines
from zzqa.config import Filters
from zzqa.records import OtherFigure, Place, TimeInterval

DRAWN = Look(plain=False)
APRIL = TimeInterval(date(2024, 4, 1), date(2024, 4, 30))


def drawn(lines, columns=80, colours=False):
    out = io.StringIO()
    console = Console(
        file=out, width=columns, force_terminal=colours,
        color_system="truecolor" if colours else None,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    print_lines(console, lines)
    return out.getvalue()


def plain(lines):
    return "\n".join(line.text.rstrip() for line in lines)


@pytest.fixture
def answer():
    found = FakeEngine().ask("株洲有效发明专利量", top_k=2)
    other = OtherFigure("11925件", APRIL, "other date", found.quotes[1])
    return replace(found, date=DAY, others=(other,))


def test_the_answer_the_quote_and_where_it_stands(answer):
    lines = drawn(answer_lines(replace(answer, others=()), DRAWN)).splitlines()
    assert lines[0] == "12420件  2024-08-08 · confidence 1.00"
    assert lines[2:5] == [
        "[1] 截至6月底，株洲有效发明专利量12420件。",
        "    ━━━━━━━━ 1.00  a.txt:1-3  2024-08-08",
        "    《题目》",
    ]


def test_other_figures_are_a_table_on_a_terminal_and_sentences_elsewhere(answer):
    shown = drawn(answer_lines(answer, DRAWN))
    assert "    value    date        source\n" in shown
    assert "    12420件  2024-08-08  a.txt:1-3  this answer\n" in shown
    assert "    11925件  2024-04     a.txt:3-4  other date\n" in shown
    assert "other date: 11925件  (2024-04, a.txt:3-4)\n" in plain(answer_lines(answer)) + "\n"


def test_a_table_gives_up_its_last_column_and_the_middle_of_a_name_before_it_is_none(answer):
    days = TimeInterval(date(2021, 1, 1), date(2021, 7, 31))
    other = replace(answer.others[0], date=days)
    long = replace(answer.quotes[0], source=f"{'公报' * 20}.txt", lines=(50, 52))
    rows = {}
    for columns, quote in ((50, answer.quotes[0]), (70, long)):
        shown = replace(answer, others=(replace(other, quote=quote),))
        lines = drawn(answer_lines(shown, replace(DRAWN, width=columns))).splitlines()
        rows[columns] = next(line for line in lines if "11925" in line)
    assert rows[50] == "    11925件  2021-01-01/2021-07-31  a.txt:1-3"
    assert rows[70] == f"    11925件  2021-01-01/2021-07-31  {'公报' * 5}公…:50-52"
    assert "other date: " in drawn(answer_lines(shown, replace(DRAWN, width=30)))


def test_what_is_told_of_a_long_answer_stands_below_it(answer):
    lines = drawn(answer_lines(replace(answer, value="产值" * 16, others=()), DRAWN)).splitlines()
    assert lines[:2] == ["产值" * 16, "    2024-08-08 · confidence 1.00"]


@pytest.mark.parametrize("columns", [40, 80, 110])
def test_no_line_is_wider_than_the_terminal(answer, columns):
    long = replace(answer.quotes[0], clean="株洲市有效发明专利拥有量，" * 30, answer=None)
    answer = replace(answer, quotes=(long, long), value="产值；" * 40)
    shown = drawn(answer_lines(answer, replace(DRAWN, width=columns)), columns).splitlines()
    assert max(map(cell_len, shown)) <= columns
    assert sum("有效发明专利拥有量" in line for line in shown) > 6


def test_a_very_wide_terminal_is_not_filled():
    hits = [(None, replace(FakeEngine().ask("株洲有效发明专利量").quotes[0], clean="专利" * 300))]
    hits = [(type("H", (), {"score": 1.0, "scores": {"rank": 1.0}}), quote) for _, quote in hits]
    assert max(map(cell_len, drawn(hit_lines(hits, DRAWN), 200).splitlines())) <= 110


def test_plain_draws_nothing(answer):
    quote = replace(answer.quotes[0], also=(Place("b.txt", 1, 2),))
    shown = plain(answer_lines(replace(answer, quotes=(quote,))))
    assert not re.search("[\u2500-\u259f\x1b]", shown)
    assert "also in b.txt:1-2" in shown


def test_scores_stand_beside_each_other_where_they_fit():
    scores = {f"feature_{n}": -n / 8 for n in range(7)} | {"rank": 0.5}
    for columns, lines in ((80, 3), (40, 7)):
        shown = drawn(feature_lines(scores, columns), columns).splitlines()
        assert len(shown) == lines and max(map(cell_len, shown)) <= columns
        assert "rank" not in "".join(shown)
    assert not list(feature_lines({}))


def test_a_source_is_a_link_where_its_file_is(answer, tmp_path):
    file = tmp_path / "a b株.txt"
    file.touch()
    link = file_link({"a.txt": file}.get)
    shown = drawn(answer_lines(answer, replace(DRAWN, link=link)), colours=True)
    address = re.search(r"\x1b\]8;[^;]*;(file://[^\x1b]+)\x1b\\", shown).group(1)
    assert address.endswith("/a%20b%E6%A0%AA.txt") and address.isascii()
    without = drawn(answer_lines(answer, DRAWN), colours=True)
    assert "\x1b]8" not in without


def test_a_doubtful_answer_has_another_colour(answer):
    sure, unsure = (
        drawn(answer_lines(replace(answer, confidence=c), DRAWN), colours=True) for c in (0.9, 0.4)
    )
    assert sure[:8] != unsure[:8]


def test_an_abstention_tells_what_would_help():
    answer = replace(
        FakeEngine().ask("2019年株完全无关紧要", top_k=1), confidence=0.2, reason="why"
    )
    look = Look(filters=Filters(sources=("b*",), since=date(2024, 1, 1)))
    shown = plain(answer_lines(answer, look))
    assert "limited (source b*, since 2024-01-01)" in shown
    assert EN.no_time in shown
    two = (answer.quotes[0], replace(answer.quotes[0], date=APRIL))
    shown = plain(answer_lines(replace(answer, quotes=two), look))
    assert "nearest passages are of 2024-08-08, 2024-04;" in shown
    assert "if 12420件 is what you look for" in shown
    sentence = "株洲有效发明专利量12420件，" * 3
    inside = replace(answer.quotes[0], clean=f"据悉，{sentence}")
    shown = plain(answer_lines(replace(answer, rejected=sentence, quotes=(two[1], inside)), look))
    assert "Best candidate: [2]" in shown and "if passage [2] is what" in shown
    shown = plain(answer_lines(replace(answer, rejected=sentence, quotes=two[1:]), look))
    assert f"Best candidate: {sentence[:39]}…" in shown and "what you look for" not in shown
    bare = replace(answer, question="无关", rejected=None)
    assert EN.words in plain(answer_lines(bare))


def test_labels_in_chinese_or_as_asked(answer):
    assert "置信度 1.00" in plain(answer_lines(answer, Look(labels="zh")))
    assert labels_for("auto", "zh") is ZH and labels_for("auto", "en") is EN
    assert labels_for("en", "zh") is EN
    assert ZH.reason("something new") == "something new" == EN.reason("something new")


@given(st.text(st.characters(codec=None), max_size=40))
@settings(max_examples=100)
def test_nothing_of_a_document_acts_on_the_terminal(text):
    quote = FakeEngine().ask("株洲有效发明专利量").quotes[0]
    quote = replace(quote, clean=text, title=text, source=text, answer=None)
    answer = replace(FakeEngine().ask("株洲"), value=text, english=text, quotes=(quote,))
    for look in (Look(), DRAWN):
        shown = drawn(answer_lines(answer, look))
        assert not re.search(
            "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", shown
        )
