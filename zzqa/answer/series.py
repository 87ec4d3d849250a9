"""Questions for the most or the least of several: 哪种产品出口最多, from one enumerating passage.

出口日用陶瓷11.8亿元，增长23.5%；出口笔记本电脑10.2亿元，增长21.1倍 gives two members with two
figures each; which figure is meant, the question says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zzqa.answer import arithmetic
from zzqa.answer.candidates import Candidate
from zzqa.answer.cells import cell_of, cells_of
from zzqa.answer.compare import Sum
from zzqa.answer.comparisons import Operand
from zzqa.answer.extract import Extraction
from zzqa.answer.operands import Value
from zzqa.answer.score import Choice, confidence, confidence_features
from zzqa.records import Passage, Quantity, Query, Span
from zzqa.text.names import bare_place
from zzqa.text.tables import Cell

_MOST = "最多|最高|最大|最快|最长|最强|最重|最远|居首|第一多"
_LEAST = "最少|最低|最小|最慢|最短|最轻|最近"
_CHINESE = re.compile(
    rf"哪一?(?:[个家座种类项款支位所国省市县区]|些)[^，,？?]*?(?P<cmp>{_MOST}|{_LEAST})"
    rf"|(?P<back>{_MOST}|{_LEAST})的[^，,？?]{{0,10}}?(?:是|为)哪"
)
_ENGLISH = re.compile(
    r"\b(?:which|what)\b.*?\b(?P<cmp>most|highest|largest|greatest|biggest|fastest|longest"
    r"|fewest|least|lowest|smallest|slowest|shortest)\b",
    re.I,
)
_LESS = re.compile(f"{_LEAST}|fewest|least|lowest|smallest|slowest|shortest", re.I)
_WHICH = re.compile(
    r"哪一?[种类款项支][^的，,？?最]{1,4}的"
    rf"|哪一?(?:[个家座种类项款支位所国省市县区]|些)(?:城市|地区|国家|产品|企业|公司|单位|部门|商品|学校|机构)?的?"
    rf"|{_MOST}|{_LEAST}|是|最"
)
"""What is not asked of a member: what it is, 作物 of 哪种作物的产量, need not stand in the text."""
_CHANGE = re.compile(
    "(?:同比|环比)?(?:增长|下降|增加|减少|提高|占比|占|比重|增幅|增速|上涨)[为达到了约近]*$"
)
_SHARE = re.compile("增长|增速|增幅|占比|比重|比例|下降|降幅")
_PERIOD = re.compile(
    r"哪一?个?(?:季度|月份?|年份?|半年|时期|阶段)|\b(?:which|what) (?:quarter|month|year)\b", re.I
)
"""What tells a member by its time."""
_CITY = re.compile("哪一?个?(?:城市|市|县|县市|国家|省|区)")
_EDGES = re.compile("^(?:其中|属于|对|向|与|和|在|从|由|是|有|及|以及|全年|累计|共计|、)+")
_ENDS = re.compile(
    "(?:分别|累计|共有|共|达到|达|有|为|是|约|近|超过?|总额|总值|总量|数量|额|量|的|在)+$"
)
_SAID = re.compile(f"{_MOST}|{_LEAST}|第一|首位|居首|榜首|之首")
_FIRST = re.compile("[；;。！？!?]")
_CUT = re.compile("[，,、；;。：:（()）]")
_TIMES_PERCENT = 100
"""倍 in per cent: 增长21.1倍 is more than 增长29%."""
_MEMBERS = 3
"""Members from which on figures beside each other are a series: of two, one is often a part of
the other."""
_READ = 24
_LONGEST = 20
"""Characters of a member's name; what is longer has run into the sentence."""


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    quantity: Quantity
    value: float


def superlative(query: Query) -> tuple[str, bool] | None:
    """Return the question for the figures that are compared, and whether the most is asked for."""
    pattern = _ENGLISH if query.lang == "en" else _CHINESE
    found = pattern.search(query.clean)
    if found is None or query.answer_type in ("reason", "how", "yesno", "date", "definition"):
        return None
    words = found.groupdict()
    word = words.get("cmp") or words.get("back") or ""
    if query.lang == "en":
        rest = re.sub(rf"\b(?:which|what|the|{re.escape(word)})\b", " ", query.clean, flags=re.I)
        return f"How many {' '.join(rest.rstrip('?. ').split())}", not _LESS.fullmatch(word)
    asks = "是百分之多少" if _SHARE.search(query.clean) else "是多少"
    return f"{_WHICH.sub('', query.clean.rstrip('？?。 '))}{asks}", not _LESS.fullmatch(word)


def find_extreme(
    query: Query, whole: Extraction | None, extraction: Extraction | None, *, more: bool
) -> Sum | None:
    """Return the member of a series that has the most or the least; None where there is none.

    ``extraction`` is what was found for the figures; the series is that of the best sentence which
    holds one. ``whole`` is what was found for the question itself: where that sentence says which
    is first, nothing is computed.
    """
    if extraction is None or whole is None or _SAID.search(whole.best.sentence_text):
        return None
    choices = (extraction.best, *extraction.others)
    for choice in choices[:_READ]:
        members = _series(query, choice)
        if len(members) < _MEMBERS:
            continue
        rivals = [(c, c.score) for c in choices if c.sentence_text != choice.sentence_text]
        features = confidence_features(query, choice, choice.score, rivals)
        features["computed"] = 1.0
        return _extreme(choice, members, features, more=more)
    return None


def _extreme(
    choice: Choice, members: Sequence[_Member], features: Mapping[str, float], *, more: bool
) -> Sum | None:
    sure = confidence(features)
    ordered = sorted(members, key=lambda m: (-m.value if more else m.value, m.quantity.start))
    if ordered[0].value == ordered[1].value:
        return None
    values = tuple(
        Value(Operand(m.name, ""), _at(choice, m.quantity), m.quantity, sure) for m in ordered
    )
    first = ordered[0].quantity
    scale = arithmetic.scale_of([m.quantity for m in ordered])
    sign = " > " if more else " < "
    apart = ordered[1].quantity
    same = first.unit == apart.unit
    result = arithmetic.exact(first) - arithmetic.exact(apart) if same else None
    return Sum(
        operation="maximum" if more else "minimum",
        values=values,
        answer=ordered[0].name,
        english=None,
        answer_type="thing",
        result=result,
        unit=first.unit,
        text="" if result is None else arithmetic.shown(result, first.unit, scale),
        expression=sign.join(f"{m.name} {m.quantity.text}" for m in ordered),
        confidence=sure,
        judged_by=(features,),
    )


def _at(choice: Choice, quantity: Quantity) -> Choice:
    candidate = Candidate(quantity.start, quantity.end, quantity.text, quantity)
    return replace(choice, candidate=candidate)


def _series(query: Query, choice: Choice) -> list[_Member]:
    """Return the figures of a sentence that are of the same kind as the choice, each with whose."""
    own = choice.candidate.mention
    if not isinstance(own, Quantity):
        return []
    if cell := cell_of(choice.ranked.view, choice.candidate):
        return _column(choice, cell)
    passage, sentence = choice.ranked.hit.passage, choice.sentence
    label = _label(passage, sentence, own)
    places = None
    if _CITY.search(query.clean):
        names = [n for n in passage.mentions.names if n.kind == "place"]
        places = {text for n in names for text in (n.text, bare_place(n.text))}
    members: dict[str, _Member] = {}
    for quantity in passage.mentions.quantities:
        if not sentence.start <= quantity.start < sentence.end:
            continue
        factor = _TIMES_PERCENT if (own.unit, quantity.unit) == ("%", "倍") else 1
        if quantity.unit != own.unit and factor == 1:
            continue
        if _label(passage, sentence, quantity) != label:
            continue
        name = (
            _period(passage, sentence, quantity)
            if _PERIOD.search(query.clean)
            else _name(query, choice, quantity, changes=bool(label))
        )
        if not name or len(name) > _LONGEST or name in members:
            return []  # a figure whose owner is not known may be the greatest of all
        if places is not None and name not in places:
            return []
        members[name] = _Member(name, quantity, quantity.value * factor)
    return list(members.values())


def _column(choice: Choice, cell: Cell) -> list[_Member]:
    """Return the figures of a column, each with the first cell of its row."""
    passage = choice.ranked.hit.passage
    figures = {Span(q.start, q.end): q for q in passage.mentions.quantities}
    members = []
    for other in cells_of(choice.ranked.view).values():
        if other.column_head != cell.column_head:
            continue
        quantity = figures.get(other.span)
        if quantity is None:
            return []  # a cell that is no figure: the greatest of all is not known
        name = passage.text[other.row_head.start : other.row_head.end]
        members.append(_Member(name, quantity, quantity.value))
    return members


def _period(passage: Passage, sentence: Span, quantity: Quantity) -> str:
    """Return the last time before a figure: 四季度5.51亿元; empty where its sentence has none."""
    before = [
        time.text
        for time in passage.mentions.times
        if sentence.start <= time.start and time.end <= quantity.start
    ]
    return before[-1] if before else ""


def _label(passage: Passage, sentence: Span, quantity: Quantity) -> str:
    """Return the word that says what a figure is besides its member's own: 增长, 占比."""
    before = passage.text[sentence.start : quantity.start]
    cut = max((m.end() for m in _CUT.finditer(before)), default=0)
    found = _CHANGE.fullmatch(before[cut:].strip())
    return found.group() if found else ""


def _name(query: Query, choice: Choice, quantity: Quantity, *, changes: bool) -> str:
    """Return whose figure it is: the words before it; of a change, before its part's first."""
    passage, sentence = choice.ranked.hit.passage, choice.sentence
    text = passage.text
    end = quantity.start
    low = sentence.start
    if changes:
        low = max(
            (m.end() for m in _FIRST.finditer(text, sentence.start, end)), default=sentence.start
        )
        inside = [q for q in passage.mentions.quantities if low <= q.start < end]
        end = inside[0].start if inside else end
    cut = max((m.end() for m in _CUT.finditer(text, low, end)), default=low)
    last = max(
        (q.end for q in passage.mentions.quantities if low <= q.start and q.end <= end), default=cut
    )
    start = max(cut, last)
    asked = {term for concept in query.concepts for term in concept}
    tokens = [t for t in choice.ranked.view.tokens if start <= t.start and t.end <= end]
    spare = [t for t in tokens if t.term in asked]
    while spare and spare[0].start <= start:
        start = max(start, spare.pop(0).end)
    if passage.home and text.endswith(passage.home, low, start):
        start += text[start : start + 1] in ("市", "县", "省", "区")
    for token in reversed(spare):
        if token.end >= end:
            end = token.start
    words = [text[t.start : t.end] for t in spare]
    name = _trimmed(text[start:end], words)
    home = passage.home
    if home and name.startswith(home):
        rest = name.removeprefix(home)
        return _trimmed(rest[rest[:1] in ("市", "县", "省", "区") :], words) or name
    return name


def _trimmed(name: str, asked: Sequence[str]) -> str:
    """Return a member's name without the words of the question and what joins it to its figure."""
    name = _ENDS.sub("", _EDGES.sub("", name.strip()))
    for word in reversed(asked):
        name = name.removesuffix(word)
    for word in asked:
        name = name.removeprefix(word)
    return _ENDS.sub("", _EDGES.sub("", name)).strip("“”《》 ")
