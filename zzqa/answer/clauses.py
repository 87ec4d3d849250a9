"""The clause a value stands in: what it is the value of, when, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zzqa.answer.asked import asked_weights, core_weights, measure_held
from zzqa.answer.candidates import Candidate, sentence_of
from zzqa.answer.focus import bearer, claimed, focus, said
from zzqa.answer.identity import kind_agreement
from zzqa.answer.offices import office_agreement
from zzqa.answer.qualifiers import qualifier_agreement
from zzqa.answer.subjects import post_agreement, subject_agreement
from zzqa.answer.times import time_of_value
from zzqa.records import Name, Passage, Quantity, Query, Span, TimeMention
from zzqa.search.agreement import (
    HERE,
    asked_places,
    speaks_of,
    whole_province,
)
from zzqa.search.features import (
    UNKNOWN_WEIGHT,
    PassageView,
    anywhere,
    covered,
    either,
    weighted_share,
)
from zzqa.text.names import bare_place
from zzqa.text.normalise import fold
from zzqa.text.persons import lexicon

_CLAUSE_END = re.compile(r"[，；。：:！？\n]|,(?!\d{3}(?!\d))|;")
_DECAY = (1.0, 0.8, 0.65, 0.55, 0.5)
"""What a word counts in the value's own clause, in the one before it, and so on back."""
_LATER = 0.6
"""And at most in a clause after it, if the value is a figure: figures follow their heads."""
_OUTSIDE = 0.4
"""And elsewhere in the passage or in its headings."""
_RARER = 1.25
"""What a word that no passage has weighs, of one that one passage has."""
_LATER_PLACE = -0.6
"""A value of another of a series: 对欧盟25亿元；对东盟14.2亿元, where the second is asked about."""
_PROVINCE = re.compile(
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    "|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|中国|全国"
)
_TARGET = re.compile(
    r"力争|目标|预计|预期|拟(?!上市)|到20\d\d年|(?<![名老小大主干女健猛武虎良])将(?!近|军|其|该|这|一|领|帅|士)|有望|争取"
    r"|计划(?=到|在|于|今年|明年|新|建|实施|投|完成|用|总)"
)
_PER = re.compile(
    r"每[一-鿿]{0,3}[人户亩天个]|人均|户均|亩均|地均|(?<![\d.])万人"
    r"|\bper (?!the\b|this\b|cent|its\b)|\beach\b",
    re.I,
)
"""A figure per head or unit; 每年 is left out: 年产 and 每年新增 tell the same."""
_NO_MONEY = re.compile(
    r"(?:产能|产量|年产|发电量|用电量|电量|人口|人数|从业人员|员工|面积|长度|里程|速度|时速|功率|容量|库容|重量|高度"
    r"|深度|宽度|数量|件数|家数|年龄|岁数)(?:[是为有达约超大概到了]|共|增|减|下降|提高|上升){0,4}(?:多少|几)"
    r"|(?:多少|几)[^，。？的]{0,4}(?:产能|产量|人口|面积|电|里程)"
    r"|多[大长远高久重深宽快]|\b(?:population|area|length|distance|speed|employees|people|capacity"
    r"|how (?:far|long|high|tall|fast|old|large))\b",
    re.I,
)
"""What no sum of money is an amount of."""
_UNIT_KINDS = (
    {"天", "日", "工作日", "个工作日"},
    {"起", "件", "宗", "例"},
    {"家", "个", "户", "所"},
    {"场", "场次", "次", "届"},
    {"人", "名", "位"},
    {"项", "个", "件", "款"},
    {"亩", "公顷"},
    {"种", "类", "个"},
    {"个", "只", "台", "套"},
)
"""Classifiers that stand for each other: what a question counts in 起, a text may count in 件."""


_TIMES = frozenset({"倍"})
"""Units of a ratio of two figures: what they are figures of stands before, as often as not."""


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
    """How near the value is to the word for what is counted or measured."""


def weigh(
    query: Query, view: PassageView, candidate: Candidate, weights: Sequence[float]
) -> Evidence:
    """Return what speaks for a candidate; ``weights`` are those of the question's concepts."""
    weights = asked_weights(query, weights)
    core = core_weights(query, weights)
    passage, mention = view.passage, candidate.mention
    sentence = sentence_of(passage, candidate.start, candidate.end)
    clauses = split_clauses(passage, sentence)
    own = next((i for i, c in enumerate(clauses) if c.start <= candidate.start < c.end), 0)
    clause = clauses[own]
    gap, elsewhere = gaps(query, view, sentence, weights)
    near = _held_near(query, view, clauses, own, candidate)
    return Evidence(
        coverage=weighted_share(weights, near),
        focus=focus(query, view, clauses, own, candidate),
        time=time_of_value(query, passage, sentence, clause, candidate),
        place=_place(query, view, sentence, clause, candidate),
        unit=_unit(query, passage, candidate),
        target=_target(query, passage, clauses, own, candidate),
        ratio=_ratio(query, passage, clause, candidate),
        gap=gap,
        elsewhere=elsewhere,
        unknown=unknown_share(core),
        subject=subject_agreement(query, passage, sentence, candidate),
        qualifier=_qualifier(query, passage, clauses, own, candidate),
        told=told(query, view, sentence, weights),
        said=said(query, view, clauses, own, candidate, weights),
        post=post_agreement(query, candidate),
        core=weighted_share(core, near) if any(core) else 0.5,
        measure=measure_held(query, core, near, mention.unit)
        if isinstance(mention, Quantity)
        else 0.5,
        office=office_agreement(query, passage, candidate),
        bearer=bearer(query, view, clauses, own, candidate, core),
        claimed=claimed(query, view, clauses, own, candidate, core),
    )


def unknown_share(core: Sequence[float]) -> float:
    """Return the share of what is asked for that no passage of the corpus names.

    Such a word weighs little more than the weightiest that is known: in a small corpus, the rarest
    word has a small weight.
    """
    known = [w for w in core if w != UNKNOWN_WEIGHT]
    most = max(known, default=0.0) * _RARER or UNKNOWN_WEIGHT
    bounded = [min(w, most) for w in core]
    return weighted_share(bounded, [float(w == UNKNOWN_WEIGHT) for w in core])


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

    A pause mark right after a figure separates two figures with a head each: 12家、港股2家.
    """
    text = passage.text
    cuts = {m.end() for m in _CLAUSE_END.finditer(text, sentence.start, sentence.end)}
    cuts |= {
        q.end + 1
        for q in passage.mentions.quantities
        if sentence.start <= q.start < q.end < sentence.end and text[q.end] == "、"
    }
    bounds = [sentence.start, *sorted(cuts)]
    if bounds[-1] < sentence.end:
        bounds.append(sentence.end)
    return [Span(a, b) for a, b in zip(bounds, bounds[1:])] or [sentence]


def _held_near(
    query: Query, view: PassageView, clauses: Sequence[Span], own: int, candidate: Candidate
) -> list[float]:
    """Return how well each word asked is held, less the further it stands from the value."""
    held = [_OUTSIDE * c for c in anywhere(query, view)]
    for i, (start, end) in enumerate(clauses):
        back = own - i
        factor = _DECAY[min(abs(back), len(_DECAY) - 1)]
        if back < 0 and isinstance(candidate.mention, Quantity):
            factor = min(factor, _LATER)
        terms = _terms_beside(query, view, Span(start, end), candidate)
        here = covered(query, terms)
        held = either(held, [factor * share for share in here])
    return held


def _terms_beside(
    query: Query, view: PassageView, clause: Span, candidate: Candidate
) -> frozenset[str]:
    """Return the words of a clause but the value's own, and the units of the figures beside it.

    家 of 86家 is no word of what a value beside it is of.
    """
    start, end = clause
    figures = [
        q
        for q in view.passage.mentions.quantities
        if start <= q.start < end and q.unit in query.weights
    ]
    if figures:
        return frozenset(
            t.term
            for t in view.within(start, end)
            if not candidate.start <= t.start < candidate.end
            and not any(q.start <= t.start < q.end and t.term == q.unit for q in figures)
        )
    if candidate.end <= start or end <= candidate.start:
        return view.terms_within(start, end)
    return frozenset(
        [*view.terms_within(start, candidate.start), *view.terms_within(candidate.end, end)]
    )


def _place(
    query: Query, view: PassageView, sentence: Span, clause: Span, candidate: Candidate
) -> float:
    """Return whether the place that the value belongs to is the one asked about."""
    asked = asked_places(query)
    if not asked:
        return 0.0
    passage = view.passage
    places = [
        n for n in passage.mentions.names
        if n.kind == "place" and not (n.start < candidate.end and candidate.start < n.end)
    ]  # fmt: skip
    home = passage.home in asked
    others = [place for place in asked if not _is_home(place, passage)]
    if any(_is_missing(place, view) for place in others):
        return -1.0
    if len(asked) > 1 and any(_comes_later(p, passage, sentence, clause) for p in others):
        return _LATER_PLACE
    for span in (clause, Span(sentence.start, candidate.start), Span(0, sentence.start)):
        near = [n for n in places if span.start <= n.start < span.end and not _is_wider(n)]
        text = fold(passage.text[span.start : span.end])
        spoken = any(speaks_of(place, text) or whole_province(place, text) for place in asked)
        if spoken or (home and HERE.search(text)):
            return 1.0 if span == clause else 0.8
        if near:
            return -1.0 if span.end > sentence.start else -0.3
    headings = fold(passage.title + passage.section)
    return 0.5 if home or any(place in headings for place in asked) else -0.2


def _is_home(place: str, passage: Passage) -> bool:
    """Whether a place is the document's own, or in it: 株洲, 株洲高新区."""
    return bool(passage.home) and place.startswith(passage.home)


def _comes_later(place: str, passage: Passage, sentence: Span, clause: Span) -> bool:
    """Whether a sentence comes to speak of a place only after the clause of a value."""
    text = fold(passage.text)
    told = speaks_of(place, text[sentence.start : clause.end])
    return not told and speaks_of(place, text[clause.end : sentence.end])


def _is_missing(place: str, view: PassageView) -> bool:
    """Whether a passage names nowhere a place asked about: 日本, where 株洲对日本的出口 is asked.

    Of a country or province it may speak without its name.
    """
    if _PROVINCE.fullmatch(place) or whole_province(place, view.folded):
        return False
    return not speaks_of(place, view.folded)


def _is_wider(name: Name) -> bool:
    """Whether a place is a country or province: 全省第二 is said of a city in it.

    What a foreign country is named for (希腊名将) does not stand against a city either.
    """
    if name.text.endswith(("省", "国")) or name.text in lexicon("place")["countries"]:
        return True
    return bool(_PROVINCE.fullmatch(bare_place(name.text)))


def _unit(query: Query, passage: Passage, candidate: Candidate) -> float:
    quantity = candidate.mention
    if isinstance(quantity, TimeMention):
        return -1.0 if _in_title(passage.text, candidate) else 0.0
    if isinstance(quantity, Name) and quantity.kind == "organisation":
        return kind_agreement(query.clean, quantity.text)
    if not isinstance(quantity, Quantity):
        return 0.0
    if quantity.kind == "money" and query.answer_type == "number" and _NO_MONEY.search(query.clean):
        return -1.0
    if not query.units:
        return 0.0
    if quantity.unit in query.units:
        return 1.0
    related = any(quantity.unit in kind and kind & set(query.units) for kind in _UNIT_KINDS)
    return 0.3 if related else -1.0


def _in_title(text: str, candidate: Candidate) -> bool:
    """Whether a time is part of a title: 《行动方案（2024—2026年）》 tells not when it came out."""
    before = text[: candidate.start]
    return before.rfind("《") > before.rfind("》") and "》" in text[candidate.end :]


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


def _ratio(query: Query, passage: Passage, clause: Span, candidate: Candidate) -> float:
    """Return -1 where only one of question and clause speaks of a figure per something."""
    if not isinstance(candidate.mention, Quantity) or candidate.mention.unit in _TIMES:
        return 0.0
    given = bool(_PER.search(passage.text, clause.start, candidate.start))
    return 0.0 if given == bool(_PER.search(query.clean)) else -1.0


def _qualifier(
    query: Query, passage: Passage, clauses: Sequence[Span], own: int, candidate: Candidate
) -> float:
    mention = candidate.mention
    if mention is None or (isinstance(mention, Quantity) and mention.unit in _TIMES):
        return 0.0
    head = f"{passage.title} {passage.section}"
    return qualifier_agreement(query.clean, passage.text, clauses, own, head)


def _plans(passage: Passage, start: int, end: int) -> bool:
    """Whether something between the two offsets is said to be planned."""
    if _TARGET.search(passage.text, start, end):
        return True
    return any(t.kind == "target" and start <= t.start < end for t in passage.mentions.times)
