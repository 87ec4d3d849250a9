"""The words around an answer, in the language that a person wants to read them in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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
    reasons: Sequence[tuple[str, str]] = ()
    """Patterns of what the engine says, and what to write for them."""
    filtered: str
    times: str
    no_time: str
    candidate: str
    words: str
    understood: str

    def reason(self, text: str) -> str:
        """Return why there is no answer, as the engine says it where no other words are known."""
        for pattern, words in self.reasons:
            text = re.sub(pattern, words, text)
        return text


EN = Labels(
    confidence="confidence",
    no_answer="No answer: ",
    best_candidate="Best candidate: ",
    nearest="Nearest passages:",
    also_in="also in ",
    page="page",
    score="score",
    other_date="of another date",
    other_source="of another source",
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
    words="use the documents' own words: the name of the figure, the place, the time",
    understood="understood as: ",
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
    reasons=(
        ("nothing in the corpus resembles the question", "文档中没有与问题相近的内容"),
        ("the passages found do not speak of (.+)", r"找到的段落没有提到\1"),
        (
            r"no passage gives this for the time asked about \((.+?)\)",
            r"没有段落给出所问时间（\1）的数据",
        ),
        (r"(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)", r"\1 至 \2"),
        ("; the nearest passage is of (.+)", r"；最接近的段落日期为 \1"),
        (
            "the passages found share too few of the question's words",
            "找到的段落与问题的用词相差太远",
        ),
        (
            "no passage answers the question with enough certainty",
            "没有段落能足够确定地回答这个问题",
        ),
    ),
    filtered="检索受到限制（{what}）；取消限制即可检索全部文档",
    times="找到的内容日期为 {dates}；可改问这些时间，或不限时间",
    no_time="去掉时间，看看文档中其他时间的说法",
    candidate="如果要找的是 {value}，请按段落 [1] 的说法来问",
    words="使用文档中的说法：指标名称、地点、时间",
    understood="理解为：",
)  # fmt: skip


def labels_for(choice: LabelLang, question: Lang) -> Labels:
    """Return the labels of a chosen language, or of the question's."""
    return ZH if (question if choice == "auto" else choice) == "zh" else EN
