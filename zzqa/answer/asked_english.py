"""What an English question counts or measures, told by the order of its words."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

_COUNTED = re.compile(r"\bhow (?:many|much)\s+(?P<rest>[^?]+)", re.I)
_NAMED = re.compile(
    r"\b(?:what|which)(?:'s| (?:is|was|were|are))\s+(?P<rest>(?!the\s+\w+est\b|it\b)[^?]+)", re.I
)
_END = re.compile(
    r"[,;:()]|\b(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|that|which"
    r"|who|in|at|by|for|from|to|on|with|per|among|during|under|over|since|as|after|before|between"
    r"|than|there|like|when|according)\b",
    re.I,
)
"""What ends the name of what is measured: a verb, or a word for where, when and whose."""
_LIGHT = re.compile(
    r"^(?:number|amount|rate|ratio|share|level|value|total|size|percentage|proportion|figure"
    r"|volume|sum|score|count|growth|increase|average|target|kinds?|types?|pieces?|people)$",
    re.I,
)
"""Heads that do not tell of what: the unemployment rate, the number of students."""
NO_NAME = re.compile(
    r"(?:ed|ly|ing)$|^(?:came|went|held|gave|got|won|ran|led|made|said|set|took|became|began|built"
    r"|bought|sold|grew|rose|fell|put|kept|left|lost|paid|sent|spent|stood|wrote|according|worth"
    r"|carry|carried|tell|told|show|shown|people|person|thing|things|way|kind|type|sort|lot)$"
)
"""Words that name nothing that is asked for: most verbs and adverbs, and mere wording."""
_POSSESSED = re.compile(r"^.*['’]s?\s+")
_ARTICLE = re.compile(r"^\s*(?:the|an?)\b", re.I)
_WORD = re.compile(r"[A-Za-z][\w&+-]*")


@functools.lru_cache(maxsize=64)
def measured_word(question: str) -> str:
    """Return the word for what is counted or measured; empty where that is unclear.

    How many innovation platforms at provincial level: platforms. The unemployment rate:
    unemployment. The number of foreign students: students.
    """
    found = _COUNTED.search(question) or _NAMED.search(question)
    if found is None:
        return ""
    rest = _POSSESSED.sub("", found["rest"]) if found.re is _NAMED else found["rest"]
    pieces = re.split(r"\bof\b", rest, flags=re.I)
    for piece in pieces[:2]:
        end = _END.search(piece)
        words: list[str] = _WORD.findall(_ARTICLE.sub("", piece[: end.start()] if end else piece))
        while words and (_LIGHT.fullmatch(words[-1]) or NO_NAME.search(words[-1])):
            words.pop()
        if words:
            return words[-1]
        if end:
            return ""
    return ""


def concept_of(word: str, asked_words: Sequence[str]) -> int:
    """Return the number of the concept that a word of the question belongs to, -1 if none."""
    wanted = word.lower()
    for number, phrase in enumerate(asked_words):
        if wanted in phrase.lower().split():
            return number
    return -1
