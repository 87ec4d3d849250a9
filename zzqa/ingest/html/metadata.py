"""What the markup of a web page declares: its title and the day on which it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from zzqa.records import DatedEvidence, TimeInterval

_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title", "title")
"""Names under which a page tells its headline, the surest first: the first is that of the rules
for Chinese government sites."""
_PUBLISHED = (
    "pubdate", "publishdate", "publish_date", "publish-date", "publishtime", "publish_time",
    "article:published_time", "og:published_time", "og:release_date", "bytedance:published_time",
    "weibo:article:create_at", "datepublished", "releasedate", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date", "date",
)  # fmt: skip
"""Names under which a page tells when it was published, the surest first."""
_JSON_DATE = re.compile(r'"(datePublished|pubDate)"\s*:\s*"([^"]{8,40})"')
_JSON_TYPE = "application/ld+json"
_DAY = re.compile(
    r"\s*((?:19|20)\d\d)(?:([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d\d)(\d\d))(?!\d)"
)
_FIRST_YEAR = 1990
"""Before the web there were no pages: earlier dates are those of a clock that was not set."""
_CONFIDENCE = 0.85
"""Declared for machines, and wrong on some pages that a date of moving or printing overwrote."""
_SITE = re.compile(r"\s*[_|｜]+\s*|\s+[-–—]+\s+|\s*--+\s*")  # noqa: RUF001
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 200


def find_title(tree: Any, shown: Sequence[str]) -> str:
    """Return the headline that a page declares, without the site's name; empty where none is.

    A declared title is cut to the longest of its parts that stands in a headline or, of the
    blocks ``shown``, alone; where none does, to its longest part.
    """
    headlines = [_plain("".join(element.itertext())) for element in tree.iter("h1")]
    meta = _meta(tree)
    windows = [_plain("".join(element.itertext())) for element in tree.iter("title")]
    declared = [meta[name] for name in _TITLES if meta.get(name)]
    alone = {_plain(text) for text in shown}
    for title in [*declared, *windows[:1]]:
        parts = [part for part in _SITE.split(title) if part]
        standing = [part for part in parts if part in alone]
        standing += [line for line in headlines if len(line) >= _SHORTEST_TITLE and line in title]
        if best := max(standing or parts, key=len, default=""):
            return best[:_LONGEST_TITLE]
    return next(filter(None, headlines), "")[:_LONGEST_TITLE]


def find_date(tree: Any) -> DatedEvidence | None:
    """Return the day on which the page says that it was published; None where it does not.

    Read are meta and itemprop, then JSON-LD, then the element time where all of a page agree.
    Days to come and today are not believed: a page that is made when it is asked for bears them.
    """
    for name, value in _declared_dates(tree):
        day = _day(value)
        if day is not None and day.year >= _FIRST_YEAR and day < date.today():
            interval = TimeInterval(day, day)
            return DatedEvidence(interval, f"{name}: {value.strip()}", "metadata", _CONFIDENCE)
    return None


def _declared_dates(tree: Any) -> Iterator[tuple[str, str]]:
    meta = _meta(tree)
    for name in _PUBLISHED:
        if meta.get(name):
            yield name, meta[name]
    for element in tree.iterfind('.//*[@itemprop="datePublished"]'):
        yield "datePublished", element.get("content") or element.get("datetime") or ""
    for script in tree.iterfind(f'.//script[@type="{_JSON_TYPE}"]'):
        for match in _JSON_DATE.finditer(script.text or ""):
            yield match[1], match[2]
    times = [element.get("datetime") or "" for element in tree.iter("time")]
    if len({_day(value) for value in times}) == 1:
        yield "time", times[0]


def _meta(tree: Any) -> dict[str, str]:
    """Return what the elements meta say by their names in lower case, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            value = _plain(element.get("content") or "")
            if name and value:
                found.setdefault(name, value)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def _day(value: str) -> date | None:
    """Return the day at the start of a date as ISO 8601, China or mail write it."""
    match = _DAY.match(value)
    try:
        if match:
            month, day = match[3] or match[5], match[4] or match[6]
            return date(int(match[1]), int(month), int(day))
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError):
        return None
