"""Train the scorer of spans on public sets and labelled questions; write data/reader.json.

    python tools/train_reader.py --index index eval/questions.jsonl \\
        --squad xquad.zh.json --squad xquad.zh.json xquad.en.json --squad cmrc2018.trial.json

Each question of a public set is asked of its own paragraph alone, a labelled one of the whole
index. The figures written beside the weights are of questions judged by weights that have not
seen their paragraph (5 folds; the labelled questions are folded one by one), by the reader alone
and as the program answers with it, and of whole sets judged by weights that have not seen the set;
``shipped`` are those of the weights written, which have seen all. ``--readers FILE`` keeps the
weights of the folds, by which ``tools/fit_answer.py`` asks questions that the reader has not seen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from unittest.mock import patch

import _span_net as net
import numpy as np
from _arguments import add_sets
from _readers import Readers, folds, group_of

import zzqa
from zzqa.answer import extract, narrow
from zzqa.answer.decide import Decision, is_composed
from zzqa.answer.extract import Extraction
from zzqa.answer.reading.asked import asked
from zzqa.answer.reading.model import Model
from zzqa.answer.reading.narrow import NOT_READ
from zzqa.answer.reading.spans import Page
from zzqa.answer.reading.worth import worths
from zzqa.config import Filters
from zzqa.eval.matching import judge
from zzqa.eval.records import LabelledQuestion, read_labelled
from zzqa.eval.spans import Rules, overlap
from zzqa.eval.squad import read_squad, sample, squad_index
from zzqa.records import Query
from zzqa.responder import AskOptions
from zzqa.search import Ranked
from zzqa.text.normalise import fold

OUTPUT = Path(__file__).parent.parent / "zzqa" / "data" / "reader.json"
LABELLED, TRANSLATED = 3.0, 0.5
"""What a labelled question counts, a public one being 1, and one that is asked in another language
of paragraphs that are asked about already."""
TRANSLATIONS = 600
"""Questions taken of such a set."""
_CMRC = "cmrc"
"""A set with this in its name is measured by the rules of CMRC 2018, others by MLQA's."""
Gain = Callable[[str, str], tuple[float, float]]
"""Gives what a span of a passage is worth: exact match, and F1 or what stands for it."""
Figures = dict[str, dict[str, float]]


def main() -> None:
    """Read, train, judge and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", default="index")
    add_sets(parser)
    parser.add_argument("--readers", type=Path, metavar="FILE", help="keep the folds' weights")
    options = parser.parse_args()
    with ExitStack() as open_until_done:
        examples = [e for paths in options.squad for e in public(paths, open_until_done)]
        engine = open_until_done.enter_context(zzqa.open_index(options.index))
        examples += labelled(engine, read_labelled(options.questions))
        readers = _readers(examples)
        alone, with_rules = held_out(examples, readers)
    if options.readers:
        readers.save(options.readers)
    nets = _nets(examples)
    report = {
        "trained_on": {
            name: sum(e.name == name for e in examples)
            for name in dict.fromkeys(e.name for e in examples)
        },
        "rules_alone": _figures(examples, [e.before for e in examples]),
        "held_out_by_paragraph": _figures(examples, alone),
        "held_out_with_the_rules": _figures(examples, with_rules),
        "held_out_by_set": by_set(examples),
        "shipped": _figures(examples, judged(net.model_of(nets), examples)),
        "weights": net.joined(nets),
    }
    text = json.dumps(report, indent=0, ensure_ascii=False)
    OUTPUT.write_text(text + "\n", encoding="utf-8")
    print(json.dumps({k: v for k, v in report.items() if k != "weights"}, indent=1))


def public(paths: Sequence[Path], open_until_done: ExitStack) -> Iterator[net.Example]:
    """Yield the examples of a public set, each question with the spans of its own paragraph."""
    squad = read_squad(*paths)
    name = ", asked ".join(path.stem for path in paths)
    rules: Rules = "cmrc" if _CMRC in name else "mlqa"
    share = TRANSLATED if len(paths) > 1 else 1.0
    built = open_until_done.enter_context(squad_index(squad))
    engine = open_until_done.enter_context(zzqa.open_index(built))
    for question in sample(squad.questions, TRANSLATIONS if len(paths) > 1 else None):
        source = question.relevant[0].source

        def gain(
            span: str, _: str, answers: Sequence[str] = question.answers
        ) -> tuple[float, float]:
            if not any(char in span for answer in answers for char in answer):
                return 0.0, 0.0
            found = overlap(span, answers, rules)
            return found.exact, found.f1

        group = group_of(paths, source)
        made = _example(engine, question, gain, Filters(sources=(source,)), name, group, share)
        if made is not None:
            yield made


def labelled(engine: zzqa.Engine, questions: Sequence[LabelledQuestion]) -> Iterator[net.Example]:
    """Yield the examples of labelled questions that a span may answer."""
    for question in questions:
        if not question.answerable or is_composed(engine.analyse(question.question)):
            continue

        def gain(
            span: str, text: str, question: LabelledQuestion = question
        ) -> tuple[float, float]:
            return _worth(question, span, text)

        made = _example(engine, question, gain, Filters(), "labelled", question.id, LABELLED)
        if made is not None:
            yield made


def _worth(question: LabelledQuestion, span: str, text: str) -> tuple[float, float]:
    """Return whether a span equals an accepted answer, and what it is worth: less the more it holds
    beside one."""
    if not any(_bare(one.evidence) in _bare(text) for one in question.relevant):
        return 0.0, 0.0
    exact, contained = judge(question, span)
    if exact:
        return 1.0, 1.0
    length = 3 * max(map(len, question.answers)) / len(span)
    return 0.0, 0.75 * max(0.3, min(1.0, length)) if contained else 0.0


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _example(
    engine: zzqa.Engine,
    question: LabelledQuestion,
    gain: Gain,
    filters: Filters,
    name: str,
    group: str,
    share: float,
) -> net.Example | None:
    """Return the spans that the program would read for a question, with what each is worth."""
    query, responder = engine.analyse(question.question), engine._responder
    ranked = responder.ranked(query, engine._encoder, filters)
    rules = extract(query, ranked, responder._extractors)
    if rules is None or query.answer_type in NOT_READ:
        return None
    choices = (rules.best, *rules.others)
    page = responder._spans.page(query, ranked, choices, rules.confidence)
    if page is None:
        return None
    scores = np.array([gain(*span) for span in _texts(page)], np.float32)
    exact, f1 = scores.T
    return net.Example(
        group=group,
        name=name,
        kind=asked(query).kind,
        spans=page.spans,
        codes=page.codes.astype(np.int16),
        dense=page.dense.astype(np.float16),
        asked=page.asked,
        # Half for the very words; a span that is far too long is worth little.
        gains=f1 if name == "labelled" else (exact + f1**2) / 2,
        scores=scores,
        share=share,
        before=gain(rules.value, rules.best.ranked.hit.passage.text),
        program=partial(_program, engine, query, ranked, rules, filters, gain),
    )


def _program(
    engine: zzqa.Engine,
    query: Query,
    ranked: Sequence[Ranked],
    rules: Extraction,
    filters: Filters,
    gain: Gain,
    model: Model,
) -> tuple[float, float]:
    """Return what the answer of the program is worth, however improbable, with that reader."""
    responder = engine._responder
    read = partial(narrow, query, ranked, reader=responder._spans)
    find = responder._finder(query, engine._encoder, AskOptions(filters=filters))
    decision = Decision(responder.quoter, 1, 0.0, find, read)
    with patch.object(responder._spans, "_model", model):
        outcome = decision.decide(query, lambda: rules, ranked)
    if outcome.value is None:
        return 0.0, 0.0
    return gain(outcome.value, engine.raw(outcome.quotes[0].source))


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    """Yield each span of a page with the text of its passage."""
    texts = [ground.ranked.hit.passage.text for ground in page.grounds]
    for number, start, end in page.spans.tolist():
        yield texts[number][start:end], texts[number]


def _nets(examples: Sequence[net.Example]) -> list[net.Weights]:
    return [net.train(examples, seed=seed) for seed in range(net.NETS)]


def judged(model: Model, examples: Sequence[net.Example]) -> list[tuple[float, float]]:
    """Return exact match and F1 of the span that a model chooses for each question."""
    found = []
    for example in examples:
        dense = example.dense.astype(np.float32)
        scores = model.scores(example.codes.astype(np.int32), dense, example.asked)
        best = int(np.argmax(worths(scores, example.spans)))
        found.append((float(example.scores[best, 0]), float(example.scores[best, 1])))
    return found


def _readers(examples: Sequence[net.Example]) -> Readers:
    """Return readers of which each has not seen one fold of the groups."""
    fold_of = folds(example.group for example in examples)
    taught = (
        [e for e in examples if fold_of[e.group] != fold] for fold in sorted(set(fold_of.values()))
    )
    return Readers(fold_of, [net.joined(_nets(told)) for told in taught])


def held_out(
    examples: Sequence[net.Example], readers: Readers
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return the figures of each question under weights that have not seen its paragraph.

    Of the reader alone, and as the program answers.
    """
    models = [readers.unseen(example.group) for example in examples]
    alone = [judged(model, [example])[0] for model, example in zip(models, examples)]
    return alone, [example.program(model) for model, example in zip(models, examples)]


def by_set(examples: Sequence[net.Example]) -> Figures:
    """Return the figures of each set under weights that have seen nothing of its paragraphs."""
    families = dict.fromkeys(e.name.split(",")[0] for e in examples)
    found: Figures = {}
    for family in families:
        told = [e for e in examples if e.name.split(",")[0] != family]
        test = [e for e in examples if e.name.split(",")[0] == family]
        found |= _figures(test, judged(net.model_of(_nets(told)), test))
    return {name: values for name, values in found.items() if ": " not in name}


def _figures(examples: Sequence[net.Example], scores: Sequence[tuple[float, float]]) -> Figures:
    """Return questions, exact match and F1 (per cent) by set, and by what is asked in each."""
    rows: dict[str, list[tuple[float, float]]] = {}
    for example, score in zip(examples, scores):
        for name in (example.name, f"{example.name}: {example.kind}"):
            rows.setdefault(name, []).append(score)
    return {name: _means(values) for name, values in sorted(rows.items())}


def _means(values: Sequence[tuple[float, float]]) -> dict[str, float]:
    exact, f1 = (100 * np.mean(values, axis=0)).round(1).tolist()
    return {"questions": len(values), "exact": exact, "f1": f1}


if __name__ == "__main__":
    main()
