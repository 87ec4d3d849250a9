"""Indexes written by earlier versions, kept as they were: they open, or say how to go on."""

import shutil
from pathlib import Path

import index_samples
import pytest

from zzqa.errors import IndexMismatchError
from zzqa.index import FORMAT_VERSION, open_reader, verify, write_index

GOLDEN = Path(__file__).parents[1] / "golden"


def test_an_index_of_the_first_format_says_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(GOLDEN / "index-1", folder)
    with pytest.raises(IndexMismatchError) as raised:
        open_reader(folder)
    assert f"has format 1; expected format {FORMAT_VERSION};" in str(raised.value)
    assert f"zzqa index PATH… --index {folder}" in str(raised.value)
    assert verify(folder) == [str(raised.value)]


def test_it_is_replaced_by_the_next_build_and_kept_until_then(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(GOLDEN / "index-1", folder)
    assert write_index(folder, index_samples.contents(5), version="2").generation == 2
    assert (folder / "gen-000001" / "raw.txt").exists()  # a reader of before may have it open
    assert verify(folder) == []
    write_index(folder, index_samples.contents(6), version="2")
    assert sorted(path.name for path in folder.glob("gen-*")) == ["gen-000002", "gen-000003"]
    with open_reader(folder) as reader:
        assert len(reader) == 6
