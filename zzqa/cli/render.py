"""Answers, hits and sources as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zzqa.cli.screen import Line, safe
from zzqa.cli.working import context_line, working_lines
from zzqa.records import Answer, Hit, Quote
from zzqa.serialise import interval_to_text

_INDENT = 4
"""Columns before the text of a quote: the width of its number ``[1] ``."""


def answer_lines(answer: Answer) -> Iterator[Line]:
    """Yield the answer first, then its quotes; of an abstention the reason and what is nearest."""
    if answer.value is None:
        yield Line([("No answer: ", "silence"), (answer.reason or "", "")])
        if answer.rejected:
            yield Line(
                [
                    (f"Best candidate: {answer.rejected}", ""),
                    (f"  (confidence {answer.confidence:.2f})", "faint"),
                ]
            )
        if answer.quotes:
            yield Line([("Nearest passages:", "head")])
    else:
        about = [answer.english or "", interval_to_text(answer.date) or ""]
        about.append(f"confidence {answer.confidence:.2f}")
        told = (f"  ({', '.join(part for part in about if part)})", "faint")
        yield Line([(answer.value, "answer"), told])
        yield from _other_lines(answer)
    yield from working_lines(answer)
    for number, quote in enumerate(answer.quotes, start=1):
        yield Line([])
        yield from quote_lines(number, quote, quote.score, quote.scores)


def _other_lines(answer: Answer) -> Iterator[Line]:
    """Yield the other figures with their dates, a line each."""
    for other in answer.others:
        when = interval_to_text(other.date) or "no date"
        where = place(other.quote.source, other.quote.lines)
        reason = "another source: " if other.why == "other figure" else ""
        yield Line(
            [
                (f"{reason}{other.value}", ""),
                (f"  ({when}, ", "faint"),
                (where, "place"),
                (")", "faint"),
            ]
        )


def hit_lines(hits: Sequence[tuple[Hit, Quote]], *, explain: bool = False) -> Iterator[Line]:
    """Yield the passages found, best first; ``explain`` adds what each feature says of them."""
    if not hits:
        yield Line([("No passage found.", "silence")])
    for number, (hit, quote) in enumerate(hits, start=1):
        if number > 1:
            yield Line([])
        yield from quote_lines(number, quote, hit.score, hit.scores)
        if explain:
            yield from _feature_lines(hit.scores)


def _feature_lines(scores: Mapping[str, float]) -> Iterator[Line]:
    """Yield the features in their order, three beside each other."""
    named = [(name, value) for name, value in scores.items() if name != "rank"]
    cells = [f"{name:<18}{value:>6.3f}" for name, value in named]
    for at in range(0, len(cells), 3):
        yield Line([("   ".join(cells[at : at + 3]), "faint")], _INDENT)


def quote_lines(
    number: int, quote: Quote, score: float, scores: Mapping[str, float]
) -> Iterator[Line]:
    """Yield where a quote stands, what it was scored, and its text with the answer marked."""
    about = [shortened(quote.title), interval_to_text(quote.date) or ""]
    if quote.page is not None:
        about.append(f"page {quote.page}")
    yield Line(
        [
            (f"[{number}] ", "faint"),
            (place(quote.source, quote.lines), "place"),
            ("".join(f"  {part}" for part in about if part), ""),
            (f"  {_scores(score, scores)}", "faint"),
        ]
    )
    yield from context_line(quote.before, _INDENT)
    text, found = quote.clean, quote.answer
    if found is None:
        yield Line([(text, "")], _INDENT)
    else:
        start, end = found
        pieces = [(text[:start], ""), (text[start:end], "mark"), (text[end:], "")]
        yield Line(pieces, _INDENT)
    yield from context_line(quote.after, _INDENT)
    if quote.also:
        places = ", ".join(place(one.source, (one.first, one.last)) for one in quote.also)
        yield Line([(f"also in {places}", "faint")], _INDENT)


def place(source: str, lines: Sequence[int]) -> str:
    """Return a place in a source as ``source:from-to``, what ``zzqa show`` takes."""
    first, last = lines
    return f"{source}:{first}" if first == last else f"{source}:{first}-{last}"


def record_line(record: Mapping[str, Any]) -> str:
    """Return an answer or error record as one line: answer, place and confidence, by tabs."""
    if "error" in record:
        return safe(f"error: {record['error']}")
    if record["abstained"]:
        return safe(f"no answer: {record['reason']}")
    cells = [safe(record["answer"])]
    if record["passages"]:
        best = record["passages"][0]
        cells.append(safe(place(best["source"], best["lines"])))
    return "\t".join([*cells, f"{record['confidence']:.2f}"])


_TITLE = 40
"""Characters of a title that are shown: newspapers join headline and subtitle."""


def shortened(title: str) -> str:
    """Return a title cut to what fits beside a citation."""
    return title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"


SHOWN_SCORES = ("lexical", "dense", "fused")
"""Scores shown to a person; the ranking features besides are in the JSON."""


def _scores(score: float, scores: Mapping[str, float]) -> str:
    shown = {name: scores[name] for name in SHOWN_SCORES if name in scores}
    parts = ", ".join(f"{name} {value:.3g}" for name, value in shown.items())
    return f"score {score:.3g}" + (f" ({parts})" if parts else "")
