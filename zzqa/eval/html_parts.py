"""What the parts of the HTML report share: escaping, percentages, outcomes."""

from __future__ import annotations

import re
from html import escape

from zzqa.eval.records import QuestionResult
from zzqa.serialise import ACTING

OUTCOMES = {
    "right": "answered, and right",
    "wrong": "answered, and wrong",
    "withheld": "not answered, although the documents hold the answer",
    "silent": "not answered, and the documents indeed hold no answer",
    "groundless": "answered, although the documents hold no answer",
}
"""What can become of a question, by the class of the style sheet that colours it."""

_UNSAFE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{ACTING}]")


def esc(text: str) -> str:
    """Return a text for element content or a quoted attribute: nothing in it is markup."""
    return escape(_UNSAFE.sub("\ufffd", text), quote=True)


def percent(value: float | None) -> str:
    """Return a share as a percentage with one digit after the point, none where it is whole."""
    if value is None:
        return "–"
    return f"{100 * value:.1f}".removesuffix(".0") + " %"


def outcome(result: QuestionResult) -> str:
    """Return what became of a question, a key of ``OUTCOMES``."""
    if not result.labelled.answerable:
        return "silent" if result.abstained else "groundless"
    if result.abstained:
        return "withheld"
    return "right" if result.contained else "wrong"
