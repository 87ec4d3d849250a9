"""Spaces in Chinese text: which are typesetting and go, which mean something and stay."""

from __future__ import annotations

import re
from bisect import bisect_right

from zzqa.text.offsets import Edit, MappedText

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff〇"
_PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·▲▼●■"
_RUN = re.compile(" +")
_HAN = re.compile(f"[{HAN}]")
_NUMBER = re.compile(r"[+\-±]?\d")
_PIECE_END = re.compile(f"[{HAN}]*$")
_PIECE_START = re.compile(f"[{HAN}]*")
_PROSE = re.compile("[，。；！？]|[一-鿿],")
_CREDIT = re.compile(
    r"(?:全媒体)?(?:见习)?(?:记者|通讯员|摄影|摄制|制图|供图|摄|文|图|编辑)\s*[/／:：]"
)
_NAMES = re.compile(r"(?:记\s*者|通\s*讯\s*员|文|图|摄影)\s*[/／](?P<names>[^，。；]*)")


def repair_spaces(mapped: MappedText) -> MappedText:
    """Take out spaces that typesetting put into Chinese text; keep one where it separates.

    Gone are those beside Chinese punctuation, between a number and a Chinese character
    (``12420 件``), inside letter-spaced words (``智 能 驾 驶``) and in the middle of prose. Kept
    are those between Western words or between numbers, between Western and Chinese words
    (``TFT-LCD 的``), between the parts of a title, and between the names in a byline.
    """
    edits: list[Edit] = []
    for line in re.finditer("[^\n]+", mapped.text):
        if " " not in line.group():
            continue
        judged = _Line(line.group())
        for run in _RUN.finditer(judged.text):
            keep = judged.keeps_space(run.start(), run.end())
            if not keep or len(run.group()) > 1:
                edits.append(
                    Edit(line.start() + run.start(), line.start() + run.end(), " " if keep else "")
                )
    return mapped.apply(edits)


class _Line:
    """A line and what all of it says about its spaces: read once, for a line may be a book."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.prose = bool(_PROSE.search(text))
        # A line that names who wrote or took something: its spaces separate names.
        self.credit = bool(_CREDIT.search(text)) and not re.search("[。；！？]", text)
        self.names = [match.span("names") for match in _NAMES.finditer(text)]
        self.name_starts = [start for start, _ in self.names]

    def keeps_space(self, start: int, end: int) -> bool:
        """Whether the spaces ``[start, end)`` of the line separate something."""
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        if "|" in (before, after):  # between the cells of a table
            return True
        if not before or not after or before in _PUNCTUATION or after in _PUNCTUATION:
            return False
        if not (_is_han(before) or _is_han(after)):
            return not (before.isdigit() and after in "%℃")
        if not (_is_han(before) and _is_han(after)):
            return not _touches_number(before, self.text[end : end + 2])
        if _CREDIT.match(self.text[end : end + 12].replace(" ", "")):
            return True
        if _piece_before(self.text, start) == _piece_after(self.text, end) == 1:
            return False
        return self.credit or self._among_names(start) or not self.prose

    def _among_names(self, at: int) -> bool:
        """Whether ``at`` lies in the list of names that follows 记者/ or the like."""
        latest = bisect_right(self.name_starts, at) - 1
        return latest >= 0 and at <= self.names[latest][1]


def _is_han(character: str) -> bool:
    return bool(_HAN.match(character))


def _touches_number(before: str, after: str) -> bool:
    """Whether one side is a number: 12420 件, 截至 6月, 90% 以上, 增长 -2.1%."""
    return before.isdigit() or before in "%℃" or bool(_NUMBER.match(after))


def _piece_before(line: str, at: int) -> int:
    found = _PIECE_END.search(line, max(0, at - 8), at)
    return len(found.group()) if found else 0


def _piece_after(line: str, at: int) -> int:
    found = _PIECE_START.match(line, at)
    return len(found.group()) if found else 0
