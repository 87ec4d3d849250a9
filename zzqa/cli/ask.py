"""``zzqa ask``: one answer, one a line from a pipe, or the prompt."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from zzqa.batch import AskingOptions, BatchQuestion, answer_record
from zzqa.cli.look import PlainOption, make_look
from zzqa.cli.options import (
    DEFAULT_INDEX,
    ContextOption,
    EncoderOption,
    IndexOption,
    JsonOption,
    MinConfidenceOption,
    RerankerOption,
    SinceOption,
    SourceOption,
    TodayOption,
    TopKOption,
    UntilOption,
    join_words,
    make_filters,
    open_engine,
    parse_today,
)
from zzqa.cli.render import Look, answer_lines, record_line
from zzqa.cli.screen import note, on_terminal, show, write_json, write_text
from zzqa.errors import QuestionError
from zzqa.records import Answer
from zzqa.serialise import answer_to_dict, to_json

if TYPE_CHECKING:
    from zzqa.engine import Engine


def ask_command(
    question: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="The question; its words need no quotation marks."),
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    top_k: TopKOption = 5,
    source: SourceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    today: TodayOption = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    plain: PlainOption = False,
    context: ContextOption = 0,
    min_confidence: MinConfidenceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with verbatim quotes, or say that the documents do not answer it.

    Without a question: the prompt on a terminal; from a pipe, one question and one answer a line.
    """
    filters = make_filters(source, since, until)
    options = AskingOptions(
        top_k=top_k, filters=filters, today=parse_today(today), min_confidence=min_confidence,
        context=context,
    )  # fmt: skip
    if not question and on_terminal(sys.stdin):
        from zzqa.cli.prompt import start_prompt
        from zzqa.cli.prompt_state import Conversation

        start_prompt(
            lambda: open_engine(index, encoder, reranker),
            lambda engine: Conversation(
                engine, **options.as_arguments(), as_json=as_json, plain=plain
            ),
        )
        return
    with open_engine(index, encoder, reranker) as engine:
        if question:
            answer = engine.ask(join_words(question), **options.as_arguments())
            _write_answer(answer, make_look(engine, plain=plain, filters=filters), as_json)
        else:
            _answer_lines(engine, options, as_json)


def _write_answer(answer: Answer, look: Look, as_json: bool) -> None:
    if as_json:
        write_json(answer_to_dict(answer))
    else:
        show(answer_lines(answer, look), plain=look.plain)


def _answer_lines(engine: Engine, options: AskingOptions, as_json: bool) -> None:
    """Write one line for each line of standard input; one that cannot be served says why."""
    served, failed = 0, 0
    for question in _piped_questions():
        record = answer_record(engine, question, options)
        write_text(to_json(record) if as_json else record_line(record))
        failed += "error" in record
        served += "error" not in record
    if not served and not failed:
        raise QuestionError(
            "no question on standard input; expected one a line; give a question or a file"
        )
    if failed:
        message = f"{failed} of {served + failed} lines could not be answered"
        if not served:
            raise QuestionError(f"{message}; expected a question on each; see their messages")
        note(message, error=True)


def _piped_questions() -> Iterator[BatchQuestion]:
    """Yield the lines of standard input as they come; a blank one keeps its place, as an error."""
    if sys.stdin is None:
        return
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            yield BatchQuestion(number, error="bytes that are not UTF-8; expected UTF-8 text")
            continue
        error = None if text else "an empty line; expected a question"
        yield BatchQuestion(number, text=text or None, error=error)
