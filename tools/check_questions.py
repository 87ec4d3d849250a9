"""Check the labelled questions against the documents they were written from.

Every line must be a JSON object with the known fields, every quotation must stand in its
document (white space aside), and every answer must be found in a quotation. Problems are
listed one a line and make the script end with status 1.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

LANGS = {"zh", "zh-Hant", "en"}
TYPES = {
    "number", "money", "percent", "rank", "date", "person", "place", "organisation",
    "list", "yesno", "definition", "reason", "how", "thing",
}  # fmt: skip
REQUIRED: dict[str, type] = {
    "id": str,
    "question": str,
    "lang": str,
    "type": str,
    "tags": list,
    "relevant": list,
    "answers": list,
}
OPTIONAL: dict[str, type] = {"match": str, "note": str, "computed": str}
"""``computed`` is the sum that gives the answer, such as ``12420-7118``: both figures must be
quoted, and the answers hold the result."""
MINIMA = {
    "questions": 120,
    "lang en": 35,
    "lang zh-Hant": 5,
    "tag unanswerable": 20,
    "tag time": 30,
    "tag trap": 15,
}

Row = dict[str, Any]


def squeeze(text: str) -> str:
    """Return the text without any white space."""
    return "".join(text.split())


def read_corpus(folder: Path) -> dict[str, str]:
    """Return the squeezed text of every .txt and .md file in the folder, by file name."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".md"))
    return {path.name: squeeze(path.read_text(encoding="utf-8")) for path in files}


def read_rows(path: Path, problems: list[str]) -> list[tuple[str, Row]]:
    """Return the well-formed rows of a file with their places; note the others."""
    rows = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            problems.append(f"{place}: not JSON: {error}")
            continue
        faults = shape_faults(row)
        problems.extend(f"{place}: {fault}" for fault in faults)
        if not faults:
            rows.append((place, row))
    return rows


def shape_faults(row: object) -> list[str]:
    """Return what is wrong with the fields of one row."""
    if not isinstance(row, dict):
        return ["not an object"]
    known = REQUIRED | OPTIONAL
    faults = [f"unknown field {name}" for name in row if name not in known]
    faults += [f"no field {name}" for name in REQUIRED if name not in row]
    for name, kind in known.items():
        if name in row and not isinstance(row[name], kind):
            faults.append(f"{name} is not a {kind.__name__}")
        elif name in row and kind is str and not row[name].strip():
            faults.append(f"{name} is empty")
    if not faults:
        faults = item_faults(row)
    return faults


def item_faults(row: Row) -> list[str]:
    """Return what is wrong with the items of a row's lists."""
    faults = []
    for name in ("tags", "answers"):
        if not all(isinstance(item, str) and item.strip() for item in row[name]):
            faults.append(f"{name} holds something other than text")
        elif len(set(row[name])) != len(row[name]):
            faults.append(f"{name} holds an item twice")
    for item in row["relevant"]:
        if not isinstance(item, dict) or set(item) != {"source", "evidence"}:
            faults.append("relevant holds something other than source and evidence")
        elif not all(isinstance(value, str) and value.strip() for value in item.values()):
            faults.append("relevant has an empty source or evidence")
    return faults


def row_faults(row: Row, corpus: dict[str, str]) -> list[str]:
    """Return what is wrong with the meaning of a well-formed row."""
    faults = []
    if row["lang"] not in LANGS:
        faults.append(f"unknown lang {row['lang']}")
    if row["type"] not in TYPES:
        faults.append(f"unknown type {row['type']}")
    if row.get("match", "all") != "all":
        faults.append(f"unknown match {row['match']}")
    unanswerable = "unanswerable" in row["tags"]
    if unanswerable and (row["relevant"] or row["answers"]):
        faults.append("unanswerable, but has evidence or answers")
    if not unanswerable and not (row["relevant"] and row["answers"]):
        faults.append("answerable, but lacks evidence or answers")
    for item in row["relevant"]:
        if item["source"] not in corpus:
            faults.append(f"no document {item['source']}")
        elif squeeze(item["evidence"]) not in corpus[item["source"]]:
            faults.append(f"not in {item['source']}: {item['evidence']}")
    return faults + answer_faults(row)


def answer_faults(row: Row) -> list[str]:
    """Return the answers that no quotation of the row holds."""
    quotes = [squeeze(item["evidence"]) for item in row["relevant"]]
    missing = [
        answer for answer in row["answers"] if not any(squeeze(answer) in quote for quote in quotes)
    ]
    if row.get("match") == "all":
        return [f"no evidence holds the item {answer}" for answer in missing]
    if "computed" in row:
        return computed_faults(row, quotes)
    if row["answers"] and row["type"] != "yesno" and len(missing) == len(row["answers"]):
        return [f"no evidence holds any answer: {', '.join(missing)}"]
    return []


def computed_faults(row: Row, quotes: list[str]) -> list[str]:
    """Return what is wrong with a computed answer: figures not quoted, or another result."""
    try:
        first, second = (Decimal(part) for part in row["computed"].split("-"))
    except (ValueError, InvalidOperation):
        return [f"computed is no difference of two figures: {row['computed']}"]
    faults = [
        f"no evidence holds the figure {figure}"
        for figure in (first, second)
        if not any(re.search(rf"(?<![\d.]){figure}(?![\d.])", quote) for quote in quotes)
    ]
    result = f"{(first - second).normalize():f}"
    given = [re.match(r"[\d.]+", answer) for answer in row["answers"]]
    if not all(found and Decimal(found.group()) == Decimal(result) for found in given):
        faults.append(f"answers other than the result {result}: {', '.join(row['answers'])}")
    return faults


def repeats(rows: list[tuple[str, Row]]) -> list[str]:
    """Return a problem for each id or question used before."""
    faults = []
    for name in ("id", "question"):
        first: dict[str, str] = {}
        for place, row in rows:
            value = squeeze(row[name])
            if value in first:
                faults.append(f"{place}: {name} already at {first[value]}: {row[name]}")
            first.setdefault(value, place)
    return faults


def count(rows: list[tuple[str, Row]]) -> Counter[str]:
    """Count the questions by language, type, tag and document."""
    counts: Counter[str] = Counter()
    for _, row in rows:
        counts["questions"] += 1
        counts[f"lang {row['lang']}"] += 1
        counts[f"type {row['type']}"] += 1
        counts.update(f"tag {tag}" for tag in set(row["tags"]))
        counts.update(f"source {name}" for name in {item["source"] for item in row["relevant"]})
    return counts


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Check labelled questions against the corpus.")
    parser.add_argument("files", nargs="*", type=Path, default=[Path("eval/questions.jsonl")])
    parser.add_argument(
        "--corpus", type=Path, default=Path("seeds"), help="folder of .txt and .md files"
    )
    parser.add_argument("--quotas", action="store_true", help="also require the minimum counts")
    return parser.parse_args()


def main() -> int:
    """Print the counts and the problems; return 1 if there is a problem."""
    options = parse_arguments()
    problems: list[str] = []
    corpus = read_corpus(options.corpus)
    if not corpus:
        problems.append(f"{options.corpus}: no .txt or .md files")
    rows = []
    for path in options.files:
        if path.is_file():
            rows += read_rows(path, problems)
        else:
            problems.append(f"{path}: no such file")
    for place, row in rows:
        problems += [f"{place}: {row['id']}: {fault}" for fault in row_faults(row, corpus)]
    problems += repeats(rows)
    counts = count(rows)
    if options.quotas:
        for name, least in MINIMA.items():
            if counts[name] < least:
                problems.append(f"quota: {name}: {counts[name]}, needs {least}")
    for name in sorted(counts):
        print(f"{name}: {counts[name]}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
