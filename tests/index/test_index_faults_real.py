"""The parts of bench/faults.py, small: each raises when an index was lost or served wrongly."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

if not hasattr(os, "fork"):
    pytest.skip("processes are forked here", allow_module_level=True)

import fault_damage
import fault_disks
import fault_inputs
import faults
from fault_points import failing
from fault_tools import answers, build, checked_version, version_of, write_corpus

import zzqa
from zzqa.errors import IndexDamagedError, IndexStateError


@pytest.fixture(scope="module", autouse=True)
def stub() -> Iterator[None]:
    import faiss

    # A forked child has not the threads of its parent: FAISS would wait for them.
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    with faults.stubbed():
        yield
    faiss.omp_set_num_threads(threads)


def test_a_mixture_would_be_seen(tmp_path: Path) -> None:
    """The check can fail: one document of another version gives an index away."""
    write_corpus(tmp_path / "corpus", 1)
    build(tmp_path / "corpus", tmp_path / "index")
    assert version_of(answers(tmp_path / "index")) == 1
    file = tmp_path / "corpus" / "株洲市.txt"
    file.write_text(file.read_text("utf-8").replace("1", "2"), "utf-8")
    build(tmp_path / "corpus", tmp_path / "index")
    with pytest.raises(ValueError, match=r"versions \['1', '2'\]"):
        checked_version(tmp_path / "index")


def test_killed_builds(tmp_path: Path) -> None:
    assert "0 failures" in faults.kill(tmp_path, 8)


@pytest.mark.parametrize("before", [2, None])
def test_failing_calls(tmp_path: Path, before: int | None) -> None:
    """Every 17th call that writes; bench/faults.py lets each of them fail, with three errors."""
    corpus, start = tmp_path / "corpus", tmp_path / "start"
    for version in (1, 2):
        write_corpus(corpus, version)
        build(corpus, start)
    write_corpus(corpus, 3)
    failed = []
    for at in range(1, 1000, 17):
        index = tmp_path / str(at)
        if before:
            shutil.copytree(start, index)
        call = faults.fails_at(corpus, index, before, at, errno.ENOSPC)
        if call is None:
            break
        failed.append(call)
    assert len(failed) > 8
    assert {"fsync", "write a file"} <= {*failed}


def test_limits_of_file_size_and_permissions() -> None:
    # Not in tmp_path: where root runs this, a user without rights may not enter that.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write_corpus(folder / "corpus", 1)
        build(folder / "corpus", folder / "start")
        write_corpus(folder / "corpus", 2)
        of = (folder / "corpus", folder / "start", folder / "index")
        assert fault_disks.forbidden(*of) == 4
        assert fault_disks.too_large(*of, every=12) > 3


def test_damaged_files(tmp_path: Path) -> None:
    assert "all found by verify" in fault_damage.flips(tmp_path, 60)


def test_readers_while_generations_are_committed(tmp_path: Path) -> None:
    with mock.patch.object(faults, "READERS", 3):
        assert "0 errors" in faults.readers(tmp_path, 5)


@pytest.mark.parametrize("part", ["moves", "clock"])
def test_surroundings(tmp_path: Path, part: str) -> None:
    assert faults.PARTS[part](tmp_path, 1)


def test_names_of_files(tmp_path: Path) -> None:
    try:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))).touch()
    except OSError:
        pytest.skip("UTF-8 names only here")
    assert "0 failures" in fault_inputs.names(tmp_path, 1)


def test_a_vector_of_a_large_set_that_cannot_be_one(tmp_path: Path) -> None:
    """Such a set is not read whole on opening: a row that is far too long shows when compared."""
    write_corpus(tmp_path / "corpus", 1)
    with mock.patch("zzqa.index.generation.near_factory", lambda rows: ("IVF2,SQ4", 1)):
        build(tmp_path / "corpus", tmp_path / "index")
    path = tmp_path / "index" / "gen-000001" / "vectors.passages.npy"
    data = bytearray(path.read_bytes())
    for place in range(128 + 3, len(data), 4):
        data[place] |= 0x40  # the highest bit of an exponent
    path.write_bytes(data)
    with (
        zzqa.open_index(tmp_path / "index") as engine,
        pytest.raises(IndexDamagedError, match="zzqa verify"),
    ):
        engine.search("株洲市公园")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are told by Linux")
@pytest.mark.parametrize("aside", [False, True])
def test_a_build_that_fails_leaves_no_file_open(tmp_path: Path, aside: bool) -> None:
    """What waits in files without a name takes room on the disk until they are closed."""
    corpus = tmp_path / "corpus"
    write_corpus(corpus, 1)
    build(corpus, tmp_path / "before")  # what is loaded once is loaded
    gc.collect()
    gc.disable()
    try:
        opened = len(list(Path("/proc/self/fd").iterdir()))
        failed = 0
        for at in range(1, 1000, 3 if aside else 11):
            with (
                failing(at, errno.ENOSPC, aside=aside) as point,
                contextlib.suppress(IndexStateError),
            ):
                build(corpus, tmp_path / str(at))
            assert len(list(Path("/proc/self/fd").iterdir())) == opened, point.failed
            if point.failed is None:
                break
            failed += 1
    finally:
        gc.enable()
    assert failed > 5
