"""Whom a value is said of, and who holds the post asked for."""

from __future__ import annotations

import functools
import re

from zzqa.answer.candidates import POST_REACH, Candidate
from zzqa.answer.identity import is_asked_organisation
from zzqa.records import Name, Passage, Quantity, Query, Span
from zzqa.search.agreement import asked_places
from zzqa.text.normalise import fold
from zzqa.text.persons import alternation, lexicon

_COMPANY = re.compile("(?:公司|集团|股份|控股|大学|(?<!科)学院)$")
ONE_COMPANY = -0.4
"""What is said of one company is hardly what a whole city or country has."""
NO_POST = -0.3
"""A person whose post the text does not give is hardly the one whose post is asked about."""


def subject_agreement(
    query: Query, passage: Passage, sentence: Span, candidate: Candidate
) -> float:
    """Return whether what is said is said of a person or organisation asked about, -1 to 1.

    The last name before the value tells, of a kind that is asked about; an organisation that a
    post follows belongs to the person after it. 0 where the question names nobody.
    """
    asked = [name for name in query.names if name.kind in ("person", "organisation")]
    if not asked:
        return _of_a_company(query, passage, sentence, candidate)
    kinds = {name.kind for name in asked}
    wanted = {fold(name.text) for name in asked}
    names = [
        name
        for name in passage.mentions.names
        if name.kind in kinds and not (name.start < candidate.end and candidate.start < name.end)
    ]
    holder = _holder(names, candidate)
    if holder is not None:
        return 1.0 if _is_any(holder, wanted) else -1.0
    inside = [name for name in names if sentence.start <= name.start < candidate.start]
    above = [name for name in names if name.end <= sentence.start]
    for named, sure in ((inside, 1.0), (above, 0.5)):
        if named:
            return sure if _is_any(named[-1], wanted) else -sure
    after = [name for name in names if candidate.end <= name.start < sentence.end]
    return 0.3 if any(_is_any(name, wanted) for name in after) else 0.0


def _of_a_company(query: Query, passage: Passage, sentence: Span, candidate: Candidate) -> float:
    """Return ONE_COMPANY for a figure said of one company where a place's is asked for, else 0.

    甲公司等30家 counts more than the company that it names.
    """
    if not isinstance(candidate.mention, Quantity) or not asked_places(query):
        return 0.0
    before = [n for n in passage.mentions.names if sentence.start <= n.start < candidate.start]
    if not before or before[-1].kind != "organisation":
        return 0.0
    last = before[-1]
    if passage.text.startswith("等", last.end) or is_asked_organisation(query, last.text):
        return 0.0
    return ONE_COMPANY if _COMPANY.search(last.text) else 0.0


def _holder(names: list[Name], candidate: Candidate) -> Name | None:
    """Return the person whose post begins with the organisation that the candidate is."""
    mention = candidate.mention
    if not isinstance(mention, Name) or mention.kind != "organisation":
        return None
    near = (n for n in names if 0 <= n.start - candidate.end <= POST_REACH)
    return next((name for name in near if name.kind == "person" and name.role), None)


def _is_any(name: Name, wanted: set[str]) -> bool:
    text = fold(name.text)
    return any(text in other or other in text for other in wanted)


def post_agreement(query: Query, candidate: Candidate) -> float:
    """Return 1 for a person with the post asked for, -1 for one with another, else 0.

    Where 副市长 is asked for, 市长 is another post, and 常务副市长 is none.
    """
    mention = candidate.mention
    if not isinstance(mention, Name) or mention.kind != "person":
        return 0.0
    posts = asked_posts(query)
    if not posts:
        return 0.0
    if not mention.role:
        return NO_POST
    given = {
        post for part in re.split("[、，,和兼 ]", fold(mention.role)) for post in posts_in(part)
    }
    if not given:
        return 0.0
    return 1.0 if given & posts else -1.0


def asked_posts(query: Query) -> frozenset[str]:
    """Return the posts that a question speaks of, in Chinese."""
    found = set(posts_in(fold(query.clean)))
    for concept in query.concepts:
        if concept and query.lang == "en":
            found.update(posts_in(concept[0]))
    return frozenset(found)


def posts_in(text: str) -> list[str]:
    """Return the posts in a text, each with its 副 where it has one."""
    return [match.group() for match in _posts().finditer(text)]


@functools.cache
def _posts() -> re.Pattern[str]:
    known = lexicon("person")
    duties = frozenset(word for word in known["bylines"] if word.endswith("人"))
    return re.compile(f"副?(?:{alternation(known['titles'] | duties)})")
