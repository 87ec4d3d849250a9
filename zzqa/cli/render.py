"""Answers and hits as lines for people.

What goes to a pipe or to a screen reader (``plain``) is words alone; a terminal gets bars, a table
and links besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zzqa.cli.advice import advice, holding_passage, is_short
from zzqa.cli.labels import EN, LabelLang, Labels, labels_for
from zzqa.cli.screen import Line, Piece, safe
from zzqa.cli.working import context_line, working_lines
from zzqa.config import Filters
from zzqa.records import Answer, Hit, Quote
from zzqa.serialise import interval_to_text

_INDENT = 4
"""Columns before the text of a quote: the width of its number ``[1] ``."""
_BAR = 8
"""Columns of a score's bar."""
_WORTHLESS = 0.05
"""Confidence below which a withheld candidate is not told: one in twenty is no help."""
_UNSURE = 0.5
"""Confidence below which an answer is more likely wrong than right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How answers are shown: as words alone (``plain``) or drawn for ``width`` columns.

    ``link`` gives the address of a source's file, or an empty text; ``filters`` are those that
    the question was asked with.
    """

    plain: bool = True
    width: int = 80
    labels: LabelLang = "en"
    link: Callable[[str], str] = lambda source: ""
    filters: Filters = Filters()


PLAIN = Look()


def answer_lines(answer: Answer, look: Look = PLAIN) -> Iterator[Line]:
    """Yield the answer first, then its quotes; of an abstention the reason and what would help."""
    labels = labels_for(look.labels, answer.lang)
    if answer.value is None:
        yield from _silence_lines(answer, look, labels)
    else:
        english = answer.english if answer.english != answer.value else None
        about = [english or "", interval_to_text(answer.date) or ""]
        about.append(f"{labels.confidence} {answer.confidence:.2f}")
        parts = [part for part in about if part]
        told = f"({', '.join(parts)})" if look.plain else " · ".join(parts)
        style = "answer" if answer.confidence >= _UNSURE else "silence"
        yield from _answer_line(answer.value, style, told, look)
        yield from (_other_lines if look.plain else _other_table)(answer, look, labels)
    yield from working_lines(answer, labels)
    for number, quote in enumerate(answer.quotes, start=1):
        yield Line([])
        yield from quote_lines(number, quote, quote.score, look, labels)


def _answer_line(value: str, style: str, told: str, look: Look) -> Iterator[Line]:
    """Yield the answer and what is told of it: below it where a terminal's line is too short."""
    if not look.plain:
        from zzqa.cli.columns import width

        if width(safe(value)) + 2 + width(safe(told)) > look.width:
            yield Line([(value, style)])
            yield Line([(told, "faint")], _INDENT)
            return
    yield Line([(value, style), (f"  {told}", "faint")])


def _silence_lines(answer: Answer, look: Look, labels: Labels) -> Iterator[Line]:
    yield Line([(labels.no_answer, "silence"), (labels.reason(answer.reason or ""), "")])
    if answer.rejected and answer.confidence >= _WORTHLESS:
        told = f"  ({labels.confidence} {answer.confidence:.2f})"
        yield Line([(f"{labels.best_candidate}{_candidate(answer)}", ""), (told, "faint")])
    tips = list(advice(answer, look.filters, labels))
    if tips:
        yield Line([(labels.tip, "tip")])
    for tip in tips:
        yield Line([(f"- {tip}", "")], 2, hang=2)
    if answer.quotes:
        yield Line([(labels.nearest, "head")])


def _candidate(answer: Answer) -> str:
    """Return the withheld candidate; of a sentence the passage that holds it, or its beginning."""
    value = answer.rejected or ""
    if is_short(value):
        return value
    number = holding_passage(answer)
    return f"[{number}]" if number else shortened(value)


def _other_lines(answer: Answer, look: Look, labels: Labels) -> Iterator[Line]:
    """Yield the other figures with their dates, a line each."""
    for other in answer.others:
        why = labels.other_source if other.why == "other figure" else labels.other_date
        told = f"  ({interval_to_text(other.date) or labels.no_date}, "
        where = place(other.quote.source, other.quote.lines)
        pieces = [(f"{why}: {other.value}", ""), (told, "faint"), (where, "place"), (")", "faint")]
        yield Line(pieces)


def _other_table(answer: Answer, look: Look, labels: Labels) -> Iterator[Line]:
    """Yield the answer's figure and the others as a table, where there are others."""
    if not answer.others or not answer.quotes:
        return
    whys = {"other figure": labels.other_source, "other date": labels.other_date}
    figures = [(answer.value or "", answer.date, answer.quotes[0], labels.this_answer)]
    figures += [(one.value, one.date, one.quote, whys[one.why]) for one in answer.others]
    rows = [[labels.value, labels.date, labels.source, ""]]
    for value, date, quote, why in figures:
        when = interval_to_text(date) or labels.no_date
        rows.append(list(map(safe, (value, when, place(quote.source, quote.lines), why))))
    drawn = _fitted(rows, look.width - _INDENT)
    if not drawn:  # too narrow a terminal, or values of a sentence's length
        yield from _other_lines(answer, look, labels)
        return
    yield Line([])
    links = ["", *(look.link(quote.source) for _, _, quote, _ in figures)]
    styles = ["faint", "answer", *("" for _ in answer.others)]
    for (value, when, where, *rest), style, link in zip(drawn, styles, links):
        pieces = [Piece(value, style), Piece(when, "faint"), Piece(where, "faint", link)]
        yield Line([*pieces, *(Piece(word, "faint") for word in rest)], _INDENT)


def _fitted(rows: Sequence[Sequence[str]], columns: int) -> list[list[str]]:
    """Return the rows of (value, date, source, why) as a table; nothing where they do not fit.

    Where room is short the last column goes first, which the dates tell as well, and then the
    middle of a long source.
    """
    from zzqa.cli.columns import table

    shorter = [row[:3] for row in rows]
    least = [[*row[:2], _short_place(row[2])] for row in rows]
    return table(rows, columns) or table(shorter, columns) or table(least, columns)


_PLACE = 30
"""Columns of a source in a table whose terminal is too narrow for whole names."""


def _short_place(where: str) -> str:
    """Return ``source:lines`` with the source cut such that the lines are still told."""
    from zzqa.cli.columns import cut, width

    source, colon, lines = where.rpartition(":")
    return cut(source, max(_PLACE - width(colon + lines), 1)) + colon + lines


def hit_lines(
    hits: Sequence[tuple[Hit, Quote]], look: Look = PLAIN, *, explain: bool = False
) -> Iterator[Line]:
    """Yield the passages found, best first; ``explain`` adds what each feature says of them."""
    if not hits:
        yield Line([(EN.no_passage, "silence")])
    # A score of the ranking is a probability; those of the candidate lists have no bound.
    best = max((hit.score for hit, _ in hits if "rank" not in hit.scores), default=1.0)
    for number, (hit, quote) in enumerate(hits, start=1):
        if number > 1:
            yield Line([])
        yield from quote_lines(number, quote, hit.score, look, best=best)
        if explain:
            yield from feature_lines(hit.scores, look.width)


def feature_lines(scores: Mapping[str, float], columns: int = 80) -> Iterator[Line]:
    """Yield the scores in their order, as many beside each other as ``columns`` hold."""
    cells = [f"{name:<17} {value:>6.3f}" for name, value in scores.items() if name != "rank"]
    beside = max((columns - _INDENT + 2) // (len(cells[0]) + 2), 1) if cells else 1
    for at in range(0, len(cells), beside):
        yield Line([("  ".join(cells[at : at + beside]), "faint")], _INDENT)


def quote_lines(
    number: int,
    quote: Quote,
    score: float,
    look: Look = PLAIN,
    labels: Labels = EN,
    *,
    best: float = 1.0,
) -> Iterator[Line]:
    """Yield a quote with the answer marked, where it stands, and its score.

    A drawn score is the share of ``best`` that it reaches.
    """
    text, found = safe(quote.clean), quote.answer
    start, end = found or (len(text), len(text))
    pieces = [(text[:start], ""), (text[start:end], "mark"), (text[end:], "")]
    if look.plain:
        yield _plain_place(number, quote, score, labels)
        yield from context_line(quote.before, _INDENT)
        yield Line(pieces, _INDENT)
        yield from context_line(quote.after, _INDENT)
    else:
        mark = (f"[{number}] ", "faint")
        if quote.before is not None:
            yield Line([mark, (quote.before.clean, "faint")], hang=_INDENT)
            yield Line(pieces, _INDENT)
        else:
            yield Line([mark, *pieces], hang=_INDENT)
        yield from context_line(quote.after, _INDENT)
        yield from _drawn_place(quote, score / best if best > 0 else 0.0, score, look, labels)
    if quote.also:
        places = ", ".join(place(one.source, (one.first, one.last)) for one in quote.also)
        yield Line([(f"{labels.also_in}{places}", "faint")], _INDENT)


def _plain_place(number: int, quote: Quote, score: float, labels: Labels) -> Line:
    about = [shortened(quote.title), *_about(quote, labels)]
    return Line(
        [
            (f"[{number}] ", "faint"),
            (place(quote.source, quote.lines), "place"),
            ("".join(f"  {part}" for part in about if part), ""),
            (f"  {labels.score} {score:.3g}", "faint"),
        ]
    )


def _drawn_place(
    quote: Quote, share: float, score: float, look: Look, labels: Labels
) -> Iterator[Line]:
    """Yield the bar, the place that a terminal can open, the date; and the title, cut to a line."""
    from zzqa.cli.columns import bar, cut

    pieces = [
        Piece(bar(share, _BAR), "bar"),
        Piece(f" {score:.2f}  ", "faint"),
        Piece(place(quote.source, quote.lines), "place", look.link(quote.source)),
        Piece("".join(f"  {part}" for part in _about(quote, labels)), "faint"),
    ]
    yield Line(pieces, _INDENT)
    title, text = safe(quote.title).strip(), safe(quote.clean)
    if title and title not in text and text not in title:  # else the quote is the headline
        yield Line([(f"《{cut(title, look.width - _INDENT - 4)}》", "faint")], _INDENT)


def _about(quote: Quote, labels: Labels) -> list[str]:
    """Return date and page, those that there are."""
    date = interval_to_text(quote.date)
    page = "" if quote.page is None else f"{labels.page} {quote.page}"
    return [part for part in (date, page) if part]


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
