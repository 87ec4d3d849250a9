"""Places named in a Chinese text: in the gazetteer, or ending like one."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from zzqa.records import Name
from zzqa.text.persons import Tagged, alternation, lexicon


def bare_place(name: str) -> str:
    """Return 株洲 for 株洲市: texts name a place both ways."""
    return name[:-1] if len(name) > 2 and name[-1] in "省市县区镇" else name


def lead_place(name: str) -> str:
    """Return the place that an organisation's name begins with: 株洲市 of 株洲市财政局, or ""."""
    place = ""
    for length in range(2, min(len(name), 6)):
        stem, suffix = name[: length - 1], name[length - 1]
        if name[:length] in _gazetteer() or (stem in _gazetteer() and suffix in "省市县区"):
            place = name[:length]
    return place


@functools.cache
def not_places() -> frozenset[str]:
    """Return the words that end like a place and are none."""
    return lexicon("place")["not_places"]


@functools.cache
def _gazetteer() -> frozenset[str]:
    place = lexicon("place")
    return place["provinces"] | place["cities"] | place["countries"]


@functools.cache
def _place_suffix() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(lexicon('place')['suffixes'])})$")


def find_places(text: str, words: Sequence[Tagged]) -> Iterator[Name]:
    """Yield places: in the gazetteer, or tagged as places and ending like one (天元区)."""
    suffixes, gazetteer = lexicon("place")["suffixes"], _gazetteer()
    for index, word in enumerate(words):
        if not (word.tag in ("ns", "nr") or word.word in gazetteer):
            continue
        if word.word in not_places():
            continue
        after = words[index + 1] if index + 1 < len(words) else None
        end = word.end
        if _opens_place(word) and after and after.word in suffixes:
            end = after.end
        elif word.word not in gazetteer and not _suffixed_place(word):
            continue
        end = _with_quarter(words, index, end)
        yield Name(word.start, end, text[word.start : end], "place")


def _with_quarter(words: Sequence[Tagged], index: int, end: int) -> int:
    """Return where a place ends that a named part of it follows, at most two words long.

    株洲高新区|动力|谷 goes on to the end.
    """
    at, quarters = end, lexicon("place")["quarters"]
    following = [word for word in words[index + 1 : index + 5] if word.start >= end]
    for count, word in enumerate(following[:3]):
        if word.start != at or word.tag not in ("n", "nz", "ns", "nr", "x"):
            break
        if word.word in quarters:
            return word.end if count else end
        if len(word.word) > 2 and word.word.endswith(tuple(quarters)):
            return word.end
        at = word.end
    return end


def _opens_place(word: Tagged) -> bool:
    """Whether a suffix may follow: a place that has none yet (株洲|市, but not 株洲市|村)."""
    return (word.word in _gazetteer() or word.tag == "ns") and not _place_suffix().search(word.word)


def _suffixed_place(word: Tagged) -> bool:
    suffix = _place_suffix().search(word.word)
    if suffix is None or word.tag not in ("ns", "nr"):
        return False
    stem = word.word[: suffix.start()]
    return len(stem) >= 2 and not re.match("[各全本我该某一两三四五几多每级]", stem)
