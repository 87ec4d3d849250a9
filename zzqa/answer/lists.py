"""Answers that are lists: the enumeration that a question asks for, item by item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zzqa.answer.candidates import Candidate
from zzqa.answer.enumerations import Enumeration, find_enumerations, number_of
from zzqa.answer.extract import Extraction
from zzqa.answer.list_figures import find_figures
from zzqa.answer.numbered import find_numbered
from zzqa.answer.score import Choice, confidence, confidence_features
from zzqa.records import Mentions, Name, Passage, Quantity, Query, Span
from zzqa.text.normalise import fold
from zzqa.text.persons import lexicon

_READ = 40
"""Choices whose sentences are looked at for an enumeration."""
_COUNT = 1.5
"""What it counts that an enumeration has as many items as the question names, in units of the
shipped weights, where the whole coverage of a question counts about three; against it, if not."""
_STATED = 0.5
"""And that the text itself says so many: 甲、乙、丙3家企业."""
_KIND = 1.0
"""What it counts that all items are of the kind asked for."""
_ALIKE = 0.7
"""What it counts that all items end as the noun asked for does: 哪几家交易所, 上交所、深交所."""
_CALLED = 1.0
"""And that the text calls them so right after: 甲、乙等企业, where 哪些企业 is asked."""
_THOSE = r"等?等?(?:[一二两三四五六七八九十\d]+(?:余|多)?[个家项位种类支条])?"
_WORDS = 2.5
"""And that the words of the question stand right before the enumeration or right after it."""
_AROUND = 14
"""Characters before and after an enumeration in which those words are looked for."""
_SENTENCE = 0.6
"""What it counts against an answer that is a whole sentence, where items were asked for."""
_UNEVEN = 4
"""How many times longer one of two items may be: 中科院 and 株洲硬质合金集团 are a pair still."""
_PAIR = 0.4
"""What it counts against two things joined by 和, which most pairs of nouns are."""

_MARKER_LENGTH = 6
"""Characters of a line's end and a marker: （十二）."""
_SUFFIX = 2
"""Characters that are no more than an organisation's last word: 大学 names none."""
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH = {word: number for number, word in enumerate(_NUMBERS, start=1)}
_ASKED = re.compile(
    r"哪(?P<han>[两二三四五六七八九十]+|\d+)[^\W\d]"
    rf"|\b(?:which|what|the|name|list)\b(?:\W+\w+){{0,2}}?\W+(?P<en>{'|'.join(_ENGLISH)})\b",
    re.I,
)
_KINDS = {
    "place": "城市|地区|县市?区|国家|省份|乡镇|园区|村|地方"
    r"|cit(?:y|ies)|countr|count(?:y|ies)|provinces?|areas|regions|towns|districts|places",
    "organisation": "公司|企业|部门|单位|机构|学校|高校|大学|银行|委员会|厅局"
    "|compan|firms|enterprises|departments|ministries|institutions|organi[sz]ations"
    "|universities|banks|bureaus|agencies",
    "person": "领导|人员|运动员|选手|专家|院士|企业家|委员|代表|[些几位]人|哪.位|有谁"
    "|athletes|people|persons|officials|leaders|who|players|experts|entrepreneurs",
}
_NOUN = re.compile(
    r"哪(?:[两二三四五六七八九十\d]+|些|几)(?:[个家项位种类支款条座所名档届])?([^\W\d]{2,4}?)(?:$|\W|[是有在被将])"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list found: its choice, whose candidate spans from the first item to the last."""

    choice: Choice
    sentence: Span
    items: tuple[Span, ...]
    kind: str | None
    is_open: bool
    confidence: float
    features: Mapping[str, float]
    """What the confidence was judged by."""

    def texts(self) -> list[str]:
        """The items as the passage has them."""
        text = self.choice.ranked.hit.passage.text
        return [text[start:end] for start, end in self.items]

    def value(self) -> str:
        """The answer: all items, and 等 where the text says that there are more."""
        return "、".join(self.texts()) + ("等" if self.is_open else "")


_Option = tuple[float, Choice, Enumeration]


def find_list(query: Query, extraction: Extraction | None) -> Listed | None:
    """Return the list that answers a question for several things; None where there is none.

    Of all enumerations in the sentences of the best choices, the one that fits best: as many
    items as asked for, of the kind asked for, beside the words of the question.
    """
    if query.answer_type != "list" or extraction is None:
        return None
    choices = (extraction.best, *extraction.others)
    figures = _figures(query, choices)
    options = [figures] if figures else list(_options(query, choices))
    if not options:
        return None
    best = max(enumerate(options), key=lambda pair: (pair[1][0], -pair[0]))[1]
    if best[0] < extraction.best.score - _SENTENCE:
        return None
    score, choice, found = best
    start, end = found.start, found.end
    passage = choice.ranked.hit.passage
    candidate = Candidate(start, end, passage.text[start:end])
    features = confidence_features(query, choice, score, _rivals(choices, options, best))
    features["listed"] = 1.0
    kinds = [_kind_of(passage, item) for item in found.items]
    features["other_kind"] = float(not figures and _are_others(passage, found, asked_kind(query)))
    return Listed(
        choice=replace(choice, candidate=candidate),
        sentence=_around(passage, start, end),
        items=found.items,
        kind=_common_kind(kinds, query),
        is_open=found.is_open,
        confidence=confidence(features),
        features=features,
    )


def _rivals(
    choices: Sequence[Choice], options: Sequence[_Option], best: _Option
) -> list[tuple[Choice, float]]:
    """Return the other sentences, each with the score of its best enumeration or its own."""
    lists: dict[tuple[str, Span], float] = {}
    for score, choice, _ in options:
        place = choice.ranked.hit.passage.id, choice.sentence
        lists[place] = max(score, lists.get(place, score))
    rivals = []
    for choice in choices:
        place = choice.ranked.hit.passage.id, choice.sentence
        if place != (best[1].ranked.hit.passage.id, best[1].sentence):
            rivals.append((choice, lists.get(place, choice.score - _SENTENCE)))
    return sorted(rivals, key=lambda pair: -pair[1])


def asked_count(query: Query) -> int | None:
    """Return how many things a question asks for: 哪五个, which three."""
    found = _ASKED.search(query.clean)
    if found is None:
        return None
    return number_of(found["han"]) if found["han"] else _ENGLISH[found["en"].lower()]


def asked_kind(query: Query) -> str | None:
    """Return the kind of things asked for, where the question's noun tells."""
    after = re.search("哪|分别|有谁|which|what|who|name|list", query.clean, re.I)
    text = query.clean[after.start() :] if after else query.clean
    found = [
        (match.start(), kind)
        for kind, words in _KINDS.items()
        if (match := re.search(words, text, re.I))
    ]
    return min(found)[1] if found else None


def _options(query: Query, choices: Sequence[Choice]) -> Iterator[_Option]:
    count, kind = asked_count(query), asked_kind(query)
    seen: set[tuple[str, int]] = set()
    for choice in choices[:_READ]:
        passage = choice.ranked.hit.passage
        place = passage.id, choice.sentence.start
        if place in seen:
            continue
        seen.add(place)
        numbered = [e for e in find_numbered(passage) if _touches(e, choice.sentence)]
        for found in (*find_enumerations(passage, choice.sentence), *numbered):
            typed = _typed(passage.text, passage.mentions, found, kind)
            if len(typed.items) == 2 and _uneven(typed):
                continue
            if _given(query, passage.text, typed):
                continue
            yield choice.score + _fit(query, choice, typed, count, kind), choice, typed


def _uneven(found: Enumeration) -> bool:
    """Whether two items are too unlike in length for a list: 市委副书记、市长…主持召开…"""
    sizes = sorted(item.end - item.start for item in found.items)
    return sizes[1] > _UNEVEN * sizes[0]


def _given(query: Query, text: str, found: Enumeration) -> bool:
    """Whether a question names most of the items itself, and so asks for others."""
    asked = fold(query.clean)
    named = sum(fold(text[start:end]) in asked for start, end in found.items)
    return 2 * named > len(found.items)


def _touches(found: Enumeration, sentence: Span) -> bool:
    """Whether a numbered list begins in a sentence, or right after it, which is its head."""
    return sentence.start <= found.start <= sentence.end + _MARKER_LENGTH


def _fit(
    query: Query, choice: Choice, found: Enumeration, count: int | None, kind: str | None
) -> float:
    fit = 0.0
    if count is not None:
        fit += _COUNT if len(found.items) == count or found.count == count else -_COUNT
        fit += _STATED * (found.count == count)
    elif len(found.items) == 2:
        fit -= _PAIR
    noun = _NOUN.search(query.clean)
    text = choice.ranked.hit.passage.text
    if noun and all(text[item.end - 1] == noun[1][-1] for item in found.items):
        fit += _ALIKE
    called = [re.escape(noun[1])] if noun else []
    called += [_KINDS[kind]] if kind else []
    head = text[choice.sentence.start : found.start]
    if called and (
        re.match(f"{_THOSE}(?:{'|'.join(called)})", text[found.end :])
        or re.search(f"(?:下列|以下|如下)[^，。：]{{0,4}}(?:{'|'.join(called)})", head)
    ):
        fit += _CALLED
    if kind is not None:
        passage = choice.ranked.hit.passage
        right = sum(_kind_of(passage, item) == kind for item in found.items)
        fit += _KIND * right / len(found.items)
    return fit + _WORDS * _beside(query, choice, found)


def _beside(query: Query, choice: Choice, found: Enumeration) -> float:
    """Return the share of the question's words that stand beside an enumeration, not in it.

    The sentence that heads a numbered list stands beside it from end to end.
    """
    start, end = choice.sentence
    low = start if end <= found.start else max(found.start - _AROUND, start)
    high = found.end + _AROUND
    near = {
        token.term
        for token in choice.ranked.view.tokens
        if low <= token.start < found.start or found.end <= token.start < high
    }
    asked = [concept for concept in query.concepts if concept]
    if not asked:
        return 0.0
    held = sum(any(term in near for term in concept) for concept in asked)
    return held / len(asked)


def _bracketed(text: str, item: Span, name: Name) -> bool:
    """Whether a name stands in an item's brackets: 株洲橡胶研究设计院（以下简称株洲橡胶院）."""
    before = text[item.start : name.start]
    return before.rfind("（") > before.rfind("）")


def _typed(text: str, mentions: Mentions, found: Enumeration, kind: str | None) -> Enumeration:
    """Narrow each item to the mention of the kind asked for that it holds, where all hold one."""
    spans = []
    for n, item in enumerate(found.items):
        held: list[Name | Quantity] = [
            m
            for m in mentions.names
            if m.kind == kind and item.start <= m.start < item.end and not _bracketed(text, item, m)
        ]
        if kind is None:
            held = [q for q in mentions.quantities if item.start <= q.start and q.end <= item.end]
            held = held if held and held[0].end - held[0].start >= item.end - item.start - 1 else []
        if not held:
            return found
        own = held[0] if n == len(found.items) - 1 else held[-1]
        if kind == "organisation" and own.end < item.end and n < len(found.items) - 1:
            spans.append(Span(own.start, item.end))
            continue
        spans.append(Span(own.start, own.end))
    return replace(found, items=tuple(spans))


def _kind_of(passage: Passage, item: Span) -> str | None:
    """Return what an item is: an organisation by its last word, or what it was recognised as."""
    mentions, text = passage.mentions, passage.text[item.start : item.end]
    if text.endswith(tuple(lexicon("organisation")["suffixes"])) and len(text) > _SUFFIX:
        return "organisation"
    for name in mentions.names:
        inside = item.start <= name.start and name.end <= item.end
        if inside and 2 * (name.end - name.start) >= item.end - item.start:
            return name.kind
    for quantity in mentions.quantities:
        if quantity.start == item.start and quantity.end == item.end:
            return "quantity"
    return None


def _are_others(passage: Passage, found: Enumeration, kind: str | None) -> bool:
    """Whether companies, persons or places are asked for and every item holds a figure instead."""
    figures = passage.mentions.quantities
    return kind is not None and all(
        any(start <= q.start and q.end <= end for q in figures) for start, end in found.items
    )


def _common_kind(kinds: Sequence[str | None], query: Query) -> str | None:
    """Return the kind of all items: the one asked for if most are of it, else one they share."""
    asked = asked_kind(query)
    if asked is not None and 2 * kinds.count(asked) >= len(kinds):
        return asked
    return kinds[0] if all(kind == kinds[0] for kind in kinds) else None


def _figures(query: Query, choices: Sequence[Choice]) -> _Option | None:
    """Return the figures for a question for several: 有多少笔，总金额多少."""
    for choice, found in find_figures(query, choices[:_READ]):
        return choice.score, choice, found
    return None


def _around(passage: Passage, start: int, end: int) -> Span:
    """Return the sentences that hold a list from its first item to its last."""
    held = [s for s in passage.sentences if s.start < end and start < s.end]
    return Span(held[0].start, held[-1].end) if held else Span(start, end)
