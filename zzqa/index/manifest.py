"""The manifest: one small JSON file that says what an index is and what belongs to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from zzqa.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexStateError,
)
from zzqa.index import layout
from zzqa.index.codec import decode_named, dump_json, encode, encode_named, load_json, schema
from zzqa.index.entries import DocumentEntry, PassageEntry
from zzqa.records import SkippedSource

FORMAT_VERSION = 4
"""Raise it when the files change in a way that ``record_schema`` does not show."""

FLAT = "Flat"
"""FAISS's name for comparing with every vector."""

KIND = "zzqa.index"
"""Tells our ``manifest.json`` from the many other files of that name."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a generation: its name in the generation's folder, bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """The encoder that made an index's vectors: see ``protocols.Encoder``.

    ``revision`` is the version of its weights, where it tells one; ``prompts`` are what it puts
    before a ``query`` and before a ``passage``.
    """

    name: str
    digest: str
    dimension: int
    revision: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VectorInfo:
    """A set of vectors: how many, of what length, and how those near a question are found.

    ``factory`` is ``Flat`` where all are compared, else FAISS's factory string of an approximate
    index, of which ``probes`` lists are scanned; the first ``head`` bytes of its file, with this
    SHA-256 in hex, decide how much memory reading it takes. ``since`` rows were added since the
    lists were made.
    """

    factory: str
    rows: int
    dimension: int
    probes: int = 0
    head: int = 0
    head_sha256: str = ""
    since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an index is; ``configuration`` maps the names of what shaped it to their versions."""

    generation: int
    zzqa: str
    configuration: Mapping[str, str]
    encoder: EncoderInfo | None
    skipped: tuple[SkippedSource, ...]
    counts: Mapping[str, int]
    lexical: tuple[str, ...]
    vectors: Mapping[str, VectorInfo]
    arrays: tuple[str, ...]
    values: tuple[str, ...]
    files: tuple[FileEntry, ...]

    @property
    def generation_name(self) -> str:
        """Name of the folder that holds this generation's files."""
        return layout.generation_name(self.generation)


@cache
def record_schema() -> str:
    """Return a hex digest of the shape of all records that an index stores."""
    shape = ";".join(schema(kind) for kind in (DocumentEntry, PassageEntry, Manifest))
    return hashlib.sha256(shape.encode()).hexdigest()


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the file's content: canonical, so that equal manifests are equal bytes."""
    body: dict[str, object] = {
        "kind": KIND,
        "format": FORMAT_VERSION,
        "schema": record_schema(),
        **encode_named(manifest),
        # Objects rather than bare lists: this file is read by people too.
        "files": [encode_named(file) for file in manifest.files],
        "vectors": {name: encode_named(info) for name, info in manifest.vectors.items()},
        "encoder": encode_named(manifest.encoder) if manifest.encoder else None,
    }
    body["checksum"] = _checksum(body)
    return dump_json(body, indent=1) + b"\n"


def decode_manifest(data: bytes, folder: Path) -> Manifest:
    """Return the manifest in ``data``, found in the index at ``folder``.

    Raises IndexMismatchError for another program's file or another format, IndexDamagedError for
    one that was cut short or altered.
    """
    try:
        body = load_json(data)
    except ValueError as error:
        raise damaged(folder, f"{layout.MANIFEST} is not JSON ({error})") from error
    _check_format(body, folder)
    del body["kind"], body["format"], body["schema"]
    try:
        if body.pop("checksum", None) != _checksum({**_head(), **body}):
            raise ValueError("its checksum does not fit its content")
        manifest = decode_named(Manifest, _lists(body))
        _check_names(manifest)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged(folder, f"{layout.MANIFEST} was altered: {error}") from error
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the index at ``folder``; raises as ``decode_manifest`` does.

    Raises IndexMissingError when there is none.
    """
    return decode_manifest(read_manifest_bytes(folder), folder)


def read_manifest_bytes(folder: Path) -> bytes:
    """Return the bytes of the manifest; raises IndexMissingError when there is none."""
    path = folder / layout.MANIFEST
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(
            f"no index in {folder}; expected {path}; {remedy(folder)}"
        ) from error
    except OSError as error:
        raise IndexStateError(
            f"{path} cannot be read ({error.strerror}); expected the manifest of an index; "
            "look at its permissions, or give another folder with --index"
        ) from error


def remedy(folder: Path) -> str:
    """Return the command that makes the index anew."""
    return f"run `zzqa index PATH… --index {folder}` with the files or folders to index"


def damaged(folder: Path, seen: str) -> IndexDamagedError:
    """Return the error for an index whose files are not what was written."""
    return IndexDamagedError(
        f"the index in {folder} is damaged: {seen}; expected the files as they were written; "
        f"{remedy(folder)}"
    )


def _mismatch(folder: Path, seen: str, expected: str) -> IndexMismatchError:
    return IndexMismatchError(
        f"the index in {folder} has {seen}; expected {expected}; {remedy(folder)}"
    )


def _head() -> dict[str, object]:
    return {"kind": KIND, "format": FORMAT_VERSION, "schema": record_schema()}


def _checksum(body: Mapping[str, object]) -> str:
    return hashlib.sha256(dump_json(encode(body))).hexdigest()


def _check_format(body: Any, folder: Path) -> None:
    """Refuse what this version of zzqa did not write, before reading further into it."""
    seen = body.get("kind") if isinstance(body, dict) else None
    if seen != KIND:
        raise IndexMismatchError(
            f"{folder / layout.MANIFEST} is of kind {seen!r}; expected {KIND!r}; "
            f"choose another folder: `zzqa index PATH… --index DIR`"
        )
    version = body.get("format")
    if type(version) is not int:
        raise damaged(folder, f"{layout.MANIFEST} gives its format as {version!r:.60}")
    if version > FORMAT_VERSION:
        raise IndexMismatchError(
            f"the index in {folder} has format {version}, of a newer zzqa "
            f"({str(body.get('zzqa')):.20}); expected format {FORMAT_VERSION}; run "
            f"`pip install --upgrade zzqa`, or {remedy(folder)}"
        )
    if version != FORMAT_VERSION:
        raise _mismatch(folder, f"format {version}", f"format {FORMAT_VERSION}")
    if body.get("schema") != record_schema():
        raise _mismatch(
            folder,
            f"records of schema {str(body.get('schema'))[:12]} (zzqa {body.get('zzqa')})",
            f"schema {record_schema()[:12]}",
        )


def _lists(body: dict[str, Any]) -> dict[str, Any]:
    """Turn the objects written for people back into the lists that the codec reads."""
    kinds = {"files": FileEntry, "vectors": VectorInfo, "encoder": EncoderInfo}
    changed = dict(body)
    changed["files"] = [encode(decode_named(kinds["files"], file)) for file in body["files"]]
    changed["vectors"] = {
        name: encode(decode_named(kinds["vectors"], info)) for name, info in body["vectors"].items()
    }
    if body["encoder"] is not None:
        changed["encoder"] = encode(decode_named(kinds["encoder"], body["encoder"]))
    return changed


def _check_names(manifest: Manifest) -> None:
    """Refuse names that no index of ours has: none may lead out of the generation's folder."""
    names = [file.name for file in manifest.files]
    strange = sorted(name for name in names if not layout.is_component(name))
    if strange:
        raise ValueError(f"it lists {strange}, which zzqa never writes")
    if len(set(names)) != len(names):
        raise ValueError("it lists a file twice")
    absent = sorted(set(expected_files(manifest)) - set(names))
    if absent:
        raise ValueError(f"it does not list {absent}")
    if not 1 <= manifest.generation <= layout.LAST_GENERATION:
        raise ValueError(f"its generation is {str(manifest.generation):.20}")


class Components(Protocol):
    """What tells which files there are: a manifest, or the contents before it is written."""

    @property
    def lexical(self) -> Iterable[str]:
        """Names of the lexical indexes."""

    @property
    def vectors(self) -> Mapping[str, Any]:
        """The sets of vectors by name: matrices, or what a manifest says of them."""

    @property
    def arrays(self) -> Iterable[str]:
        """Names of the further arrays."""

    @property
    def values(self) -> Iterable[str]:
        """Names of the JSON values."""


def expected_files(index: Components) -> list[str]:
    """Return the names of all files that an index with these components has, or may have."""
    return [
        *layout.FIXED_FILES,
        *(layout.lexical_file(n, p) for n in index.lexical for p in layout.LEXICAL_PARTS),
        *(layout.vector_file(n, p) for n in index.vectors for p in layout.VECTOR_PARTS),
        *(
            layout.vector_file(name, part)
            for name, info in index.vectors.items()
            for part in layout.NEAR_PARTS
            if not isinstance(info, VectorInfo) or info.factory != FLAT
        ),
        *(layout.array_file(name) for name in index.arrays),
        *(layout.value_file(name) for name in index.values),
    ]


def planned_files(index: Components) -> list[str]:
    """Return the names that a generation's plan lists: every file that it has, or may have."""
    near = [layout.vector_file(n, part) for n in index.vectors for part in layout.NEAR_PARTS]
    return sorted({*expected_files(index), *near, layout.MANIFEST})


def encode_plan(index: Components) -> bytes:
    """Return the content of a generation's plan."""
    return dump_json(planned_files(index)) + b"\n"
