"""Headers that promise more than there is: refused before memory is taken, checksums or not."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import index_samples
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.errors import IndexDamagedError, IndexStateError
from zzqa.index import manifest as manifests
from zzqa.index import open_reader, write_index
from zzqa.index.store import map_array

BOUND = 16_000_000
"""Bytes of memory that opening a small index may take at most, whatever a header says."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    write_index(path, index_samples.contents(), version="1")
    return path


def resign(folder: Path, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Let the manifest describe a file as it is now, so that only its content can give it away."""
    path = folder / "manifest.json"
    body = json.loads(path.read_text("utf-8"))
    del body["checksum"]
    data = (folder / "gen-000001" / name).read_bytes()
    entry = next(file for file in body["files"] if file["name"] == name)
    entry |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    change(body)
    path.write_text(json.dumps({**body, "checksum": manifests._checksum(body)}), "utf-8")


def header(shape: tuple[int, ...], kind: str) -> bytes:
    file = io.BytesIO()
    described = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, described)
    return file.getvalue()


def refused(folder: Path) -> None:
    """The index is refused, and nothing large was taken on the way."""
    tracemalloc.start()
    try:
        with pytest.raises(IndexStateError), open_reader(folder):
            pass
        assert tracemalloc.get_traced_memory()[1] < BOUND
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "kind", "columns"),
    [
        ("passages.offsets.npy", "<i8", ()),
        ("passages.texts.npy", "<i8", (2,)),
        ("origins.npy", "<i4", (3,)),
        ("documents.order.npy", "<i4", ()),
        ("lexical.words.indices.npy", "<i4", ()),
        ("lexical.words.norms.npy", "<f8", ()),
        ("vectors.passages.npy", "<f4", (8,)),
        ("vectors.passages.keys.npy", "|u1", (16,)),
        ("array.owner.npy", "<i4", ()),
    ],
)
@pytest.mark.parametrize("rows", [10**12, 2**62, 2**64 + 1, -1])
def test_rows_that_are_not_there(
    folder: Path, name: str, kind: str, columns: tuple[int, ...], rows: int
) -> None:
    (folder / "gen-000001" / name).write_bytes(header((rows, *columns), kind) + bytes(64))
    resign(folder, name, lambda body: None)
    refused(folder)


def test_counts_of_the_manifest_that_are_not_there(folder: Path) -> None:
    def change(body: dict[str, Any]) -> None:
        body["counts"] |= {"passages": 10**12, "documents": 10**12}
        body["vectors"]["passages"]["rows"] = 10**12

    resign(folder, "raw.txt", change)
    refused(folder)


def test_a_header_said_to_be_longer_than_the_file(folder: Path) -> None:
    name = "passages.offsets.npy"
    length = (2**32 - 1).to_bytes(4, "little")
    (folder / "gen-000001" / name).write_bytes(b"\x93NUMPY\x02\x00" + length + b"{" * 90)
    resign(folder, name, lambda body: None)
    refused(folder)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_header_is_an_array_or_a_value_error(data: st.DataObject) -> None:
    """No warning, no other error: neither for altered heads nor for any bytes."""
    import tempfile

    good = header((3,), "<i4") + bytes(12)
    altered = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        altered[data.draw(st.integers(0, 80))] = data.draw(st.integers(0, 255))
    content = data.draw(st.sampled_from([bytes(altered), good[: data.draw(st.integers(0, 139))]]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.npy"
        path.write_bytes(content)
        try:
            assert map_array(path, "<i4").nbytes <= len(content)
        except ValueError as error:
            assert "x.npy" in str(error)


def near_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index whose passages' vectors have an approximate index, as a large set would."""
    monkeypatch.setattr("zzqa.index.generation.near_factory", lambda rows: ("IVF2,SQ4", 1))
    write_index(folder, index_samples.contents(64), version="1")
    return folder / "gen-000001" / "vectors.passages.faiss"


def test_heads_of_faiss_that_promise_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each eight bytes of the head say 2^40 in turn, with checksums that fit: refused in time."""
    path = near_index(tmp_path / "index", monkeypatch)
    data, manifest = path.read_bytes(), (tmp_path / "index" / "manifest.json").read_bytes()
    head = json.loads(manifest)["vectors"]["passages"]["head"]
    refusals = 0
    for place in range(0, head - 8, 8):
        altered = data[:place] + (2**40).to_bytes(8, "little") + data[place + 8 :]
        path.write_bytes(altered)

        def sign(body: dict[str, Any], altered: bytes = altered) -> None:
            info = body["vectors"]["passages"]
            info["head_sha256"] = hashlib.sha256(altered[: info["head"]]).hexdigest()

        resign(tmp_path / "index", path.name, sign)
        try:
            with open_reader(tmp_path / "index") as reader:
                reader.vectors["passages"].search(np.ones(8, np.float32), 3)
        except IndexStateError:
            refusals += 1
        (tmp_path / "index" / "manifest.json").write_bytes(manifest)
    assert refusals > 0


def test_heads_of_faiss_that_were_altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = near_index(tmp_path / "index", monkeypatch)
    data = path.read_bytes()
    for place in range(0, 200, 9):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(IndexDamagedError, match="checksum of its head"):
            open_reader(tmp_path / "index")
