"""What a rank is among, and which place in a contest is asked for: 全省第一 is no 全国第一."""

from __future__ import annotations

import functools
import re

from zzqa.records import Quantity, Query
from zzqa.text.normalise import fold
from zzqa.text.persons import alternation, lexicon

_SCOPES = (
    ("world", r"全球|全世界|世界(?!屋脊|500)|\bin the world\b|\bworld-?wide\b|\bglobally\b"),
    (
        "nation",
        r"全国(?!人大|政协|重点|性|各)|国内|我国|\bin china\b|\bnation-?wide\b|\bnationally\b"
        r"|\bin the (?:whole )?(?:country|nation)\b",
    ),
    ("province", r"全省|我省|本省|省内|\bin the (?:whole )?province\b|\bprovince-?wide\b"),
    ("city", r"全市|我市|本市|市内|\bcity-?wide\b|\bin the (?:whole )?city\b"),
)
"""Among what a rank is told; a question may name none, and a text leave it out."""
_PLACINGS = (
    (
        1,
        r"(?<!单项)冠军(?!企业|产品)|夺冠|卫冕|折桂|金牌"
        r"|\bwinners?\b|\bwho won\b|\bchampions?\b|\bgold medal",
    ),
    (2, r"亚军|银牌|\brunners?-up\b|\bsilver medal"),
    (3, r"季军|铜牌|\bbronze medal"),
)
"""Words for a place in a contest. 单项冠军 is a title of firms, which many hold."""


def scope_agreement(question: str, clause: str) -> float:
    """Return -1 for a rank told among others than asked: 全省第一, where 全国第几 is asked; else 0.

    ``clause`` is that of the rank, up to it.
    """
    wanted = _scopes(fold(question))
    if not wanted:
        return 0.0
    given = _scopes(fold(clause))
    return -1.0 if given and not wanted & given else 0.0


def placing_agreement(query: Query, sentence: str, ranks: tuple[Quantity, ...]) -> float:
    """Return -1 for a value told with other places in a contest than the one asked for, else 0.

    8.07米的成绩, 位列第七 is not how far the 冠军 jumped. ``ranks`` are those in the sentence.
    """
    wanted = _placings(fold(query.clean))
    if query.answer_type == "rank" or not wanted:
        return 0.0
    given = _placings(fold(sentence)) | {int(rank.value) for rank in ranks}
    return -1.0 if given and not wanted & given else 0.0


@functools.lru_cache(maxsize=1024)
def _scopes(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _compiled()[0] if pattern.search(text))


@functools.lru_cache(maxsize=1024)
def _placings(text: str) -> frozenset[int]:
    return frozenset(place for place, pattern in _compiled()[1] if pattern.search(text))


@functools.cache
def _compiled() -> tuple[
    tuple[tuple[str, re.Pattern[str]], ...], tuple[tuple[int, re.Pattern[str]], ...]
]:
    """Return the patterns of scopes and of placings, made when first asked for."""
    named = f"|在(?:{alternation(lexicon('place')['provinces'])})省?(?:内|排|位|列|居|的?第)"
    return (
        tuple(
            (name, re.compile(words + named * (name == "province"), re.I))
            for name, words in _SCOPES
        ),
        tuple((place, re.compile(words, re.I)) for place, words in _PLACINGS),
    )
