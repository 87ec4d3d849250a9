"""Follow-up questions in English: and in Changsha?, what about April 2024?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zzqa.records import TimeInterval, TimeMention
from zzqa.search.followup_changes import Change, apply, single, without
from zzqa.text.dates import find_times

_LEAD = re.compile(
    r"(?=\S)(?:(?:and|but|so|ok|okay|then|also|now)\b,?\s*)*(?:(?:what|how) (?:about|of)\b\s*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s+(?:then|instead|too|please|as well))?[?？.!…\s]*$", re.IGNORECASE)
_ELLIPTIC = re.compile(
    r"(?:how (?:many|much)|what (?:was|is) (?:it|that|the (?:figure|number|value)))\b",
    re.IGNORECASE,
)
"""What asks for the same again: how many (were there) in Changsha?"""
_ELLIPTIC_WORDS = re.compile(
    r"\b(?:was|were|is|are|did|does|do|has|have|had|there|it|hold|get)\b", re.IGNORECASE
)
_PREPOSITION = r"as of|as at|in|on|at|by|during|since|until|from|for|before|after|through|of"
_BEFORE_TIME = re.compile(rf"(?:\b(?P<word>{_PREPOSITION})\s+)?(?P<the>the\s+)?$", re.IGNORECASE)
_BEFORE_NAME = re.compile(
    r"\b(?:in|of|for|at|by|from|to|did|does|do|has|have|had|was|were|is|are|can|will)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?<!-)[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*(?![\w-])")
_GOES_ON = re.compile(r" (?:and|&) [A-Z]")
_OF_A_PLACE = re.compile(
    r"(?: (?:City|County|District|Province|Prefecture|Town|Township|Village))?"
)
_LOOSE = re.compile(r"\b(?:in|for|of|at|by|on|from|the|a|an|to)\b|[,\s]+", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:who|whose|when|where|why|which|what|how|whether)\b", re.IGNORECASE)
_BARE_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OWN_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b(?:last|this|next|past|previous)\b|ago", re.IGNORECASE)
_NO_PREPOSITION = re.compile(r"(?:last|this|next|past|previous|yesterday|today)\b", re.IGNORECASE)
_WITH_ARTICLE = re.compile(
    r"(?:end|beginning|start|first|second|third|fourth|middle)\b", re.IGNORECASE
)
_OTHER_ANCHOR = re.compile(r"\b(?:before|earlier|later|same)\b", re.IGNORECASE)
"""The year before is counted from the time asked about, in words that the question lacks."""
_TOPIC = re.compile(r"[a-z][a-z&-]*(?: [a-z][a-z&-]*){0,4}")
_ASPECTS = re.compile(
    r"\b(?:it|that|this|these|those|them|they|he|she|growth|increase|decrease|rate|rank|share"
    r"|reasons?|more|others?|else|details?|now|here|there|sources?)\b"
)
"""What is said of a figure rather than another figure: it does not take the figure's place."""
_COUNTED = re.compile(
    r"\bhow (?:many|much) (?P<topic>[A-Za-z][A-Za-z &-]*?)"
    r"(?= (?:did|does|do|was|were|is|are|has|have|had|can|will|in|of|at|by|on|as)\b|[?？]?$)",
    re.IGNORECASE,
)
_SYLLABLE = (
    "(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
    "(?:[iu]?ang|iong|[iu]?an|[iu]?eng?|ing?|ong|[iu]?ao|uai|[iu]?a|ei|ai|ou|iu|ui|u?o|ue|ie|e|i|u))"
)
_PINYIN = re.compile(f"{_SYLLABLE}{{2,4}}")
"""A capital that opens a text tells a name from a common word only where it reads as Chinese."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a follow-up names; empty where it does not."""

    time: TimeMention | None
    preposition: str
    name: str
    topic: str


def complete(previous: str, follow_up: str, anchor: TimeInterval) -> str | None:
    """Return ``previous`` with what ``follow_up`` names put in its place, or None."""
    given = read(follow_up, anchor)
    if given is None:
        return None
    times = _times(previous, anchor)
    changes: list[Change | None] = []
    if given.topic:
        changes.append(_topic_change(previous, given.topic))
    if given.name:
        changes.append(_name_change(previous, times, given.name))
    if given.time is not None:
        changes.append(_time_change(previous, times, given.time, given.preposition))
    made = [change for change in changes if change is not None]
    return apply(previous, made) if made and len(made) == len(changes) else None


def read(text: str, anchor: TimeInterval) -> Given | None:
    """Return what a follow-up names; None for a text that is no plain follow-up."""
    lead, tail = _LEAD.match(text), _TAIL.search(text)
    begin = lead.end() if lead else 0
    body = text[begin : tail.start() if tail else len(text)]
    elliptic = _ELLIPTIC.match(body)
    if not body or not (begin or elliptic or text.rstrip()[-1:] in "?？"):
        return None
    if elliptic:
        body = _ELLIPTIC_WORDS.sub("", body[elliptic.end() :])
    times = _times(body, anchor)
    if len(times) > 1 or _ASKING.search(body) or _OTHER_ANCHOR.search(body):
        return None
    preposition = ""
    rest = without(body, [(t.start, t.end) for t in times])
    for time in times:
        before = _BEFORE_TIME.search(body, 0, time.start)
        preposition = (before["word"] or "").lower() if before else ""
        rest = without(rest, [before.span()]) if before else rest
    names = list(_NAME.finditer(rest))
    if len(names) > 1 or any(not _is_name(text, body, name, begin) for name in names):
        return None
    rest = without(rest, [name.span() for name in names])
    topic = " ".join(_LOOSE.sub(" ", rest).split())
    if topic and (not begin or elliptic or not _TOPIC.fullmatch(topic) or _ASPECTS.search(topic)):
        return None
    return Given(single(times), preposition, names[0].group() if names else "", topic)


def _times(text: str, anchor: TimeInterval) -> Sequence[TimeMention]:
    """Return the times, a year alone among them: 2023 is no other number in a question."""
    found = list(find_times(text, anchor))
    for year in _BARE_YEAR.finditer(without(text, [(t.start, t.end) for t in found])):
        found.extend(
            TimeMention(*year.span(), year.group(), t.interval)
            for t in find_times(f"in {year.group()}", anchor)
        )
    return sorted(found, key=lambda time: time.start)


def _is_name(text: str, body: str, name: re.Match[str], begin: int) -> bool:
    """Whether a capitalised word is a name: not because it opens the text."""
    opens = begin == 0 and text.startswith(body) and name.start() == 0
    return not opens or bool(_PINYIN.fullmatch(name.group().lower().replace(" ", "")))


def _time_change(
    previous: str, times: Sequence[TimeMention], time: TimeMention, preposition: str
) -> Change | None:
    own_year = _OWN_YEAR.search(time.text)
    by_default = "on" if time.interval.days == 1 else "in"
    if not times:
        at = len(previous.rstrip("?？. "))
        return Change(at, at, f" {preposition or by_default} {time.text}") if own_year else None
    old = single(times)
    if old is None:
        return None
    year = _BARE_YEAR.search(old.text)
    text = time.text if own_year or not year else f"{time.text} {year.group()}"
    before = _BEFORE_TIME.search(previous, 0, old.start)
    if before is None or not before["word"]:
        return Change(old.start, old.end, text)
    kept = before["word"].lower()
    fits = kept in ("as of", "by", "since", "until", "before", "after", "during", "in")
    word = preposition or (kept if fits and (kept != "in" or by_default == "in") else by_default)
    if not preposition and _NO_PREPOSITION.match(text):
        return Change(before.start(), old.end, text)
    if _WITH_ARTICLE.match(text):
        word = f"{'at' if word in ('in', 'on') else word} the"
    return Change(before.start(), old.end, f"{word} {text}")


def _name_change(previous: str, times: Sequence[TimeMention], name: str) -> Change | None:
    """Return the change of the one name that the question is about, or its addition."""
    blank = without(previous, [(t.start, t.end) for t in times])
    found = [
        match
        for match in _NAME.finditer(blank)
        if _BEFORE_NAME.search(blank, 0, match.start()) or blank.startswith("'s ", match.end())
    ]
    if len(found) > 1:
        return None
    if found:
        old = found[0]
        bare = old.group().split(" ")[0]
        alike = " " in name or _OF_A_PLACE.fullmatch(old.group(), len(bare))
        if not alike or _GOES_ON.match(blank, old.end()):
            return None  # an institute or a bureau is no place
        return Change(*old.span(), name)
    if any(_reads_as_chinese(match.group()) for match in _NAME.finditer(blank)):
        return None  # it is about a name already, in a place where this cannot stand
    at = len(previous.rstrip("?？. "))
    return Change(at, at, f" in {name}")


def _reads_as_chinese(name: str) -> bool:
    return any(_PINYIN.fullmatch(word) for word in re.split("[ -]", name.lower()))


def _topic_change(previous: str, topic: str) -> Change | None:
    found = _COUNTED.search(previous)
    return Change(*found.span("topic"), topic) if found else None
