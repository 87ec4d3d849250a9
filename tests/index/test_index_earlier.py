"""Vectors of an index that cannot be read otherwise: whole sets of the same encoder, or none."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import index_samples
import numpy as np
import pytest

from zzqa.index import earlier_vectors, write_index

CONTENTS = index_samples.contents()
ENCODER = CONTENTS.encoder
assert ENCODER is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_index(tmp_path / "index", CONTENTS, version="1")
    return tmp_path / "index"


def altered(folder: Path, change: Callable[[Any], object]) -> Path:
    """Change the manifest, as another version or somebody else might have written it."""
    path = folder / "manifest.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    change(body)
    path.write_text(json.dumps(body), encoding="utf-8")
    return folder


def test_an_index_of_another_format_gives_its_vectors(folder: Path) -> None:
    altered(folder, lambda body: body.update(format=99, schema="another", counts="another"))
    found = earlier_vectors(folder, ENCODER)
    assert found.keys() == CONTENTS.vectors.keys()
    for name, (vectors, keys) in found.items():
        np.testing.assert_array_equal(vectors, CONTENTS.vectors[name])
        assert [key.tobytes().hex() for key in keys] == list(CONTENTS.vector_keys[name])


def test_no_index_gives_none(tmp_path: Path) -> None:
    assert earlier_vectors(tmp_path, ENCODER) == {}


@pytest.mark.parametrize(
    "change", [{"digest": "other"}, {"dimension": 4}, {"prompts": {}}, {"revision": ""}]
)
def test_another_encoder_gives_none(folder: Path, change: dict[str, Any]) -> None:
    assert earlier_vectors(folder, replace(ENCODER, **change)) == {}


@pytest.mark.parametrize("part", ["npy", "keys.npy"])
def test_a_set_that_was_altered_is_left_out(folder: Path, part: str) -> None:
    path = folder / "gen-000001" / f"vectors.passages.{part}"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert earlier_vectors(folder, ENCODER).keys() == {"sentences"}
    path.unlink()
    assert earlier_vectors(folder, ENCODER).keys() == {"sentences"}


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(kind="another program"),
        lambda body: body.update(generation="../1"),
        lambda body: body.update(generation=2),
        lambda body: body.update(vectors=["../passages", "/etc"]),
        lambda body: body.update(vectors=7),
        lambda body: body.update(files=[{"name": "vectors.passages.npy"}]),
        lambda body: body.clear(),
    ],
)
def test_manifests_made_to_harm_give_none(folder: Path, change: Callable[[Any], object]) -> None:
    assert earlier_vectors(altered(folder, change), ENCODER) == {}


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    path = folder / "gen-000001" / "vectors.passages.npy"
    path.rename(tmp_path / "elsewhere.npy")
    path.symlink_to(tmp_path / "elsewhere.npy")
    assert earlier_vectors(folder, ENCODER).keys() == {"sentences"}
