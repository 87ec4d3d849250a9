"""Measures the mean vector of each role and language that the encoder subtracts."""

from __future__ import annotations

from pathlib import Path

import _texts
import numpy as np

from zzqa.encode.bundled import BundledEncoder

_SHARE = np.float32(0.8)
"""How much of a mean is taken away. Means of other texts than the ones asked about overshoot a
little; chosen on the first 120 paragraphs of XQuAD (en→zh R@1 .812, whole means .802, none .767),
confirmed on the other 120 (.724, .717, .654)."""


def write_means(folder: Path) -> None:
    """Write ``centering.npy``, shape (2, 2, dimension): query and passage, zh and en."""
    encoder = BundledEncoder(folder=folder, centred=False)
    means = [
        [encoder.encode_queries(_texts.questions(lang)).mean(axis=0) for lang in ("zh", "en")],
        [encoder.encode_passages(_texts.passages(lang)).mean(axis=0) for lang in ("zh", "en")],
    ]
    np.save(folder / "centering.npy", _SHARE * np.array(means, dtype=np.float32))
