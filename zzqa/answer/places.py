"""Where a value is of: the place named beside it, before it, or in the headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zzqa.answer.candidates import Candidate
from zzqa.records import Name, Passage, Quantity, Query, Span
from zzqa.search.agreement import HERE, asked_places, speaks_of, whole_province
from zzqa.search.passage_view import PassageView
from zzqa.text.names import bare_place
from zzqa.text.normalise import fold
from zzqa.text.persons import lexicon

_LATER_PLACE = -0.6
"""A value of another of a series: 对欧盟25亿元；对东盟14.2亿元, where the second is asked about."""
_OF_ALL = re.compile(r"(?:^|[,，。;；:：\n])\s*全[省国](?![第前排首])")
"""What tells figures of more than the place that a paper is about: 截至昨日，全省共有…"""
_COUNTRY = frozenset(("中国", "全国"))
_CITIES_TOO = frozenset(("北京", "天津", "上海", "重庆", "香港", "澳门"))
"""Of a province's rank, and cities beside other cities."""


def place_of_value(
    query: Query, view: PassageView, sentence: Span, clause: Span, candidate: Candidate
) -> float:
    """Return -1 to 1: whether the place that the value belongs to is the one asked about."""
    asked = asked_places(query)
    if not asked:
        return 0.0
    passage = view.passage
    places = [
        n for n in passage.mentions.names
        if n.kind == "place" and not (n.start < candidate.end and candidate.start < n.end)
    ]  # fmt: skip
    home = passage.home in asked
    others = [place for place in asked if not _is_home(place, passage)]
    if any(_is_missing(place, view) for place in others):
        return -1.0
    if len(asked) > 1 and any(_comes_later(p, passage, sentence, clause) for p in others):
        return _LATER_PLACE
    if (bearer := _said_of_next(places, passage, candidate)) is not None:
        return 1.0 if any(speaks_of(place, fold(bearer.text)) for place in asked) else -1.0
    for span in (clause, Span(sentence.start, candidate.start), Span(0, sentence.start)):
        near = [n for n in places if span.start <= n.start < span.end and not _is_wider(n)]
        text = fold(passage.text[span.start : span.end])
        spoken = any(speaks_of(place, text) or whole_province(place, text) for place in asked)
        if spoken or (home and HERE.search(text)):
            return 1.0 if span == clause else 0.8
        if near:
            return -1.0 if span.end > sentence.start else -0.3
        if home and isinstance(candidate.mention, Quantity) and _OF_ALL.search(text):
            return -0.3
    mention = candidate.mention
    if not home and passage.home and isinstance(mention, Name) and mention.role.startswith("市"):
        return -1.0  # a paper's 市长 is its own city's, whatever else it speaks of
    headings = fold(passage.title + passage.section)
    return 0.5 if home or any(place in headings for place in asked) else -0.2


def _said_of_next(places: Sequence[Name], passage: Passage, candidate: Candidate) -> Name | None:
    """Return the place that a figure says something of right after it: 排名第六的衡阳."""
    if not isinstance(candidate.mention, Quantity) or not passage.text.startswith(
        "的", candidate.end
    ):
        return None
    return next((name for name in places if name.start == candidate.end + 1), None)


def _is_home(place: str, passage: Passage) -> bool:
    """Whether a place is the document's own, or in it: 株洲, 株洲高新区."""
    return bool(passage.home) and place.startswith(passage.home)


def _comes_later(place: str, passage: Passage, sentence: Span, clause: Span) -> bool:
    """Whether a sentence comes to speak of a place only after the clause of a value."""
    text = fold(passage.text)
    told = speaks_of(place, text[sentence.start : clause.end])
    return not told and speaks_of(place, text[clause.end : sentence.end])


def _is_missing(place: str, view: PassageView) -> bool:
    """Whether a passage names nowhere a place asked about: 日本, where 株洲对日本的出口 is asked.

    Of a country or province it may speak without its name.
    """
    if _is_country_or_province(place) or whole_province(place, view.folded):
        return False
    return not speaks_of(place, view.folded)


def _is_wider(name: Name) -> bool:
    """Whether a place is a country or province: 全省第二 is said of a city in it.

    What a foreign country is named for (希腊名将) does not stand against a city either.
    """
    if name.text.endswith(("省", "国")) or name.text in lexicon("place")["countries"]:
        return True
    return _is_country_or_province(bare_place(name.text))


def _is_country_or_province(place: str) -> bool:
    if place in _COUNTRY:
        return True
    return place in lexicon("place")["provinces"] and place not in _CITIES_TOO
