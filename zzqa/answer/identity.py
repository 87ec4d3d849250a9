"""Whether an organisation is the one that the question itself speaks of, by a shorter name."""

from __future__ import annotations

from zzqa.records import Query
from zzqa.text.normalise import fold
from zzqa.text.persons import in_dictionary
from zzqa.text.places import lead_place
from zzqa.text.tokens import tokenize

_SHORTEST = 4
"""Characters of a short name that identify an organisation; of three, too many are common words."""
_SHORTEST_NAME = 3
"""Characters of a name that the question's analysis found to be an organisation's."""


def is_asked_organisation(query: Query, name: str) -> bool:
    """Whether ``name`` is asked about under another name, and so is no answer.

    Three ways to be so: it holds a name of the question (中晟全肽, 湖南中晟全肽生物科技公司); its
    brand stands there, which no dictionary has; or an abbreviation that keeps the first two and
    the last of its characters (湖南股交所, 湖南股权交易所).
    """
    full, asked = fold(name), fold(query.clean)
    for other in query.names:
        short = fold(other.text)
        if other.kind == "organisation" and len(short) >= _SHORTEST_NAME and short in full:
            return True
    brand = full[len(lead_place(full)) :]
    if len(brand) > _SHORTEST and brand[:_SHORTEST] in asked and _coined(brand[:_SHORTEST]):
        return True
    return any(_abbreviates(asked, start, full) for start in _starts(asked, full[:2]))


def _starts(text: str, opening: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(opening, at)]


def _coined(text: str) -> bool:
    """Whether a text is not made of words that the dictionary has."""
    words = [text[token.start : token.end] for token in tokenize(text)]
    covered = {
        place
        for token in tokenize(text)
        if token.end - token.start > 1 and in_dictionary(text[token.start : token.end])
        for place in range(token.start, token.end)
    }
    return bool(words) and len(covered) < len(text)


def _abbreviates(asked: str, start: int, full: str) -> bool:
    """Whether what ``asked`` has at ``start`` shortens ``full`` to four characters or more."""
    at, length = 0, 0
    for character in asked[start:]:
        found = full.find(character, at)
        if found < 0:
            break
        at, length = found + 1, length + 1
    return length >= _SHORTEST and at == len(full) and length < len(full)
