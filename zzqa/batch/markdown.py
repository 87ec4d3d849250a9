"""Answers as a document in Markdown: a table of all, then each with its quotes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zzqa.batch.rows import Record, Records
from zzqa.serialise import ACTING

_SPECIAL = re.compile(r"([\\`*{}\[\]<>#|~&$!]|(?<![^\W_])_|_(?![^\W_]))")
"""What Markdown (CommonMark, tables of GitHub) would act on; what stands in a document must not.
Within a word an underscore is one."""
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")
_UNSEEN = re.compile(f"[\x00-\x1f{ACTING}]+")
_MARK = re.compile(r"<!-- zzqa batch (\d+) ([0-9a-f]{64}) -->\n")


def write_markdown(records: Records) -> Iterator[str]:
    """Yield the pieces of the document; its first line tells which questions it answers."""
    asked = fingerprint((record.get("id"), record.get("question")) for record in records)
    yield f"<!-- zzqa batch {len(records)} {asked} -->\n\n"
    answered = sum(record.get("abstained") is False for record in records)
    yield f"# Answers\n\n{len(records)} questions, {answered} answered.\n\n"
    yield "| | question | answer | confidence |\n|--:|---|---|--:|\n"
    for number, record in enumerate(records, start=1):
        question = plain(record.get("question") or "")
        sure = "" if "error" in record else f"{record['confidence']:.2f}"
        yield f"| {number} | {question} | {_short_answer(record)} | {sure} |\n"
    for number, record in enumerate(records, start=1):
        yield from _section(number, record)


def fingerprint(asked: Iterable[tuple[str | None, str | None]]) -> str:
    """Return a digest of questions with their ids, in their order."""
    digest = hashlib.sha256()
    for name, question in asked:
        digest.update(f"{name or ''}\0{question or ''}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def marked(text: str) -> tuple[int, str] | None:
    """Return how many questions a document answers and their fingerprint; None for another."""
    found = _MARK.match(text)
    return (int(found[1]), found[2]) if found else None


def plain(text: str) -> str:
    """Return text on one line such that Markdown shows it as it is."""
    return _LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", _UNSEEN.sub(" ", text))).strip()


def _short_answer(record: Record) -> str:
    if "error" in record:
        return f"error: {plain(record['error'])}"
    if record["answer"] is None:
        return f"*no answer: {plain(record['reason'] or '')}*"
    return plain(record["answer"])


def _section(number: int, record: Record) -> Iterator[str]:
    name = f" ({plain(record['id'])})" if record.get("id") else ""
    yield f"\n## {number}. {plain(record.get('question') or '')}{name}\n\n"
    if "error" in record:
        yield f"Error in line {record['line']}: {plain(record['error'])}\n"
        return
    if record["answer"] is None:
        yield f"No answer: {plain(record['reason'] or '')}\n"
    else:
        about = (record.get("answer_english"), record.get("answer_date"))
        told = [plain(part) for part in about if part]
        told.append(f"confidence {record['confidence']:.2f}")
        yield f"**{plain(record['answer'])}** ({', '.join(told)})\n"
    for passage in record["passages"]:
        yield from _quote(passage)


def _quote(passage: Mapping[str, Any]) -> Iterator[str]:
    first, last = passage["lines"]
    where = f"{passage['source']}:{first}" + (f"-{last}" if last != first else "")
    page = f"page {passage['page']}" if passage["page"] else ""
    about = (passage["title"], passage["date"] or "", page)
    yield f"\n> {plain(passage['clean'])}\n>\n"
    yield f"> — {', '.join(plain(part) for part in (where, *about) if part)}\n"
