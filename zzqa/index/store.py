"""Files that survive a power cut, files that are mapped rather than read, and the writer's lock."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import mmap
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from zzqa.errors import IndexLockedError, IndexStateError
from zzqa.index import layout

Mapped = bytes | mmap.mmap

ARRAY_TYPES = ("<f4", "<i4", "<i8")
"""Number types of the arrays that a caller adds: enough for rows, offsets and weights."""

_NPY_HEAD = np.lib.format.magic(1, 0)
"""How every ``.npy`` file of an index begins: the headers of this version are under 64 KB."""

_CHUNK = 1 << 20
"""Bytes read at a time for a checksum: large enough that the loop costs nothing."""


_NO_SUCH_CALL = (errno.EINVAL, errno.ENOTSUP)
"""What some network file systems say when a folder is to be synced: they cannot be made to."""


class SyncedFile:
    """A new file that is on disk, with its size and checksum known, once its ``with`` ends.

    Raises FileExistsError when there is one of that name: files of an index are written once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._hash = hashlib.sha256()
        self._file = path.open("xb")

    def write(self, data: bytes | memoryview) -> int:
        """Append bytes; return how many. A view is one of bytes."""
        self._hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    @property
    def sha256(self) -> str:
        """Hex digest of everything written so far."""
        return self._hash.hexdigest()

    def __enter__(self) -> SyncedFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            if error is None:
                self._file.flush()
                os.fsync(self._file.fileno())


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk (Windows has no such call, and journals them itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are not there, each on disk with its entry."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def replace_file(path: Path, data: bytes, *, draft: Path) -> None:
    """Give ``path`` new content such that any reader sees the old or the new, whole."""
    draft.unlink(missing_ok=True)
    with SyncedFile(draft) as file:
        file.write(data)
    draft.replace(path)
    sync_folder(path.parent)


def write_array(file: SyncedFile, array: NDArray[Any]) -> None:
    """Write an array as ``.npy``, little-endian and in C order whatever the machine."""
    ordered = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    np.lib.format.write_array(file, ordered, allow_pickle=False)


def write_array_head(file: SyncedFile, dtype: str, shape: tuple[int, ...]) -> None:
    """Write what stands before an array's numbers in ``.npy``; they follow piece by piece."""
    head = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, head)


class Spool:
    """Numbers appended to a file without a name, then mapped as one array.

    They take no memory of the process, and the file is gone with it.
    """

    def __init__(self, folder: Path, dtype: str, columns: int | None = None) -> None:
        """``folder`` tells the disk; rows have ``columns`` numbers, or are numbers when None."""
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close()
        self._dtype = np.dtype(dtype)
        self._row = () if columns is None else (columns,)
        self._rows = 0

    def __len__(self) -> int:
        """Return how many rows were appended."""
        return self._rows

    def append(self, rows: NDArray[Any]) -> None:
        """Append rows of the spool's type and width; raises ValueError for others."""
        if rows.shape[1:] != self._row or rows.dtype != self._dtype:
            raise ValueError(
                f"{rows.dtype} of shape {rows.shape}; expected {self._dtype}, (…, *{self._row})"
            )
        self._file.write(np.ascontiguousarray(rows).data)
        self._rows += len(rows)

    def array(self) -> NDArray[Any]:
        """Return all rows, mapped."""
        shape = (self._rows, *self._row)
        if not self._rows:
            return np.empty(shape, dtype=self._dtype)  # nothing to map, and the system refuses to
        self._file.flush()
        mapped = np.memmap(self._file, dtype=self._dtype, mode="r", shape=shape)
        return np.asarray(mapped)

    def close(self) -> None:
        """Let go of the file; what ``array`` returned stays valid."""
        discard(self._file)


def discard(file: IO[bytes]) -> None:
    """Close a file whose content is wanted no more: what a full disk did not take is no loss."""
    with contextlib.suppress(OSError):
        file.close()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def map_file(path: Path) -> Mapped:
    """Map a file for reading. It stays readable when its name is removed (POSIX)."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return b""  # nothing to map, and the system refuses to
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def map_array(path: Path, dtypes: str | Sequence[str], ndim: int | None = 1) -> NDArray[Any]:
    """Map a ``.npy`` file for reading.

    Raises ValueError when it is none, or has not one of ``dtypes`` (as ``<i4``) and ``ndim``
    dimensions (any when None).
    """
    with path.open("rb") as file:
        # A later version's header may claim 4 GB, which numpy takes before it looks.
        if file.read(len(_NPY_HEAD)) != _NPY_HEAD:
            raise ValueError(f"{path.name} is not a .npy file of version 1.0")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what numpy warns of, zzqa never writes
            mapped = np.lib.format.open_memmap(path, mode="r")
    except OSError:
        raise
    except Exception as error:  # numpy's header parser fails in many ways on altered bytes
        raise ValueError(f"{path.name} is not a .npy file: {error}") from error
    allowed = (dtypes,) if isinstance(dtypes, str) else tuple(dtypes)
    if mapped.dtype.newbyteorder("<").str not in allowed or ndim not in (None, mapped.ndim):
        raise ValueError(
            f"{path.name} holds {mapped.dtype} of {mapped.ndim} dimensions; "
            f"expected {' or '.join(allowed)} of {ndim}"
        )
    # The plain view spares numpy the memmap subclass's bookkeeping at each slice.
    plain: NDArray[Any] = np.asarray(mapped)
    if not plain.flags.c_contiguous:
        raise ValueError(f"{path.name} is not in C order")
    return plain


class IndexLock:
    """The right to write to one index folder, held from ``with`` to its end.

    The operating system drops it with the process, so a killed build locks nobody out. The file
    itself stays: removing it would let two writers hold locks on two files of one name.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock now."""
        return self._handle is not None

    def __enter__(self) -> IndexLock:
        """Take the lock; raise IndexLockedError at once when another process has it."""
        path = self.folder / layout.LOCK
        try:
            make_folder(self.folder)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise _not_writable(path, "opened", error) from error
        try:
            lock_file(handle)
        except OSError as error:
            try:
                raise self._refused(handle, error) from error
            finally:
                os.close(handle)
        with contextlib.suppress(OSError):  # a full disk: the lock holds without saying whose it is
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, b"%d\n" % os.getpid())
        self._handle = handle
        return self

    def _refused(self, handle: int, error: OSError) -> IndexStateError:
        """Return the error for a lock that was not given."""
        if error.errno not in _LOCKED:
            return _not_writable(self.folder / layout.LOCK, "locked", error)
        return IndexLockedError(
            f"{self.folder} is being written by {_holder(handle)}; expected no other writer; "
            "wait until it has finished, then run the command again"
        )

    def __exit__(self, *details: object) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None


_LOCKED = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What systems say of a lock that another process holds."""


def _not_writable(path: Path, what: str, error: OSError) -> IndexStateError:
    return IndexStateError(
        f"{path} cannot be {what} ({error.strerror}); expected a folder that can be "
        "written to; choose another with --index"
    )


def _holder(handle: int) -> str:
    """Say which process holds the lock, as far as its file tells."""
    os.lseek(handle, 0, os.SEEK_SET)
    text = os.read(handle, 32).decode("ascii", "replace").strip()
    return f"process {text}" if text.isdigit() else "another process"


_LOCKED_BYTE = 1 << 30
"""Windows forbids reading what is locked: a byte far behind the pid is locked instead of it."""


def lock_file(handle: int) -> None:
    """Lock an open file or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def holding(folder: Path, lock: IndexLock | None) -> Iterator[None]:
    """Hold the folder's lock: the caller's if it gives one, else our own."""
    if lock is None:
        with IndexLock(folder):
            yield
    elif not lock.held or lock.folder.resolve() != folder.resolve():
        raise ValueError(f"the lock given is of {lock.folder}, held: {lock.held}; wanted {folder}")
    else:
        yield
