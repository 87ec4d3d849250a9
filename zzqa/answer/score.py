"""How good a candidate is among others, and how probable it is that it is right."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from zzqa.answer.candidates import Candidate
from zzqa.answer.clauses import Evidence
from zzqa.answer.subjects import NO_POST, ONE_COMPANY, asked_posts, posts_in
from zzqa.records import Query, Span
from zzqa.search import Ranked
from zzqa.search.question_type import asks_something
from zzqa.text.normalise import fold


@functools.cache
def model() -> Mapping[str, Mapping[str, float]]:
    """Return the weights in ``data/answer.json``: ``choice``, ``confidence`` and ``words``, by
    feature.

    ``tools/fit_answer.py`` makes them from labelled questions, and notes how it judged them.
    """
    text = files("zzqa").joinpath("data/answer.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)["weights"]
    return weights


@dataclass(frozen=True)
class Choice:
    """A candidate with its evidence: a possible answer.

    Features and score are worked out once: they are compared with those of all others.
    """

    ranked: Ranked
    candidate: Candidate
    sentence: Span
    evidence: Evidence
    similarity: float
    """Cosine of the candidate's sentence with the question."""
    form: float = 0.0
    """Whether the sentence has the form of such an answer (because …, X is …); 0 or 1."""
    reader: float = 0.0
    """How probable a trained reader holds it, 0 to 1; 0 where none was asked."""
    read: float = 0.0
    """What the span is worth to the reader of spans, 0 to 1; 0 where none was read."""
    narrowed: bool = False
    """Whether it is a span read in a sentence, with that sentence's evidence."""

    @functools.cached_property
    def features(self) -> dict[str, float]:
        """The evidence by name."""
        e = self.evidence
        return {
            "coverage": e.coverage,
            "focus": e.focus,
            "time": e.time,
            "place": e.place,
            "unit": e.unit,
            "target": e.target,
            "ratio": e.ratio,
            "subject": e.subject,
            "post": e.post,
            "qualifier": e.qualifier,
            "rank": log_odds(self.ranked.hit.score),
            "similarity": self.similarity,
            "form": self.form,
            "wrong_time": float(e.time <= _CONFLICT),
            "wrong_place": float(e.place <= _CONFLICT),
            "wrong_qualifier": float(e.qualifier <= _CONFLICT),
            "wrong_unit": float(e.unit <= _CONFLICT),
            "gap": e.gap,
            "read": self.read,
            "narrowed": float(self.narrowed),
            "said": e.said,
            "core": e.core,
            "claimed": e.claimed,
            "measure": e.measure,
            "other_post": float(e.post < 0),
            "other_bearer": float(e.bearer < 0),
            "other_office": float(e.office < 0),
        }

    @property
    def sentence_text(self) -> str:
        """The sentence that the candidate stands in."""
        return self.ranked.hit.passage.text[self.sentence.start : self.sentence.end]

    @functools.cached_property
    def score(self) -> float:
        """What candidates are ordered by."""
        weights = model()["choice"]
        told = sum(weights.get(name, 0.0) * value for name, value in self.features.items())
        return told + _READER * self.reader


def log_odds(score: float) -> float:
    """Return a passage's log-odds, scaled to about -1 to 1: its score is near 0 or 1 mostly."""
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded)) / 8


def order(choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices, best first; ties by passage and place."""
    return sorted(choices, key=lambda c: (-c.score, c.ranked.hit.passage.id, c.candidate.start))


def confidence_features(
    query: Query, best: Choice, score: float, rivals: Sequence[tuple[Choice, float]]
) -> dict[str, float]:
    """Return what the probability of being right is judged by.

    ``score`` is that of the best choice, ``rivals`` are the others with theirs, in order.
    ``listed``, ``other_kind`` and ``computed`` are set by what makes a list, or a sum.
    """
    typed = best.candidate.text != best.sentence_text and not best.narrowed
    makeshift = not typed and best.candidate.mention is None and query.answer_type in _TYPED
    dated = best.ranked.hit.passage.date is not None
    told = {
        "typed": float(typed),
        "typed_undated": float(typed and not dated),
        "number": float(typed and query.answer_type in _NUMBERS),
        "fallback": float(makeshift),
        "yesno": float(query.answer_type == "yesno"),
        "dated": float(dated),
        "told": best.evidence.told,
        "told_sentence": best.evidence.told * (not typed),
        "similar_sentence": best.similarity * (not typed),
        "english": float(query.lang == "en"),
        "listed": 0.0,
        "other_kind": 0.0,
        "computed": 0.0,
        "elsewhere": best.evidence.elsewhere,
    }
    return (
        best.features
        | told
        | _among(best, score, rivals)
        | _of_passage(best.ranked.hit.scores)
        | _doubts(query, best, typed=typed)
    )


def _among(best: Choice, score: float, rivals: Sequence[tuple[Choice, float]]) -> dict[str, float]:
    """Return how a choice stands among its rivals."""
    others = [c.ranked.hit.score for c, _ in rivals if c.ranked is not best.ranked]
    value = best.candidate.text
    rival = next((s for choice, s in rivals if choice.candidate.text != value), score - _FAR)
    support = sum(c.candidate.text == value and c.ranked is not best.ranked for c, _ in rivals[:12])
    return {
        "margin": min(score - rival, _FAR),
        "support": float(min(support, 2)),
        "lead": log_odds(best.ranked.hit.score) - log_odds(max(others, default=0.0)),
    }


def _of_passage(scores: Mapping[str, float]) -> dict[str, float]:
    """Return how well the passage of a choice was found."""
    coverage, place = scores.get("coverage", 0.0), scores.get("place", 0.0)
    return {
        "passage_coverage": coverage,
        "passage_place": place,
        "passage_time": scores.get("time", 0.0),
        "passage_name": scores.get("name", 0.0),
        "dense": scores.get("dense", 0.0),
        "place_missing": float(place < 0),
        "uncovered": max(0.0, 0.5 - coverage),
    }


def _doubts(query: Query, best: Choice, *, typed: bool) -> dict[str, float]:
    """Return what speaks against a choice, however well all else fits."""
    evidence, english = best.evidence, query.lang == "en"
    named = query.answer_type not in (*_NUMBERS, "list")
    return {
        "one_company": float(evidence.subject == ONE_COMPANY),
        "other_place": float(evidence.place <= _ELSEWHERE),
        "other_thing": float(evidence.bearer < 0 and not english),
        "asks_nothing": float(not asks_something(query.clean, query.answer_type)),
        "unknown": evidence.unknown,
        "unknown_thing": float(evidence.unknown >= _UNKNOWN and not english and named),
        "no_core": max(0.0, _CORE - evidence.core),
        "unmeasured": float(evidence.measure < _SAID),
        "coreless": float(
            typed and query.answer_type in _NUMBERS and evidence.core < _SAID and not english
        ),
        "postless": float(_is_postless(query, best)),
        "no_figure": float(_holds_no_figure(query, best)),
        "no_person": float(_is_era(query, best)),
        "other_subject": float(_of_another(query, best)),
        "unsaid": float(typed and evidence.said < _SAID),
        "dissimilar": 0.0 if english else max(0.0, _SIMILAR - best.similarity),
    }


def _is_postless(query: Query, best: Choice) -> bool:
    """Whether a post is asked for that nothing in the sentence of a person names.

    Or a party to something: of who builds (施工单位), a sentence without 施工 does not tell.
    """
    passage = best.ranked.hit.passage
    if part := _PART_PLAYED.search(fold(query.clean)):
        return part["does"] not in fold(f"{passage.section}{best.sentence_text}")
    if query.answer_type != "person" or best.evidence.post not in (NO_POST, 0.0):
        return False
    posts = asked_posts(query)
    return bool(posts) and not posts & set(posts_in(fold(best.sentence_text)))


def _is_era(query: Query, best: Choice) -> bool:
    """Whether the words read for a person are a time: 清末 founded nothing."""
    return query.answer_type == "person" and bool(_ERA.fullmatch(best.candidate.text))


def _of_another(query: Query, best: Choice) -> bool:
    """Whether a figure is said of another organisation than the one asked about, which neither
    its passage nor a heading names. Of a paper (科技局的答复) it is who wrote it."""
    figure = query.answer_type in _NUMBERS and (
        best.evidence.subject <= -1.0 or _has_another_issuer(query, best)
    )
    unnamed = best.ranked.hit.scores.get("name", 0.0) <= -1.0
    return figure and unnamed and not query.about_document


def _has_another_issuer(query: Query, best: Choice) -> bool:
    """Whether a paper whose title names one company is asked about another."""
    title = best.ranked.hit.passage.title
    asked = any(name.kind == "organisation" for name in query.names)
    return asked and best.evidence.subject <= 0 and bool(_ISSUER.search(title))


def _holds_no_figure(query: Query, best: Choice) -> bool:
    """Whether the words read for a figure or a time hold none: 会议第 for a day."""
    if not best.narrowed or query.answer_type not in (*_NUMBERS, "date"):
        return False
    mentions, span = best.ranked.hit.passage.mentions, best.candidate
    held = [(one.start, one.end) for one in mentions.quantities]
    held += [(one.start, one.end) for one in mentions.times]
    return not any(span.start < end and start < span.end for start, end in held)


_PART_PLAYED = re.compile("(?P<does>[一-鿿]{2})(?:单位|机构|方|商)(?:是|为|叫)?(?:哪|谁|什么)")
_ISSUER = re.compile("[一-鿿]{2,}(?:公司|集团|银行)")
_ERA = re.compile(
    "(?:[夏商周秦汉晋隋唐宋元明清]|民国|[东西南北][汉晋宋魏]).{0,4}[初中末代朝年间期]+"
)
_NUMBERS = ("number", "money", "percent", "rank")
_TYPED = (*_NUMBERS, "date", "person", "place", "organisation")
"""Types of which an answer is a name or figure: a whole sentence in its stead is a makeshift."""
_READER = 2.0
"""What a sure reader counts, in the units of the shipped weights: about as much as all of a
question's words beside a value. Not fitted, for no reader is shipped."""
_CONFLICTS = {
    "wrong_time": 0.3,
    "wrong_unit": 0.3,
    "wrong_qualifier": 0.35,
    "asks_nothing": 0.3,
    "one_company": 0.35,
    "other_thing": 0.35,
    "other_office": 0.35,
    "other_place": 0.35,
    "unknown_thing": 0.35,
    "unmeasured": 0.35,
    "coreless": 0.35,
    "postless": 0.35,
    "no_figure": 0.35,
    "no_person": 0.35,
    "other_subject": 0.35,
    "other_kind": 0.35,
}
"""What a conflict leaves of the probability: a figure of another time, unit or kind is no answer,
however well all else fits; with these, none reaches the default threshold."""
_CONFLICT = -0.25
"""Evidence below this speaks of another time or place, not merely of none."""
_UNKNOWN = 0.45
"""Share of what is asked for that the corpus does not know, from which on it is something else. Of
a figure, the word for what is measured tells more; of a list, its items may have another name."""
_ELSEWHERE = -1.0
"""Evidence that a value is of another place, or that its passage does not name the one asked."""
_SIMILAR = 0.4
"""Chinese questions and the sentences that answer them are at least so similar."""
_CORE, _SAID = 0.3, 0.1
"""So little of what is asked for near a value, or right before it, and it is of something else."""
_NEVER_SURE = 0.005
"""No more than this and its complement is learned of a reader's opinion: it is often wrong where it
holds a span worth all."""
_FAR = 3.0
"""A rival further behind than this is as good as none."""


def confidence(features: Mapping[str, float]) -> float:
    """Return the probability that an answer with these features is right.

    A logistic model: 1 / (1 + e^-(bias + sum of weight x feature)). Of words read in a sentence
    it is told by two such opinions together: that one, of the sentence, and the reader's.
    """
    total = evidence_log_odds(features, model()["confidence"])
    if features["narrowed"]:
        words = model()["words"]
        of_reader = words["read"] * read_log_odds(features["read"])
        total = words["bias"] + words["evidence"] * total + of_reader
    probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
    return probability * conflict_factor(features)


def evidence_log_odds(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return what the evidence alone says: bias + sum of weight x feature."""
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())


def read_log_odds(worth: float) -> float:
    """Return the log-odds of what a span is worth to the reader, who is never quite sure."""
    bounded = min(max(worth, _NEVER_SURE), 1 - _NEVER_SURE)
    return math.log(bounded / (1 - bounded))


def conflict_factor(features: Mapping[str, float]) -> float:
    """Return what the conflicts of a candidate with the question leave of its probability."""
    return math.prod(factor for name, factor in _CONFLICTS.items() if features[name])
