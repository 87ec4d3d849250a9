"""Records as plain dictionaries and JSON: the schema ``zzqa.answer/1`` and its relatives.

The shape of an answer is fixed by ``zzqa/data/answer.schema.json``. Fields are added, never
renamed, within a schema version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from zzqa.records import (
    Answer,
    BuildReport,
    Computed,
    Hit,
    Quote,
    SkippedSource,
    TimeInterval,
)

ANSWER_SCHEMA = "zzqa.answer/1"
ERROR_SCHEMA = "zzqa.error/1"
SEARCH_SCHEMA = "zzqa.search/1"

_DECIMALS = 6
"""Decimals of scores: beyond single precision there is only noise."""

ACTING = (
    "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
"""Besides the C0 controls, as a class of a regular expression, what acts on a terminal, a page or
an encoder instead of being seen: DEL and C1 controls (U+009B starts an escape sequence), line and
paragraph separators, marks that turn the writing direction, annotation marks and tags (text that is
there and not seen), and lone surrogates."""
_ACTING_IN_JSON = re.compile(f"[{ACTING}]")
"""C0 controls are escaped by ``json.dumps`` itself."""


def interval_to_text(interval: TimeInterval | None) -> str | None:
    """Return an interval as ISO 8601: a day, month or year where it is one, else ``first/last``."""
    if interval is None:
        return None
    start, end = interval.start, interval.end
    if start == end:
        return start.isoformat()
    whole_months = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole_months and (start.year, start.month) == (end.year, end.month):
        return f"{start:%Y-%m}"
    if whole_months and start.year == end.year and (start.month, end.month) == (1, 12):
        return f"{start:%Y}"
    return f"{start.isoformat()}/{end.isoformat()}"


def quote_to_dict(quote: Quote, rank: int) -> dict[str, Any]:
    """Return one quote as an entry of ``passages``; ``rank`` counts from 1."""
    return {
        "rank": rank,
        "score": _number(quote.score),
        "scores": _numbers(quote.scores),
        "quote": quote.text,
        "clean": quote.clean,
        "answer_span": None if quote.answer is None else [quote.answer.start, quote.answer.end],
        "source": quote.source,
        "start": quote.start,
        "end": quote.end,
        "lines": list(quote.lines),
        "page": quote.page,
        "title": quote.title,
        "date": interval_to_text(quote.date),
        "document": quote.document,
        "also": [
            {"source": p.source, "lines": [p.first, p.last], "page": p.page} for p in quote.also
        ],
        "context": _context_to_dict(quote),
    }


def _context_to_dict(quote: Quote) -> dict[str, Any] | None:
    """Return the sentences around a quote, null where none were asked for or there are none."""
    if quote.before is None and quote.after is None:
        return None
    return {
        name: None
        if piece is None
        else {"text": piece.text, "clean": piece.clean, "start": piece.start, "end": piece.end}
        for name, piece in (("before", quote.before), ("after", quote.after))
    }


def _items_to_list(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "text": item.text,
            "answer_span": [item.span.start, item.span.end],
            "passage": 1,
            "quote": item.quote,
            "start": item.start,
            "end": item.end,
            "type": item.kind,
        }
        for item in answer.items
    ]


def _computed_to_dict(computed: Computed | None) -> dict[str, Any] | None:
    """Return the sum behind an answer; its figures are exact, in ones of their unit."""
    if computed is None:
        return None
    return {
        "operation": computed.operation,
        "operands": [
            {
                "label": operand.label,
                "text": operand.text,
                "value": _exact(operand.value),
                "unit": operand.unit,
                "passage": operand.passage,
                "answer_span": [operand.span.start, operand.span.end],
                "date": interval_to_text(operand.date),
                "confidence": _number(operand.confidence),
            }
            for operand in computed.operands
        ],
        "result": None
        if computed.value is None
        else {"value": _exact(computed.value), "unit": computed.unit, "text": computed.text},
        "expression": computed.expression,
        "approximate": computed.approximate,
        "stated": computed.stated,
        "agrees": computed.agrees,
    }


def _exact(value: Decimal) -> int | float:
    """Return a decimal as a JSON number: the shortest one that is read back as the same."""
    return int(value) if value == value.to_integral_value() else float(value)


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """Return an answer as an object of schema ``zzqa.answer/1``."""
    return {
        "schema": ANSWER_SCHEMA,
        "id": answer.id,
        "question": answer.question,
        "lang": answer.lang,
        "answer": answer.value,
        "answer_type": answer.answer_type,
        "confidence": _number(answer.confidence),
        "abstained": answer.abstained,
        "reason": answer.reason,
        "rejected": answer.rejected,
        "passages": [quote_to_dict(quote, n) for n, quote in enumerate(answer.quotes, start=1)],
        "answer_english": answer.english,
        "answer_date": interval_to_text(answer.date),
        "others": [
            {
                "answer": other.value,
                "date": interval_to_text(other.date),
                "why": other.why,
                "passage": quote_to_dict(other.quote, n),
            }
            for n, other in enumerate(answer.others, start=1)
        ],
        "items": _items_to_list(answer),
        "items_open": answer.open_list,
        "computed": _computed_to_dict(answer.computed),
        "timings_ms": {name: round(ms, 3) for name, ms in answer.timings_ms.items()},
        "index": dict(answer.index),
    }


def hit_to_dict(hit: Hit, quote: Quote, rank: int) -> dict[str, Any]:
    """Return a search hit with the verbatim quote of its passage; ``rank`` counts from 1."""
    entry = quote_to_dict(quote, rank)
    entry["score"] = _number(hit.score)
    entry["scores"] = _numbers(hit.scores)
    entry["passage"] = hit.passage.id
    entry["section"] = hit.passage.section
    return entry


def search_to_dict(question: str, mode: str, hits: Iterable[tuple[Hit, Quote]]) -> dict[str, Any]:
    """Return a result list, best first, as an object of schema ``zzqa.search/1``."""
    return {
        "schema": SEARCH_SCHEMA,
        "question": question,
        "mode": mode,
        "passages": [hit_to_dict(hit, quote, n) for n, (hit, quote) in enumerate(hits, start=1)],
    }


def error_to_dict(
    error: str,
    *,
    line: int,
    id: str | None = None,  # noqa: A002
    question: str | None = None,
) -> dict[str, Any]:
    """Return the record that stands in the place of an answer that could not be made.

    ``line`` is the line of the question file (from 1); ``question`` is null where the line held
    none that could be read.
    """
    return {
        "schema": ERROR_SCHEMA,
        "id": id,
        "question": question,
        "line": line,
        "error": error,
    }


def skipped_to_dict(skipped: SkippedSource) -> dict[str, object]:
    """Return a file that is not in the index, as reports of a build and of an index have it."""
    return {"source": skipped.source, "reason": skipped.reason, "failed": skipped.failed}


def build_to_dict(report: BuildReport) -> dict[str, Any]:
    """Return what a build did as an object of schema ``zzqa.build/1``."""
    return {
        "schema": "zzqa.build/1",
        "index": report.index,
        "generation": report.generation,
        "documents": report.documents,
        "passages": report.passages,
        "dated": report.dated,
        "encoded": report.encoded,
        "read": report.read,
        "unchanged": report.unchanged,
        "removed": list(report.removed),
        "incomplete": [{"source": s.source, "reason": s.reason} for s in report.incomplete],
        "skipped": [skipped_to_dict(skipped) for skipped in report.skipped],
        "seconds": round(report.seconds, 3),
    }


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return ``value`` as JSON that can be shown on a terminal and encoded as UTF-8.

    Chinese stays readable; what would act instead of being seen is escaped.
    Without ``indent`` it is one line. Raises ValueError for a number that is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    # A character beyond U+FFFF is two escapes, which json.dumps knows to write.
    return _ACTING_IN_JSON.sub(lambda found: json.dumps(found.group())[1:-1], text)


def _number(value: float) -> float:
    return round(float(value), _DECIMALS)


def _numbers(values: Mapping[str, float]) -> dict[str, float]:
    return {name: _number(value) for name, value in values.items()}
