"""Where Chinese sentences end; never inside a quotation or a bracket."""

from __future__ import annotations

import re

from zzqa.records import Span
from zzqa.text.opening import opening

_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】"}
_MARK = re.compile(f'["{re.escape("".join(_PAIRS) + "".join(_PAIRS.values()))}]')
_END = re.compile(opening("。！？!?….", r"[。！？!?]+|…{2,}|(?<=[a-z)])\.(?=\s+[A-Z]|\s*$)"))
_SHORTENED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|Gen|Gov|Sen|Rep|Lt|Col|Capt|Rev|Hon|vs|cf)\.$"
)
"""Words whose full stop shortens them: a name or the rest of the sentence follows."""
_AFTER_END = frozenset("”’」』）)】》")
_ATTRIBUTION = re.compile(
    r"(?!.{0,24}[”“])[^。！？!?“”]{0,24}(?:说|表示|介绍|认为|坦言|指出|强调|告诉|透露|感慨|称|道)(?:[，。：,:]|$)"
)
_GOES_ON = frozenset("，、；：,;:。！？!?")
"""No sentence begins with one of these."""
_SAID = frozenset("说问道喊答叫称")
_LONGEST_QUOTATION = 400
"""A bracket left open for longer was never closed: misread, or cut off by the page."""


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of ``text`` as spans without outer blanks, in order.

    A line break ends a sentence. Within a quotation nothing does, and what follows a quotation to
    say whose it is (``……。”他说。``) belongs to it.
    """
    spans: list[Span] = []
    at = 0
    for line in text.split("\n"):
        spans += [Span(at + start, at + end) for start, end in _line_sentences(line)]
        at += len(line) + 1
    return spans


def _line_sentences(line: str) -> list[Span]:
    marks = _closing_positions(line)
    sentences: list[Span] = []
    start = protected = opened = at = mark = 0
    while found := _END.search(line, at):
        while mark < len(marks) and marks[mark][0] < found.start():
            if marks[mark][0] >= protected:
                opened, protected = marks[mark]
            mark += 1
        end = found.end()
        if found.group() == "." and _SHORTENED.search(line, max(0, end - 8), end):
            at = end
            continue
        close = at = _after_closers(line, end, protected)
        if close < protected or line[close : close + 1] in _GOES_ON:
            continue
        if close > end and _ATTRIBUTION.match(line, close):
            continue
        if end < protected and close == end:
            continue
        if close == protected > end and _is_phrase(line, start, opened, end, close):
            continue
        sentences += _stripped(line, start, close)
        start = close
    return sentences + _stripped(line, start, len(line))


def _is_phrase(line: str, start: int, opened: int, end: int, close: int) -> bool:
    """Whether what is marked off is a part of its sentence: 回答了“为什么？”这个问题.

    A title always is, and so is a question or call that opens in the middle of a clause.
    """
    if line[opened] == "《":
        return True
    inside_clause = opened > start and line[opened - 1].isalnum() and line[opened - 1] not in _SAID
    return inside_clause and line[end - 1] not in "。." and line[close : close + 1].isalnum()


def _after_closers(line: str, at: int, protected: int) -> int:
    """Return where the marks that close at ``at`` end; a straight quote closes what it opened."""
    while at < len(line) and (line[at] in _AFTER_END or (line[at] == '"' and at + 1 == protected)):
        at += 1
    return at


def _closing_positions(line: str) -> list[tuple[int, int]]:
    """Return each opening mark that is closed soon enough, in order, with where its pair ends."""
    stack: list[tuple[str, int]] = []
    closed: list[tuple[int, int]] = []
    quoting = False  # within straight quotes, which open and close alike
    for mark in _MARK.finditer(line):
        character, at = mark.group(), mark.start()
        if character in _PAIRS or (character == '"' and not quoting):
            stack.append((_PAIRS.get(character, character), at))
            quoting = quoting or character == '"'
            continue
        while stack:
            expected, opened = stack.pop()
            quoting = quoting and expected != '"'
            if expected == character:
                if at - opened <= _LONGEST_QUOTATION:
                    closed.append((opened, at + 1))
                break
    return sorted(closed)


def _stripped(line: str, start: int, end: int) -> list[Span]:
    piece = line[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return [Span(start + left, start + right)] if right > left else []
