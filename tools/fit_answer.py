"""Fit the weights that choose an answer and that judge its probability; write data/answer.json.

    python tools/fit_answer.py --index index eval/questions.jsonl \\
        --squad xquad.zh.json --squad xquad.zh.json xquad.en.json --squad cmrc2018.trial.json

Choosing is a softmax over the candidates of a question (the probability that falls on right
candidates is raised), confidence a logistic model of the chosen one. Both are held near their
priors by an L2 penalty. Public sets teach the confidence, not the choice: each of their questions
is asked of all paragraphs, and of all but its own, where it has no answer. The figures written
beside the weights come from cross-validation: each labelled question is judged by weights that
have not seen it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from _negatives import negatives
from numpy.typing import NDArray

import zzqa
from zzqa.answer.decide import is_composed
from zzqa.answer.score import Choice, confidence_features, conflict_factor
from zzqa.config import Filters, SearchConfig
from zzqa.eval.matching import judge
from zzqa.eval.records import LabelledQuestion, read_labelled
from zzqa.eval.squad import TYPE as SQUAD_TYPE
from zzqa.eval.squad import read_squad, sample, squad_index
from zzqa.records import Query
from zzqa.text.normalise import fold

Array = NDArray[np.float64]
OUTPUT = Path(__file__).parent.parent / "zzqa" / "data" / "answer.json"
FOLDS = 5
NO_FILTERS = Filters()
CANDIDATES = 60
"""Rivals of a question that are learned from; the rest are far behind."""
CHOICE_PRIOR = {
    "coverage": 3.0, "focus": 1.0, "time": 1.5, "place": 1.2, "unit": 0.9,
    "target": 0.8, "rank": 2.0, "similarity": 1.5, "form": 1.0,
    "ratio": 1.5, "subject": 0.8, "post": 1.0, "qualifier": 1.0, "wrong_qualifier": -1.0,
    "wrong_time": -2.0, "wrong_place": -1.0, "gap": -0.5, "wrong_unit": -1.0,
}  # fmt: skip
CHOICE_PENALTY = 2.0
CONFIDENCE_PRIOR = {
    "wrong_time": -4.0, "wrong_place": -2.0, "wrong_qualifier": -3.0, "ratio": 2.0,
    "elsewhere": -2.0, "wrong_unit": -3.0, "fallback": -1.5,
}  # fmt: skip
"""What the product promises: a figure of another time, place or measure is no answer."""
CONFIDENCE_PENALTY = 0.5
NEGATIVE_WEIGHT = 0.35
"""Of a made unanswerable question, a written one being 1: they are many and alike."""
PUBLIC_WEIGHT = 0.1
"""Of a question of a public set: their texts and questions are of another kind."""
PUBLIC = 160
"""Questions taken of each public set."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates: features (candidates, names) and which are right."""

    labelled: LabelledQuestion
    choices: tuple[Choice, ...]
    features: Array
    right: NDArray[np.bool_]
    query: Query
    made: tuple[Example, ...] = ()
    """Unanswerable variants; they stay in the fold of the question they were made from."""


def main() -> None:
    """Collect the candidates of every question, fit, cross-validate and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", default="index")
    parser.add_argument(
        "--squad", nargs="+", type=Path, action="append", default=[], metavar="FILE",
        help="a set in SQuAD's layout, and the file of its questions where that is another",
    )  # fmt: skip
    options = parser.parse_args()
    names = list(CHOICE_PRIOR)
    public = [e for paths in options.squad for e in collect_public(paths, names)]
    with zzqa.open_index(options.index) as engine:
        examples = collect(engine, read_labelled(options.questions), names)
    weights, figures = _fit_all(examples, public, names)
    report = {
        "trained_on": f"{options.questions.name}: {len(examples)} questions",
        "confidence_trained_on_too": {
            ", asked ".join(path.stem for path in paths): PUBLIC for paths in options.squad
        },
        "cross_validation": figures,
        "weights": weights,
    }
    OUTPUT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


def collect(
    engine: zzqa.Engine, questions: Sequence[LabelledQuestion], names: Sequence[str]
) -> list[Example]:
    """Return the examples of all questions, with the unanswerable ones made from each."""
    sources = sorted({passage.source for passage in engine.passages})
    examples: list[Example] = []
    for number, labelled in enumerate(questions):
        if is_composed(engine.analyse(labelled.question)):
            continue  # no single span is its answer
        example = _example(engine, labelled, labelled.question, names)
        if example is None:
            continue
        if labelled.answerable:
            nothing = replace(labelled, answers=(), relevant=())
            made = (
                _example(engine, nothing, n.question, names, n.filters)
                for n in negatives(labelled, number, sources)
            )
            example = replace(example, made=tuple(m for m in made if m))
        examples.append(example)
    return examples


def collect_public(paths: Sequence[Path], names: Sequence[str]) -> list[Example]:
    """Return the examples of a public set, each question with its paragraph and without it."""
    squad = read_squad(*paths)
    examples: list[Example] = []
    with squad_index(squad) as built, zzqa.open_index(built) as engine:
        for labelled in sample(squad.questions, PUBLIC):
            own = {relevant.source for relevant in labelled.relevant}
            others = Filters(sources=tuple(name for name in squad.paragraphs if name not in own))
            nothing = replace(labelled, answers=(), relevant=())
            examples += filter(None, [
                _example(engine, labelled, labelled.question, names),
                _example(engine, nothing, labelled.question, names, others),
            ])  # fmt: skip
    return examples


def _example(
    engine: zzqa.Engine,
    labelled: LabelledQuestion,
    asked: str,
    names: Sequence[str],
    filters: Filters = NO_FILTERS,
) -> Example | None:
    extraction = engine.extract(asked, filters=filters)
    query = engine.analyse(asked)
    if extraction is None:
        return None
    choices = (extraction.best, *extraction.others)[:CANDIDATES]
    rows = [[choice.features[name] for name in names] for choice in choices]
    right = [labelled.answerable and _is_right(labelled, choice) for choice in choices]
    if labelled.type == "yesno":
        right = [labelled.answerable and judge(labelled, extraction.value)[1], *right[1:]]
    return Example(labelled, choices, np.array(rows), np.array(right, dtype=bool), query)


def _is_right(labelled: LabelledQuestion, choice: Choice) -> bool:
    """Whether the value is right and its passage holds the evidence."""
    if not judge(labelled, choice.candidate.text)[1]:
        return False
    passage = choice.ranked.hit.passage
    if labelled.type == SQUAD_TYPE:
        return any(relevant.source == passage.source for relevant in labelled.relevant)
    text = _bare(passage.text)
    return any(_bare(relevant.evidence) in text for relevant in labelled.relevant)


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def fit_choice(examples: Sequence[Example], prior: Array) -> Array:
    """Return softmax weights: gradient ascent on the log-probability of right candidates."""
    weights = prior.copy()
    usable = [e for e in examples if e.right.any() and not e.right.all()]
    for step in range(400):
        gradient = -CHOICE_PENALTY * (weights - prior)
        for example in usable:
            scores = example.features @ weights
            all_of = np.exp(scores - scores.max())
            good = all_of * example.right
            gradient += (good / good.sum() - all_of / all_of.sum()) @ example.features
        weights += 0.3 / (1 + step / 100) * gradient / max(len(usable), 1)
    return weights


def fit_logistic(rows: Array, labels: Array, shares: Array, prior: Array) -> Array:
    """Return logistic weights, the bias last, by Newton's method with an L2 penalty.

    ``shares`` are the examples' weights; the penalty pulls towards ``prior``.
    """
    design = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = np.full(design.shape[1], CONFIDENCE_PENALTY)
    penalty[-1] = 0.01
    centre = np.append(prior, 0.0)
    weights = centre.copy()
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (shares * (p - labels)) + penalty * (weights - centre)
        curvature = (design.T * (shares * p * (1 - p))) @ design + np.diag(penalty)
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def _chosen(example: Example, weights: Array) -> tuple[dict[str, float], bool]:
    """Return the confidence features of the candidate chosen with ``weights``; is it right."""
    scores = example.features @ weights
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    best = example.choices[order[0]]
    rivals = [(example.choices[i], float(scores[i])) for i in order[1:]]
    features = confidence_features(example.query, best, float(scores[order[0]]), rivals)
    return features, bool(example.right[order[0]])


def _fit_all(
    examples: Sequence[Example], public: Sequence[Example], names: Sequence[str]
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    prior = np.array([CHOICE_PRIOR[name] for name in names])
    fold_of = [i % FOLDS for i in range(len(examples))]
    held: list[tuple[Example, float, bool]] = []
    for number in range(FOLDS):
        train = [e for e, f in zip(examples, fold_of) if f != number]
        test = [e for e, f in zip(examples, fold_of) if f == number]
        choice = fit_choice(train, prior)
        columns, logistic = _fit_confidence(train, public, choice)
        for example in test:
            features, right = _chosen(example, choice)
            row = np.array([*(features[name] for name in columns), 1.0])
            p = conflict_factor(features) / (1 + np.exp(-row @ logistic))
            held.append((example, float(p), right))
    choice = fit_choice(examples, prior)
    columns, logistic = _fit_confidence(examples, public, choice)
    weights = {
        "choice": {name: round(float(w), 4) for name, w in zip(names, choice)},
        "confidence": {name: round(float(w), 4) for name, w in zip([*columns, "bias"], logistic)},
    }
    return weights, _figures(held)


def _fit_confidence(
    examples: Sequence[Example], public: Sequence[Example], choice: Array
) -> tuple[list[str], Array]:
    chosen = [(*_chosen(example, choice), 1.0) for example in examples]
    for example in examples:
        chosen += [(*_chosen(made, choice), NEGATIVE_WEIGHT) for made in example.made]
    chosen += [(*_chosen(example, choice), PUBLIC_WEIGHT) for example in public]
    columns = list(chosen[0][0])
    rows = np.array([[features[name] for name in columns] for features, *_ in chosen])
    labels = np.array([float(right) for _, right, _ in chosen])
    shares = np.array([share for *_, share in chosen])
    prior = np.array([CONFIDENCE_PRIOR.get(name, 0.0) for name in columns])
    weights = fit_logistic(rows, labels, shares, prior)
    factors = np.array([conflict_factor(features) for features, *_ in chosen[: len(examples)]])
    written = slice(len(examples))
    dated = columns.index("dated")
    return columns, _recalibrated(weights, rows[written], labels[written], factors, dated)


def _recalibrated(weights: Array, rows: Array, labels: Array, factors: Array, of: int) -> Array:
    """Shift a weight so that the mean probability of the written questions is their share right.

    The made negatives taught what a miss looks like, not how often people ask in vain. What is
    shifted is ``of``, the weight of a passage with a date: that is what the written questions are
    asked of, while texts without one, such as those of the public sets, keep what those taught.
    """
    shifted = weights.copy()
    for _ in range(30):
        p = factors / (1 + np.exp(-(rows @ shifted[:-1] + shifted[-1])))
        shifted[of] += (labels.mean() - p.mean()) / max(float((p * (1 - p)).mean()), 1e-6)
    return shifted


def _figures(held: Sequence[tuple[Example, float, bool]]) -> dict[str, float]:
    """Return the figures of held-out questions at the default threshold."""
    p = np.array([probability for _, probability, _ in held])
    right = np.array([is_right for *_, is_right in held])
    answerable = np.array([example.labelled.answerable for example, *_ in held])
    given = p >= SearchConfig().min_confidence
    withheld = ~given
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [
        abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in sorted(set(bins.tolist()))
    ]
    return {
        "questions": float(len(held)),
        "choice_right": round(float(right[answerable].mean()), 4),
        "answered_and_right": round(float((right & given)[answerable].mean()), 4),
        "right_of_given": round(float(right[given].mean()), 4),
        "abstention_precision": round(float((~answerable)[withheld].mean()), 4),
        "abstention_recall": round(float(withheld[~answerable].mean()), 4),
        "brier": round(float(((p - right) ** 2).mean()), 4),
        "ece": round(float(sum(gaps)), 4),
    }


if __name__ == "__main__":
    main()
