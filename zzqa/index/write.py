"""Committing a generation: all its files first, then the one manifest that makes it the index."""

from __future__ import annotations

import contextlib
import re
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
from zzqa.index.contents import KEY_BYTES, IndexContents, PassageTerms, Shape
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
            terms = [
                PassageTerms({name: lists[at] for name, lists in contents.lexical.items()})
                for at in range(first, last)
            ]
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
        with _disk_errors(folder, before):
            _remove_generations(folder, lambda number: before is None or number > before)
            number = _next_number(folder, before)
            try:
                writer = GenerationWriter(
                    folder / layout.generation_name(number), number, shape, version, base
                )
                try:
                    yield writer
                finally:
                    writer.close()
                _commit(folder, number)
            except (Exception, KeyboardInterrupt):
                _take_back(folder, number)
                raise
            _remove_generations(folder, lambda other: other not in (number, before))


def clear_leftovers(folder: Path, lock: IndexLock) -> None:
    """Remove what killed builds left, and all generations but the present and the one before.

    Raises as ``next_generation`` does, after which nothing of it is there either.
    """
    with holding(folder, lock):
        present = _current_generation(folder)
        older = [n for n in layout.generations(folder) if present is not None and n < present]
        kept = (present, max(older, default=None))
        with _disk_errors(folder, present):
            (folder / layout.MANIFEST_DRAFT).unlink(missing_ok=True)
            _remove_generations(folder, lambda number: number not in kept)


def _commit(folder: Path, number: int) -> None:
    """Make a generation that is whole the index."""
    data = (folder / layout.generation_name(number) / layout.MANIFEST).read_bytes()
    sync_folder(folder)
    replace_file(folder / layout.MANIFEST, data, draft=folder / layout.MANIFEST_DRAFT)


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
