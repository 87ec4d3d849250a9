"""What is asked and what is given: queries, hits, quotes and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from zzqa.records.documents import Passage
from zzqa.records.mentions import Name, Quantity, Span, TimeInterval, TimeMention
from zzqa.records.workings import Computed, Context, ListItem

Lang = Literal["zh", "en"]
AnswerType = Literal[
    "number", "money", "percent", "rank", "date", "person", "place", "organisation", "list",
    "yesno", "definition", "reason", "how", "thing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """A question as analysed: what retrieval, ranking and answering all read.

    ``weights`` gives each index term of the question its weight (1 for the asker's own word,
    less for a word reached through the English-Chinese bridge).
    """

    text: str
    lang: Lang
    clean: str
    weights: Mapping[str, float]
    answer_type: AnswerType
    interval: TimeInterval | None
    times: tuple[TimeMention, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[Name, ...]
    concepts: tuple[tuple[str, ...], ...] = ()
    """One entry for each content word asked: the index terms that stand for it."""
    asked_words: tuple[str, ...] = ()
    """The question's own word or phrase of each entry of ``concepts``."""
    wants_target: bool = False
    """Whether a plan or target is asked for rather than a result."""
    about_document: bool = False
    """Whether the time asked about may be that of a report rather than of what it reports."""
    units: tuple[str, ...] = ()
    """Units that a fitting value may have (件 for 多少件); empty where the question names none."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query, with named scores, higher is better.

    ``repeats`` are passages of other documents that say the same and were found with it.
    """

    passage: Passage
    score: float
    scores: Mapping[str, float]
    repeats: tuple[Passage, ...] = ()


class Place(NamedTuple):
    """Lines of a source, from 1, both included, and its page where it has pages."""

    source: str
    first: int
    last: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim piece of a source: ``text == raw[start:end]``, always.

    ``clean`` is the same span after repair, for reading; ``answer`` is the answer's span in it.
    ``also`` are the other places that say the same; ``before`` and ``after`` sentences around it.
    """

    text: str
    clean: str
    source: str
    document: str
    start: int
    end: int
    lines: tuple[int, int]
    page: int | None
    title: str
    date: TimeInterval | None
    answer: Span | None
    score: float
    scores: Mapping[str, float]
    also: tuple[Place, ...] = ()
    before: Context | None = None
    after: Context | None = None


@dataclass(frozen=True, slots=True)
class OtherFigure:
    """Another figure for what was asked: of another date, or of another source (``why``)."""

    value: str
    date: TimeInterval | None
    why: Literal["other date", "other figure"]
    quote: Quote


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a question: a value with quotes, or an abstention with its reason.

    When ``abstained``, ``value`` is None, ``reason`` says why, ``rejected`` is the best candidate
    that was not good enough, and ``quotes`` are the nearest passages. ``confidence`` is the
    probability that the value is right (of an abstention: that ``rejected`` is). ``english`` is a
    figure in English, ``date`` the time it is of; ``items`` are those of a list, ``open_list`` if
    the source says there are more; ``computed`` is the sum behind a computed answer.
    """

    question: str
    lang: Lang
    value: str | None
    answer_type: AnswerType
    confidence: float
    quotes: tuple[Quote, ...]
    reason: str | None = None
    rejected: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    index: Mapping[str, int | str] = field(default_factory=dict)
    id: str | None = None
    english: str | None = None
    date: TimeInterval | None = None
    others: tuple[OtherFigure, ...] = ()
    items: tuple[ListItem, ...] = ()
    open_list: bool = False
    computed: Computed | None = None

    @property
    def abstained(self) -> bool:
        """Whether no answer was given."""
        return self.value is None
