"""The best passages by words and pairs together: those of scoring all."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.index import LexicalIndex, build_lexical
from zzqa.search.fuse import top
from zzqa.search.lexical import best_by_words, lexical_scores

WORDS = ["甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑", "寅卯", "辰巳", "午未", "申酉"]


class OnlyWords:
    """Lexical indexes of made-up passages, of which some words are in nearly all."""

    def __init__(self, seed: int, count: int) -> None:
        random = np.random.default_rng(seed)
        shares = np.geomspace(0.95, 0.01, len(WORDS))
        rows = [
            [w for w, p in zip(WORDS, shares) for _ in range(random.binomial(3, p))] or ["空"]
            for _ in range(count)
        ]
        pairs = [[a + b for word in row for a, b in zip(word, word[1:])] for row in rows]
        self.lexical = {
            "words": LexicalIndex(build_lexical(rows)),
            "bigrams": LexicalIndex(build_lexical(pairs)),
        }
        self.count = count

    def __len__(self) -> int:
        return self.count


@given(
    st.integers(0, 10**6),
    st.sampled_from([3, 40, 700, 3000]),
    st.dictionaries(st.sampled_from([*WORDS, "无"]), st.sampled_from([1.0, 0.7, 0.5, 0.15])),
    st.integers(1, 70),
    st.none() | st.floats(0, 1),
)
@settings(max_examples=100, deadline=None)
def test_the_best_by_words_are_those_of_scoring_all(seed, count, weights, k, share):
    reader = OnlyWords(seed, count)
    asked = (weights, dict.fromkeys(weights, 1.0))
    allowed = None if share is None else np.random.default_rng(seed).random(count) < share
    scores = lexical_scores(reader, asked)
    expected = top(scores[2], k, allowed)
    found = best_by_words(reader, asked, k, allowed)
    assert sorted(found.tolist()) == sorted(expected.tolist())
    for plain, some in zip(scores, lexical_scores(reader, asked, np.sort(found))):
        assert np.array_equal(plain[np.sort(found)], some)
