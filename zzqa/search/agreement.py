"""Whether what a text says agrees with the time and the place that a question asks about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zzqa.records import Name, Query, TimeInterval, TimeMention
from zzqa.text.dates import HALF_YEAR
from zzqa.text.names import bare_place
from zzqa.text.normalise import fold
from zzqa.text.persons import lexicon

_NEAR_DAYS = 45
"""A state a month and a half away is still nearly that of the day asked about."""


def time_agreement(
    query: Query, times: Sequence[TimeMention], published: TimeInterval | None
) -> float:
    """Return from -1 (speaks of another time) to 1 (speaks of the time asked about).

    What a text says without a date is taken to be so when it was published.
    """
    if query.interval is None:
        return 0.0
    fits = [mention_agreement(query, time, published) for time in times]
    about = published_agreement(query, published)
    if published is not None and (not times or about > 0):
        fits.append(about if query.about_document else 0.6 * about)
    return max(fits, default=-0.2)


def mention_agreement(query: Query, time: TimeMention, published: TimeInterval | None) -> float:
    """Return how well a time expression fits the time asked about, -1 to 1.

    目前 says no more than the date of the paper does.
    """
    if query.interval is None:
        return 0.0
    if time.relative and time.interval == published:
        return published_agreement(query, published)
    return interval_agreement(query.interval, time.interval)


def published_agreement(query: Query, published: TimeInterval | None) -> float:
    """Return how well a document's own date fits the time asked about, -1 to 1.

    What papers of the first half of a year review is the year before.
    """
    if query.interval is None or published is None:
        return -0.3
    fit = interval_agreement(query.interval, published)
    apart = not query.interval.overlap(published)
    if query.about_document and apart and query.interval.gap(published) <= _NEAR_DAYS:
        fit = max(fit, _ABOUT_THEN)
    whole_year = query.interval.days >= 365 and published.end.month <= 6
    if whole_year and query.interval.end.year == published.end.year - 1:
        return max(fit, _REVIEW)
    return fit


_ABOUT_THEN = 0.2
"""A paper asked about by its date (2022年初的报道) that is of the next weeks agrees so well."""
_REVIEW = 0.4
"""A review of last year, undated in itself, agrees with a question for that year so well."""


def interval_agreement(asked: TimeInterval, given: TimeInterval) -> float:
    """Return how well an interval that a text speaks of fits the one asked about, -1 to 1."""
    overlap = asked.overlap(given)
    if overlap:
        if asked.contains(given):
            return 1.0 if 3 * given.days >= asked.days or given.days <= 3 else 0.8
        # A year when a month is asked: possible, but the figure may be of another month.
        return max(0.15, overlap / given.days)
    gap = asked.gap(given)
    return -0.3 if gap <= _NEAR_DAYS and given.days <= 31 else -1.0


def part_agreement(asked: TimeInterval, given: TimeInterval, *, monthless: bool = False) -> float:
    """Return how well a time fits the part of a year asked about, in whatever year, -1 to 1.

    A whole year says nothing of its parts. ``monthless`` tells that a day is asked about in
    whatever month: 28日12时.
    """
    if given.days > HALF_YEAR:
        return 0.0
    year, month = given.end.year, given.end.month if monthless else None
    try:
        start, end = (
            day.replace(year=year, month=month or day.month) for day in (asked.start, asked.end)
        )
    except ValueError:  # 29 February
        return 0.0
    return interval_agreement(TimeInterval(start, end), given)


HERE = re.compile("全市|我市|本市")
"""What a paper calls its own place."""


def asked_places(query: Query) -> tuple[str, ...]:
    """Return the places that a question is about, without the suffix that texts often drop."""
    global _latest
    known, places = _latest
    if known is not query:
        places = _places_of(query.names, query.clean)
        _latest = query, places
    return places


_latest: tuple[Query | None, tuple[str, ...]] = (None, ())
"""The question asked last, and its places: they are asked for with each candidate."""


def _places_of(names: tuple[Name, ...], clean: str) -> tuple[str, ...]:
    """Return the places among names; a question's are asked for with every candidate.

    What is part of a name made of several (Hunan-Guangdong-Africa line) is no place asked about.
    """
    return tuple(
        dict.fromkeys(
            bare_place(fold(name.text))
            for name in names
            if name.kind == "place"
            and "-" not in (clean[name.start - 1 : name.start], clean[name.end : name.end + 1])
        )
    )


def speaks_of(place: str, text: str) -> bool:
    """Whether ``text`` names a place; 北京时间 is a clock's."""
    return place in text and place in text.replace(f"{place}时间", "")


_SPOKEN_OF = re.compile(f"{HERE.pattern}|市委|市政府|市长")
"""What speaks of a paper's own place, its offices too."""
_PROVINCE = re.compile("全省|我省|本省|省内")


def whole_province(place: str, text: str) -> bool:
    """Whether ``text`` speaks of its province, no other being named, where ``place`` is one."""
    provinces = lexicon("place")["provinces"]
    if place not in provinces or not _PROVINCE.search(text):
        return False
    return not any(other in text for other in provinces)


def place_agreement(query: Query, text: str, names: Iterable[Name], home: str) -> float:
    """Return 1 where all places asked about stand in ``text``, -1 where only others do.

    ``home`` is the place that the document is about: it is meant where 全市 stands, and likely
    where no place is named.
    """
    asked = asked_places(query)
    if not asked:
        return 0.0
    here = bool(_SPOKEN_OF.search(text))
    held = sum(
        speaks_of(place, text) or (here and place == home) or whole_province(place, text)
        for place in asked
    ) / len(asked)
    if held:
        return held
    if any(name.kind == "place" for name in names):
        return -1.0
    return 0.3 if home in asked else -0.4
