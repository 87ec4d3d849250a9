"""Is the index whole, of this version and encoder, and up to date?"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zzqa.doctor.finding import Finding, broken, guarded
from zzqa.errors import IndexMismatchError, IndexMissingError, ZzqaError

if TYPE_CHECKING:
    from zzqa.index import Manifest

_SHOWN = 3
"""Damaged files named one by one."""


def examine_index(folder: Path, encoder: str | None) -> Iterator[Finding]:
    """Yield whether there is an index, whole, of this version and encoder, and up to date.

    What comes after a problem that hides it is left out.
    """
    from zzqa.index import read_manifest

    try:
        manifest = read_manifest(folder)
    except IndexMissingError as error:
        yield broken("index", "present", error)
        return
    except IndexMismatchError as error:
        yield broken("index", "format", error)
        return
    except ZzqaError as error:
        yield broken("index", "files", error)
        return
    counts = manifest.counts
    told = f"{folder}: generation {manifest.generation}, {counts.get('documents')} documents"
    yield Finding("index", "present", "ok", told)
    files = _files(folder)
    yield files
    yield guarded("index", "encoder", lambda: _same_encoder(folder, manifest, encoder))
    if files.state == "ok":
        yield _sources(folder)


def _files(folder: Path) -> Finding:
    from zzqa.index import verify

    try:
        problems = verify(folder)
    except ZzqaError as error:
        return broken("index", "files", error)
    if not problems:
        return Finding("index", "files", "ok", "every checksum is right")
    more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    seen = f"damaged: {', '.join(problems[:_SHOWN])}{more}"
    return Finding("index", "files", "problem", seen, rebuilding(folder))


def _same_encoder(folder: Path, manifest: Manifest, encoder: str | None) -> str:
    from zzqa.index_encoder import encoder_of

    return f"built with {encoder_of(folder, manifest.encoder, encoder).name}, which is here"


def _sources(folder: Path) -> Finding:
    from zzqa.build import staleness

    try:
        reason = staleness(folder)
    except ZzqaError as error:
        return broken("index", "sources", error)
    if reason is None:
        return Finding("index", "sources", "ok", "unchanged since they were indexed")
    return Finding("index", "sources", "problem", f"stale: {reason}", rebuilding(folder))


def rebuilding(folder: Path) -> str:
    """Return the command that builds an index anew, with its paths where they are known to be."""
    from zzqa.index import open_reader

    paths = ["PATH..."]
    try:
        with open_reader(folder, vectors=False) as reader:
            roots = reader.value("corpus")["paths"]
        if all((folder / root).exists() for root in roots):
            paths = [shlex.quote(os.path.relpath(folder / root)) for root in roots]
    except Exception:  # of a damaged index anything may fail: then a person knows the paths
        pass
    return f"zzqa index {' '.join(paths)} --index {shlex.quote(str(folder))}"
