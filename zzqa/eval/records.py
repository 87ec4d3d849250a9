"""Labelled questions, what an engine made of them, and the figures drawn from that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args

from zzqa.config import Filters, SearchMode
from zzqa.errors import UsageError
from zzqa.eval.faults import fault, read_text
from zzqa.records import Answer, AnswerType, Hit, Passage, Quote

Match = Literal["any", "all"]
Unit = Literal["passage", "source"]
"""What rankings are measured in: passages, or whole sources, each where its best passage stands."""
Status = Literal["accepted", "proposed"]
"""Whether a person stands by a question; one that is only proposed is not counted."""
LANGS = ("zh", "zh-Hant", "en")
_REQUIRED: dict[str, type] = {
    "id": str, "question": str, "lang": str, "type": str,
    "tags": list, "relevant": list, "answers": list,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """Text that answers a question, a substring of its source once white space is taken out."""

    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with the evidence for its answer and the accepted ways to write the answer.

    ``match`` is ``any`` where one of ``answers`` is enough, ``all`` where each is an item of a
    list that must be complete. A question that the corpus does not answer has neither evidence
    nor answers.
    """

    id: str
    question: str
    lang: str
    type: str
    tags: tuple[str, ...] = ()
    relevant: tuple[Evidence, ...] = ()
    answers: tuple[str, ...] = ()
    match: Match = "any"
    note: str = ""
    status: Status = "accepted"

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds the answer."""
        return bool(self.relevant)


class Evaluated(Protocol):
    """What is evaluated: an engine, or what stands for one in a test."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages of the index, in a fixed order."""

    def raw(self, source: str) -> str:
        """Return the raw text of a source; raises ZzqaError for an unknown one."""

    def quote(self, hit: Hit) -> Quote:
        """Return the whole passage of a hit as a verbatim quote."""

    def search(
        self,
        question: str,
        *,
        top_k: int = 10,
        filters: Filters = ...,
        today: date | None = None,
        mode: SearchMode = "ranked",
    ) -> Sequence[Hit]:
        """Return the best passages for a question, best first."""

    def ask(
        self,
        question: str,
        *,
        top_k: int = 5,
        filters: Filters = ...,
        today: date | None = None,
        id: str | None = None,  # noqa: A002
    ) -> Answer:
        """Return the answer to a question."""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What an engine made of one labelled question.

    ``relevant`` are the ids of the passages that hold an evidence; ``found`` the ids of the
    passages found, best first, by search mode. ``exact`` and ``contained`` judge the answer
    given; ``likely`` judges the answer or, where the engine abstained, its rejected candidate
    (contained), which is what ``confidence`` is the probability of. ``quotes`` were given, of
    which ``verbatim`` are so. ``latency_ms`` is the wall time of asking. ``error`` is set where
    asking raised; then there is no answer.
    """

    labelled: LabelledQuestion
    answer: Answer | None
    relevant: frozenset[str]
    found: Mapping[SearchMode, tuple[str, ...]]
    exact: bool = False
    contained: bool = False
    likely: bool = False
    quotes: int = 0
    verbatim: int = 0
    latency_ms: float = 0.0
    error: str | None = None

    @property
    def abstained(self) -> bool:
        """Whether no answer was given."""
        return self.answer is None or self.answer.abstained

    @property
    def confidence(self) -> float:
        """The engine's probability that its answer or rejected candidate is right."""
        return 0.0 if self.answer is None else self.answer.confidence

    @property
    def right(self) -> bool:
        """Whether an answerable question was answered, or an unanswerable one was not."""
        return self.contained if self.labelled.answerable else self.abstained


Figures = Mapping[str, float | None]
"""Figures by name; None where there is nothing to draw them from."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in one tenth of [0, 1]: mean confidence, share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


class RiskPoint(NamedTuple):
    """The share of answers wrong when only those of at least ``confidence`` are given.

    ``coverage`` is the share of all questions that are answered then.
    """

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a run: overall, by slice (``lang``, ``type``, ``tag``) and by search mode."""

    questions: int
    answerable: int
    figures: Figures
    slices: Mapping[str, Mapping[str, Figures]]
    modes: Mapping[str, Figures]
    calibration: tuple[Bin, ...]
    results: tuple[QuestionResult, ...]
    index: Mapping[str, int | str]
    risk: tuple[RiskPoint, ...] = ()
    """Risk against coverage, by rising coverage."""


def read_labelled(path: str | Path) -> tuple[LabelledQuestion, ...]:
    """Return the accepted questions of a .jsonl file; blank lines are passed over.

    Raises UsageError as ``read_questions`` does, and for a file whose questions are all proposed.
    """
    questions = read_questions(path)
    accepted = tuple(question for question in questions if question.status == "accepted")
    if not accepted:
        raise UsageError(
            f"{path}: all {len(questions)} questions are only proposed; expected accepted ones; "
            f"look them through with `zzqa eval {path} --review`"
        )
    return accepted


def read_questions(path: str | Path) -> tuple[LabelledQuestion, ...]:
    """Return all labelled questions of a .jsonl file, the proposed ones too.

    Raises UsageError naming file and line for a missing file, a line that is not a labelled
    question, an id used twice, or a file without questions.
    """
    path = Path(path)
    lines = read_text(path, "labelled questions as UTF-8 .jsonl").split("\n")
    questions: dict[str, LabelledQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            question = _parse(line, f"{path}:{number}")
            if question.id in questions:
                raise fault(f"{path}:{number}", f"id {question.id} again", "each id once")
            questions[question.id] = question
    if not questions:
        raise fault(str(path), "no question", "at least one labelled question")
    return tuple(questions.values())


def _parse(line: str, place: str) -> LabelledQuestion:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise fault(place, f"not JSON ({error})", "one JSON object a line") from error
    if not isinstance(row, dict):
        raise fault(place, f"a {type(row).__name__}", "a JSON object")
    for name, kind in _REQUIRED.items():
        if not isinstance(row.get(name), kind):
            seen = f"{name} is {row[name]!r}" if name in row else f"no field {name}"
            raise fault(place, seen, f"{name} as {'text' if kind is str else 'a list'}")
    _require_choice(place, "lang", row["lang"], LANGS)
    _require_choice(place, "type", row["type"], get_args(AnswerType))
    _require_choice(place, "match", row.get("match", "any"), get_args(Match))
    _require_choice(place, "status", row.get("status", "accepted"), get_args(Status))
    question = LabelledQuestion(
        id=row["id"],
        question=row["question"],
        lang=row["lang"],
        type=row["type"],
        tags=_texts(place, "tags", row["tags"]),
        relevant=tuple(_evidence(place, entry) for entry in row["relevant"]),
        answers=_texts(place, "answers", row["answers"]),
        match=row.get("match", "any"),
        note=str(row.get("note", "")),
        status=row.get("status", "accepted"),
    )
    if not question.id.strip() or not question.question.strip():
        raise fault(place, "an empty id or question", "text in both")
    if bool(question.relevant) != bool(question.answers):
        seen = f"{len(question.relevant)} evidences and {len(question.answers)} answers"
        raise fault(place, seen, "some of both, or none of either where there is no answer")
    return question


def _evidence(place: str, entry: Any) -> Evidence:
    fields = (entry.get("source"), entry.get("evidence")) if isinstance(entry, dict) else ()
    if len(fields) != 2 or not all(isinstance(text, str) and text.strip() for text in fields):
        raise fault(place, f"relevant holds {entry!r}", "objects with source and evidence as text")
    return Evidence(str(fields[0]), str(fields[1]))


def _texts(place: str, name: str, values: list[Any]) -> tuple[str, ...]:
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise fault(place, f"{name} holds {value!r}", f"{name} as a list of texts")
    return tuple(values)


def _require_choice(place: str, name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise fault(place, f"{name} is {value!r}", f"one of {', '.join(choices)}")
