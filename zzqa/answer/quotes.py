"""Quotes of what was found: a sentence that proves a value, the nearest one, a whole passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zzqa.answer.cells import cell_of
from zzqa.answer.context import with_context
from zzqa.answer.outcome import Outcome
from zzqa.answer.quoting import make_quote, place_of
from zzqa.answer.score import Choice
from zzqa.records import Document, Hit, Passage, Quote, Span
from zzqa.search import Ranked

_TABLE = 600
"""Characters of a table that are quoted for one of its values; of a longer one, its row alone."""


@dataclass(frozen=True, slots=True)
class Quoter:
    """Makes quotes; ``document`` gives a document by its id."""

    document: Callable[[str], Document]

    def quote(self, hit: Hit, span: Span | None = None, answer: Span | None = None) -> Quote:
        """Return a hit's passage, or a span of it, with the other places that say the same."""
        passage = hit.passage
        document = self.document(passage.document)
        printed = [place_of(document, again.start, again.end) for again in passage.duplicates]
        told = [place_of(self.document(one.document), one.start, one.end) for one in hit.repeats]
        return make_quote(document, hit, span, answer, also=(*printed, *told))

    def proof(self, choice: Choice) -> Quote:
        """Return the sentence that proves a value, with the value's place in it.

        Of a value in a table, the rows from that of the heads to its own: they say what it is.
        """
        span = Span(choice.candidate.start, choice.candidate.end)
        sentence = choice.sentence
        if cell := cell_of(choice.ranked.view, choice.candidate):
            start = choice.ranked.hit.passage.text.rfind("\n", 0, cell.column_head.start) + 1
            if sentence.end - start <= _TABLE:
                sentence = Span(start, sentence.end)
        return self.quote(choice.ranked.hit, sentence, span)

    def nearest(self, ranked: Ranked) -> Quote:
        """Return the sentence of a passage that is nearest to the question."""
        passage = ranked.hit.passage
        pairs = zip(ranked.similarities, passage.sentences)
        sentence = max(pairs, key=lambda pair: (float(pair[0]), -pair[1].start))[1]
        return self.quote(ranked.hit, sentence)

    def locate(self, passage: Passage, span: Span) -> tuple[str, Span]:
        """Return what the source prints for a span of a passage, and where."""
        document = self.document(passage.document)
        raw = document.origin.raw_span(passage.start + span.start, passage.start + span.end)
        return document.raw[raw.start : raw.end], raw

    def filled(self, outcome: Outcome, ranked: Sequence[Ranked], top_k: int) -> Outcome:
        """Return the outcome with the nearest sentences of other passages, ``top_k`` in all."""
        room = max(top_k - len(outcome.quotes), 0)
        told = {(quote.document, quote.start) for quote in outcome.quotes}
        nearest = (self.nearest(one) for one in ranked[:top_k])
        others = [quote for quote in nearest if (quote.document, quote.start) not in told]
        return replace(outcome, quotes=(*outcome.quotes, *others[:room]))

    def with_context(self, quote: Quote, sentences: int) -> Quote:
        """Return a quote with so many sentences before and after it."""
        if sentences <= 0:
            return quote
        return with_context(self.document(quote.document), quote, sentences)
