"""Looking whether zzqa can work here: its libraries, model, dictionaries, and an index.

Nothing is raised for what is broken: that is what is to be found out. Every library is imported
where it is looked at, so that one that is broken hides none of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zzqa.doctor.finding import Finding, guarded, unexpected
from zzqa.doctor.index import examine_index
from zzqa.doctor.models import examine_models
from zzqa.doctor.programs import LIBRARIES, OPTIONAL, examine_libraries

__all__ = ["LIBRARIES", "OPTIONAL", "Finding", "examine", "guarded"]


def examine(index: Path, encoder: str | None, reranker: str | None) -> Iterator[Finding]:
    """Yield what is found of the programs, the models and the index at ``index``."""
    yield from examine_libraries()
    yield from examine_models(encoder, reranker)
    try:
        yield from examine_index(index, encoder)
    except Exception as error:  # a library without which an index cannot even be looked at
        yield unexpected("index", "present", error)
