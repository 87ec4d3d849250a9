"""Figures: the mean of what may be nothing, and what of a figure is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_DECIMALS = 6
"""Decimals that are written: of some hundred questions one is worth more."""


def mean(values: Iterable[float]) -> float | None:
    """Return the mean; None where there is nothing to take it of."""
    found = list(values)
    return sum(found) / len(found) if found else None


def rounded(figures: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return the figures as a report writes them."""
    return {
        name: None if value is None else round(value, _DECIMALS) for name, value in figures.items()
    }
