"""``zzqa eval --init`` and ``--review``: a labelled file begun, and looked through by a person."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from zzqa.cli.options import open_engine
from zzqa.cli.screen import Line, counted, note, on_terminal, show
from zzqa.errors import UsageError

if TYPE_CHECKING:
    from zzqa.eval import LabelledQuestion

_KEYS = "a accept, e edit, d delete, s or Enter skip, q stop"


def begin(path: Path, index: Path, limit: int | None, encoder: str | None) -> None:
    """Propose questions about an index and write them to a file that is not there yet."""
    from zzqa.eval import propose, write_new

    if path.exists():
        write_new(path, ())  # says that it is there, before anything is read
    with open_engine(index, encoder) as engine:
        questions = propose(engine.passages, *([limit] if limit else []))
    if not questions:
        raise UsageError(
            f"{index}: no sentence from which a question could be made; expected figures, dates "
            "or names in Chinese sentences; write the questions by hand, one JSON object a line"
        )
    write_new(path, questions)
    sources = len({one.relevant[0].source for one in questions})
    note(
        f"{path}: {counted(len(questions), 'question')} proposed, "
        f"from {counted(sources, 'document')}"
    )
    note(f"look them through with: zzqa eval {path} --review; only accepted ones are counted")


def look_through(path: Path) -> None:
    """Show each proposed question with its evidence and ask what to do with it.

    The answers are read from standard input, a line each. What was decided is written after every
    question, so that nothing is lost when the person stops.
    """
    from zzqa.eval import read_questions, save_decided

    waiting = [one for one in read_questions(path) if one.status == "proposed"]
    for number, question in enumerate(waiting, start=1):
        show(_lines(question, f"{number} of {len(waiting)}"))
        key = _key()
        if key == "q":
            break
        if key == "d":
            save_decided(path, {question.id: None})
        elif key != "s":
            kept = _edit(question) if key == "e" else question
            save_decided(path, {question.id: replace(kept, status="accepted")})
    questions = read_questions(path)
    accepted = sum(one.status == "accepted" for one in questions)
    note(f"{path}: {accepted} accepted, {len(questions) - accepted} still proposed")


def _key() -> str:
    """Return what to do with a question: a, e, d, s, or q, which the end of input is too."""
    while True:
        key = _ask(f"{_KEYS}: ")
        if key is None:
            return "q"
        if key.lower() in ("", "a", "e", "d", "s", "q"):
            return key.lower() or "s"
        note(f"no key {key!r}; expected one of a, e, d, s, q")


def _edit(question: LabelledQuestion) -> LabelledQuestion:
    """Ask for another question and other answers; an empty line keeps what there is."""
    text = _ask("question (Enter keeps it): ") or question.question
    answers = _ask("answers, | between those that are as good (Enter keeps them): ")
    given = tuple(part.strip() for part in (answers or "").split("|") if part.strip())
    return replace(question, question=text, answers=given or question.answers)


def _lines(question: LabelledQuestion, place: str) -> Iterator[Line]:
    yield Line([("", "")])
    yield Line([(f"{place}  {question.id}  {question.type}", "faint")])
    yield Line([(question.question, "head")])
    yield Line([(" | ".join(question.answers) or "(no answer in the corpus)", "answer")], indent=2)
    for evidence in question.relevant:
        yield Line([(f"{evidence.source}  ", "place"), (evidence.evidence, "")], indent=2)


def _ask(prompt: str) -> str | None:
    """Return the next line without white space around it; None at the end of input."""
    if on_terminal(sys.stdin):
        sys.stderr.write(prompt)
        sys.stderr.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None
