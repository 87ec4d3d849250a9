"""The reference page of JSON outputs: the answer's from its JSON Schema, others from real output.

What the other commands write is described in :data:`FIELDS`, and :func:`undescribed` holds the
description against what they do write.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

SCHEMA = files("zzqa") / "data" / "answer.schema.json"
FIELDS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "zzqa.search/1": (
        "`zzqa search --json`",
        {
            "schema": ("string", "`zzqa.search/1`"),
            "question": ("string", "The query."),
            "mode": ("string", "`lexical`, `dense`, `fused` or `ranked`."),
            "passages[]": (
                "object",
                "As the passages of an answer; the quote is the whole passage. Beside them:",
            ),
            "passages[].passage": ("string", "The id of the passage."),
            "passages[].section": ("string", "The heading it stands under; empty without one."),
        },
    ),
    "zzqa.error/1": (
        "a line of `zzqa batch` or of piped questions that could not be answered",
        {
            "schema": ("string", "`zzqa.error/1`"),
            "id": ("string, null", "The question's id, where the line had one."),
            "question": ("string, null", "The question, where one could be read."),
            "line": ("integer", "The line of the question file, from 1."),
            "error": ("string", "What was wrong."),
        },
    ),
    "zzqa.batch/1": (
        "`zzqa batch --json`: the summary; the answers are in the file",
        {
            "schema": ("string", "`zzqa.batch/1`"),
            "out": ("string", "The file of answers."),
            "total": ("integer", "Lines with or without a usable question."),
            "resumed": ("integer", "Of these, answered by an earlier run."),
            "answered": ("integer", ""),
            "abstained": ("integer", ""),
            "errors[].line": ("integer", ""),
            "errors[].error": ("string", ""),
            "seconds": ("number", ""),
        },
    ),
    "zzqa.build/1": (
        "`zzqa index --json`",
        {
            "schema": ("string", "`zzqa.build/1`"),
            "index": ("string", "The folder."),
            "generation": ("integer", "Counts up with every build that writes."),
            "documents": ("integer", ""),
            "passages": ("integer", ""),
            "dated": ("integer", "Documents with a publication date."),
            "encoded": ("integer", "Texts whose vectors were made anew."),
            "read": ("integer", "Documents read anew; the others had not changed."),
            "unchanged": (
                "boolean",
                "Whether nothing had changed, and the index was left as it is.",
            ),
            "removed[]": ("string", "A source that is not in the index any more."),
            "incomplete[].source": ("string", "A document that was read in part."),
            "incomplete[].reason": ("string", "What of it is missing."),
            "skipped[].source": ("string", "A file that is not in the index."),
            "skipped[].reason": ("string", "Why."),
            "skipped[].failed": (
                "boolean",
                "Whether its format is read, so that the command exits with 5.",
            ),
            "seconds": ("number", ""),
        },
    ),
    "zzqa.info/1": (
        "`zzqa info --json`",
        {
            "schema": ("string", "`zzqa.info/1`"),
            "folder": ("string", ""),
            "generation": ("integer", ""),
            "format": ("integer", "The version of the index's layout."),
            "zzqa_version": ("string", "What built it."),
            "encoder": ("string", ""),
            "dimension": ("integer", "Length of a vector."),
            "passages": ("integer", ""),
            "bytes": ("integer", "Size on disk."),
            "stale": ("string, null", "Why the index does not show its sources as they are."),
            "documents[].id": ("string", ""),
            "documents[].source": ("string", "Path relative to the indexed folder."),
            "documents[].title": ("string", ""),
            "documents[].publisher": ("string", "From `metadata.csv`; else empty."),
            "documents[].date": ("object, null", ""),
            "documents[].date.date": ("string", "ISO 8601: day, month, year or `first/last`."),
            "documents[].date.evidence": ("string", "The text that says so."),
            "documents[].date.source": ("string", "The kind of evidence."),
            "documents[].date.confidence": ("number", "0 to 1."),
            "documents[].articles": ("integer", ""),
            "documents[].dated_articles[].title": ("string", "An article with a date of its own."),
            "documents[].dated_articles[].date": ("object", "As the document's."),
            "documents[].passages": ("integer", ""),
            "documents[].pages": ("integer", "0 where the format has none."),
            "documents[].characters": ("integer", ""),
            "documents[].encoding": ("string", ""),
            "documents[].notes[]": ("string", "What of the file could not be read."),
            "skipped[].source": ("string", ""),
            "skipped[].reason": ("string", ""),
            "skipped[].failed": ("boolean", ""),
        },
    ),
    "zzqa.source/1": (
        "`zzqa show --json`",
        {
            "schema": ("string", "`zzqa.source/1`"),
            "source": ("string", ""),
            "title": ("string", ""),
            "cited": ("array, null", "First and last line asked for; null for the whole source."),
            "first": ("integer", "The number of the first line shown, from 1."),
            "last": ("integer", ""),
            "page": ("integer, null", "Of the first line."),
            "lines[]": ("string", "As the file has them."),
        },
    ),
    "zzqa.doctor/1": (
        "`zzqa doctor --json`",
        {
            "schema": ("string", "`zzqa.doctor/1`"),
            "well": ("boolean", "Whether nothing found is broken."),
            "settings[].key": ("string", "A setting in force."),
            "settings[].value": ("string", ""),
            "settings[].source": ("string", "Command line, environment, file or default."),
            "findings[].part": ("string", "What was looked at."),
            "findings[].name": ("string", ""),
            "findings[].state": (
                "string",
                "`ok`, `optional` (not there and not needed) or `problem`.",
            ),
            "findings[].seen": ("string", ""),
            "findings[].remedy": ("string", "What to do; empty where all is well."),
        },
    ),
    "zzqa.verify/1": (
        "`zzqa verify --json`",
        {
            "schema": ("string", "`zzqa.verify/1`"),
            "answers": ("object, null", "With `--answers`:"),
            "answers.records": ("integer", ""),
            "answers.quotes": ("integer", ""),
            "problems[]": ("string", "Empty where all is whole."),
        },
    ),
}

_ELSEWHERE = ("cited", "documents[].dated_articles[].date")
_OF_AN_ANSWER = tuple(
    f"passages[].{name}"
    for name in json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]["passage"]["properties"]
)


def json_page() -> str:
    """Return `docs/reference/json.md`."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    lines = [
        "# JSON",
        "",
        "One object a command with `--json`, one a line in a `.jsonl`. `schema` names the shape "
        "and its version; within a version fields are added, never renamed or removed. Offsets are "
        "half-open and count code points.",
        "",
        "- [zzqa.answer/1](#zzqaanswer1)",
        *(f"- [{name}](#{_anchor(name)})" for name in FIELDS),
        "",
        "## zzqa.answer/1",
        "",
        "`zzqa ask --json`, and each line of `zzqa batch -o answers.jsonl`. "
        "[The JSON Schema](../../zzqa/data/answer.schema.json) is part of the package.",
        "",
        *_table(_schema_rows(schema, schema, "")),
    ]
    for name, (where, fields) in FIELDS.items():
        lines += ["", f"## {name}", "", f"{where[0].upper()}{where[1:]}.", ""]
        lines += _table((path, kind, told) for path, (kind, told) in fields.items())
    return "\n".join(lines) + "\n"


def undescribed(record: Mapping[str, Any]) -> list[str]:
    """Return the fields of a record that its description lacks, or whose type is another."""
    fields = FIELDS[record["schema"]][1]
    parents = {path[:end] for path in fields for end in range(len(path)) if path[end] in ".["}
    wrong = {
        f"{path}: {_kind(value)}"
        for path, value in _walk(record, "")
        if not (path not in fields and path in parents)
        and (path not in fields or _kind(value) not in fields[path][0].split(", "))
    }
    return sorted(wrong)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record, but for those that are described elsewhere on the page."""
    if path:
        yield path, value
    if path in _ELSEWHERE:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            if f"{path}.{name}" not in _OF_AN_ANSWER:
                yield from _walk(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, f"{path}[]")


def _kind(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object"}
    return "null" if value is None else names.get(type(value), "array")


def _anchor(name: str) -> str:
    return name.replace(".", "").replace("/", "")


def _table(rows: Any) -> list[str]:
    found = [f"| `{path}` | {kind} | {told} |" for path, kind, told in rows]
    return ["| field | type | is |", "|---|---|---|", *found]


def _schema_rows(
    schema: Mapping[str, Any], node: Mapping[str, Any], path: str
) -> Iterator[tuple[str, str, str]]:
    for name, field in node.get("properties", {}).items():
        field = _resolved(schema, field)
        here = f"{path}.{name}" if path else name
        yield here, _type_of(schema, field), field.get("description", "").replace("|", "\\|")
        inner = _resolved(schema, field.get("items") or {}) if "items" in field else {}
        if here.endswith("others[].passage"):
            continue  # as in passages[]
        if inner.get("properties"):
            yield from _schema_rows(schema, inner, f"{here}[]")
        for part in [field, *field.get("oneOf", ()), *field.get("anyOf", ())]:
            part = _resolved(schema, part)
            if part.get("properties"):
                yield from _schema_rows(schema, part, here)


def _resolved(schema: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    while isinstance(node, dict) and "$ref" in node:
        place: Any = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        node = {**place, **{k: v for k, v in node.items() if k != "$ref"}}
    return node if isinstance(node, dict) else {}


def _type_of(schema: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join("null" if one is None else f"`{one}`" for one in field["enum"])
    parts = [*field.get("oneOf", ()), *field.get("anyOf", ())]
    if parts:
        return ", ".join(_type_of(schema, _resolved(schema, part)) for part in parts)
    kind = field.get("type", "any")
    kinds = [kind] if isinstance(kind, str) else list(kind)
    if "array" in kinds and "prefixItems" in field:
        inner = ", ".join(_type_of(schema, _resolved(schema, p)) for p in field["prefixItems"])
        kinds[kinds.index("array")] = f"[{inner}]"
    elif "array" in kinds and field.get("items"):
        inner_kind = _type_of(schema, _resolved(schema, field["items"]))
        kinds[kinds.index("array")] = f"array of {inner_kind}"
    elif "object" in kinds and isinstance(field.get("additionalProperties"), dict):
        inner_kind = _type_of(schema, _resolved(schema, field["additionalProperties"]))
        kinds[kinds.index("object")] = f"object of {inner_kind}"
    return ", ".join(kinds)
