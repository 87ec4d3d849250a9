"""What a question's words count as evidence: those that name what is asked for, and the others.

A word that no passage has may be the very thing asked for (失业率) or mere wording (几档, 拿到).
Only the first casts doubt on an answer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from zzqa.answer.asked_english import NO_NAME, concept_of, measured_word
from zzqa.records import Query
from zzqa.search.agreement import asked_places
from zzqa.search.features import UNKNOWN_WEIGHT, weighted_share
from zzqa.text.normalise import fold, has_han
from zzqa.text.persons import Tagged, in_dictionary, tagged_words
from zzqa.text.tokens import stop_words

_RARER = 1.25
"""What a word that no passage has weighs, of one that one passage has."""
_WORDING_WEIGHT = 0.4
"""Of wording that the corpus does not have: less than the least of a word that it has."""
_NOUN_TAGS = ("n", "vn", "j", "l", "i", "eng")
"""What the tags of jieba's parts of speech that name something begin with: ns, nr, nz too."""
_SHORTEST = 2
"""Characters of a noun that names what is asked for: of one (钱, 电) most are wording."""
_WORDING = re.compile(
    r"[几哪何]|多少|什么|不是|是否|百分之|^[百千万亿]*(?:元|美元|吨|公里|平方米)$|里$|^(?:名字|名称|意思|报道|消息|新闻|文章|时候|东西"
    r"|情况|问题|内容|方面|地方|样子|原因|结果|具体|部分|话|名|号|人|事|事情|前后|数字|水平|目标|计划)$"
)
_MEASURED = ("number", "money", "percent")
_NO_MEASURE = re.compile("年龄|目标|计划|总额|总量|总值|总数|数量|数额|左右|上下|同比|一共|全部")
_BEFORE = 4
"""Characters between what is measured and 多少: 平均价格大约是多少."""
_WHEN = re.compile("哪一?[年天月日]|哪个[月季]|何时|几时|什么时[候间]|几月几?[日号]?")
_PHRASE_END = re.compile("[，。？?；;！的]")
_NEXT = 3
"""Characters between a classifier and the noun counted: 多少件有效发明专利."""
_COUNTED = re.compile(
    "(?:多少|几)[万亿]*[个家件项条名位次届类种只台套所支张座人]?|多[大长高远久重深宽快]"
)


class AskedFor(NamedTuple):
    """What the words of a question weigh when an answer is judged, concept by concept."""

    weights: Sequence[float]
    """As :func:`asked_weights` gives them."""
    core: Sequence[float]
    """As :func:`core_weights` gives them."""
    unknown: float
    """Share of what is asked for that no passage of the corpus names."""


_latest: tuple[Query | None, Sequence[float], AskedFor] = (None, (), AskedFor((), (), 0.0))
"""The question judged last: each of its candidates asks for the same."""


def asked_for(query: Query, weights: Sequence[float]) -> AskedFor:
    """Return what a question's words weigh; ``weights`` are by rarity (``concept_weights``)."""
    global _latest
    known, given, found = _latest
    if known is not query or given is not weights:
        own = asked_weights(query, weights)
        core = core_weights(query, own)
        found = AskedFor(own, core, unknown_share(core))
        _latest = query, weights, found
    return found


def asked_weights(query: Query, weights: Sequence[float]) -> list[float]:
    """Return the weights of a question's concepts with those of unknown wording made least."""
    names = tuple(fold(name.text) for name in query.names)
    return list(_asked(query.clean, query.concepts, tuple(weights), names))


@functools.lru_cache(maxsize=64)
def _asked(
    clean: str,
    concepts: tuple[tuple[str, ...], ...],
    weights: tuple[float, ...],
    names: tuple[str, ...],
) -> tuple[float, ...]:
    return tuple(
        _WORDING_WEIGHT if w == UNKNOWN_WEIGHT and not (c and _names(clean, c[0], names)) else w
        for c, w in zip(concepts, weights)
    )


def core_weights(query: Query, weights: Sequence[float]) -> list[float]:
    """Return the weights of what the answer is a value of: no places, no words of change.

    ``weights`` are those that :func:`asked_weights` gives.
    """
    places, change = set(asked_places(query)), stop_words("change")
    return [
        0.0 if (places & set(concept)) or (change & set(concept)) else w
        for w, concept in zip(weights, query.concepts)
    ]


def unknown_share(core: Sequence[float]) -> float:
    """Return the share of what is asked for that no passage of the corpus names.

    Such a word weighs little more than the weightiest that is known: in a small corpus, the rarest
    word has a small weight.
    """
    known = [w for w in core if w != UNKNOWN_WEIGHT]
    most = max(known, default=0.0) * _RARER or UNKNOWN_WEIGHT
    bounded = [min(w, most) for w in core]
    return weighted_share(bounded, [float(w == UNKNOWN_WEIGHT) for w in core])


@functools.lru_cache(maxsize=64)
def _measure(clean: str, concepts: tuple[tuple[str, ...], ...], core: tuple[float, ...]) -> int:
    """Return the number of the concept that is counted or measured, -1 where it is not clear.

    It stands right after 多少 and its classifier, or shortly before 多少 or the question's end.
    """
    asked = fold(clean)
    counted = _COUNTED.search(asked)
    start, end = counted.span() if counted else (len(asked.rstrip("?。")), len(asked))
    reach = 0 if counted is None or counted.group()[-1] in "少几大长高远久重深宽快" else _NEXT
    places = [
        (asked.find(concept[0]), n)
        for n, concept in enumerate(concepts)
        if concept and core[n] > _WORDING_WEIGHT and not _NO_MEASURE.search(concept[0])
    ]
    after = [
        (at, n) for at, n in places if end <= at <= end + reach and len(concepts[n][0]) >= _SHORTEST
    ]
    if after:
        return min(after)[1]
    before = [
        (at, n)
        for at, n in places
        if 0 <= at < start - len(concepts[n][0]) + 1 and _is_noun(clean, concepts[n][0])
    ]
    at, number = max(before, default=(0, -1))
    if number < 0:
        return -1
    end = at + len(concepts[number][0])
    # 整机保修几年 asks how long the warranty is, and nothing of the machine.
    other = any(end <= later < start for later, _ in places)
    return number if start - end <= _BEFORE and not other else -1


@functools.lru_cache(maxsize=64)
def event(clean: str, concepts: tuple[tuple[str, ...], ...]) -> int:
    """Return the number of the concept whose time is asked for, -1 where it is not clear.

    It ends what follows 哪一年 or 何时 (哪一年在科创板上市), or stands right before (成立于哪一年).
    Of an English question the order of words does not tell.
    """
    asked = fold(clean)
    when = _WHEN.search(asked)
    if when is None:
        return -1
    places = [(asked.rfind(concept[0]), n) for n, concept in enumerate(concepts) if concept]
    rest = _PHRASE_END.search(asked, when.end())
    end = rest.start() if rest else len(asked)
    after = [(at, n) for at, n in places if when.end() <= at < end]
    if after:
        return max(after)[1]
    before = [(at, n) for at, n in places if 0 <= at < when.start()]
    at, number = max(before, default=(0, -1))
    near = number >= 0 and when.start() - at - len(concepts[number][0]) <= _BEFORE
    return number if near else -1


def _is_noun(clean: str, word: str) -> bool:
    return any(one.tag.startswith(_NOUN_TAGS) for one in _tagged(clean) if one.word.endswith(word))


def measured(query: Query, core: Sequence[float], unit: str) -> int:
    """Return the number of the concept that is counted or measured, -1 where that is unclear.

    价格 in 平均价格是多少, unemployment in What was the unemployment rate. ``unit`` is that of the
    value in view.
    """
    if query.answer_type not in _MEASURED:
        return -1
    if query.lang == "en":
        word = measured_word(query.clean)
        number = concept_of(word, query.asked_words) if word else -1
        return number if number >= 0 and core[number] > _WORDING_WEIGHT else -1
    if query.lang != "zh":
        return -1
    number = _measure(query.clean, query.concepts, tuple(core))
    if number < 0 or query.concepts[number][0].startswith(unit or "\n"):
        return -1  # 多少列车 asks for 255列 itself
    return number


def _names(clean: str, word: str, names: Sequence[str]) -> bool:
    """Whether a word of a question that the corpus lacks names something.

    A word that the segmenter only guessed (天发) names nothing unless it is part of a name.
    """
    if not has_han(word):
        return len(word) > _SHORTEST and not NO_NAME.search(word)
    if any(word in name for name in names):
        return True
    if len(word) < _SHORTEST or _WORDING.search(word) or not in_dictionary(word):
        return False
    if re.search(f"(?:哪[^，。]{{0,2}}|什么){re.escape(word)}", fold(clean)):
        return False  # 哪些部门: the kind of what is asked for, which a text need not tell
    return _is_noun(clean, word)


@functools.lru_cache(maxsize=64)
def _tagged(clean: str) -> tuple[Tagged, ...]:
    return tuple(tagged_words(fold(clean)))
