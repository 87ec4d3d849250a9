"""Builds that are killed, locked out or full; what is cleaned away and what never is."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import index_samples
import pytest

from zzqa.errors import IndexLockedError, IndexMismatchError, IndexMissingError, IndexStateError
from zzqa.index import IndexContents, IndexLock, open_reader, verify, write_index


class Killed(BaseException):
    """Stands for the process's end: no clean-up code of ours may catch it."""


def passages(folder: Path) -> int:
    assert verify(folder) == []
    with open_reader(folder) as reader:
        return len(reader)


def lean(count: int) -> IndexContents:
    """Contents of few files: what is tested is the order of steps."""
    return dataclasses.replace(
        index_samples.contents(count), lexical={}, vectors={}, vector_keys={}, arrays={}
    )


def kill_at(call: int, action: Callable[..., object], counter: list[int]) -> Callable[..., object]:
    def counting(*arguments: object, **named: object) -> object:
        counter.append(1)
        if len(counter) == call:
            raise Killed
        return action(*arguments, **named)

    return counting


@pytest.mark.parametrize("first", [True, False])
def test_a_build_killed_anywhere_leaves_an_index_whole(tmp_path: Path, first: bool) -> None:
    """Kill before each sync, each replacement and each removal, in turn."""
    two_generations = tmp_path / "before"
    write_index(two_generations, lean(3), version="1")
    write_index(two_generations, lean(4), version="1")
    call = 0
    while True:
        call += 1
        folder = tmp_path / str(call)
        if not first:
            shutil.copytree(two_generations, folder)
        counter: list[int] = []
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
                patch.setattr(owner, name, kill_at(call, getattr(owner, name), counter))
            try:
                write_index(folder, lean(5), version="1")
                killed = False
            except Killed:
                killed = True
        if not killed:
            break
        if first and not (folder / "manifest.json").exists():
            with pytest.raises(IndexMissingError):
                open_reader(folder)
        else:
            assert passages(folder) in (4, 5)
        write_index(folder, lean(6), version="1")
        assert passages(folder) == 6
        assert len(list(folder.glob("gen-*"))) <= 2
        assert not (folder / "manifest.json.tmp").exists()
    assert call > 15  # files, folders and removals: every step was tried


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    root = Path(index_samples.__file__).parents[2]
    code = (
        "import os, pathlib, sys; from zzqa.index import IndexLock\n"
        f"with IndexLock(pathlib.Path({str(folder)!r})):\n"
        "    print(os.getpid(), flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        with pytest.raises(IndexLockedError, match=f"process {pid};"):
            write_index(folder, index_samples.contents(), version="1")
        assert not (folder / "manifest.json").exists()
        process.kill()
        process.wait()
    write_index(folder, index_samples.contents(), version="1")
    assert passages(folder) == 7


def test_one_lock_for_a_whole_build(tmp_path: Path) -> None:
    with IndexLock(tmp_path) as lock:
        assert lock.held
        with pytest.raises(IndexLockedError):
            write_index(tmp_path, index_samples.contents(), version="1")
        write_index(tmp_path, index_samples.contents(), version="1", lock=lock)
        with pytest.raises(ValueError, match="lock"):
            write_index(tmp_path / "other", index_samples.contents(), version="1", lock=lock)
    with pytest.raises(ValueError, match="lock"):
        write_index(tmp_path, index_samples.contents(), version="1", lock=lock)


def test_the_generation_before_is_kept_and_no_older(tmp_path: Path) -> None:
    for _ in range(4):
        write_index(tmp_path, index_samples.contents(), version="1")
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-000003", "gen-000004"]


def test_only_our_own_is_ever_removed(tmp_path: Path) -> None:
    write_index(tmp_path, index_samples.contents(), version="1")
    (tmp_path / "README").write_text("note")
    (tmp_path / "gen-notes").mkdir()
    for name in ("gen-000002", "gen-000007"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.docx").write_text("the only copy")
    (tmp_path / "gen-000009").mkdir()
    (tmp_path / "gen-000009" / "raw.txt").write_text("left by a killed build")
    (tmp_path / "gen-000009" / "files.json").write_text('["raw.txt", "clean.txt"]')
    (tmp_path / "gen-000010").mkdir()
    (tmp_path / "gen-000010" / "raw.txt").write_text("named by nothing: not ours")
    strangers = ['["../../README"]', '["README"', '["..", 7]', '{"files": []}', "404"]
    torn = ["", '["array.ow', '["array.owner.npy",', "\0\0\0", '["raw.txt"\0\0']
    for number, listed in enumerate([*strangers, *torn], 11):
        (tmp_path / f"gen-0000{number}").mkdir()
        (tmp_path / f"gen-0000{number}" / "files.json").write_text(listed)
    (tmp_path / "gen-000031").mkdir()
    (tmp_path / "gen-000031" / "manifest.json").write_text('{"name": "my web app"}')
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "raw.txt").write_text("mine")
    (tmp_path / "gen-000008").symlink_to(outside, target_is_directory=True)
    manifest = write_index(tmp_path, index_samples.contents(), version="1")
    assert manifest.generation == 3
    assert (tmp_path / "gen-000002" / "thesis.docx").exists()
    assert (tmp_path / "gen-000007" / "thesis.docx").exists()
    assert (tmp_path / "gen-notes").exists()
    assert (outside / "raw.txt").exists()
    assert (tmp_path / "README").exists()
    assert not (tmp_path / "gen-000009").exists()
    assert (tmp_path / "gen-000010" / "raw.txt").exists()
    for number in range(11, 11 + len(strangers)):
        assert (tmp_path / f"gen-0000{number}" / "files.json").exists()
    for number in range(11 + len(strangers), 31):
        assert not (tmp_path / f"gen-0000{number}").exists()
    assert (tmp_path / "gen-000031" / "manifest.json").exists()
    assert passages(tmp_path) == 7


@pytest.mark.parametrize("content", ['{"name": "my web app"}', "not json", "[]"])
def test_a_strangers_manifest_is_not_overwritten(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(IndexMismatchError, match="choose another folder"):
        write_index(tmp_path, index_samples.contents(), version="1")
    assert (tmp_path / "manifest.json").read_text() == content


@pytest.mark.parametrize("content", ["", "{", '{"kind": "zzqa.index", "format": 99}'])
def test_an_index_that_cannot_be_read_can_be_replaced(tmp_path: Path, content: str) -> None:
    write_index(tmp_path, index_samples.contents(4), version="1")
    (tmp_path / "manifest.json").write_text(content)
    manifest = write_index(tmp_path, index_samples.contents(5), version="1")
    assert manifest.generation == 2
    assert passages(tmp_path) == 5


def test_an_index_of_a_newer_form_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"kind": "zzqa.index", "format": 99}))
    write_index(tmp_path, index_samples.contents(5), version="1")
    assert passages(tmp_path) == 5


def test_a_full_disk_leaves_the_index_and_no_leftovers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_index(tmp_path, index_samples.contents(4), version="1")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(IndexStateError, match="No space left"):
            write_index(tmp_path, index_samples.contents(5), version="1")
    assert passages(tmp_path) == 4
    assert [path.name for path in tmp_path.glob("gen-*")] == ["gen-000001"]


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStateError, match="--index"):
        write_index(tmp_path / "file", index_samples.contents(), version="1")
