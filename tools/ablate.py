"""What each ranking feature and each candidate list is worth: retrieval without it.

    python tools/ablate.py --index index eval/questions.jsonl
    python tools/ablate.py --squad xquad.zh.json --squad xquad.zh.json xquad.en.json --limit 300

Leaves out one feature of ``zzqa/search/rank.py``, or one list of ``zzqa/search/retrieve.py``, at a
time and prints a Markdown table. ``p`` is that of a paired permutation test of the reciprocal
ranks against all together: a row with a high p says nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _arguments import add_sets
from numpy.typing import NDArray

import zzqa
from zzqa.config import Filters, SearchConfig
from zzqa.errors import ZzqaError
from zzqa.eval import (
    LabelledQuestion,
    QuestionResult,
    Unit,
    permutation_p,
    read_labelled,
    read_squad,
    sample,
    squad_index,
)
from zzqa.eval.measures import retrieval_values
from zzqa.eval.relevance import EvidenceLocator, SourceLocator
from zzqa.eval.run import DEPTH, ranking
from zzqa.index import IndexReader, open_reader
from zzqa.index_encoder import encoder_of
from zzqa.protocols import Encoder
from zzqa.records import Query
from zzqa.search import rank, retrieve
from zzqa.search.rank import FEATURES, SIGNALS, TRANSLATED, WRITTEN
from zzqa.search.ranker import Ranker, load_ranker
from zzqa.search.retrieve import LISTS

NAMES = (*SIGNALS, *FEATURES, *WRITTEN, *TRANSLATED)
FIGURES = ("recall@1", "recall@5", "mrr")
PAIRS = (("words", "bigrams"), ("passages", "sentences"))
"""Lists that find much the same: what one is worth shows only without the other."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A ranking with something left out, and the row it makes."""

    name: str
    ranker: Ranker
    without: tuple[str, ...] = ()


Values = Mapping[str, NDArray[np.float64]]
"""Figure → its value for each question, float64, shape (questions,)."""


def main() -> None:
    """Measure every variant on every set of questions and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", nargs="?", type=Path, help="labelled questions, .jsonl")
    parser.add_argument("--index", type=Path, default=Path("index"), help="for QUESTIONS")
    add_sets(parser)
    parser.add_argument("--limit", type=int, help="ask only so many questions of each set")
    options = parser.parse_args()
    if not options.questions and not options.squad or any(len(s) > 2 for s in options.squad):
        parser.error("expected QUESTIONS, or --squad CONTEXTS [QUESTIONS], or both")
    try:
        squads = [read_squad(*paths) for paths in options.squad]
        measured: dict[str, dict[str, Values]] = {}
        if options.questions:
            questions = sample(read_labelled(options.questions), options.limit)
            measured[options.questions.stem] = measure(options.index, questions, "passage")
        for paths, squad in zip(options.squad, squads):
            name = ", asked ".join(path.stem for path in paths)
            with squad_index(squad) as index:
                measured[name] = measure(index, sample(squad.questions, options.limit), "source")
    except ZzqaError as error:
        sys.exit(f"error: {error}")
    print("\n".join(table(measured)))


def variants() -> tuple[Variant, ...]:
    """Return all together first, then each feature and each list (or pair of them) left out."""
    ranker = load_ranker()
    features = [Variant(f"feature {name}", ranker.without(name)) for name in NAMES]
    lists = [
        Variant(f"list {' and '.join(names)}", ranker, names)
        for names in (*((name,) for name in LISTS), *PAIRS)
    ]
    return (Variant("nothing", ranker), *features, *lists)


def measure(index: Path, questions: Sequence[LabelledQuestion], unit: Unit) -> dict[str, Values]:
    """Return the figures of each answerable question by variant."""
    asked = [question for question in questions if question.answerable]
    found: dict[str, list[QuestionResult]] = {variant.name: [] for variant in variants()}
    with zzqa.open_index(index) as engine, open_reader(index) as reader:
        encoder = encoder_of(index, reader.manifest.encoder, None)
        locator = EvidenceLocator(engine) if unit == "passage" else SourceLocator(engine)
        for done, labelled in enumerate(asked, start=1):
            relevant = locator.relevant(labelled)
            query = engine.analyse(labelled.question)
            for name, ids in rankings(reader, encoder, query, unit):
                found[name].append(QuestionResult(labelled, None, relevant, {"ranked": ids}))
            if done % 50 == 0 or done == len(asked):
                print(f"{done} of {len(asked)} questions", file=sys.stderr)
    return {name: values(results) for name, results in found.items()}


def rankings(
    reader: IndexReader, encoder: Encoder, query: Query, unit: Unit
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each variant's name and what it finds for a question, best first."""
    config, filters = SearchConfig(), Filters()
    everything = rank(reader, query, retrieve(reader, encoder, query, config, filters))
    for variant in variants():
        ranked = everything
        if variant.without:
            left_out = variant.without
            found = retrieve(reader, encoder, query, config, filters, without=left_out)
            ranked = rank(reader, query, found)
        hits = [one.hit for one in ranked]
        # A hit keeps its features, so that leaving one out costs no more than another sum.
        scored = [(-variant.ranker.score(query.lang, hit.scores), hit.passage.id) for hit in hits]
        best = [hit for _, hit in sorted(zip(scored, hits), key=lambda pair: pair[0])]
        yield variant.name, ranking(best[:DEPTH], unit)


def values(results: Sequence[QuestionResult]) -> Values:
    """Return the figures of each question; 0 where nothing relevant was found."""
    by_question = retrieval_values(results, "ranked")
    rows = [by_question.get(result.labelled.id, {}) for result in results]
    return {name: np.array([row.get(name, 0.0) for row in rows]) for name in FIGURES}


def table(measured: Mapping[str, Mapping[str, Values]]) -> Iterator[str]:
    """Yield the lines of the Markdown table: a row a variant, four columns a set of questions."""
    heads = ["without"]
    for name, by_variant in measured.items():
        count = len(by_variant["nothing"]["mrr"])
        heads += [f"{name} ({count}): recall@1", "recall@5", "MRR", "p"]
    yield f"| {' | '.join(heads)} |"
    yield f"|---{'|---:' * (len(heads) - 1)}|"
    for variant in variants():
        cells = [variant.name]
        for by_variant in measured.values():
            own, whole = by_variant[variant.name], by_variant["nothing"]
            cells += [f"{own[figure].mean():.3f}" for figure in FIGURES]
            p = permutation_p(list(own["mrr"] - whole["mrr"]))
            cells.append("" if variant.name == "nothing" else f"{p:.4f}")
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
