"""Learn the weights of the ranking features; write zzqa/data/ranker.json.

    python tools/train_ranker.py --index index eval/questions.jsonl \
        --squad xquad.zh.json --squad xquad.zh.json xquad.en.json --squad cmrc2018.trial.json

Learns from three kinds of questions: public sets in SQuAD's layout, sentences and clauses cut
from the texts at random (each must find its own passage), and the labelled questions, which count
little. The model is a softmax over the candidates of a question, fitted so that the probability
falls on relevant ones, with an L2 penalty and no negative weight; then a logistic fit turns its
sum into the probability that a passage is relevant. The figures written beside the weights are of
cross-validation: each question is ranked by weights that have seen nothing of its document.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _arguments import add_sets
from _fitting import fit_logistic, fit_softmax
from numpy.typing import NDArray

import zzqa
from zzqa.config import Filters, SearchConfig
from zzqa.errors import ZzqaError
from zzqa.eval import LabelledQuestion, Unit, read_labelled, read_squad, squad_index
from zzqa.eval.records import Evidence
from zzqa.eval.relevance import EvidenceLocator, SourceLocator
from zzqa.index import open_reader
from zzqa.index_encoder import encoder_of
from zzqa.records import Lang
from zzqa.search import rank, retrieve
from zzqa.search.rank import FEATURES, SIGNALS, TRANSLATED, WRITTEN
from zzqa.text.normalise import fold

OUTPUT = Path(__file__).parent.parent / "zzqa" / "data" / "ranker.json"
NAMES = (*SIGNALS, *FEATURES, *WRITTEN, *TRANSLATED)
FOLDS = 5
LABELLED_SHARE: Mapping[Lang, float] = {"zh": 0.2, "en": 0.5}
"""What the labelled questions count, a public set being 1: they are few, and what is reported on
them should come from elsewhere. In English there is one public set, of encyclopaedia articles in
which names tell most and dates little; half its weight keeps news in sight."""
UNTAUGHT = ("heading",)
"""Features left out: the public sets have no headings, and the labelled questions are too few to
teach what one is worth. Words of headings are found and counted by the others as well."""
CUT_SHARE = 0.1
"""What pasted sentences count: nearly all weights find them, and nobody asks like that alone."""
CUT = 150
"""Sentences cut from each set of texts."""
PENALTY = 3e-3
SEED = 20240630


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates: features (candidates, names), and which are relevant.

    ``units`` are what is ranked, passages or documents, of which the best candidate counts;
    ``fold`` comes from the document that answers.
    """

    lang: Lang
    features: NDArray[np.float64]
    relevant: NDArray[np.bool_]
    units: tuple[str, ...]
    fold: int


Sets = Mapping[str, Sequence[Example]]
Weights = NDArray[np.float64]


def main() -> None:
    """Collect the examples, cross-validate, fit on all and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, help="labelled questions, .jsonl")
    parser.add_argument("--index", type=Path, default=Path("index"), help="for QUESTIONS")
    add_sets(parser, required=True)
    options = parser.parse_args()
    try:
        sets = collect_all(options.questions, options.index, options.squad)
    except ZzqaError as error:
        sys.exit(f"error: {error}")
    languages: tuple[Lang, ...] = ("zh", "en")
    held_out: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for held in range(FOLDS):
        learned = {lang: fit(sets, lang, without=held) for lang in languages}
        for name, examples in sets.items():
            for example in examples:
                if example.fold == held and example.relevant.any():
                    for figure, value in figures(example, learned[example.lang][0]).items():
                        held_out[name][figure].append(value)
    report = {
        "trained_on": {name: len(examples) for name, examples in sets.items()},
        "cross_validation": {
            name: {figure: round(float(np.mean(values)), 4) for figure, values in found.items()}
            for name, found in held_out.items()
        },
        "models": {lang: _model(*fit(sets, lang)) for lang in languages},
    }
    OUTPUT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(report["cross_validation"], indent=1))


def collect_all(questions: Path, index: Path, squads: Sequence[Sequence[Path]]) -> Sets:
    """Return the examples of every set by its name."""
    sets: dict[str, Sequence[Example]] = {}
    sets["labelled"] = collect(index, read_labelled(questions), "passage")
    sets["cut from the corpus"] = collect(index, cut_sentences(index), "passage")
    for paths in squads:
        squad = read_squad(*paths)
        name = ", asked ".join(path.stem for path in paths)
        with squad_index(squad) as built:
            sets[name] = collect(built, squad.questions, "source")
            if len(paths) == 1:
                sets[f"cut from {name}"] = collect(built, cut_sentences(built), "passage")
        print(f"{name}: {len(sets[name])} questions", file=sys.stderr)
    return sets


def cut_sentences(index: Path) -> list[LabelledQuestion]:
    """Return sentences of the corpus and clauses of them, cut at random, as questions.

    Their answer is any passage that holds them.
    """
    generator = random.Random(SEED)
    with zzqa.open_index(index) as engine:
        pieces = [
            (passage, passage.text[start:end].strip())
            for passage in engine.passages
            for start, end in passage.sentences
            if 12 <= end - start <= 120
        ]
    chosen = generator.sample(pieces, min(CUT, len(pieces)))
    questions = []
    for number, (passage, sentence) in enumerate(chosen):
        clause = max(sentence.replace("；", "，").split("，"), key=len)
        text = clause if number % 2 and len(clause) >= 12 else sentence
        same = tuple(
            Evidence(source=other.source, evidence=text)
            for other in {p.source: p for p, _ in pieces if fold(text) in fold(p.text)}.values()
        ) or (Evidence(source=passage.source, evidence=text),)
        questions.append(
            LabelledQuestion(
                id=f"cut{number}", question=text, lang="zh", type="span", relevant=same, answers=()
            )
        )
    return questions


def collect(index: Path, questions: Sequence[LabelledQuestion], unit: Unit) -> list[Example]:
    """Return the candidates of each question with their features."""
    examples: list[Example] = []
    with zzqa.open_index(index) as engine, open_reader(index) as reader:
        encoder = encoder_of(index, reader.manifest.encoder, None)
        locator = EvidenceLocator(engine) if unit == "passage" else SourceLocator(engine)
        for labelled in questions:
            query = engine.analyse(labelled.question)
            found = retrieve(reader, encoder, query, SearchConfig(), Filters())
            ranked = rank(reader, query, found)
            if not ranked:
                continue
            wanted = locator.relevant(labelled) if labelled.relevant else frozenset()
            passages = [one.hit.passage for one in ranked]
            units = tuple(p.source if unit == "source" else p.id for p in passages)
            rows = [
                [0.0 if name in UNTAUGHT else one.hit.scores[name] for name in NAMES]
                for one in ranked
            ]
            relevant = np.array([name in wanted for name in units], dtype=bool)
            place = min(map(str, wanted), default=labelled.id)
            examples.append(Example(query.lang, np.array(rows), relevant, units, _fold(place)))
    return examples


def fit(sets: Sets, lang: Lang, without: int | None = None) -> tuple[Weights, float]:
    """Return weights and bias learned from all folds but ``without``."""
    chosen: list[Example] = []
    counts: list[float] = []
    for name, examples in sets.items():
        share = LABELLED_SHARE[lang] if name == "labelled" else 1.0
        share = CUT_SHARE if name.startswith("cut") else share
        used = [e for e in examples if e.lang == lang and e.fold != without]
        chosen += used
        counts += [share / max(len(used), 1)] * len(used)
    weights = fit_softmax(
        [example.features for example in chosen],
        [example.relevant for example in chosen],
        np.array(counts),
        PENALTY,
    )
    sums = [example.features @ weights for example in chosen]
    scale, bias = fit_logistic(sums, [example.relevant for example in chosen], np.array(counts))
    return weights * scale, bias


def figures(example: Example, weights: Weights) -> dict[str, float]:
    """Return the measures of one question, each unit ranked by its best candidate."""
    order = np.argsort(-(example.features @ weights), kind="stable")
    units = list(dict.fromkeys(example.units[i] for i in order))
    right = {unit for unit, relevant in zip(example.units, example.relevant) if relevant}
    first = next(place for place, unit in enumerate(units, start=1) if unit in right)
    return {"recall@1": first == 1, "recall@5": first <= 5, "mrr": 1 / first}


def _model(weights: Weights, bias: float) -> dict[str, object]:
    named = zip(NAMES, weights)
    return {
        "bias": round(bias, 3),
        "weights": {name: round(float(weight), 3) for name, weight in named if weight > 1e-3},
    }


def _fold(place: str) -> int:
    return int.from_bytes(hashlib.sha256(place.encode()).digest()[:4], "big") % FOLDS


if __name__ == "__main__":
    main()
