"""What is written comes back; equal input gives equal bytes; readers keep their generation."""

import dataclasses
import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import index_samples
import numpy as np
import pytest

from zzqa.errors import IndexStateError, UsageError
from zzqa.index import IndexContents, open_reader, verify, write_index
from zzqa.index.entries import DocumentEntry
from zzqa.records import Document, Passage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def assert_same_document(seen: Document, expected: Document) -> None:
    for field in dataclasses.fields(Document):
        if field.name != "origin":
            assert getattr(seen, field.name) == getattr(expected, field.name), field.name
    np.testing.assert_array_equal(seen.origin.starts, expected.origin.starts)
    np.testing.assert_array_equal(seen.origin.ends, expected.origin.ends)


def test_everything_written_is_read_again(folder: Path) -> None:
    contents = index_samples.contents()
    manifest = write_index(folder, contents, version="9.9")
    with open_reader(folder) as reader:
        assert reader.manifest == manifest
        assert manifest.generation == 1
        assert manifest.zzqa == "9.9"
        assert manifest.counts == {"documents": 2, "dated": 1, "passages": 7}
        assert manifest.skipped == tuple(contents.skipped)
        assert [reader.passage(n) for n in range(len(reader))] == contents.passages
        assert [entry.id for entry in reader.documents()] == ["d0000", "d0001"]
        for document in contents.documents:
            assert_same_document(reader.document(document.id), document)
        assert reader.value("bridge") == contents.values["bridge"]
        np.testing.assert_array_equal(reader.arrays["owner"], np.arange(7))
        assert reader.arrays["mean"].shape == (2, 8)
        assert reader.passage_documents.tolist() == [0, 0, 0, 0, 1, 1, 1]
        assert reader.passage_dates[0].tolist() == [0, 0]
        first = index_samples.JUNE.start.toordinal()
        assert reader.passage_dates[1].tolist() == [first, first + 29]
        keys = [row.tobytes().hex() for row in reader.vector_keys("sentences")]
        assert keys == [index_samples.key(n // 2) for n in range(14)]
        np.testing.assert_array_equal(
            reader.vectors["passages"].rows(), contents.vectors["passages"]
        )
        assert "𠮷林" in reader.lexical["bigrams"]
    assert verify(folder) == []


def test_every_field_of_the_stored_records_is_exercised() -> None:
    document = index_samples.document(1)
    samples = (document, index_samples.passage(1, document))
    for sample in samples:
        for field in dataclasses.fields(sample):
            assert getattr(sample, field.name) not in ("", (), None), field.name
    stored = {field.name for field in dataclasses.fields(DocumentEntry)}
    assert stored == {field.name for field in dataclasses.fields(Document)} | {"check"}
    assert {field.name for field in dataclasses.fields(Passage)} >= {"mentions", "duplicates"}


def test_an_empty_index_is_an_index(folder: Path) -> None:
    contents = IndexContents(
        documents=[],
        passages=[],
        lexical={"words": []},
        vectors={"passages": np.empty((0, 4), np.float32)},
        vector_keys={"passages": []},
    )
    write_index(folder, contents, version="1")
    with open_reader(folder) as reader:
        assert len(reader) == 0
        assert reader.documents() == ()
        assert reader.lexical["words"].score({"a": 1.0}).shape == (0,)
        ids, scores = reader.vectors["passages"].search(np.zeros(4, np.float32), 3)
        assert len(ids) == len(scores) == 0
        assert reader.vectors["passages"].scores(np.zeros(4, np.float32)).shape == (0,)
        assert reader.vectors["passages"].rows().shape == (0, 4)
    assert verify(folder) == []


def test_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    digests = []
    for seed in ("0", "4242"):
        folder = tmp_path / seed
        root = Path(index_samples.__file__).parents[2]
        subprocess.run(
            [sys.executable, index_samples.__file__, folder],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            check=True,
        )
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        digests.append(
            {
                path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in files
            }
        )
    assert len(digests[0]) > 25
    assert digests[0] == digests[1]


def test_a_reader_keeps_its_generation_while_newer_ones_are_written(folder: Path) -> None:
    write_index(folder, index_samples.contents(7), version="1")
    with open_reader(folder) as reader:
        for count in (8, 9, 10):
            write_index(folder, index_samples.contents(count), version="1")
        assert not (folder / "gen-000001").exists()
        assert len(reader) == 7
        assert reader.passage(6).id == "p00006"
        assert reader.document("d0001").clean
        assert reader.value("bridge")["patent"] == ["专利"]
        assert len(reader.vector_keys("passages")) == 7
        assert len(reader.vectors["passages"].search(np.ones(8, np.float32), 99)[0]) == 7
    with open_reader(folder) as newest:
        assert len(newest) == 10
        assert newest.manifest.generation == 4


def test_a_reader_that_is_overtaken_while_opening_takes_the_newer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zzqa.index import read

    write_index(folder, index_samples.contents(7), version="1")
    original = read.map_parts
    pending = [8, 9]

    def overtaken(*arguments: object) -> object:
        while pending:
            write_index(folder, index_samples.contents(pending.pop(0)), version="1")
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(read, "map_parts", overtaken)
    with open_reader(folder) as reader:
        assert len(reader) == 9


def test_threads_share_a_reader(folder: Path) -> None:
    contents = index_samples.contents(40)
    write_index(folder, contents, version="1")
    failures: list[BaseException] = []
    with open_reader(folder) as reader:

        def work(offset: int) -> None:
            try:
                for step in range(200):
                    number = (offset + step * 7) % 40
                    assert reader.passage(number) == contents.passages[number]
                    assert reader.document(contents.passages[number].document).clean
                    query = contents.vectors["passages"][number]
                    scores = reader.vectors["passages"].search(query, 40)[1]
                    assert scores[0] == scores.max()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []


def test_what_was_returned_outlives_the_reader(folder: Path) -> None:
    write_index(folder, index_samples.contents(), version="1")
    with open_reader(folder) as reader:
        document = reader.document("d0000")
        vectors = reader.vectors["passages"]
    assert reader.closed
    assert document.origin.starts[1] == 2
    assert vectors.rows().shape == (7, 8)
    with pytest.raises(IndexStateError, match="closed"):
        reader.passage(0)


def test_without_vectors_faiss_stays_unloaded(folder: Path) -> None:
    write_index(folder, index_samples.contents(), version="1")
    code = (
        "import sys, pathlib; from zzqa.index import open_reader\n"
        f"reader = open_reader(pathlib.Path({str(folder)!r}), vectors=False)\n"
        "assert reader.passage(0).id == 'p00000' and not reader.vectors\n"
        "assert 'faiss' not in sys.modules"
    )
    root = Path(index_samples.__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(root)}, check=True
    )


def test_asking_for_what_is_not_there(folder: Path) -> None:
    write_index(folder, index_samples.contents(), version="1")
    with open_reader(folder) as reader:
        for number in (-1, 7):
            with pytest.raises(IndexError):
                reader.passage(number)
        with pytest.raises(UsageError, match="d9"):
            reader.document("d9")
        with pytest.raises(KeyError):
            reader.value("none")


@pytest.mark.parametrize(
    "change",
    [
        {"documents": [index_samples.document(1), index_samples.document(1)]},
        {"documents": [index_samples.document(1)]},
        {"lexical": {"words": [["a"]]}},
        {"vector_keys": {}},
        {"vectors": {"passages": np.full((7, 8), np.nan, np.float32)}},
        {"values": {"../x": 1}},
        {"values": {"x": float("nan")}},
        {"arrays": {"x": np.array([object()])}},
    ],
)
def test_parts_that_do_not_fit_are_refused(folder: Path, change: dict[str, object]) -> None:
    contents = dataclasses.replace(index_samples.contents(), **change)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        write_index(folder, contents, version="1")
    assert not list(folder.glob("gen-*"))
