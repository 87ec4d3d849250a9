"""The learned model that turns a passage's features into one score."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from zzqa.records import Lang


@dataclass(frozen=True, slots=True)
class Ranker:
    """A logistic model for each language of the question, monotone: no weight is negative.

    The score is the probability that a passage holds the answer, as far as features tell, and so
    is comparable between questions. ``tools/train_ranker.py`` makes the weights.
    """

    weights: Mapping[Lang, Mapping[str, float]]
    bias: Mapping[Lang, float]

    def score(self, lang: Lang, features: Mapping[str, float]) -> float:
        """Return the score of a passage, between 0 and 1; a feature without a weight is ignored."""
        weighted = (weight * features[name] for name, weight in self.weights[lang].items())
        return 1.0 / (1.0 + math.exp(-(self.bias[lang] + sum(weighted))))

    def without(self, name: str) -> Ranker:
        """Return the model with one feature left out, for measuring what it is worth."""
        kept = {
            lang: {key: weight for key, weight in weights.items() if key != name}
            for lang, weights in self.weights.items()
        }
        return replace(self, weights=kept)


@cache
def load_ranker() -> Ranker:
    """Return the model that the package ships."""
    text = files("zzqa").joinpath("data/ranker.json").read_text(encoding="utf-8")
    models = json.loads(text)["models"]
    return Ranker(
        {lang: model["weights"] for lang, model in models.items()},
        {lang: model["bias"] for lang, model in models.items()},
    )
