from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from zzqa.encode.bundled import BundledEncoder
from zzqa.encode.files import BUNDLED, read_files, verify
from zzqa.errors import ZzqaError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "encoder"))


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(bytes(content))


def _encode(folder: Path) -> None:
    BundledEncoder(folder=folder, threads=1).encode_queries(["专利"])


def test_what_is_shipped_is_whole() -> None:
    verify()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "centering.npy", "encoder.json"])
@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-100])]
)
def test_missing_or_truncated(copy: Path, name: str, damage: Callable[[Path], object]) -> None:
    damage(copy / name)
    with pytest.raises(ZzqaError) as caught:
        _encode(copy)
    message = str(caught.value)
    assert name in message and "pip install" in message and "\n" not in message


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "centering.npy"])
def test_altered_bytes_are_found_by_verify(copy: Path, name: str) -> None:
    _flip(copy / name)
    with pytest.raises(ZzqaError, match=f"{name} has SHA-256"):
        verify(copy)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "centering.npy"])
def test_garbage_of_the_right_size(copy: Path, name: str) -> None:
    path = copy / name
    path.write_bytes(b"\x93" * path.stat().st_size)
    with pytest.raises(ZzqaError) as caught:
        _encode(copy)
    message = str(caught.value)
    assert name in message and "pip install" in message and "\n" not in message


def test_another_format_is_refused(copy: Path) -> None:
    path = copy / "encoder.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"format": 99}), encoding="utf-8")
    with pytest.raises(ZzqaError, match="format 99; format 1 was expected"):
        read_files(copy)


def test_digest_follows_the_content(copy: Path) -> None:
    path = copy / "encoder.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["prompts"]["query"] = "question: "
    path.write_text(json.dumps(content), encoding="utf-8")
    assert read_files(copy).digest != read_files(BUNDLED).digest
