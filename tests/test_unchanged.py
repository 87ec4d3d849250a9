"""A build that finds nothing changed writes nothing; whatever would change the index is found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import zzqa
from zzqa.index import layout, verify

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from fault_tools import StubEncoder, stubbed

TEXTS = {"a.txt": "2023年，甲市共有公园12个。\n", "b.txt": "乙县有小学35所。\n"}


@pytest.fixture(scope="module", autouse=True)
def stub() -> Iterator[None]:
    with stubbed():
        yield


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "binary.txt").write_bytes(b"\0\1\2")
    return folder


def test_nothing_is_written_where_nothing_changed(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    first = zzqa.build_index([corpus], index)
    before = {path: path.stat().st_mtime_ns for path in index.glob("gen-*/*")}
    again = zzqa.build_index([corpus], index)
    assert not first.unchanged
    assert again.unchanged
    assert (again.generation, again.read, again.encoded) == (1, 0, 0)
    assert (again.documents, again.passages, again.dated) == (2, first.passages, first.dated)
    assert (again.skipped, again.incomplete) == (first.skipped, first.incomplete)
    assert {path: path.stat().st_mtime_ns for path in index.glob("gen-*/*")} == before


def touch(corpus: Path) -> None:
    (corpus / "a.txt").write_text("甲市共有公园13个。\n", encoding="utf-8")


def aliases(corpus: Path) -> None:
    (corpus / "aliases.toml").write_text('[aliases]\n"park" = ["公园"]\n')


@pytest.mark.parametrize(
    "change",
    [
        touch,
        aliases,
        lambda corpus: (corpus / "b.txt").unlink(),
        lambda corpus: (corpus / "b.txt").rename(corpus / "c.txt"),
        lambda corpus: (corpus / "0.txt").write_text("早于一切。\n"),
        lambda corpus: (corpus / "z.txt").write_text("晚于一切。\n"),
        lambda corpus: (corpus / "binary.txt").unlink(),
        lambda corpus: (corpus / "binary.txt").write_text("好了。\n"),
        lambda corpus: (corpus / "metadata.csv").write_text("source,date\na.txt,2019\n"),
        lambda corpus: (corpus / "metadata.csv").write_text("nonsense"),
        lambda corpus: (corpus / "scan.tiff").touch(),
    ],
)
def test_every_change_is_written(
    corpus: Path, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    index = tmp_path / "index"
    zzqa.build_index([corpus], index)
    change(corpus)
    assert not zzqa.build_index([corpus], index).unchanged
    assert zzqa.build_index([corpus], index).unchanged
    assert verify(index) == []


def test_so_are_other_settings_and_versions(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    zzqa.build_index([corpus], index)
    assert not zzqa.build_index([corpus], index, encoding="utf-8").unchanged
    assert zzqa.build_index([corpus], index, encoding="utf-8").unchanged
    assert not zzqa.build_index([*corpus.glob("[ab].txt")], index, encoding="utf-8").unchanged
    assert not zzqa.build_index([corpus], index).unchanged
    with monkeypatch.context() as other:
        other.setattr(StubEncoder, "digest", "stub-2")
        assert not zzqa.build_index([corpus], index).unchanged
    assert not zzqa.build_index([corpus], index).unchanged
    for module in ("zzqa.build", "zzqa.unchanged"):
        monkeypatch.setattr(f"{module}.zzqa_version", lambda: "another")
    assert not zzqa.build_index([corpus], index).unchanged


def test_damage_is_mended_though_nothing_changed(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    zzqa.build_index([corpus], index)
    path = index / layout.generation_name(1) / layout.RAW
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert not zzqa.build_index([corpus], index).unchanged
    assert verify(index) == []


def test_what_killed_builds_left_is_removed(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    zzqa.build_index([corpus], index)
    for _ in range(2):
        with (corpus / "a.txt").open("a", encoding="utf-8") as file:
            file.write("又一句。\n")
        zzqa.build_index([corpus], index)
    killed, old = (index / layout.generation_name(number) for number in (4, 1))
    for folder in (killed, old):
        folder.mkdir()
        (folder / layout.PLAN).write_bytes(b'["raw.txt"]\n')
        (folder / layout.RAW).touch()
    (index / layout.MANIFEST_DRAFT).touch()
    assert zzqa.build_index([corpus], index).unchanged
    left = {path.name for path in index.iterdir()}
    assert left == {"gen-000002", "gen-000003", layout.MANIFEST, layout.LOCK}
