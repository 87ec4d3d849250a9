"""Question sets in the layout of SQuAD: each paragraph a document, each question a query.

Two layouts are read, with or without ``{"data": …}`` around them:

- SQuAD (Rajpurkar et al., EMNLP 2016), as of XQuAD, DRCD and CMRC 2018 in its copies: articles
  with ``paragraphs`` of ``context`` and ``qas`` of ``id``, ``question``, ``answers`` (objects with
  ``text``); ``is_impossible`` (SQuAD 2.0) tells a question without an answer;
- CMRC 2018 (Cui et al., EMNLP 2019), as first published: paragraphs of ``context_text`` and
  ``qas`` of ``query_id``, ``query_text``, ``answers`` (texts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from zzqa.eval.faults import fault, read_json
from zzqa.eval.records import Evidence, LabelledQuestion
from zzqa.text.normalise import language

if TYPE_CHECKING:
    from zzqa.build import BuildProgress

TYPE = "span"
"""The type of these questions: the sets do not say what kind of answer is asked for."""
_LAYOUT = "paragraphs with context and qas, as in SQuAD or CMRC 2018"
_CONTEXT = ("context", "context_text")
_ID = ("id", "query_id")
_QUESTION = ("question", "query_text")


@dataclass(frozen=True, slots=True)
class SquadSet:
    """The paragraphs of a set by source name, and the questions about them.

    The evidence of a question is its whole paragraph. ``left_out`` are the ids of questions
    without text, of which CMRC 2018 has some: they cannot be asked.
    """

    paragraphs: Mapping[str, str]
    questions: tuple[LabelledQuestion, ...]
    left_out: tuple[str, ...] = ()


def read_squad(path: str | Path, questions: str | Path | None = None) -> SquadSet:
    """Return the paragraphs and questions of a file in the layout of SQuAD.

    With ``questions``, those of another file are asked instead, whose ids are ids of the first:
    the same set in another language. Their answers may be as either file gives them. A paragraph
    given twice is one document. Raises UsageError for a file that cannot be read or is laid out
    otherwise, an id used twice, and an id that the first file does not have.
    """
    path = Path(path)
    names: dict[str, str] = {}
    asked: dict[str, LabelledQuestion] = {}
    for place, context, qas in _paragraphs(path):
        # Five digits and more, after letters: no reader of dates takes the name for a year.
        name = names.setdefault(context, f"p{len(names) + 1:05}.txt")
        for question in _questions(place, qas, Evidence(name, context)):
            if question.id in asked:
                raise fault(place, f"id {question.id} again", "each id once")
            asked[question.id] = question
    if questions is not None:
        path, asked = Path(questions), _translated(Path(questions), asked)
    chosen = tuple(question for question in asked.values() if question.question.strip())
    if not chosen:
        raise fault(path, "no question", "at least one")
    left_out = tuple(question.id for question in asked.values() if not question.question.strip())
    return SquadSet({name: context for context, name in names.items()}, chosen, left_out)


def sample(
    questions: Sequence[LabelledQuestion], limit: int | None
) -> tuple[LabelledQuestion, ...]:
    """Return ``limit`` of the questions, or all where they are fewer, in their order.

    Which ones is decided by a hash of the id: the same on every machine, a smaller sample is part
    of a larger one, and a translated set gives the same sample.
    """
    if limit is None:
        return tuple(questions)

    def place(question: LabelledQuestion) -> tuple[bytes, str]:
        encoded = question.id.encode("utf-8", errors="surrogatepass")
        return hashlib.sha256(encoded).digest(), question.id

    chosen = {question.id for question in sorted(questions, key=place)[:limit]}
    return tuple(question for question in questions if question.id in chosen)


@contextmanager
def squad_index(
    squad: SquadSet, *, encoder: str | None = None, progress: BuildProgress | None = None
) -> Iterator[Path]:
    """Index each paragraph as a file of its own; yield the index, which is gone afterwards.

    The way is a user's: the files are read, repaired, cut and encoded like any others. Raises
    what ``build_index`` does.
    """
    from zzqa.build import build_index

    with TemporaryDirectory(prefix="zzqa-eval-") as name:
        corpus, index = Path(name) / "paragraphs", Path(name) / "index"
        corpus.mkdir()
        for source, context in squad.paragraphs.items():
            # Half a character, which JSON can hold and UTF-8 cannot, becomes a question mark.
            (corpus / source).write_bytes(context.encode("utf-8", errors="replace"))
        build_index([corpus], index, encoder=encoder, progress=progress, strict=True)
        yield index


def _translated(path: Path, known: Mapping[str, LabelledQuestion]) -> dict[str, LabelledQuestion]:
    """Return the questions of another file about the paragraphs of the first, by id."""
    asked: dict[str, LabelledQuestion] = {}
    for place, context, qas in _paragraphs(path):
        for question in _questions(place, qas, Evidence("", context)):
            original = known.get(question.id)
            if original is None or question.id in asked:
                seen = f"id {question.id} again" if original else f"unknown id {question.id}"
                raise fault(place, seen, "each id once, of those in the file of paragraphs")
            answers = (*original.answers, *question.answers) if original.answerable else ()
            asked[question.id] = replace(
                question, relevant=original.relevant, answers=tuple(dict.fromkeys(answers))
            )
    return asked


def _paragraphs(path: Path) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield each paragraph's place in the file, its text, and its questions as they are."""
    value = read_json(path, f"JSON: {_LAYOUT}")
    articles = value.get("data") if isinstance(value, dict) else value
    if not isinstance(articles, list):
        raise fault(path, "no list of articles or paragraphs", _LAYOUT)
    number = 0
    for article in articles:
        inner = article.get("paragraphs", [article]) if isinstance(article, dict) else None
        if not isinstance(inner, list):
            raise fault(path, f"no paragraphs after paragraph {number}", _LAYOUT)
        for paragraph in inner:
            number += 1
            place = f"{path}: paragraph {number}"
            if not isinstance(paragraph, dict) or not isinstance(paragraph.get("qas"), list):
                raise fault(place, "no qas", _LAYOUT)
            yield place, _text(place, paragraph, _CONTEXT), paragraph["qas"]


def _questions(place: str, qas: Iterable[Any], evidence: Evidence) -> Iterator[LabelledQuestion]:
    for entry in qas:
        if not isinstance(entry, dict):
            raise fault(place, f"a question that is {entry!r}", "an object")
        name = _text(place, entry, _ID)
        text = _text(f"{place}, question {name}", entry, _QUESTION, blank=True)
        answers = _answers(f"{place}, question {name}", entry)
        yield LabelledQuestion(
            id=name,
            question=text,
            lang=language(text),
            type=TYPE,
            relevant=(evidence,) if answers else (),
            answers=answers,
        )


def _answers(place: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the accepted answers, each once; none for a question that has none."""
    if entry.get("is_impossible") is True:
        return ()
    given = entry.get("answers")
    values = given if isinstance(given, list) else []
    found = [value.get("text") if isinstance(value, dict) else value for value in values]
    texts = [text for text in found if isinstance(text, str) and text.strip()]
    if not texts or len(texts) < len(found):
        raise fault(place, f"answers is {given!r}", "a list of texts, or is_impossible")
    return tuple(dict.fromkeys(texts))


def _text(
    place: str, entry: Mapping[str, Any], names: tuple[str, ...], *, blank: bool = False
) -> str:
    """Return the text under the first of ``names`` that there is; ``blank`` allows an empty one."""
    name = next((name for name in names if name in entry), names[0])
    value = entry.get(name)
    if not isinstance(value, str) or not (blank or value.strip()):
        seen = f"{name} is {value!r}" if name in entry else f"no {name}"
        raise fault(place, seen, f"{' or '.join(names)} as text")
    return value
