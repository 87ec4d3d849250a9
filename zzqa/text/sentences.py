"""Where Chinese sentences end; never inside a quotation or a bracket."""

from __future__ import annotations

import re

from zzqa.records import Span

_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】"}
_CLOSERS = frozenset(_PAIRS.values())
_END = re.compile(r"[。！？!?]+|…{2,}|(?<=[a-z)])\.(?=\s+[A-Z]|\s*$)")
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
    closed_at = _closing_positions(line)
    sentences: list[Span] = []
    start = protected = opened = 0
    at = 0
    while at < len(line):
        if at >= protected and at in closed_at:
            opened, protected = at, closed_at[at]
        found = _END.match(line, at)
        if not found:
            at += 1
            continue
        end = found.end()
        close = _after_closers(line, end, protected)
        at = close
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


def _closing_positions(line: str) -> dict[int, int]:
    """Return, for each outermost opening mark that is closed soon enough, where its mark ends."""
    stack: list[tuple[str, int]] = []
    closed: dict[int, int] = {}
    quoting = False  # within straight quotes, which open and close alike
    for at, character in enumerate(line):
        if character in _PAIRS or (character == '"' and not quoting):
            stack.append((_PAIRS.get(character, character), at))
            quoting = quoting or character == '"'
        elif character in _CLOSERS or character == '"':
            while stack:
                expected, opened = stack.pop()
                quoting = quoting and expected != '"'
                if expected == character:
                    if at - opened <= _LONGEST_QUOTATION:
                        closed[opened] = at + 1
                    break
    return closed


def _stripped(line: str, start: int, end: int) -> list[Span]:
    piece = line[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return [Span(start + left, start + right)] if right > left else []
