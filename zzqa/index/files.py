"""Writing the files of a generation: each synced, with its size and checksum accounted for."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zzqa.index import layout
from zzqa.index.codec import dump_json
from zzqa.index.manifest import FileEntry
from zzqa.index.store import SyncedFile, sync_folder, write_array, write_array_head


class FileWriter:
    """Writes files into one new folder and keeps account of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[FileEntry] = []

    def plan(self, names: Sequence[str]) -> None:
        """Name all files to come, so that what a killed build leaves can be told from a stranger's.

        The folder is synced: no file is there of which this one does not tell.
        """
        with SyncedFile(self.folder / layout.PLAN) as file:
            file.write(dump_json(sorted(names)) + b"\n")
        sync_folder(self.folder)

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[SyncedFile]:
        """Open a new file; on leaving, it is synced and accounted for."""
        with SyncedFile(self.folder / name) as file:
            yield file
        self.files.append(FileEntry(name, file.size, file.sha256))

    @contextlib.contextmanager
    def rows(
        self, name: str, dtype: str, shape: tuple[int, ...]
    ) -> Iterator[Callable[[NDArray[Any]], None]]:
        """Yield what appends rows to a ``.npy`` file of that shape.

        Raises ValueError for rows of another type or width, or when there were not as many.
        """
        written = 0
        with self.open(name) as file:
            write_array_head(file, dtype, shape)

            def append(rows: NDArray[Any]) -> None:
                nonlocal written
                if rows.shape[1:] != shape[1:]:
                    raise ValueError(
                        f"{name}: rows of shape {rows.shape}; expected (…, *{shape[1:]})"
                    )
                file.write(np.ascontiguousarray(rows, dtype=dtype).reshape(-1).view(np.uint8).data)
                written += len(rows)

            yield append
            if written != shape[0]:
                raise ValueError(f"{name}: {written} rows; expected {shape[0]}")

    def array(self, name: str, array: NDArray[Any]) -> None:
        """Write an array as ``.npy``."""
        with self.open(name) as file:
            write_array(file, array)

    def bytes(self, name: str, data: bytes) -> None:
        """Write a whole file."""
        with self.open(name) as file:
            file.write(data)


class LineWriter:
    """Writes lines to an open file; knows the offset and the CRC-32 of each."""

    def __init__(self, file: SyncedFile) -> None:
        self._file = file
        self._ends: list[NDArray[np.int64]] = [np.zeros(1, dtype=np.int64)]
        self._checks: list[NDArray[np.uint32]] = []

    def write(self, lines: Sequence[bytes]) -> None:
        """Append lines, each ended by a line feed."""
        if lines:
            sizes = np.array([len(line) for line in lines], dtype=np.int64)
            self.copy(
                b"".join(lines), sizes, np.array([zlib.crc32(line) for line in lines], np.uint32)
            )

    def copy(
        self, data: bytes | memoryview, sizes: NDArray[np.int64], checks: NDArray[np.uint32]
    ) -> None:
        """Append lines whose sizes in bytes and checksums are known."""
        self._ends.append(self._file.size + np.cumsum(sizes))
        self._checks.append(np.asarray(checks))
        self._file.write(data)

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where each line starts, and where the last ends."""
        return np.concatenate(self._ends)

    @property
    def checks(self) -> NDArray[np.uint32]:
        """The CRC-32 of each line."""
        return np.concatenate([np.empty(0, dtype=np.uint32), *self._checks])
