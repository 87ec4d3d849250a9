"""Whether an organisation is the one that the question itself speaks of, by a shorter name."""

from __future__ import annotations

import re

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


_KINDS = (
    (
        re.compile(r"企业|公司|厂商|厂家|\b(?:company|companies|enterprises?|firms?)\b", re.I),
        re.compile("(?:公司|集团|股份|控股|厂|企业|银行)$"),
        re.compile("(?:局|委|部|厅|委员会|大学|学院|学校|中学|小学|医院|交易所|法院|检察院|中心|政府"
                   "|协会|学会|商会|研究[所院]|办公室|实验室|政协|人大|电视台|日报社?)$"),
    ),
    (
        re.compile(
            r"大学|学校|高校|中学|小学|院校|\b(?:universit(?:y|ies)|schools?|colleges?)\b", re.I
        ),
        re.compile("(?:大学|学院|学校|中学|小学|[一二三四五六七八九十]中|职院|分校|校区)$"),
        re.compile("(?:公司|集团|股份|控股|局|委|厅|委员会|医院|银行|法院|政府|协会|交易所|海关)$"),
    ),
    (
        re.compile(r"银行|\bbanks?\b", re.I),
        re.compile("银行$|信用社$|分行$|支行$"),
        re.compile("(?:公司|集团|局|委|厅|委员会|大学|学院|医院|法院|政府|协会|学校)$"),
    ),
    (
        re.compile(r"医院|\bhospitals?\b", re.I),
        re.compile("(?:医院|卫生院)$"),
        re.compile("(?:公司|集团|局|委|厅|委员会|大学|学院|银行|法院|政府|协会|学校)$"),
    ),
)  # fmt: skip
"""Kinds of organisations: how they are asked for, what such a name ends with, and what others'."""
_ASKED_KIND = re.compile(
    r"(?:哪[一几]?[家个所]?|什么)(?:[^，。？?的]{0,6}?)(企业|公司|厂商|厂家|大学|学校|高校|中学|小学|院校|银行|医院)"
    r"|(企业|公司|厂商|厂家|大学|学校|高校|中学|小学|院校|银行|医院)(?:是|为|叫)(?:哪|什么|谁)"
    r"|\b(?:which|what) (?:\w+[ -]){0,3}(\w+)",
    re.I,
)


def kind_agreement(question: str, name: str) -> float:
    """Return 1 where an organisation is of the kind asked for, -1 where it is of another.

    哪家企业 asks for no 交易所, 哪所大学 for no 公司. 0 where the name does not tell.
    """
    asked = _ASKED_KIND.search(fold(question))
    if asked is None:
        return 0.0
    for wanted, fits, others in _KINDS:
        if wanted.search(asked.group()):
            full = fold(name)
            return 1.0 if fits.search(full) else -1.0 if others.search(full) else 0.0
    return 0.0
