"""Indexes that are missing, cut short, altered or another program's."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import index_samples
import pytest

from zzqa.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexStateError,
)
from zzqa.index import FORMAT_VERSION, open_reader, read_manifest, verify, write_index
from zzqa.index import manifest as manifests
from zzqa.index.layout import generation_number, is_component


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    write_index(path, index_samples.contents(), version="1")
    return path


def component_names(folder: Path) -> list[str]:
    return [file.name for file in read_manifest(folder).files]


def resign(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest and give it a checksum that fits."""
    path = folder / "manifest.json"
    body = json.loads(path.read_text("utf-8"))
    del body["checksum"]
    change(body)
    body["checksum"] = manifests._checksum(body)
    path.write_text(json.dumps(body), "utf-8")


def test_no_index(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        for use in (open_reader, verify, read_manifest):
            with pytest.raises(IndexMissingError, match="zzqa index") as raised:
                use(folder)
            assert str(folder) in str(raised.value)


def test_every_flipped_byte_is_found_by_verify(folder: Path) -> None:
    generation = folder / "gen-000001"
    for name in component_names(folder):
        path = generation / name
        data = path.read_bytes()
        for place in sorted({0, len(data) // 2, len(data) - 1}):
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert any(name in problem for problem in verify(folder)), (name, place)
        path.write_bytes(data)
    assert verify(folder) == []


@pytest.mark.parametrize("name", ["manifest.json", "gen-000001/manifest.json"])
def test_every_flipped_byte_of_a_manifest_is_found(folder: Path, name: str) -> None:
    path = folder / name
    data = path.read_bytes()
    for place in range(0, len(data), 7 if name == "manifest.json" else 211):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert verify(folder), place


def test_flipped_bytes_never_raise_anything_else(folder: Path) -> None:
    """Opening and reading either works or raises one of our errors."""
    generation = folder / "gen-000001"
    for name in component_names(folder):
        data = (generation / name).read_bytes()
        for place in range(0, min(len(data), 130), 7):
            altered = data[:place] + bytes([data[place] ^ 0x13]) + data[place + 1 :]
            (generation / name).write_bytes(altered)
            try:
                with open_reader(folder) as reader:
                    for number in range(len(reader)):
                        reader.passage(number)
                    for entry in reader.documents():
                        reader.document(entry.id)
                    reader.value("bridge")
                    reader.vector_keys("passages")[0]
            except IndexStateError as error:
                assert "zzqa index" in str(error)
        (generation / name).write_bytes(data)


def test_all_missing_and_cut_files_are_named_at_once(folder: Path) -> None:
    generation = folder / "gen-000001"
    (generation / "raw.txt").unlink()
    (generation / "passages.jsonl").write_bytes(b"")
    (generation / "clean.txt").unlink()
    (generation / "clean.txt").mkdir()
    with pytest.raises(IndexDamagedError) as raised:
        open_reader(folder)
    message = str(raised.value)
    assert "raw.txt is missing" in message
    assert "passages.jsonl has 0 bytes" in message
    assert "clean.txt is no file" in message
    assert len(verify(folder)) == 3


def test_a_missing_generation(folder: Path) -> None:
    shutil.rmtree(folder / "gen-000001")
    with pytest.raises(IndexDamagedError, match="gen-000001"):
        open_reader(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_is_not_json(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="not JSON"):
        open_reader(folder)
    assert verify(folder)


@pytest.mark.parametrize("content", ["[]", "null", "{}", '{"kind": "chrome-extension"}'])
def test_another_programs_manifest(folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    with pytest.raises(IndexMismatchError, match=r"expected 'zzqa\.index'"):
        open_reader(folder)


@pytest.mark.parametrize("version", [0, 1, FORMAT_VERSION - 1, FORMAT_VERSION + 1, 99])
def test_another_format_names_both_and_the_remedy(folder: Path, version: int) -> None:
    resign(folder, lambda body: body.update(format=version))
    with pytest.raises(IndexMismatchError) as raised:
        open_reader(folder)
    message = str(raised.value)
    assert f"format {version}" in message
    assert f"expected format {FORMAT_VERSION}" in message
    assert f"zzqa index PATH… --index {folder}" in message
    assert ("pip install --upgrade zzqa" in message) == (version > FORMAT_VERSION)


def test_records_of_another_shape(folder: Path) -> None:
    resign(folder, lambda body: body.update(schema="f00"))
    with pytest.raises(IndexMismatchError, match="f00"):
        open_reader(folder)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/raw.txt", "raw.txt\x00", "x.pkl"])
def test_no_listed_path_leaves_the_generation(folder: Path, name: str) -> None:
    resign(folder, lambda body: body["files"][0].update(name=name))
    with pytest.raises(IndexDamagedError, match="never writes"):
        open_reader(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.pop("files"),
        lambda body: body["files"].pop(),
        lambda body: body["files"].append(body["files"][0]),
        lambda body: body.update(files={}),
        lambda body: body.update(counts={"passages": "7"}),
        lambda body: body.update(counts={}),
        lambda body: body.update(vectors=[]),
        lambda body: body.update(generation=0),
        lambda body: body.update(generation=True),
        lambda body: body.update(extra=1),
        lambda body: body.update(lexical=["../words"]),
        lambda body: body["vectors"]["passages"].update(rows=8),
        lambda body: body["vectors"]["passages"].update(factory="LSH"),
        lambda body: body["counts"].update(passages=8),
    ],
)
def test_manifests_that_contradict_themselves(
    folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    resign(folder, change)
    with pytest.raises(IndexDamagedError):
        open_reader(folder)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    path = folder / "gen-000001" / "raw.txt"
    shutil.copy(path, tmp_path / "elsewhere.txt")
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(IndexDamagedError, match=r"raw\.txt is no file"):
        open_reader(folder)


def test_pickles_are_never_loaded(folder: Path) -> None:
    import numpy as np

    path = folder / "gen-000001" / "array.owner.npy"
    np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    size = path.stat().st_size

    def change(body: dict[str, Any]) -> None:
        entry = next(file for file in body["files"] if file["name"] == path.name)
        entry["size"] = size

    resign(folder, change)
    with pytest.raises(IndexDamagedError, match="owner"):
        open_reader(folder)


def test_the_copy_in_a_generation_brings_it_back(folder: Path) -> None:
    write_index(folder, index_samples.contents(9), version="1")
    shutil.copy(folder / "gen-000001" / "manifest.json", folder / "manifest.json")
    with open_reader(folder) as reader:
        assert len(reader) == 7
    assert verify(folder) == []


def test_names_of_the_layout() -> None:
    assert generation_number("gen-000012") == 12
    assert generation_number("gen-1234567") == 1234567
    for name in ("gen-12", "gen-0000012", "gen-000012 ", "generation", "gen-٠٠٠٠١٢"):
        assert generation_number(name) is None
    assert is_component("lexical.words.indptr.npy")
    for name in ("lexical.words.pkl", "lexical...npy", "raw.txt\n", "manifest.json", ""):
        assert not is_component(name)
