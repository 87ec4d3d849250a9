"""Qualifiers that tell two neighbouring figures apart: 发明 or 实用新型, 国家级 or 省级, 高价值.

The words are in ``data/qualifiers.toml``: to tell more apart, add a line there.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

from zzqa.answer.wholes import whole_agreement
from zzqa.records import Span
from zzqa.text.normalise import fold


class _Word:
    """A qualifier as it is looked for; known by identity, as patterns take long to be compared."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern, re.IGNORECASE)

    def stands_in(self, text: str) -> bool:
        """Whether a text names it."""
        return self.pattern.search(text) is not None


class _Rules(NamedTuple):
    groups: tuple[tuple[_Word, ...], ...]
    alone: tuple[tuple[_Word, _Word], ...]
    """Each as looked for, and as it must stand to exclude."""


def qualifier_agreement(
    question: str, text: str, clauses: Sequence[Span], own: int, heading: str
) -> float:
    """Return 1 where the value has the qualifiers asked for, -1 where it has others, else 0.

    ``clauses`` are spans of ``text``, the sentence's, ``own`` is the value's; ``heading`` is title
    and section. Of a group of which one excludes another, the nearest clause back from the value's
    that names any tells, then the parts told after it, then the last one named before the
    sentence, then the heading.
    """
    asked = _asked(question)
    pieces = [text[clauses[i].start : clauses[i].end] for i in range(own, -1, -1)]
    above, part = text[: clauses[0].start], _part_after(text, clauses, own)
    if own + 1 < len(clauses) and _SAID_AFTER.match(text, clauses[own + 1].start):
        pieces[0] += text[slice(*clauses[own + 1])]
    found = [_group(group, wanted, pieces, above, heading, part) for group, wanted in asked.groups]
    found += [_present(pattern, pieces) for pattern in asked.alone]
    found += [_absent(strict, pieces[0]) for strict in asked.without]
    found.append(whole_agreement(asked.text, pieces, heading))
    return min(found) if min(found) < 0 else max(found)


def _part_after(text: str, clauses: Sequence[Span], own: int) -> str:
    """Return the clauses that tell parts of a figure: 平台994家，其中国家66家、省级565家."""
    if own + 1 == len(clauses) or not _PART.match(text, clauses[own + 1].start):
        return ""
    return text[clauses[own + 1].start : clauses[-1].end]


class _Asked(NamedTuple):
    """What a question is held against every value for: its qualifiers, and those it lacks."""

    text: str
    groups: tuple[tuple[tuple[_Word, ...], tuple[_Word, ...]], ...]
    """The groups of which it names any, each with those."""
    alone: tuple[_Word, ...]
    without: tuple[_Word, ...]


@functools.lru_cache(maxsize=16)
def _asked(question: str) -> _Asked:
    asked, rules = fold(question), _rules()
    named = [(group, tuple(p for p in group if p.stands_in(asked))) for group in rules.groups]
    return _Asked(
        asked,
        tuple((group, wanted) for group, wanted in named if wanted),
        tuple(pattern for pattern, _ in rules.alone if pattern.stands_in(asked)),
        tuple(strict for pattern, strict in rules.alone if not pattern.stands_in(asked)),
    )


def _group(
    group: tuple[_Word, ...],
    wanted: Sequence[_Word],
    pieces: Sequence[str],
    above: str,
    heading: str,
    part: str,
) -> float:
    if _ALL.match(pieces[0]):
        pieces = ["".join(pieces)]  # 授权2715件，申请21件，均居第二: the rank is of both
    for piece in pieces:
        if named := _named(group, piece):
            return 1.0 if any(pattern in wanted for pattern in named) else -1.0
    if any(pattern in wanted for pattern in _named(group, part)):
        return -1.0
    last = _last_named(group, above)
    if last is not None:
        return 1.0 if last in wanted else -1.0
    named = _named(group, heading)
    return 0.5 if any(pattern in wanted for pattern in named) else -0.2 if named else 0.0


# A clause is read for each of its figures, and again for each part of a comparison.
@functools.lru_cache(maxsize=4096)
def _named(group: tuple[_Word, ...], text: str) -> tuple[_Word, ...]:
    """Return the patterns of a group that a text names."""
    return tuple(pattern for pattern in group if pattern.stands_in(text))


@functools.lru_cache(maxsize=1024)
def _last_named(group: tuple[_Word, ...], text: str) -> _Word | None:
    """Return the pattern that a text names last, the first of such; None where it names none."""
    last = max(group, key=lambda pattern: _last(pattern, text))
    return last if _last(last, text) >= 0 else None


def _last(pattern: _Word, text: str) -> int:
    """Return where ``text`` names it last, -1 where it does not."""
    return max((match.start() for match in pattern.pattern.finditer(text)), default=-1)


def _present(pattern: _Word, pieces: Sequence[str]) -> float:
    """Judge a qualifier that is asked for and may be there or not: the value's own clause counts.

    What the sentence has said before may hold for the value too: then it says nothing.
    """
    if _names(pattern, pieces[0]):
        return 1.0
    return 0.0 if any(_names(pattern, piece) for piece in pieces[1:]) else -1.0


def _absent(strict: _Word, piece: str) -> float:
    """Judge a qualifier that is not asked for: a value that has it is another."""
    return -1.0 if _names(strict, piece) and _stands_alone(strict, piece) else 0.0


@functools.lru_cache(maxsize=8192)
def _names(pattern: _Word, text: str) -> bool:
    return pattern.stands_in(text)


def _stands_alone(strict: _Word, piece: str) -> bool:
    return any(not _beside(piece, match) for match in strict.pattern.finditer(piece))


def _beside(piece: str, match: re.Match[str]) -> bool:
    """Whether a qualifier belongs to one of two things that the figure is said of.

    高新技术企业数和科技型中小企业数分别达到1100家: the first is no figure of 中小 ones.
    """
    before, after = piece[: match.start()], piece[match.end() :]
    return bool(_JOINED.search(before) and _EACH.search(after))


_PART = re.compile("\\s*其中")
_SAID_AFTER = re.compile("\\s*(?:为|是|系|创下?)(?![^，。；]*\\d)")
"""职工3120人，为历史最高: what is said of the figure, and not of another."""
_ALL = re.compile("\\s*(?:均|都|皆)")
_JOINED = re.compile("(?:[和与及、]|以及)[^，。；和与及、]{0,10}$")
_EACH = re.compile(r"^[^，。；和与及、\d]{0,10}(?:分别|均|都|各)")


@functools.cache
def _rules() -> _Rules:
    source = files("zzqa").joinpath("data/qualifiers.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    groups = tuple(tuple(map(_Word, group)) for group in table["groups"].values())
    return _Rules(groups, tuple(map(_both, table["alone"].values())))


def _both(patterns: str | list[str]) -> tuple[_Word, _Word]:
    pair = patterns if isinstance(patterns, list) else [patterns, patterns]
    return _Word(pair[0]), _Word(pair[1])
