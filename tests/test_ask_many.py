"""Many questions at once give what each gives alone."""

import time
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from zzqa.encode.prepared import MeanwhileEncoder, PreparedEncoder
from zzqa.errors import QuestionError, ZzqaError

QUESTIONS = (
    "株洲市市长是谁", " ", "how many invention patents did Zhuzhou hold in June 2024",
    "红烧肉怎么做", "株洲市市长是谁", "问" * 3000,
)  # fmt: skip


def plain(answer):
    return replace(answer, timings_ms={})


def test_each_gives_what_it_gives_alone(seed_index):
    together = seed_index.ask_many(QUESTIONS, top_k=2, ids=list("abcdef"))
    for question, name, given in zip(QUESTIONS, "abcdef", together, strict=True):
        try:
            alone = seed_index.ask(question, top_k=2, id=name)
        except QuestionError as error:
            assert isinstance(given, QuestionError) and str(given) == str(error)
        else:
            assert plain(given) == plain(alone)
            assert set(given.timings_ms) == set(alone.timings_ms)


def test_options_hold_for_all(seed_index):
    answers = seed_index.ask_many(QUESTIONS[:1] * 2, min_confidence=1.0, top_k=1)
    assert all(answer.abstained and len(answer.quotes) == 1 for answer in answers)
    assert seed_index.ask_many(()) == ()
    with pytest.raises(ValueError):
        seed_index.ask_many(QUESTIONS, ids=["a"])


def test_as_many_texts_as_fill_all_cores_get_the_vectors_of_each_alone(seed_index):
    encoder = seed_index._encoder
    texts = [f"{number}年株洲有多少件专利？" for number in range(1950, 2020)]
    alone = np.stack([encoder.encode_queries([text])[0] for text in texts])
    assert np.array_equal(encoder.encode_queries(texts), alone)


def test_prepared_questions_are_encoded_once():
    calls = []

    class Counting:
        name, digest, dimension = "counting", "0", 2

        def encode_queries(self, texts):
            calls.append(list(texts))
            return np.array([[len(text), 1] for text in texts], dtype=np.float32)

        def encode_passages(self, texts, *, progress=None):
            return self.encode_queries(texts)

    prepared = PreparedEncoder(Counting(), ["a", "bb", "a"])
    assert calls == [["a", "bb"]]
    assert prepared.encode_queries(["bb", "a"]).tolist() == [[2, 1], [1, 1]]
    assert prepared.encode_queries([]).shape == (0, 2)
    assert len(calls) == 1
    assert prepared.encode_queries(["a", "ccc"]).tolist() == [[1, 1], [3, 1]]
    assert prepared.encode_passages(["dd"]).tolist() == [[2, 1]]
    assert (prepared.name, prepared.digest, prepared.dimension) == ("counting", "0", 2)


def test_what_is_encoded_meanwhile_is_ready_when_it_is_asked_for() -> None:
    class Slow:
        name, digest, dimension = "slow", "0", 1
        asked: ClassVar[list[list[str]]] = []

        def encode_queries(self, texts):
            time.sleep(0.02)
            self.asked.append(list(texts))
            return np.array([[len(text)] for text in texts], np.float32)

    ahead = MeanwhileEncoder(Slow(), ["bb", "ccc"])
    assert ahead.encode_queries(["other"]).tolist() == [[5.0]]
    assert ahead.encode_queries(["ccc"]).tolist() == [[3.0]]
    assert ahead.encode_queries(["bb"]).tolist() == [[2.0]]
    assert sorted(Slow.asked) == [["bb", "ccc"], ["other"]]


def test_what_fails_meanwhile_fails_where_it_is_asked_for() -> None:
    class Broken:
        name, digest, dimension = "broken", "0", 1

        def encode_queries(self, texts):
            raise ZzqaError("the model is broken")

    ahead = MeanwhileEncoder(Broken(), ["a"])
    with pytest.raises(ZzqaError, match="broken"):
        ahead.encode_queries(["a"])
