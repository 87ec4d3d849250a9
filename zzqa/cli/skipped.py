"""What was not indexed, told to a person: each file that failed, formats that are not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from zzqa.cli.screen import Line
from zzqa.records import SkippedSource

_NAMED = 5
"""Files of other formats up to which each is named: of a folder full of pictures nobody reads."""
_FORMATS = 6
"""Formats that are named with how many files they have."""


def skipped_lines(skipped: Sequence[SkippedSource]) -> Iterator[Line]:
    """Yield why files are not in the index; many of formats that are not read share one line."""
    foreign = [skip for skip in skipped if not skip.failed]
    many = len(foreign) > _NAMED
    for skip in skipped:
        if skip.failed or not many:
            yield _line(f"{skip.source}: {skip.reason}")
    if many:
        yield _line(
            f"{len(foreign)} files of formats that are not read ({_formats(foreign)}); "
            "--json names each"
        )


def _line(text: str) -> Line:
    return Line([("skipped ", "silence"), (text, "")])


def _formats(skipped: Sequence[SkippedSource]) -> str:
    """Return the formats of some files, the most frequent first, with how many there are."""
    suffixes = (PurePosixPath(skip.source).suffix.lower() for skip in skipped)
    counts = Counter(suffix or "no suffix" for suffix in suffixes)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{suffix} {count}" for suffix, count in ordered[:_FORMATS]]
    return ", ".join([*told, "…"] if len(ordered) > _FORMATS else told)
