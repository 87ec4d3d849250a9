"""Which units the answer to a question may have."""

from __future__ import annotations

import re

from zzqa.text.compact import compact
from zzqa.text.normalise import fold
from zzqa.text.units import CHINESE_UNITS, UNITS

_MONEY, _PERCENT, _RANK, _PERSON = ("元",), ("%",), ("位", "名"), ("人", "名", "位")
_LENGTH = ("米", "厘米", "毫米", "公里", "微米", "纳米")
_AREA = ("平方公里", "平方米", "公顷", "亩")

_ASKED = re.compile(
    rf"(?:多少|(?<!第)几)(?:万亿|[百千]?万|百万|千万|亿|千(?![瓦米克伏]))?(?P<unit>{CHINESE_UNITS})"
)
_WHICH_TIME = re.compile("哪几[天日年月]")
"""现场审核是哪几天 asks for days, and for no number of them."""
_RATE = re.compile("多少的?[年月日](?:利率|息|化|费率)")
"""多少年利率 counts no years."""
_Rules = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]

_RULES: _Rules = (
    (re.compile(r"百分之(?:几|多少)|几成|多少个?百分点|多大比[例重]"), _PERCENT),
    (re.compile(
        r"第几(?![批届次期轮个条章节代阶])|排名?(?:第几|多少|如何|怎样|是|在)|(?:名次|位次|位居)[^,。?]{0,4}(?:几|多少)"
        r"|(?:排名|位次|名次)[^,。?]{0,8}(?:几|多少|是什么|\?|$)"
    ), _RANK),
    (re.compile(
        r"(?:占比|比例|比重|占[^,。?]{1,12}的?比[例重]?|百分比|增长率|增速|增幅|降幅|涨幅|利率|份额|覆盖率|合格率"
        r"|[成通转化完]率)[^,。?]{0,8}?(?:多少|几)(?!个|件|家|项|倍)"
    ), _PERCENT),
    (re.compile(r"多少的?(?:增速|增幅|比例|比重|年?利率|月?利率|费率|税率)"), _PERCENT),
    (re.compile(r"翻了?(?:多少|几)(?![页开])"), ("倍", "番")),
    (re.compile(r"(?:增长|下降|提高|提升|增加|上升|减少|上涨)了?(?:多少|几)(?:$|[?,。])"),
     ("%", "倍", "元")),
    (re.compile(r"多少(?:钱|资金|投资|经费|金额|贷款|奖金|补贴|费用|收入|利润|税收|产值)"), _MONEY),
    (re.compile(
        r"(?:金额|产值|总额|营收|收入|投资额?|资金|经费|奖金|价格|售价|利润|税收|贷款|补助|补贴|奖励|货值|造价"
        r"|成交额|交易额|进出口(?:总值|额)?|生产总值|gdp|增加值)[^,。?占率速]{0,12}?(?:多少|几)(?:$|[?,。])"
    ), _MONEY),
    (re.compile(r"多大(?:年龄|年纪|岁数)|(?:年龄|岁数|周岁)[^,。?]{0,6}(?:多大|多少|几)"), ("岁",)),
    (re.compile(r"面积[^,。?]{0,8}?(?:多少|多大)(?:$|[?,。])|多大面积"), _AREA),
    (re.compile(r"多[宽深厚](?:$|[?,。的呢])"), _LENGTH),
    (re.compile(r"多少人才|多少(?:专家|员工|职工|学生|教师|代表|群众|游客)"), _PERSON),
)  # fmt: skip
_ENGLISH: _Rules = (
    (re.compile(r"\b(?:what|which) (?:percentage|per ?cent|proportion|share|fraction)\b"
                r"|\bhow many per ?cent"
                r"|\bwhat (?:is|was|were) the (?:[a-z-]+ ){0,3}(?:percentage|proportion|share"
                r"|growth rate|rate)\b"
                r"|\bby what percentage", re.ASCII), _PERCENT),
    (re.compile(r"\b(?:what|which) (?:rank|place|position)\b"
                r"|\bwhere (?:does|did|do|is|was)\b.{0,60}\brank"
                r"|\bhow (?:high(?:ly)? )?(?:does|did|is|was)\b.{0,60}\brank"
                r"|\bwhat\b.{0,40}\branking\b",
                re.ASCII), _RANK),
    (re.compile(r"\bhow much (?:money|funding|revenue|investment"
                r"|was (?:invested|spent|raised)|did .{0,40}(?:cost|pay"
                r"|raise|invest|spend|earn))\b|\bhow many (?:yuan|dollars)\b|\bhow much .{0,30}\b"
                r"(?:yuan|rmb)\b",
                re.ASCII), _MONEY),
    (re.compile(r"\bhow many (?:kilomet(?:er|re)s)\b", re.ASCII), ("公里",)),
    (re.compile(r"\bteus?\b|\bhow many (?:shipping )?containers\b", re.ASCII), ("标箱", "标准箱")),
    (re.compile(r"\bhow (?:tall|wide|deep|thick)\b", re.ASCII), _LENGTH),
    (re.compile(r"\bhow far\b", re.ASCII), ("公里", "米", "海里")),
    (re.compile(r"\bhow heavy\b", re.ASCII), ("吨", "公斤", "克", "斤")),
    (re.compile(r"\bhow many shares\b", re.ASCII), ("股",)),
    (re.compile(r"\bhow many (?:employees|staff|workers|students|teachers|villagers)\b", re.ASCII),
     _PERSON),
    (re.compile(r"\b(?:how old|(?:what|which|minimum) age)\b", re.ASCII), ("岁",)),
    (re.compile(r"\bhow many years\b", re.ASCII), ("年",)),
    (re.compile(r"\bhow many working days\b", re.ASCII), ("个工作日",)),
    (re.compile(r"\bhow many days\b", re.ASCII), ("天", "个工作日")),
    (re.compile(r"\bhow many months\b", re.ASCII), ("个月",)),
)  # fmt: skip


def question_units(text: str) -> tuple[str, ...]:
    """Return the units that a fitting answer may have, as :class:`Quantity` names them.

    多少件 gives 件, 多少亿元 and 多少资金 give 元, 百分之几 gives %, 第几 gives 位 and 名, and
    多少人 any classifier of persons. Empty where the question names none, as How many does not.
    """
    folded = compact(fold(text)).text
    if _WHICH_TIME.search(folded):
        return ()
    for pattern, units in _RULES[:2]:
        if pattern.search(folded):
            return units
    asked = _ASKED.search(compact(text.strip()).text) or _ASKED.search(folded)
    if asked and not _RATE.match(folded, asked.start()):
        name = UNITS[asked["unit"]].name
        return _PERSON if name in _PERSON else (name,)
    for pattern, units in (*_RULES[2:], *_ENGLISH):
        if pattern.search(folded):
            return units
    return ()
