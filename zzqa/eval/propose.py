"""A file of labelled questions begun from a corpus: proposed here, accepted by a person.

Nothing here looks at what the engine would answer: a question is proposed because the documents
answer it, so that what the engine gets wrong is among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from zzqa.errors import UsageError
from zzqa.eval.faults import read_text
from zzqa.eval.propose_facts import facts
from zzqa.eval.propose_figures import figures
from zzqa.eval.propose_text import Draft
from zzqa.eval.propose_titles import titles
from zzqa.eval.records import Evidence, LabelledQuestion
from zzqa.records import Passage
from zzqa.serialise import to_json

PROPOSED = 40
"""Questions proposed unless another number is asked for: an hour's work to look through."""
_KEPT = object()
"""What stands for a question that nothing was decided about."""
_LONGEST = 44
"""Characters of a question: beyond this no person would ask it."""


def propose(passages: Iterable[Passage], limit: int = PROPOSED) -> tuple[LabelledQuestion, ...]:
    """Return at most ``limit`` proposed questions, spread over documents and kinds of answer.

    The same passages give the same questions. One that two places answer differently is left out,
    since its label would be half of the truth.
    """
    by_source: dict[str, list[LabelledQuestion]] = {}
    for question in _unambiguous(passages):
        by_source.setdefault(question.relevant[0].source, []).append(question)
    queues = [_by_turns(questions) for _, questions in sorted(by_source.items())]
    turns = chain.from_iterable(zip_longest(*queues))
    chosen = [question for question in turns if question is not None][:limit]
    chosen.sort(key=lambda question: question.relevant[0].source)
    width = max(len(str(len(chosen))), 3)
    return tuple(
        replace(question, id=f"p{number:0{width}}")
        for number, question in enumerate(chosen, start=1)
    )


def labelled_to_dict(question: LabelledQuestion) -> dict[str, Any]:
    """Return a question as a line of a labelled file."""
    row: dict[str, Any] = {
        "id": question.id,
        "status": question.status,
        "question": question.question,
        "lang": question.lang,
        "type": question.type,
        "tags": list(question.tags),
        "relevant": [{"source": one.source, "evidence": one.evidence} for one in question.relevant],
        "answers": list(question.answers),
    }
    row |= {"match": "all"} if question.match == "all" else {}
    return row | ({"note": question.note} if question.note else {})


def write_new(path: Path, questions: Sequence[LabelledQuestion]) -> None:
    """Write a labelled file; UsageError where there is one already or it cannot be written."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.writelines(to_json(labelled_to_dict(one)) + "\n" for one in questions)
    except FileExistsError as error:
        raise UsageError(
            f"{path} exists; expected a new file: nobody's labels are overwritten; "
            "choose another name"
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}; expected a file that can be written; change --init"
        ) from error


def save_decided(path: Path, decided: Mapping[str, LabelledQuestion | None]) -> None:
    """Write what became of some questions, by id, None for one that goes; the rest as it stands.

    A field of a line that is not known here stays. The file is replaced as a whole or not at all.
    Raises UsageError where it cannot be read or written.
    """
    lines = []
    for line in read_text(path, "labelled questions as UTF-8 .jsonl").split("\n"):
        row = json.loads(line) if line.strip() else {}
        question = decided.get(row.get("id", ""), _KEPT)
        if isinstance(question, LabelledQuestion):
            lines.append(to_json(row | labelled_to_dict(question)))
        elif question is _KEPT:
            lines.append(line)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text("\n".join(lines), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise UsageError(
            f"{path}: {error.strerror or error}; expected a file that can be written; "
            "check its folder"
        ) from error


def drafts(passage: Passage) -> Iterator[Draft]:
    """Yield the questions that a passage answers, in the order of their answers."""
    found = [*figures(passage), *facts(passage), *titles(passage)]
    for one in sorted(found, key=lambda one: (one.start, one.question)):
        if len(one.question) <= _LONGEST and one.answer not in one.question:
            yield one


def _unambiguous(passages: Iterable[Passage]) -> Iterator[LabelledQuestion]:
    """Yield each question once, with every place that gives its answer."""
    found: dict[str, list[tuple[Passage, Draft]]] = {}
    for passage in passages:
        for draft in drafts(passage):
            found.setdefault(draft.question, []).append((passage, draft))
    for question, places in found.items():
        answers = {draft.answer for _, draft in places}
        if len(answers) == 1:
            draft = places[0][1]
            evidence = (Evidence(passage.source, one.evidence) for passage, one in places)
            yield LabelledQuestion(
                id="",
                question=question,
                lang="zh",
                type=draft.type,
                tags=("time",) if draft.dated else (),
                relevant=tuple(dict.fromkeys(evidence)),
                answers=(draft.answer,),
                status="proposed",
            )


def _by_turns(questions: Sequence[LabelledQuestion]) -> list[LabelledQuestion]:
    """Return the questions with the kinds of answer by turns, those that name a time first."""
    kinds: dict[str, list[LabelledQuestion]] = {}
    for question in sorted(questions, key=lambda question: not question.tags):
        kinds.setdefault(question.type, []).append(question)
    turns = chain.from_iterable(zip_longest(*(kinds[kind] for kind in sorted(kinds))))
    return [question for question in turns if question is not None]
