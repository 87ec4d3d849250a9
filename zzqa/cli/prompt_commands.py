"""The commands of the prompt: ``/help``, ``/show 2`` and the others."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from zzqa.cli.options import parse_date
from zzqa.cli.prompt_pager import show_article
from zzqa.cli.prompt_state import Conversation
from zzqa.cli.render import feature_lines, place
from zzqa.cli.screen import Line, counted
from zzqa.config import Filters
from zzqa.errors import UsageError
from zzqa.serialise import interval_to_text

_MOST_SOURCES = 50
"""Sources listed at once: more scroll away, and a word narrows them."""
_MOST_PASSAGES = 1000
"""As for ``--top-k``."""
_OFF = ("off", "none", "-")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what it takes, what it does in a line, and the function that does it."""

    name: str
    takes: str
    does: str
    run: Callable[[Conversation, str], None]


def obey(conversation: Conversation, line: str) -> None:
    """Do what a line that starts with ``/`` says.

    Raises UsageError for an unknown command or a wrong argument, EOFError to leave.
    """
    name, _, argument = line.strip().partition(" ")
    find_command(name).run(conversation, argument.strip())


def find_command(name: str) -> Command:
    """Return the command of a name; raises UsageError with the nearest one."""
    names = {command.name: command for command in COMMANDS}
    known = names | {alias: names[name] for alias, name in _ALIASES.items()}
    if found := known.get(name.lower()):
        return found
    begun = [one for one in names if one.startswith(name.lower())] if len(name) > 1 else []
    near = begun or difflib.get_close_matches(name.lower(), names, n=1)
    nearest = f"the nearest is {near[0]}" if near else f"expected one such as {COMMANDS[1].name}"
    raise UsageError(f"no command {name}; {nearest}; /help lists them all")


# ── What each does ───────────────────────────────────────────────────────────────────────


def _help(conversation: Conversation, argument: str) -> None:
    wide = max(len(f"{c.name} {c.takes}") for c in COMMANDS) + 2
    lines = [Line([("Type a question in Chinese or English and press Enter.", "head")])]
    for command in COMMANDS:
        call = f"{command.name} {command.takes}"
        lines.append(Line([(f"{call:<{wide}}", "place"), (command.does, "")], 2, hang=wide))
    lines += [Line([(text, "")]) for text in _NOTES]
    conversation.tell(lines)


_NOTES = (
    "A short question goes on from the one before: 湘潭呢？, what about April 2024?",
    "A pasted text is sent with Enter; each question in it ends at its question mark, and one "
    "that runs over several lines is joined. Alt-Enter starts a new line.",
    "Up and Ctrl-R find earlier questions, Tab completes, Right takes the grey proposal. "
    "Ctrl-C drops the line or the question being answered, Ctrl-D leaves.",
)


def _sources(conversation: Conversation, argument: str) -> None:
    info = conversation.engine().info()
    found = [one for one in info.documents if argument.lower() in one.source.lower()]
    if not found:
        raise UsageError(
            f"no source with {argument!r} in its name; expected one of {len(info.documents)}; "
            "/sources lists them"
        )
    lines = []
    for one in found[:_MOST_SOURCES]:
        date = interval_to_text(one.date.interval) if one.date else None
        about = f"  {date or 'no date'}, {counted(one.passages, 'passage')}"
        lines.append(Line([(one.source, "place"), (about, "faint")]))
        if one.title:
            lines.append(Line([(one.title, "")], 4))
    if len(found) > _MOST_SOURCES:
        rest = len(found) - _MOST_SOURCES
        lines.append(Line([(f"and {rest} more; /sources WORD narrows them", "silence")]))
    conversation.tell(lines)


def _show(conversation: Conversation, argument: str) -> None:
    quotes = conversation.last.quotes
    number = _number(argument or "1", "/show", len(quotes))
    article = conversation.engine().article(quotes[number - 1])
    show_article(article, plain=conversation.plain)


def _explain(conversation: Conversation, argument: str) -> None:
    answer, look = conversation.last, conversation.look()
    lines = []
    for number, quote in enumerate(answer.quotes, start=1):
        told = f"  score {quote.score:.3f}"
        where = place(quote.source, quote.lines)
        lines.append(Line([(f"[{number}] ", "faint"), (where, "place"), (told, "")]))
        lines += feature_lines(quote.scores, look.width)
    steps = ", ".join(f"{name} {ms:.0f} ms" for name, ms in answer.timings_ms.items())
    conversation.tell([*lines, Line([(steps, "faint")])])


def _top(conversation: Conversation, argument: str) -> None:
    if argument:
        conversation.top_k = _number(argument, "/top", _MOST_PASSAGES)
    _confirm(conversation, f"passages shown: {conversation.top_k}")


def _since(conversation: Conversation, argument: str) -> None:
    if argument:
        day = None if argument in _OFF else parse_date("/since", argument, last=False)
        conversation.filters = _span(replace(conversation.filters, since=day))
    _confirm(conversation, f"documents from {conversation.filters.since or 'any day'} on")


def _until(conversation: Conversation, argument: str) -> None:
    if argument:
        day = None if argument in _OFF else parse_date("/until", argument, last=True)
        conversation.filters = _span(replace(conversation.filters, until=day))
    _confirm(conversation, f"documents up to {conversation.filters.until or 'any day'}")


def _span(filters: Filters) -> Filters:
    """Return the filters; raises UsageError where they leave no day."""
    if filters.since and filters.until and filters.until < filters.since:
        raise UsageError(
            f"from {filters.since} up to {filters.until} there is no day; expected a span of "
            "time; take one limit away with /since off or /until off"
        )
    return filters


def _source(conversation: Conversation, argument: str) -> None:
    if argument:
        globs = () if argument in _OFF else tuple(_globs(conversation, argument))
        conversation.filters = replace(conversation.filters, sources=globs)
    told = ", ".join(conversation.filters.sources) or "all"
    _confirm(conversation, f"sources searched: {told}")


def _globs(conversation: Conversation, argument: str) -> Iterator[str]:
    """Yield each pattern that fits a source, as it is or as a part of the name."""
    sources = conversation.engine().sources
    for part in [argument] if argument in sources else argument.split():
        glob = next((g for g in (part, f"*{part}*") if fnmatch.filter(sources, g)), None)
        if glob is None:
            raise UsageError(
                f"no source fits {part!r}; expected a name or a pattern such as {sources[0]}; "
                "/sources lists them"
            )
        yield glob


def _lang(conversation: Conversation, argument: str) -> None:
    if argument:
        if argument not in ("en", "zh", "auto"):
            raise UsageError(f"/lang {argument}; expected en, zh or auto; type one of them")
        conversation.labels = argument  # type: ignore[assignment]
    _confirm(conversation, f"labels: {conversation.labels}")


def _save(conversation: Conversation, argument: str) -> None:
    if not argument:
        raise UsageError("/save without a file; expected a name; type /save answers.jsonl")
    try:
        count = conversation.save(Path(argument))
    except OSError as error:
        raise UsageError(
            f"{argument} cannot be written ({error.strerror}); expected a file; choose another"
        ) from error
    _confirm(conversation, f"{argument}: {counted(count, 'answer')} appended")


def _quit(conversation: Conversation, argument: str) -> None:
    raise EOFError


def _number(text: str, command: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise UsageError(f"{command} {text}; expected a number from 1 to {most}; type one")
    return int(text)


def _confirm(conversation: Conversation, text: str) -> None:
    conversation.tell([Line([(text, "faint")])])


COMMANDS = (
    Command("/help", "", "this text", _help),
    Command("/show", "[N]", "passage N of the last answer in its article", _show),
    Command("/explain", "", "the scores of the last answer's passages", _explain),
    Command("/sources", "[WORD]", "the documents, with their dates", _sources),
    Command("/source", "NAME|off", "search only sources of this name (* fits anything)", _source),
    Command("/since", "DATE|off", "only documents from this day, month or year on", _since),
    Command("/until", "DATE|off", "only documents up to this day, month or year", _until),
    Command("/top", "N", "how many passages are shown", _top),
    Command("/lang", "en|zh|auto", "language of the words around answers; auto: as asked", _lang),
    Command("/save", "FILE", "append this session's answers as JSON lines", _save),
    Command("/quit", "", "leave", _quit),
)
_ALIASES = {"/exit": "/quit", "/q": "/quit", "/h": "/help", "/?": "/help"}
