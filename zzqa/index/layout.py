"""Where everything of an index lies: the one place that knows a file's name.

::

    index/
      manifest.json               the current generation; replaced atomically, last of all
      manifest.json.tmp           a manifest being written; left only by a killed build
      write.lock                  held by the process that writes
      gen-000001/                 one generation; files are written once and never changed
        files.json                the names of all files below; written first, removed last
        manifest.json             the same manifest: copied up, it brings this generation back
        documents.{jsonl,offsets.npy,order.npy,checks.npy,sources.json}  raw.txt  clean.txt
        origins.npy  passages.{jsonl,offsets.npy,texts.npy,checks.npy,documents.npy,dates.npy}
        sources.json
        lexical.NAME.{json,terms.txt,term_offsets.npy,indptr.npy,checks.npy,norms.npy}
        lexical.NAME.{indices.npy,frequencies.npy}
        vectors.NAME.{npy,keys.npy}  vectors.NAME.{faiss,checks.npy} (where too many to scan)
        array.NAME.npy
        value.NAME.json
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

MANIFEST = "manifest.json"
MANIFEST_DRAFT = "manifest.json.tmp"
LOCK = "write.lock"

PLAN = "files.json"

DOCUMENTS = "documents.jsonl"
DOCUMENT_OFFSETS = "documents.offsets.npy"
DOCUMENT_ORDER = "documents.order.npy"
DOCUMENT_CHECKS = "documents.checks.npy"
DOCUMENT_SOURCES = "documents.sources.json"
RAW = "raw.txt"
CLEAN = "clean.txt"
ORIGINS = "origins.npy"
PASSAGES = "passages.jsonl"
PASSAGE_OFFSETS = "passages.offsets.npy"
PASSAGE_TEXTS = "passages.texts.npy"
PASSAGE_CHECKS = "passages.checks.npy"
PASSAGE_DOCUMENTS = "passages.documents.npy"
PASSAGE_DATES = "passages.dates.npy"
SOURCES = "sources.json"
FIXED_FILES = (
    DOCUMENTS, DOCUMENT_OFFSETS, DOCUMENT_ORDER, DOCUMENT_CHECKS, DOCUMENT_SOURCES,
    RAW, CLEAN, ORIGINS,
    PASSAGES, PASSAGE_OFFSETS, PASSAGE_TEXTS, PASSAGE_CHECKS, PASSAGE_DOCUMENTS, PASSAGE_DATES,
    SOURCES,
)  # fmt: skip
"""What every generation holds, whatever it was built with."""

LEXICAL_PARTS = (
    "json", "terms.txt", "term_offsets.npy", "indptr.npy", "checks.npy", "norms.npy",
    "indices.npy", "frequencies.npy",
)  # fmt: skip
VECTOR_PARTS = ("npy", "keys.npy")
NEAR_PART, CHECKS_PART = NEAR_PARTS = ("faiss", "checks.npy")
"""The approximate index of a large set of vectors, and the checksums of rows and lists."""

_NAME = r"[a-z][a-z0-9_]{0,39}"
_NAME_PATTERN = re.compile(_NAME)
LAST_GENERATION = 10**12 - 1
"""The highest number whose name is known for a generation's."""
_GENERATION_PATTERN = re.compile(r"gen-([0-9]{6,12})")
_COMPONENT_PATTERN = re.compile(
    "|".join(
        (
            *(re.escape(name) for name in FIXED_FILES),
            rf"lexical\.{_NAME}\.(?:{'|'.join(map(re.escape, LEXICAL_PARTS))})",
            rf"vectors\.{_NAME}\.(?:{'|'.join(map(re.escape, (*VECTOR_PARTS, *NEAR_PARTS)))})",
            rf"array\.{_NAME}\.npy",
            rf"value\.{_NAME}\.json",
        )
    )
)


def lexical_file(name: str, part: str) -> str:
    """Return the file name of one part (of ``LEXICAL_PARTS``) of a lexical index."""
    return f"lexical.{checked_name(name)}.{part}"


def vector_file(name: str, part: str) -> str:
    """Return the file name of one part (``VECTOR_PARTS``, ``NEAR_PARTS``) of some vectors."""
    return f"vectors.{checked_name(name)}.{part}"


def array_file(name: str) -> str:
    """Return the file name of an array."""
    return f"array.{checked_name(name)}.npy"


def value_file(name: str) -> str:
    """Return the file name of a JSON value."""
    return f"value.{checked_name(name)}.json"


def checked_name(name: str) -> str:
    """Return ``name`` if it may stand in a file name; raise ValueError otherwise."""
    if not _NAME_PATTERN.fullmatch(name):
        raise ValueError(f"{name!r} does not name a component; expected {_NAME}")
    return name


def is_component(name: str) -> bool:
    """Whether ``name`` is a file that a generation may list: it never leaves its folder."""
    return _COMPONENT_PATTERN.fullmatch(name) is not None


def generation_name(number: int) -> str:
    """Return the folder name of a generation."""
    return f"gen-{number:06d}"


def generation_number(name: str) -> int | None:
    """Return the number of a generation's folder name, None for any other name."""
    match = _GENERATION_PATTERN.fullmatch(name)
    if match is None or generation_name(int(match[1])) != name:
        return None
    return int(match[1])


def generations(folder: Path) -> dict[int, Path]:
    """Return the generation folders in an index folder, by number in rising order.

    A link is never one of ours, whatever its name.
    """
    if not folder.is_dir():
        return {}
    found = {
        number: path
        for path in folder.iterdir()
        if (number := generation_number(path.name)) is not None
        and path.is_dir()
        and not path.is_symlink()
    }
    return dict(sorted(found.items()))


def own_entries(folder: Path, names: Iterable[str]) -> frozenset[str]:
    """Return those of a folder's entries that are an index there, whole or not, of any version.

    A folder may hold documents and an index of them: none of these files is a document.
    """
    entries = frozenset(names)
    written = {
        name
        for name in entries
        if generation_number(name) is not None
        and any((folder / name / listing).is_file() for listing in (PLAN, MANIFEST))
    }
    beside = entries & {MANIFEST, MANIFEST_DRAFT, LOCK}
    return frozenset(written | beside if written or LOCK in beside else ())


_CHECKED_LATER = re.compile(
    r"documents\.jsonl|raw\.txt|clean\.txt|origins\.npy|passages\.jsonl|sources\.json"
    r"|documents\.sources\.json|lexical\..*\.(?:indices|frequencies)\.npy"
    r"|vectors\..*|value\..*"
)


def checked_on_opening(name: str) -> bool:
    """Whether a file is small and read by every question: its checksum is compared on opening.

    The others are checked piece by piece where they are touched (texts, records, postings,
    values), by their set (vectors: see ``parts.check_digests``), or by ``verify``.
    """
    return _CHECKED_LATER.fullmatch(name) is None


_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


def is_plain(name: object) -> bool:
    """Whether ``name`` is a file name as any version of zzqa forms them: it is no path."""
    return isinstance(name, str) and _PLAIN_NAME.fullmatch(name) is not None
