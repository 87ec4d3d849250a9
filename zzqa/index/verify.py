"""Checking every byte of an index against its checksums."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zzqa.errors import IndexMissingError, IndexStateError
from zzqa.index import layout
from zzqa.index.manifest import (
    FileEntry,
    Manifest,
    decode_manifest,
    encode_manifest,
    encode_plan,
    read_manifest_bytes,
)
from zzqa.index.parts import size_problems
from zzqa.index.read import open_generation
from zzqa.index.store import file_digest

_READING = 2
"""Files read at once: one core makes checksums of 1 to 2 GB a second, a disk reads as fast."""


def verify(folder: Path) -> list[str]:
    """Return what is wrong with the index at ``folder``, a line each; empty when it is whole.

    Raises IndexMissingError when there is no index.
    """
    data = read_manifest_bytes(folder)
    try:
        manifest = decode_manifest(data, folder)
    except IndexMissingError:
        raise
    except IndexStateError as error:
        return [str(error)]
    problems = _manifest_problems(folder, manifest, data)
    problems += size_problems(folder, manifest) or _digest_problems(folder, manifest)
    if not problems:
        try:
            open_generation(folder, manifest).close()
        except IndexStateError as error:
            problems.append(str(error))
    return problems


def _manifest_problems(folder: Path, manifest: Manifest, data: bytes) -> list[str]:
    """Compare the manifest with how it is written, and its copy and the plan with it."""
    problems = []
    if data != encode_manifest(manifest):
        problems.append(f"{layout.MANIFEST} is not as zzqa writes it")
    for name, expected in ((layout.MANIFEST, data), (layout.PLAN, encode_plan(manifest))):
        place = f"{manifest.generation_name}/{name}"
        try:
            if (folder / place).read_bytes() != expected:
                problems.append(f"{place} does not fit the index's {layout.MANIFEST}")
        except OSError as error:
            problems.append(f"{place} cannot be read ({error.strerror})")
    return problems


def _digest_problems(folder: Path, manifest: Manifest) -> list[str]:
    def problem(file: FileEntry) -> str:
        try:
            if file_digest(folder / manifest.generation_name / file.name) != file.sha256:
                return f"{file.name} was altered: its checksum differs"
        except OSError as error:
            return f"{file.name} cannot be read ({error.strerror})"
        return ""

    with ThreadPoolExecutor(_READING) as pool:
        return [said for said in pool.map(problem, manifest.files) if said]
