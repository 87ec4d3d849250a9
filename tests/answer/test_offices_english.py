"""Whose office an English question asks about."""

from __future__ import annotations

import pytest

from zzqa.answer.offices_english import office_in_english
from zzqa.search.query import analyse
from zzqa.text.bridge_table import BridgeTable
from zzqa.text.english import lemma

TERMS = (
    "书记",
    "党委",
    "市委",
    "银行",
    "苏州",
    "主席",
    "董事长",
    "研究所",
    "轴承",
    "局长",
    "水利局",
)
PHRASES = {
    "secretary": [0, 100],
    "party committee": [2, 100, 1, 90],
    "bank": [3, 100],
    "suzhou": [4, 100],
    "chairman": [6, 100, 5, 90],
    "institute": [7, 100],
    "bearing": [8, 100],
    "head": [9, 100],
    "water bureau": [10, 100],
}
BRIDGE = BridgeTable(
    TERMS, {" ".join(map(lemma, key.split())): options for key, options in PHRASES.items()}, {}, {}
)


@pytest.mark.parametrize(
    ("question", "role", "expected"),
    [
        ("Who is the secretary of the Suzhou Party committee?", "市委书记", 0),
        ("Who is the secretary of the Suzhou Party committee?", "江南银行党委书记、董事长", -1),
        ("Who is the secretary of the Suzhou Party committee?", "苏州市委书记", 0),
        ("Who is the secretary of the Suzhou Bank Party committee?", "江南银行党委书记", 0),
        ("Who is the chairman of the Suzhou Bearing Institute?", "联创集团董事长", -1),
        ("Who is the chairman of the Suzhou Bearing Institute?", "轴承研究所董事长", 0),
        ("Who is the chairman of Suzhou Bank in 2023?", "东海银行党委书记、董事长", 0),
        ("Who is the chairman of Glorp Industries?", "联创集团董事长", 0),
        ("Which chairman came?", "联创集团董事长", 0),
        ("Who is the head of the water bureau?", "市水利局局长", 0),
        ("Who is the head of the water bureau?", "市公安局局长", -1),
    ],
)
def test_whose_office_an_english_question_asks_about(
    question: str, role: str, expected: float
) -> None:
    asked = analyse(question, BRIDGE, {"苏州": "place"})
    assert office_in_english(asked, role) == expected
