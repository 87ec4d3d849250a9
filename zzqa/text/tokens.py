"""Index terms with their spans: numbers, dates and identifiers whole, the rest cut into words."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from itertools import pairwise
from operator import add, itemgetter
from typing import Protocol

from zzqa.records import Token
from zzqa.text.normalise import HAN, fold
from zzqa.text.opening import opening

_LETTER = "a-zß-öø-ÿāăąćčďđēėęěğīıłńňōőœřśşšťūůűųźżžα-ωа-яё"
_BORDER = f"(?![{_LETTER}0-9])"
_MAGNITUDES = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_HAN_DIGIT = "〇○零一二三四五六七八九"
_MAX_TERM = 64
"""Longer Latin or digit runs are not words anyone asks for; their parts are indexed still."""

_special = re.compile(
    opening(
        rf"〔［\[(【〈 \d{_HAN_DIGIT}十第百{_LETTER}",
        rf"""
    (?P<document>[〔［\[(【〈]\s?(?:19|20)\d\d\s?[〕］\])】〉]\s?第?\s?\d{{1,5}}\s?号)
  | (?P<iso>(?<![\d.])(?:19|20)\d\d(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?P=sep)
        (?:3[01]|[12]\d|0?[1-9]){_BORDER})
  | (?P<months>(?<!\d)\d{{1,2}}\ ?月?\ ?[-~—–至到]{{1,2}}\ ?\d{{1,2}}\ ?月份?(?!\d))
  | (?P<year>(?<![\d.])(?:1\d|20)\d\d(?=\ ?年|\ ?[-~—–至到]{{1,2}}\ ?(?:1\d|20)\d\d\ ?年)(?:\ ?年)?
        |(?<![{_HAN_DIGIT}])[一二][{_HAN_DIGIT}]{{3}}年)
  | (?P<month>(?<![\d.])(?:1[0-2]|0?[1-9])\ ?月份?
        |(?<![{_HAN_DIGIT}十个])(?:十[一二]?|[一二三四五六七八九])月份?)
  | (?P<day>(?<![\d.])(?:3[01]|[12]\d|0?[1-9])\ ?日|(?<=月)\ ?\d{{1,2}}\ ?号|(?<=[月份])
        (?:二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])[日号])
  | (?P<clock>(?<![\d:])\d{{1,2}}:\d\d(?::\d\d)?(?![\d:]))
  | (?P<ordinal>第\ ?(?:\d{{1,6}}(?![\d,.])|[一二三四五六七八九十百零]+))
  | (?P<fraction>百分之(?:\d+(?:\.\d+)?|[{_HAN_DIGIT}十百点]+))
  | (?P<number>(?<![\d.])(?:\d{{1,3}}(?:,\d{{3}})++(?!\d)|\d++)(?:\.\d++)?+{_BORDER}
        (?P<unit>\ ?%|\ ?[多余]?(?:[十百千]?万)?亿|\ ?[多余]?[十百千]?万亿?
            |\ ?[多余]?千(?![瓦克米伏卡帕赫])|\ ?[多余]?百(?!分)|[多余])?)
  | (?P<word>[{_LETTER}0-9]+(?:[-_./&@+'’][{_LETTER}0-9]+)*(?:\+\+|\#)?)
    """,
    ),
    re.VERBOSE,
)
_surrogate = re.compile("[\ud800-\udfff]")  # half a character: no segmenter takes it
_loose_comma = re.compile(r"(?<=[0-9])，(?=[0-9])")
_document_prefix = re.compile(f"[{HAN}]{{1,8}}$")
_document_lead = re.compile(
    "^.*(?:根据|按照|依据|依照|印发|转发|落实|贯彻|执行|参照|遵照|废止|代替|替代|的|以|和|与|及|见|经|由|是|为|在|对|等)"
)
_amount = re.compile(rf"(\d+(?:\.\d+)?)([{_LETTER}]{{2,}})")
_joined = re.compile(rf"[{_LETTER}0-9]+(?:['’][{_LETTER}]+)*")
_head = re.compile("[省市县区镇乡村州]长")
_han_run = re.compile(f"[{HAN}]+")


class _Cutter(Protocol):
    def __call__(self, text: str, mode: str) -> Iterable[tuple[str, int, int]]: ...


@functools.cache
def _cutter() -> _Cutter:
    """Return a word segmenter with spans: jieba's Rust port, or jieba where that is missing."""
    cut: _Cutter
    try:
        import rjieba

        cut = rjieba.tokenize
    except ImportError:
        import jieba

        jieba.setLogLevel("ERROR")
        cut = jieba.tokenize
    return cut


@functools.cache
def stop_words(kind: str) -> frozenset[str]:
    """Return a set of the packaged stop words: by the kinds named in that file."""
    source = files("zzqa").joinpath("data/stopwords.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(source)[kind].split())


def stem(word: str) -> str:
    """Return an English word of lower case without possessive and plural ending.

    The same for questions and documents, so an odd stem harms nobody; other words pass unchanged.
    """
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zzes")) else word[:-1]


def shift(number: str, places: int) -> str:
    """Return a decimal number times ten to ``places``, exactly, without trailing zeros."""
    whole, _, fraction = number.replace(",", "").partition(".")
    fraction = fraction.ljust(places, "0")
    whole, fraction = whole + fraction[:places], fraction[places:].rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole


def han_number(numeral: str) -> str:
    """Return a Chinese numeral below a thousand (三十五, 一百零二, 五点二) in digits."""
    whole, _, fraction = numeral.partition("点")
    total, digit = 0, 0
    for character in whole:
        if character in "十百":
            total += max(digit, 1) * 10 ** _MAGNITUDES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    digits = "".join(str(_DIGITS.get(c, "")) for c in fraction)
    return f"{total + digit}.{digits}" if digits else str(total + digit)


# ── What is kept whole ───────────────────────────────────────────────────────────────────

_Match = re.Match[str]


def _small(numeral: str) -> str:
    """Return a small number of digits or Chinese numerals as digits without leading zeros."""
    return str(int(numeral)) if numeral.isdecimal() else han_number(numeral)


def _document(match: _Match) -> Iterator[Token]:
    start, end = match.span()
    year, serial = re.findall(r"\d+", match.group())
    bare = f"[{year}]{int(serial)}号"
    yield Token(bare, start, end)
    prefix = _document_prefix.search(match.string, max(0, start - 8), start)
    issuer = _document_lead.sub("", prefix.group()) if prefix else ""
    if issuer:
        yield Token(issuer + bare, start - len(issuer), end)


def _iso(match: _Match) -> Iterator[Token]:
    at = match.start()
    for part, unit in zip(match.group().split(match.group("sep")), "年月日"):
        yield Token(f"{int(part)}{unit}", at, at + len(part))
        at += len(part) + 1


def _months(match: _Match) -> Iterator[Token]:
    first, last = re.findall(r"\d+", match.group())
    yield Token(f"{int(first)}-{int(last)}月", *match.span())


def _year(match: _Match) -> Iterator[Token]:
    digits = "".join(str(_DIGITS.get(c, c)) for c in match.group().rstrip("年 "))
    yield Token(digits + "年", *match.span())


def _month(match: _Match) -> Iterator[Token]:
    yield Token(_small(match.group().rstrip(" 月份")) + "月", *match.span())


def _day(match: _Match) -> Iterator[Token]:
    yield Token(_small(match.group().strip(" 日号")) + "日", *match.span())


def _clock(match: _Match) -> Iterator[Token]:
    yield Token(match.group(), *match.span())


def _ordinal(match: _Match) -> Iterator[Token]:
    numeral = match.group().lstrip("第 ")
    yield Token("第" + _small(numeral), *match.span())
    if numeral.isdecimal():
        yield Token(str(int(numeral)), match.end() - len(numeral), match.end())


def _fraction(match: _Match) -> Iterator[Token]:
    numeral = match.group().removeprefix("百分之")
    number = shift(numeral, 0) if numeral[0].isdecimal() else han_number(numeral)
    yield Token(number + "%", *match.span())


def _number(match: _Match) -> Iterator[Token]:
    unit = match.group("unit") or ""
    digits = match.group().removesuffix(unit).replace(",", "")
    if unit.endswith("%"):
        yield Token(shift(digits, 0) + "%", *match.span())
        return
    places = sum(_MAGNITUDES.get(character, 0) for character in unit)
    yield Token(shift(digits, places) if places else digits[:_MAX_TERM], *match.span())


def _word(match: _Match) -> Iterator[Token]:
    word, (start, end) = match.group(), match.span()
    if len(word) <= _MAX_TERM:
        yield Token(stem(word), start, end)
    if word.isalpha():
        return
    # 12mw also as 12 and mw, TFT-LCD as tft and lcd; C12AI and 5G stay whole, because single
    # letters and numbers out of a name would only be noise.
    amount = _amount.fullmatch(word)
    parts = amount.regs[1:] if amount else [p.span() for p in _joined.finditer(word)]
    for first, last in parts if len(parts) > 1 else ():
        if amount or last - first > 1:
            yield Token(stem(word[first:last]), start + first, start + last)


_READERS: dict[str, Callable[[_Match], Iterator[Token]]] = {
    "document": _document, "iso": _iso, "months": _months, "year": _year, "month": _month,
    "day": _day, "clock": _clock, "ordinal": _ordinal, "fraction": _fraction, "number": _number,
    "word": _word,
}  # fmt: skip


# ── Public ───────────────────────────────────────────────────────────────────────────────


@functools.lru_cache(maxsize=2)
def _prepare(text: str) -> tuple[str, tuple[Token, ...]]:
    """Return the folded text and the terms in it that are kept whole, found before cutting.

    The last texts are remembered: one is mostly cut into words and into pairs, one after the other.
    """
    # １２，３４５ is one number; 12，345 in half-width digits is a list of two.
    folded = _surrogate.sub("\ufffd", fold(_loose_comma.sub("、", text)))
    found: list[Token] = []
    for match in _special.finditer(folded):
        found.extend(_READERS[match.lastgroup or "word"](match))
    return folded, tuple(found)


def tokenize(text: str) -> list[Token]:
    """Return the index terms of ``text`` in order of (start, end); spans lie in ``text``.

    Numbers, percentages, dates, document numbers, models and Latin words come whole and
    normalised (3.5亿 is ``350000000``, 二〇二三年 is ``2023年``, 国发〔2023〕15号 is
    ``国发[2023]15号``); the rest is cut by jieba in search mode, so a long word comes with the
    words inside it. Punctuation and Chinese function words are left out.
    """
    return list(map(Token._make, cut(text)))


def cut(text: str) -> list[tuple[str, int, int]]:
    """Return what ``tokenize`` does, as (term, start, end): making named ones takes as long."""
    folded, whole = _prepare(text)
    tokens: list[tuple[str, int, int]] = list(whole)
    characters = list(folded)
    for _, start, end in tokens:
        characters[start:end] = " " * (end - start)
    stops = stop_words("function")
    tokens += [
        found
        for found in _cutter()("".join(characters), "search")
        if found[0] not in stops and found[0][0].isalnum()
    ]
    tokens += _heads(folded, tokens)
    tokens.sort(key=itemgetter(1, 2))
    return tokens


def _heads(folded: str, tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return 市长, 县长, ... where the cut went through them (株洲市|长)."""
    places = [match.start() for match in _head.finditer(folded)]
    if not places:
        return []
    alone = {start for term, start, _ in tokens if term == "长"}
    return [(folded[at : at + 2], at, at + 2) for at in places if at + 1 in alone]


def bigrams(text: str) -> list[str]:
    """Return overlapping pairs of Han characters, and Latin words and numbers whole.

    A Han character that stands alone is a term by itself, so that no text is without terms. Terms
    are folded and numbers normalised as in ``tokenize``; what is kept whole comes first.
    """
    folded, whole = _prepare(text)
    terms = [token.term for token in whole]
    for run in _han_run.findall(folded):
        terms += map(add, run, run[1:]) if len(run) > 1 else run
    return terms


def content_terms(text: str, breaks: Iterable[int] = ()) -> list[Token]:
    """Return the terms of a question that carry content.

    Left out are question words, words that only surround a date (截至, 底, 以来), and the English
    function words. What is counted begins a word of its own, and so does its measure: 几|所|中学;
    no word goes over ``breaks``, places where a time ends: 2024年底|乙县.
    """
    dropped = stop_words("question") | stop_words("english")
    counted = _COUNTED.search(text)
    own = (counted.start(), counted.end(1), counted.end()) if counted else ()
    bounds = sorted({0, len(text), *own, *breaks})
    return [
        _moved(token, start)
        for start, end in pairwise(bounds)
        for token in tokenize(text[start:end])
        if token.term not in dropped
    ]


_COUNTED = re.compile("(多少|几)[个家件项条名位次届类种只台套所支张座]")


def _moved(token: Token, by: int) -> Token:
    return Token(token.term, token.start + by, token.end + by)
