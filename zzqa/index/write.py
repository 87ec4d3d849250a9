"""Committing a generation: all its files first, then the one manifest that makes it the index."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from zzqa.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexStateError,
)
from zzqa.index import layout
from zzqa.index.codec import load_json
from zzqa.index.contents import KEY_BYTES, IndexContents, Shape
from zzqa.index.generation import GenerationWriter
from zzqa.index.manifest import KIND, Manifest, read_manifest, read_manifest_bytes
from zzqa.index.read import IndexReader
from zzqa.index.store import IndexLock, holding, replace_file, sync_folder


def write_index(
    folder: Path, contents: IndexContents, *, version: str, lock: IndexLock | None = None
) -> Manifest:
    """Write ``contents`` as the next generation of the index at ``folder``; return its manifest.

    See ``next_generation``; raises ValueError also for parts that do not fit each other.
    """
    contents.check()
    shape = Shape(
        lexical=tuple(contents.lexical),
        vectors={name: vectors.shape[1] for name, vectors in contents.vectors.items()},
        arrays=tuple(contents.arrays),
        values=tuple(contents.values),
    )
    with next_generation(folder, shape, version=version, lock=lock) as writer:
        first = 0
        for document in contents.documents:
            last = first
            while last < len(contents.passages) and contents.passages[last].document == document.id:
                last += 1
            terms = {name: lists[first:last] for name, lists in contents.lexical.items()}
            writer.add(document, contents.passages[first:last], terms)
            first = last
        writer.finish_postings()
        for name, vectors in sorted(contents.vectors.items()):
            digests = bytes.fromhex("".join(contents.vector_keys[name]))
            keys = np.frombuffer(digests, dtype=np.uint8).reshape(-1, KEY_BYTES)
            writer.vectors(name, len(vectors), [(vectors, keys)])
        return writer.finish(contents)


@contextlib.contextmanager
def next_generation(
    folder: Path,
    shape: Shape,
    *,
    version: str,
    lock: IndexLock | None = None,
    base: IndexReader | None = None,
) -> Iterator[GenerationWriter]:
    """Yield what writes the next generation of the index at ``folder``; commit it on leaving.

    The folder is made if need be. Whenever the process dies, the index is the old one or the new
    one, whole; what a killed build left is removed, and so are generations older than the one
    before. ``version`` is zzqa's; ``lock`` is the caller's lock on the folder, if it holds one;
    ``base`` is the present generation, where documents are to be kept of it. An error, or leaving
    before ``finish``, leaves the index as it is.

    Raises IndexLockedError while another process writes, IndexMismatchError when the folder's
    manifest is another program's, IndexStateError when the disk fails or is full.
    """
    with holding(folder, lock):
        before = _current_generation(folder)
        _remove_generations(folder, lambda number: before is None or number > before)
        number = _next_number(folder, before)
        target = folder / layout.generation_name(number)
        with _disk_errors(folder):
            with _removed_unless_whole(folder, number):
                writer = GenerationWriter(target, number, shape, version, base)
                try:
                    yield writer
                finally:
                    writer.close()
                data = (target / layout.MANIFEST).read_bytes()
            sync_folder(folder)
            replace_file(folder / layout.MANIFEST, data, draft=folder / layout.MANIFEST_DRAFT)
        _remove_generations(folder, lambda other: other not in (number, before))


@contextlib.contextmanager
def _removed_unless_whole(folder: Path, number: int) -> Iterator[None]:
    """Remove what was written of a generation that is not finished, whatever stopped it."""
    try:
        yield
    except BaseException:
        _remove_generations(folder, lambda other: other == number)
        raise


@contextlib.contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    """Turn what the operating system reports into an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise IndexStateError(
            f"writing the index in {folder} failed ({error}); expected room on a disk that can "
            "be written to; the last index written whole is still in place: free some space, "
            "or choose another folder with --index"
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
    lists = [path / layout.MANIFEST, path / layout.PLAN]
    named = {name for file in lists for name in _named(file)}
    found = list(path.iterdir())
    files = [file for file in found if file not in lists]
    strange = [file for file in found if file.is_symlink() or not file.is_file()]
    if strange or any(file.name not in named for file in files):
        return
    for file in (*files, *lists):
        file.unlink(missing_ok=True)
    path.rmdir()


def _named(file: Path) -> list[str]:
    """Return the file names that a plan or the manifest of a generation of any format lists."""
    try:
        body = load_json(file.read_bytes())
    except (OSError, ValueError):
        return []
    if isinstance(body, dict):
        entries = body.get("files") if body.get("kind") == KIND else None
        body = [e.get("name") for e in entries or () if isinstance(e, dict)]
    return [name for name in body if layout.is_plain(name)] if isinstance(body, list) else []
