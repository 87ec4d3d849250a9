"""Answers that are whole sentences: what, why, how, and whether."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zzqa.answer.asked import asked_for
from zzqa.answer.candidates import Candidate
from zzqa.answer.cells import fields_of
from zzqa.answer.clauses import Evidence, gaps, split_clauses
from zzqa.answer.clauses import told as told_near
from zzqa.answer.score import Choice
from zzqa.answer.serials import serial_agreement
from zzqa.records import AnswerType, Quantity, Query, Span
from zzqa.search import Ranked
from zzqa.search.agreement import place_agreement, time_agreement
from zzqa.search.features import PassageView, anywhere, covered, weighted_share
from zzqa.text.normalise import fold
from zzqa.text.quantities import same_value

_HEADINGS = 0.4
"""What a word counts that stands in the passage or its headings and not in the sentence."""
_EXPLAINED = 0.8
"""And one in the sentence before, when a reason is asked for: what is explained comes first."""
_HEADS = re.compile(r"\s*\|[^\d]*\|\s*")
"""The heads of a table answer nothing."""
_TELLS = re.compile("原因|理由|事由|依据|说明|方式|方法|办法|措施|步骤|流程|途径|程序")
"""Labels of forms under which a reason or a way is told."""
_SHORTEST = 8
"""A sentence of fewer characters answers nothing: a heading's half, a name."""

_FORMS: dict[AnswerType, re.Pattern[str]] = {
    "reason": re.compile(
        "因为|由于|原因|因此|所以|得益于|源于|在于|凭的是|由此|缘于|旨在|为了|为确保"
        "|决定了|导致|使得|归功|离不开|不具备|缺乏|缺少|受制于|是因|致使|造成"
    ),
    "how": re.compile("通过|采取|采用|实施|开展|探索|建立|推动|按照|利用|依托|以.{2,20}为"),
    "definition": re.compile("是一|是指|指的?是|指企业|指具有|即|是.{2,30}的|所谓|包括|简称|下称"),
}
_NEGATION = re.compile(
    "不(?![仅但断少同久过足错等论管只光妨懈止超低小大]|可?分)|并非|没有|未(?![来必婚])|并无|无(?:法|需|须|权|效)|禁止|严禁|非(?=[^洲典遗凡])"
)
_IF = re.compile("是不是|能不能|会不会|可不可以|有没有|对不对|要不要|该不该|算不算|在不在")
"""What asks whether, and denies nothing."""
_MEDAL = re.compile(r"奖牌|金牌|银牌|铜牌|\bmedals?\b", re.I)
_MEDALS = 3
"""Places that a medal is given for."""
_MORE = re.compile(
    "超过|高于|大于|多于|以上|突破|超|more than|over|exceed|above|higher than|greater than", re.I
)
_PASSED = re.compile("跨越|突破|超|迈上|逾")
_LESS = re.compile("低于|少于|不足|不到|小于|less than|below|under|fewer than|lower than", re.I)


def sentence_choices(query: Query, ranked: Ranked, weights: Sequence[float]) -> Iterator[Choice]:
    """Yield each sentence of a passage as a possible answer, with its evidence."""
    view, passage = ranked.view, ranked.hit.passage
    weights, _, unknown = asked_for(query, weights)
    outside = [_HEADINGS * c for c in anywhere(query, view)]
    explained = _EXPLAINED * float(query.answer_type == "reason")
    form = _FORMS.get(query.answer_type)
    before: Sequence[float] = [0.0] * len(weights)
    for sentence, similarity in zip(passage.sentences, ranked.similarities):
        text = passage.text[sentence.start : sentence.end]
        own = covered(query, view.terms_within(*sentence))
        held = [max(a, b, explained * c) for a, b, c in zip(outside, own, before)]
        if len(text) < _SHORTEST:  # 废标。 goes with what it is said of
            before = [max(a, b) for a, b in zip(own, before)]
            continue
        before = own
        if _heads(query, view, sentence):
            continue
        yield Choice(
            ranked=ranked,
            candidate=Candidate(sentence.start, sentence.end, text),
            sentence=sentence,
            evidence=_evidence(query, ranked, sentence, weights, held, unknown),
            similarity=float(similarity),
            form=_form(form, text),
        )


def _evidence(
    query: Query,
    ranked: Ranked,
    sentence: Span,
    weights: Sequence[float],
    held: Sequence[float],
    unknown: float,
) -> Evidence:
    view, passage = ranked.view, ranked.hit.passage
    text = passage.text[sentence.start : sentence.end]
    head = f"{passage.section} {passage.title}"
    pieces = [sentence, Span(0, sentence.start)]
    gap, elsewhere = gaps(query, view, sentence, weights)
    return Evidence(
        coverage=weighted_share(weights, held),
        focus=0.5,
        time=_time(query, ranked, sentence),
        place=place_agreement(
            query, fold(text + passage.title + passage.section), (), passage.home
        ),
        unit=0.0,
        target=0.0,
        ratio=0.0,
        qualifier=min(0.0, serial_agreement(query.clean, passage.text, pieces, head)),
        gap=gap,
        elsewhere=elsewhere,
        told=told_near(query, view, sentence, weights),
        said=0.5,
        unknown=unknown,
    )


def _heads(query: Query, view: PassageView, sentence: Span) -> bool:
    """Whether a sentence is a heading, the heads of a table, or a line of a form that tells
    nothing of what is asked."""
    passage = view.passage
    text = passage.text[slice(*sentence)]
    if _HEADS.fullmatch(text) or text in passage.title or text == passage.section:
        return True
    return _is_field(query, view, sentence)


def _is_field(query: Query, view: PassageView, sentence: Span) -> bool:
    """Whether a sentence is a line of a form, which tells no reason and no way, but what its label
    says."""
    if query.answer_type not in ("reason", "how"):
        return False
    text = view.passage.text
    labels = (
        text[slice(*f.label)]
        for f in fields_of(view)
        if sentence.start <= f.label.start < sentence.end
    )
    return any(not _TELLS.search(label) for label in labels)


def _form(pattern: re.Pattern[str] | None, text: str) -> float:
    """Return 1 for a sentence of the form asked for, -1 for a heading, which explains nothing."""
    if text[-1] not in "。！？!?.…”":
        return -1.0
    return float(bool(pattern and pattern.search(text)))


def _time(query: Query, ranked: Ranked, sentence: Span) -> float:
    passage = ranked.hit.passage
    inside = [t for t in passage.mentions.times if sentence.start <= t.start < sentence.end]
    before = [t for t in passage.mentions.times if t.end <= sentence.start][-1:]
    return time_agreement(query, inside or before, passage.date if not inside else None)


def yes_or_no(query: Query, choice: Choice) -> str:
    """Return 是 or 否: whether the sentence says what the question supposes.

    A figure in the question is compared with the figure of the same unit in the sentence;
    otherwise the sentence affirms unless it, and not the question, negates.
    """
    passage, sentence = choice.ranked.hit.passage, choice.sentence
    given = [
        q
        for q in passage.mentions.quantities
        if sentence.start <= q.start and q.end <= sentence.end
    ]
    text = passage.text[sentence.start : sentence.end]
    ranks = [q for q in given if q.kind == "rank"]
    if ranks and _MEDAL.search(query.clean) and not _MEDAL.search(text):
        return "是" if any(q.value <= _MEDALS for q in ranks) else "否"
    for asked in query.quantities:
        if asked.kind == "rank" and ranks:
            return "是" if any(q.value == asked.value for q in ranks) else "否"
        same_unit = [q for q in given if q.unit == asked.unit and asked.unit]
        if same_unit:
            return "是" if any(_holds(query.clean, asked, q, text) for q in same_unit) else "否"
    denied = bool(_NEGATION.search(_IF.sub("", query.clean)))
    negated = bool(_NEGATION.search(_nearest_clause(query, choice)))
    return "否" if negated != denied else "是"


def _nearest_clause(query: Query, choice: Choice) -> str:
    """Return the clause of a sentence that holds the most of the question's words.

    What the headings say is said of all of them, and tells none from the others.
    """
    view = choice.ranked.view
    clauses = split_clauses(view.passage, choice.sentence)
    known = covered(query, view.heading_terms)

    def held(clause: Span) -> tuple[float, float]:
        own = covered(query, view.terms_within(*clause))
        return sum(max(o - k, 0.0) for o, k in zip(own, known)), sum(own)

    best = max(clauses, key=held)
    return view.passage.text[best.start : best.end]


def _holds(question: str, asked: Quantity, given: Quantity, text: str) -> bool:
    if _MORE.search(question):
        passed = given.hedge == "over" or bool(_PASSED.search(text))
        return given.value > asked.value or (passed and same_value(asked, given))
    if _LESS.search(question):
        return given.value < asked.value
    return same_value(asked, given)
