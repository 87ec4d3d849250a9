"""The numbers that Word sets before paragraphs by itself: 第三条, 一、, （二）, 1.1 and bullets.

They are not in the text of a document but in its list definitions (ECMA-376 Part 1, 17.9), and
counted while it is walked through.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_LEGAL = {"chineseLegalSimplified", "ideographLegalTraditional"}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_SERIES = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 9999
"""No list is longer; above it every number is written in digits."""


class _Level(NamedTuple):
    """How one level of a list is numbered."""

    format: str
    text: str
    start: int
    after: str
    legal: bool


class Numbering:
    """The lists of a document; counts on with every paragraph asked about."""

    def __init__(self, numbering: Any | None, styles: Any) -> None:
        """Read list definitions and styles: elements of lxml, the former None where absent."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._by_style: dict[tuple[str, str], int] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = {_value(style, "styleId"): style for style in styles.iter(f"{_W}style")}
        for definition in [] if numbering is None else numbering.iter(f"{_W}abstractNum"):
            self._define(definition)
        for num in [] if numbering is None else numbering.iter(f"{_W}num"):
            self._use(num)

    def _define(self, definition: Any) -> None:
        name = _value(definition, "abstractNumId")
        self._levels[name] = {}
        for level in definition.iter(f"{_W}lvl"):
            number = _number(_value(level, "ilvl"), 0)
            after = _value(level.find(f"{_W}suff"), "val") == "nothing"
            self._levels[name][number] = _Level(
                _value(level.find(f"{_W}numFmt"), "val") or "decimal",
                _value(level.find(f"{_W}lvlText"), "val"),
                _number(_value(level.find(f"{_W}start"), "val"), 0),
                "" if after else " ",
                _is_on(level.find(f"{_W}isLgl")),
            )
            if style := _value(level.find(f"{_W}pStyle"), "val"):
                self._by_style[name, style] = number

    def _use(self, num: Any) -> None:
        name = _value(num, "numId")
        self._abstract[name] = _value(num.find(f"{_W}abstractNumId"), "val")
        for override in num.iter(f"{_W}lvlOverride"):
            start = _value(override.find(f"{_W}startOverride"), "val")
            if start:
                level = _number(_value(override, "ilvl"), 0)
                self._restarts.setdefault(name, {})[level] = _number(start, 1)

    def label(self, paragraph: Any, style: str) -> str:
        """Return what Word sets before a paragraph of that style, with the blank after it."""
        num, number = self._place(paragraph, style)
        abstract = self._abstract.get(num, "")
        level = self._levels.get(abstract, {}).get(number)
        if level is None:
            return ""
        counts = self._count(num, abstract, number, level)
        if level.format == "bullet":
            return "• "
        levels = self._levels[abstract]

        def written(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, level)
            number_format = "decimal" if level.legal else other.format
            return write_number(counts.get(at, other.start), number_format)

        text = re.sub("%([1-9])", written, level.text).strip()
        return text + level.after if text else ""

    def _place(self, paragraph: Any, style: str) -> tuple[str, int]:
        """Return the list and the level of a paragraph; its own come before its style's."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        num, level = _list_of(own)
        if num:
            return num, _number(level, 0)
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            num, styled = _list_of(self._styles[style].find(f"{_W}pPr/{_W}numPr"))
            if num:
                linked = self._by_style.get((self._abstract.get(num, ""), style), 0)
                return num, _number(level or styled, linked)
            style = _value(self._styles[style].find(f"{_W}basedOn"), "val")
        return "", 0

    def _count(self, num: str, abstract: str, number: int, level: _Level) -> dict[int, int]:
        """Count one on at a level: the deeper levels begin anew."""
        counts = self._counts.setdefault(abstract, {})
        restart = self._restarts.get(num, {}).pop(number, None)
        if restart is not None:
            counts[number] = restart
        else:
            counts[number] = counts[number] + 1 if number in counts else level.start
        for deeper in [at for at in counts if at > number]:
            del counts[deeper]
        return counts


def write_number(number: int, number_format: str) -> str:
    """Return a number as a list writes it; formats not known here are written in digits."""
    if number_format == "none":
        return ""
    if not 1 <= number <= _LARGEST:
        return str(number)
    if number_format in _CHINESE | _LEGAL:
        import cn2an

        return str(cn2an.an2cn(number, "up" if number_format in _LEGAL else "low"))
    if number_format in _CIRCLED and number <= 20:
        return chr(ord("①") + number - 1)
    if number <= len(_SERIES.get(number_format, "")):
        return _SERIES[number_format][number - 1]
    if number_format in ("upperLetter", "lowerLetter"):
        # After Z comes AA, then BB.
        letters = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letters.upper() if number_format == "upperLetter" else letters
    if number_format in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman.upper() if number_format == "upperRoman" else roman
    return f"{number:02}" if number_format == "decimalZero" else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _list_of(properties: Any | None) -> tuple[str, str]:
    """Return numId and ilvl of numbering properties, empty where there are none."""
    if properties is None:
        return "", ""
    found = (properties.find(f"{_W}{name}") for name in ("numId", "ilvl"))
    num, level = (_value(element, "val") for element in found)
    return num, level


def _value(element: Any | None, name: str) -> str:
    return "" if element is None else str(element.get(f"{_W}{name}", ""))


def _is_on(element: Any | None) -> bool:
    return element is not None and _value(element, "val") not in ("0", "false", "off")


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else default
