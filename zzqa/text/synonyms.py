"""Other words for what a question asks, from ``data/synonyms.toml``."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files


def synonyms(term: str) -> tuple[str, ...]:
    """Return the words that mean the same as ``term``, in the order of the table."""
    return _table().get(term, ())


@functools.cache
def _table() -> Mapping[str, tuple[str, ...]]:
    source = files("zzqa").joinpath("data/synonyms.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, None]] = {}
    for group in tomllib.loads(source)["groups"]:
        words = group.split()
        for word in words:
            table.setdefault(word, {}).update(dict.fromkeys(words))
    return {word: tuple(o for o in others if o != word) for word, others in table.items()}
