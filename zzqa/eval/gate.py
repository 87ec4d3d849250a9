"""The gate: thresholds from a TOML file that the figures must reach.

::

    [gate]
    "recall@5" = 0.95         # at least
    latency_p95_ms = 60       # at most: for this figure lower is better

    [gate.lang.en]            # a slice: lang, type or tag
    answer_contained = 0.7

    [gate.mode.lexical]       # a row of the ablation
    "recall@10" = 0.8
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzqa.errors import GateError, UsageError
from zzqa.eval.measures import FIGURES, LOWER_IS_BETTER
from zzqa.eval.records import Evaluation, Figures

SLICES = ("lang", "type", "tag", "mode")


@dataclass(frozen=True, slots=True)
class Threshold:
    """What one figure must reach; ``slice`` and ``key`` are empty for the overall figure."""

    figure: str
    value: float
    slice: str = ""
    key: str = ""

    @property
    def name(self) -> str:
        """The figure as a person reads it: ``lang.en answer_contained``."""
        return f"{self.slice}.{self.key} {self.figure}" if self.slice else self.figure


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A threshold and the figure that does not reach it (None where there is no such figure)."""

    threshold: Threshold
    value: float | None

    def __str__(self) -> str:
        word = "at most" if self.threshold.figure in LOWER_IS_BETTER else "at least"
        seen = "nothing to measure" if self.value is None else f"{self.value:.4g}"
        return f"{self.threshold.name} is {seen}, expected {word} {self.threshold.value:g}"


def read_gate(path: str | Path) -> tuple[Threshold, ...]:
    """Return the thresholds of a gate file.

    Raises UsageError for a file that cannot be read, a name that is no figure or slice, a
    threshold that is no number, or a file without thresholds.
    """
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{path}: {reason}; expected a TOML file of thresholds; check the path and its text"
        ) from error
    unknown = [name for name in table if name != "gate"]
    if unknown or not isinstance(table.get("gate"), dict):
        raise UsageError(
            f"{path}: holds {', '.join(unknown) or 'no table'}; expected one table [gate]; "
            "put the thresholds into it"
        )
    thresholds = tuple(_thresholds(path, table["gate"]))
    if not thresholds:
        raise UsageError(f"{path}: no threshold; expected at least one in [gate]; add one")
    return thresholds


def shortfalls(evaluation: Evaluation, thresholds: tuple[Threshold, ...]) -> tuple[Shortfall, ...]:
    """Return each threshold that is not reached; UsageError for a slice that does not exist."""
    found = []
    for threshold in thresholds:
        value = figures_of(evaluation, threshold).get(threshold.figure)
        if value is None or not _reached(threshold, value):
            found.append(Shortfall(threshold, value))
    return tuple(found)


def check_gate(evaluation: Evaluation, thresholds: tuple[Threshold, ...]) -> None:
    """Raise GateError naming each figure that falls short; return quietly where none does."""
    short = shortfalls(evaluation, thresholds)
    if short:
        raise GateError(
            f"{len(short)} of {len(thresholds)} figures fall short: "
            + "; ".join(str(shortfall) for shortfall in short)
        )


def _thresholds(path: Path, table: Mapping[str, Any]) -> Iterator[Threshold]:
    for name, value in table.items():
        if name not in SLICES:
            yield _threshold(path, name, value)
            continue
        parts = value.items() if isinstance(value, dict) else [("", value)]
        for key, part in parts:
            if not isinstance(part, dict):
                raise UsageError(
                    f"{path}: gate.{name} is {value!r}; expected tables [gate.{name}.KEY]; "
                    "put the threshold under the key that it is for"
                )
            for figure, threshold in part.items():
                yield _threshold(path, figure, threshold, name, key)


def _threshold(path: Path, figure: str, value: Any, name: str = "", key: str = "") -> Threshold:
    place = ".".join(part for part in ("gate", name, key) if part)
    if figure not in FIGURES:
        raise UsageError(
            f"{path}: unknown figure {figure!r} in [{place}]; expected {', '.join(FIGURES)}, "
            f"or a table {', '.join(f'[gate.{part}.KEY]' for part in SLICES)}; correct the name"
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(
            f"{path}: {figure} in [{place}] is {value!r}; expected a number; correct the value"
        )
    return Threshold(figure, float(value), name, key)


def figures_of(evaluation: Evaluation, threshold: Threshold) -> Figures:
    """Return the figures of a threshold's slice; UsageError for a slice that does not exist."""
    if not threshold.slice:
        return evaluation.figures
    parts: Mapping[str, Figures] = (
        evaluation.modes if threshold.slice == "mode" else evaluation.slices[threshold.slice]
    )
    if threshold.key not in parts:
        raise UsageError(
            f"gate: no {threshold.slice} {threshold.key!r} in this evaluation; "
            f"expected one of {', '.join(sorted(parts))}; correct the gate file"
        )
    return parts[threshold.key]


def _reached(threshold: Threshold, value: float) -> bool:
    if threshold.figure in LOWER_IS_BETTER:
        return value <= threshold.value
    return value >= threshold.value
