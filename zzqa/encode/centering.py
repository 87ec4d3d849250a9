"""Takes the language out of a vector, so that a question meets passages of another language.

E5's vectors of one language share a direction, which is larger than most differences of meaning.
Subtracting the mean of the language's vectors (questions' from questions, passages' from
passages) removes it. The means are shipped; ``tools/build_encoder.py`` says what they are of.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from zzqa.encode.windows import Floats, unit
from zzqa.errors import ZzqaError
from zzqa.text.normalise import language

Role = Literal["query", "passage"]
_ROLES = ("query", "passage")
_LANGUAGES = ("zh", "en")


class Centering:
    """Mean vectors by role and language, shape (2, 2, dimension)."""

    def __init__(self, means: Floats) -> None:
        self._means = means

    @classmethod
    def load(cls, path: Path, dimension: int) -> Centering:
        """Read the means; raises ZzqaError where the file does not hold them."""
        try:
            means = np.load(path, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise ZzqaError(f"{path} is damaged; {_EXPECTED}; {_REMEDY}") from error
        if means.shape != (2, 2, dimension) or not np.isfinite(means).all():
            raise ZzqaError(f"{path} holds an array of {means.shape}; {_EXPECTED}; {_REMEDY}")
        return cls(means.astype(np.float32))

    def apply(self, vector: Floats, text: str, role: Role) -> Floats:
        """Return ``vector`` without its language's mean, of length 1."""
        mean = self._means[_ROLES.index(role), _LANGUAGES.index(language(text))]
        return unit(vector - mean)


_EXPECTED = "means of two roles and two languages were expected"
_REMEDY = "reinstall zzqa: pip install --force-reinstall zzqa"
