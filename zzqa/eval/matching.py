"""Whether an answer given is an accepted answer: normalising, numbers, items.

The parsing of numbers here is the judge's own, kept apart from the analysis it judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import isclose

from zzqa.eval.records import LabelledQuestion, Match

_EDGE_PUNCTUATION = " 。．.,，、;；:：!！?？\"'“”‘’《》〈〉「」『』()（）[]【】"
_HEDGES_BEFORE = (
    "超过", "超", "逾", "大约", "约为", "约", "近", "将近", "接近", "达到", "达", "突破", "不足",
    "不到", "至少", "共计", "共", "about", "over", "nearly", "almost", "morethan",
)  # fmt: skip
_HEDGES_AFTER = ("以上", "以下", "以内", "左右", "上下", "多", "余")
_MULTIPLIERS = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_MULTIPLIERS |= {"万亿": 10**12}
_HAN_DIGITS = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    r"(?P<ordinal>第)?"
    rf"(?:(?P<arabic>\d+(?:\.\d+)?)|(?P<han>[{_HAN_DIGITS}]+))"
    r"(?P<hedge>[多余几])?"
    rf"(?P<multiplier>{'|'.join(sorted(_MULTIPLIERS, key=len, reverse=True))})?"
    r"(?P<after>[多余])?"
)
_PERCENT_WORDS = re.compile(rf"百分之(\d+(?:\.\d+)?|[{_HAN_DIGITS}]+)")
_UNIT = re.compile(r"[^\W\d_]+|%")
_LONGEST_UNIT = 6
"""Characters; what is longer is no unit but a name that begins with a number (第十八届…大会)."""
_YES_NO = frozenset({"是", "否", "不是", "yes", "no"})
_SEPARATORS = re.compile(r"[\s、,，;；:：.。/|]+|以及|and|[和及与跟]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a normalised text: its value, whether it counts a rank, and its unit.

    ``unit`` is all letters that follow: a unit, perhaps with words after it (件发明专利).
    """

    start: int
    value: float
    ordinal: bool
    unit: str
    end: int


def is_exact(given: str, accepted: Sequence[str], match: Match = "any") -> bool:
    """Return whether ``given`` is an accepted answer and nothing more.

    Compared after :func:`normalise`, without hedges; numbers by value, with their unit where
    both sides have one. With ``match="all"``, ``given`` must list all items and nothing else.
    """
    text = bare(given)
    if match == "all":
        return _lists_exactly(text, [bare(item) for item in accepted])
    wanted = [bare(answer) for answer in accepted]
    number = _only_number(text)
    return text in wanted or (
        number is not None
        and any(
            _same(number, other) and len(_unit(number)) <= len(_unit(other) or _unit(number))
            for other in _numbers_wanted(wanted, number)
        )
    )


def is_contained(given: str, accepted: Sequence[str], match: Match = "any") -> bool:
    """Return whether ``given`` holds an accepted answer (all of them with ``match="all"``).

    A number is held only as a whole: 12420 does not hold 2420, nor 3.6亿 the number 3.6.
    """
    text = normalise(given)
    wanted = [bare(answer) for answer in accepted]
    if match == "all":
        return all(_holds(text, item, [item]) for item in wanted)
    return any(_holds(text, answer, wanted) for answer in wanted)


def judge(labelled: LabelledQuestion, given: str | None) -> tuple[bool, bool]:
    """Return (exact, contained) for an answer to a labelled question; None is neither."""
    if given is None or not labelled.answerable:
        return False, False
    exact = is_exact(given, labelled.answers, labelled.match)
    return exact, exact or is_contained(given, labelled.answers, labelled.match)


@cache
def normalise(text: str) -> str:
    """Return a text in one form of writing.

    Full width becomes half (NFKC), traditional simplified, letters small; white space, commas
    between digits and punctuation at the ends go; 百分之N becomes N%.
    """
    text = _simplified(unicodedata.normalize("NFKC", text)).casefold()
    text = "".join(text.split())
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = _PERCENT_WORDS.sub(r"\1%", text)
    return text.strip(_EDGE_PUNCTUATION)


def bare(text: str) -> str:
    """Return the normalised text without the hedges at its ends (超, 近, 约, 多, 以上 …)."""
    text = normalise(text)
    for hedge in _HEDGES_BEFORE:
        if text.startswith(hedge) and len(text) > len(hedge):
            text = text.removeprefix(hedge)
            break
    for hedge in _HEDGES_AFTER:
        if text.endswith(hedge) and len(text) > len(hedge):
            return text.removesuffix(hedge)
    return text


def numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a normalised text from left to right."""
    for found in _NUMBER.finditer(text):
        digits = found["arabic"] or found["han"]
        value = float(digits) if found["arabic"] else _han_value(digits)
        if value is None:
            continue
        value *= _MULTIPLIERS.get(found["multiplier"] or "", 1)
        letters = _UNIT.match(text, found.end())
        unit, end = (letters.group(), letters.end()) if letters else ("", found.end())
        if unit == "成":
            value, unit = value * 10, "%"
        yield Number(found.start(), value, found["ordinal"] is not None, unit, end)


def _holds(text: str, answer: str, wanted: Sequence[str]) -> bool:
    if answer in _YES_NO:
        rest = text.removeprefix(answer)
        return rest != text and not rest[:1].isalnum()
    number = _only_number(answer)
    if number is None:
        return _stands_whole(answer, text)
    return any(
        _same(found, other) for found in numbers(text) for other in _numbers_wanted(wanted, found)
    )


def _numbers_wanted(wanted: Sequence[str], given: Number) -> Iterator[Number]:
    """Yield the accepted numbers that ``given`` is to be compared with.

    Where one is written with its unit, those without are for a given number without: the label
    ``["12420件", "12420"]`` does not accept 12420家.
    """
    found = [number for number in map(_only_number, wanted) if number is not None]
    if given.unit and any(number.unit for number in found):
        found = [number for number in found if number.unit]
    yield from found


def _same(given: Number, wanted: Number) -> bool:
    """Return whether two numbers are equal in value, and in unit where both have one.

    The given unit may have words after it; one that is cut short does not count.
    """
    if given.ordinal != wanted.ordinal or not isclose(given.value, wanted.value):
        return False
    return not given.unit or any(
        unit.startswith(other)
        for unit, other in ((given.unit, wanted.unit), (_unit(given), _unit(wanted)))
    )


def _unit(number: Number) -> str:
    """Return the unit without the free measure word: 20890个标箱 and 20890标箱 are one answer."""
    return number.unit.removeprefix("个") or number.unit


def _only_number(text: str) -> Number | None:
    """Return the number that a bare text consists of, or None."""
    found = next(numbers(text), None)
    if found is None or found.start != 0 or len(found.unit) > _LONGEST_UNIT:
        return None
    rest = text[found.end :]
    return found if rest in ("", *_HEDGES_AFTER) else None


def _stands_whole(answer: str, text: str) -> bool:
    """Return whether ``answer`` stands in ``text`` without cutting a number."""
    at = text.find(answer)
    while at >= 0 and answer:
        before, after = text[:at][-1:], text[at + len(answer) :][:1]
        if not _joined(before, answer[0]) and not _joined(answer[-1], after):
            return True
        at = text.find(answer, at + 1)
    return False


def _joined(left: str, right: str) -> bool:
    """Return whether two neighbouring characters belong to one number."""
    return bool(left) and bool(right) and left in "0123456789." and right in "0123456789."


def _lists_exactly(text: str, items: Sequence[str]) -> bool:
    """Return whether ``text`` is the items in any order with separators between them.

    等 after them, which says that the source's list goes on, is no item.
    """
    for item in sorted(items, key=len, reverse=True):
        if not _stands_whole(item, text):
            return False
        text = text.replace(item, "、", 1)
    rest = (part.strip(_EDGE_PUNCTUATION) for part in _SEPARATORS.split(text))
    return all(part in ("", "等", *_HEDGES_BEFORE, *_HEDGES_AFTER) for part in rest)


def _han_value(digits: str) -> float | None:
    """Return the value of a Chinese numeral, None for what is none (万亿 by itself)."""
    import cn2an

    try:
        return float(cn2an.cn2an(digits, "smart"))
    except ValueError:
        return None


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    converter = _converter()
    return str(converter.convert(text))  # type: ignore[attr-defined]
