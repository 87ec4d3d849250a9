"""What the templates of proposed questions share: clauses, times, whose a statement is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zzqa.eval.propose_times import time_words
from zzqa.records import AnswerType, Name, Passage, Quantity, Span, TimeMention

_CLAUSE_END = re.compile(r"[，。；：！？、\n]|[,:;!?](?!\d)")
_PART_END = re.compile(r"[，。；：！？\n]|[,:;!?](?!\d)")
"""What ends a clause that has a subject of its own: 、 only joins parts of one."""
_COMPARED = re.compile(r"[较比]$")
_BEFORE = re.compile(r"^(?:其中|目前|现在|全年|据悉|此外|同时|截至|到|在|于|至|从|前)+")
_HERE = re.compile(r"[全我本][市县区省州镇]的?")
ELSE = re.compile(r"[该其]|两者|前者|后者|上述|同期|这")
"""Words that stand for something told before: a question by itself cannot use them."""
_TITLED = re.compile(r"^([一-龥A-Za-z0-9·]{2,10})[：:]")
_WRITTEN_TIME = re.compile(r"\d|[底末年季]|[上下]半")
"""目前 and 近日 are times too, which no question asks by."""
_BAD_END = ("的", "了", "和", "与", "等", "为", "是", "同时", "也", "并", "均", "曾")
_BAD_START = tuple("是它但仅另再包代的了和与及并而且或也都又还就把被让由从向对以个")


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with its answer and the text that holds it; ``dated`` if it names a time."""

    question: str
    answer: str
    type: AnswerType
    evidence: str
    start: int
    dated: bool


def draft(
    passage: Passage,
    sentence: Span,
    found: Quantity | TimeMention | Name,
    question: str,
    kind: AnswerType,
    dated: bool,
) -> Draft:
    """Return the question whose answer is a mention, with the whole sentence as its evidence."""
    text = passage.text[sentence.start : sentence.end].strip()
    return Draft(question, found.text, kind, text, found.start, dated)


def sentence_at(passage: Passage, at: int) -> Span | None:
    """Return the sentence of a passage that holds an offset; None between sentences."""
    return next((one for one in passage.sentences if one.start <= at < one.end), None)


def clause_start(
    text: str, sentence: Span, end: int, ends_clause: re.Pattern[str] = _CLAUSE_END
) -> int:
    """Return where the clause begins that ends at an offset of a sentence."""
    ends = [found.end() for found in ends_clause.finditer(text, sentence.start, end)]
    return ends[-1] if ends else sentence.start


def without_times(passage: Passage, start: int, end: int) -> str:
    """Return the text of a span without its times, and without what compares it with one."""
    kept, at = [], start
    for one in sorted(passage.mentions.times, key=lambda one: one.start):
        if at <= one.start and one.end <= end:
            kept.append(_COMPARED.sub("", passage.text[at : one.start]))
            at = one.end
    return "".join([*kept, passage.text[at:end]]).replace("\n", "").strip()


def time_before(passage: Passage, sentence: Span, end: int) -> str:
    """Return the last time told before a figure that is not what it is compared with."""
    told = ""
    for one in sorted(passage.mentions.times, key=lambda one: one.start):
        if sentence.start <= one.start and one.end <= end and one.certain:
            before = passage.text[max(one.start - 1, 0) : one.start]
            if (
                before not in "较比（("
                and "同期" not in one.text
                and _WRITTEN_TIME.search(one.text)
            ):
                told = time_words(one) or told
    return told


def whose(passage: Passage, sentence: Span, start: int, text: str) -> tuple[str, str]:
    """Return whose figure the words before it tell of, and the words without that.

    The place or organisation that the clause begins with, 全市 and 我市 being the document's
    home; else the last that an earlier clause of the sentence begins with; else, where the
    sentence names none, what the title names before a colon. Nobody where that is not certain.
    """
    found, rest = _leading(passage, text)
    if found:
        return found, rest
    if ELSE.search(passage.text, sentence.start, start):
        return "", rest
    at = start
    while at > sentence.start:
        end, at = at - 1, clause_start(passage.text, sentence, at - 1, _PART_END)
        found, _ = _leading(passage, without_times(passage, at, end))
        if found:
            return found, rest
    names = (one for one in passage.mentions.names if one.kind != "person")
    if any(sentence.start <= one.start < start for one in names):
        return "", rest
    titled = _TITLED.match(passage.title)
    return (titled[1] if titled else ""), rest


def _leading(passage: Passage, text: str) -> tuple[str, str]:
    """Return the place or organisation that a clause begins with, and the words after it."""
    text = _BEFORE.sub("", text.lstrip("“”"))
    here = _HERE.match(text)
    if here:
        # Of the whole province or another county the home says nothing.
        mine = here[0][1] == "市" or passage.home.endswith(here[0][1])
        return (passage.home if mine else ""), text[here.end() :]
    names = {one.text for one in passage.mentions.names if one.kind != "person"}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if text.startswith(name) and len(text) > len(name):
            return name, text[len(name) :].removeprefix("的")
    return "", text


def is_phrase(text: str) -> bool:
    """Return whether words can stand in a question by themselves."""
    ends = text.endswith(_BAD_END)
    return not (ends or text.startswith(_BAD_START) or ELSE.search(text))
