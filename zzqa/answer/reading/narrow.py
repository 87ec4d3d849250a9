"""From what the rules chose to the very words: a span read in the likeliest sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zzqa.answer.candidates import Candidate
from zzqa.answer.clauses import weigh
from zzqa.answer.extract import Extraction
from zzqa.answer.reading.opinion import is_typed
from zzqa.answer.reading.spans import SURE, Read, SpanReader
from zzqa.answer.score import Choice, confidence, confidence_features, conflict_factor
from zzqa.answer.sentences import TABLE_HEADS
from zzqa.records import AnswerType, Query
from zzqa.search import Ranked
from zzqa.search.features import concept_weights

NOT_READ: frozenset[AnswerType] = frozenset({"yesno"})
"""Questions whose answer is no span of a text."""
FIGURES: frozenset[AnswerType] = frozenset({"number", "money", "percent", "rank", "date"})
"""Questions for a figure or a time: a value that the rules are sure of stands, for they know what
it is said of; one that they are not sure of is let go only for another."""
SURE_VALUE = 0.5
"""Confidence from which on the rules are sure of a value of the type asked for."""
SURE_OTHER = 0.75
"""Worth from which on a name that they are sure of is let go."""
SURE_SENTENCE = 0.9
"""And so the sentence that the rules chose: texts like those of the labelled questions reach it,
where the rules know more than the reader; encyclopaedias hardly do. Both were chosen by questions
that the reader had not seen."""

EXPLAINED: frozenset[AnswerType] = frozenset({"reason"})
"""Questions that a whole sentence answers, unless the reader is sure of less."""
LIKELY = 0.15
"""Worth from which on words stand in the place of a sentence that the rules are sure of: with less
the reader does not know which they are."""


def narrow(
    query: Query, ranked: Sequence[Ranked], extraction: Extraction | None, reader: SpanReader
) -> Extraction | None:
    """Return the extraction with the span that is worth most to the reader as its best choice.

    Where the rules are sure of a figure it stands; of a name too, and of a sentence the reader
    finds the words in it, unless it is surer of another. Otherwise it chooses among all, the rules'
    choices being evidence. A span that is none of theirs has the evidence of its sentence. What
    another reader found stands.
    """
    if extraction is None or query.answer_type in NOT_READ:
        return extraction
    rules = extraction.best
    if rules.reader:
        return extraction
    choices = (rules, *extraction.others)
    value = is_typed(rules)
    sure = extraction.confidence >= (SURE_VALUE if value else SURE_SENTENCE)
    figure = value and query.answer_type in FIGURES
    if figure and sure:
        return extraction
    within = rules if sure and not value else None
    found = reader.read(query, ranked, choices, extraction.confidence, within)
    if found is None or found.worth < _least(query, figure=figure, value=value, sure=sure):
        return extraction
    if figure and not _holds_figure(found):
        return extraction
    if TABLE_HEADS.fullmatch(found.ranked.hit.passage.text[slice(*found.sentence)]):
        return extraction
    if query.answer_type in EXPLAINED and not _is_sentence(found):
        return extraction
    known = _known(choices, found)
    best = _choice(query, known, found, reader)
    others = tuple(choice for choice in choices if choice is not known)
    told = {id(other.choice) for other in extraction.alternatives if other.why == "other date"}
    rivals = [(choice, choice.score) for choice in others if id(choice) not in told]
    features = confidence_features(query, best, best.score, rivals)
    if sure and value and _contradicts(features, extraction.features):
        return extraction
    return Extraction(
        best=best,
        value=best.candidate.text,
        confidence=confidence(features),
        features=features,
        others=others,
        alternatives=extraction.alternatives if known is extraction.best else (),
    )


def _contradicts(read: Mapping[str, float], rules: Mapping[str, float]) -> bool:
    """Whether a value conflicts with the question where what the rules chose does not.

    Of another time, unit or kind, told of another figure of its sentence, or of a person in
    another post: the reader weighs words, and knows nothing of these.
    """
    if conflict_factor(read) < conflict_factor(rules):
        return True
    return any(read[name] > rules[name] for name in ("claimed", "other_post"))


def _least(query: Query, *, figure: bool, value: bool, sure: bool) -> float:
    """Return what a span must be worth to stand in the place of what the rules chose."""
    if query.answer_type in EXPLAINED:
        return SURE
    if sure and value:
        return SURE_OTHER
    return LIKELY if sure or figure else 0.0


def _is_sentence(found: Read) -> bool:
    """Whether the words stand in a sentence that is closed as one: a heading tells no reason."""
    text = found.ranked.hit.passage.text[slice(*found.sentence)]
    return text.rstrip("”’」』）)")[-1:] in ("。", "！", "？", "!", "?", ".", "…")


def _holds_figure(found: Read) -> bool:
    """Whether a figure or a time was recognised in a span that is less than its sentence."""
    sentence = found.sentence
    if found.end - found.start >= sentence.end - sentence.start - 1:
        return False
    mentions = found.ranked.hit.passage.mentions
    figures = [(one.start, one.end) for one in mentions.quantities]
    figures += [(one.start, one.end) for one in mentions.times]
    return any(found.start <= start and end <= found.end for start, end in figures)


def _known(choices: Sequence[Choice], found: Read) -> Choice | None:
    """Return the rules' choice that is the span read, else the best that holds it."""
    here = [
        choice
        for choice in choices
        if choice.ranked is found.ranked
        and choice.candidate.start <= found.start
        and found.end <= choice.candidate.end
        and (_is_it(choice, found) or not is_typed(choice))
    ]
    return min(here, key=lambda choice: not _is_it(choice, found), default=None)


def _is_it(choice: Choice, found: Read) -> bool:
    return (choice.candidate.start, choice.candidate.end) == (found.start, found.end)


def _choice(query: Query, known: Choice | None, found: Read, reader: SpanReader) -> Choice:
    passage = found.ranked.hit.passage
    if known is not None and _is_it(known, found):
        return replace(known, read=found.worth)
    candidate = Candidate(found.start, found.end, passage.text[found.start : found.end])
    if known is not None:
        return replace(known, candidate=candidate, read=found.worth, narrowed=True)
    weights = concept_weights(query, reader.idf)
    return Choice(
        ranked=found.ranked,
        candidate=candidate,
        sentence=found.sentence,
        evidence=weigh(query, found.ranked.view, candidate, weights),
        similarity=found.similarity,
        read=found.worth,
        narrowed=True,
    )
