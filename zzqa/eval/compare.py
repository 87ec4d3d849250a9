"""Two runs on the same questions: which differences are more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zzqa.eval.faults import fault, read_json
from zzqa.eval.measures import RETRIEVAL
from zzqa.eval.report import EVAL_SCHEMA

COMPARED = (
    *RETRIEVAL, "answer_exact", "answer_contained", "abstention_recall", "right", "brier",
)  # fmt: skip
"""Figures that are means over questions, so that each question has its own. ``right``: a right
answer where there is one, none where there is none."""
FLIPS = 10_000
"""Random assignments of signs: a p of 0.05 is then known to within 0.004 (95 %)."""
_SEED = 20
_BATCH = 1_000
"""Assignments drawn at once: some megabytes for a thousand questions."""
_SAVED = "a run saved by `zzqa eval --out`"
_NAMED = 10
"""Ids named in a line of the report; the rest are counted."""


@dataclass(frozen=True, slots=True)
class SavedResult:
    """What a run made of one question: its own value of each figure it counts for."""

    question: str
    expected: tuple[str, ...]
    slices: tuple[tuple[str, str], ...]
    """Pairs such as ("lang", "en") and ("tag", "time")."""
    values: Mapping[str, float]


Run = Mapping[str, SavedResult]
"""The results of a run by question id."""


@dataclass(frozen=True, slots=True)
class PairedFigure:
    """One figure of both runs over the ``count`` questions that have it in both.

    ``slice`` and ``key`` are empty for all questions; ``p`` is that of ``permutation_p``.
    """

    slice: str
    key: str
    figure: str
    count: int
    old: float
    new: float
    p: float

    @property
    def difference(self) -> float:
        """New less old."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Comparison:
    """The paired figures of two runs, and the questions that only one of them has.

    ``changed`` are questions of both whose text or accepted answers differ; they are paired too.
    """

    paired: int
    figures: tuple[PairedFigure, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    changed: tuple[str, ...]


def permutation_p(differences: Sequence[float], *, flips: int = FLIPS) -> float:
    """Return the two-sided p of a paired permutation test that the mean difference is 0.

    If neither run is better, each question's difference could as well have the other sign. p is
    (1 + the assignments of random signs whose mean is as far from 0 as the one seen) / (1 +
    ``flips``), with a fixed seed. Sources: Smucker, Allan and Carterette, "A comparison of
    statistical significance tests for information retrieval evaluation", CIKM 2007; for the 1 on
    either side Phipson and Smyth, "Permutation p-values should never be zero", Statistical
    Applications in Genetics and Molecular Biology 9(1), 2010.
    """
    moved = np.asarray([d for d in differences if d != 0.0], dtype=np.float64)
    seen = abs(moved.sum()) - 1e-9  # sums in another order may differ in the last digits
    generator = np.random.default_rng(_SEED)
    reached = 0
    for start in range(0, flips, _BATCH):
        size = (min(_BATCH, flips - start), len(moved))
        positive = generator.integers(0, 2, size=size, dtype=np.int8).astype(np.float64) @ moved
        reached += int(np.count_nonzero(abs(2.0 * positive - moved.sum()) >= seen))
    return (1 + reached) / (1 + flips)


def compare(old: Run, new: Run) -> Comparison:
    """Return the figures of the questions that both runs have, over all and by slice of ``new``."""
    shared = [name for name in new if name in old]
    parts: dict[tuple[str, str], list[str]] = {("", ""): shared}
    for name in shared:
        for part in new[name].slices:
            parts.setdefault(part, []).append(name)
    order = [("", ""), *sorted((p for p in parts if p[0]), key=_slice_order)]
    return Comparison(
        paired=len(shared),
        figures=tuple(f for part in order for f in _figures(part, parts[part], old, new)),
        only_old=tuple(name for name in old if name not in new),
        only_new=tuple(name for name in new if name not in old),
        changed=tuple(
            name
            for name in shared
            if (old[name].question, old[name].expected) != (new[name].question, new[name].expected)
        ),
    )


def read_run(path: str | Path) -> Run:
    """Return the results of a saved run; UsageError for a file that is none or has none."""
    path = Path(path)
    return run_of(read_json(path, _SAVED), path)


def run_of(report: Any, place: object = "the run") -> Run:
    """Return the results that a report of schema ``zzqa.eval/1`` holds for each question."""
    if not isinstance(report, dict) or report.get("schema") != EVAL_SCHEMA:
        raise fault(place, f"no schema {EVAL_SCHEMA}", _SAVED)
    rows = report.get("results")
    if not isinstance(rows, list) or not rows:
        raise fault(place, "no results of single questions", _SAVED)
    run: dict[str, SavedResult] = {}
    for number, row in enumerate(rows, start=1):
        try:
            run[str(row["id"])] = _saved(row)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise fault(f"{place}: result {number}", f"unusable ({error!r})", _SAVED) from error
    return run


def comparison_lines(comparison: Comparison, name: str) -> Iterator[str]:
    """Yield the comparison with the run called ``name`` as a table of at most 80 columns."""
    yield f"Against {name}: {comparison.paired} questions in both"
    yield from _named(f"only in {name}", comparison.only_old)
    yield from _named("only in this run", comparison.only_new)
    yield from _named("asked or labelled otherwise in the two", comparison.changed)
    if not comparison.figures:
        return
    yield f"p: two-sided paired permutation test, {FLIPS} sign flips, each figure by itself;"
    yield "of a slice only the figures that differ are listed"
    head = "".join(f"{title:>8}" for title in ("n", "old", "new", "diff", "p"))
    yield f"{'':<18}{'':<20}{head}"
    for one in comparison.figures:
        if not one.slice or round(one.difference, 3):
            part = f"{one.slice} {one.key}" if one.slice else "all"
            yield (
                f"{part:<18}{one.figure:<20}{one.count:>8}{one.old:>8.3f}{one.new:>8.3f}"
                f"{one.difference:>+8.3f}{one.p:>8.4f}"
            )


def comparison_to_dict(comparison: Comparison, name: str) -> dict[str, Any]:
    """Return a comparison with the run called ``name`` for the report's field ``comparison``."""
    return {
        "old": name,
        "paired": comparison.paired,
        "only_old": list(comparison.only_old),
        "only_new": list(comparison.only_new),
        "changed": list(comparison.changed),
        "flips": FLIPS,
        "figures": [
            {
                "slice": one.slice, "key": one.key, "figure": one.figure, "questions": one.count,
                "old": round(one.old, 6), "new": round(one.new, 6),
                "difference": round(one.difference, 6), "p": round(one.p, 6),
            }
            for one in comparison.figures
        ],
    }  # fmt: skip


def _figures(
    part: tuple[str, str], names: Iterable[str], old: Run, new: Run
) -> Iterator[PairedFigure]:
    pairs = [(old[name].values, new[name].values) for name in names]
    for figure in COMPARED:
        both = [(a[figure], b[figure]) for a, b in pairs if figure in a and figure in b]
        if both:
            before, after = (sum(values) / len(both) for values in zip(*both))
            p = permutation_p([b - a for a, b in both])
            yield PairedFigure(*part, figure, len(both), before, after, p)


def _slice_order(part: tuple[str, str]) -> tuple[int, str]:
    return ("lang", "type", "tag").index(part[0]), part[1]


def _saved(row: Mapping[str, Any]) -> SavedResult:
    slices = [("lang", row["lang"]), ("type", row["type"]), *(("tag", tag) for tag in row["tags"])]
    expected = tuple(map(str, row["expected"]))
    values: dict[str, float] = {"right": float(row["right"])}
    if expected:
        values |= {f"answer_{name}": float(row[name]) for name in ("exact", "contained")}
        values |= _retrieval(row)
    else:
        values["abstention_recall"] = float(row["abstained"])
    if "likely" in row:
        values["brier"] = (float(row["confidence"]) - float(row["likely"])) ** 2
    return SavedResult(row["question"], expected, tuple(slices), values)


def _retrieval(row: Mapping[str, Any]) -> dict[str, float]:
    """Return the retrieval figures; those that a rank gives for a run saved without them."""
    if isinstance(row.get("retrieval"), dict):
        return {name: float(row["retrieval"][name]) for name in RETRIEVAL}
    rank = row["first_relevant_rank"]
    values = {
        name: float(rank is not None and rank <= int(name.removeprefix("recall@")))
        for name in RETRIEVAL
        if name.startswith("recall@")
    }
    # Rounded as saved figures are: the same rank is no difference.
    return {**values, "mrr": round(1.0 / rank, 6) if rank else 0.0}


def _named(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        more = " …" if len(names) > _NAMED else ""
        yield f"  {what} ({len(names)}): {', '.join(names[:_NAMED])}{more}"
