"""The values of a comparison: one for each operand, chosen together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zzqa.answer.alternatives import date_of, find_alternatives
from zzqa.answer.arithmetic import comparable
from zzqa.answer.comparisons import Operand
from zzqa.answer.extract import Extraction
from zzqa.answer.score import Choice, confidence, confidence_features
from zzqa.records import Quantity, Query, TimeInterval
from zzqa.search.agreement import asked_places

_READ = 24
"""Candidates of an operand that are looked at: what ranks below never was the value meant."""
_ANCHORS = 6
"""And of the first operand, each of which the others are matched to."""
_NEAR = 1.0
"""What it counts that the words of an operand stand right before the value, and against it that
those of another do; a clause's worth of coverage, as the shipped weights have it."""
_TOGETHER = 0.5
"""What it counts that two values stand in one sentence, or are of one date: figures that are
printed to be compared. Half of the above, so that no operand gets another's value for it."""
_HELD = 0.5
"""Share of an operand's own words that the sentence of its value, or the heading, must hold."""


@dataclass(frozen=True, slots=True)
class Part:
    """An operand with the question for it and what was found."""

    operand: Operand
    query: Query
    extraction: Extraction | None


@dataclass(frozen=True, slots=True)
class Value:
    """The value found for an operand, with the probability that it is right."""

    operand: Operand
    choice: Choice
    quantity: Quantity
    confidence: float
    name: str = ""
    """What the document calls the operand, where the question is in another language."""
    features: Mapping[str, float] = field(default_factory=dict)
    """What the probability was judged by."""


@dataclass(frozen=True, slots=True)
class _Option:
    choice: Choice
    quantity: Quantity
    score: float
    date: TimeInterval | None
    """The time that the value is of."""


def find_values(parts: Sequence[Part]) -> list[Value | None]:
    """Return the value of each operand, None where the corpus has none.

    They are chosen together: all comparable, no mention twice, and rather of one sentence or date.
    """
    own = [_own_concepts(part, parts) for part in parts]
    options = [_options(part, own, at) for at, part in enumerate(parts)]
    chosen = _best_together(options)
    taken = {id(option.choice) for option in chosen if option}
    return [
        _value(part, option, taken, concepts) if option else None
        for part, option, concepts in zip(parts, chosen, own)
    ]


def _own_concepts(part: Part, parts: Sequence[Part]) -> list[tuple[str, ...]]:
    """Return the words of an operand's question that no other operand's has."""
    shared = {concept for other in parts if other is not part for concept in other.query.concepts}
    return [concept for concept in part.query.concepts if concept not in shared]


def _options(part: Part, own: Sequence[Sequence[tuple[str, ...]]], at: int) -> list[_Option]:
    if part.extraction is None:
        return []
    options = []
    for choice in (part.extraction.best, *part.extraction.others)[:_READ]:
        quantity = choice.candidate.mention
        if not isinstance(quantity, Quantity) or quantity.kind == "ordinal":
            continue
        if choice.features["wrong_time"] or not _speaks_of(part.query, choice, own[at]):
            continue
        near = _near_terms(choice, quantity)
        others = [concept for n, concepts in enumerate(own) if n != at for concept in concepts]
        told = 1.0 if _is_home(part.query, choice) else _share(own[at], near)
        score = choice.score + _NEAR * (told - _share(others, near))
        options.append(_Option(choice, quantity, score, date_of(choice)))
    return sorted(options, key=lambda one: -one.score)


def _speaks_of(query: Query, choice: Choice, own: Sequence[tuple[str, ...]]) -> bool:
    """Whether the sentence of a value, or its heading, speaks of what this operand is about."""
    if choice.features["wrong_place"]:
        return False
    if not own or _is_home(query, choice):
        return True
    view = choice.ranked.view
    terms = view.terms_within(*choice.sentence)
    return _share(own, terms | view.heading_terms) >= _HELD


def _is_home(query: Query, choice: Choice) -> bool:
    """Whether the place asked about is the document's own, which it need not name."""
    return choice.ranked.hit.passage.home in asked_places(query) and choice.evidence.place > 0


def _near_terms(choice: Choice, quantity: Quantity) -> frozenset[str]:
    """Return the words between the last value of the same unit and this one."""
    passage, sentence = choice.ranked.hit.passage, choice.sentence
    before = [
        q.end
        for q in passage.mentions.quantities
        if sentence.start <= q.start < quantity.start and q.unit == quantity.unit
    ]
    start = max(before, default=sentence.start)
    return choice.ranked.view.terms_within(start, quantity.start)


def _share(concepts: Sequence[tuple[str, ...]], terms: set[str] | frozenset[str]) -> float:
    if not concepts:
        return 0.0
    return sum(any(term in terms for term in concept) for concept in concepts) / len(concepts)


def _best_together(options: Sequence[Sequence[_Option]]) -> list[_Option | None]:
    """Return an option of each operand, so that the sum of scores is greatest."""
    anchored = next((n for n, one in enumerate(options) if one), None)
    if anchored is None:
        return [None] * len(options)
    best: tuple[tuple[int, float], list[_Option | None]] | None = None
    for anchor in options[anchored][:_ANCHORS]:
        chosen = _matched(options, anchored, anchor)
        found = [one for one in chosen if one]
        key = len(found), sum(one.score + _bond(one, anchor) for one in found)
        if best is None or key > best[0]:
            best = key, chosen
    return best[1] if best else [None] * len(options)


def _matched(
    options: Sequence[Sequence[_Option]], anchored: int, anchor: _Option
) -> list[_Option | None]:
    chosen: list[_Option | None] = []
    taken = [anchor]
    for number, several in enumerate(options):
        if number == anchored:
            chosen.append(anchor)
            continue
        fitting = [
            one
            for one in several
            if comparable(one.quantity, anchor.quantity)
            and not any(_same_mention(one, other) for other in taken)
        ]
        one = max(fitting, key=lambda o: o.score + _bond(o, anchor), default=None)
        chosen.append(one)
        taken += [one] if one else []
    return chosen


def _same_mention(one: _Option, other: _Option) -> bool:
    a, b = one.choice, other.choice
    same = a.ranked.hit.passage.id == b.ranked.hit.passage.id
    return same and a.candidate.start == b.candidate.start


def _bond(one: _Option, other: _Option) -> float:
    if one is other:
        return 0.0
    same = one.choice.ranked.hit.passage.id == other.choice.ranked.hit.passage.id
    together = same and one.choice.sentence == other.choice.sentence
    return _TOGETHER * (together + (one.date == other.date))


def _value(
    part: Part, option: _Option, taken: set[int], own: Sequence[tuple[str, ...]]
) -> Value | None:
    """Return a value with its own probability: the other operands' values are no rivals."""
    extraction = part.extraction
    if extraction is None:
        return None
    others = [c for c in (extraction.best, *extraction.others) if c is not option.choice]
    told = {id(a.choice) for a in find_alternatives(part.query, option.choice, others)}
    rivals = [(c, c.score) for c in others if id(c) not in taken | told]
    features = confidence_features(part.query, option.choice, option.choice.score, rivals)
    name = _name(part, option, own) if part.query.lang == "en" else ""
    features["computed"] = 1.0
    sure = confidence(features)
    return Value(part.operand, option.choice, option.quantity, sure, name, features)


def _name(part: Part, option: _Option, own: Sequence[tuple[str, ...]]) -> str:
    """Return what the text before a value has for the words of its operand."""
    for name in part.query.names:
        spelt = part.query.clean[name.start : name.end].removesuffix("'s")
        if spelt and spelt == part.operand.label:
            return name.text
    passage, sentence = option.choice.ranked.hit.passage, option.choice.sentence
    terms = {term for concept in own for term in concept}
    held = [
        token
        for token in option.choice.ranked.view.tokens
        if sentence.start <= token.start < option.quantity.start and token.term in terms
    ]
    if not held:
        return ""
    start = held[-1].start
    for token in reversed(held):
        if start - token.end > 1:
            break
        start = min(start, token.start)
    return passage.text[start : max(token.end for token in held)]
