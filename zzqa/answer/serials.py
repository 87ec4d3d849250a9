"""One of several of a kind, told by its number: 标段二, 第三人民医院, 2号线, lot 1."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from zzqa.answer.enumerations import number_of
from zzqa.records import Span
from zzqa.text.normalise import fold

_NUMBER = r"[一二两三四五六七八九十]{1,3}(?![百千万亿])|(?<!\d)\d{1,3}(?![\d.%])"
_ANY, _N = f"({_NUMBER})", f"(?P<n>{_NUMBER})"
_LOT = "标段|标包|采购包|分包|标项|包件|品目|附件|附表|合同段|候选人|方案|包"
_LOTS = ("标段", "标包", "采购包", "分包", "包件", "标项", "合同段", "包")
"""What a tender's parts are called, one as good as the other."""
_PART = "号线|号楼|号机组|号窑|号桥|标段|期工程|分厂|车间|分校|医院|中学|小学|分公司|支队"
_BEHIND = re.compile(rf"(?P<kind>{_LOT})\s?{_N}(?![年月日个])")
_BEFORE = re.compile(rf"(?<![\d.一二三四五六七八九十第年月]){_N}(?P<kind>{_PART})")
_ORDINAL = re.compile(rf"第{_N}(?P<kind>[次轮届批期]?[一-鿿]{{2}})")
_ENGLISH = re.compile(
    r"\b(?P<kind>lot|package|line|phase)s? (?:no\.? ?)?(?P<n>\d{1,3}|one|two|three|four|five)\b",
    re.I,
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_CALLED = {"lot": _LOTS, "package": _LOTS, "line": ("号线",), "phase": ("期",)}
_NO_KIND = re.compile("季度|[一二三四五六七八九十]?[名位个种]|产业|年度|个月|天|方|人民政府")
"""What 第 counts besides things of a kind: ranks and times, judged elsewhere."""


def serial_agreement(question: str, text: str, pieces: Sequence[Span], headings: str) -> float:
    """Return -1 where a value is told of another one of a kind than is asked about, 1 of that one.

    ``pieces`` are spans of ``text``, the value's own first, then further and further from it; of
    the first that names any of the kind, the numbers tell; ``headings`` come last. 0 where the
    question names none, or nothing tells.
    """
    found = 0.0
    for kinds, number in _asked(question):
        fit = _fit(kinds, number, [*(text[a:b] for a, b in pieces), headings])
        if fit < 0:
            return fit
        found = max(found, fit)
    return found


def _fit(kinds: tuple[str, ...], number: int, pieces: Sequence[str]) -> float:
    for piece in pieces:
        named = [n for kind in kinds for n in _numbers(kind, piece)]
        if named:
            return 1.0 if number in named else -1.0
    return 0.0


@functools.lru_cache(maxsize=64)
def _asked(question: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    asked = fold(question)
    found: list[tuple[tuple[str, ...], int]] = []
    for pattern in (_BEHIND, _BEFORE, _ORDINAL):
        for match in pattern.finditer(asked):
            number = number_of(match["n"])
            if number is not None and not _NO_KIND.match(match["kind"]):
                kind = match["kind"]
                found.append((_LOTS if kind in _LOTS else (kind,), number))
    for match in _ENGLISH.finditer(asked):
        number = _WORDS.get(match["n"].lower()) or number_of(match["n"])
        if number is not None:
            found.append((_CALLED[match["kind"].lower()], number))
    return tuple(found)


@functools.lru_cache(maxsize=4096)
def _numbers(kind: str, text: str) -> tuple[int, ...]:
    """Return the numbers that a text gives to things of a kind, in whichever order."""
    both = rf"(?:第?{_ANY}|{_ANY}号?){kind}|{kind}\s?{_ANY}(?![年月日])"
    groups = (next(filter(None, match.groups())) for match in re.finditer(both, fold(text)))
    return tuple(number for number in map(number_of, groups) if number is not None)
