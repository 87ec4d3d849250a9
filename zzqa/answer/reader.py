"""The spans of a trained reader, weighed by the same evidence as those of the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zzqa.answer.candidates import Candidate, sentence_of
from zzqa.answer.clauses import weigh
from zzqa.answer.extract import PASSAGES
from zzqa.answer.score import Choice
from zzqa.errors import UsageError
from zzqa.protocols import AnswerExtractor, ScoredSpan
from zzqa.records import Mentions, Name, Quantity, Query, TimeMention
from zzqa.search import Ranked
from zzqa.search.features import concept_weights


@dataclass(frozen=True, slots=True)
class ReaderSource:
    """Makes choices of what an :class:`AnswerExtractor` reads in the best passages."""

    extractor: AnswerExtractor
    idf: Callable[[str], float]

    def choices(self, query: Query, ranked: Sequence[Ranked]) -> list[Choice]:
        """Return the reader's spans with their evidence and its score.

        Raises UsageError for a span outside its passage or a score outside 0 to 1.
        """
        read = ranked[:PASSAGES]
        found = self.extractor.spans(query.text, [one.hit.passage.text for one in read])
        if len(found) != len(read):
            raise UsageError(
                f"extractor {self.extractor.name} answered for {len(found)} passages; expected "
                f"{len(read)}, one list of spans each; correct the extractor"
            )
        weights = concept_weights(query, self.idf)
        return [
            self._choice(query, one, span, weights)
            for one, spans in zip(read, found)
            for span in spans
        ]

    def _choice(
        self, query: Query, ranked: Ranked, span: ScoredSpan, weights: Sequence[float]
    ) -> Choice:
        passage = ranked.hit.passage
        start, end, score = span
        if not (0 <= start < end <= len(passage.text) and 0 <= score <= 1):
            raise UsageError(
                f"extractor {self.extractor.name} gave [{start}, {end}) with score {score} in a "
                f"passage of {len(passage.text)} characters; expected a span inside it and a "
                "score from 0 to 1; correct the extractor"
            )
        mention = _mention(passage.mentions, start, end)
        candidate = Candidate(start, end, passage.text[start:end], mention)
        sentence = sentence_of(passage, start, end)
        similar = dict(zip(passage.sentences, ranked.similarities))
        return Choice(
            ranked=ranked,
            candidate=candidate,
            sentence=sentence,
            evidence=weigh(query, ranked.view, candidate, weights),
            similarity=float(similar.get(sentence, 0.0)),
            reader=score,
        )


def _mention(mentions: Mentions, start: int, end: int) -> Quantity | Name | TimeMention | None:
    """Return what analysis recognised in exactly that span."""
    known: list[Quantity | Name | TimeMention] = [*mentions.quantities, *mentions.names]
    known += mentions.times
    return next((one for one in known if (one.start, one.end) == (start, end)), None)
