"""What kind of answer a question asks for, in Chinese and English.

The words that tell are in ``data/questions.toml``: to make another phrasing understood, or to add
an answer type, add a rule there.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files
from typing import Any

from zzqa.records import AnswerType


def answer_type(question: str) -> AnswerType:
    """Return the kind of answer that fits ``question``; ``thing`` when nothing tells."""
    for kind, pattern in _rules():
        if pattern.search(question):
            return _refined(kind, question)
    return "thing"


def asks_something(question: str, kind: AnswerType) -> bool:
    """Whether a question word, a question mark or a known kind of answer tells what is asked.

    Words put one after another, a number alone or an order to the program ask nothing.
    """
    return kind != "thing" or bool(_words("asking").search(question))


def wants_target(question: str) -> bool:
    """Whether a plan is asked for rather than a result."""
    return bool(_words("target").search(question))


def about_document(question: str) -> bool:
    """Whether the question speaks of a report, whose date it may name: in the June 2025 reply."""
    return bool(_words("document").search(question))


def _refined(kind: AnswerType, question: str) -> AnswerType:
    """Tell money from other amounts."""
    if kind != "number":
        return kind
    if re.search(r"多少(?:亿|万|千)?(?:美|欧|日|港)?元|多少钱", question):
        return "money"
    if _words("counted").search(question):
        return kind
    amount = re.search(r"\bhow much\b|\bwhat (?:is|was) the total\b", question, re.IGNORECASE)
    if _words("money").search(question) or (amount and _words("money_english").search(question)):
        return "money"
    return kind


@functools.cache
def _data() -> dict[str, Any]:
    text = files("zzqa").joinpath("data/questions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def _rules() -> tuple[tuple[AnswerType, re.Pattern[str]], ...]:
    """Return the rules in order, those for questions without a question word last."""
    rules = sorted(_data()["rule"], key=lambda rule: rule["stage"] == "keyword")
    return tuple((rule["type"], _any_of(rule["patterns"])) for rule in rules)


@functools.cache
def _words(name: str) -> re.Pattern[str]:
    return _any_of(_data()["words"][name])


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)
