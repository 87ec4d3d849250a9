"""What a question puts its question word in the place of."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zzqa.records import Query
from zzqa.text.normalise import fold
from zzqa.text.persons import Tagged, tagged

KINDS = ("when", "how many", "why", "who", "where", "how", "which", "what", "other")
"""What is asked for by the question word."""
HEADS = ("person", "place", "body", "time", "work", "figure", "tongue", "name", "cause", "role")
"""What is asked for by the noun that goes with the question word: 哪个国家, 名称是什么."""

_KIND: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "when",
            r"什么(?:时候|时间|年代|时期|日期)|何时|何年|哪一?个?(?:年代|世纪|年|月|天|日)|几[月年号]"
            r"|\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b",
        ),
        (
            "how many",
            r"多少|第几|几(?!乎|何)|百分之几|多[大长高远久重深宽快](?!数)"
            r"|\bhow (?:many|much|long|old|far|high|large|big|tall)\b",
        ),
        ("why", r"为什么|为何|为啥|何以|什么原因|什么理由|原因是什么|\bwhy\b"),
        ("who", r"谁|何人|哪一?位|什么人|哪个人|\bwho(?:m|se)?\b"),
        ("where", r"哪里|哪儿|何处|何地|在哪(?![一-龥])|什么地[方区点]|\bwhere\b"),
        ("how", r"怎么样?|怎样|如何|\bhow\b"),
        ("which", r"哪一?[个些种家所座部本条项支只届次类]?|\bwhich\b"),
        ("what", r"什么样?的?|(?<!任)何(?![况必不])|啥|\bwhat\b"),
    )
)
_HEAD: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(f"(?:{nouns})$"))
    for kind, nouns in (
        ("cause", "原因|理由|目的|目标|动机|后果|结果|影响|作用|用途|意义"),
        (
            "name",
            "名|名字|名称|姓名|别名|全名|本名|称号|美誉|别称|代号|绰号|外号|昵称|称呼",
        ),
        ("role", "职务|职位|职业|身份|头衔|官职|工作|角色|学位|奖项?|荣誉"),
        ("time", "年|世纪|年代|时期|时间|时候|日期|朝代|王朝|季节|月份?|日|天|期"),
        ("tongue", "语|语言|文|文字"),
        (
            "figure",
            "数|数量|率|比例|面积|人口|密度|温度|高度|长度|速度|金额|价格|百分比|排名|名次|大小"
            "|寿命",
        ),
        (
            "work",
            "书|书籍|电影|影片|小说|剧|电视剧|歌曲?|专辑|节目|论文|法案|作品|诗|杂志|报纸|游戏|条约"
            "|法律",
        ),
        (
            "body",
            "大学|学院|学校|中学|小学|公司|企业|机构|组织|队|球队|部门|委员会|政府|党|集团|俱乐部"
            "|乐队|教会|军队?|团体|银行|媒体|电视台",
        ),
        (
            "place",
            "国|国家|城市|地区|省|市|州|洲|县|区|镇|村|岛|河|河流|山|海|湖|地方|地|地点|位置|建筑"
            "|教堂|街|路|大陆|首都",
        ),
        (
            "person",
            "人|人物|者|家|员|长|王|国王|皇帝|主席|教授|总统|总理|将军|作者|科学家|领导人|演员|导演"
            "|球员|选手|首相|妻子|儿子|父亲",
        ),
    )
)
_NOUNS = ("b", "j", "l", "zg")
_WITH_NOUN = ("which", "what", "how many")
"""Kinds of question word that go with a noun; 谁 and 为什么 do not."""
_BEFORE_COPULA = re.compile("(?:主要)?(?:是|为|叫做?|有|指的?是?|称为|名叫|达到?|约)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """The anatomy of a question.

    ``text`` is the question folded; ``start`` to ``end`` is the question word, ``past`` the end
    of the noun that goes with it (``end`` where none does). ``start`` is -1 where nothing is known
    of the order of words: in English, whose order is not that of the sentences. ``head`` is the
    noun asked for, ``""`` where none is known, and ``head_kind`` one of ``HEADS`` or ``""``.
    """

    text: str
    kind: str
    start: int
    end: int
    past: int
    head: str
    head_kind: str


@functools.lru_cache(maxsize=64)
def asked_by(question: str, *, ordered: bool) -> Asked:
    """Return the anatomy of a cleaned question; ``ordered`` for one in Chinese."""
    text = fold(question).lower()
    found = next(((k, m) for k, p in _KIND if (m := p.search(text))), None)
    if found is None:
        return Asked(text, "other", -1, -1, -1, "", "")
    kind, match = found
    if not ordered:
        return Asked(text, kind, -1, -1, -1, "", "")
    words = tagged(text)
    head, past = "", match.end()
    if kind in _WITH_NOUN:
        head, past = _noun_after(words, match.end())
        head = head or _noun_before(words, text[: match.start()])
    return Asked(text, kind, match.start(), match.end(), past, head, head_kind(head))


def asked(query: Query) -> Asked:
    """Return the anatomy of an analysed question."""
    return asked_by(query.clean, ordered=query.lang == "zh")


def head_kind(head: str) -> str:
    """Return what a noun is a kind of, one of ``HEADS``; ``""`` where that is not known."""
    return next((kind for kind, pattern in _HEAD if head and pattern.search(head)), "")


def _noun_after(words: list[Tagged], at: int) -> tuple[str, int]:
    """Return the noun of the run of nouns right after the question word, and where it ends."""
    head, past = "", at
    for word in words:
        if word.end <= at:
            continue
        if word.start < at:
            if word.word[at - word.start :].strip("的样些个"):
                head, past = word.word[at - word.start :], word.end
            continue
        # 哪个机构管理学校: a word that may be a verb carries no noun on.
        if word.tag[0] == "n" or word.tag in _NOUNS or (not head and word.tag in ("vn", "an")):
            head, past = word.word, word.end
        elif head or word.tag[0] not in "qma" and word.word not in ("的", "样"):
            break
    return head, past


def _noun_before(words: list[Tagged], before: str) -> str:
    """Return the noun that 是什么 or 叫什么 asks the value of."""
    copula = _BEFORE_COPULA.search(before)
    if copula is None:
        return ""
    for word in reversed(words):
        if word.end <= copula.start():
            return word.word if word.tag[0] == "n" or word.tag in ("vn", "an") else ""
    return ""


QUESTION_NAMES = (
    *(f"asks_{kind}" for kind in KINDS),
    *(f"head_{kind}" for kind in HEADS),
    "has_head", "head_follows", "wh_first", "wh_last", "english", "question_length",
)  # fmt: skip
"""What is asked, as features."""
_LENGTH = 40
"""Characters of a long question."""


def question_values(asked: Asked, *, english: bool) -> NDArray[np.float32]:
    """Return what is asked as numbers, in the order of ``QUESTION_NAMES``."""
    placed = asked.start >= 0
    told = {
        f"asks_{asked.kind}": 1.0,
        f"head_{asked.head_kind}": 1.0,
        "has_head": float(bool(asked.head)),
        "head_follows": float(asked.past > asked.end),
        "wh_first": float(asked.start == 0),
        "wh_last": float(placed and asked.past >= len(asked.text.rstrip("?？ "))),
        "english": float(english),
        "question_length": min(len(asked.text), _LENGTH) / _LENGTH,
    }
    return np.array([told.get(name, 0.0) for name in QUESTION_NAMES], np.float32)
