"""What kind of answer a question asks for, in Chinese and English."""

from __future__ import annotations

import re

from zzqa.records import AnswerType

_MONEY_WORDS = "金额|资金|货值|产值|总值|收入|营收|贷款|投资|经费|奖励|价格|出口额|进出口|成交额|交易额|增加值|损失|多少钱|售价|费用"
_MONEY_ENGLISH = (
    r"money|yuan|RMB|revenue|income|(?:output|total|added|trade|export|import)\s+(?:value|volume)"
    r"|worth|value of|loans?|invest(?:ment|ed)?|fund(?:s|ing)?|spend(?:ing)?|spent|cost|paid|reward|price"
    r"|exports?|imports?|trade|turnover|expenditure|losses"
)

_RULES: tuple[tuple[AnswerType, str], ...] = (
    ("list", r"(?:多少|几|how (?:many|much)).{2,30}(?:多少|几[家个件]|how (?:many|much))|哪[二两三四五六七八九十几\d]+[个家项位大种类]"),
    ("person", r"(?:人|长|总裁|书记|主任|记者|教授|院士|代表|选手|运动员|冠军)(?:叫什么|是哪位|姓什么)"),
    ("rank", r"第几|(?:什么|哪个)(?:名次|位次)"),
    ("thing", r"叫什么(?:名字?|名称)?|什么(?:名称|称号|奖项?|荣誉|职务|职位|头衔|电话)|职务|职位|头衔|电话|\b(?:called|named|title|position of|post|phone)\b"),
    ("reason", r"为什么|为何|为啥|缘何|何以|什么原因|原因是|\bwhy\b|what (?:was|is|were) the reasons?"),
    ("how", r"如何|怎样|怎么(?!样的?人)|怎么做|\bhow (?:do|does|did|is|are|was|were|can|will|has|have|should)\b|in what ways?"),
    ("list", r"哪些|哪几[个家项位大种]|分别(?:是|有|为)|有谁|列出|列举|依次|\b(?:name|list) (?:all|the|every)"
             r"|\bwhich (?:\w+ )?(?:companies|cities|countries|departments|areas|projects|districts|products|industries|firms|enterprises|people|officials|leaders|fields|sectors|ministries|exports|categories|goods|three|two|four|five)\b"
             r"|what (?:are|were) the (?:\w+ ){0,4}\w+s\b"),
    ("yesno", r"(?:是否|是不是|有没有|有无|能否|可否|会不会|对吗|吗[？?]?$)|^(?:is|are|was|were|did|does|do|has|have|had|can|will)\b"),
    ("percent", r"百分之几|百分之多少|百分比|占比|比重|比例|份额|几成|增速(?!.{0,4}(?:第几|排))|增长率|增幅|(?:增长|下降|提高|上升|增加|上涨)了?(?:多少|几)(?![个件家项亿万元倍])"
                r"|占.{0,20}多少|多少个?百分点|what (?:share|percentage|proportion|percent|fraction)|how many percent|growth rate|how (?:fast|much) .{0,60}(?:grow|grew|rise|rose|increase|growth|up\b)|by what percent|\bgrowth\b"),
    ("rank", r"第几|排名|排第|位居|位列|名次|几名|居.{0,8}第|\b(?:rank(?:ed|ing|s)?|place did|what place|which place|position)\b"),
    ("date", r"什么时候|何时|哪年|哪一年|哪天|哪一天|几月|几号|哪个月|何年|多会儿|什么时间|日期|^when\b|\bwhen (?:did|was|is|were|will|does|are|has)\b|\b(?:what|which) (?:year|date|day|month|time)\b"),
    ("person", r"谁|哪位|何人|什么人|是哪个人|叫什么名字?|\b(?:who|whom|whose)\b|name of the (?:mayor|secretary|athlete|official|person|reporter|head)"),
    ("place", r"哪里|哪儿|何处|何地|什么地方|哪个(?:城市|市|县|区|省|国家|地方|县市区|镇|村|园区)|在哪|\bwhere\b|\b(?:which|what) (?:city|county|district|place|country|province|town|village|county-level city)\b"),
    ("organisation", r"(?:哪家|哪个|哪一家|什么)(?:\w{0,6})(?:公司|企业|单位|机构|部门|大学|学校|高校|银行|集团|研究所|局|委|院|中心|协会)|哪家|"
                     r"\b(?:which|what) (?:\w+[ -]){0,3}(?:company|enterprise|firm|organi[sz]ation|institution|department|university|school|bank|bureau|institute|agency|body|office|group|manufacturer)\b"),
    ("number", r"多少|几[个家件项条人名位次届类种只台套所支吨亩公米天年月日倍场张笔列]|多大|多长|多远|多高|有多|几何|数量|总量|\bhow (?:many|much|long|far|large|big|high|old|tall)\b|\bnumber of\b|翻了?几?番?|\bwhat (?:is|was|were) .{0,40}\b(?:total|number|amount|score|level|size|capacity|target for|length|height|speed|area)\b"),
    ("definition", r"什么是|是什么(?!时候|地方|人)|是指什么|指的是|何谓|啥是|是啥|^what (?:is|are|was) (?!the (?:value|total|share|rank|number))|what does .* mean|meaning of"),
)  # fmt: skip

_KEYWORD_TYPES: tuple[tuple[AnswerType, str], ...] = (
    ("money", r"(?:额|总值|产值|货值|收入|营收|经费|资金|投资|价格)(?:\s|$)|\b(?:exports?|imports?|trade|revenue|output value)\b"),
    ("percent", r"(?:率|比重|占比|比例|增速|增幅)(?:\s|$)"),
    ("number", r"(?:数量|总数|数|量|家数|件数|人数)(?:\s|$)|(?:专利|企业|平台).{0,12}(?:年|月)"
               r"|\bper [\d,]+|\bper (?:capita|head)\b|\b(?:area|output|volume|length|distance|capacity|count|number|total)\b"),
)

_TARGET = re.compile(
    r"目标|计划|力争|规划|预期|打算|(?:到|至)20\d\d年.{0,12}(?:要|将|达到|建成)|将(?:达|要|新增|会)|拟(?!上市)"
    r"|\b(?:targets?|goals?|aims?|aim(?:ed|ing)|plan(?:s|ned)?|planned|intends?|expected|by 20\d\d|projected|hope[sd]?)\b",
    re.IGNORECASE,
)


def answer_type(question: str) -> AnswerType:
    """Return the kind of answer that fits ``question``; ``thing`` when nothing tells."""
    for kind, pattern in _RULES:
        if re.search(pattern, question, re.IGNORECASE):
            return _refined(kind, question)
    for kind, pattern in _KEYWORD_TYPES:
        if re.search(pattern, question, re.IGNORECASE):
            return kind
    return "thing"


_DOCUMENT = re.compile(
    r"答复|报道|专版|特刊|文件|报告|消息|新闻|文章|材料|提到|按.{0,8}说法|版面|\b(?:repl(?:y|ies)|report(?:s|ed)?|article|special|feature|according|newspaper|review|letter|stated|said)\b",
    re.IGNORECASE,
)


def about_document(question: str) -> bool:
    """Whether the question speaks of a report, whose date it may name: in the June 2025 reply."""
    return bool(_DOCUMENT.search(question))


def wants_target(question: str) -> bool:
    """Whether a plan is asked for rather than a result."""
    return bool(_TARGET.search(question))


def _refined(kind: AnswerType, question: str) -> AnswerType:
    """Tell money from other amounts, and a growth in per cent from one in pieces."""
    if kind != "number":
        return kind
    if re.search(r"多少(?:亿|万|千)?(?:美|欧|日|港)?元|多少钱", question):
        return "money"
    counted = re.search(
        r"多少[个家件项条人名位次届类种只台套所支吨亩公米天年月日倍列笔万千%辆吨座]|几[个家件项条人名位]|\bhow many\b",
        question,
        re.IGNORECASE,
    )
    if counted:
        return kind
    if re.search(_MONEY_WORDS + "|投入", question) or re.search(
        rf"\bhow much\b.*(?:{_MONEY_ENGLISH})|(?:{_MONEY_ENGLISH}).*\bhow much\b|what (?:is|was) the total (?:value|trade|import|export|invest|amount of money)",
        question,
        re.IGNORECASE,
    ):
        return "money"
    return kind
