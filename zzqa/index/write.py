"""Committing a generation: all its files first, then the one manifest that makes it the index."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from zzqa.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexStateError,
)
from zzqa.index import layout
from zzqa.index.codec import load_json
from zzqa.index.components import IndexContents, write_generation
from zzqa.index.manifest import (
    KIND,
    Manifest,
    encode_manifest,
    read_manifest,
    read_manifest_bytes,
)
from zzqa.index.store import IndexLock, holding, replace_file, sync_folder


def write_index(
    folder: Path, contents: IndexContents, *, version: str, lock: IndexLock | None = None
) -> Manifest:
    """Write ``contents`` as the next generation of the index at ``folder``; return its manifest.

    The folder is made if need be. Whenever the process dies, the index is the old one or the new
    one, whole; what a killed build left is removed, and so are generations older than the one
    before. ``version`` is zzqa's; ``lock`` is the caller's lock on the folder, if it holds one.

    Raises ValueError for parts that do not fit each other, IndexLockedError while another process
    writes, IndexMismatchError when the folder's manifest is another program's, IndexStateError
    when the disk fails or is full.
    """
    contents.check()
    with holding(folder, lock):
        before = _current_generation(folder)
        with _disk_errors(folder, before):
            _remove_generations(folder, lambda number: before is None or number > before)
            number = _next_number(folder, before)
            try:
                manifest = _commit(folder, number, contents, version)
            except Exception:
                _take_back(folder, number)
                raise
            _remove_generations(folder, lambda other: other not in (number, before))
    return manifest


def _commit(folder: Path, number: int, contents: IndexContents, version: str) -> Manifest:
    """Write a generation and make it the index; return its manifest."""
    manifest = write_generation(folder / layout.generation_name(number), number, contents, version)
    sync_folder(folder)
    data = encode_manifest(manifest)
    replace_file(folder / layout.MANIFEST, data, draft=folder / layout.MANIFEST_DRAFT)
    return manifest


def _take_back(folder: Path, number: int) -> None:
    """Remove what a failed build wrote, so that a full disk does not stay full of it.

    Unless it is the index already: the last sync may fail after the manifest was replaced.
    """
    with contextlib.suppress(OSError):
        (folder / layout.MANIFEST_DRAFT).unlink(missing_ok=True)
    try:
        current = read_manifest(folder).generation
    except IndexMissingError:
        current = None
    except IndexStateError:
        return  # it cannot be told: the next build will remove what is not the index
    if current != number:
        _remove_generations(folder, lambda other: other == number)


@contextlib.contextmanager
def _disk_errors(folder: Path, before: int | None) -> Iterator[None]:
    """Turn what the operating system reports into an error that says what to do."""
    try:
        yield
    except OSError as error:
        kept = "" if before is None else "the last index written whole is still in place: "
        raise IndexStateError(
            f"writing the index in {folder} failed ({error}); expected room on a disk that can "
            f"be written to; {kept}free some space, or choose another folder with --index"
        ) from error


def _current_generation(folder: Path) -> int | None:
    """Return the number of the generation to keep, None when there is nothing to keep.

    An index that cannot be read any more (damaged, of another version) may be replaced; a
    manifest that is not ours may not, whoever pointed us at its folder.
    """
    try:
        return read_manifest(folder).generation
    except IndexMissingError:
        return None
    except (IndexDamagedError, IndexMismatchError) as error:
        numbers = list(layout.generations(folder))
        if not numbers and not _is_our_manifest(read_manifest_bytes(folder)):
            raise IndexMismatchError(
                f"{folder / layout.MANIFEST} is not zzqa's; expected a folder without such a "
                "file, or an index; choose another folder with --index"
            ) from error
        return max(numbers, default=None)


def _is_our_manifest(data: bytes) -> bool:
    try:
        body = load_json(data)
    except ValueError:
        return False
    return isinstance(body, dict) and body.get("kind") == KIND


def _next_number(folder: Path, before: int | None) -> int:
    """Return the first number after ``before`` whose folder's name is free."""
    number = (before or 0) + 1
    while (folder / layout.generation_name(number)).exists():
        number += 1  # a leftover that holds a stranger's file, and so was not removed
    return number


def _remove_generations(folder: Path, wanted: Callable[[int], bool]) -> None:
    """Remove the generations whose number is ``wanted``, if they hold only what they say.

    What cannot be removed (Windows: a reader has it mapped) is left to the next build.
    """
    for number, path in layout.generations(folder).items():
        with contextlib.suppress(OSError):
            if wanted(number):
                _remove_generation(path)


def _remove_generation(path: Path) -> None:
    """Remove a generation's files, those last that name the others, unless a stranger is there.

    Only what the generation's plan or manifest names is ever deleted, and these two.
    """
    named = {*_planned(path / layout.PLAN), *_listed(path / layout.MANIFEST)}
    found = list(path.iterdir())
    strange = [file for file in found if file.is_symlink() or not file.is_file()]
    if strange or any(file.name not in named for file in found):
        return
    lists = [path / layout.MANIFEST, path / layout.PLAN]
    for file in (*(file for file in found if file not in lists), *lists):
        file.unlink(missing_ok=True)
    path.rmdir()


_TORN_PLAN = re.compile(rb'(?:\["[a-z0-9_.",]*)?\x00*')
"""A plan of which a kill or a power cut left the beginning: nothing was written after it."""


def _planned(file: Path) -> list[str]:
    """Return the file names that a plan lists, its own too; none when it is a stranger's."""
    try:
        data = file.read_bytes()
        body = [] if _TORN_PLAN.fullmatch(data) else load_json(data)
    except (OSError, ValueError):
        return []
    plain = isinstance(body, list) and all(map(layout.is_plain, body))
    return [layout.PLAN, *body] if plain else []


def _listed(file: Path) -> list[str]:
    """Return the file names that a generation's manifest of any format lists, its own too."""
    try:
        body = load_json(file.read_bytes())
    except (OSError, ValueError):
        return []
    if not isinstance(body, dict) or body.get("kind") != KIND:
        return []
    files = body.get("files")
    entries = files if isinstance(files, list) else []
    names = [entry.get("name") for entry in entries if isinstance(entry, dict)]
    return [layout.MANIFEST, *(str(name) for name in names if layout.is_plain(name))]
