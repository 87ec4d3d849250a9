"""Long texts as windows of tokens that a model can read, and their vectors as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_NO_DIRECTION = 1e-6  # a length below this is rounding, not a direction


def split_tokens(tokens: Sequence[int], room: int) -> list[Sequence[int]]:
    """Cut tokens into the fewest windows of at most ``room``, as even as can be.

    Even ones, because a last window of three tokens would be a poor vector. No tokens make one
    empty window, so that an empty text has a vector too.
    """
    count = max(1, -(-len(tokens) // room))
    edges = [len(tokens) * index // count for index in range(count + 1)]
    return [tokens[start:end] for start, end in zip(edges[:-1], edges[1:], strict=True)]


def pool(vectors: Floats, weights: Sequence[int]) -> Floats:
    """Return the weighted mean of unit vectors (windows, dimension), of length 1 again."""
    if len(vectors) == 1:
        only: Floats = vectors[0]
        return only
    shares = np.maximum(np.asarray(weights, dtype=np.float32), 1)
    total: Floats = (vectors * shares[:, None]).sum(axis=0)
    return unit(total)


def unit(vector: Floats) -> Floats:
    """Return a vector at length 1; one without a direction becomes the first axis, never NaN."""
    length = np.linalg.norm(vector)
    if not np.isfinite(length) or length < _NO_DIRECTION:
        vector = np.zeros_like(vector)
        vector[0] = 1
        return vector
    scaled: Floats = (vector / length).astype(np.float32)
    return scaled
