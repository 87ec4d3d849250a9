"""The same news found in several documents: shown once, with all its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zzqa.index import IndexReader
from zzqa.records import Passage
from zzqa.search.rank import Ranked


def fold_repeats(reader: IndexReader, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the hits without those that say what a better one says, which remembers them."""
    roots = reader.arrays["repeats"]
    others: dict[int, list[Passage]] = {}
    kept: list[Ranked] = []
    for one in ranked:
        root = int(roots[one.number])
        if root in others:
            others[root].append(one.hit.passage)
        else:
            others[root] = []
            kept.append(one)
    for at, one in enumerate(kept):
        if repeats := others[int(roots[one.number])]:
            kept[at] = replace(one, hit=replace(one.hit, repeats=tuple(repeats)))
    return kept
