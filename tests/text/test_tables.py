"""Tables in running text: under which heads a cell stands, and the unit that its head gives."""

from __future__ import annotations

import pytest

from zzqa.text.analysis import find_mentions
from zzqa.text.tables import find_cells

TABLE = """各市产值
| 城市 | 产值（亿元） | 增速 |
|---|---|---|
| 扬州 | 75.4 | 3.1% |

| 苏州 | 1,098 | 4.6% |"""


def heads(text: str) -> list[tuple[str, str, str]]:
    return [tuple(text[a:b] for a, b in cell[:3]) for cell in find_cells(text)]


def test_a_cell_stands_under_the_heads_of_its_row_and_column() -> None:
    assert heads(TABLE) == [
        ("75.4", "扬州", "产值（亿元）"),
        ("3.1%", "扬州", "增速"),
        ("1,098", "苏州", "产值（亿元）"),
        ("4.6%", "苏州", "增速"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "没有表格。",
        "| 只有一行 | 两格 |",
        "| 1 | 2 |\n| 3 | 4 |",  # no heads
        "| 城市 | 产值 |\n| 扬州 | 75 | 3 |",  # another number of cells
        "| 城市 | 产值 |\n其他文字\n| 扬州 | 75 |",  # another table
    ],
)
def test_where_heads_are_not_known_there_are_no_cells(text: str) -> None:
    assert heads(text) == []


def test_a_bare_number_has_the_unit_of_its_head_and_its_own_text() -> None:
    found = {q.text: (q.value, q.unit, q.kind) for q in find_mentions(TABLE, None).quantities}
    assert found["75.4"] == (pytest.approx(7.54e9), "元", "money")
    assert found["1,098"] == (pytest.approx(1.098e11), "元", "money")
    assert found["3.1%"][1:] == ("%", "percent")
