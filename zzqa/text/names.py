"""Persons, organisations and places named in a text.

Precision goes before recall: a name that is missed costs little, because its characters are still
index terms; a wrong one can become a wrong answer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zzqa.records import Name
from zzqa.text.companies import find_companies
from zzqa.text.english_names import english_names, without_overlap
from zzqa.text.normalise import HAN, fold, has_han
from zzqa.text.persons import PersonFinder, Tagged, alternation, lexicon, tagged
from zzqa.text.places import bare_place, find_places, not_places

__all__ = ["bare_place", "find_names", "short_names"]

_MIN_ORGANISATION = 4
"""Shortest organisation made of an anchor and a suffix (华联集团)."""

_LEVELS = "市省县区"
_OFFICES = ("局", "厅", "委", "中心", "院", "政府", "委员会", "政协", "部", "会", "办公室")

_MAX_ORGANISATION = 26
"""Characters; the longest registered company names are about that long."""

_declared = re.compile(
    rf"([{HAN}A-Za-z0-9]{{4,30}})[（(](?:以下|下)?(?:简)?称(?:为)?[:：]?\s?[“\"‘「《]?"
    rf"([{HAN}A-Za-z0-9]{{2,12}})[”\"’」》]?[）)]"
)
_LISTED = re.compile(rf"(?:证券|股票)简称[:：]\s?([{HAN}A-Za-z0-9]{{3,8}})")
_titled_declared = re.compile(
    r"《([^《》]{4,60})》[（(](?:以下|下)?(?:简)?称(?:为)?[:：]?\s?[《“]([^《》“”]{2,20})[》”][）)]"
)


def find_names(text: str) -> tuple[Name, ...]:
    """Return the names in ``text`` in order of their spans; names do not overlap.

    Persons have the role that the text gives them (``市委副书记、市长``, ``记者``). In English text
    only what tells its kind is returned: ``Hunan University of Technology``, ``Hunan Province``,
    ``Mayor Chen Huiqing``.
    """
    if not has_han(text):
        return tuple(english_names(text))
    folded = fold(text).encode("utf-8", "replace").decode("utf-8")
    words = tagged(folded)
    found = [_restore(name, text, folded) for name in PersonFinder(folded, words).find()]
    found = without_overlap(found, _declared_organisations(text))
    found = without_overlap(found, _organisations(text, folded, words))
    found = without_overlap(found, _as_written(text, find_companies(folded, words)))
    found = [_with_employer(name, found, text) for name in found]
    return tuple(sorted(without_overlap(found, find_places(text, words)), key=lambda n: n.start))


def _as_written(text: str, names: Iterator[Name]) -> Iterator[Name]:
    """Yield names of the folded text with the characters of the text itself."""
    for name in names:
        yield replace(name, text=text[name.start : name.end])


def _with_employer(name: Name, found: Sequence[Name], text: str) -> Name:
    """Let a role that starts inside an organisation's name start where that name does."""
    if not name.role or not text.endswith(name.role, 0, name.start):
        return name
    at = name.start - len(name.role)
    for other in found:
        if other.kind == "organisation" and other.start < at <= other.end < name.start:
            return replace(name, role=text[other.start : name.start])
    return name


def short_names(text: str) -> tuple[tuple[str, str], ...]:
    """Return (short, full) for each short name that ``text`` declares, in order.

    ``湖南九典制药股份有限公司（下称“九典”）`` gives ``("九典", "湖南九典制药股份有限公司")``.
    The full name is bounded on its left like an organisation.
    """
    pairs = [(m.start(), m.group(2), _full_name(m)) for m in _declared.finditer(text)]
    pairs += [(m.start(), m.group(2), m.group(1)) for m in _titled_declared.finditer(text)]
    unique = dict.fromkeys((short, full) for _, short, full in sorted(pairs) if full != short)
    return tuple(unique)


def _full_name(match: re.Match[str]) -> str:
    """Return the organisation that ends where the declaration begins, or all before it."""
    before = match.group(1)
    folded = fold(before)
    for name in _organisations(before, folded, tagged(folded)):
        if name.end == len(before):
            return name.text
    return before


def _restore(name: Name, text: str, folded: str) -> Name:
    """Return a name found in folded text as the text itself writes it."""
    role, at = name.role, -1
    if role:
        at = text_at if (text_at := folded.rfind(role, 0, name.start)) >= 0 else folded.find(role)
    role = text[at : at + len(role)] if at >= 0 else role
    return Name(name.start, name.end, text[name.start : name.end], name.kind, role)


# ── Organisations ────────────────────────────────────────────────────────────────────────


@functools.cache
def _organisation_suffix() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(lexicon('organisation')['suffixes'])})$")


@functools.cache
def _generic() -> re.Pattern[str]:
    return re.compile(f"[本该我]?(?:{alternation(lexicon('organisation')['suffixes'])})")


@functools.cache
def _organisation_ends() -> frozenset[str]:
    """Return the characters that suffixes end with: few words do, and only those are looked at."""
    return frozenset(suffix[-1] for suffix in lexicon("organisation")["suffixes"])


@functools.cache
def _known() -> re.Pattern[str]:
    return re.compile(alternation(lexicon("organisation")["known"]))


def _organisations(text: str, folded: str, words: Sequence[Tagged]) -> Iterator[Name]:
    """Yield the longest run of words before each suffix that can be a name, then known names."""
    index, ends = len(words), _organisation_ends()
    while index > 0:
        index -= 1
        if words[index].word[-1] not in ends or not _ends_organisation(folded, words, index):
            continue
        end = words[index].end
        first = _trim(words, _leftmost(words, index), index)
        start = words[first].start
        if words[first].word == "国家" and _known().fullmatch(folded, words[first].end, end):
            continue  # 国家|工信部: found below without what describes it
        if _is_name(words, first, index):
            index = first
        elif words[index].tag == "nt" and first == index and folded[max(0, start - 1)] in _LEVELS:
            start -= 1  # the level of government was cut to the word before: 据市|统计局
        else:
            continue
        yield Name(start, end, text[start:end], "organisation")
    for match in _known().finditer(folded):
        yield Name(*match.span(), text[match.start() : match.end()], "organisation")


def _leftmost(words: Sequence[Tagged], last: int) -> int:
    """Return the first word of the run that could be a name ending with word ``last``."""
    first = last
    while first > 0 and words[last].end - words[first - 1].start <= _MAX_ORGANISATION:
        before = words[first - 1]
        if _organisation_suffix().fullmatch(before.word) and (
            words[first].tag[0] == "v" or first < last and _place_like(words[first])
        ):
            break  # 长沙海关|服务…中心, 区委宣传部|芦淞区…: another organisation stands before
        if not _inside(before) and not (_company(words[last]) and _brand(words, first - 1)):
            break
        first -= 1
    return first


def _company(word: Tagged) -> bool:
    return word.word.endswith(("公司", "集团", "股份", "控股"))


def _brand(words: Sequence[Tagged], index: int) -> bool:
    """Whether a short word after a place is a company's brand, whatever its tag (湖南|联创)."""
    return (
        index > 0
        and len(words[index].word) <= 2
        and has_han(words[index].word)
        and (_place_like(words[index - 1]) or (index > 1 and _place_like(words[index - 2])))
    )


def _place_like(word: Tagged) -> bool:
    return word.tag == "ns" and word.word not in not_places()


def _ends_organisation(folded: str, words: Sequence[Tagged], index: int) -> bool:
    """Whether an organisation may end after this word, and the next does not carry it on."""
    word = words[index]
    window = folded[max(0, word.end - 8) : word.end]
    suffix = _organisation_suffix().search(window)
    if suffix is None or (len(word.word) > len(suffix.group()) and not _closes(word, suffix)):
        return False
    after = words[index + 1] if index + 1 < len(words) else None
    return after is None or not (
        after.start == word.end and _organisation_suffix().fullmatch(after.word)
    )


def _closes(word: Tagged, suffix: re.Match[str]) -> bool:
    """Whether a word that is longer than its suffix (财政局, 布局) is an office and no verb."""
    return word.tag[0] in "nj" and word.word not in lexicon("organisation")["outer"]


def _inside(word: Tagged) -> bool:
    """Whether a word can stand inside an organisation's name, before its suffix."""
    if word.word in lexicon("organisation")["inner"]:
        return True
    if word.word in ("和", "与"):
        return False
    return (word.tag[0] in "njx" or word.tag in ("vn", "b", "eng", "a", "l", "zg", "q")) and (
        word.word[0].isalnum()
    )


def _trim(words: Sequence[Tagged], first: int, last: int) -> int:
    """Return the first word of the name: what merely describes it is left off.

    The name starts at the first place of the run where there is one, or at one word right before
    it (中车|株洲|…).
    """
    outer = lexicon("organisation")["outer"]
    while first < last and (
        (words[first].word in outer and not _level(words, first))
        or words[first].tag[0] == "q"
        or (words[first].tag[0] == "a" and not _company(words[last]))
    ):
        first += 1
    for index in range(first, last):
        if _place_like(words[index]):
            brand = all(word.tag in ("nz", "x", "nr", "n", "nt") for word in words[first:index])
            return first if brand and index - first <= 1 else index
    return first


def _level(words: Sequence[Tagged], index: int) -> bool:
    """Whether 市, 省, 国家, ... opens the name of an office here (市|财政局)."""
    return words[index].word in (*_LEVELS, "国家") and index + 1 < len(words)


def _is_name(words: Sequence[Tagged], first: int, last: int) -> bool:
    """Whether a run that ends in a suffix names one organisation rather than a kind."""
    run, outer = words[first : last + 1], lexicon("organisation")["outer"]
    head, tail = run[0], run[-1]
    if tail.end - head.start < _MIN_ORGANISATION or any(word.word in outer for word in run[1:]):
        return False
    if len(run) == 1:
        return head.tag == "nt" and head.word not in outer
    if _place_like(head) or head.tag in ("nz", "nr", "x", "eng", "nrt"):
        # 长沙建设…中心 is what a city does, 长沙建设集团 who does it
        return _company(tail) or run[1].word not in ("建设", "服务", "发展", "推广", "促进")
    if _level(words, first):
        return tail.word.endswith(_OFFICES)
    before = words[first - 1] if first else None
    bounded = before is None or before.end < head.start or before.tag[0] in "pcuvdx"
    return bounded and _company(tail) and (len(run) > 2 or tail.word.endswith("有限公司"))


def _declared_organisations(text: str) -> Iterator[Name]:
    """Yield each mention of a short name that the text declares for an organisation."""
    suffix = _organisation_suffix()
    for short, full in short_names(text):
        if _generic().fullmatch(short):
            continue  # （以下简称“公司”）: every company calls itself so
        if suffix.search(full) or suffix.search(short):
            for match in re.finditer(re.escape(short), text):
                yield Name(match.start(), match.end(), short, "organisation")
    for listed in _LISTED.finditer(text):
        yield Name(*listed.span(1), listed[1], "organisation")
