"""The clause a value stands in: what it is the value of, when, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zzqa.answer.asked import asked_for, measured
from zzqa.answer.candidates import Candidate, sentence_of
from zzqa.answer.cells import OUTSIDE, cell_evidence, cell_of
from zzqa.answer.claims import claimed, happened, is_restricted
from zzqa.answer.focus import bearer, focus, said
from zzqa.answer.measures import RATIOS, code_agreement, ratio_agreement, unit_agreement
from zzqa.answer.offices import office_agreement
from zzqa.answer.places import place_of_value
from zzqa.answer.qualifiers import qualifier_agreement
from zzqa.answer.ranks import placing_agreement, scope_agreement
from zzqa.answer.serials import serial_agreement
from zzqa.answer.subjects import post_agreement, subject_agreement
from zzqa.answer.times import time_of_value
from zzqa.answer.wholes import only_a_whole
from zzqa.records import Name, Passage, Quantity, Query, Span, TimeMention
from zzqa.search.features import (
    UNKNOWN_WEIGHT,
    PassageView,
    anywhere,
    covered,
    either,
    weighted_share,
)

_CLAUSE_END = re.compile(r"[，；。：:！？\n]|,(?!\d{3}(?!\d))|;")
_ENACTED = re.compile(r"(?:通过|批准|公布|发布|修[订正]|施行)[\s\u3000]*(?:根据|自)?$")
_DECAY = (1.0, 0.8, 0.65, 0.55, 0.5)
"""What a word counts in the value's own clause, in the one before it, and so on back."""
_LATER = 0.6
"""And at most in a clause after it, if the value is a figure: figures follow their heads."""
_TARGET = re.compile(
    r"力争|目标|预计|预期|拟(?!上市)|到20\d\d年|(?<![名老小大主干女健猛武虎良])将(?!近|军|其|该|这|一|领|帅|士)|有望|争取"
    r"|计划(?=到|在|于|今年|明年|新|建|实施|投|完成|用|总)"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well the clause of a candidate satisfies a question; each figure -1 to 1 or 0 to 1."""

    coverage: float
    """Share of the question's words near the value."""
    focus: float
    """Share of the words right before the value that the question has too."""
    time: float
    place: float
    unit: float
    target: float
    ratio: float
    """-1 where a figure per head or per unit meets a question for a total, or the reverse."""
    gap: float
    """Weight of the weightiest word of the corpus asked that the value's sentence and headings
    lack, relative to that of the weightiest word asked."""
    elsewhere: float
    """Share of the question's words that the passage has, and the value's sentence has not."""
    unknown: float
    """Share of what is asked for that no passage of the corpus names."""
    subject: float = 0.0
    """Whether the last person or organisation named before the value is one asked about."""
    qualifier: float = 0.0
    """Whether the value has the qualifiers asked for: 发明 or 实用新型, 国家级 or 省级."""
    told: float = 0.0
    """Share of the question's words, by weight, that the value's sentence and headings hold."""
    said: float = 1.0
    """Share of what is asked for, places and times aside, that stands right before the value."""
    post: float = 0.0
    """Whether a person has the post that is asked for."""
    core: float = 0.5
    """Share near the value of what it is asked to be a value of: no places, no words of change."""
    office: float = 0.0
    """Whether a person's post is one in the body asked about: 科技局局长, 公安局局长."""
    bearer: float = 0.0
    """Whether a change (增长3%) is one of what is asked about."""
    claimed: float = 0.0
    """How much of what is asked for the sentence says of another figure of the same unit alone."""
    measure: float = 0.5
    """How near the value is to the word for what is counted or measured; of a time, whether what
    is asked about happened then."""


def weigh(
    query: Query, view: PassageView, candidate: Candidate, weights: Sequence[float]
) -> Evidence:
    """Return what speaks for a candidate; ``weights`` are those of the question's concepts."""
    asked = weights, core, unknown = asked_for(query, weights)
    if cell := cell_of(view, candidate):
        return Evidence(**cell_evidence(query, view, candidate, cell, asked))
    passage, mention = view.passage, candidate.mention
    sentence = sentence_of(passage, candidate.start, candidate.end)
    clauses = view.once(("clauses", *sentence), lambda: split_clauses(passage, sentence))
    own = next((i for i, c in enumerate(clauses) if c.start <= candidate.start < c.end), 0)
    clause = clauses[own]
    gap, elsewhere = gaps(query, view, sentence, weights)
    near = _held_near(query, view, clauses, own, candidate)
    return Evidence(
        coverage=weighted_share(weights, near),
        focus=focus(query, view, clauses, own, candidate),
        time=time_of_value(query, passage, sentence, clause, candidate),
        place=place_of_value(query, view, sentence, clause, candidate),
        unit=unit_agreement(query, passage, candidate),
        target=_target(query, passage, clauses, own, candidate),
        ratio=ratio_agreement(query, passage, clause, candidate),
        gap=gap,
        elsewhere=elsewhere,
        unknown=unknown,
        subject=subject_agreement(query, passage, sentence, candidate),
        qualifier=_qualifier(query, view, clauses, own, candidate),
        told=told(query, view, sentence, weights),
        said=said(query, view, clauses, own, candidate, weights),
        post=post_agreement(query, candidate),
        core=weighted_share(core, near) if any(core) else 0.5,
        measure=happened(query, view, clauses, own)
        if isinstance(mention, TimeMention)
        else _measure_held(query, view, core, near, mention),
        office=office_agreement(query, passage, candidate),
        bearer=bearer(query, view, clauses, own, candidate, core),
        claimed=claimed(query, view, clauses, own, candidate, core),
    )


def _measure_held(
    query: Query,
    view: PassageView,
    core: Sequence[float],
    near: Sequence[float],
    mention: Quantity | Name | TimeMention | None,
) -> float:
    """Return how well what is measured is held (价格 in 平均价格是多少); 0.5 where that is unclear.

    ``near`` tells it of every concept. What the passage names only as the whole of a share is not
    what it tells a figure of.
    """
    if not isinstance(mention, Quantity):
        return 0.5
    number = measured(query, core, mention.unit)
    if number < 0:
        return 0.5
    shares = query.answer_type == "percent" or "占" in query.clean
    asked = query.concepts[number]
    if not shares and view.once(("whole", *asked), lambda: only_a_whole(view, asked)):
        return 0.0
    return near[number]


def gaps(
    query: Query, view: PassageView, sentence: Span, weights: Sequence[float]
) -> tuple[float, float]:
    """Return what a value's sentence lacks of the question: (widest gap, share told elsewhere).

    A word that stands in the passage and not in the sentence is asked of something else there.
    """
    headings = covered(query, view.heading_terms)
    here = either(covered(query, view.terms_within(*sentence)), headings)
    around = anywhere(query, view)
    missing = [w * (1 - h) for w, h in zip(weights, here) if w != UNKNOWN_WEIGHT]
    elsewhere = [max(a - h, 0.0) for a, h in zip(around, here)]
    return max(missing, default=0.0) / max(weights, default=1.0), weighted_share(weights, elsewhere)


def told(query: Query, view: PassageView, sentence: Span, weights: Sequence[float]) -> float:
    """Return the share of the question's words that a sentence and its headings hold."""
    here = covered(query, view.terms_within(*sentence))
    return weighted_share(weights, either(here, covered(query, view.heading_terms)))


def split_clauses(passage: Passage, sentence: Span) -> list[Span]:
    """Return the clauses of a sentence, their closing punctuation included.

    A pause mark right after a figure separates two figures with a head each: 12家、港股2家. In
    the history of a law each day begins one: 2021年8月26日通过 2022年6月1日修正.
    """
    text = passage.text
    cuts = {m.end() for m in _CLAUSE_END.finditer(text, sentence.start, sentence.end)}
    cuts |= {
        q.end + 1
        for q in passage.mentions.quantities
        if sentence.start <= q.start < q.end < sentence.end and text[q.end] == "、"
    }
    cuts |= {
        t.start
        for t in passage.mentions.times
        if sentence.start < t.start < sentence.end
        and _ENACTED.search(text, sentence.start, t.start)
    }
    bounds = [sentence.start, *sorted(cuts)]
    if bounds[-1] < sentence.end:
        bounds.append(sentence.end)
    return [Span(a, b) for a, b in zip(bounds, bounds[1:])] or [sentence]


def _held_near(
    query: Query, view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> list[float]:
    """Return how well each word asked is held, less the further it stands from the value."""
    held = [OUTSIDE * c for c in anywhere(query, view)]
    for i, (start, end) in enumerate(clauses):
        back = own - i
        factor = _DECAY[min(abs(back), len(_DECAY) - 1)]
        if back < 0 and isinstance(candidate.mention, Quantity):
            factor = min(factor, _LATER)
        if candidate.end <= start or end <= candidate.start:
            terms = view.words_within(start, end)
        else:  # all but the value itself
            terms = view.words_within(start, candidate.start) | view.words_within(
                candidate.end, end
            )
        here = covered(query, terms)
        held = either(held, [factor * share for share in here])
    return held


def _target(
    query: Query, passage: Passage, clauses: Sequence[Span], own: int, candidate: Candidate
) -> float:
    """Return 1 or -1 as the value is a plan where a plan, or a result, is asked for.

    What is hoped for in one clause may be long past in the next but one.
    """
    near = clauses[max(own - 1, 0)].start
    planned = _plans(passage, near, candidate.start)
    somewhere = planned or _plans(passage, clauses[0].start, candidate.start)
    # One 力争 is said of all that follows: 力争A达到100家，…，新增B30家以上.
    planned = planned or (somewhere and candidate.text.endswith("以上"))
    if query.wants_target:
        return 1.0 if somewhere else -0.5
    return -1.0 if planned else -0.3 if somewhere else 0.0


def _qualifier(
    query: Query, view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> float:
    mention, passage = candidate.mention, view.passage
    before = [clauses[i] for i in range(own, -1, -1)]
    above = Span(0, clauses[0].start)
    head = f"{passage.section} {passage.title}"
    if serial_agreement(query.clean, passage.text, [*before, above], head) < 0:
        return -1.0
    if isinstance(mention, TimeMention) and happened(query, view, clauses, own) == 0:
        return -1.0
    if mention is None or (isinstance(mention, Quantity) and mention.unit in RATIOS):
        return 0.0
    if code_agreement(query, view.folded) < 0:
        return -1.0
    if isinstance(mention, Quantity) and is_restricted(query, view, clauses, own, mention):
        return -1.0
    fit = qualifier_agreement(query.clean, passage.text, clauses, own, head)
    return min(fit, _ranked_agreement(query, passage, clauses, own, candidate) or fit)


def _ranked_agreement(
    query: Query, passage: Passage, clauses: Sequence[Span], own: int, candidate: Candidate
) -> float:
    """Return -1 for a rank among others than asked, or a value told with another place; else 0."""
    mention, start, end = candidate.mention, clauses[0].start, clauses[-1].end
    if isinstance(mention, Quantity) and mention.kind == "rank":
        return scope_agreement(query.clean, passage.text[clauses[own].start : mention.start])
    ranks = (q for q in passage.mentions.quantities if q.kind == "rank")
    inside = tuple(q for q in ranks if start <= q.start < end)
    return placing_agreement(query, passage.text[start:end], inside)


def _plans(passage: Passage, start: int, end: int) -> bool:
    """Whether something between the two offsets is said to be planned."""
    if _TARGET.search(passage.text, start, end):
        return True
    return any(t.kind == "target" and start <= t.start < end for t in passage.mentions.times)
