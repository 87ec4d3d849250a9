"""A question, analysed with the same tools as the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from zzqa.config import MAX_QUESTION_CHARS
from zzqa.errors import QuestionError
from zzqa.records import AnswerType, Lang, Name, NameKind, Query, TimeInterval, TimeMention, Token
from zzqa.search.question_type import about_document, answer_type, wants_target
from zzqa.text.analysis import find_mentions
from zzqa.text.bridge_table import BridgedWord, BridgeTable
from zzqa.text.cleaning import normalise_characters
from zzqa.text.dates import question_interval
from zzqa.text.normalise import fold, has_han, language
from zzqa.text.offsets import MappedText
from zzqa.text.persons import lexicon
from zzqa.text.quantities import question_units
from zzqa.text.synonyms import synonyms
from zzqa.text.tokens import content_terms, stop_words

_PART = 0.5
"""Weight of a word that is only a part of a longer word asked for (专利 in 发明专利)."""
_SYNONYM = 0.7
"""Weight of another word for what is asked (进出口 for 外贸)."""
TIME_WORD = 0.3
"""Weight of a time's own words: a document may say 今年 where the question says 2024年."""
_SURE_NAME = 0.9
"""Options of a Western word below this share of the best are other words, not the name meant."""
_SOUNDS_LIKE = 0.7
"""A foreign name less alike than this is likelier one that the corpus does not have."""
_LONGEST_NAME = 30
_WHICH_TIME = re.compile("哪一[年天月日]|哪?几[年天月日岁倍]")
"""What words of time are cut out of, though they are the question's: 一年 of 哪一年, 几年."""
_NUMBERED = re.compile(
    "(?:电话|手机|热线|传真|邮编|文号|编号|代码|账号|号码)[^，。]{0,4}(?:多少|几)"
)
"""What has a number of its own, whatever else the question speaks of: 补助的联系电话是多少."""
_OWN_YEAR = re.compile(
    r"\d{4}|[〇零一二三四五六七八九]{4}年|今|去年|前年|本|上月|下月|last|this|五"
)


def analyse(
    question: str,
    bridge: BridgeTable,
    known_names: Mapping[str, NameKind] | None = None,
    *,
    today: date | None = None,
) -> Query:
    """Return what a question asks; 今年 and the like count from ``today``.

    ``known_names`` are the names found in the corpus: what Zhuzhou or Chen Huiqing is reached by.
    Raises QuestionError for a question that is empty, too long or holds no letter or digit.
    """
    clean = _checked(question)
    day = today or date.today()
    anchor = TimeInterval(day, day)
    mentions = find_mentions(clean, anchor)
    times = tuple(time for time in mentions.times if _placed(time))
    lang = language(clean)
    folded = fold(clean) if has_han(clean) else clean
    units = question_units(clean)
    explicit = [time for time in times if time.kind != "as_of" or not time.relative]
    if about_document(folded) and len(explicit) > 1:
        interval: TimeInterval | None = explicit[0].interval
    else:
        interval = question_interval(times)
    bridged = bridge.translate(clean)
    weights, concepts = _terms(clean, lang, bridged, mentions.times, units)
    return Query(
        text=question,
        lang=lang,
        clean=clean,
        weights=weights,
        answer_type=_type(folded, units),
        interval=interval,
        times=mentions.times,
        quantities=mentions.quantities,
        names=_merged(
            mentions.names, _corpus_names(clean, bridged, known_names or {}, mentions.times)
        ),
        concepts=tuple(concepts),
        asked_words=tuple(concepts.values()),
        wants_target=wants_target(folded),
        about_document=about_document(folded),
        units=units,
    )


def _type(folded: str, units: Sequence[str]) -> AnswerType:
    """Return the type of answer; a classifier after 几 or 多少 asks for a number of those.

    市场占有率前十的企业有多少家 speaks of a share and asks for a number.
    """
    kind = answer_type(folded)
    counts = kind == "thing" or (kind == "percent" and not {"%", "元"} & set(units))
    counts = counts and not _NUMBERED.search(folded)
    if kind == "number" and tuple(units) == ("%",):
        return "percent"  # 按多少年利率计算
    return "number" if units and counts else kind


def _checked(question: str) -> str:
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question has {len(question)} characters; at most {MAX_QUESTION_CHARS} are "
            "expected; shorten it, or put several questions in a file for `zzqa batch`"
        )
    clean = " ".join(normalise_characters(MappedText.of(question)).text.split())
    clean = "".join(c for c in clean if not 0xD800 <= ord(c) <= 0xDFFF)
    if not any(c.isalnum() for c in clean):
        raise QuestionError(
            f"the question {question[:40]!r} holds no words; expected one in Chinese or English; "
            "type a question"
        )
    return clean


def _placed(time: TimeMention) -> bool:
    """Whether the question itself says which year is meant: 8月7日 alone may be of any."""
    return not time.relative or bool(_OWN_YEAR.search(time.text))


def _terms(
    clean: str,
    lang: Lang,
    bridged: Sequence[BridgedWord],
    times: Sequence[TimeMention],
    units: Sequence[str],
) -> tuple[Mapping[str, float], dict[tuple[str, ...], str]]:
    """Return the index terms asked for with their weights, and grouped by the word asked.

    Of each group the question's own word, the first where several ask for the same.
    """
    weights: dict[str, float] = {}
    concepts: dict[tuple[str, ...], str] = {}

    def add(word: str, terms: Sequence[tuple[str, float]], *, is_time: bool) -> None:
        for term, weight in terms:
            scaled = weight * (TIME_WORD if is_time else 1.0)
            weights[term] = max(scaled, weights.get(term, 0.0))
        light = {term for term, _ in terms} & {*units, *stop_words("light")}
        if not is_time and not light:
            concepts.setdefault(tuple(term for term, _ in terms), word)

    if lang == "zh":
        which = [match.span() for match in _WHICH_TIME.finditer(clean)]
        for group in _words(content_terms(clean, [time.end for time in times])):
            longest = group[0]
            if any(start <= longest.start < end for start, end in which):
                continue
            terms = [(token.term, 1.0 if token is longest else _PART) for token in group]
            if len(longest.term) == 1 and has_han(longest.term):
                terms = [(longest.term, _PART)]
            terms += [(other, _SYNONYM) for other in synonyms(longest.term)]
            add(longest.term, terms, is_time=_within(longest.start, longest.end, times))
    for word in bridged:
        options = list(word.options)
        if lang == "zh" and not has_han("".join(term for term, _ in options)):
            continue
        terms = options or [(fold(word.phrase).lower(), 1.0)]
        add(word.phrase, terms, is_time=_within(word.start, word.end, times))
    return weights, concepts


def _corpus_names(
    clean: str,
    bridged: Sequence[BridgedWord],
    known: Mapping[str, NameKind],
    times: Sequence[TimeMention],
) -> tuple[Name, ...]:
    """Return the corpus's names in a question: as they are, or as capitalised Western words."""
    names = list(_known_in(clean, known))
    for word in bridged:
        # June is a capitalised word that a corpus may not have, and no place.
        if not word.phrase[:1].isupper() or _within(word.start, word.end, times):
            continue
        likeliest = max((weight for _, weight in word.options), default=0.0)
        if likeliest < _SOUNDS_LIKE and word.start and word.phrase[1:].islower():
            # A proper noun that the corpus has in no spelling: what is asked is not about it.
            names.append(Name(word.start, word.end, word.phrase, "place"))
        found = next((t for t, w in word.options if t in known and w >= _SURE_NAME), None)
        if found is not None:
            names.append(Name(word.start, word.end, found, known[found]))
        elif word.phrase.lower().replace(" ", "-") in lexicon("place")["countries_english"]:
            names += _country(word)
    return tuple(names)


def _country(word: BridgedWord) -> Iterator[Name]:
    """Yield the country that a question names, though the corpus may know it by no name.

    A corpus that has only 俄 of Russia speaks of it at most in passing. Of a word for something
    else (Britain, 不列颠) nothing is told.
    """
    terms = [term for term, _ in word.options]
    countries = [term for term in terms if term in lexicon("place")["countries"]]
    if countries or all(len(term) == 1 for term in terms):
        yield Name(word.start, word.end, (countries or terms or [word.phrase])[0], "place")


def _known_in(clean: str, known: Mapping[str, NameKind]) -> Iterator[Name]:
    """Yield the longest names of the corpus that stand in the question as they are written."""
    folded, at = fold(clean), 0
    while at < len(folded):
        longest = at + _LONGEST_NAME if has_han(folded[at]) else at
        for end in range(min(len(folded), longest), at + 1, -1):
            if folded[at:end] in known:
                yield Name(at, end, folded[at:end], known[folded[at:end]])
                at = end - 1
                break
        at += 1


def _merged(found: Sequence[Name], corpus: Sequence[Name]) -> tuple[Name, ...]:
    """Return both, without those of the corpus that lie in a name found already.

    A Western spelling is no name of a Chinese corpus: only what it stands for counts.
    """
    found = [name for name in found if has_han(name.text)]
    extra = [
        name
        for name in corpus
        if not any(f.start <= name.start and name.end <= f.end for f in found)
    ]
    return (*found, *extra)


def _words(tokens: Sequence[Token]) -> list[list[Token]]:
    """Group the tokens that lie inside a longer one with it, the longest first."""
    groups: list[list[Token]] = []
    for token in sorted(tokens, key=lambda t: (t.start, -t.end)):
        if groups and token.end <= groups[-1][0].end:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def _within(start: int, end: int, times: Sequence[TimeMention]) -> bool:
    return any(time.start <= start and end <= time.end for time in times)
