"""Reading question files: .txt (one a line), .jsonl, .csv and .tsv with a ``question`` column.

The column may be named in Chinese as well (问题), and cells may be parted by commas, semicolons or
tabs, as spreadsheets write them where the comma is a decimal sign.

A line that cannot be used becomes a question with an error in its place; only a file that cannot
be used at all raises.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzqa.errors import UsageError

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BROKEN_TEXT = "bytes that are not text in the file's encoding; save the file as UTF-8"


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One question of a file: its line (from 1), its id if it has one, and its text.

    Where ``error`` is set the line could not be used, and ``text`` is what was readable, if any.
    """

    line: int
    id: str | None = None
    text: str | None = None
    error: str | None = None


def read_questions(path: str | Path) -> tuple[BatchQuestion, ...]:
    """Return the questions of a file in its order; blank lines are passed over.

    The text may be UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030, which holds
    GBK and GB2312. Raises UsageError for a file that is missing, binary, of an unknown kind,
    without a question column, or without any question.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(
            f"{path}: unknown kind of question file; expected {', '.join(sorted(_READERS))}; "
            "rename or convert the file"
        )
    questions = tuple(reader(path, decode(_read_bytes(path), path)))
    if not questions:
        raise UsageError(
            f"{path}: holds no question; expected at least one; check that this is the right file"
        )
    return questions


def decode(data: bytes, path: Path) -> str:
    """Return the text of a question file; bytes that do not fit become lone surrogates.

    UTF-8 is taken when most of the lines that tell anything (that hold a byte above 127) are
    UTF-8, so that one broken line does not turn the whole file into GB18030 nonsense.
    """
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise UsageError(f"{path}: binary data; expected text; convert the file to UTF-8 text")
    telling = [line for line in data.splitlines() if not line.isascii()]
    fitting = sum(1 for line in telling if _is_utf8(line))
    if 2 * fitting < len(telling):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return data.decode("utf-8-sig", errors="surrogateescape")


def is_broken(text: str) -> bool:
    """Return whether a text holds bytes that could not be decoded."""
    return any("\ud800" <= char <= "\udfff" for char in text)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}; expected a readable question file; check the path"
        ) from error


def _read_txt(_path: Path, text: str) -> Iterator[BatchQuestion]:
    for number, line in _lines(text):
        yield _checked(number, None, line.strip())


def _read_jsonl(_path: Path, text: str) -> Iterator[BatchQuestion]:
    for number, line in _lines(text):
        if is_broken(line):
            yield BatchQuestion(number, error=_BROKEN_TEXT)
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield BatchQuestion(number, error=f"not JSON ({error})")
            continue
        yield _from_object(number, value)


def _from_object(number: int, value: Any) -> BatchQuestion:
    if not isinstance(value, dict):
        return BatchQuestion(number, error="not a JSON object with a field question")
    given = value.get("id")
    name = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else None
    if given is not None and name is None:
        return BatchQuestion(number, error="the field id is neither text nor a whole number")
    if not isinstance(value.get("question"), str):
        return BatchQuestion(number, name, error="no field question that is text")
    return _checked(number, name, value["question"].strip())


def _read_table(path: Path, text: str, delimiter: str) -> Iterator[BatchQuestion]:
    for mark in (delimiter, *_DELIMITERS):
        rows = _rows(text, mark)
        names = _columns(_header(rows))
        if "question" in names:
            break
    else:
        seen = ", ".join(_header(_rows(text, delimiter))) or "nothing"
        raise UsageError(
            f"{path}: the first row names the columns {seen}; expected one named question (or "
            "问题); add a header row"
        )
    for number, cells, fault in rows:
        if fault:
            yield BatchQuestion(number, error=fault)
        elif any(cell.strip() for cell in cells):
            yield _from_row(number, cells, names)


_DELIMITERS = (",", ";", "\t")
_CHINESE_COLUMNS = dict.fromkeys(("问题", "問題", "问句", "提问"), "question") | dict.fromkeys(
    ("编号", "編號", "序号"), "id"
)


def _header(rows: Iterator[tuple[int, list[str], str | None]]) -> list[str]:
    """Return the cells of the first row that is not blank."""
    cells = next((cells for _, cells, _ in rows if any(cell.strip() for cell in cells)), [])
    return [cell.strip() for cell in cells]


def _columns(header: Sequence[str]) -> list[str]:
    """Return the names of the columns in English and small letters."""
    return [_CHINESE_COLUMNS.get(name.lower(), name.lower()) for name in header]


def _from_row(number: int, cells: Sequence[str], names: Sequence[str]) -> BatchQuestion:
    row = dict(zip(names, cells))
    name = row.get("id", "").strip() or None
    if len(cells) > len(names):
        # An unquoted comma in the question: taking the first cell would ask something else.
        fault = f"{len(cells)} cells where the header has {len(names)}; quote cells with commas"
        return BatchQuestion(number, name, error=fault)
    return _checked(number, name, row.get("question", "").strip())


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (line at which the row starts, cells, fault) for each row, the header included.

    A quotation mark that is not closed would take the rest of the file into its cell: such a line
    is a fault, and the next one is read as a row again.
    """
    lines = list(io.StringIO(text, newline=""))
    start = 0
    while start < len(lines):
        reader = csv.reader(itertools.islice(lines, start, None), delimiter=delimiter, strict=True)
        read = 0
        try:
            for cells in reader:
                yield start + read + 1, cells, None
                read = reader.line_num
        except csv.Error as error:
            yield start + read + 1, [], f"not a row of cells ({error})"
            read += 1
        start += read


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, numbered from 1 as editors number them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line


def _checked(number: int, name: str | None, text: str) -> BatchQuestion:
    if is_broken(text) or is_broken(name or ""):
        return BatchQuestion(number, error=_BROKEN_TEXT)
    if not text:
        return BatchQuestion(number, name, error="no question; expected text")
    return BatchQuestion(number, name, text)


_READERS: dict[str, Callable[[Path, str], Iterator[BatchQuestion]]] = {
    ".txt": _read_txt,
    ".jsonl": _read_jsonl,
    ".csv": lambda path, text: _read_table(path, text, ","),
    ".tsv": lambda path, text: _read_table(path, text, "\t"),
}
