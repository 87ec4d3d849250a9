"""Whose office an English question asks about, held against the body that a Chinese role names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zzqa.answer.subjects import asked_posts, posts_in
from zzqa.records import Query
from zzqa.search.agreement import asked_places
from zzqa.text.normalise import fold, has_han

_MEANT = 0.5
"""Weight from which on a Chinese word is what an English one means, and no mere possibility."""
_OFFICE = re.compile(
    r"\b(?:who(?:'s| is| was| are| were| serves? as| served as)|name of)\s+(?:the\s+)?"
    "(?P<office>.+)",
    re.I,
)
_END = re.compile(
    r"[,?;]|\b(?:in|on|at|during|as|when|while|who|that|since|until|by|before|after)\b"
)
_OWN = re.compile(
    "^(?:[省市县区州镇乡]|全[国省市]|自治[区州县])?(?:委|纪委|人民政府|政府|人大|政协|常委会|委员会)*$"
)
"""A party or government body that bears no name: it is that of the place."""
_GENERIC = re.compile("党委|党组|党支部|董事会|委员会|公司|集团|股份|[的省市县区州]")
"""What many bodies have, so that it tells none."""
_SHORTEST = 2
"""Characters from which on what is left of a body is the name of another."""


def office_in_english(query: Query, role: str) -> float:
    """Return -1 for a role in another body than the one asked about, else 0.

    长沙银行党委书记 is no secretary of a city's Party committee, 联创集团董事长 no chairman of an
    institute. Where a word of the question is known by no Chinese one, nothing is told.
    """
    asked = _asked(query)
    if asked is None:
        return 0.0
    bodies = _bodies(fold(role), asked_posts(query))
    found = [_fits(body, asked, asked_places(query)) for body in bodies]
    return -1.0 if found and not any(found) else 0.0


def _asked(query: Query) -> tuple[tuple[str, ...], ...] | None:
    """Return the Chinese words for each word of the body asked about; None where it is not clear.

    Empty where only a place is named, as in the mayor of Suzhou.
    """
    found = _OFFICE.search(query.clean)
    if found is None:
        return None
    office = found["office"]
    end = _END.search(office)
    phrase = office[: end.start()] if end else office
    posts, words = asked_posts(query), []
    if " of " not in phrase and not re.search(r"[A-Z]", phrase):
        return None
    for concept, word in zip(query.concepts, query.asked_words):
        if word not in phrase or (concept and posts & set(posts_in(concept[0]))):
            continue
        meant = tuple(term for term in concept if query.weights.get(term, 0.0) >= _MEANT)
        if not any(has_han(term) for term in meant):
            return None
        words.append(meant)
    return tuple(words)


def _bodies(role: str, posts: frozenset[str]) -> list[str]:
    """Return the body of each post asked for: 长沙银行 of 书记 and of 董事长."""
    bodies, last = [], ""
    for part in re.split("[、,，和兼 ]", role):
        given = posts_in(part)
        if not given:
            continue
        last = part[: part.find(given[0])] or last
        if posts & set(given):
            bodies.append(last)
    return bodies


def _fits(body: str, asked: Sequence[tuple[str, ...]], places: Sequence[str]) -> bool:
    """Whether a body is the one asked about, or may be."""
    if _OWN.match(body):
        return True
    rest = body
    for terms in asked:
        held = next((term for term in terms if term in rest), "")
        if held and held not in places and not _GENERIC.fullmatch(held):
            return True
        rest = rest.replace(held, "", 1)
    for place in places:
        rest = rest.replace(place, "", 1)
    return len(_GENERIC.sub("", rest)) < _SHORTEST
