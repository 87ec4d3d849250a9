"""Reranking: by a stub whose scores are known, and by a real cross-encoder of a few weights."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from tiny_models import save_reranker

import zzqa
from zzqa.chunking import embedded_text
from zzqa.cli import main
from zzqa.encode import load_encoder, load_reranker
from zzqa.engine import Engine
from zzqa.errors import UsageError
from zzqa.index import open_reader
from zzqa.protocols import Reranker
from zzqa.rerank import RERANKED

QUESTION = "截至2024年6月底，株洲有多少件有效发明专利？"


class Stub:
    name = "stub"

    def __init__(self, scores: Callable[[Sequence[str]], Sequence[float]]) -> None:
        self._scores = scores

    def score(self, question: str, passages: Sequence[str]) -> np.ndarray:
        return np.asarray(self._scores(passages), dtype=np.float32)


def _engine(folder: Path, scores: Callable[[Sequence[str]], Sequence[float]]) -> Engine:
    return Engine(open_reader(folder), load_encoder(), reranker=Stub(scores))


def test_the_first_passages_are_ordered_anew_and_the_rest_follow(
    seed_folder: Path, seed_index: Engine
) -> None:
    before = seed_index.search(QUESTION, top_k=40)
    with _engine(seed_folder, lambda texts: np.linspace(0.1, 0.9, len(texts))) as engine:
        after = engine.search(QUESTION, top_k=40)
    ids = [hit.passage.id for hit in before]
    assert [hit.passage.id for hit in after] == ids[:RERANKED][::-1] + ids[RERANKED:]
    scores = [hit.score for hit in after]
    assert scores == sorted(scores, reverse=True)
    assert all(hit.scores["rerank"] == hit.score for hit in after[:RERANKED])
    assert all("rerank" not in hit.scores for hit in after[RERANKED:])
    assert after[0].scores["rank"] == before[RERANKED - 1].scores["rank"]


def test_equal_scores_are_ordered_by_passage(seed_folder: Path) -> None:
    with _engine(seed_folder, lambda texts: [0.5] * len(texts)) as engine:
        ids = [hit.passage.id for hit in engine.search(QUESTION, top_k=RERANKED)]
    assert ids == sorted(ids)


def test_other_modes_are_left_alone(seed_folder: Path, seed_index: Engine) -> None:
    with _engine(seed_folder, lambda texts: np.linspace(0.1, 0.9, len(texts))) as engine:
        assert engine.search(QUESTION, mode="lexical") == seed_index.search(
            QUESTION, mode="lexical"
        )


def test_an_answer_tells_who_ordered_it(seed_folder: Path, seed_index: Engine) -> None:
    with _engine(seed_folder, lambda texts: [float("12420件" in t) for t in texts]) as engine:
        answer = engine.ask(QUESTION)
    assert answer.value == "12420件"
    assert answer.index["reranker"] == "stub" and "rerank" in answer.timings_ms
    assert "reranker" not in seed_index.ask(QUESTION).index


@pytest.mark.parametrize("scores", [lambda texts: [0.1], lambda texts: [float("nan")] * len(texts)])
def test_scores_that_do_not_fit_are_refused(seed_folder: Path, scores: Callable) -> None:
    with (
        _engine(seed_folder, scores) as engine,
        pytest.raises(UsageError, match="the reranker stub gave scores"),
    ):
        engine.search(QUESTION)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_reranker(tmp_path_factory.mktemp("models") / "tiny")


def test_a_cross_encoder_orders_by_its_scores(seed_folder: Path, model: Path) -> None:
    reranker = load_reranker(str(model))
    assert isinstance(reranker, Reranker) and reranker.name == str(model)
    with zzqa.open_index(seed_folder, reranker=str(model)) as engine:
        hits = engine.search(QUESTION, top_k=RERANKED)
    texts = [embedded_text(hit.passage) for hit in hits]
    expected = reranker.score(QUESTION, texts)
    np.testing.assert_allclose([hit.score for hit in hits], expected, atol=1e-5)
    assert 0 <= expected.min() < expected.max() <= 1


def test_the_option_of_the_commands(
    seed_folder: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--index", str(seed_folder), "--reranker", str(model), "--json"]
    assert main(["search", QUESTION, *options]) == 0
    assert "rerank" in json.loads(capsys.readouterr().out)["passages"][0]["scores"]
    assert main(["ask", QUESTION, *options]) == 0
    assert json.loads(capsys.readouterr().out)["index"]["reranker"] == str(model)
    asked, out = tmp_path / "q.txt", tmp_path / "a.jsonl"
    asked.write_text(QUESTION + "\n", encoding="utf-8")
    assert main(["batch", str(asked), "-o", str(out), *options]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["index"]["reranker"] == str(model)


def test_a_classifier_is_no_reranker(seed_folder: Path, tmp_path: Path) -> None:
    reranker = load_reranker(str(save_reranker(tmp_path / "three", labels=3)))
    with pytest.raises(UsageError, match="one was expected"):
        reranker.score(QUESTION, ["株洲"])


def test_a_name_that_is_no_model_shows_before_any_question(seed_folder: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        zzqa.open_index(seed_folder, reranker="./nothing-here")


def test_without_the_library_the_command_to_install_it_is_named(
    seed_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    code = main(["ask", QUESTION, "--index", str(seed_folder), "--reranker", "BAAI/some-reranker"])
    message = capsys.readouterr().err
    assert code == 1 and "pip install 'zzqa[models]'" in message and message.count("\n") == 1
