"""Exact match and F1 of an answer against accepted ones, as the public sets define them.

Two definitions are in use for Chinese, and their figures are not to be compared with each other:

- ``mlqa``: Lewis et al., "MLQA: Evaluating Cross-lingual Extractive Question Answering", ACL 2020,
  which carries SQuAD's rules (Rajpurkar et al., EMNLP 2016) to Chinese, and is what XQuAD in
  Chinese is measured by;
- ``cmrc``: Cui et al., "A Span-Extraction Dataset for Chinese Machine Reading Comprehension",
  EMNLP 2019, version 5 of its script.

Both take the best accepted answer.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

Rules = Literal["mlqa", "cmrc"]
RULES: tuple[Rules, ...] = get_args(Rules)

_HAN = re.compile(r"[\u4e00-\u9fa5]")
"""The characters that both definitions take one by one."""
_CMRC_PUNCTUATION = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
"""What CMRC leaves out: not the comma and full stop of English, nor ( ) and ‘."""
_WORD = re.compile(r"[^\W_]+(?:[.,:'][^\W_]+)*|\S")
"""Words and numbers, and single other signs: stands for NLTK's tokeniser of English, which CMRC's
script calls on what is not Chinese. The two differ on clitics (don't) and abbreviations, which
the accepted answers of the set hardly have."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Exact match and F1 by one definition, each between 0 and 1."""

    exact: float
    f1: float


def overlap(given: str | None, accepted: Sequence[str], rules: Rules) -> Overlap:
    """Return exact match and F1 of an answer; None is an answer withheld.

    A question without accepted answers has none, and is right where it is withheld (SQuAD 2.0:
    Rajpurkar, Jia and Liang, ACL 2018).
    """
    if not accepted or given is None:
        same = float(not accepted and given is None)
        return Overlap(same, same)
    exact, f1 = _DEFINITIONS[rules]
    return Overlap(
        max(float(exact(given, answer)) for answer in accepted),
        max(f1(given, answer) for answer in accepted),
    )


def mlqa_tokens(text: str) -> list[str]:
    """Return the tokens that MLQA compares: Han characters, other text by white space.

    Small letters, all punctuation left out before the text is cut.
    """
    kept = "".join(char for char in text.lower() if not _is_punctuation(char))
    return _HAN.sub(lambda found: f" {found.group()} ", kept).split()


def cmrc_tokens(text: str) -> list[str]:
    """Return the tokens that CMRC compares: Han characters, other text as words."""
    kept = "".join(char for char in text.lower().strip() if char not in _CMRC_PUNCTUATION)
    return _WORD.findall(_HAN.sub(lambda found: f" {found.group()} ", kept))


def common_run(left: Sequence[str], right: Sequence[str]) -> int:
    """Return the length of the longest run of tokens that stands in both."""
    longest, before = 0, [0] * (len(right) + 1)
    for token in left:
        now = [0]
        for at, other in enumerate(right):
            now.append(before[at] + 1 if token == other else 0)
        longest, before = max(longest, *now), now
    return longest


def _mlqa_exact(given: str, answer: str) -> bool:
    return mlqa_tokens(given) == mlqa_tokens(answer)


def _mlqa_f1(given: str, answer: str) -> float:
    """Return the F1 of the two bags of tokens."""
    left, right = Counter(mlqa_tokens(given)), Counter(mlqa_tokens(answer))
    return _f1((left & right).total(), left.total(), right.total())


def _cmrc_exact(given: str, answer: str) -> bool:
    left, right = (
        "".join(char for char in text.lower().strip() if char not in _CMRC_PUNCTUATION)
        for text in (given, answer)
    )
    return left == right


def _cmrc_f1(given: str, answer: str) -> float:
    """Return the F1 of the longest common run of tokens (a substring, not a subsequence)."""
    left, right = cmrc_tokens(given), cmrc_tokens(answer)
    return _f1(common_run(left, right), len(left), len(right))


def _f1(common: int, given: int, wanted: int) -> float:
    return 2 * common / (given + wanted) if common else 0.0


@cache
def _is_punctuation(char: str) -> bool:
    return char in string.punctuation or unicodedata.category(char).startswith("P")


_Measures = tuple[Callable[[str, str], bool], Callable[[str, str], float]]
_DEFINITIONS: dict[Rules, _Measures] = {
    "mlqa": (_mlqa_exact, _mlqa_f1),
    "cmrc": (_cmrc_exact, _cmrc_f1),
}
