"""What a question's words count as evidence: those that name what is asked for, and the others.

A word that no passage has may be the very thing asked for (失业率) or mere wording (几档, 拿到).
Only the first casts doubt on an answer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from zzqa.records import Query
from zzqa.search.agreement import asked_places
from zzqa.search.features import LEAST_WEIGHT, UNKNOWN_WEIGHT
from zzqa.text.normalise import fold, has_han
from zzqa.text.persons import Tagged, in_dictionary, tagged_words
from zzqa.text.tokens import stop_words

_NOUN_TAGS = ("n", "vn", "j", "l", "i", "eng")
"""What the tags of jieba's parts of speech that name something begin with: ns, nr, nz too."""
_SHORTEST = 2
"""Characters of a noun that names what is asked for: of one (钱, 电) most are wording."""
_WORDING = re.compile(
    r"[几哪何]|多少|什么|不是|是否|百分之|^[百千万亿]*(?:元|美元|吨|公里|平方米)$|里$|^(?:名字|名称|意思|报道|消息|新闻|文章|时候|东西"
    r"|情况|问题|内容|方面|地方|样子|原因|结果|具体|部分|话|名|号|人|事|事情|前后|数字|水平)$"
)
_COUNTED = re.compile("(?:多少|几)[个家件项条名位次届类种只台套所支张座人亿万]*")
_ENGLISH_WORDING = re.compile(
    r"(?:ed|ly|ing)$|^(?:came|went|held|gave|got|won|ran|led|made|said|set|took|became|began|built"
    r"|bought|sold|grew|rose|fell|put|kept|left|lost|paid|sent|spent|stood|wrote|according|worth"
    r"|carry|carried|tell|told|show|shown|people|person|thing|things|way|kind|type|sort|lot)$"
)


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
        LEAST_WEIGHT if w == UNKNOWN_WEIGHT and not (c and _names(clean, c[0], names)) else w
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


@functools.lru_cache(maxsize=64)
def _measure(clean: str, concepts: tuple[tuple[str, ...], ...], core: tuple[float, ...]) -> int:
    """Return the number of the concept that is counted or measured, -1 where it is not clear."""
    asked = fold(clean)
    counted = _COUNTED.search(asked)
    places = {
        n: asked.find(concept[0]) for n, concept in enumerate(concepts) if concept and core[n]
    }
    if counted is not None:
        after = [(at, n) for n, at in places.items() if at >= counted.end()]
        if after:
            return min(after)[1]
    limit = counted.start() if counted else len(asked)
    before = [(at, n) for n, at in places.items() if 0 <= at < limit]
    return max(before)[1] if before else -1


def measure_held(query: Query, core: Sequence[float], held: Sequence[float]) -> float:
    """Return how well what is measured is held (价格 in 平均价格是多少); 0.5 where that is unclear.

    ``held`` tells it of every concept. Of an English question the order of words does not tell.
    """
    if query.lang != "zh":
        return 0.5
    number = _measure(query.clean, query.concepts, tuple(core))
    return held[number] if number >= 0 else 0.5


def _names(clean: str, word: str, names: Sequence[str]) -> bool:
    """Whether a word of a question that the corpus lacks names something.

    A word that the segmenter only guessed (天发) names nothing unless it is part of a name.
    """
    if not has_han(word):
        return len(word) > _SHORTEST and not _ENGLISH_WORDING.search(word)
    if any(word in name for name in names):
        return True
    if len(word) < _SHORTEST or _WORDING.search(word) or not in_dictionary(word):
        return False
    return any(one.tag.startswith(_NOUN_TAGS) for one in _tagged(clean) if one.word.endswith(word))


@functools.lru_cache(maxsize=64)
def _tagged(clean: str) -> tuple[Tagged, ...]:
    return tuple(tagged_words(fold(clean)))
