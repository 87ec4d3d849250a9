"""What a value is said of: the words right before it, and after a count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zzqa.answer.candidates import Candidate
from zzqa.records import Quantity, Query, Span, Token
from zzqa.search.agreement import HERE, asked_places
from zzqa.search.features import PassageView, covered, weighted_share
from zzqa.text.tokens import stop_words

_NOUN = 3
"""Words after a count that tell what is counted: 1200余家高新技术企业."""


def said(
    query: Query,
    view: PassageView,
    clauses: Sequence[Span],
    own: int,
    candidate: Candidate,
    weights: Sequence[float],
) -> float:
    """Return the share of what is asked for that the value's head and what it counts name.

    Places do not count: one is mostly named once, for many figures.
    """
    places = set(asked_places(query))
    asked = [w * (not places & set(concept)) for w, concept in zip(weights, query.concepts)]
    head = _value_head(view, clauses, own, candidate)
    terms = {token.term for token in head}
    terms |= {token.term for token in _head(view, candidate.end, clauses[own].end)}
    return weighted_share(asked, covered(query, frozenset(terms))) if any(asked) else 1.0


def _value_head(
    view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> list[Token]:
    """Return the words that say what a value is of.

    Where its own clause only says that it grew, they stand in the clause before, before the first
    figure there.
    """
    head = _head(view, clauses[own].start, candidate.start)
    if own and not {token.term for token in head} - stop_words("change"):
        quantities = view.passage.mentions.quantities
        start, end = clauses[own - 1]
        first = next((q.start for q in quantities if start <= q.start < end), end)
        head = _head(view, start, first) + head
    return head


_QUOTED = re.compile("“[^“”]*”|《[^《》]*》|（[^（）]*）")


def focus(
    query: Query, view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> float:
    """Return how much of what the value is said of was asked for.

    有效发明专利量 answers the question for 有效发明专利; 大专院校有效发明专利 less so. 增长60.4% is
    said of what the clause before it is about, and 1200家 of what follows it.
    """
    head = _value_head(view, clauses, own, candidate)
    if view.passage.home in asked_places(query):
        head = [token for token in head if not HERE.fullmatch(token.term)]
    head = _unquoted(view.passage.text, head, query)
    before = sum(token.term in query.weights for token in head) / len(head) if head else 0.5
    mention = candidate.mention
    if not isinstance(mention, Quantity) or mention.kind != "count":
        return before
    noun = _head(view, candidate.end, clauses[own].end)[:_NOUN]
    after = sum(token.term in query.weights for token in noun) / len(noun) if noun else 0.0
    return max(before, after)


def _unquoted(text: str, head: list[Token], query: Query) -> list[Token]:
    """Return the words but those quoted or bracketed that are not asked for: mere examples."""
    if not head:
        return head
    first, last = head[0].start, head[-1].end
    quoted = [m.span() for m in _QUOTED.finditer(text, first, last)]
    return [
        token
        for token in head
        if token.term in query.weights or not any(a <= token.start < b for a, b in quoted)
    ]


def _head(view: PassageView, start: int, end: int) -> list[Token]:
    """Return the words between two offsets that are no part of a time."""
    times = view.passage.mentions.times
    return [
        token
        for token in view.within(start, end)
        if not any(t.start <= token.start < t.end for t in times)
    ]
