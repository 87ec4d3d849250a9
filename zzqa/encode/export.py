"""Writes the bundled encoder as a sentence-transformers folder, so that it can be fine-tuned."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from zzqa.encode.files import BUNDLED, EncoderFiles, read_files
from zzqa.encode.windows import Floats
from zzqa.errors import DependencyError, UsageError

_BLOCK = 32  # word embeddings that share a scale
_PARTS = {
    "ao": ("attention.output.dense", "attention.output.LayerNorm", "aln"),
    "fo": ("output.dense", "output.LayerNorm", "oln"),
}


def export_encoder(target: Path, *, folder: Path = BUNDLED, overwrite: bool = False) -> Path:
    """Write the encoder as fp32 weights with tokenizer and prompts into ``target``; return it.

    The vectors are those before centering. With ``overwrite`` files of the same names are replaced
    and others left. Raises UsageError where ``target`` holds files already or cannot be written,
    DependencyError where ``zzqa[models]`` is not installed.
    """
    files = read_files(folder)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; a folder was expected; name another one")
    if target.exists() and not overwrite and any(target.iterdir()):
        raise UsageError(
            f"{target} exists and is not empty; a new or empty folder was expected; "
            "name another one, or write over its files with --force"
        )
    tensors = _bert_tensors(_initializers(files))
    try:
        _write(target, files, tensors)
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written ({error.strerror or error}); a folder that can be was "
            "expected; name another one"
        ) from error
    return target


def _initializers(files: EncoderFiles) -> dict[str, Any]:
    try:
        import onnx
        from onnx import numpy_helper
    except ImportError as error:
        raise DependencyError(
            "onnx is not installed; exporting the model needs it; run: pip install 'zzqa[models]'"
        ) from error
    model = onnx.load(str(files.path("model.onnx")))
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def _bert_tensors(given: dict[str, Any]) -> dict[str, Floats]:
    """Return the weights under the names of transformers' BertModel."""
    codes = given["words"].astype(np.float32)
    scales = given["word_scales.half"].astype(np.float32)
    words = (codes.reshape(len(codes), -1, _BLOCK) * scales[:, :, None]).reshape(codes.shape)
    hidden = codes.shape[1]
    tensors = {
        "embeddings.word_embeddings.weight": words,
        # The graph's positions hold the token type's vector already.
        "embeddings.position_embeddings.weight": given["positions"],
        "embeddings.token_type_embeddings.weight": np.zeros((2, hidden), np.float32),
        "embeddings.LayerNorm.weight": given["emb.ln.w"],
        "embeddings.LayerNorm.bias": given["emb.ln.b"],
        # Mean pooling reads no pooler; without one, loading would warn of missing weights.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(sum(name.endswith(".qkv.w") for name in given)):
        tensors |= _layer_tensors(given, f"l{layer}", f"encoder.layer.{layer}")
    return {name: np.ascontiguousarray(value, np.float32) for name, value in tensors.items()}


def _layer_tensors(given: dict[str, Any], at: str, name: str) -> dict[str, Floats]:
    tensors = {}
    weights = np.split(_weight(given, f"{at}.qkv"), 3, axis=1)
    biases = np.split(given[f"{at}.qkv.b"], 3)
    for part, weight, bias in zip(("query", "key", "value"), weights, biases, strict=True):
        tensors[f"{name}.attention.self.{part}.weight"] = weight.T
        tensors[f"{name}.attention.self.{part}.bias"] = bias
    tensors[f"{name}.intermediate.dense.weight"] = _weight(given, f"{at}.fi").T
    tensors[f"{name}.intermediate.dense.bias"] = given[f"{at}.fi.b"]
    for part, (dense, norm, norm_at) in _PARTS.items():
        tensors[f"{name}.{dense}.weight"] = _weight(given, f"{at}.{part}").T
        tensors[f"{name}.{dense}.bias"] = given[f"{at}.{part}.b"]
        tensors[f"{name}.{norm}.weight"] = given[f"{at}.{norm_at}.w"]
        tensors[f"{name}.{norm}.bias"] = given[f"{at}.{norm_at}.b"]
    return tensors


def _weight(given: dict[str, Any], name: str) -> Floats:
    """Return dequantised weights (inputs, outputs), the smoothing of their inputs undone."""
    weight: Floats = given[f"{name}.w"].astype(np.float32) * given[f"{name}.s"]
    inverse = given.get(f"{name}.smooth")
    return weight if inverse is None else weight * inverse[:, None]


def _write(target: Path, files: EncoderFiles, tensors: dict[str, Floats]) -> None:
    try:
        from safetensors.numpy import save_file
    except ImportError as error:
        raise DependencyError(
            "safetensors is not installed; exporting the model needs it; "
            "run: pip install 'zzqa[models]'"
        ) from error
    (target / "1_Pooling").mkdir(parents=True, exist_ok=True)
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(files.path("tokenizer.json"), target / "tokenizer.json")
    for name, content in _configurations(files, tensors).items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (target / name).write_text(text, encoding="utf-8", newline="\n")


def _configurations(files: EncoderFiles, tensors: dict[str, Floats]) -> dict[str, Any]:
    vocabulary, hidden = tensors["embeddings.word_embeddings.weight"].shape
    ffn = len(tensors["encoder.layer.0.intermediate.dense.bias"])
    module = "sentence_transformers.models."
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": vocabulary,
            "hidden_size": hidden,
            "num_hidden_layers": sum(name.endswith("self.query.bias") for name in tensors),
            "num_attention_heads": hidden // 32,  # a head of this model has 32 dimensions
            "intermediate_size": ffn,
            "hidden_act": "gelu",
            "max_position_embeddings": files.max_tokens,
            "type_vocab_size": 2,
            "layer_norm_eps": 1e-12,
            "bos_token_id": files.bos,
            "eos_token_id": files.eos,
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": files.max_tokens,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": module + "Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": module + "Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": module + "Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": files.max_tokens, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": hidden,
            "pooling_mode_mean_tokens": True,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": files.query_prompt, "passage": files.passage_prompt},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
