"""Models of a few thousand weights in the layouts of the libraries, drawn from a seed."""

from __future__ import annotations

import json
from pathlib import Path

CHARACTERS = "株洲有多少件效发明专利质押融资亿元大熊猫吃竹子这座桥全长米于年建成通车0123456789。？"
DIMENSION = 32


def save_encoder(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """Write a sentence-transformers model of mean pooling; another seed is another model."""
    import torch
    from transformers import BertModel

    torch.manual_seed(seed)
    BertModel(_config()).save_pretrained(folder)
    _save_tokenizer(folder)
    (folder / "1_Pooling").mkdir()
    kinds = ("Transformer", "Pooling")
    contents = {
        "modules.json": [
            {"idx": n, "name": str(n), "path": "1_Pooling" if n else "",
             "type": f"sentence_transformers.models.{kind}"}
            for n, kind in enumerate(kinds)
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": DIMENSION, "pooling_mode_mean_tokens": True,
        },
        "config_sentence_transformers.json": {"prompts": prompts or {}},
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


def save_reranker(folder: Path, *, labels: int = 1) -> Path:
    """Write a cross-encoder with ``labels`` outputs."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(7)
    BertForSequenceClassification(_config(num_labels=labels)).save_pretrained(folder)
    _save_tokenizer(folder)
    return folder


def _config(**more: int) -> object:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(CHARACTERS) + 5, hidden_size=DIMENSION, num_hidden_layers=1,
        num_attention_heads=2, intermediate_size=32, max_position_embeddings=512,
        initializer_range=1.0, **more,
    )  # fmt: skip


def _save_tokenizer(folder: Path) -> None:
    """Write a tokenizer whose pieces are single characters."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(CHARACTERS)]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=512, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
    ).save_pretrained(folder)  # fmt: skip
