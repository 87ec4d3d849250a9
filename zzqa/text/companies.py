"""Companies by the short names that news uses (华锐精密, 时代电气), and schools by number (三中).

Such a name has no suffix that tells its kind. It is believed where both its form and what is said
of it speak for a company: 华锐|精密 发布公告, 全资子公司 华锐|新材, 中车|电动 研制的.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from zzqa.records import Name
from zzqa.text.normalise import HAN, has_han
from zzqa.text.persons import Tagged, alternation, in_dictionary, lexicon

_SHORTEST, _LONGEST = 4, 7
"""Characters of a short name: a brand of two and a trade of two, or a little more."""
_MOST_WORDS = 4
_SCHOOL = re.compile(
    rf"(?<=[市县区镇州])第?[一二三四五六七八九十]{{1,2}}"
    rf"(?:中(?![{HAN}]{{0,2}}全会|[学心国央间旬等部标])|小(?![学时组区型]))"
)
_REACH = 16
"""Characters after a name in which what is said of it is looked for."""


def find_companies(text: str, words: Sequence[Tagged]) -> Iterator[Name]:
    """Yield the short names of companies and the numbered schools in folded ``text``, in no order.

    ``words`` are its words with parts of speech. Spans may overlap those of other names.
    """
    short = {text[start:end] for start, end in _believed(text, words)}
    starts = {word.start for word in words}
    ends = {word.end for word in words}
    for name in sorted(short):
        for match in re.finditer(re.escape(name), text):
            if match.start() in starts and match.end() in ends:
                yield Name(*match.span(), name, "organisation")
    for match in _SCHOOL.finditer(text):
        start = _district(words, match.start())
        if start is not None:
            yield Name(start, match.end(), text[start : match.end()], "organisation")


def _believed(text: str, words: Sequence[Tagged]) -> Iterator[tuple[int, int]]:
    """Yield the spans that form and context tell to be a company's short name."""
    for last, word in enumerate(words):
        if word.word not in _company_words()["trades"]:
            continue
        first = _first(words, last)
        start, end = words[first].start, word.end
        if first == last or not _SHORTEST <= end - start <= _LONGEST:
            continue
        if not (_said_after().match(text, end, end + _REACH) or _said_before(words, first)):
            continue
        if _branded(words[first:last]):
            yield start, end


def _first(words: Sequence[Tagged], last: int) -> int:
    """Return the first of the nouns that end with word ``last``, a role before them left out."""
    first = last
    while first > 0 and last - first < _MOST_WORDS:
        before = words[first - 1]
        joined = before.end == words[first].start and has_han(before.word)
        if not joined or before.word in _company_words()["roles"] or not _nominal(before):
            break
        first -= 1
    return first


def _nominal(word: Tagged) -> bool:
    outer = lexicon("organisation")["outer"]
    return word.word not in outer and (
        word.tag[0] in "nj" or word.tag in ("x", "a", "b", "l", "zg", "eng", "nt")
    )


def _said_before(words: Sequence[Tagged], first: int) -> bool:
    return first > 0 and words[first - 1].word in _company_words()["roles"]


def _branded(words: Sequence[Tagged]) -> bool:
    """Whether a brand opens the name: two characters, no adjective or everyday kind of thing."""
    head = words[0]
    if len(head.word) != 2 and in_dictionary(head.word):
        return False
    return head.word not in _company_words()["kinds"] and (
        head.tag not in ("a", "b", "l") or not in_dictionary(head.word)
    )


def _district(words: Sequence[Tagged], end: int) -> int | None:
    """Return where the place starts that ends at ``end``, told by at most three short words."""
    index = next((i for i, word in enumerate(words) if word.end >= end), None)
    if index is None:
        return None
    for first in range(index, max(index - 3, -1), -1):
        word = words[first]
        if (
            word.tag[0] in "npuvc"
            and word.tag not in ("ns", "n", "nr", "nz")
            or not has_han(word.word)
        ):
            return words[first + 1].start if first < index else None
        if word.tag in ("ns", "g", "x") and len(word.word) >= 1 and end - word.start >= 3:
            return word.start
    return None


@functools.cache
def _company_words() -> dict[str, frozenset[str]]:
    return dict(lexicon("company"))


@functools.cache
def _said_after() -> re.Pattern[str]:
    said = alternation(_company_words()["acts"])
    return re.compile(
        f"(?:[已也拟将曾近日成功自主累计独家率先首次等]{{0,4}})(?:{said})"
        "|实现[^，。；]{0,10}上市"
        "|(?:有关|相关)?(?:负责人|董事长|总经理|总裁|董秘|创始人|首席执行官|技术总监)"
    )
