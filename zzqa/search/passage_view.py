"""A passage as ranking and answering look at it: its terms, by place, sentence and heading."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from zzqa.records import Passage, Span, Token
from zzqa.text.normalise import fold
from zzqa.text.packing import PackedTokens, cut_of
from zzqa.text.tokens import cut

Result = TypeVar("Result")

_OTHERS = re.compile(r"[\W_]+")
"""What is neither letter nor digit: a word character is what isalnum finds, or ``_``."""


@dataclass(frozen=True)
class PassageView:
    """A passage with its terms: what the features read.

    ``words`` are its terms in their order, each from its place in ``starts`` to that in ``ends``.
    Tokens are made where they are asked for: kept for each passage that was ever looked at, they
    were most of the objects that Python's garbage collector went through, a tenth of a second at a
    time; numbers in arrays it does not look at.
    """

    passage: Passage
    words: tuple[str, ...]
    starts: array[int]
    ends: array[int]
    terms: frozenset[str]
    heading_terms: frozenset[str]
    sentence_terms: tuple[frozenset[str], ...]
    folded: str
    """The passage's text and headings, folded."""
    letters: str
    """Letters and digits of the passage's text, folded."""

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The terms of the passage's text with their spans."""
        return tuple(map(Token, self.words, self.starts, self.ends))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The text of each sentence, folded."""
        text = self.passage.text
        return tuple(fold(text[start:end]) for start, end in self.passage.sentences)

    @classmethod
    def of(cls, passage: Passage, tokens: PackedTokens | None = None) -> PassageView:
        """Return the view of a passage; ``tokens`` are its terms, where they were stored."""
        text = fold(passage.text)
        words, starts, ends = cut_of(passage.text, tokens, text)
        return cls(
            passage,
            words,
            starts,
            ends,
            frozenset(words),
            _heading_terms(f"{passage.title}\n{passage.section}"),
            tuple(_terms_in(words, starts, ends, sentence) for sentence in passage.sentences),
            text + fold(passage.title) + fold(passage.section),
            _OTHERS.sub("", text),
        )

    @cached_property
    def _known(self) -> dict[Hashable, Any]:
        return {}

    def once(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """Return what ``compute`` gives, which depends on nothing but the passage and ``key``.

        The figures of a sentence share its clauses and heads, and the parts of a comparison read
        the same passages: it is worked out the first time.
        """
        known = self._known.get(key, self)  # None may be a result
        if known is self:
            known = self._known[key] = compute()
        result: Result = known
        return result

    @cached_property
    def _terms_of(self) -> dict[tuple[int, int], frozenset[str]]:
        return {}

    def terms_within(self, start: int, end: int) -> frozenset[str]:
        """Return the terms of the tokens that start at ``start`` or after it and before ``end``.

        They are remembered: of a passage that is read for an answer, each sentence and clause is
        looked at for each of its figures.
        """
        found = self._terms_of.get((start, end))
        if found is None:
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            found = frozenset(self.words[first:last])
            self._terms_of[start, end] = found
        return found

    @cached_property
    def _undated(self) -> tuple[tuple[Token, ...], tuple[int, ...]]:
        times = self.passage.mentions.times
        tokens = [t for t in self.tokens if not any(m.start <= t.start < m.end for m in times)]
        return tuple(tokens), tuple([token.start for token in tokens])

    def undated(self, start: int, end: int) -> list[Token]:
        """Return what ``within`` does, without the tokens that are part of a time."""
        tokens, starts = self._undated
        return list(tokens[bisect_left(starts, start) : bisect_left(starts, end)])

    def words_within(self, start: int, end: int) -> frozenset[str]:
        """Return ``terms_within`` but for the units of figures: 家 of 86家 says of what none is."""
        found = self._words_of.get((start, end))
        if found is None:
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            found = frozenset(
                [self.words[n] for n in range(first, last) if n not in self._units_of_figures]
            )
            self._words_of[start, end] = found
        return found

    @cached_property
    def _words_of(self) -> dict[tuple[int, int], frozenset[str]]:
        return {}

    @cached_property
    def _units_of_figures(self) -> frozenset[int]:
        """The numbers of the terms that are the unit of a figure around them."""
        return frozenset(
            n
            for figure in self.passage.mentions.quantities
            for n in range(
                bisect_left(self.starts, figure.start), bisect_left(self.starts, figure.end)
            )
            if self.words[n] == figure.unit
        )

    def within(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the tokens that start at ``start`` or after it and before ``end``."""
        return self.tokens[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


@lru_cache(maxsize=512)
def _heading_terms(headings: str) -> frozenset[str]:
    """Return the terms of title and section, which the passages of an article share."""
    return frozenset([term for term, _, _ in cut(headings)])


def _terms_in(
    words: Sequence[str], starts: Sequence[int], ends: Sequence[int], span: Span
) -> frozenset[str]:
    """Return the words that lie in a span; ``starts`` rise."""
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    if max(ends[first:last], default=0) <= span.end:
        return frozenset(words[first:last])
    return frozenset([words[n] for n in range(first, last) if ends[n] <= span.end])


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, folded."""
    return _OTHERS.sub("", fold(text))
