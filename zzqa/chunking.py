"""Cutting documents into passages: whole sentences of one article, of a size to quote."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from zzqa.config import ChunkConfig
from zzqa.records import (
    Article,
    Document,
    Mentions,
    Name,
    Passage,
    Quantity,
    Span,
    TimeInterval,
    TimeMention,
)
from zzqa.text.analysis import find_mentions
from zzqa.text.dates import reported_year
from zzqa.text.names import bare_place
from zzqa.text.normalise import fold
from zzqa.text.sentences import split_sentences

VERSION = 5
"""Raised whenever the same document gives other passages: indexes are then rebuilt."""

_SECTION_MINIMUM = 80
"""A section begins a new passage unless the one before would be shorter than this."""
_LONGEST_SENTENCE = 1_000
"""Text without any full stop is cut at commas beyond this: no person wrote it as a sentence."""


def make_passages(document: Document, config: ChunkConfig | None = None) -> tuple[Passage, ...]:
    """Return the passages of a document in order; text printed again is kept as a duplicate."""
    config = config or ChunkConfig()
    first: dict[str, int] = {}
    passages: list[Passage] = []
    for article in document.articles:
        # The whole article is read at once: 同期 and 该公司 look back over passages.
        text = document.clean[article.start : article.end]
        published = _published(document, article)
        mentions = find_mentions(text, published, reported_year(article.title, published))
        for sentences in _groups(document.clean, article, config):
            passage = _passage(document, article, sentences, mentions)
            key = re.sub(r"\W", "", fold(passage.text)) or passage.text
            if key in first:
                known = passages[first[key]]
                span = Span(passage.start, passage.end)
                passages[first[key]] = replace(known, duplicates=(*known.duplicates, span))
            else:
                first[key] = len(passages)
                passages.append(passage)
    home = _home(passages)
    return tuple(replace(passage, home=home) for passage in passages)


def _published(document: Document, article: Article) -> TimeInterval | None:
    """Return the date that what the article says is reckoned from."""
    date = article.date or document.date
    return date.interval if date else None


def _home(passages: Sequence[Passage]) -> str:
    """Return the place named in the most passages, if it stands in a fourth of them."""
    counts = Counter(
        place
        for passage in passages
        for place in sorted(
            {bare_place(name.text) for name in passage.mentions.names if name.kind == "place"}
        )
    )
    place, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    return place if 4 * count >= len(passages) else ""


def _groups(clean: str, article: Article, config: ChunkConfig) -> Iterator[list[Span]]:
    """Yield the sentences of each passage, as spans of the clean text."""
    heads = {section.start for section in article.sections}
    group: list[Span] = []
    pending: list[list[Span]] = []
    for sentence in _sentences(clean, article):
        length = sentence.end - group[0].start if group else 0
        size = group[-1].end - group[0].start if group else 0
        full = size >= config.target or (size >= config.minimum and length > config.maximum)
        if group and (full or (sentence.start in heads and size >= _SECTION_MINIMUM)):
            pending.append(group)
            group = []
        group.append(sentence)
    if group:
        pending.append(group)
    yield from _without_rest(pending, heads, config)


def _without_rest(
    groups: list[list[Span]], heads: set[int], config: ChunkConfig
) -> Iterator[list[Span]]:
    """Join a group that is too short with the one before it, if both are of one section."""
    joined: list[list[Span]] = []
    for group in groups:
        short = group[-1].end - group[0].start < config.minimum
        if joined and short and group[0].start not in heads:
            total = group[-1].end - joined[-1][0].start
            if total <= config.maximum + config.minimum:
                joined[-1] += group
                continue
        joined.append(group)
    yield from joined


def _sentences(clean: str, article: Article) -> Iterator[Span]:
    text = clean[article.start : article.end]
    for start, end in split_sentences(text):
        for a, b in _bounded(text, start, end):
            yield Span(article.start + a, article.start + b)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut what is too long to be a sentence at its last comma, or between two other characters."""
    while end - start > _LONGEST_SENTENCE:
        piece = text[start : start + _LONGEST_SENTENCE]
        cut = max(piece.rfind(mark) for mark in "；，、;, ") + 1
        if cut < _LONGEST_SENTENCE // 2:
            cut = len(piece.rstrip("0123456789.")) or len(piece)
        yield Span(start, start + cut)
        start += cut
    if end > start:
        yield Span(start, end)


def _passage(
    document: Document, article: Article, sentences: list[Span], mentions: Mentions
) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    text = document.clean[start:end]
    heading = next((s.heading for s in reversed(article.sections) if s.start <= start), "")
    place = f"{document.id}\0{start}\0{text}"
    return Passage(
        id=hashlib.sha256(place.encode(errors="surrogatepass")).hexdigest()[:16],
        document=document.id,
        source=document.source,
        start=start,
        end=end,
        text=text,
        title=article.title,
        section=heading,
        date=_published(document, article),
        sentences=tuple(Span(s.start - start, s.end - start) for s in sentences),
        mentions=_slice(mentions, start - article.start, end - article.start),
    )


_M = TypeVar("_M", TimeMention, Quantity, Name)


def _slice(mentions: Mentions, start: int, end: int) -> Mentions:
    """Return the mentions, each kind in order, inside ``[start, end)``, counted from ``start``."""

    def inside(found: Sequence[_M]) -> tuple[_M, ...]:
        first = bisect_left(found, start, key=lambda one: one.start)
        last = bisect_left(found, end, first, key=lambda one: one.start)
        return tuple(
            replace(one, start=one.start - start, end=one.end - start)
            for one in found[first:last]
            if one.end <= end
        )

    return Mentions(inside(mentions.times), inside(mentions.quantities), inside(mentions.names))


def embedded_text(passage: Passage) -> str:
    """Return what is encoded for a passage: its article's title, then its text."""
    return f"{passage.title}\n{passage.text}" if passage.title else passage.text


def sentence_texts(passage: Passage) -> list[str]:
    """Return what is encoded for each sentence of a passage."""
    return [passage.text[start:end] for start, end in passage.sentences]
