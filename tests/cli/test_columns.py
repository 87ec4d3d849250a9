"""Lines on a terminal: their width, where they break, bars and tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from zzqa.cli.columns import bar, break_lines, cut, pad, table, width

TEXTS = st.text(st.sampled_from("株洲有效发明专利量，。（）“”《》ab12.3%— ,.x"), max_size=60)


def lines(text, columns, hang=0):
    return [text[start:end] for start, end in break_lines(text, columns, hang)]


@given(TEXTS, st.integers(4, 30), st.integers(0, 2))
@settings(max_examples=100)
def test_lines_hold_all_but_spaces_and_fit(text, columns, hang):
    broken = lines(text, columns, hang)
    assert "".join("".join(broken).split()) == "".join(text.split())
    for number, line in enumerate(broken):
        room = columns - (hang if number else 0)
        assert cell_len(line.rstrip()) <= room or len(line) <= 1


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("株洲有效发明专利", 8, ["株洲有效", "发明专利"]),
        ("专利量12420件，居第二", 15, ["专利量12420件，", "居第二"]),
        ("专利量是12420件", 12, ["专利量是", "12420件"]),
        ("株洲市（湖南省）", 8, ["株洲市", "（湖南", "省）"]),
        ("how many patents", 9, ["how many", "patents"]),
        ("占 GDP 比重达到3.15%", 10, ["占 GDP 比", "重达到", "3.15%"]),
        ("000_8ef45f697359829c.txt:1", 30, ["000_8ef45f697359829c.txt:1"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("111  1", 4, ["111", "1"]),
        ("  set in", 20, ["  set in"]),
        ("", 10, [""]),
    ],
)
def test_where_lines_break(text, columns, expected):
    assert lines(text, columns) == expected


@given(TEXTS, st.integers(1, 20))
@settings(max_examples=50)
def test_cut_and_pad_give_their_columns(text, columns):
    assert width(cut(text, columns)) <= columns
    assert width(pad(cut(text, columns), columns)) == columns


def test_a_bar_and_a_table():
    assert (bar(0, 4), bar(0.5, 4), bar(7, 4), bar(-1, 4)) == ("────", "━━──", "━━━━", "────")
    rows = table([["数值", "date"], ["7", "2024-06"]], 14)
    assert ["".join(row) for row in rows] == ["数值  date     ", "7     2024-06  "]
    assert table([["数值", "date"], ["7", "2024-06"]], 12) == [] == table([], 10)
