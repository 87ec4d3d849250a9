"""The words around an answer, in the language that a person wants to read them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from zzqa.cli.reasons_chinese import in_chinese
from zzqa.records import Lang

LabelLang = Literal["en", "zh", "auto"]
"""``auto`` is the language of each question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """Every word that is printed with an answer and is not the documents'."""

    confidence: str
    no_answer: str
    best_candidate: str
    nearest: str
    also_in: str
    page: str
    score: str
    other_date: str
    other_source: str
    this_answer: str
    no_date: str
    value: str
    date: str
    source: str
    tip: str
    no_passage: str
    reason: Callable[[str], str] = str
    """Gives why there is no answer, from what the engine says."""
    filtered: str
    times: str
    no_time: str
    candidate: str
    words: str
    understood: str
    candidate_passage: str
    check: str
    differs: str
    about: str
    more_items: str


EN = Labels(
    confidence="confidence",
    no_answer="No answer: ",
    best_candidate="Best candidate: ",
    nearest="Nearest passages:",
    also_in="also in ",
    page="page",
    score="score",
    other_date="other date",
    other_source="other source",
    this_answer="this answer",
    no_date="no date",
    value="value",
    date="date",
    source="source",
    tip="What would help:",
    no_passage="No passage found.",
    filtered="the search was limited ({what}); lift that limit to search everything",
    times="the nearest passages are of {dates}; ask for such a time, or leave it out",
    no_time="leave the time out, to see what the documents say of any time",
    candidate="if {value} is what you look for, name it as passage [1] does",
    candidate_passage="if passage [{number}] is what you look for, ask in its words",
    words="use the documents' own words: the name of the figure, the place, the time",
    understood="understood as: ",
    check="check: ",
    differs="check, which differs: ",
    about="  (about: a value is hedged)",
    more_items="… the source says that there are more (等)",
)
ZH = Labels(
    confidence="置信度",
    no_answer="没有答案：",
    best_candidate="最接近的候选：",
    nearest="最接近的段落：",
    also_in="另见 ",
    page="页",
    score="得分",
    other_date="其他时间",
    other_source="其他来源",
    this_answer="本答案",
    no_date="无日期",
    value="数值",
    date="日期",
    source="来源",
    tip="可以尝试：",
    no_passage="没有找到段落。",
    reason=in_chinese,
    filtered="检索受到限制（{what}）；取消限制即可检索全部文档",
    times="找到的内容日期为 {dates}；可改问这些时间，或不限时间",
    no_time="去掉时间，看看文档中其他时间的说法",
    candidate="如果要找的是 {value}，请按段落 [1] 的说法来问",
    candidate_passage="如果要找的是段落 [{number}]，请用其中的说法来问",
    words="使用文档中的说法：指标名称、地点、时间",
    understood="理解为：",
    check="核对：",
    differs="核对（结果不同）：",
    about="  （约数：其中有数值是约数）",
    more_items="……原文说不止这些（等）",
)  # fmt: skip


def labels_for(choice: LabelLang, question: Lang) -> Labels:
    """Return the labels of a chosen language, or of the question's."""
    return ZH if (question if choice == "auto" else choice) == "zh" else EN
