"""Measures reading: how fast it is, that it leaves clean text alone, what it restores of torn text.

    python bench/read.py [--data FOLDER] [--seeds seeds] [--rounds 5] [--every 1]

FOLDER holds paragraphs in SQuAD's layout (`xquad.zh.json`, `cmrc2018.trial.json`); without it only
the speed on the seeds is measured. Everything runs on one core and without the encoder; times are
processor times, so that what else the machine does is not counted in.

Speed counts megabytes of UTF-8 from a file's bytes to passages and the terms they are found by.
Clean text: what repair changes in the paragraphs beyond single characters. Restoration: the same
paragraphs, a few to a page and under their titles, are set in columns of 12 to 30 characters as
typesetters do and repaired; what is compared is every character with what follows it (nothing, a
blank, or a line break) and every end of a sentence, both traced through the map to the raw text.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from typeset import TREATMENTS, Score, score_repair, typeset

from zzqa.assembly import passage_terms
from zzqa.chunking import make_passages
from zzqa.index import PassageTerms
from zzqa.ingest import find_sources, make_document, repair
from zzqa.ingest.articles import split_articles
from zzqa.ingest.blocks import find_blocks
from zzqa.ingest.dating import date_article, date_document
from zzqa.ingest.documents import REPAIRS
from zzqa.ingest.readers import read_source
from zzqa.records import Passage
from zzqa.text.cleaning import normalise_characters
from zzqa.text.dates import find_times
from zzqa.text.names import find_names
from zzqa.text.offsets import MappedText
from zzqa.text.quantities import find_quantities
from zzqa.text.sentences import split_sentences

FILES = ("xquad.zh.json", "cmrc2018.trial.json")
PAGE = 4  # paragraphs of prose on a page, a title above them
PAGES = 3  # pages in a document to be restored
WIDTHS = range(12, 31)
SHOWN = 5  # examples of each kind of fault


def main() -> None:
    """Run what there is data for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with paragraphs in SQuAD's layout")
    parser.add_argument("--seeds", type=Path, default=Path("seeds"))
    parser.add_argument("--rounds", type=int, default=5, help="runs of which medians are taken")
    parser.add_argument("--every", type=int, default=1, help="restore every n-th page")
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    pages = list(_pages(given.data)) if given.data else []
    if not pages:
        print(f"No prose: {', '.join(FILES)} are looked for in the folder that --data names. "
              "Only the seeds are measured.\n")  # fmt: skip
    _speed(given.seeds, pages, given.rounds)
    if pages:
        _clean([paragraph for page in pages for paragraph in page.paragraphs])
        _restoration(pages[:: given.every])


@dataclass(frozen=True)
class Page:
    """A title ("" where it is not Chinese) and the paragraphs below it."""

    title: str
    paragraphs: tuple[str, ...]


def _pages(folder: Path) -> Iterator[Page]:
    for path in (folder / name for name in FILES):
        if not path.exists():
            continue
        texts: list[str] = []
        title = ""
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            title = title or article.get("title", "")
            texts += [paragraph["context"].strip() for paragraph in article["paragraphs"]]
            while len(texts) >= PAGE:
                yield Page(title if re.fullmatch("[一-鿿]{4,}", title) else "", tuple(texts[:PAGE]))
                texts, title = texts[PAGE:], ""


# ── Speed ────────────────────────────────────────────────────────────────────────────────


def _speed(seeds: Path, pages: Sequence[Page], rounds: int) -> None:
    with TemporaryDirectory() as folder:
        for n in range(0, len(pages), 5):
            text = "\n\n".join("\n".join(page.paragraphs) for page in pages[n : n + 5])
            Path(folder, f"{n:03}.txt").write_text(text, encoding="utf-8")
        corpora = {"seeds": seeds} | ({"prose": Path(folder)} if pages else {})
        steps = _median_steps(corpora, rounds)
        sizes = {name: _bytes(path) for name, path in corpora.items()}
        print("| step, ms per MB | " + " | ".join(
            f"{name} ({size / 1e6:.2f} MB)" for name, size in sizes.items()) + " |")  # fmt: skip
        print("|---" * (1 + len(corpora)) + "|")
        for step in steps["seeds"]:
            row = (f"{steps[name][step] * 1e9 / sizes[name]:.0f}" for name in corpora)
            print(f"| {step} | {' | '.join(row)} |")
        row = (f"**{sizes[n] / 1e6 / steps[n]['all, in one go']:.2f}**" for n in corpora)
        print(f"| **MB/s** | {' | '.join(row)} |")
        peaks = (f"{_peak(path) / sizes[name]:.0f}" for name, path in corpora.items())
        print(f"| peak memory, MB per MB | {' | '.join(peaks)} |\n")


def _bytes(folder: Path) -> int:
    return sum(file.path.stat().st_size for file in find_sources([folder]).files)


def _median_steps(corpora: dict[str, Path], rounds: int) -> dict[str, dict[str, float]]:
    """Return the median seconds of each step; corpora take turns, so that noise meets all alike."""
    for path in corpora.values():
        _read_all(path)  # dictionaries are loaded and patterns compiled
    runs = [{name: _steps(path) for name, path in corpora.items()} for _ in range(rounds)]
    return {
        name: {step: statistics.median(run[name][step] for run in runs) for step in runs[0][name]}
        for name in corpora
    }


def _read_all(folder: Path) -> list[PassageTerms]:
    """Do everything that building an index does before it encodes."""
    terms: list[PassageTerms] = []
    for file in find_sources([folder]).files:
        for passage in make_passages(make_document(file.name, read_source(file.path))):
            terms.append(passage_terms(passage))
    return terms


_R = TypeVar("_R")


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def __call__(self, step: str, do: Callable[..., _R], *arguments: object) -> _R:
        started = time.process_time()
        result = do(*arguments)
        self.seconds[step] += time.process_time() - started
        return result


def _steps(folder: Path) -> dict[str, float]:
    """Return the seconds of each step over all files of ``folder``, and of all of it in one go."""
    clock = _Clock()
    for file in find_sources([folder]).files:
        raw = clock("read", read_source, file.path)
        mapped = MappedText.of(raw.reading.text)
        for step in REPAIRS:
            mapped = clock(f"repair: {step.__name__}", step, mapped)
        clean = mapped.text
        blocks = clock("articles: find_blocks", find_blocks, clean)
        articles = clock("articles: split_articles", split_articles, blocks, clean)
        clock("dating", date_document, clean, file.name, None)
        document = make_document(file.name, raw)
        anchor = document.date.interval if document.date else None
        for article in articles:
            text = clean[article.start : article.end]
            clock("dating", date_article, text, anchor)
            clock("sentences", split_sentences, text)
            clock("mentions: find_times", find_times, text, anchor)
            clock("mentions: find_quantities", find_quantities, text)
            clock("mentions: find_names", find_names, text)
        passages = clock("passages", make_passages, document)
        clock("terms", _terms, passages)
    taken = [step for step in clock.seconds if step.startswith(("mentions", "sentences"))]
    clock.seconds["passages"] -= sum(clock.seconds[step] for step in taken)
    clock("all, in one go", _read_all, folder)
    return dict(clock.seconds)


def _terms(passages: Sequence[Passage]) -> list[PassageTerms]:
    return [passage_terms(passage) for passage in passages]


def _peak(folder: Path) -> float:
    """Return the most bytes held at once while the folder's text is read as one document."""
    raws = [read_source(each.path) for each in find_sources([folder]).files]
    text = "\n\n".join(raw.reading.text for raw in raws)
    whole = replace(raws[0], reading=replace(raws[0].reading, text=text))
    tracemalloc.start()
    passages = make_passages(make_document("all.txt", whole))
    _terms(passages)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


# ── Clean stays clean ────────────────────────────────────────────────────────────────────


def _clean(paragraphs: Sequence[str]) -> None:
    torn, blanks = [], Counter[str]()
    examples: dict[str, str] = {}
    changed = 0
    for paragraph in paragraphs:
        before, after = normalise_characters(MappedText.of(paragraph)).text, repair(paragraph).text
        changed += before != after
        if before.replace(" ", "") != after.replace(" ", ""):
            torn.append(f"{before[:30]}… → {after[:30]}…")
        else:
            for kind, around in _blanks_lost(before, after):
                blanks[kind] += 1
                examples.setdefault(kind, around)
    print(f"Of {len(paragraphs)} clean paragraphs {len(torn)} lose or gain anything but blanks; "
          f"{changed} lose blanks:\n")  # fmt: skip
    for kind, count in blanks.most_common():
        print(f"- {kind}: {count}, as in {examples[kind]!r}")
    print(*(f"- {line}" for line in torn[:SHOWN]), sep="\n")


def _blanks_lost(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield where each blank that is gone stood, with what is around it."""
    at = 0
    for n, character in enumerate(before):
        if at < len(after) and character == after[at]:
            at += 1
        else:
            yield _kind(before[n - 1 : n], before[n + 1 : n + 2]), before[max(0, n - 6) : n + 7]


def _kind(left: str, right: str) -> str:
    if not left.strip() or not right.strip():
        return "at an edge or doubled"
    if {left, right} & set("，。、；：？！“”‘’（）《》「」『』【】—…·"):
        return "beside Chinese punctuation"
    if re.match("[一-鿿]{2}", left + right):
        return "between Chinese characters"
    return "beside a number" if re.search(r"[\d%+-]", left + right) else "beside other characters"


# ── Restoration ──────────────────────────────────────────────────────────────────────────


def _restoration(pages: Sequence[Page]) -> None:
    print("\n% of characters restored / of sentence ends restored / as many invented\n")
    print("| width | " + " | ".join(treatment.name for treatment in TREATMENTS) + " | all |")
    print("|---" * (2 + len(TREATMENTS)) + "|")
    faults: dict[str, list[str]] = defaultdict(list)
    totals = [Score() for _ in TREATMENTS]
    texts = [_reference(pages[n : n + PAGES]) for n in range(0, len(pages), PAGES)]
    for width in WIDTHS:
        scores = []
        for treatment in TREATMENTS:
            chance = random.Random(f"{width} {treatment.name}")
            set_pages = (typeset(text, width, treatment, chance) for text in texts)
            scored = (score_repair(text, *torn, faults) for text, torn in zip(texts, set_pages))
            scores.append(sum(scored, Score()))
        totals = list(map(Score.__add__, totals, scores))
        print(f"| {width} | " + " | ".join(map(str, [*scores, sum(scores, Score())])) + " |")
    _totals(totals)
    for fault, places in sorted(faults.items(), key=lambda pair: -len(pair[1])):
        shown = random.Random(fault).sample(places, min(SHOWN, len(places)))
        print(f"- {fault}: {len(places)}, as in {', '.join(shown)}")


def _totals(totals: Sequence[Score]) -> None:
    print("| all | " + " | ".join(map(str, [*totals, sum(totals, Score())])) + " |\n")
    print("| treatment | characters | sentence ends | invented | breaks undone | paragraphs kept |")
    print("|---" * 6 + "|")
    names = [treatment.name for treatment in TREATMENTS]
    for name, total in zip([*names, "all"], [*totals, sum(totals, Score())]):
        print(f"| {name} | " + " | ".join(f"{100 * share:.2f}" for share in total.shares()) + " |")
    print()


def _reference(pages: Sequence[Page]) -> str:
    """Return pages as they ought to be read: stray blanks of their own are no part of it."""
    lines = (line for page in pages for line in (page.title, *page.paragraphs) if line)
    return "\n".join(repair(line).text.replace("\n", "") for line in lines)


if __name__ == "__main__":
    main()
