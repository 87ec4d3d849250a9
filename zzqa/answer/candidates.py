"""Typed spans in a passage that may be the answer to a question of that type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from zzqa.answer.identity import is_asked_organisation
from zzqa.records import AnswerType, Name, Passage, Quantity, Query, Span, TimeMention
from zzqa.search.features import fits_type
from zzqa.text.fields import Field, find_fields
from zzqa.text.normalise import fold
from zzqa.text.quantities import same_value
from zzqa.text.tables import find_cells


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a passage's text that may answer, and what it was recognised as."""

    start: int
    end: int
    text: str
    mention: Quantity | Name | TimeMention | None = None


Finder = Callable[[Query, Passage], Iterator[Candidate]]

_ENUMERATION = re.compile(
    r"[^，。；：、！？“”\s]{1,30}(?:、[^，。；：、！？]{1,40})+(?:(?:和|及|以及|与)[^，。；：、！？]{1,30})?"
)
_REPORTER = re.compile("记者|通讯员|摄|编辑|作者")
_ASKS_REPORTER = re.compile(
    "记者|作者|撰|通讯员|拍摄|摄影|写的|采写|reporter|author|photo|wrote|written|journalist", re.I
)
_SALUTATION = re.compile(
    r"(?:等)?\s?(?:委员|代表|同志|先生|女士|同学|老师|教授|书记|主任)[^，。；\n]{0,6}[：:]\s*(?:\n|$)"
)
_ASKS_ADDRESSED = re.compile(
    "委员|代表|写给|致|收信|答复谁|提案|建议|proposal|addressed|members?", re.I
)
_DATELINE = re.compile(r"讯[（(]|记者[/／]|通讯员[/／]")
_NAMED = re.compile(r"“([^”]{1,40})”|《([^》]{1,60})》|「([^」]{1,40})」")
_ASKS_NAME = re.compile(
    "叫什么|什么名|名称|称号|什么奖|哪部|哪本|哪个项目|什么项目|called|named|title of|name of", re.I
)
_ASKS_ROLE = re.compile(
    r"职务|职位|头衔|什么官|是谁|是什么人|担任什么|何职"
    r"|\bwho (?:is|was)\b|\b(?:position|post|title|role|job)\b",
    re.I,
)
_ARTICLE = re.compile("一[个家项件位名种座条款场次批套支张份片系道股]")
"""一家集研发、生产于一体的企业 counts nothing."""
POST_REACH = 14
"""Characters after an organisation in which the person follows whose post it is part of."""
_LABELLED: frozenset[AnswerType] = frozenset({"person", "organisation", "place", "thing"})
_FIELD_ASKED = re.compile(
    "(?P<label>[一-鿿]{2,20}?)(?:是|为|叫|在)?(?:谁|哪位|什么|哪里|哪儿|哪家(?:公司|单位|企业)?)[？?]?$"
)
_FIELD = re.compile(
    r"(?:^|(?<=[\n，。；]))[ \t　]*(?P<label>[一-鿿]{2,8})[：:]\s*(?P<value>[^，。；：:\n]{2,40})"
)
_ASKS_BODY = re.compile(
    r"部门|机关|机构|\b(?:departments?|authorit(?:y|ies)|agenc(?:y|ies)|bod(?:y|ies))\b", re.I
)
_BODY = re.compile(
    r"(?:(?<=[由向，。；：、\n])|^)(?:第[一二三四五六七八九十百\d]{1,4}条[ \u3000]?)?"
    r"(?P<body>(?:(?!应当|负责|责令|可以|不得|违反|其他|有关|或者|以及|相关)[^\W\d_由向等的是]){2,12}?"
    r"(?:机关|机构|部门)(?:[一-鿿]{2,8}(?:部门|机构))?)(?![一-鿿]{0,4}[和或]|工作人员)"
)
"""公安机关交通管理部门, 消防救援机构: bodies that a law names by what they do."""
_MARK = re.compile(r"\s?[.．、)）](?!\d)")
"""What stands behind the number of a line."""
_NAME_LABEL = re.compile("名称|姓名|(?:单位|公司|机构|企业)名称")
_HEAD_EDGES = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*)?|(?:的?(?:基本)?(?:信息|情况|资料|名称))?\s*[：:]?\s*$"
)
"""What a head has around the name of whom it heads: 2. … 信息."""
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_KIND_ASKED = re.compile(
    "型号|品牌|规格|级别|等级|材质|编号|代码|邮箱|网址|邮编|交货期|工期|名称|产地|颜色|职务|职称"
)
_PHONE = re.compile(
    r"(?<![\d第-])(?:[48]00-?\d{3}-?\d{4}|0\d{2,3}-\d{5,8}|\d{7,8}|1\d{10}|1[12]\d{3})(?![\d号件元-])"
)
_ASKS_PHONE = re.compile("电话|热线|手机号|传真|phone|hotline|联系方式", re.I)


def find_candidates(query: Query, passage: Passage) -> list[Candidate]:
    """Return the spans of ``passage`` whose type fits the question, in order."""
    finder = FINDERS.get(query.answer_type)
    if query.answer_type == "thing" and (cells := list(_columns(query, passage))):
        return cells
    if query.answer_type in _LABELLED and (fields := list(_fields(query, passage))):
        return fields
    if query.answer_type in ("person", "definition") and _ASKS_ROLE.search(query.clean):
        posts = list(roles(query, passage))
        if posts:
            return posts
    return list(finder(query, passage)) if finder else []


def _fields(query: Query, passage: Passage) -> Iterator[Candidate]:
    """Find what stands behind its label, where the question asks for the label: 原告：某公司."""
    asked = _FIELD_ASKED.search(fold(query.clean))
    if asked is None:
        return
    label = asked["label"]
    spans = [m.span("value") for m in _FIELD.finditer(passage.text) if _ends(label, m["label"])]
    spans += [f.value for f in find_fields(passage.text) if _labels(passage.text, f, label)]
    for start, end in sorted(set(spans)):
        named = (n for n in passage.mentions.names if (n.start, n.end) == (start, end))
        yield Candidate(start, end, passage.text[start:end], next(named, None))


def _ends(asked: str, label: str) -> bool:
    return asked.endswith(fold(label))


def _labels(text: str, field: Field, asked: str) -> bool:
    """Whether a field answers for a label: its own, or as the name under that head.

    Under 2.代理机构信息, 名称：某公司 tells the 代理机构.
    """
    label = text[slice(*field.label)]
    if not _NAME_LABEL.fullmatch(label):
        return _ends(asked, label)
    whose = _HEAD_EDGES.sub("", text[slice(*field.head)])
    return len(whose) > 1 and _ends(asked, whose)


def _columns(query: Query, passage: Passage) -> Iterator[Candidate]:
    """Find the cells and fields whose head the question names: 便携式彩超是什么型号."""
    kinds, text = _KIND_ASKED.findall(fold(query.clean)), passage.text
    if not kinds:
        return
    heads = [(cell.span, cell.column_head) for cell in find_cells(text)]
    heads += [(field.value, field.label) for field in find_fields(text)]
    for span, head in heads:
        words = fold(_BRACKETED.sub("", text[slice(*head)]).strip())
        if len(words) > 1 and words.endswith(tuple(kinds)):
            yield Candidate(*span, text[slice(*span)])


def _quantities(query: Query, passage: Passage) -> Iterator[Candidate]:
    for quantity in passage.mentions.quantities:
        if not fits_type(query.answer_type, quantity.kind) and not _is_part(query, quantity):
            continue
        if _ARTICLE.fullmatch(quantity.text) or _is_code(passage.text, quantity):
            continue
        if any(q.unit and same_value(q, quantity) for q in query.quantities):
            continue
        yield Candidate(quantity.start, quantity.end, quantity.text, quantity)


def _is_part(query: Query, quantity: Quantity) -> bool:
    """Whether a fraction may answer how many: 需要多少业主同意, 三分之二以上."""
    asked = query.lang == "zh" and query.answer_type == "number" and not query.units
    return asked and quantity.kind == "percent" and "分之" in quantity.text


def _is_code(text: str, quantity: Quantity) -> bool:
    """Whether a number is a name's code, or that of its line: 衡泰精密（688999）, 5. 供应商."""
    if quantity.kind != "plain":
        return False
    line = text[text.rfind("\n", 0, quantity.start) + 1 : quantity.start]
    if _MARK.match(text, quantity.end) and not line.strip(" \t　（("):
        return True
    around = text[quantity.start - 1 : quantity.start], text[quantity.end : quantity.end + 1]
    return around in (("（", "）"), ("(", ")"))


def _times(query: Query, passage: Passage) -> Iterator[Candidate]:
    for time in passage.mentions.times:
        if not re.search(r"\d|[一二三四五六七八九〇]|年底|年初|春|夏|秋|冬", time.text):
            continue
        yield Candidate(time.start, time.end, time.text, time)


def _named(kind: str) -> Finder:
    def find(query: Query, passage: Passage) -> Iterator[Candidate]:
        asked = fold(query.clean)
        reporters = bool(_ASKS_REPORTER.search(query.clean))
        addressed = bool(_ASKS_ADDRESSED.search(query.clean))
        for name in passage.mentions.names:
            known = fold(name.text) in asked or name.text in {n.text for n in query.names}
            if name.kind != kind or known:
                continue
            if kind == "organisation" and (
                _DATELINE.search(passage.text, name.end, name.end + 12)
                or is_asked_organisation(query, name.text)
            ):
                continue
            if kind == "person" and bool(_REPORTER.search(name.role)) != reporters:
                continue
            if kind == "person" and _is_addressed(passage.text, name) and not addressed:
                continue
            if kind == "organisation":
                name = _joined(query, passage, name)
            elif kind == "place":
                before = (n for n in passage.mentions.names if n.kind == kind)
                if any(n.end == name.start and fold(n.text) not in asked for n in before):
                    continue  # 衡阳 of 湖南衡阳, unless it is asked where in 湖南
                name = _whole_place(passage, name)
            yield Candidate(name.start, name.end, name.text, name)

    return find


def _is_addressed(text: str, name: Name) -> bool:
    """Whether a letter begins with a person, who is told nothing of there: 王某等委员：."""
    opens = not text[: name.start].rpartition("\n")[2].strip()
    return opens and bool(_SALUTATION.match(text, name.end))


def _organisations(query: Query, passage: Passage) -> Iterator[Candidate]:
    """Find organisations, and bodies that a law calls by their kind where a body is asked for."""
    found = list(_named("organisation")(query, passage))
    if _ASKS_BODY.search(query.clean):
        taken = [(one.start, one.end) for one in found]
        for match in _BODY.finditer(passage.text):
            start, end = match.span("body")
            if not any(a < end and start < b for a, b in taken):
                found.append(Candidate(start, end, match["body"]))
    yield from sorted(found, key=lambda one: one.start)


def _whole_place(passage: Passage, name: Name) -> Name:
    """Return a place with those that follow it at once: 湖南衡阳."""
    end = name.end
    for other in passage.mentions.names:
        if other.kind == "place" and other.start == end:
            end = other.end
    return replace(name, end=end, text=passage.text[name.start : end])


def _joined(query: Query, passage: Passage, name: Name) -> Name:
    """Return an organisation with those before it in a list whose one post is asked about.

    Of 甲公司、乙公司董事长某某, he is chairman of both.
    """
    asked = {fold(other.text) for other in query.names if other.kind == "person"}
    names = passage.mentions.names
    holders = (n for n in names if 0 < n.start - name.end <= POST_REACH and n.kind == "person")
    if not any(fold(holder.text) in asked and holder.role for holder in holders):
        return name
    start = name.start
    for other in reversed(names):
        if other.kind == name.kind and passage.text[other.end : start] in ("、", "和", "与"):
            start = other.start
    return replace(name, start=start, text=passage.text[start : name.end])


def _lists(query: Query, passage: Passage) -> Iterator[Candidate]:
    for start, end in passage.sentences:
        for match in _ENUMERATION.finditer(passage.text, start, end):
            yield Candidate(match.start(), match.end(), match.group())


def _things(query: Query, passage: Passage) -> Iterator[Candidate]:
    """Find what has a name or number of its own: a quoted title, a post, a telephone number."""
    if _ASKS_PHONE.search(query.clean):
        for match in _PHONE.finditer(passage.text):
            yield Candidate(match.start(), match.end(), match.group())
    elif _ASKS_ROLE.search(query.clean) and any(n.kind == "person" for n in query.names):
        yield from roles(query, passage)
    elif _ASKS_NAME.search(query.clean):
        for match in _NAMED.finditer(passage.text):
            group = match.lastindex or 0
            if fold(match.group(group)) not in fold(query.clean):
                yield Candidate(match.start(group), match.end(group), match.group(group))


def roles(query: Query, passage: Passage) -> Iterator[Candidate]:
    """Find the posts that the passage gives to a person whom the question names."""
    asked = {fold(name.text) for name in query.names if name.kind == "person"}
    for name in passage.mentions.names:
        if name.kind == "person" and name.role and fold(name.text) in asked:
            start = passage.text.rfind(name.role, 0, name.start)
            if start >= 0:
                yield Candidate(start, start + len(name.role), name.role)


FINDERS: dict[AnswerType, Finder] = {
    "number": _quantities,
    "money": _quantities,
    "percent": _quantities,
    "rank": _quantities,
    "date": _times,
    "person": _named("person"),
    "place": _named("place"),
    "organisation": _organisations,
    "list": _lists,
    "thing": _things,
}
"""Where candidates of each answer type come from; other types are answered by whole sentences."""


def sentence_of(passage: Passage, start: int, end: int) -> Span:
    """Return the sentence that holds ``[start, end)``, or the span itself where none does."""
    for sentence in passage.sentences:
        if sentence.start <= start and end <= sentence.end:
            return sentence
    return Span(start, end)
