"""Settings: what shapes an index, what shapes a search, and where the defaults come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zzqa.errors import UsageError

SearchMode = Literal["lexical", "dense", "fused", "ranked"]

INDEX_FOLDER = "index"
"""Where commands look for the index when neither ``--index`` nor ``ZZQA_INDEX`` says otherwise."""

MAX_QUESTION_CHARS = 2_000
"""A longer question is refused: the longest of the public question sets has 200 characters."""
MAX_TOP_K = 1_000
"""The most passages that can be asked for: nobody reads so many, and a program asks the index."""
MAX_CONTEXT = 20
"""The most sentences before and after a quote: more is the article, which ``show`` opens."""
MAX_WORKERS = 64
"""The most processes that answer a file: each takes some 200 MB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChunkConfig:
    """How an article is cut into passages, in characters of clean text."""

    target: int = 250
    """A passage is closed by the sentence that reaches this length."""
    minimum: int = 120
    """A shorter rest of an article joins the passage before it."""
    maximum: int = 350
    """Sentences are not added beyond this; a single longer sentence stays whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """Which documents may be found: by path (glob patterns, any fits) and by publication date.

    Raises UsageError for one pattern in the place of several, and for a span that ends before it
    begins.
    """

    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if isinstance(self.sources, str):  # else each of its letters would be a pattern
            raise UsageError(
                f"sources is {self.sources!r}; expected a tuple of patterns; "
                f"write ({self.sources!r},)"
            )
        object.__setattr__(self, "sources", tuple(self.sources))  # a list is no less plain
        if self.since and self.until and self.since > self.until:
            raise UsageError(
                f"since {self.since} is after until {self.until}; expected a span of time; "
                "exchange or correct them"
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchConfig:
    """How candidates are gathered and answers accepted."""

    candidates: int = 60
    """Passages taken from each candidate list before fusing."""
    ranked: int = 64
    """The best of the fused candidates, so many, are looked at by all features: a passage that no
    question asked for yet is read, cut into words and weighed in half a millisecond."""
    ranked_of_part: int = 32
    """And so many for each value of a comparison: of these the first eight are read. No answer to
    the labelled questions changes down to 16."""
    rrf_k: int = 60
    """The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    min_confidence: float = 0.4
    """An answer less probable than this is withheld: where, on held-out labelled questions, about
    as many unanswerable questions are still answered as answerable ones are withheld."""
