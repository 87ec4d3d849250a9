"""Faults made for real: failing calls, full disks, killed processes, damaged bytes."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import index_samples
import pytest

from zzqa.errors import IndexDamagedError, IndexLockedError, IndexStateError
from zzqa.index import IndexLock, open_reader, read_manifest, verify, write_index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    write_index(path, index_samples.contents(), version="1")
    return path


def flip(path: Path, place: int, mask: int = 1) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= mask
    path.write_bytes(data)


def test_the_plan_is_covered_as_well(folder: Path) -> None:
    plan = folder / "gen-000001" / "files.json"
    data = plan.read_bytes()
    for place in range(0, len(data), 7):
        flip(plan, place)
        [problem] = verify(folder)
        assert "gen-000001/files.json" in problem
        plan.write_bytes(data)
    plan.unlink()
    assert "files.json cannot be read" in verify(folder)[0]


def test_a_damaged_vector_is_not_served(folder: Path) -> None:
    path = folder / "gen-000001" / "vectors.passages.npy"
    flip(path, path.stat().st_size - 1, 0x40)
    with pytest.raises(IndexDamagedError, match=r"vectors\.passages\.npy was altered"):
        open_reader(folder)


@pytest.mark.parametrize("number", [10**12, 10**300, 10**4000])
def test_a_generation_of_no_possible_name(folder: Path, number: int) -> None:
    from zzqa.index import manifest

    path = folder / "manifest.json"
    body = json.loads(path.read_text("utf-8"))
    del body["checksum"]
    body["generation"] = number
    path.write_text(json.dumps({**body, "checksum": manifest._checksum(body)}), "utf-8")
    with pytest.raises(IndexDamagedError, match="generation is 1000"):
        open_reader(folder)


def test_a_full_disk_does_not_keep_what_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest is the last thing for which there is no room: the generation goes again."""

    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(IndexStateError, match=r"No space.*last index written whole"):
        write_index(folder, index_samples.contents(9), version="1")
    assert sorted(path.name for path in folder.iterdir()) == [
        "gen-000001",
        "manifest.json",
        "write.lock",
    ]
    assert verify(folder) == []


def test_what_is_the_index_already_is_never_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sync behind the replaced manifest fails: its generation must stay."""
    replaced: list[int] = []
    replace, fsync = Path.replace, os.fsync

    def replacing(self: Path, target: Path) -> Path:
        replaced.append(1)
        return replace(self, target)

    def failing(handle: int) -> None:
        if replaced:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(handle)

    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(IndexStateError):
        write_index(folder, index_samples.contents(9), version="1")
    assert verify(folder) == []
    assert read_manifest(folder).generation == 2


def test_the_lock_needs_no_room_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with IndexLock(tmp_path), pytest.raises(IndexLockedError, match="another process"):
            IndexLock(tmp_path).__enter__()
    with IndexLock(tmp_path):
        pass


def test_a_file_system_without_locks_is_not_called_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def none(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(IndexStateError, match="cannot be locked") as raised:
        write_index(tmp_path, index_samples.contents(), version="1")
    assert not isinstance(raised.value, IndexLockedError)


def test_folders_made_are_synced_into_those_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watching(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    if not Path("/proc/self/fd").exists():
        pytest.skip("which file is synced cannot be told here")
    monkeypatch.setattr(os, "fsync", watching)
    write_index(tmp_path / "a" / "b", index_samples.contents(2), version="1")
    assert synced[:2] == [str(tmp_path), str(tmp_path / "a")]
    generation = tmp_path / "a" / "b" / "gen-000001"
    assert {path for path in synced if path.startswith(str(generation) + "/")} == {
        str(path) for path in generation.iterdir()
    }
    # The last three: the generation's entry, the manifest's content, the manifest's entry.
    assert [Path(path).name for path in synced[-3:]] == ["b", "manifest.json.tmp", "b"]


def test_a_file_system_that_syncs_no_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import stat

    fsync = os.fsync

    def refusing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", refusing)
    write_index(tmp_path, index_samples.contents(), version="1")
    assert verify(tmp_path) == []


def test_a_reader_outlives_its_generation(folder: Path) -> None:
    """All files are mapped on opening: none is looked for by name when it is first touched."""
    with open_reader(folder) as untouched, open_reader(folder) as expected:
        texts = [expected.document(entry.id) for entry in expected.documents()]
        raws = [text.raw for text in texts]
        passages = [expected.passage(number) for number in range(len(expected))]
        for count in (9, 11, 13):
            write_index(folder, index_samples.contents(count, seed=count), version="1")
        assert not (folder / "gen-000001").exists()
        again = [untouched.document(entry.id) for entry in untouched.documents()]
        assert [text.raw for text in again] == raws
        assert [untouched.passage(number) for number in range(len(untouched))] == passages
        assert untouched.sources == tuple(text.source for text in texts)
        assert untouched.value("bridge") == expected.value("bridge")
        for name, lexical in expected.lexical.items():
            for term in lexical.terms():
                same = zip(lexical.postings(term), untouched.lexical[name].postings(term))
                assert all((one == other).all() for one, other in same)
        for name in expected.vectors:
            assert (expected.vectors[name].rows() == untouched.vectors[name].rows()).all()


def test_files_of_two_generations_or_exchanged_are_refused(folder: Path, tmp_path: Path) -> None:
    """Of equal size, so that nothing but their content tells them apart."""
    other = tmp_path / "other"
    write_index(other, index_samples.contents(seed=1), version="1")
    pairs = [(folder / "gen-000001" / file.name, file) for file in read_manifest(folder).files]
    for path, file in pairs:
        data = path.read_bytes()
        rivals = [other / "gen-000001" / file.name]
        rivals += [mine for mine, entry in pairs if entry.size == file.size and mine != path]
        for rival in rivals:
            if rival.stat().st_size != file.size or rival.read_bytes() == data:
                continue
            shutil.copy(rival, path)
            assert any(file.name in problem for problem in verify(folder)), rival
            path.write_bytes(data)
    assert verify(folder) == []
