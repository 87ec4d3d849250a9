"""How good a candidate is among others, and how probable it is that it is right."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from zzqa.answer.candidates import Candidate
from zzqa.answer.clauses import Evidence
from zzqa.records import Span
from zzqa.search import Ranked

CHOICE_WEIGHTS: dict[str, float] = {
    "coverage": 3.0,
    "focus": 1.0,
    "time": 1.5,
    "place": 1.2,
    "unit": 0.9,
    "target": 0.8,
    "rank": 2.0,
    "similarity": 1.5,
    "form": 1.0,
}
"""What each piece of evidence counts when candidates are compared, set by hand."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate with its evidence: a possible answer."""

    ranked: Ranked
    candidate: Candidate
    sentence: Span
    evidence: Evidence
    similarity: float
    """Cosine of the candidate's sentence with the question."""
    form: float = 0.0
    """Whether the sentence has the form of such an answer (because …, X is …); 0 or 1."""

    @property
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
            "rank": self.ranked.hit.score,
            "similarity": self.similarity,
            "form": self.form,
        }

    @property
    def score(self) -> float:
        """What candidates are ordered by."""
        return sum(CHOICE_WEIGHTS[name] * value for name, value in self.features.items())


def order(choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices, best first; ties by passage and place."""
    return sorted(
        choices, key=lambda c: (-c.score, c.ranked.hit.passage.id, c.candidate.start)
    )


def confidence_features(best: Choice, others: Sequence[Choice], *, typed: bool, english: bool) -> dict[str, float]:
    """Return what the probability of being right is judged by."""
    rival = next((c for c in others if c.candidate.text != best.candidate.text), None)
    margin = min(best.score - rival.score, 3.0) if rival else 3.0
    supported = sum(
        c.candidate.text == best.candidate.text and c.ranked is not best.ranked for c in others[:12]
    )
    return best.features | {
        "margin": margin,
        "support": float(min(supported, 2)),
        "typed": float(typed),
        "english": float(english),
        "lexical": best.ranked.hit.scores.get("coverage", 0.0),
    }


@functools.cache
def _model() -> Mapping[str, float]:
    """Return the weights of the logistic model, by feature, with ``bias``."""
    text = files("zzqa").joinpath("data/confidence.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights


def confidence(features: Mapping[str, float]) -> float:
    """Return the probability that an answer with these features is right.

    A logistic model, fitted on labelled questions by ``tools/fit_confidence.py``.
    """
    weights = _model()
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
