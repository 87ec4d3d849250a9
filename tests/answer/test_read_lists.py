"""A list of the rules beside what the reader is sure of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

import zzqa
from zzqa.answer.reading.model import from_weights

TEXT = (
    "临江县果业简介\n\n临江县种植的主要水果有柑橘、葡萄和黄桃等。"
    "县里的水果“临江红”远近闻名，销往各地。\n"
)
QUESTION = "临江县种植的主要水果有哪些？"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zzqa.Engine]:
    root: Path = tmp_path_factory.mktemp("lists")
    (root / "fruit.txt").write_text(TEXT, encoding="utf-8")
    zzqa.build_index([root / "fruit.txt"], root / "index")
    with zzqa.open_index(root / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("quoted", "value"), [(0.0, "柑橘、葡萄、黄桃等"), (9.0, "临江红")]
)  # fmt: skip
def test_a_list_stands_unless_the_reader_is_sure_of_another_sentence(
    engine: zzqa.Engine, quoted: float, value: str
) -> None:
    weights = {"span": {"quoted": [0.0, quoted]}, "question": {}, "bias": [0.0], "out": [0.0]}
    with patch.object(engine._responder._spans, "_model", from_weights(weights)):
        answer = engine.ask(QUESTION, min_confidence=0.0)
    assert answer.value == value
