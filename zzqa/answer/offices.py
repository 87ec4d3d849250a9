"""Whose office a person holds: 市场监管局局长 is not the 局长 of the 科技局."""

from __future__ import annotations

import functools
import re

from zzqa.answer.candidates import Candidate
from zzqa.answer.offices_english import office_in_english
from zzqa.answer.subjects import posts_in
from zzqa.records import Name, Passage, Query
from zzqa.search.agreement import asked_places
from zzqa.text.normalise import fold
from zzqa.text.persons import Tagged, tagged_words

_BODY_TAGS = ("n", "j", "vn", "l", "b")
"""Parts of speech that the name of a body is made of."""
_PLACE_TAG = "ns"
_REACH = 32
"""Characters before a person in which the body and the post stand."""
_OWN = re.compile("(?:^|的)[该本我]?(?:公司|集团|企业|学校|医院|银行|中心|协会|单位)$")
"""How a text calls the body that it is about."""
_STOP = re.compile("[，。；：！？\\n]")


def office_agreement(query: Query, passage: Passage, candidate: Candidate) -> float:
    """Return 1 for a person with a post in the body asked about, -1 in another, else 0.

    The body right before the post in a Chinese question counts; a short name agrees with the long
    one whose characters it keeps (科技局, 科学技术局).
    """
    mention = candidate.mention
    if not isinstance(mention, Name) or mention.kind != "person" or not mention.role:
        return 0.0
    if query.lang == "en":
        return office_in_english(query, mention.role)
    body = _asked_body(query)
    if not body:
        return 0.0
    before = passage.text[max(0, candidate.start - _REACH) : candidate.start]
    start = max((match.end() for match in _STOP.finditer(before)), default=0)
    held = fold(before[start:] + mention.role)
    if _keeps(body, held):
        return 1.0
    if _is_own(fold(before[start:])):
        return float(body in fold(passage.title + passage.text))
    if before[start:] == mention.role and set(posts_in(fold(before[start:]))):
        return float(body in fold(passage.title)) or -1.0  # an announcement of its own
    return -1.0


def _is_own(before: str) -> bool:
    """Whether the post right before a person is one of the body that the text is about."""
    posts = posts_in(before)
    return bool(posts) and bool(_OWN.search(before[: before.rfind(posts[-1])]))


def _asked_body(query: Query) -> str:
    """Return the body whose post a question asks for, without its place; empty where none."""
    if query.lang != "zh":
        return ""
    names = tuple(
        fold(query.clean[name.start : name.end])
        for name in query.names
        if name.kind == "organisation"
    )
    return _body(fold(query.clean), names, asked_places(query))


@functools.lru_cache(maxsize=64)
def _body(asked: str, organisations: tuple[str, ...], places: tuple[str, ...]) -> str:
    posts = posts_in(asked)
    at = asked.rfind(posts[-1]) if posts else -1
    if at <= 0:
        return ""
    for name in organisations:
        if asked[:at].removesuffix("的").endswith(name):
            return _bare(name, places)
    body = ""
    for word in reversed(_before(asked, at)):
        if not word.tag.startswith(_BODY_TAGS) or word.tag == _PLACE_TAG:
            break
        body = asked[word.start : min(word.end, at)] + body
    return _bare(body, places)


def _before(asked: str, at: int) -> list[Tagged]:
    return [word for word in tagged_words(asked) if word.start < at]


def _bare(body: str, places: tuple[str, ...]) -> str:
    body = body.rpartition("的")[2]
    for place in places:
        body = re.sub(f"^{re.escape(place)}[省市县区]?", "", body)
    body = re.sub("^[省市县区]", "", body)
    return "" if len(body) < 2 or _PLACE.fullmatch(body) else body


_PLACE = re.compile(r"\w{1,5}[省市县乡镇]")
"""A place that is not known as one is no body: 甲市市长 is no other than its 市长."""


def _keeps(body: str, held: str) -> bool:
    """Whether ``held`` has the characters of ``body`` in their order."""
    at = 0
    for character in body:
        at = held.find(character, at) + 1
        if not at:
            return False
    return True
