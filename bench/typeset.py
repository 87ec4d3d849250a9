"""Clean text set in narrow columns, and how much of it repair restores; used by `read.py`."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zzqa.ingest import repair
from zzqa.text.sentences import split_sentences


@dataclass(frozen=True)
class Treatment:
    """How pages are set: what ends a line and a paragraph, indents, blanks put in."""

    name: str
    line_end: str = "\n"
    paragraph_end: str = "\n"
    indent: bool = False
    blanks: bool = False


TREATMENTS = (
    Treatment("wrapped", paragraph_end="\n\n"),
    Treatment("flush", paragraph_end="\n"),
    Treatment("indented", indent=True),
    Treatment("blank lines", "\n\n", "\n\n"),
    Treatment("blanks put in", paragraph_end="\n\n", blanks=True),
    Treatment("all of it", "\n\n", "\n\n", indent=True, blanks=True),
)
LETTER_SPACED = 0.03  # share of lines that are spaced out to fill the column
IN_WORDS = 0.005  # share of places between two Chinese characters where a blank is put in
AT_NUMBERS = 0.5  # the same, between a number and a Chinese character
NEVER_FIRST = "，。、；：？！”’）》」』】,.;:?!%)"
NEVER_LAST = "“‘（《「『【("


def typeset(
    text: str, width: int, treatment: Treatment, chance: random.Random
) -> tuple[str, list[int]]:
    """Return ``text`` as set on the page and, for each of its characters, whence it is (or -1)."""
    pieces: list[str] = []
    origins: list[int] = []

    def put(characters: str, origin: int = -1) -> None:
        pieces.append(characters)
        origins.extend(
            range(origin, origin + len(characters)) if origin >= 0 else [-1] * len(characters)
        )

    for paragraph in re.finditer("[^\n]+", text):
        if pieces:
            put(treatment.paragraph_end)
        indent = 2 if treatment.indent and re.search("[，。；]", paragraph.group()) else 0
        put("\u3000" * indent)
        for n, (start, end) in enumerate(_lines(paragraph.group(), width, indent)):
            put(treatment.line_end if n else "")
            spaced = treatment.blanks and chance.random() < LETTER_SPACED
            for at in range(paragraph.start() + start, paragraph.start() + end):
                put(text[at], at)
                last = at + 1 == paragraph.start() + end
                if treatment.blanks and not last and _blank(text[at : at + 2], spaced, chance):
                    put(" ")
    return "".join(pieces), origins


def _lines(paragraph: str, width: int, indent: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of a paragraph as spans without outer blanks.

    Western words and numbers stay whole. A mark that may not begin a line hangs over the end by
    half its width, or takes the character before it along to the next line.
    """
    units = [match.span() for match in re.finditer(r"[\w.,%'’&+-]+| +|.", paragraph, re.ASCII)]
    line: list[tuple[int, int]] = []
    room = width - float(indent)
    for unit in units:
        word = paragraph[slice(*unit)]
        wide = sum(0.5 if ord(character) < 0x2000 else 1.0 for character in word)
        if line and wide > room + (0.5 if word in NEVER_FIRST else 0.0):
            rest: list[tuple[int, int]] = []
            if word in NEVER_FIRST or paragraph[line[-1][0]] in NEVER_LAST:
                while len(line) > 1 and (not rest or paragraph[rest[0][0]] in NEVER_FIRST):
                    rest.insert(0, line.pop())
            yield _without_blanks(paragraph, line)
            line = rest
            room = width - sum(0.5 * (b - a) if paragraph[a].isascii() else b - a for a, b in rest)
        line.append(unit)
        room -= wide
    if line:
        yield _without_blanks(paragraph, line)


def _without_blanks(paragraph: str, line: Sequence[tuple[int, int]]) -> tuple[int, int]:
    start, end = line[0][0], line[-1][1]
    text = paragraph[start:end]
    return end - len(text.lstrip()), start + len(text.rstrip())


def _blank(pair: str, spaced: bool, chance: random.Random) -> bool:
    """Whether a blank comes between two characters of a line."""
    if re.fullmatch("[一-鿿]{2}", pair):
        return spaced or chance.random() < IN_WORDS
    return bool(re.fullmatch(r"\d[一-鿿]|[一-鿿]\d", pair)) and chance.random() < AT_NUMBERS


@dataclass
class Score:
    """What there was and how much of it came back."""

    characters: int = 0
    restored: int = 0
    ends: int = 0
    """Of sentences."""
    ends_found: int = 0
    ends_invented: int = 0
    wraps: int = 0
    """Line breaks within paragraphs."""
    wraps_undone: int = 0
    paragraphs: int = 0
    paragraphs_parted: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*map(sum, zip(vars(self).values(), vars(other).values())))

    def __str__(self) -> str:
        return " / ".join(f"{100 * share:.2f}" for share in self.shares()[:3])

    def shares(self) -> tuple[float, ...]:
        """Return the shares of characters, sentence ends, invented ends, wraps, paragraphs."""
        return (
            self.restored / self.characters,
            self.ends_found / self.ends,
            self.ends_invented / self.ends,
            self.wraps_undone / self.wraps,
            self.paragraphs_parted / self.paragraphs,
        )


def score_repair(text: str, raw: str, origins: list[int], faults: dict[str, list[str]]) -> Score:
    """Compare the repair of ``raw`` with ``text``, which it was made from; collect the faults."""
    mapped = repair(raw)
    clean = mapped.text
    come_from = [origins[start] for start in mapped.origin.starts]
    after = {
        origin: _blank_at(clean, n + 1)
        for n, origin in enumerate(come_from)
        if origin >= 0 and clean[n] == text[origin] and not clean[n].isspace()
    }
    wrapped = {origins[n - 1] for n, c in enumerate(raw) if c == "\n" and n and origins[n - 1] >= 0}
    score = Score()
    for at, character in enumerate(text):
        if character.isspace():
            continue
        expected, got = _blank_at(text, at + 1), after.get(at)
        score.characters += 1
        score.restored += got == expected
        if expected == "\n":
            score.paragraphs += 1
            score.paragraphs_parted += got == "\n"
        elif at in wrapped:
            score.wraps += 1
            score.wraps_undone += got in ("", " ")
        if got != expected:
            around = f"{text[max(0, at - 7) : at + 1]}|{text[at + 1 : at + 8]}"
            faults[_fault(expected, got)].append(repr(around))
    ends = {end - 1 for _, end in split_sentences(text)}
    found = {come_from[end - 1] for _, end in split_sentences(clean)}
    score.ends, score.ends_found = len(ends), len(ends & found)
    score.ends_invented = len(found - ends)
    return score


def _blank_at(text: str, at: int) -> str:
    return text[at : at + 1] if text[at : at + 1].isspace() else ""


def _fault(expected: str, got: str | None) -> str:
    names = {"": "nothing", " ": "a blank", "\n": "a break"}
    return "a character is lost" if got is None else f"{names[got]} for {names[expected]}"
