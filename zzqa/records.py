"""The records that pass between the parts.

Every span is half-open, ``[start, end)``, in code points of the text it is said to lie in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from zzqa.text.offsets import OffsetMap
    from zzqa.workings import Computed, Context, ListItem

Lang = Literal["zh", "en"]
TimeKind = Literal["at", "as_of", "since", "until", "target"]
QuantityKind = Literal["count", "money", "percent", "rank", "measure", "ordinal", "plain"]
Hedge = Literal["", "about", "over", "under"]
NameKind = Literal["person", "organisation", "place"]
AnswerType = Literal[
    "number", "money", "percent", "rank", "date", "person", "place", "organisation", "list",
    "yesno", "definition", "reason", "how", "thing",
]  # fmt: skip


# ── What is found in a text ──────────────────────────────────────────────────────────────


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Token(NamedTuple):
    """A term as the index knows it (normalised), and where it stands in the text."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class TimeInterval:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"interval ends ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """Length in days, at least 1."""
        return (self.end - self.start).days + 1

    def overlap(self, other: TimeInterval) -> int:
        """Days that both intervals hold."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def contains(self, other: TimeInterval) -> bool:
        """Whether every day of ``other`` lies in this interval."""
        return self.start <= other.start and other.end <= self.end

    def gap(self, other: TimeInterval) -> int:
        """Days between the two; 0 when they touch or overlap."""
        return max(0, (max(self.start, other.start) - min(self.end, other.end)).days - 1)

    @property
    def middle(self) -> date:
        """The day in the middle, the earlier of two."""
        return self.start + timedelta(days=(self.days - 1) // 2)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression, its span in the text it was found in, and the interval it means.

    ``kind`` is how a statement relates to the interval: ``at`` (in or during), ``as_of`` (a state
    on its last day, 截至), ``since`` (from its first day to the anchor), ``until``, or ``target``
    (a plan for it). ``relative`` tells that the anchor was needed to resolve it; ``certain`` is
    false where the reading is a guess among several.
    """

    start: int
    end: int
    text: str
    interval: TimeInterval
    kind: TimeKind = "at"
    relative: bool = False
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, its span (hedge and unit included) and its value in the base unit.

    ``value`` is in ones of ``unit``: 5.6亿元 has value 560000000 and unit 元. ``hedge`` is
    ``about`` (近, 约, 左右), ``over`` (超, 逾, 余, 多, 以上) or ``under`` (不足, 以下).
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    kind: QuantityKind
    hedge: Hedge = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A person, organisation or place; ``role`` is a person's title where the text gives one."""

    start: int
    end: int
    text: str
    kind: NameKind
    role: str = ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What analysis found in one text; all spans lie in that text."""

    times: tuple[TimeMention, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    names: tuple[Name, ...] = ()


# ── Documents and passages ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DatedEvidence:
    """When a document or article was published, and what in it says so.

    ``evidence`` is text from the document (or its metadata); ``source`` names the kind of
    evidence (signature, masthead, dateline, context, metadata, file name).
    """

    interval: TimeInterval
    evidence: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document: a span of the clean text with its title and byline."""

    start: int
    end: int
    title: str = ""
    byline: str = ""
    sections: tuple[Section, ...] = ()
    date: DatedEvidence | None = None
    """Its own date, where it gives one; else that of the document holds."""


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of an article: its heading, and the span of clean text it heads."""

    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as read: raw text (never changed), clean text, and the map between them."""

    id: str
    source: str
    raw: str
    clean: str
    origin: OffsetMap
    title: str = ""
    date: DatedEvidence | None = None
    articles: tuple[Article, ...] = ()
    encoding: str = "utf-8"
    digest: str = ""
    page_starts: tuple[int, ...] = ()
    """Raw offset at which each page starts; empty where the format has no pages."""
    publisher: str = ""
    notes: tuple[str, ...] = ()
    """What of the file could not be read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one article: the unit that is indexed, ranked and quoted.

    ``start`` and ``end`` lie in the document's clean text, ``text == clean[start:end]``;
    ``sentences`` and ``mentions`` lie in ``text``.
    """

    id: str
    document: str
    source: str
    start: int
    end: int
    text: str
    title: str = ""
    section: str = ""
    date: TimeInterval | None = None
    sentences: tuple[Span, ...] = ()
    mentions: Mentions = field(default_factory=Mentions)
    home: str = ""
    """The place that the document is about: what 全市 means in it; empty when unclear."""
    duplicates: tuple[Span, ...] = ()
    """Spans of the clean text where the same passage is printed again."""


@dataclass(frozen=True, slots=True)
class SkippedSource:
    """A file that was not indexed, and why; ``failed`` tells one of a format that is read."""

    source: str
    reason: str
    failed: bool = True


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What building or updating an index did."""

    index: str
    generation: int
    documents: int
    passages: int
    dated: int
    encoded: int
    skipped: tuple[SkippedSource, ...] = ()
    seconds: float = 0.0
    read: int = 0
    """Documents read anew; the others had not changed."""
    incomplete: tuple[SkippedSource, ...] = ()
    """Documents that were read in part, and what is missing."""
    unchanged: bool = False
    """Nothing had changed: the index was left as it is."""


# ── Questions, hits and answers ──────────────────────────────────────────────────────────


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
