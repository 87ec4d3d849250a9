"""Answers that are computed from several values: differences, growth, which is more.

Both values are found in the documents; only the sum is made here, in exact decimals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zzqa.answer import arithmetic
from zzqa.answer.comparisons import Comparison
from zzqa.answer.extract import Extraction
from zzqa.answer.operands import Part, Value, find_values
from zzqa.answer.score import Choice, confidence, confidence_features
from zzqa.records import AnswerType, Lang, Operation, Quantity, Query

_STATED = re.compile(
    r"(?:增长|增加|提高|提升|上升|上涨|扩大|下降|减少|降低|下滑|缩小|新增|增|多|高|少|低)"
    r"(?:出|了|到|至|约|近|超|达|过|\s)*$"
)
_COMPARED = r"(?:较|比|与|于|同|跟)[^，。；]{0,3}"
_TOLD = 0.9
"""Confidence from which on a text tells itself what is asked: 投资超过年度计划的130%."""
_WITHIN = 24
"""Characters before a stated change in which it says what it is compared with."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum over the values of a comparison, before it has quotes."""

    operation: Operation
    values: tuple[Value, ...]
    answer: str
    english: str | None
    answer_type: AnswerType
    result: Decimal | None
    unit: str
    text: str
    expression: str
    confidence: float
    stated: Choice | None = None
    agrees: bool | None = None
    judged_by: tuple[Mapping[str, float], ...] = ()
    """The features that each value, or the stated result, was judged by."""

    @property
    def approximate(self) -> bool:
        """Whether a value is hedged (约, 超), and the result with it."""
        return arithmetic.is_approximate([value.quantity for value in self.values])


@dataclass(frozen=True, slots=True)
class Missing:
    """A comparison that lacks a value: what was found, and for what nothing was."""

    operation: Operation
    found: tuple[Value, ...]
    lacking: tuple[str, ...]

    @property
    def reason(self) -> str:
        """What to tell the asker."""
        lack = " or ".join(self.lacking)
        if not self.found:
            return f"a comparison needs both values; no passage gives one for {lack}"
        have = ", ".join(f"{v.operand.label}: {v.quantity.text}" for v in self.found)
        return f"a comparison needs all its values; found {have}; no passage gives one for {lack}"


def compare(
    comparison: Comparison,
    query: Query,
    parts: Sequence[Part],
    whole: Extraction | None,
    least: float,
) -> Sum | Missing | None:
    """Return the computed answer, what is missing for it, or None to answer as any question.

    ``whole`` is what was found for the question as it was asked: where a text states the
    difference itself, that is preferred and the sum becomes a check. ``least`` is the confidence
    that each value must have.
    """
    found = find_values(parts)
    sure = [value if value and value.confidence >= least else None for value in found]
    stated = _stated(comparison, query, whole, least)
    values = tuple(value for value in sure if value)
    if stated is not None:
        choice, sure_of, features = stated
        total = _with_stated(comparison, query.lang, values, choice, sure_of)
        return replace(total, judged_by=(features,))
    if len(values) == len(parts):
        total = _sum(comparison, query.lang, values)
        return replace(total, judged_by=tuple(value.features for value in values))
    told = whole is not None and whole.confidence >= _TOLD
    if not values and (told or comparison.wanted != "difference"):
        return None
    lacking = tuple(p.operand.label for p, value in zip(parts, sure) if value is None)
    return Missing(_operation(comparison), values, lacking)


def _operation(comparison: Comparison) -> Operation:
    if comparison.wanted == "yesno":
        return "comparison"
    if comparison.wanted == "choice":
        return "maximum" if comparison.more else "minimum"
    return comparison.wanted


def _sum(comparison: Comparison, lang: Lang, values: tuple[Value, ...]) -> Sum:
    if comparison.wanted == "choice":
        return _choice(comparison, lang, values)
    first, second = values[0].quantity, values[1].quantity
    a, b = arithmetic.exact(first), arithmetic.in_unit_of(second, first)
    scale = arithmetic.scale_of([first, second])
    unit = arithmetic.difference_unit(first, lang)
    sure = math.prod(value.confidence for value in values)
    if comparison.wanted == "yesno":
        return _yes_or_no(comparison, lang, values, a, b, sure)
    terms = [arithmetic.shown(v, first.unit, scale) for v in (a, b)]
    if comparison.percent and (rate := arithmetic.growth(a, b)) is not None:
        text = arithmetic.shown(rate, "%")
        expression = f"({terms[0]} − {terms[1]}) ÷ {terms[1]} = {text}"
        return _made("growth", values, comparison, lang, rate, "%", text, expression, sure)
    result = a - b
    text = arithmetic.shown(result, unit, scale)
    expression = f"{terms[0]} − {terms[1]} = {text.replace('-', '−')}"
    return _made(
        _operation(comparison), values, comparison, lang, result, unit, text, expression, sure
    )


def _made(
    operation: Operation,
    values: tuple[Value, ...],
    comparison: Comparison,
    lang: Lang,
    result: Decimal,
    unit: str,
    text: str,
    expression: str,
    sure: float,
) -> Sum:
    """Return the sum with its answer: 487件, or 少487件 where more was supposed."""
    against = (result < 0) == comparison.more and result != 0
    size = text.removeprefix("-")
    about = arithmetic.is_approximate([value.quantity for value in values])
    sign = ("更少" if comparison.more else "更多") if against else ""
    word = (" fewer" if comparison.more else " more") if against else ""
    kind = values[0].quantity.kind
    answer_type: AnswerType = (
        "percent" if unit == "%" or kind == "percent" else "money" if kind == "money" else "number"
    )
    answer = f"{'约' if about else ''}{size}" + (f"（{sign}）" if sign and lang == "zh" else "")
    if lang == "en":
        answer = f"{'about ' if about else ''}{size}{word}"
    return Sum(
        operation, values, answer, None, answer_type, result, unit, text.replace("-", "−"),
        expression, sure,
    )  # fmt: skip


def _yes_or_no(
    comparison: Comparison,
    lang: Lang,
    values: tuple[Value, ...],
    a: Decimal,
    b: Decimal,
    sure: float,
) -> Sum:
    first, second = values[0].quantity, values[1].quantity
    scale = arithmetic.scale_of([first, second])
    unit = arithmetic.difference_unit(first, lang)
    above = a < b if first.kind == "rank" else a > b
    below = a != b and not above
    holds = above if comparison.more else below
    sign = ">" if a > b else "<" if a < b else "="
    terms = [arithmetic.shown(v, first.unit, scale) for v in (a, b)]
    text = arithmetic.shown(a - b, unit, scale).replace("-", "−")
    words = ("yes", "no") if lang == "en" else ("是", "否")
    return Sum(
        "comparison", values, words[0] if holds else words[1], None, "yesno", a - b, unit, text,
        f"{terms[0]} {sign} {terms[1]}", sure,
    )  # fmt: skip


def _choice(comparison: Comparison, lang: Lang, values: tuple[Value, ...]) -> Sum:
    first = values[0].quantity
    sizes = [arithmetic.in_unit_of(value.quantity, first) for value in values]
    upward = comparison.more != (first.kind == "rank")
    extreme = max(sizes) if upward else min(sizes)
    best = [value for value, size in zip(values, sizes) if size == extreme]
    ordered = sorted(zip(sizes, values), key=lambda pair: -pair[0] if upward else pair[0])
    scale = arithmetic.scale_of([value.quantity for value in values])
    sign = " > " if upward else " < "
    pieces = [f"{v.operand.label} {arithmetic.shown(s, first.unit, scale)}" for s, v in ordered]
    runner = next((size for size, _ in ordered if size != extreme), extreme)
    unit = arithmetic.difference_unit(first, lang)
    joint = " and " if lang == "en" else "、"
    return Sum(
        "maximum" if upward else "minimum",
        (*best, *(value for value in values if value not in best)),
        joint.join(_told(value) for value in best),
        joint.join(value.operand.label for value in best) if lang == "en" else None,
        "thing",
        extreme - runner,
        unit,
        arithmetic.shown(extreme - runner, unit, scale).replace("-", "−"),
        sign.join(pieces) if len(best) == 1 else " = ".join(pieces),
        math.prod(value.confidence for value in values),
    )


def _told(value: Value) -> str:
    """Return what the document calls an operand, where the question is in another language."""
    return value.name or value.operand.label


def may_be_stated(comparison: Comparison) -> bool:
    """Whether a text may state the result itself, so that what it says of the whole is asked."""
    return comparison.wanted in ("difference", "growth")


def _stated(
    comparison: Comparison, query: Query, whole: Extraction | None, least: float
) -> tuple[Choice, float, Mapping[str, float]] | None:
    """Return the difference as a text states it itself: 较2022年增长23.8%."""
    if whole is None or not may_be_stated(comparison):
        return None
    choices = (whole.best, *whole.others)
    for choice in choices:
        quantity = choice.candidate.mention
        if not isinstance(quantity, Quantity) or choice.features["wrong_time"]:
            continue
        if query.units and quantity.unit not in query.units:
            continue
        if comparison.percent and quantity.kind != "percent":
            continue
        if not _states(comparison, choice):
            continue
        rivals = [(c, c.score) for c in choices if c is not choice and _states(comparison, c)]
        features = confidence_features(query, choice, choice.score, rivals)
        features["computed"] = 1.0
        sure = confidence(features)
        return (choice, sure, features) if sure >= least else None
    return None


def _states(comparison: Comparison, choice: Choice) -> bool:
    """Whether a value is the change since, or the distance from, the second operand."""
    text, start = choice.ranked.hit.passage.text, choice.candidate.start
    before = text[max(choice.sentence.start, start - _WITHIN) : start]
    if not _STATED.search(before):
        return False
    other = comparison.operands[1].label.rstrip("底末 ")
    years = re.search(r"(\d{4})年?$", other)
    names = [re.escape(other)] if len(other) > 1 else []
    if years and comparison.wanted == "growth":
        names += [f"{years[1]}年", "上年", "去年", "前一年"]
    return any(re.search(_COMPARED + name, before) for name in names)


def _with_stated(
    comparison: Comparison, lang: Lang, values: tuple[Value, ...], choice: Choice, sure: float
) -> Sum:
    """Return the stated difference, with the sum as a check where both values were found."""
    quantity = choice.candidate.mention
    told = choice.candidate.text
    kind: AnswerType = (
        "percent" if isinstance(quantity, Quantity) and (quantity.kind == "percent") else "number"
    )
    operation = _operation(comparison)
    if len(values) < 2 or not isinstance(quantity, Quantity):
        return Sum(operation, values, told, None, kind, None, "", told, told, sure, choice)
    percent = quantity.kind == "percent" and values[0].quantity.kind != "percent"
    checked = _sum(
        Comparison(comparison.wanted, comparison.operands, comparison.more, percent), lang, values
    )
    size = abs(arithmetic.exact(quantity))
    near = checked.result is not None and abs(abs(checked.result) - size) <= _ROUNDING * size
    return Sum(
        operation, values, told, None, kind, checked.result, checked.unit, checked.text,
        checked.expression, sure, choice, near,
    )  # fmt: skip


_ROUNDING = Decimal("0.01")
"""Share by which a stated figure and the sum may differ: both were rounded for print."""
