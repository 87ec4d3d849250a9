"""Vectors of an index that is not kept otherwise: of another format, another analysis, or damaged.

A newer program may cut, read or store documents in another way, and then all are read anew. The
vectors of a text stay what they were, and making them takes by far the longest.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zzqa.errors import IndexStateError
from zzqa.index import layout
from zzqa.index.codec import dump_json, encode_named, load_json
from zzqa.index.contents import KEY_BYTES, Rows
from zzqa.index.manifest import KIND, EncoderInfo, read_manifest_bytes
from zzqa.index.store import file_digest, map_array


def earlier_vectors(folder: Path, encoder: EncoderInfo) -> dict[str, Rows]:
    """Return the sets of vectors in the index at ``folder`` by name, mapped and read-only.

    Only of the manifest is anything read that tells which encoder made them, where they lie, and
    their checksums. A set that is not what was written is left out, and so are all where another
    encoder made them or there is no index.
    """
    try:
        body = load_json(read_manifest_bytes(folder))
        made_with = load_json(dump_json(encode_named(encoder)))
        if body["kind"] != KIND or body["encoder"] != made_with:
            return {}
        generation = folder / layout.generation_name(body["generation"])
        digests = {file["name"]: file["sha256"] for file in body["files"]}
        names = [name for name in body["vectors"] if layout.is_component(f"vectors.{name}.npy")]
    except (IndexStateError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    sets = ((name, _whole_set(generation, name, digests, encoder.dimension)) for name in names)
    return {name: rows for name, rows in sets if rows is not None}


def _whole_set(
    generation: Path, name: str, digests: Mapping[str, Any], dimension: int
) -> Rows | None:
    """Return a set that is as it was written; None for any other."""
    files = [generation / layout.vector_file(name, part) for part in layout.VECTOR_PARTS]
    try:
        if any(file.is_symlink() or file_digest(file) != digests[file.name] for file in files):
            return None
        vectors, keys = map_array(files[0], "<f4", ndim=2), map_array(files[1], "|u1", ndim=2)
    except (OSError, ValueError, KeyError):
        return None
    fits = vectors.shape == (len(keys), dimension) and keys.shape[1] == KEY_BYTES
    return (vectors, keys) if fits else None
