"""Questions that compare, in English: the values they need."""

from __future__ import annotations

import re

from zzqa.answer.comparisons import Comparison, Operand
from zzqa.records import Query

_MORE = "more|higher|larger|greater|bigger|faster|better|longer"
_LESS = "fewer|less|lower|smaller|slower|worse|shorter"
_MOST = "most|highest|largest|greatest|biggest|fastest|longest|best"
_LEAST = "fewest|least|lowest|smallest|slowest|shortest|worst"
_AUXILIARY = "did|does|do|is|was|were|are|has|have|had"
_GREW = "grow|grew|increase|increased|rise|rose|go up|change|changed|gain"
_FELL = "fall|fell|decrease|decreased|decline|declined|drop|dropped|go down|shrink"

_THAN = re.compile(
    rf"^(?P<left>.*?)\b(?P<cmp>{_MORE}|{_LESS})\b(?P<middle>.*?)\bthan\b(?P<right>.+)$", re.I
)
_APART = re.compile(
    r"^(?P<before>.*?)\b(?:difference|gap)\b(?P<what>.*?)\bbetween\b(?P<x>.+?)\band\b(?P<y>.+)$",
    re.I,
)
_WHICH = re.compile(
    rf"^(?P<before>.*?)\b(?:which|who)\b(?P<head>.*?)\b(?P<cmp>{_MORE}|{_LESS}|{_MOST}|{_LEAST})\b"
    r"(?P<what>.*?)(?:[,:—–-]|\b(?:between|among|out of)\b)\s*(?P<options>[^:]+)$",
    re.I,
)
_SINCE = re.compile(
    rf"^(?P<ask>.*?\b(?:how (?:much|many)|what (?:percentage|percent))\b)(?P<what>.+?)"
    rf"\b(?P<cmp>{_GREW}|{_FELL})\b(?P<rest>.*)$",
    re.I,
)
_TIMES = re.compile(
    r"\b(?:from|between)\s+(?P<early>.+?)\s+(?:to|and|until)\s+(?P<late>.+?)\s*$", re.I
)
_TIME_PHRASE = re.compile(
    r"\s*,?\s*\b(?:(?:in|at|by|as of|during|on|for|since|until|within)\s+(?:the\s+)?"
    r"(?=[^,]*\d{4})[^,]*)$",
    re.I,
)
_NO_OPERAND = re.compile(r"(?:once|twice|ever|usual|expected|planned|half|an?|one|two)\b", re.I)
"""What follows than and is nothing to compare with: more than once."""
_OWN = re.compile(r"^(?:its|their|his|her)\s+", re.I)
_PERCENT = re.compile(r"\bpercent|\bper cent|\bgrowth rate", re.I)
_EDGE = re.compile(r"^(?:the|of|in|for|that|those|a|an|by|did|does|do|have|had|has)\s+", re.I)
_KIND = re.compile(
    r"^\s*(?:of\s+)?(?:city|cities|county|country|company|companies|one|product|region|school"
    r"|university|organisation|organization|firm|the two|these|them)\b",
    re.I,
)


def find_english(query: Query) -> Comparison | None:
    """Return what a question in English compares, None where it compares nothing."""
    text = re.sub(r"['’]s\b", " 's", query.clean.rstrip("?.! "))
    return _since(text) or _which(query, text) or _than(query, text) or _apart(text)


def _than(query: Query, text: str) -> Comparison | None:
    found = _THAN.match(text)
    if found is None:
        return None
    right, when = _without_time(found["right"])
    right = right.strip().removesuffix(" 's")
    left, ahead = _without_time(found["left"])
    if _NO_OPERAND.match(right):
        return None
    if any(found.start("right") <= q.start for q in query.quantities):
        return None
    asks = re.search(r"\bhow (?:much|many)\b|\bby what\b", left, re.I)
    opening = re.match(rf"\s*(?:{_AUXILIARY})\b", left, re.I)
    if not asks and not opening:
        return None
    what = re.sub(r"\bby\b|\bhow (?:much|many)\b", " ", left, flags=re.I)
    body = f"{what} {found['middle']}"
    right = _OWN.sub("", right.strip())
    first = _like(body, right) or _counterpart(query, body, right)
    if first is None:
        return None
    time = f"{when} {ahead}"
    other = body.replace(first, right, 1)
    return Comparison(
        "difference" if asks else "yesno",
        (Operand(_bare(first), _asked(body, time)), Operand(_bare(right), _asked(other, time))),
        more=re.fullmatch(_LESS, found["cmp"], re.I) is None,
        percent=bool(_PERCENT.search(left)),
    )


def _like(body: str, right: str) -> str | None:
    """Return the part of ``body`` that is worded like ``right``: exports of X, exports of Y."""
    head = re.match(r"(?P<head>\w+ (?:of|to|from|in|for|with) )(?P<rest>\S.*)", right, re.I)
    at = body.lower().find(head["head"].lower()) if head else -1
    if head is None or at < 0:
        return None
    last = head["rest"].split()[-1]
    start = at + len(head["head"])
    end = re.search(rf"\b{re.escape(last)}\b", body[start:], re.I)
    if end:
        return body[at : start + end.end()]
    words = re.match(rf"(?:\S+\s*){{1,{len(head['rest'].split())}}}", body[start:])
    return (body[at : start + words.end()].strip() or None) if words else None


def _counterpart(query: Query, body: str, right: str) -> str | None:
    """Return the part of ``body`` that ``right`` is compared with: a name, else the subject."""
    for name in query.names:
        spelt = re.sub(r"['’]s$", "", query.clean[name.start : name.end])
        if spelt and spelt in body and spelt not in right:
            return spelt
    bare = re.sub(rf"^\s*(?:{_AUXILIARY})\b", " ", body, flags=re.I)
    proper = re.search(r"\b[A-Z][\w-]+(?: [A-Z][\w-]+)*", bare)
    if proper and re.search(r"\b[A-Z]", right):
        return proper.group()
    subject = re.match(rf"\s*(?:the\s+)?(?P<np>.+?)\s*(?:\b(?:{_AUXILIARY})\b|$)", bare, re.I)
    return subject["np"] if subject and subject["np"].strip() else None


def _apart(text: str) -> Comparison | None:
    found = _APART.match(text)
    if found is None:
        return None
    y, when = _without_time(found["y"])
    x = found["x"].strip()
    what = found["what"].strip()
    inner = re.match(r"(?P<y>.+?)\s+(?:in|of)\s+(?P<what>.+)", y) if not what else None
    if inner:
        y, what = inner["y"], inner["what"]
    shared = ""
    if not what and (lead := re.match(r"(?P<head>.+?\b(?:for|of|in|to|with))\s+(?P<rest>.+)", x)):
        follow = re.match(r"(?:for|of|in|to|with)\s+(?P<rest>.+)", y.strip(), re.I)
        if follow:
            shared, x, y = lead["head"], lead["rest"], follow["rest"]
    body = f"{what} {shared}"
    return Comparison(
        "difference",
        tuple(Operand(_bare(one), _asked(f"{body} {one}", when)) for one in (x, y)),
    )


def _which(query: Query, text: str) -> Comparison | None:
    found = _WHICH.match(text)
    if found is None:
        return None
    last, when = _without_time(found["options"])
    options = [_bare(one) for one in re.split(r",\s*(?:or|and)?\s+|\s+(?:or|and)\s+", last)]
    options = [one for one in options if one]
    if len(options) < 2:
        return None
    what, ahead = _without_time(found["what"])
    head = _KIND.sub(" ", found["head"])
    body = f"{head} {what}"
    times = f"{ahead} {when} {found['before']}"
    return Comparison(
        "choice",
        tuple(Operand(one, _asked(f"{one} {body}", times)) for one in options),
        more=re.fullmatch(f"{_LESS}|{_LEAST}", found["cmp"], re.I) is None,
    )


def _since(text: str) -> Comparison | None:
    found = _SINCE.match(text)
    if found is None:
        return None
    times = _TIMES.search(found["rest"])
    if times is None or not all(re.search(r"\d", times[part]) for part in ("early", "late")):
        return None
    early, late = times["early"], times["late"]
    if not re.search(r"\d{4}", early) and (year := re.search(r"\d{4}", late)):
        early = f"{early} {year.group()}"
    what = re.sub(rf"^\s*(?:{_AUXILIARY})\b", " ", found["what"], flags=re.I)
    body = f"{what} {found['rest'][: times.start()]}"
    return Comparison(
        "growth",
        tuple(Operand(t, _asked(body, f"in {t}")) for t in (late, early)),
        more=re.fullmatch(_FELL, found["cmp"], re.I) is None,
        percent=bool(_PERCENT.search(found["ask"])),
    )


def _without_time(text: str) -> tuple[str, str]:
    """Return a text without the time at its end, and that time."""
    found = _TIME_PHRASE.search(text)
    return (text[: found.start()], found.group().strip(" ,")) if found else (text, "")


def _bare(text: str) -> str:
    text = text.strip(" ,.;:").removesuffix(" 's")
    while _EDGE.match(text):
        text = _EDGE.sub("", text, count=1)
    return text.strip()


def _asked(body: str, when: str) -> str:
    """Return the question for one value."""
    words = re.sub(rf"^\s*(?:{_AUXILIARY})\b", " ", body, flags=re.I)
    whole = f"{words} {when}".replace(" 's", "'s")
    return "How many " + " ".join(re.sub(r"[,:](?!\d)", " ", whole).split())
