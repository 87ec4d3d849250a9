"""Scorers of spans of which each has not seen a part of the questions."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zzqa.answer.reading.model import Model, from_weights

FOLDS = 5


def group_of(paths: Sequence[Path], source: str) -> str:
    """Return the group of a public set's questions about one paragraph, in any language."""
    return f"{paths[0].stem} {source}"


def folds(groups: Iterable[str]) -> dict[str, int]:
    """Return the fold of each group of questions; the order of the groups changes nothing."""
    names = sorted(set(groups))
    order = np.random.default_rng(7).permutation(len(names)).tolist()
    return {names[place]: number % FOLDS for number, place in enumerate(order)}


@dataclass(frozen=True)
class Readers:
    """The weights of each fold, which have seen all groups but those of that fold."""

    fold_of: Mapping[str, int]
    weights: Sequence[Mapping[str, object]]

    @functools.cached_property
    def models(self) -> list[Model]:
        """The readers, by fold."""
        return [from_weights(weights) for weights in self.weights]

    def unseen(self, group: str) -> Model:
        """Return a reader that has not seen the questions of a group."""
        return self.models[self.fold_of.get(group, 0)]

    def save(self, path: Path) -> None:
        """Write all to a file."""
        path.write_text(json.dumps([self.fold_of, self.weights]), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Readers:
        """Return what :meth:`save` wrote."""
        return cls(*json.loads(path.read_text(encoding="utf-8")))
