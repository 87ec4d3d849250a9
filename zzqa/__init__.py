"""zzqa: semantic search and question answering over Chinese documents, with verbatim quotes.

    import zzqa

    zzqa.build_index(["seeds/"], "index/")
    with zzqa.open_index("index/") as engine:
        print(engine.ask("截至2024年6月底，株洲有多少件有效发明专利？").value)

Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from zzqa.build import build_index, staleness
    from zzqa.config import Filters
    from zzqa.engine import Engine, open_index
    from zzqa.errors import (
        CorpusError,
        DependencyError,
        GateError,
        IndexDamagedError,
        IndexLockedError,
        IndexMismatchError,
        IndexMissingError,
        IndexStateError,
        QuestionError,
        ReadError,
        UsageError,
        ZzqaError,
    )
    from zzqa.protocols import AnswerExtractor, Encoder, Reranker, ScoredSpan
    from zzqa.records import Answer, BuildReport, Hit, Passage, Query, Quote
    from zzqa.views import IndexInfo, SourceView

_HOMES = {
    "zzqa.build": ("build_index", "staleness"),
    "zzqa.config": ("Filters",),
    "zzqa.engine": ("Engine", "open_index"),
    "zzqa.views": ("IndexInfo", "SourceView"),
    "zzqa.errors": (
        "CorpusError",
        "DependencyError",
        "GateError",
        "IndexDamagedError",
        "IndexLockedError",
        "IndexMismatchError",
        "IndexMissingError",
        "IndexStateError",
        "QuestionError",
        "ReadError",
        "UsageError",
        "ZzqaError",
    ),
    "zzqa.protocols": ("AnswerExtractor", "Encoder", "Reranker", "ScoredSpan"),
    "zzqa.records": (
        "Answer",
        "BuildReport",
        "Hit",
        "Passage",
        "Query",
        "Quote",
    ),
}

__all__ = [
    "Answer",
    "AnswerExtractor",
    "BuildReport",
    "CorpusError",
    "DependencyError",
    "Encoder",
    "Engine",
    "Filters",
    "GateError",
    "Hit",
    "IndexDamagedError",
    "IndexInfo",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndexStateError",
    "Passage",
    "Query",
    "QuestionError",
    "Quote",
    "ReadError",
    "Reranker",
    "ScoredSpan",
    "SourceView",
    "UsageError",
    "ZzqaError",
    "build_index",
    "open_index",
    "staleness",
]


# A library leaves it to its user whether and where its log is shown.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from zzqa.version import zzqa_version

        return zzqa_version()
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'zzqa' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
