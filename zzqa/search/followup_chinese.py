"""Follow-up questions in Chinese: 那2024年4月呢？, 湘潭呢？, 实用新型专利呢？"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zzqa.records import Name, TimeInterval, TimeMention
from zzqa.search.followup_changes import Change, apply, single, without
from zzqa.text.dates import find_times
from zzqa.text.names import find_names
from zzqa.text.normalise import HAN
from zzqa.text.persons import tagged_words
from zzqa.text.units import CHINESE_UNITS

_LEAD = re.compile(
    r"(?:那么|那(?!曲)|还有|另外|再看看?|再问|换成|(?:如果|要是|若)是?|以及|而)+[，, ]*"
)
_TAIL = re.compile(r"(?P<mark>呢|又(?:怎么?样|如何|是多少))?[?？。.!！…~ ]*$")
_HOW = re.compile("(?:怎么?样|如何|的?情况)$")
"""What may end a follow-up that opens as one: 那衡阳怎么样？ But 衡阳怎么样？ is a question."""
_AMOUNT = re.compile(rf"(?:有|是|为|达到?|共|一共|总共|分别)*(?:多少|几)(?:{CHINESE_UNITS})?")
"""多少件 alone asks for what the question before asked for."""
_ASKING = re.compile("[吗么谁]|什么|哪|怎|如何|为何|是否|有没有|是不是|几|多少|多[大长高久]|何时")
_PARTICLES = re.compile("[的在于、，, ]|方面|情况|数据")
_GOVERNOR = re.compile("(?:截至|截止到?|自从?|从|到|在|于)$")
_OF_AN_EVENT = re.compile(
    rf"[{HAN}]{{0,4}}(?:[奥奧亚亞][运運]|世博|世界杯|论坛|宣言|协定|公约|条约)"
)
"""What a place is named by and not about: 巴黎奥运会."""
_DEICTIC = re.compile("[全我本](?:省|市|县|区|州|镇)")
_LEVELS = "省市州县区镇乡村"
_SUFFIXED = re.compile(rf"[{HAN}]{{2,4}}(?:自治[区州县]|新区|开发区|[{_LEVELS}])")
_OWN_YEAR = re.compile(
    r"\d{4}|\d\d年|[〇零一二三四五六七八九]{4}年|[今去前明后当同]年?|本[年月周]|[上下]个?[年月周]|年代|五|近"
)
_YEAR = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年|[今去前明]年")
_SAME_PERIOD = re.compile("(?:去年|上年|前一年|上一年)(?:的)?同期")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d年?")
_ASPECTS = re.compile(
    "同比|环比|增速|增[长幅]|降幅|占比|比[重例]|排名|原因|变化|趋势|结果|依据|出处|来源|背景|具体|详细|其[他它余中]|别的"
    "|这|那|它|他|她|谁|然后|后来|之前|之后|以前|以后"
)
"""What is said of a figure rather than another figure: it does not take the figure's place."""
_COUNTS = re.compile("多少|[^第]几|哪些|排名")
"""A question that may be asked of any place; where one thing is, or when it was, may not."""
_APART = 3
"""Characters from which on what follows a name at once is another thing than the name's end."""
_TOPIC_LENGTH = 16
_NAMED = ("ns", "nr", "nz", "nt", "nrt", "nrfg")


@dataclass(frozen=True, slots=True)
class Given:
    """What a follow-up names; empty where it does not."""

    time: TimeMention | None
    governor: str
    name: str
    kind: str
    topic: str


def complete(previous: str, follow_up: str, anchor: TimeInterval) -> str | None:
    """Return ``previous`` with what ``follow_up`` names put in its place, or None."""
    times = find_times(previous, anchor)
    given = read(follow_up, anchor)
    if given is None:
        return None
    changes: list[Change | None] = []
    if given.time is not None:
        changes.append(_time_change(previous, times, given))
    if given.name:
        changes.append(_name_change(previous, times, given))
    if given.topic:
        changes.append(_topic_change(previous, times, given.topic))
    made = [change for change in changes if change is not None]
    return apply(previous, made) if made and len(made) == len(changes) else None


# ── What the follow-up names ─────────────────────────────────────────────────────────────


def read(text: str, anchor: TimeInterval) -> Given | None:
    """Return what a follow-up names; None for a text that is no plain follow-up."""
    tail = _TAIL.search(text)
    ending = tail.start() if tail else len(text)
    lead = _LEAD.match(text, 0, ending)
    body = text[lead.end() if lead else 0 : ending]
    body = _HOW.sub("", body) if lead else body
    marked = bool(lead or (tail and tail["mark"]))
    elliptic = _AMOUNT.search(body)
    body = _AMOUNT.sub("", body)
    if not body or _ASKING.search(body) or not (marked or elliptic or text[-1:] in "?？"):
        return None
    if _BARE_YEAR.fullmatch(body) and not body.endswith("年"):
        body += "年"
    times = _times(body, anchor)
    if len(times) > 1:
        return None
    governor = _GOVERNOR.search(body, 0, times[0].start) if times else None
    rest = without(body, [(t.start, t.end) for t in times])
    rest = without(rest, [governor.span()]) if governor else rest
    name = _name(rest)
    topic = _PARTICLES.sub("", without(rest, [(name.start, name.end)]) if name else rest)
    if name and topic and len(topic) < _APART and rest[name.end : name.end + 1] == topic[0]:
        return None  # 中国|中车: one name that is not known whole
    if topic and not (marked and not elliptic and _is_topic(topic)):
        return None
    return Given(
        single(times),
        governor.group() if governor else "",
        name.text if name else "",
        name.kind if name else "",
        topic,
    )


def _times(body: str, anchor: TimeInterval) -> Sequence[TimeMention]:
    if same := _SAME_PERIOD.search(body):
        return [TimeMention(*same.span(), same.group(), anchor, relative=True)]
    return find_times(body, anchor)


def _name(rest: str) -> Name | None:
    """Return the one name in what a follow-up holds besides a time."""
    bare = _PARTICLES.sub("", rest)
    start = rest.find(bare) if bare else -1
    whole = _place_runs(bare, [name for name in find_names(bare) if name.kind == "place"])
    if start >= 0 and (
        _SUFFIXED.fullmatch(bare)
        or (len(whole) == 1 and (whole[0][0][0], whole[0][-1][1]) == (0, len(bare)))
        or _is_unknown_name(bare)
    ):
        return Name(start, start + len(bare), bare, "place")
    names = find_names(rest)
    return names[0] if len(names) == 1 else None


def _is_unknown_name(text: str) -> bool:
    """Whether the tagger takes the whole for a name, of whatever kind."""
    words = tagged_words(text)
    return len(words) == 1 and words[0].tag in _NAMED and len(text) > 1


def _is_topic(text: str) -> bool:
    """Whether a text is a common noun with what describes it: 实用新型专利, 进出口总值."""
    if len(text) > _TOPIC_LENGTH or len(text) < 2 or _ASPECTS.search(text):
        return False
    words = tagged_words(text)
    kinds = {word.tag for word in words}
    if find_names(text) or kinds & {"c"}:
        return False
    return words[-1].tag[0] in "nlj" or words[-1].tag == "vn" and not kinds & {*_NAMED, "r", "y"}


# ── What it takes the place of ───────────────────────────────────────────────────────────


def _time_change(previous: str, times: Sequence[TimeMention], given: Given) -> Change | None:
    time = given.time
    assert time is not None
    text = time.text
    if not times:
        return Change(0, 0, given.governor + text) if _OWN_YEAR.search(text) else None
    old = single(times)
    if old is None:
        return None
    year = _YEAR.match(old.text)
    if _SAME_PERIOD.fullmatch(text):
        if year is None or not year.group()[:4].isdigit():
            return None
        text = f"{int(year.group()[:4]) - 1}年{old.text[year.end() :]}"
    elif year and not _OWN_YEAR.search(text):
        text = year.group() + text  # 上半年 and 6月 are those of the year asked about
    governed = _GOVERNOR.search(previous, 0, old.start)
    start = old.start
    if governed and (given.governor or old.kind in ("since", "until")):
        start = governed.start()
        text = given.governor + text
    elif given.governor and given.governor not in ("在", "于"):
        text = given.governor + text
    return Change(start, old.end, text)


def _name_change(previous: str, times: Sequence[TimeMention], given: Given) -> Change | None:
    blank = without(previous, [(t.start, t.end) for t in times])
    names = find_names(blank)
    if given.kind != "place":
        same = [name for name in names if name.kind == given.kind]
        return Change(same[0].start, same[0].end, given.name) if len(same) == 1 else None
    runs = _place_runs(blank, [name for name in names if name.kind == "place"])
    if len(runs) > 1:
        return None
    if not runs:
        named = any(name.kind in ("organisation", "person") for name in names)
        return (
            None
            if named or not _COUNTS.search(previous)
            else Change(*_front(previous, times), given.name)
        )
    parts = runs[0]
    if _OF_AN_EVENT.match(previous, parts[-1][1]):
        return None
    level = given.name[-1] if given.name[-1] in _LEVELS else ""
    first = next((start for start, end in parts if level and previous[end - 1] == level), None)
    return Change(parts[0][0] if first is None else first, parts[-1][1], given.name)


def _place_runs(text: str, places: Sequence[Name]) -> list[list[tuple[int, int]]]:
    """Return the places, those that follow each other (湖南省|株洲市|天元区) together."""
    spans = [(place.start, place.end) for place in places]
    spans += [m.span() for m in _DEICTIC.finditer(text)]
    taken = without(text, spans, "#")
    for found in re.finditer(rf"(?:^|(?<=[# ，,]))[{HAN}]{{2,3}}[市县区镇](?=[{HAN}#]|$)", taken):
        spans.append(found.span())
    runs: list[list[tuple[int, int]]] = []
    for start, end in sorted(spans):
        if runs and runs[-1][-1][1] == start:
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    return runs


def _front(previous: str, times: Sequence[TimeMention]) -> tuple[int, int]:
    """Return where a place is put in a question without one: after a time that opens it."""
    at = 0
    for time in times:
        if previous[: time.start] in ("", "截至", "截止", "截止到", "在", "到"):
            at = time.end
    at += len(previous[at:]) - len(previous[at:].lstrip("，, "))
    return at, at


def _topic_change(previous: str, times: Sequence[TimeMention], topic: str) -> Change | None:
    """Return the change of what is counted: 多少件X？, or X是多少？ after time and place."""
    found = re.search(
        rf"(?P<amount>(?:多少|几)(?P<unit>{CHINESE_UNITS})?)(?P<topic>[{HAN}A-Za-z0-9&]+)[?？]?$",
        previous,
    )
    if found:
        # Another thing is counted in other units: 多少件专利, 多少家企业.
        same = found["topic"][-2:] == topic[-2:]
        return Change(*found.span("topic"), topic) if same else _recount(found, topic)
    blank = without(previous, [(t.start, t.end) for t in times])
    places = _place_runs(blank, [name for name in find_names(blank) if name.kind == "place"])
    blank = without(blank, [span for run in places for span in run])
    found = re.search(
        rf"(?:^|[ ，,的])(?P<topic>[{HAN}A-Za-z0-9&]+?)(?:是|为|有|达到?)(?:多少|几)[^，,]*$", blank
    )
    return Change(*found.span("topic"), topic) if found else None


def _recount(found: re.Match[str], topic: str) -> Change:
    return Change(found.start(), found.end("topic"), f"多少{topic}")
