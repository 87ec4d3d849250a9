"""Names in English text, where a word beside them tells their kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zzqa.records import Name, NameKind
from zzqa.text.spans import Spans

_CAPITALISED = r"[A-Z][\w'’-]*"
_ENGLISH_KINDS: tuple[tuple[NameKind, str], ...] = (
    (
        "organisation",
        r"(?:Co\.?,? ?Ltd\.?|Ltd\.?|Inc\.?|Corp(?:oration)?\.?|Company|Group|University|College"
        r"|Institute|Academy|Laboratory|Bank|Bureau|Administration|Committee|Commission|Ministry"
        r"|Court|Customs|Hospital|School|Association|Center|Centre|Department|Council|Government)",
    ),
    ("place", r"(?:Province|City|County|District|Town|Township|Village|Prefecture|Island)"),
)
_english_kind = [
    (
        kind,
        re.compile(
            rf"\b(?!The\b)(?:{_CAPITALISED} (?:and |& )?){{1,5}}{suffix}(?![\w])"
            rf"(?: (?:of|for) {_CAPITALISED}(?:(?: and)? {_CAPITALISED}){{0,3}})?"
        ),
    )
    for kind, suffix in _ENGLISH_KINDS
]
_english_person = re.compile(
    r"\b((?:[Vv]ice |[Dd]eputy |[Aa]cting )?(?:Mayor|mayor|Governor|President|Secretary|Chairman|"
    r"Director|Professor|Prof\.|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Minister|Reporter|reporter|athlete))"
    rf" ({_CAPITALISED}(?: {_CAPITALISED}){{0,2}})"
)
_question_start = re.compile(
    r"(?:What|Which|Who|Whose|When|Where|Why|How|Is|Are|Was|Were|Did|Does|Do|The|In|By|Of|Has|Have"
    r"|On|At|For|Can|Will|According|Name|List|Tell|Give) "
)


def without_overlap(found: Sequence[Name], others: Iterable[Name]) -> list[Name]:
    """Return ``found``, none of which overlap, and those of ``others`` that fit between."""
    kept = list(found)
    taken = Spans((name.start, name.end) for name in found)
    for other in others:
        if not taken.overlap(other.start, other.end):
            taken.add(other.start, other.end)
            kept.append(other)
    return kept


def english_names(text: str) -> Iterator[Name]:
    """Yield the names in order: persons after a title, organisations and places by their noun."""
    found: list[Name] = []
    for match in _english_person.finditer(text):
        start, end = match.span(2)
        found.append(Name(start, end, match.group(2), "person", match.group(1)))
    others: list[Name] = []
    for kind, pattern in _english_kind:
        for match in pattern.finditer(text):
            start, end = match.span()
            while lead := _question_start.match(text, start, end):
                start = lead.end()
            if " " in text[start:end]:
                others.append(Name(start, end, text[start:end], kind))
    yield from sorted(without_overlap(found, others), key=lambda name: name.start)
