"""Questions after figures, by templates over the words before them.

A figure is asked for by its indicator (全市进出口总值118.7亿元 → 株洲的进出口总值是多少？), a
count by what is counted (拥有创新平台52个 → 拥有多少个创新平台？), growth by what grew. A sentence
that no template fits is left alone: fewer questions, each of which a person could have asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zzqa.eval.propose_text import (
    Draft,
    clause_start,
    draft,
    is_phrase,
    sentence_at,
    time_before,
    whose,
    without_times,
)
from zzqa.records import AnswerType, Passage, Quantity, Span

_STOP = re.compile(r"\s*(?:$|[，。；：！？、,;:（()）\n])")
"""What stands after a figure that ends its clause: before a noun it only describes that."""
_HEADS = (
    "值 额 量 率 价 总数 人数 户数 件数 面积 收入 支出 人口 产量 比重 占比 投入 投资 里程 全长 "
    "总长 长度 高度 宽度 重量 成本 利润 规模 密度 强度 增速 增幅 温度 水位 海拔 寿命 产能 "
    "税收 资金 资本 贷款 存款 余额 工资"
)
"""What the name of a measured thing ends in: what is left of a clause must be such a name."""
_INDICATOR = re.compile(rf"(?=.{{3,}})[一-龥A-Za-z0-9“”·]{{1,14}}(?:{'|'.join(_HEADS.split())})")
"""At least three characters: 产值 alone does not tell which."""
_LINK = re.compile(
    r"(?:已经|已)?(?:累计|合计|共计|总共|平均)?"
    r"(?:达到了|达到|达|约为|为|约|是|共|实现|完成|突破|超过|增至|升至|有|占)?了?$"
)
_DONE = re.compile(r"^(?:累计|共计|共|已|实现|完成|创造|达成|拥有)+")
_PER_HEAD = re.compile(r"^(?:人均|户均|每万人|每万人口)")
_HAVE = re.compile(
    r"(拥有|共有|现有|新增|建成|建设|培育|引进|获得|获批|完成|举办|设立|授权|受理|签约|登记|开通|种植|收录|保存)"
    r"(?:了|有)?([一-龥A-Za-z“”·]{2,14}?)(?:共|共计|累计|达到|达|约)?"
)
_LASTING = ("拥有", "共有", "现有")
_GROWTH = re.compile(
    r"(同比|比上年|较上年|较去年同期|比去年同期)?(增长|下降|提高|减少|上升)(?:了|约)?$"
)
_PLANNED = re.compile(r"力争|目标|预计|预期|计划|规划|争取|拟|将|有望|到20\d\d年")


def figures(passage: Passage) -> Iterator[Draft]:
    """Yield the questions after a passage's figures; what is only planned is none."""
    for quantity in passage.mentions.quantities:
        sentence = sentence_at(passage, quantity.start)
        if sentence is None or quantity.kind not in ("count", "money", "percent", "measure"):
            continue
        if _PLANNED.search(passage.text, sentence.start, quantity.start):
            continue
        asked = _figure_words(passage, sentence, quantity)
        if asked is not None and _STOP.match(passage.text, quantity.end):
            words, subject = asked
            time = time_before(passage, sentence, quantity.start)
            question = f"{time}{'，' if time else ''}{subject}{words}？"
            yield draft(passage, sentence, quantity, question, _figure_type(quantity), bool(time))


def _figure_words(passage: Passage, sentence: Span, quantity: Quantity) -> tuple[str, str] | None:
    """Return what asks for a figure and whose it is; None where no template fits."""
    start = clause_start(passage.text, sentence, quantity.start)
    before = without_times(passage, start, quantity.start)
    growth = _GROWTH.search(before)
    if growth and quantity.kind == "percent":
        return _growth_words(passage, sentence, start, growth, before)
    subject, rest = whose(passage, sentence, start, before)
    have = _HAVE.fullmatch(rest)
    if not subject:
        return None
    if have and quantity.kind == "count" and is_phrase(have[2]):
        verb = have[1] if have[1] in _LASTING else f"{have[1]}了"
        return f"{verb}多少{_classifier(quantity)}{have[2]}", subject
    named = _DONE.sub("", _LINK.sub("", rest))
    if _INDICATOR.fullmatch(named) and is_phrase(named):
        return f"{'' if _PER_HEAD.match(named) else '的'}{named}是多少", subject
    return None


def _growth_words(
    passage: Passage, sentence: Span, start: int, growth: re.Match[str], before: str
) -> tuple[str, str] | None:
    """Return what asks how much an indicator grew, which stands here or in the clause before."""
    here = before[: growth.start()]
    if not here and start > sentence.start:
        end, start = start - 1, clause_start(passage.text, sentence, start - 1)
        told = [one for one in passage.mentions.quantities if start <= one.start < end]
        here = without_times(passage, start, told[0].start if told else end)
    subject, rest = whose(passage, sentence, start, here)
    named = _DONE.sub("", _LINK.sub("", rest))
    if subject and _INDICATOR.fullmatch(named) and is_phrase(named):
        return f"的{named}{growth[1] or ''}{growth[2]}了多少", subject
    return None


def _classifier(quantity: Quantity) -> str:
    return "名" if quantity.unit in ("人", "位") else quantity.unit or "个"


def _figure_type(quantity: Quantity) -> AnswerType:
    if quantity.kind == "money":
        return "money"
    return "percent" if quantity.kind == "percent" else "number"
