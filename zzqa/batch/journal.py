"""The journal of a run: what is answered so far, beside the output and gone when that is whole.

A line of JSON with the options of the run, then one line a record. A run killed at any moment
leaves whole lines and perhaps half a one, which is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from zzqa.batch.outputs import parse_record
from zzqa.batch.rows import Record
from zzqa.errors import UsageError
from zzqa.serialise import to_json

PARTIAL = ".partial"
"""What is added to an output's name."""
_SCHEMA = "zzqa.journal/1"


class Journal:
    """The records of a run that is not finished, held by one process from ``with`` to its end."""

    def __init__(
        self, output: Path, options: Mapping[str, object], *, restart: bool = False
    ) -> None:
        """``options`` are what the answers depend on besides questions and index."""
        self.path = output.with_name(output.name + PARTIAL)
        self._options = dict(options)
        self._restart = restart
        self._count = 0
        self._offset = 0

    def __enter__(self) -> Journal:
        """Open or create the journal; raises UsageError when it cannot be gone on with."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise UsageError(
                f"{self.path}: {error.strerror or error}; expected a folder in which files can be "
                "written; give another --out"
            ) from error
        self._file = os.fdopen(handle, "r+b")
        try:
            self._hold(handle)
            self._take_up()
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Record]:
        """Yield the records in order, read from the file."""
        with self.path.open("rb") as file:
            file.seek(self._offset)
            for line in file:
                yield parse_record(line.decode("utf-8"))

    def append(self, record: Record) -> None:
        """Add a record; once this returns, the end of this process does not lose it."""
        self._file.write((to_json(record) + "\n").encode("utf-8"))
        self._file.flush()
        self._count += 1

    def remove(self) -> None:
        """Remove the file: the output is whole."""
        if os.name == "nt":
            self._file.close()  # an open file cannot be removed there
        self.path.unlink(missing_ok=True)

    def _hold(self, handle: int) -> None:
        from zzqa.index.store import lock_file  # brings NumPy, which a help text does without

        try:
            lock_file(handle)
        except OSError as error:
            raise UsageError(
                f"{self.path} is being written by another process; expected one run for an output; "
                "wait until it has ended, or give another --out"
            ) from error

    def _take_up(self) -> None:
        """Find the records of an earlier run and cut off what is no whole line."""
        first = self._file.readline()
        new = to_json({"schema": _SCHEMA, "options": self._options}).encode("utf-8") + b"\n"
        if self._restart or not first.endswith(b"\n"):
            if not self._restart and not new.startswith(first[: len(_OPENING)]):
                raise self._foreign()
            self._file.seek(0)
            self._file.truncate()
            self._file.write(new)
            self._file.flush()
            self._offset = len(new)
            return
        self._require_options(first)
        end = self._offset = self._file.tell()
        for line in self._file:
            if not line.endswith(b"\n") or not _is_record(line):
                break
            end += len(line)
            self._count += 1
        self._file.seek(end)
        self._file.truncate()

    def _require_options(self, first: bytes) -> None:
        if not first.startswith(_OPENING):
            raise self._foreign()
        try:
            then: dict[str, object] = json.loads(first)["options"]
        except (ValueError, KeyError) as error:
            raise self._foreign() from error
        now: dict[str, Any] = json.loads(to_json(self._options))
        for name in sorted({*then, *now}):
            if then.get(name) != now.get(name):
                raise UsageError(
                    f"{self.path}: begun with {name} {then.get(name)!r}, now {now.get(name)!r}; "
                    "expected the options of the run to go on with; give them again, or --restart"
                )

    def _foreign(self) -> UsageError:
        return UsageError(
            f"{self.path}: not the journal of a run; expected none such, or that of an earlier "
            "run; move it away, give another --out, or --restart to write over it"
        )


_OPENING = b'{"schema": "' + _SCHEMA.encode()


def _is_record(line: bytes) -> bool:
    try:
        parse_record(line.decode("utf-8"))
    except ValueError:
        return False
    return True
