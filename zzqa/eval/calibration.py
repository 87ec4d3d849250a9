"""Whether confidence can be trusted: Brier score, calibration error, risk against coverage.

What is judged is ``QuestionResult.likely``: whether the answer, or the candidate that was
withheld, is right. A question that the corpus does not answer has none that is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from zzqa.eval.figures import mean
from zzqa.eval.records import Bin, QuestionResult, RiskPoint

BINS = 10
"""Of equal width, as in Guo et al., On Calibration of Modern Neural Networks, ICML 2017."""


def brier(results: Sequence[QuestionResult]) -> float | None:
    """Return the mean squared distance of confidence from outcome (Brier 1950); 0 is best."""
    return mean((result.confidence - result.likely) ** 2 for result in results)


def calibration(results: Sequence[QuestionResult]) -> tuple[Bin, ...]:
    """Return the bins that hold results; a confidence of exactly 1 is in the last."""
    bins = []
    for number in range(BINS):
        part = [r for r in results if min(int(r.confidence * BINS), BINS - 1) == number]
        if part:
            bins.append(
                Bin(
                    low=number / BINS,
                    high=(number + 1) / BINS,
                    count=len(part),
                    confidence=sum(result.confidence for result in part) / len(part),
                    right=sum(result.likely for result in part) / len(part),
                )
            )
    return tuple(bins)


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error: |mean confidence − share right|, by bin size."""
    total = sum(part.count for part in bins)
    off = sum(part.count * abs(part.confidence - part.right) for part in bins)
    return off / total if total else None


def risk_coverage(results: Sequence[QuestionResult]) -> tuple[RiskPoint, ...]:
    """Return the risk at each coverage that a threshold on the confidence can bring about.

    Coverage is the share of questions answered, those with at least the threshold's confidence;
    risk is the share of these that are wrong. Coverage rises from point to point, up to 1. Source:
    Geifman and El-Yaniv, "Selective classification for deep neural networks", NeurIPS 2017 (after
    El-Yaniv and Wiener, JMLR 11, 2010).
    """
    points, covered, wrong = [], 0, 0
    for confidence, part in _by_confidence(results):
        covered += len(part)
        wrong += sum(not result.likely for result in part)
        points.append(RiskPoint(covered / len(results), wrong / covered, confidence))
    return tuple(points)


def aurc(results: Sequence[QuestionResult]) -> float | None:
    """Return the area under the risk-coverage curve; 0 is best.

    The mean, over k = 1 … n, of the share wrong among the k most confident of n results, as in
    Geifman, Uziel and El-Yaniv, "Bias-reduced uncertainty estimation for deep neural classifiers",
    ICLR 2019. Results of equal confidence have no order: their errors count as spread evenly among
    them, which is the mean over all their orders.
    """
    total, covered, wrong = 0.0, 0, 0.0
    for _, part in _by_confidence(results):
        share = sum(not result.likely for result in part) / len(part)
        for _ in part:
            covered += 1
            wrong += share
            total += wrong / covered
    return total / covered if covered else None


def _by_confidence(
    results: Iterable[QuestionResult],
) -> Iterable[tuple[float, list[QuestionResult]]]:
    """Yield the results of each confidence, the highest first."""
    ordered = sorted(results, key=lambda result: -result.confidence)
    for confidence, part in groupby(ordered, key=lambda result: result.confidence):
        yield confidence, list(part)
