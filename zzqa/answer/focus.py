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
    terms = told_of(view, clauses, own, candidate) | counted(view, clauses[own], candidate)
    return weighted_share(asked, covered(query, terms)) if any(asked) else 1.0


def counted(view: PassageView, clause: Span, candidate: Candidate) -> frozenset[str]:
    """Return the words after a value in its clause: after a figure, what is counted."""
    return view.once(
        ("counted", candidate.end, clause.end),
        lambda: frozenset([token.term for token in head_words(view, candidate.end, clause.end)]),
    )


def _value_head(
    view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> list[Token]:
    """Return the words that say what a value is of.

    Where its own clause only says that it grew, they stand in a clause before, before the first
    figure there.
    """
    key = "head", clauses[0].start, own, candidate.start
    return view.once(key, lambda: _find_head(view, clauses, own, candidate))


def _find_head(
    view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> list[Token]:
    head = head_words(view, clauses[own].start, candidate.start)
    at = own
    while at and _only_change(head):
        at -= 1
        head = head_words(view, clauses[at].start, _first_figure(view, clauses[at])) + head
    return head


def told_of(
    view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> frozenset[str]:
    """Return the words that a value is said of, those that a series leaves out included.

    长沙专利70045件，湘潭为7118件: nothing but the place is new. 制修订国际标准148项、国家标准345项:
    all but the last word before the first goes on. 平台619家，其中国家级52家: 52 are of them too.
    """
    key = "told", clauses[0].start, own, candidate.start
    return view.once(key, lambda: frozenset(_words_told(view, clauses, own, candidate)))


def _words_told(
    view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> set[str]:
    terms = {token.term for token in _value_head(view, clauses, own, candidate)}
    at = first = own
    whole = whole_of(view, clauses, own)
    if whole is not None:
        head = head_words(view, clauses[whole].start, _first_figure(view, clauses[whole]))
        terms |= {token.term for token in head}
    while first and _follows_figure(view, clauses[first]):
        first -= 1
    if first < own:
        lead = head_words(view, clauses[first].start, _first_figure(view, clauses[first]))
        last = last_word(lead)
        terms |= {token.term for token in lead if token not in last}
    new = head_words(view, clauses[own].start, candidate.start)
    while at and not own_words(view, new):
        at -= 1
        new = head_words(view, clauses[at].start, _first_figure(view, clauses[at]))
        terms |= {token.term for token in new}
    return terms


def own_words(view: PassageView, head: Sequence[Token]) -> list[Token]:
    """Return the words of a head that are neither places nor words of change."""
    change = stop_words("change")
    places = [n for n in view.passage.mentions.names if n.kind == "place"]
    return [
        token
        for token in head
        if token.term not in change
        and not any(n.start < token.end and token.start < n.end for n in places)
    ]


def last_word(head: Sequence[Token]) -> list[Token]:
    """Return the last word of a head with its parts: 国际标准, 国际 and 标准."""
    if not head:
        return []
    last = max(head, key=lambda token: (token.end, -token.start))
    return [token for token in head if token.end > last.start]


def _follows_figure(view: PassageView, clause: Span) -> bool:
    """Whether a clause is the next of several figures set apart by pause marks: 12家、港股2家."""
    return clause.start > 0 and view.passage.text[clause.start - 1] == "、"


def _only_change(head: Sequence[Token]) -> bool:
    return not {token.term for token in head} - stop_words("change")


def whole_of(view: PassageView, clauses: Sequence[Span], own: int) -> int | None:
    """Return the clause that counts what one counts a part of: 其中国家级52家，省级297家."""
    text = view.passage.text
    for at in range(own, 0, -1):
        if text.startswith("其中", clauses[at].start):
            return at - 1
        if text[clauses[at - 1].end - 1] not in "，,、；;":
            return None
    return None


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

    高新技术企业数达到1302家，增速79.34% tells the growth of these alone, whatever else the sentence
    holds; 有57家填补国内空白，占比52.8% a share of what is counted. ``core`` are the weights of
    what is asked about.
    """
    if not own or not isinstance(candidate.mention, Quantity) or not any(core):
        return 0.0
    own_head = {t.term for t in head_words(view, clauses[own].start, candidate.start)}
    if candidate.mention.kind != "percent" or not own_head or own_head - stop_words("change"):
        return 0.0
    head = {token.term for token in _value_head(view, clauses, own, candidate)}
    if not head - stop_words("change"):
        return 0.0
    head |= {token.term for token in head_words(view, *clauses[own - 1])}
    held = any(w * h for w, h in zip(core, covered(query, frozenset(head))))
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
    noun = head_words(view, candidate.end, clauses[own].end)[:_NOUN]
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


def head_words(view: PassageView, start: int, end: int) -> list[Token]:
    """Return the words between two offsets that are no part of a time."""
    return view.undated(start, end)
