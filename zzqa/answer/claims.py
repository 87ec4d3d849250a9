"""What else a sentence tells: whether another of its figures or times is the one asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zzqa.answer.asked import event
from zzqa.answer.candidates import Candidate
from zzqa.answer.focus import counted, head_words, last_word, own_words, told_of, whole_of
from zzqa.records import Quantity, Query, Span, TimeMention, Token
from zzqa.search.features import PassageView, covered

_NOTHING = frozenset({"即", "于", "至", "自", "到", "截至", "起", "止"})
"""What goes with a time and tells nothing that happened then."""
_UNTOLD = 0.1
"""A time whose sentence has no word of what happened is hardly its time."""


def is_restricted(
    query: Query, view: PassageView, clauses: Sequence[Span], own: int, mention: Quantity
) -> bool:
    """Whether a figure is of a part that is not asked for: 每台10万元；其中列入计划的，每台15万元.

    The part adds words of its own, and none of those asked, to what is told of the whole.
    """
    whole = whole_of(view, clauses, own)
    if whole is None:
        return False
    start, end = clauses[whole]
    quantities = view.passage.mentions.quantities
    if not any(start <= q.start < end and q.unit == mention.unit for q in quantities):
        return False
    last = max((q.end for q in quantities if end <= q.start < mention.start), default=end)
    part = view.undated(last, mention.start)
    told = covered(query, view.terms_within(clauses[0].start, end))
    added = covered(query, frozenset([token.term for token in part]))
    if any(new > known for new, known in zip(added, told)):
        return False
    terms = [token.term for token in own_words(view, part)]
    return any(len(term) > 1 and term not in {*query.weights, "其中"} for term in terms)


def claimed(
    query: Query,
    view: PassageView,
    clauses: Sequence[Span],
    own: int,
    candidate: Candidate,
    core: Sequence[float],
) -> float:
    """Return how much of what is asked for the sentence says of another such figure alone.

    Of 各类标准2976项，其中行业标准240项, 行业 is said of the second: the first counts others too.
    What is said of a figure before goes on (长沙专利70045件，湘潭7118件), but for the noun that
    another takes the place of: 博士14人，研究生17人. 0 to 1: the weight of the weightiest such
    word, relative to that of the weightiest word asked for.
    """
    mention = candidate.mention
    if not any(core):
        return 0.0
    if isinstance(mention, TimeMention):
        if happened(query, view, clauses, own) == 0.0:
            return 1.0
        marks = _marks_of_times(query, view, clauses)
        later = {number for at, told in marks.items() if at > own for number in told}
        return max((core[number] for number in later), default=0.0) / max(core)
    if not isinstance(mention, Quantity):
        return 0.0
    key = "others", clauses[0].start, own, candidate.start, mention.start
    others = view.once(key, lambda: _terms_of_others(view, clauses, own, candidate, mention))
    if not others:
        return 0.0
    mine = told_of(view, clauses, own, candidate) | counted(view, clauses[own], candidate)
    held = covered(query, mine)
    most = 0.0
    for terms in others:
        theirs = covered(query, terms)
        most = max([most, *(w * (b - a) for w, a, b in zip(core, held, theirs))])
    return most / max(core)


def happened(query: Query, view: PassageView, clauses: Sequence[Span], own: int) -> float:
    """Return 1 where a time's clause tells of what is asked when, 0 where another time's does.

    成立于2009年，2021年7月上市: it was not in 2009 that it went public. Else, and where it is not
    clear what is asked, 0.5: in 2日发布黄色预警，3日升级为红色预警 the word of 红色 is what counts.
    """
    number = event(query.clean, query.concepts)
    if number < 0:
        return 0.5
    if covered(query, view.terms_within(*_told_at(view, clauses, own)))[number]:
        return 1.0
    marks = _marks_of_times(query, view, clauses)
    told = any(
        covered(query, view.terms_within(*_told_at(view, clauses, at)))[number] for at in marks
    )
    if told and not marks.get(own):
        return 0.0
    sentence = view.terms_within(clauses[0].start, clauses[-1].end) | view.heading_terms
    return 0.5 if told or covered(query, sentence)[number] else _UNTOLD


def _marks_of_times(
    query: Query, view: PassageView, clauses: Sequence[Span]
) -> dict[int, frozenset[int]]:
    """Return, for each clause with a time, which words asked it alone of such clauses tells.

    What stands before the first time is told of all.
    """
    told: dict[int, frozenset[int]] = {}
    of_all = frozenset[int]()
    for at, (start, end) in enumerate(clauses):
        time = next((t for t in view.passage.mentions.times if start <= t.start < end), None)
        if time is None:
            continue
        if not told:
            of_all = _held_within(query, view, clauses[0].start, time.start)
        told[at] = _held_within(query, view, start if told else time.end, end)
    return {
        at: own.difference(of_all, *(others for other, others in told.items() if other != at))
        for at, own in told.items()
    }


def _held_within(query: Query, view: PassageView, start: int, end: int) -> frozenset[int]:
    """Return the numbers of the concepts asked that stand between two offsets."""
    held = covered(query, view.terms_within(start, end))
    return frozenset(number for number, share in enumerate(held) if share)


def _told_at(view: PassageView, clauses: Sequence[Span], at: int) -> Span:
    """Return the clause of a time, with the next where it holds nothing else: 2019年3月，他退休."""
    start, end = clauses[at]
    alone = all(token.term in _NOTHING for token in view.undated(start, end))
    open_end = view.passage.text[end - 1] in "，,"
    return (
        Span(start, clauses[at + 1].end)
        if alone and open_end and at + 1 < len(clauses)
        else Span(start, end)
    )


def _terms_of_others(
    view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate, mention: Quantity
) -> tuple[frozenset[str], ...]:
    """Return, for each other figure of a sentence with the same unit, the words it is said of."""
    own_head = own_words(view, head_words(view, clauses[own].start, candidate.start))
    before = view.words_within(clauses[0].start, clauses[own].start)
    # 取消航班126架次，28日取消84架次: what is said again takes the place of nothing.
    replaces = any(token.term not in before for token in own_head)
    found = []
    for other, head in _heads_of(view, clauses):
        if other.start == mention.start or other.unit != mention.unit:
            continue
        if other.start < mention.start:
            head = last_word(own_words(view, head)) if replaces else []
        found.append(frozenset([token.term for token in head]))
    return tuple(found)


def _heads_of(view: PassageView, clauses: Sequence[Span]) -> Iterator[tuple[Quantity, list[Token]]]:
    """Yield the figures of a sentence, each with the words between the one before and it."""
    last = clauses[0].start
    for quantity in view.passage.mentions.quantities:
        if not clauses[0].start <= quantity.start < clauses[-1].end:
            continue
        clause = next((c for c in clauses if c.start <= quantity.start < c.end), clauses[0])
        yield quantity, head_words(view, max(clause.start, last), quantity.start)
        last = quantity.end
