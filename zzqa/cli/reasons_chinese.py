"""Why there is no answer, in Chinese: what the engine says in English, sentence by sentence."""

from __future__ import annotations

import functools
import re
from calendar import month_name

_MONTHS = {month_name[number]: number for number in range(1, 13)}
_MONTH = "|".join(_MONTHS)
_DATES = (
    (rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b", lambda m: f"{m[3]}年{_MONTHS[m[2]]}月{m[1]}日"),
    (
        rf"\b({_MONTH}) to ({_MONTH}) (\d{{4}})\b",
        lambda m: f"{m[3]}年{_MONTHS[m[1]]}月至{_MONTHS[m[2]]}月",
    ),
    (rf"\b({_MONTH}) (\d{{4}})\b", lambda m: f"{m[2]}年{_MONTHS[m[1]]}月"),
    (r"\b(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)\b", lambda m: f"{m[1]}至{m[2]}"),
    (r"\b(\d{4}) to (\d{4})\b", lambda m: f"{m[1]}年至{m[2]}年"),
    (r"(?<![\d-])(\d{4})(?=$|,| and )", lambda m: f"{m[1]}年"),
)
"""Times as ``zzqa.answer.reasons.words`` writes them, the longest first."""

_REASONS = (
    (r"nothing in the corpus resembles the question", "文档中没有与问题相近的内容"),
    (
        r"it is not clear what is asked; the nearest passages are shown",
        "不清楚问的是什么；下面是最接近的段落",
    ),
    (
        r"no passage gives this for the time asked about, (?P<time>.+?)"
        r"(?:; what comes nearest is of (?P<others>.+))?",
        "没有段落给出所问时间（{time}）的数据{others:；最接近的是{}的}",
    ),
    (
        r"the passages found do not speak of (?P<place>.+?)(?:; they speak of (?P<others>.+))?",
        "找到的段落没有提到{place}{others:；说的是{}}",
    ),
    (
        r"the nearest figure found is of one company, not of the place asked about",
        "最接近的数字是一家企业的，不是所问地方的",
    ),
    (
        r"the nearest figure found is of something else than what is asked for",
        "最接近的数字说的不是所问的事物",
    ),
    (
        r"what was found is not counted in the unit asked for, or of another kind",
        "找到的内容单位或类型与所问的不符",
    ),
    (r"the passages found share too few of the question's words", "找到的段落与问题的用词相差太远"),
    (
        r"no passage answers the question with enough certainty",
        "没有段落能足够确定地回答这个问题",
    ),
    (
        r"the values found are not certain enough to be compared",
        "找到的数值不够确定，不能用来比较",
    ),
    (
        r"a comparison needs both values; no passage gives one for (?P<lacking>.+)",
        "比较需要两个数值；没有段落给出{lacking}的数值",
    ),
    (
        r"a comparison needs all its values; found (?P<found>.+); "
        r"no passage gives one for (?P<lacking>.+)",
        "比较需要全部数值；已找到 {found}；没有段落给出{lacking}的数值",
    ),
)
"""What the engine says, and the same in Chinese: a name in braces stands for what was found under
it; ``{name:…{}…}`` for nothing where nothing was."""
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*)\{\}([^{}]*))?\}")
_JOINED = ((r", (?=[^ ])", "、"), (r" and ", "和"), (r" or ", "或"))


def in_chinese(reason: str) -> str:
    """Return a reason in Chinese; one that is not known as it is."""
    for pattern, words in _REASONS:
        if found := re.fullmatch(pattern, reason):
            parts = {name: _part(text) for name, text in found.groupdict().items()}
            return _FIELD.sub(functools.partial(_filled, parts), words)
    return reason


def _filled(parts: dict[str, str], field: re.Match[str]) -> str:
    name, before, after = field.groups()
    return f"{before or ''}{parts[name]}{after or ''}" if parts[name] else ""


def _part(text: str | None) -> str:
    """Return the dates and the list of what was found, as Chinese writes them."""
    text = text or ""
    for pattern, write in _DATES:
        text = re.sub(pattern, write, text)
    for pattern, mark in _JOINED:
        text = re.sub(pattern, mark, text)
    return text
