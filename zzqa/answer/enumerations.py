"""Enumerations in a sentence: where they begin and end, and each of their items.

企业孵化裂变、行业扩散裂变和产业生态裂变 in 着力推进企业孵化裂变、行业扩散裂变和产业生态裂变。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from zzqa.records import Passage, Span

_BRACKETS = re.compile("（[^（）]*）|\\([^()]*\\)|“[^“”]*”|《[^《》]*》|「[^「」]*」|‘[^‘’]*’")
_QUOTED = re.compile("[“「‘]([^“”「」‘’]*)[”」’]")
_CLAUSE = re.compile(r"[，,；;。：:！!？?\n]+")
_PAUSE = re.compile("、|(?<=[”》」])(?=[“《「])")
_JOINT = re.compile("以及|和|与|及|或者|或|还有")
_LEAD = re.compile(
    "包括|包含|涵盖|涉及|囊括|分别[是为有]?|分为|称为|即|由|是|为|有|含|如|像|对|向|与|从|在|到|把|将|以|按照"
    "|围绕|聚焦|瞄准|依托|利用|通过|坚持|推进|推动|推广|培育|发展|促进|构建|打造|建立|建设|派出|选派|派"
    "|走进|来到|走访|前往|集聚|汇聚|聚集|集中|突破|研制|研发|生产|制造|获得|获评|获|实现|统筹好?|做好|抓好|给予|奖励|新增|开展"
    "|实施|进行|完成|成立|邀请|组织|考察|参观|看望|出席|来自|覆盖|辐射|拥有|具有|具备|提供|引进|引入|加快"
    "|支持|强化|深化|搭载|应对|联合|召集|出口|进口|销往|远销|分布|选择|设立|设有|新设|举办|举行|承办|涌现"
    "|领导|任务|项目|企业|产品|领域|地区|城市|单位|部门|[了着过的好]"
)
_SURE_LEAD = re.compile("(?:可以?)?(?:通过|按照|依托|凭借?|持有?(?!续))")
"""What begins no item."""
_ETC = "(?<![一二三四五六七八九特优高中初平同均何相])等(?![奖级于待候次号])"
_SURE_TAIL = re.compile(
    f"{_ETC}|不等|向(?=[^，。；]{{2,16}}(?:提出|提交|反映|报告|申请|申报|申领|举报|投诉))|共同|一起|一同|联合(?!国)|分别|也|(?<![平人户日年])均|(?<![成首古])都(?![市江昌匀])"
)
"""What follows an enumeration wherever it stands; other words that may are weighed by length."""
_TAIL = re.compile(
    "各|进入|成为|成长|入选|上榜|组成|构成|围绕|参加|参与|出席"
    "|组建|共建|合作建立|获|被|在|为|是|的|将|已|以|于|由|要|可以?|表示|介绍|发言|印发|发布|举行|签订|签约|开展|组织|之间"
    "|[一二两三四五六七八九十\\d]+(?:余|多)?(?:大|个|种|类|项|家|位|支|条|件|款|所|名|座|门|方面)"
)
_CLASSIFIER = "(?:大|个|种|类|项|家|位|支|条|件|款|所|名|座|门)"
_ETC_INSIDE = re.compile(f"{_ETC}(?:等)?")
_COUNTED = "(?P<count>[一二两三四五六七八九十\\d]+)"
_AND_SO_ON = re.compile(f"{_ETC}(?:等)?(?:{_COUNTED}(?:余|多)?[^\\W\\d])?")
_SECOND = re.compile(f"{_COUNTED}{_CLASSIFIER}")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_EDGES = " \n、，,；;。：:"
_QUOTES = {"“": "”", "「": "」", "‘": "’", "《": "》"}
_LONGEST = 60
"""Characters of one item: what is longer is a clause that merely stands beside a pause mark."""
_PARALLEL = 3
"""Clauses that begin or end alike and follow each other are a list from so many on: two alike are
a manner of speaking."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Items in the order of the text, as spans of the passage's text.

    ``is_open`` tells that the text says there are more; ``count`` is how many it says there are.
    """

    items: tuple[Span, ...]
    is_open: bool = False
    count: int | None = None

    @property
    def start(self) -> int:
        """Where the first item begins."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """Where the last item ends."""
        return self.items[-1].end


def number_of(text: str) -> int | None:
    """Return a small number in Chinese or Arabic digits: 五, 12, 十二; None for anything else."""
    if text.isdigit():
        return int(text)
    if not text or any(c not in _DIGITS for c in text):
        return None
    tens, found, ones = text.partition("十")
    if not found:
        return _DIGITS[text] if len(text) == 1 else None
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def find_enumerations(passage: Passage, sentence: Span) -> list[Enumeration]:
    """Return the enumerations of a sentence: by pause marks, in quotation marks, by clauses."""
    found = list(_paused(passage, sentence))
    for match in _QUOTED.finditer(passage.text, sentence.start, sentence.end):
        inner = Span(match.start(1), match.end(1))
        if "、" in match.group(1) or "，" in match.group(1):
            found += _plain_split(passage.text, inner)
    found += _by_clauses(passage.text, sentence)
    return found


def _masked(text: str, span: Span) -> str:
    """Return a text with what stands in brackets and quotation marks blanked, same length.

    The marks themselves are kept, so that neighbouring quotations can be told apart.
    """

    def blank(match: re.Match[str]) -> str:
        inside = match.group()
        return inside[0] + "\0" * (len(inside) - 2) + inside[-1]

    return _BRACKETS.sub(blank, text[span.start : span.end])


def _paused(passage: Passage, sentence: Span) -> Iterator[Enumeration]:
    masked = _masked(passage.text, sentence)
    at = 0
    for end in (*(m.start() for m in _CLAUSE.finditer(masked)), len(masked)):
        clause = masked[at:end]
        cuts = [(m.start(), m.end()) for m in _PAUSE.finditer(clause)]
        if cuts or len(_JOINT.findall(clause)) == 1:
            base = sentence.start + at
            edges = [0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(clause)]
            pieces = [Span(base + a, base + b) for a, b in zip(*edges)]
            for run in _runs(masked, sentence.start, pieces):
                made = _made(passage, [*run[:-1], *_joined(passage, clause, base, run[-1])])
                if made is not None and made.items:
                    yield made
        at = end + 1


def _runs(masked: str, offset: int, pieces: Sequence[Span]) -> Iterator[list[Span]]:
    """Split pieces where one list ends and another begins: 甲、乙等高校走进丙、丁等企业."""
    run: list[Span] = []
    for number, piece in enumerate(pieces):
        run.append(piece)
        etc = _ETC_INSIDE.search(masked, piece.start - offset + 1, piece.end - offset)
        if number + 1 < len(pieces) and etc:
            yield run
            run = [Span(offset + etc.end(), piece.end)]
    yield run


def _joined(passage: Passage, clause: str, base: int, last: Span) -> list[Span]:
    """Split the last piece at its conjunction, unless that is part of a name."""
    closed = _ETC_INSIDE.search(clause, last.start - base + 1, last.end - base)
    for match in _JOINT.finditer(
        clause, last.start - base, closed.start() if closed else len(clause)
    ):
        start, end = base + match.start(), base + match.end()
        if any(n.start < start and end < n.end for n in passage.mentions.names):
            continue
        if start - last.start > 1 and last.end - end > 1:
            return [Span(last.start, start), Span(end, last.end)]
    return [last]


def _made(passage: Passage, pieces: Sequence[Span]) -> Enumeration | None:
    """Return the enumeration of some pieces, without what leads to it and what follows it."""
    text = passage.text
    if len(pieces) < 2 or any(not 0 < p.end - p.start <= 3 * _LONGEST for p in pieces):
        return None
    inner = [p.end - p.start for p in pieces[1:-1]]
    first, last = pieces[0], pieces[-1]
    usual = median(inner) if inner else None
    names = passage.mentions.names
    tails = _cuts_after(text, last)
    leads = _cuts_before(text, first)
    # A name that an item begins or ends with is no place to cut.
    tails = [n.end for n in names if n.start == last.start and n.end in tails] or tails
    leads = [n.start for n in names if n.end == first.end and n.start in leads] or leads
    if usual is None:
        start, end = min(
            ((a, b) for a in leads for b in tails),
            key=lambda ab: (abs((first.end - ab[0]) - (ab[1] - last.start)), ab[1] - ab[0]),
        )
    else:
        start = min(leads, key=lambda a: (abs(first.end - a - usual), a))
        end = min(tails, key=lambda b: (abs(b - last.start - usual), -b))
    spans = [
        bare(text, start, first.end),
        *(bare(text, *p) for p in pieces[1:-1]),
        bare(text, last.start, end),
    ]
    if any(s.end <= s.start or s.end - s.start > _LONGEST for s in spans):
        return None
    after = _AND_SO_ON.match(text, end)
    counted = after or _SECOND.match(text, end)
    count = number_of(counted["count"]) if counted and counted["count"] else None
    return Enumeration(tuple(spans), bool(after) and count != len(spans), count)


def _cuts_before(text: str, piece: Span) -> list[int]:
    """Return where the first item may begin: at the piece's start, or after a word that leads."""
    quoted = _opening_quote(text, piece)
    if quoted is not None:
        return [quoted]
    if sure := _SURE_LEAD.match(text, piece.start, piece.end):
        return [sure.end()]
    cuts = {piece.start}
    for at in range(piece.start, piece.end):
        match = _LEAD.match(text, at, piece.end)
        if match and match.end() < piece.end:
            cuts.add(match.end())
    return sorted(cuts)


def _cuts_after(text: str, piece: Span) -> list[int]:
    """Return where the last item may end: at the piece's end, or before a word that follows."""
    if text[piece.start : piece.start + 1] in _QUOTES:
        close = text.find(_QUOTES[text[piece.start]], piece.start, piece.end)
        if close > 0:
            return [close + 1]
    sure = _SURE_TAIL.search(text, piece.start + 1, piece.end)
    end = sure.start() if sure else piece.end
    cuts = {end} | {match.start() for match in _TAIL.finditer(text, piece.start + 1, end)}
    return sorted(cuts)


def _opening_quote(text: str, piece: Span) -> int | None:
    """Return where the quotation begins that a piece ends with: 延伸拓展的“光伏储能”."""
    for mark, close in _QUOTES.items():
        if text[piece.end - 1] == close:
            at = text.rfind(mark, piece.start, piece.end)
            return at if at >= 0 else None
    return None


def _plain_split(text: str, span: Span) -> Iterator[Enumeration]:
    mark = "、" if "、" in text[span.start : span.end] else "，"
    items, at = [], span.start
    for piece in text[span.start : span.end].split(mark):
        items.append(bare(text, at, at + len(piece)))
        at += len(piece) + 1
    if all(0 < s.end - s.start <= _LONGEST for s in items):
        yield Enumeration(tuple(items))


def _by_clauses(text: str, sentence: Span) -> Iterator[Enumeration]:
    """Yield runs of clauses that begin or end alike, and what follows 分别为 clause by clause."""
    masked = _masked(text, sentence)
    bounds, at = [], 0
    for match in _CLAUSE.finditer(masked):
        bounds.append(Span(sentence.start + at, sentence.start + match.start()))
        at = match.end()
    bounds.append(Span(sentence.start + at, sentence.end))
    clauses = [bare(text, *b) for b in bounds if b.end > b.start]
    run: list[Span] = []
    for clause in clauses:
        if run and not _alike(text, run[-1], clause):
            yield from _parallel(text, run)
            run = []
        run.append(clause)
    yield from _parallel(text, run)
    yield from _respectively(text, masked, sentence, clauses)


def _alike(text: str, one: Span, other: Span) -> bool:
    """Whether two clauses are built alike: same beginning, or same length and rhythm."""
    a, b = text[slice(*one)], text[slice(*other)]
    a = re.sub("^(?:即|其中|包括|分别[是为]?)", "", a)
    if len(a) < 4 or len(b) < 4:
        return False
    return a[:2] == b[:2] or a[-2:] == b[-2:] or (abs(len(a) - len(b)) <= 1 and len(a) <= 10)


def _parallel(text: str, run: Sequence[Span]) -> Iterator[Enumeration]:
    if len(run) < _PARALLEL:
        return
    first = re.match("即|其中|包括|分别[是为]?", text[slice(*run[0])])
    lead = Span(run[0].start + (first.end() if first else 0), run[0].end)
    yield Enumeration((lead, *run[1:]))


def _respectively(
    text: str, masked: str, sentence: Span, clauses: Sequence[Span]
) -> Iterator[Enumeration]:
    """Yield what stands between 分别为 and the sentence's end, split at commas and conjunctions."""
    for match in re.finditer("分别(?:是|为|指|有)", masked):
        start = sentence.start + match.end()
        items: list[Span] = []
        for clause in clauses:
            if clause.end <= start:
                continue
            at = max(clause.start, start)
            for piece in re.finditer(r"(?:(?!、|和|与|以及).)+", text[at : clause.end]):
                items.append(bare(text, at + piece.start(), at + piece.end()))
        if len(items) > 1 and all(1 < s.end - s.start <= _LONGEST for s in items):
            yield Enumeration(tuple(items))


def bare(text: str, start: int, end: int) -> Span:
    """Return a span without the marks around it; a quotation without its quotation marks."""
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    inside = _QUOTES.get(text[start]) if end - start > 2 else None
    if inside in ("”", "」", "’") and text.find(inside, start, end) == end - 1:
        return Span(start + 1, end - 1)
    return Span(start, end)
