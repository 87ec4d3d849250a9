"""Questions that compare: which values they need, and what is to be done with them.

株洲的有效发明专利量比湘潭多多少件 needs two values, each of which is a question of its own:
株洲的有效发明专利量是多少, 湘潭的有效发明专利量是多少. English ones are in ``comparisons_english``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from zzqa.records import NameKind, Query, Span

Wanted = Literal["difference", "growth", "yesno", "choice"]
"""What is asked of the values: how much apart, how much since, whether more, or which is most."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One of the values compared: what the asker calls it, and the question for it."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question for a sum over several values.

    ``more`` tells the direction asked about (more, higher, the most); ``percent`` whether the
    result is asked for in per cent of the second value. For a growth the later value comes first.
    """

    wanted: Wanted
    operands: tuple[Operand, ...]
    more: bool = True
    percent: bool = False


_LESS_WORDS = "少|低|小|慢|短|轻|窄|弱|差"
_MORE_WORDS = "多|高|大|快|长|重|宽|强"
_DEGREE = f"(?:{_MORE_WORDS}|{_LESS_WORDS})"
_CHANGE = "增长|增加|提高|提升|上升|上涨|扩大|下降|减少|降低|下滑|缩小"
_THAN = "(?<![占同环对相之百成正])比(?![例重如赛较率分值方照亚特利])"
_WHETHER = "(?:是否|是不是|有没有|到底|究竟)?"
_HOW_MUCH = r"(?:多少|几[^\W\d]|百分之)"

_THAN_QUESTION = re.compile(
    rf"^(?P<x>(?![与和跟同]).+?)(?P<w>{_WHETHER}){_THAN}(?P<y>.+?)(?:是否|是不是|还要|还|更加?|要|都|出|整整)*"
    rf"(?P<cmp>(?:{_CHANGE}|{_DEGREE}))(?P<tail>(?:出|上)?了?(?:{_HOW_MUCH}.*|吗.*|呢.*|一些.*|)?)$"
)
_BESIDE_QUESTION = re.compile(
    r"^(?:与|和|跟|同)(?P<y>[^，,]{1,24}?)(?:相比|比较|比起来|比)[，,]?"
    rf"(?P<x>.+?)(?P<cmp>(?:{_CHANGE}|{_DEGREE}))(?P<tail>(?:出|上)?了?{_HOW_MUCH}.*)$"
)
_ABOVE_QUESTION = re.compile(
    rf"^(?P<x>.+?)(?P<w>{_WHETHER})(?P<cmp>高于|多于|大于|超过|超出|快于|低于|少于|小于|慢于|不如|不及)"
    r"(?P<y>[^\d]+?)(?P<tail>吗|呢|多少.*|几.*|)$"
)
_APART_QUESTION = re.compile(
    r"^(?P<x>.+?)(?:和|与|跟|同|比)(?P<y>[^，,的]+?)(?:之间)?(?:的(?P<ind>[^，,]*?))?"
    r"(?:相差|差距|差额|差值|差了?)(?P<tail>(?:是|有|为)?(?:多少|几|多大).*)$"
)
_WHICH_QUESTION = re.compile(
    r"^(?P<x>.+?)(?:之间|之中|当中|中|里|相比)?[，,：:]?(?:是)?(?:哪一?(?:个|家|座|边|方|项|种|款|只|支|位)|谁|哪里|哪儿)"
    rf"(?P<rest>[^，,]*?)(?P<degree>最|更|较|比较)?(?P<cmp>{_DEGREE})(?:一些|一点)?(?:呢)?$"
)
_SINCE_QUESTION = re.compile(rf"^(?P<x>.*?)(?P<cmp>{_CHANGE})了?(?P<tail>{_HOW_MUCH}.*)$")
_DOES_MORE = re.compile(
    rf"^(?P<x>.+?){_THAN}(?P<y>.+?)(?P<cmp>多|少)(?P<does>(?![少上了]|出(?!口))[一-鿿]{{1,4}}?)了?(?P<tail>{_HOW_MUCH}.*)$"
)
"""今年比去年多招了多少人, which asks how many more 今年招 there are."""
_PREPOSITIONS = "对向与"
"""What each of several partners may begin with: 株洲对欧盟和对东盟的进出口."""
_KIND_NOUN = re.compile(
    "^(?:城市|地区|县市区|国家|省份?|市|县|区|公司|企业|单位|产品|行业|学校|高校|机构|部门|地方|人)(?:的|$)?"
)
_TOGETHER = re.compile(
    "(?:这?[两二三四五六七八九十]+(?:个|家|座|种|项|者|位|支)?(?:城市|地区|国家|公司|企业|市|省|区|县|产品|学校)?|两者)(?:之?中|里)?$"
)
_SEPARATOR = re.compile("、|和|与|跟|以及|及|还是|或者|或")
_INDICATOR = re.compile(
    "(?:的|出口|进口|进出口|专利|企业|平台)*[^的、，]{0,6}?(?:总额|总量|总值|产值|收入|增速|增幅|数量|人数|家数|面积|额|量|值|率|数)$"
)
_PERCENT_ASKED = re.compile("百分之|百分比|增速|增幅|比例")
_UNFIT = re.compile("^[，,]|多少|几|什么|哪|谁")
"""What follows 比 or 超过 and is nothing to compare with: 超过多少."""
_OPEN = re.compile("哪|谁|什么")
"""What is asked for and compared at once (哪些城市的专利比株洲多) is no sum over two values."""
_SHORT_NAME = 6
"""Characters of a name that the corpus does not know and that may stand for one that it does."""
_DAY = re.compile(r"\d{1,2}[日号](?:\d{1,2}[时点])?")
_LAST_YEAR = re.compile("^(?:上一?年|前一年|上年同期|去年同期|前一年同期)$")


def find_comparison(query: Query) -> Comparison | None:
    """Return what a question compares, None where it compares nothing.

    A figure in the question itself (是否超过500亿元) is no value to be found: one value is enough.
    """
    if query.lang == "en":
        from zzqa.answer.comparisons_english import find_english

        return find_english(query)
    text = query.clean.rstrip("？?。.！! ")
    if query.answer_type in ("reason", "how"):
        return None
    return _between_times(query, text) or _compared(query, text) or _which(query, text)


def _compared(query: Query, text: str) -> Comparison | None:
    text = _DOES_MORE.sub(r"\g<x>\g<does>比\g<y>\g<cmp>\g<tail>", text)
    for pattern in (_BESIDE_QUESTION, _THAN_QUESTION, _ABOVE_QUESTION, _APART_QUESTION):
        found = pattern.match(text)
        if found is None:
            continue
        parts = found.groupdict()
        x, y, tail = parts["x"].rstrip("，,"), parts["y"].rstrip("，,"), parts["tail"] or ""
        if not y or not x or _UNFIT.search(y) or _OPEN.search(x):
            return None
        if _holds_figure(query, found.span("y")):
            return None
        if parts.get("ind"):
            x = f"{x}的{parts['ind']}"
        cmp = parts.get("cmp") or "多"
        pair = _with_other(query, x, y)
        if pair is None:
            return None
        change = re.fullmatch(_CHANGE, cmp) is not None
        numeric = bool(re.search(rf"{_HOW_MUCH}|多大", tail))
        kind: Wanted = "growth" if change and _only_time(query, y) else "difference"
        return Comparison(
            kind if numeric else "yesno",
            (Operand(pair.own, _asked(x, tail)), Operand(pair.other, _asked(pair.text, tail))),
            more=not re.search(f"{_LESS_WORDS}|降|减|下|缩|不", cmp),
            percent=numeric and bool(_PERCENT_ASKED.search(tail)),
        )
    return None


def _which(query: Query, text: str) -> Comparison | None:
    found = _WHICH_QUESTION.match(text)
    if found is None:
        return None
    rest = _KIND_NOUN.sub("", found["rest"]).strip("的 ，,")
    start = _last_break(query, text, found.end("x"))
    lead, pieces = _split_options(_TOGETHER.sub("", found["x"][start:]))
    prefix = text[:start] + lead
    if len(pieces) < 2:
        return None
    more = not re.fullmatch(_LESS_WORDS, found["cmp"])
    if (at := pieces[0].rfind(pieces[1][0])) >= 0 and pieces[1][0] in _PREPOSITIONS:
        partners = [pieces[0][at:], *pieces[1:]]
        return Comparison("choice", _partners(prefix + pieces[0][:at], partners), more=more)
    ending = f"的{rest}" if rest else ""
    first = Operand(pieces[0], _asked(f"{prefix}{pieces[0]}{ending}", ""))
    others = []
    for piece in pieces[1:]:
        pair = None if rest else _with_other(query, prefix + pieces[0], piece)
        if pair is None:
            pair = _Pair(f"{prefix}{piece}{ending}", pieces[0], piece)
        first = Operand(pair.own, first.question)
        others.append(Operand(pair.other, _asked(pair.text, "")))
    return Comparison("choice", (first, *others), more=more)


def _partners(prefix: str, pieces: Sequence[str]) -> tuple[Operand, ...]:
    """Return the questions for several partners: 对东盟和对欧盟的进出口, what is asked of both."""
    _, mark, what = pieces[-1].partition("的")
    return tuple(
        Operand(
            piece.partition("的")[0][1:],
            _asked(prefix + (piece if "的" in piece else piece + mark + what), ""),
        )
        for piece in pieces
    )


def _between_times(query: Query, text: str) -> Comparison | None:
    """Read (从)T1到T2…增加了多少: what is asked is the change between two states."""
    if not _SINCE_QUESTION.match(text):
        return None
    for time in query.times:
        opened = text[: time.start].endswith(("从", "自", "由"))
        # 1月至6月增长了多少 asks for the growth over the year before.
        side = ".+?" if opened else r"\d{4}年?[底末]?"
        both = re.fullmatch(f"({side})(?:到|至|—|-|~)({side})(?:期间|间)?", time.text)
        if both is None:
            continue
        early, late = both.groups()
        if year := re.match(r"\d{4}年", early):
            late = late if re.match(r"\d{4}", late) else year.group() + late
        early += "年" if re.fullmatch(r"\d{4}", early) else ""
        lead = re.sub("[从自由在]$", "", text[: time.start])
        rest = (lead + text[time.end :]).strip("，,间期之 ")
        change = _SINCE_QUESTION.match(rest)
        if change is None or not change["x"].strip("，, "):
            return None
        what = change["x"].strip("，, ")
        return Comparison(
            "growth",
            tuple(Operand(t, _asked(f"{t}{what}", change["tail"])) for t in (late, early)),
            more=not re.search("降|减|下|缩", change["cmp"]),
            percent=bool(_PERCENT_ASKED.search(change["tail"])),
        )
    return None


class _Pair(NamedTuple):
    """The text for the other value, and what the two are called."""

    text: str
    own: str
    other: str


def _with_other(query: Query, x: str, y: str) -> _Pair | None:
    """Return ``x`` with ``y`` in the place of what it is compared with; None where none fits.

    A time takes the place of a time, a name that of a name of its kind; else the two are laid
    beside each other by the words they share: 株洲A股上市公司, 港股上市公司.
    """
    if _LAST_YEAR.match(y):
        year = re.search(r"(\d{4})年", x)
        before = f"{int(year[1]) - 1}年" if year else ""
        return _Pair(x.replace(year.group(), before, 1), year.group(), before) if year else None
    if _only_time(query, y):
        return _with_time(query, x, y)
    names = _names_in(query, y)
    for kind, own in names[-1:]:
        for other, span in reversed(_names_in(query, x)):
            if kind != other and {kind, other} != {"place", "organisation"}:
                continue
            labels = x[span.start : span.end], y[own.start : own.end]
            head, after, tail = y[: own.start], y[own.end :].lstrip("的"), x[span.end :]
            if not after or after in tail:
                begin = span.start - (len(head) if x[: span.start].endswith(head) else 0)
                return _Pair(x[:begin] + y[: own.end] + tail, *labels)
            return _Pair(x[: span.start] + y, *labels)
    return _beside(query, x, y)


def _beside(query: Query, x: str, y: str) -> _Pair:
    """Lay ``y`` over the end of ``x`` that begins or ends like it."""
    start = _last_break(query, x, len(x))
    prefix, own = x[:start], x[start:]
    names = _names_in(query, own)
    lead = own[: names[0][1].end].rstrip("的") if names and names[0][1].start == 0 else ""
    shared = next((n for n in range(min(len(y), len(own)), 1, -1) if y[:n] in own), 0)
    if shared and (at := own.rfind(y[:shared])) >= 0:
        return _Pair(prefix + own[:at] + y, own[at:], y)
    if len(y) > 1 and len(own) > 1 and y[-1] == own[-1]:
        return _Pair(prefix + lead + y, own[len(lead) :].lstrip("的"), y)
    whose, of, what = own.rpartition("的")
    if of and whose[-1:] == y[-1]:
        return _Pair(f"{prefix}{y}的{what}", whose, y)
    if len(names) == 1 and len(y) <= _SHORT_NAME:
        span = names[0][1]
        return _Pair(prefix + own[: span.start] + y + own[span.end :], own[slice(*span)], y)
    found = _INDICATOR.search(own)
    indicator = found.group() if found else ""
    return _Pair(prefix + y + indicator, own.removesuffix(indicator) or own, y)


def _with_time(query: Query, x: str, y: str) -> _Pair | None:
    own = next((time.text for time in query.times if time.text and time.text in x), None)
    if own is None:
        return None
    if not re.match(r"\d{4}", y) and (year := re.match(r"\d{4}年", own)):
        y = year.group() + y
    if _DAY.match(y) and (month := re.match(r"(?:\d{4}年)?\d{1,2}月", own)):
        y = month.group() + y
    return _Pair(x.replace(own, y, 1), own, y)


def _last_break(query: Query, text: str, end: int) -> int:
    """Return where what is compared begins: after the last comma, time or 在…中 before it."""
    at = max(text.rfind(mark, 0, end) + 1 for mark in "，,：:")
    for time in query.times:
        where = text.find(time.text, 0, end)
        if where >= 0:
            at = max(at, where + len(time.text))
    while at < end and text[at] in "，,的末底，在 ":
        at += 1
    return at


def _split_options(text: str) -> tuple[str, list[str]]:
    """Return what stands before several options, and the options.

    Of 主持和参与起草的国际标准和行业标准, the two that end alike are meant, and not 主持.
    """
    cuts = [match.span() for match in _SEPARATOR.finditer(text)]
    edges = [0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(text)]
    spans = [span for span in zip(*edges) if text[slice(*span)].strip()]
    if len(spans) > 2 and text[spans[-1][1] - 1] == text[spans[-2][1] - 1]:
        alike = [text[end - 1] == text[spans[-1][1] - 1] for _, end in spans]
        first = len(alike) - next((n for n, is_alike in enumerate(alike[::-1]) if not is_alike), 0)
        if 0 < first < len(spans) - 1:
            start = text.rfind("的", 0, spans[first][1] - 1) + 1
            return text[:start], [text[start : spans[first][1]], *_texts(text, spans[first + 1 :])]
    return "", _texts(text, spans)


def _texts(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [text[start:end].strip() for start, end in spans]


def _names_in(query: Query, text: str) -> list[tuple[NameKind, Span]]:
    spans = [
        (name.kind, Span(at, at + len(name.text)))
        for name in query.names
        if name.text and (at := text.find(name.text)) >= 0
    ]
    return sorted(spans, key=lambda one: (one[1].start, -one[1].end))


def _only_time(query: Query, text: str) -> bool:
    bare = text.strip("的 在")
    return bool(_LAST_YEAR.match(bare) or _DAY.fullmatch(bare)) or any(
        len(time.text) >= len(bare) - 1 and bare.startswith(time.text.rstrip("底末"))
        for time in query.times
    )


def _holds_figure(query: Query, span: tuple[int, int]) -> bool:
    return any(
        span[0] <= q.start < span[1] and q.unit and q.kind != "rank" for q in query.quantities
    )


def _asked(text: str, tail: str) -> str:
    """Return the question for one value; the unit asked for goes with it."""
    unit = re.search(r"(?:多少|几)([^\W\d].*)$", tail)
    counted = unit and "百分" not in tail and not re.match("[呢吗了]|倍", unit[1])
    ending = f"有多少{unit[1]}" if unit and counted else "是多少"
    return f"{text.rstrip('的，, ')}{ending}"
