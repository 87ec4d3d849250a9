"""Numbered lists, which may run over several sentences: 一是…二是…, (1)…(2)…"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zzqa.answer.enumerations import Enumeration, bare, number_of
from zzqa.records import Passage

_MARKER = re.compile(
    r"(?:第?(?P<han>[一二三四五六七八九十])(?:是|要|方面|，|、|,)"
    r"|[（(](?P<paren>[一二三四五六七八九十\d]+)[）)]"
    r"|(?P<circle>[①②③④⑤⑥⑦⑧⑨⑩])|(?<!\d)(?P<digit>[1-9]\d?)[.．、](?!\d))"
)
_CIRCLES = {c: n for n, c in enumerate("①②③④⑤⑥⑦⑧⑨⑩", start=1)}


def find_numbered(passage: Passage) -> list[Enumeration]:
    """Return the numbered lists of a passage, which may run over several sentences: 一是…二是…"""
    text, runs = passage.text, []
    marks = [(m, _marker_number(m)) for m in _MARKER.finditer(text)]
    for kind in ("han", "paren", "circle", "digit"):
        own = [(m, n) for m, n in marks if m[kind]]
        run: list[tuple[re.Match[str], int]] = []
        for mark, number in own:
            if number == len(run) + 1:
                run.append((mark, number))
            elif number == 1:
                runs.append(run)
                run = [(mark, number)]
        runs.append(run)
    return [_numbered(passage, [m for m, _ in run]) for run in runs if len(run) > 1]


def _marker_number(match: re.Match[str]) -> int:
    if match["circle"]:
        return _CIRCLES[match["circle"]]
    return number_of(match["han"] or match["paren"] or match["digit"]) or 0


def _numbered(passage: Passage, marks: Sequence[re.Match[str]]) -> Enumeration:
    text = passage.text
    last = next((s.end for s in passage.sentences if s.end > marks[-1].end()), len(text))
    bounds = [*(m.start() for m in marks[1:]), last]
    return Enumeration(tuple(bare(text, m.end(), end) for m, end in zip(marks, bounds)))
