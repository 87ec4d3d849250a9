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
    return weighted_share(asked, covered(query, terms)) if any(asked) else 1.0


def _value_head(
    view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> list[Token]:
    """Return the words that say what a value is of.

    Where its own clause only says that it grew, or begins with 其中, they stand in a clause before,
    before the first figure there.
    """
    head = _head(view, clauses[own].start, candidate.start)
    at = own
    while at and (_only_change(head) or _part_of(view, clauses[at])):
        at -= 1
        head = _head(view, clauses[at].start, _first_figure(view, clauses[at])) + head
    return head


def _only_change(head: Sequence[Token]) -> bool:
    return not {token.term for token in head} - stop_words("change")


def _part_of(view: PassageView, clause: Span) -> bool:
    """Whether a clause tells a part of what the one before it counts: 其中国家级52家."""
    return view.passage.text.startswith("其中", clause.start)


def _first_figure(view: PassageView, clause: Span) -> int:
    quantities = view.passage.mentions.quantities
    return next((q.start for q in quantities if clause.start <= q.start < clause.end), clause.end)


def bearer(
    query: Query,
    view: PassageView,
    clauses: Sequence[Span],
    own: int,
    candidate: Candidate,
    core: Sequence[float],
) -> float:
    """Return -1 for a change said of something else than what is asked about, 1 of that, else 0.

    高新技术企业数达到1302家，增速79.34% tells no growth of another thing, whatever else the
    sentence speaks of. ``core`` are the weights of what is asked about.
    """
    if not own or not isinstance(candidate.mention, Quantity) or not any(core):
        return 0.0
    if not _only_change(_head(view, clauses[own].start, candidate.start)):
        return 0.0
    head = {token.term for token in _value_head(view, clauses, own, candidate)}
    if not head - stop_words("change"):
        return 0.0
    held = any(w * h for w, h in zip(core, covered(query, head)))
    return 1.0 if held else -1.0


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
