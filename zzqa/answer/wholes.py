"""What a share is a share of: 占全省的比重 is no 占GDP的比重."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zzqa.search.passage_view import PassageView

_ASKED = re.compile(
    "占(?![地用]|有率)(?:了|到)?(?P<whole>[^，。；？?占]{1,14}?)(?:的|总量|总额|总数)*"
    "(?:比重|比例|比值|份额|百分|多少|多大|几成|几分|几)"
)
_GIVEN = re.compile("占(?![地用]|有率)(?:了|到)?(?P<whole>[^，。；占]{1,14})$")
_TOLD = re.compile(
    r"占(?!有率|地面|用)(?:了|到)?(?P<whole>[^，。；、占]{1,14}?)(?:的)?"
    r"(?:比重|比例|比值|份额|百分|总量|总额|总数|近|超|约|达|高达|\d|[一二三四五六七八九]成)"
)
_FILLING = re.compile(
    "的|比重|比例|比值|份额|总量|总额|总值|总数|稳定|超过?|高达|达到?|大约|约|近|为|在|到|仅|比|至"
)
_SAME = (
    ("gdp", "生产总值"),
    ("全省", "我省", "本省", "湖南"),
    ("全国", "我国", "中国", "国内"),
    ("全球", "世界"),
    ("全市", "我市", "本市"),
)
"""Different words for one whole."""
_WIDE = re.compile("^(?:全省|全国|全球|全世界|世界|国内|我国|中国)")


def only_a_whole(view: PassageView, concept: Sequence[str]) -> bool:
    """Whether a passage names something only as what another is a share of.

    研发投入115亿元，占GDP比重3.15% tells no GDP.
    """
    text = view.passage.text
    if "占" not in text or not view.heading_terms.isdisjoint(concept):
        return False
    wholes = [match.span("whole") for match in _TOLD.finditer(text)]
    places = [at for word, at in zip(view.words, view.starts) if word in concept]
    return bool(places) and all(any(a <= at < b for a, b in wholes) for at in places)


def whole_agreement(asked: str, pieces: Sequence[str], heading: str) -> float:
    """Return 1 where a share is of the whole asked about, -1 where of another, else 0.

    ``pieces`` are the clauses from the value's own, up to the value and beyond, backwards. A share
    whose whole is not named may be of anything but a whole country or province.
    """
    found = _ASKED.search(asked)
    if found is None or not found["whole"].strip("的"):
        return 0.0
    wanted = found["whole"]
    for piece in pieces[:2]:
        before = re.split(r"\d|[一二三四五六七八九十]成", piece.replace(" ", ""))[0].lower()
        given = _GIVEN.search(before)
        if given:
            whole = _FILLING.sub("", given["whole"])
            if whole:
                return 1.0 if _alike(wanted, whole) else -1.0
    text = "".join(pieces) + heading
    wide = _WIDE.match(wanted)
    if wide and not any(word in text for word in _names_of(wide.group())):
        return -1.0
    return 0.0


def _names_of(word: str) -> tuple[str, ...]:
    return next((same for same in _SAME if word in same), (word,))


def _alike(one: str, other: str) -> bool:
    """Whether two wholes have two characters running, or another word for one, in common."""
    if any(one[i : i + 2] in other for i in range(len(one) - 1)):
        return True
    return any(
        any(word in one for word in same) and any(word in other for word in same) for same in _SAME
    )
