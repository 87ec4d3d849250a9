"""Fit the weights that choose an answer and that judge its probability; write data/answer.json.

    python tools/fit_answer.py --index index eval/questions.jsonl \\
        --squad xquad.zh.json --squad xquad.zh.json xquad.en.json --squad cmrc2018.trial.json

Choosing is a softmax over the candidates of a question (the probability that falls on right
candidates is raised), confidence a logistic model of the answer given: one value, a list, or each
value of a sum. Both are held near their priors by an L2 penalty. Public sets teach the confidence,
not the choice: each of their questions is asked of all paragraphs, and of all but its own, where
it has no answer. The figures come from cross-validation: each question is asked, as a user would,
under weights that have not seen it, nor its made variants, nor its paragraph's other questions;
with ``--readers FILE`` the reader of the words has not seen it either. Without, the confidence
trusts that reader too much: it knows the answers to what it is asked.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from _answer_weights import CHOICE_PRIOR, fit
from _answering import NO_FILTERS, Example, Memory
from _arguments import add_sets
from _held_out import Figures, ask, by_slice, figures, mistakes, table
from _negatives import negatives
from _readers import Readers, group_of

import zzqa
from zzqa.config import Filters
from zzqa.eval.records import LabelledQuestion, QuestionResult, read_labelled
from zzqa.eval.squad import read_squad, sample, squad_index

OUTPUT = Path(__file__).parent.parent / "zzqa" / "data" / "answer.json"
FOLDS = 5
NAMES = tuple(CHOICE_PRIOR)
NEGATIVE_WEIGHT = 0.35
"""Of a made unanswerable question, a written one being 1: they are many and alike."""
PUBLIC_WEIGHT = 0.2
"""Of a question of a public set: their texts and questions are of another kind."""
PUBLIC = 160
"""Questions taken of each public set."""


def main() -> None:
    """Collect the candidates of every question, fit, cross-validate and write."""
    options = _options()
    readers = Readers.load(options.readers) if options.readers else None
    with ExitStack() as open_until_done:
        public: dict[str, list[Example]] = {}
        memories: dict[Path, Memory] = {}
        for paths in options.squad:
            name = ", asked ".join(path.stem for path in paths)
            if paths[0] not in memories:
                memories[paths[0]] = open_until_done.enter_context(_remembered(paths[0]))
            public[name] = list(public_examples(memories[paths[0]], paths, readers))
        engine = open_until_done.enter_context(zzqa.open_index(options.index))
        memory = Memory(engine)
        examples = written(memory, read_labelled(options.questions), readers)
        unseen = [
            (path, written(memory, read_labelled(path), made=False)) for path in options.unseen
        ]
        held, others = cross_validate(examples, public)
        weights, _ = fit(examples, [e for several in public.values() for e in several])
        tests = [(path, ask(several, weights)) for path, several in unseen]
    parts = by_slice(held)
    told = {name: _of_public(results) for name, results in others.items()}
    report = {
        "trained_on": f"{options.questions.name}: {len(examples)} questions",
        "confidence_trained_on_too": dict.fromkeys(public, PUBLIC),
        "cross_validation": {
            n: {k: v for k, v in f.items() if v is not None} for n, f in parts.items()
        },
        "cross_validation_public": told,
        "weights": weights,
    }
    if not options.dry_run:
        text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
        OUTPUT.write_text(text, encoding="utf-8")
    _tell(parts, held)
    print(json.dumps(told, indent=1, ensure_ascii=False))
    for path, results in tests:
        print(f"\n{path}, never seen:")
        _tell(by_slice(results), results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", default="index")
    add_sets(parser)
    parser.add_argument(
        "--unseen", type=Path, action="append", default=[], metavar="FILE",
        help="labelled questions that are asked under the final weights and teach nothing",
    )  # fmt: skip
    parser.add_argument(
        "--readers", type=Path, metavar="FILE",
        help="readers that have not seen what they are asked (train_reader.py --readers FILE)",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    return parser.parse_args()


def _tell(parts: Mapping[str, Figures], results: Sequence[QuestionResult]) -> None:
    print(table(parts))
    print(json.dumps(parts["all"]))
    print(*mistakes(results), sep="\n")


def written(
    memory: Memory,
    questions: Sequence[LabelledQuestion],
    readers: Readers | None = None,
    *,
    made: bool = True,
) -> list[Example]:
    """Return the examples of all questions, with the unanswerable ones made from each."""
    sources = sorted({passage.source for passage in memory.engine.passages})
    examples: list[Example] = []
    for number, labelled in enumerate(questions):
        variants: tuple[Example, ...] = ()
        reader = readers.unseen(labelled.id) if readers else None
        if labelled.answerable and made:
            nothing = replace(labelled, answers=(), relevant=())
            variants = tuple(
                Example.of(
                    memory, nothing, NAMES, asked=n.question, filters=n.filters,
                    share=NEGATIVE_WEIGHT, reader=reader,
                )
                for n in negatives(labelled, number, sources)
            )  # fmt: skip
        examples.append(Example.of(memory, labelled, NAMES, made=variants, reader=reader))
    return examples


@contextmanager
def _remembered(path: Path) -> Iterator[Memory]:
    with squad_index(read_squad(path)) as built, zzqa.open_index(built) as engine:
        yield Memory(engine)


def public_examples(
    memory: Memory, paths: Sequence[Path], readers: Readers | None
) -> Iterator[Example]:
    """Yield the examples of a public set, each question with its paragraph and without it."""
    squad = read_squad(*paths)
    chosen = sample(squad.questions, PUBLIC)
    memory.prepare([labelled.question for labelled in chosen])
    for labelled in chosen:
        own = {relevant.source for relevant in labelled.relevant}
        others = Filters(sources=tuple(name for name in squad.paragraphs if name not in own))
        nothing = replace(labelled, answers=(), relevant=(), note=min(own))
        reader = readers.unseen(group_of(paths, min(own))) if readers else None
        for asked, filters in ((replace(labelled, note=min(own)), NO_FILTERS), (nothing, others)):
            yield Example.of(
                memory, asked, NAMES, filters=filters, share=PUBLIC_WEIGHT, reader=reader
            )


def cross_validate(
    examples: Sequence[Example], public: dict[str, list[Example]]
) -> tuple[list[QuestionResult], dict[str, list[QuestionResult]]]:
    """Return the results of each question under weights that have not seen it."""
    paragraphs = sorted({e.labelled.note for several in public.values() for e in several})
    fold_of = {paragraph: number % FOLDS for number, paragraph in enumerate(paragraphs)}
    held: list[QuestionResult] = []
    others: dict[str, list[QuestionResult]] = {name: [] for name in public}
    for fold in range(FOLDS):
        train = [e for number, e in enumerate(examples) if number % FOLDS != fold]
        taught = [e for many in public.values() for e in many if fold_of[e.labelled.note] != fold]
        weights, _ = fit(train, taught)
        held += ask([e for n, e in enumerate(examples) if n % FOLDS == fold], weights)
        for name, several in public.items():
            left_out = [e for e in several if fold_of[e.labelled.note] == fold]
            others[name] += ask(left_out, weights)
    return held, others


def _of_public(results: Sequence[QuestionResult]) -> dict[str, float | None]:
    """Return the calibration of a public set, and of its questions whose paragraph was there."""
    there = [r for r in results if r.labelled.answerable]
    return {
        "ece": figures(results)["ece"],
        "brier": figures(results)["brier"],
        "ece_answerable": figures(there)["ece"],
        "answered_and_right": figures(results)["answered_and_right"],
        "abstention_recall": figures(results)["abstention_recall"],
    }


if __name__ == "__main__":
    main()
