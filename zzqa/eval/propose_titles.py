"""Questions after who wrote an article, by its title and its byline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zzqa.eval.propose_text import Draft
from zzqa.records import Passage

_REPORTER = re.compile("记者$")
_PICTURED = re.compile(r"\s*摄")
_SHORTEST, _LONGEST = 6, 24
"""Characters of what a person would call an article by: a headline has several parts, with blanks
between, of which the first that is so long is taken."""


def titles(passage: Passage) -> Iterator[Draft]:
    """Yield who wrote the article, where its byline names one reporter and it has a title."""
    reporters = [
        name
        for name in passage.mentions.names
        if name.kind == "person" and _REPORTER.search(name.role)
    ]
    parts = (part for part in passage.title.split() if _SHORTEST <= len(part) <= _LONGEST)
    title = next(parts, "").strip("《》")
    if len(reporters) != 1 or not title:
        return
    (reporter,) = reporters
    line = passage.text.rfind("\n", 0, reporter.start) + 1
    begun = [one.start for one in passage.sentences if one.start <= reporter.start]
    evidence = passage.text[max(line, *begun) : reporter.end].strip()
    if _PICTURED.match(passage.text, reporter.end) or evidence == reporter.text:
        return
    question = f"《{title}》一文是哪位记者写的？"
    yield Draft(question, reporter.text, "person", evidence, reporter.start, dated=False)
