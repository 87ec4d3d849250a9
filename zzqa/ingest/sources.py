"""Where source files are: folders walked, names given, what cannot be read told."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zzqa.errors import CorpusError
from zzqa.index.layout import own_entries
from zzqa.ingest.readers import EXPECTED_FORMATS, READERS
from zzqa.records import SkippedSource


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index: where it lies, and its name in the index (relative, with ``/``)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found at the paths of a corpus, each in the order of names."""

    files: tuple[SourceFile, ...]
    metadata: tuple[SourceFile, ...]
    """The ``metadata.csv`` files; their rows name sources of their own folder."""
    aliases: tuple[SourceFile, ...]
    """The ``aliases.toml`` files: English words for Chinese ones of this corpus."""
    skipped: tuple[SkippedSource, ...]


METADATA = "metadata.csv"
ALIASES = "aliases.toml"
_BESIDE = (METADATA, ALIASES)
"""Files that tell of the corpus and are no documents of it."""


def find_sources(paths: Iterable[str | Path]) -> Sources:
    """Return the files of ``paths`` (files and folders) in the order of their names.

    A file in a folder is named by its path from that folder; links are followed, but never round
    in a loop; hidden files and the files of indexes are left out; whatever else is not read is
    reported as skipped. Raises CorpusError when a path does not exist or cannot be looked at, or
    two files get the same name.
    """
    found: dict[str, Path] = {}
    beside: dict[str, Path] = {}
    skipped: list[SkippedSource] = []
    for root in map(Path, paths):
        try:
            if not root.exists():
                raise CorpusError(f"there is no {root}; expected a file or folder; check the path")
        except OSError as error:  # no right to look there, or a name that no disk can hold
            raise CorpusError(
                f"{root} cannot be looked at ({error.strerror}); expected a file or folder that "
                "can be read; check the path and its permissions"
            ) from error
        for file in _walk(root, skipped):
            if file.path.name in _BESIDE:
                beside[file.name] = file.path
            elif reason := _unreadable(file.path):
                failed = file.path.suffix.lower() in READERS
                skipped.append(SkippedSource(file.name, reason, failed=failed))
            elif file.name in found and found[file.name].resolve() != file.path.resolve():
                raise CorpusError(
                    f"{found[file.name]} and {file.path} would both be named {file.name}; expected "
                    "different names; index their common folder instead"
                )
            else:
                found[file.name] = file.path
    tables, aliases = (
        tuple(SourceFile(beside[name], name) for name in sorted(beside) if name.endswith(kind))
        for kind in _BESIDE
    )
    files = tuple(SourceFile(found[name], name) for name in sorted(found))
    return Sources(files, tables, aliases, tuple(sorted(skipped, key=lambda skip: skip.source)))


def _walk(root: Path, skipped: list[SkippedSource]) -> Iterator[SourceFile]:
    """Yield every file that is not left out; what cannot be entered goes to ``skipped``."""
    if not root.is_dir():
        yield SourceFile(root, source_name(root.name))
        yield from (
            SourceFile(root.parent / name, name)
            for name in _BESIDE
            if (root.parent / name).is_file()
        )
        return

    def refused(error: OSError) -> None:
        name = source_name(os.path.relpath(error.filename, root))
        reason = f"the folder cannot be read ({error.strerror}); check its permissions"
        skipped.append(SkippedSource(name, reason))

    above: dict[Path, tuple[tuple[int, int], ...]] = {}
    for folder, folders, files in os.walk(root, onerror=refused, followlinks=True):
        here = Path(folder)
        chain = (*above.get(here, ()), _identity(here))
        index = own_entries(here, (*folders, *files))
        for name in sorted(folders):
            inner = here / name
            if name.startswith(".") or name in index:
                folders.remove(name)
            elif _identity(inner) in chain:
                folders.remove(name)
                place = source_name(inner.relative_to(root).as_posix())
                skipped.append(SkippedSource(place, "the link leads back to a folder around it"))
            else:
                above[inner] = chain
        folders.sort()
        for name in sorted(files):
            if not name.startswith(".") and name not in index:
                path = here / name
                yield SourceFile(path, source_name(path.relative_to(root).as_posix()))


def _identity(folder: Path) -> tuple[int, int]:
    try:
        status = folder.stat()
    except OSError:
        return (-1, -1)
    return (status.st_dev, status.st_ino)


def _unreadable(path: Path) -> str:
    """Return why a file is not even tried, empty where it is."""
    if path.suffix.lower() not in READERS:
        return f"the format {path.suffix or 'without a suffix'} is not read; {EXPECTED_FORMATS}"
    try:
        mode = path.stat().st_mode
    except OSError as error:
        what = "link" if path.is_symlink() else "file"
        return f"the {what} cannot be followed ({error.strerror}); mend or remove it"
    return "" if stat.S_ISREG(mode) else "it is no regular file; expected one"


def source_name(name: str) -> str:
    """Return a file's name as text: names whose bytes are not UTF-8 are mostly GBK in China.

    The bytes of any other are written as ``\\xNN``.
    """
    content = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", errors="backslashreplace")
