"""What a PDF says of itself: its title and the day it was made, where they are worth anything."""

from __future__ import annotations

import re
from datetime import date

from zzqa.records import DatedEvidence, TimeInterval

_CONFIDENCE = 0.3
"""The day on which a file was made is often that of a scan or a new edition."""
_DAY = re.compile(r"\s*(?:D:)?(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_FIRST_YEAR = 1993
"""Of the format: an earlier year is a clock that was never set."""
_LONGEST = 200
"""Characters of a title; a longer one is an abstract or damage."""
_FILE_NAME = re.compile(
    r"\.(?:docx?|wps|rtf|odt|txt|pdf|pptx?|xlsx?|html?|indd|qxd|pmd|fbd|fit|s\d|ai|cdr|psd|jpe?g|"
    r"png|tiff?|tex|dvi|ps|dwg)\s*$",
    re.IGNORECASE,
)
_USELESS = re.compile(
    r"""
      microsoft\s+(?:office\s+)?(?:word|powerpoint|excel)\b.*
    | powerpoint\s*(?:presentation|演示文稿)
    | (?:untitled|anonymous|unspecified|unknown|document|slide|presentation|scan(?:ned)?|title|none|
         null|
         无标题|未命名|文档|演示文稿|幻灯片|扫描件?|标题|新建.*文档)[-_\s]*[\d()（）]*
    | \((?:anonymous|unspecified|untitled)\)
    | file:.* | [a-z]:\\.* | \S*[/\\]\S*
    | [\W\d_]*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def useful_title(raw: str) -> str:
    """Return the title of a PDF, empty where it is a file name or what a program wrote."""
    title = " ".join(_remade(raw).replace("\0", "").split())
    if len(title) > _LONGEST or "\ufffd" in title or not title.isprintable():
        return ""
    return "" if _FILE_NAME.search(title) or _USELESS.fullmatch(title) else title


def _remade(raw: str) -> str:
    """Undo what becomes of a title in GBK that was written where Latin-1 is expected."""
    if raw.isascii() or any(ord(c) > 0xFF for c in raw):
        return raw
    try:
        remade = raw.encode("latin-1").decode("gb18030")
    except UnicodeDecodeError:
        return raw
    chinese = sum("一" <= c <= "鿿" for c in remade)
    return remade if 2 * chinese >= sum(not c.isascii() for c in remade) else raw


def creation_date(raw: str) -> DatedEvidence | None:
    """Return the day of a date as PDF writes it (``D:20240630120000+08'00'``), None for no day."""
    found = _DAY.match(raw)
    if not found:
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    if day.year < _FIRST_YEAR:
        return None
    return DatedEvidence(TimeInterval(day, day), raw.strip(), "metadata", _CONFIDENCE)
