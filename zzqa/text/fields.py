"""Forms in running text: lines of a label and a value, under the line that says whose they are.

标段二：超声诊断仪 / 供应商名称：某公司 / 成交金额：247.5万元; 1.采购人信息 / 名称：… / 联系方式：…
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zzqa.records import Span

_NUMBER = r"[一二三四五六七八九十百\d]{1,3}"
_LINE = re.compile(r"^[^\n]*\S[^\n]*$", re.MULTILINE)
_NUMBERED = re.compile(rf"[ \t　]*(?:[（(]{_NUMBER}[）)]|{_NUMBER}\s*[、.．](?!\d))\s*")
_FIELD = re.compile(
    r"[ \t　]*(?P<label>[^\s：:，。；;|\d][^：:，。；;|\n]{0,19}?)[ \t　]*[：:][ \t　]*"
    r"(?P<value>[^\n，。；;：:|]{1,80}?)[ \t　]*[。；;]?"
)
"""A label and what is told under it: no sentence, and no list of clauses."""
_ONE_OF = re.compile(rf"(?:第{_NUMBER}[^\d]{{1,4}}|[^\d]{{1,6}}{_NUMBER})")
_LONGEST_HEAD = 40
_NO_HEAD = re.compile(r"[，。；;！？|]|\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$")
"""A sentence, a row, and the day under a letter head nothing."""


class Field(NamedTuple):
    """A value with its label, and the line that it stands under."""

    head: Span
    """The line above that says whose it is; empty, before the label, where there is none."""
    label: Span
    value: Span


def find_fields(text: str) -> Iterator[Field]:
    """Yield the fields of a text: lines of a label and a value, two or more of them together.

    A numbered line, one without a colon and one whose label counts heads those after it; a sentence
    ends the form. Under a numbered line, one is enough.
    """
    run: list[Field] = []
    head, enough = None, 2
    for line in _LINE.finditer(text):
        numbered = _NUMBERED.match(text, line.start(), line.end())
        found = _FIELD.fullmatch(text, numbered.end() if numbered else line.start(), line.end())
        own = Span(line.start(), line.end())
        heads = bool(numbered) or (counts(found["label"]) if found else _is_head(line.group()))
        if heads or found is None:
            yield from _records(text, run) if len(run) >= enough else ()
            counted = bool(numbered) or bool(found and heads)
            run, head, enough = [], own if heads else None, 1 if counted else 2
        if found is not None:
            above = Span(own.start, own.start) if heads or head is None else head
            run.append(Field(above, Span(*found.span("label")), Span(*found.span("value"))))
    yield from _records(text, run) if len(run) >= enough else ()


def _records(text: str, run: Sequence[Field]) -> list[Field]:
    """Return the fields of a form, each under the first of its record where labels come again.

    采购人：甲 / 地址：… / 电话：… / 代理机构：乙 / 地址：… / 电话：…: it is whose record it is that
    stands before the label which is the first to come again.
    """
    labels = [text[slice(*field.label)] for field in run]
    again = next((label for n, label in enumerate(labels) if label in labels[:n]), None)
    firsts = [n - 1 for n, label in enumerate(labels) if label == again]
    owners = [labels[n] for n in firsts if n >= 0]
    if len(owners) < max(len(firsts), 2) or len(set(owners)) < len(owners) or again in owners:
        return list(run)
    result = list(run[: firsts[0] + 1])
    for first, end in zip(firsts, [*firsts[1:], len(run)]):
        head = Span(run[first].label.start, run[first].value.end)
        result += [field._replace(head=head) for field in run[first + 1 : end]]
        result += run[end : end + 1]
    return result


def counts(label: str) -> bool:
    """Whether a label is one of several of its kind: 标段二, 第一包, 候选人1."""
    return bool(_ONE_OF.fullmatch(label))


def _is_head(line: str) -> bool:
    return len(line) <= _LONGEST_HEAD and not _NO_HEAD.search(line.rstrip("：:"))
