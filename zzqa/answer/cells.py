"""The evidence for a value in a table: the heads of its row and column say what it is of."""

from __future__ import annotations

from collections.abc import Sequence

from zzqa.answer.asked import AskedFor, measured
from zzqa.answer.candidates import Candidate
from zzqa.answer.measures import code_agreement, unit_agreement
from zzqa.answer.qualifiers import qualifier_agreement
from zzqa.answer.serials import serial_agreement
from zzqa.answer.subjects import asked_posts, post_agreement, posts_in
from zzqa.records import Name, Quantity, Query, Span
from zzqa.search.agreement import mention_agreement, place_agreement, published_agreement
from zzqa.search.features import PassageView, anywhere, covered, either, weighted_share
from zzqa.text.fields import Field, find_fields
from zzqa.text.normalise import fold
from zzqa.text.tables import Cell, find_cells

OUTSIDE = 0.4
"""What a word counts that only other cells or clauses, the text around or the headings have."""


def cell_of(view: PassageView, candidate: Candidate) -> Cell | None:
    """Return the cell of a table that a candidate is, None where it is none.

    Or the field of a form that it stands in, which a line above heads as a row's name does.
    """
    found = cells_of(view).get(Span(candidate.start, candidate.end))
    if found is not None:
        return found
    at = candidate.start, candidate.end
    inside = (f for f in fields_of(view) if f.value.start <= at[0] and at[1] <= f.value.end)
    field = next(inside, None)
    if field is None or field.head.start == field.head.end:
        return None
    return Cell(field.value, field.head, field.label, field.head)


def fields_of(view: PassageView) -> tuple[Field, ...]:
    """Return the fields of a passage's forms, in order."""
    return view.once("fields", lambda: tuple(find_fields(view.passage.text)))


def cells_of(view: PassageView) -> dict[Span, Cell]:
    """Return the cells of a passage's tables by their spans, in order."""
    return view.once("cells", lambda: {c.span: c for c in find_cells(view.passage.text)})


def cell_evidence(
    query: Query, view: PassageView, candidate: Candidate, cell: Cell, asked: AskedFor
) -> dict[str, float]:
    """Return the fields of ``Evidence`` for a cell, by name.

    The words of its heads stand beside it, whatever is between; those of other cells do not.
    """
    weights, core, unknown = asked
    passage = view.passage
    terms = view.terms_within(*cell.row) | view.terms_within(*cell.column_head)
    held = covered(query, terms)
    near = either(held, [OUTSIDE * c for c in anywhere(query, view)])
    here = either(held, covered(query, view.heading_terms))
    missing = [w * (1 - h) for w, h in zip(weights, here)]
    around = [max(a - h, 0.0) for a, h in zip(anywhere(query, view), here)]
    names = [passage.text[a:b] for a, b in (cell.row, cell.column_head)]
    head = "".join(names)
    number = measured(query, core, _unit(candidate))
    return {
        "coverage": weighted_share(weights, near),
        "focus": sum(term in query.weights for term in terms) / len(terms) if terms else 0.5,
        "time": _time(query, view, cell),
        "place": place_agreement(
            query, fold(head + passage.title + passage.section), (), passage.home
        ),
        "unit": unit_agreement(query, passage, candidate),
        "target": 0.0,
        "ratio": 0.0,
        "gap": max(missing, default=0.0) / max(weights, default=1.0),
        "elsewhere": weighted_share(weights, around),
        "unknown": unknown,
        "qualifier": min(
            code_agreement(query, names[0]),
            serial_agreement(
                query.clean,
                passage.text,
                [cell.row, cell.column_head],
                f"{passage.section} {passage.title}",
            ),
            qualifier_agreement(
                query.clean, head, [Span(0, len(head))], 0, f"{passage.title} {passage.section}"
            ),
        ),
        "told": weighted_share(weights, here),
        "said": weighted_share(weights, held),
        "core": weighted_share(core, near) if any(core) else 0.5,
        "measure": held[number] if number >= 0 else 0.5,
        "post": _post(query, candidate, head),
    }


def _post(query: Query, candidate: Candidate, head: str) -> float:
    """Return whether a person's post is the one asked for: the heads tell it, or the text does."""
    posts = asked_posts(query)
    named = set(posts_in(fold(head)))
    if posts and named and isinstance(candidate.mention, Name):
        return 1.0 if posts & named else -1.0
    return post_agreement(query, candidate)


def _unit(candidate: Candidate) -> str:
    return candidate.mention.unit if isinstance(candidate.mention, Quantity) else ""


def _time(query: Query, view: PassageView, cell: Cell) -> float:
    """Return whether the time in a head, or else that of the document, is the one asked about."""
    if query.interval is None:
        return 0.0
    date = view.passage.date
    inside = [
        time
        for time in view.passage.mentions.times
        if any(head.start <= time.start < head.end for head in (cell.row, cell.column_head))
    ]
    fits: Sequence[float] = [mention_agreement(query, time, date) for time in inside]
    return max(fits, default=published_agreement(query, date))
