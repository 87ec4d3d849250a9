"""From an analysed question to its answer: finding, ranking, extracting, deciding, quoting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from types import MappingProxyType

from zzqa.answer import (
    ChoiceSource,
    ReaderSource,
    RuleExtractor,
    SpanReader,
    extract,
    narrow,
)
from zzqa.answer.decide import Decision, Find, operand_query, part_questions
from zzqa.answer.extract import Extraction
from zzqa.answer.quotes import Quoter
from zzqa.clock import Clock
from zzqa.config import MAX_TOP_K, Filters, SearchConfig, SearchMode
from zzqa.encode.prepared import MeanwhileEncoder
from zzqa.errors import UsageError
from zzqa.index import IndexReader
from zzqa.protocols import AnswerExtractor, Encoder, Reranker
from zzqa.records import Answer, Query
from zzqa.rerank import rerank
from zzqa.search import Ranked, fold_repeats, rank, retrieve

_log = logging.getLogger(__name__)

Analyse = Callable[[str, date | None], Query]
"""Analyses a question; the date is what 今年 counts from."""


@dataclass(frozen=True, slots=True)
class AskOptions:
    """The options of a question; raises UsageError for numbers that mean nothing."""

    top_k: int = 5
    filters: Filters = Filters()
    today: date | None = None
    min_confidence: float | None = None
    context: int = 0

    def __post_init__(self) -> None:
        at_least("top_k", self.top_k, 1)
        at_least("context", self.context, 0)
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise UsageError(
                f"min_confidence is {self.min_confidence}; expected a probability from 0 to 1; "
                "give one"
            )


def at_least(name: str, value: int, least: int) -> None:
    """Raise UsageError for an option below the least that it may be."""
    if value < least:
        raise UsageError(f"{name} is {value}; expected {least} or more; give such a number")


class Responder:
    """Answers questions from one index; immutable, safe to use from several threads."""

    def __init__(
        self,
        reader: IndexReader,
        analyse: Analyse,
        config: SearchConfig,
        reranker: Reranker | None = None,
        extractors: Sequence[AnswerExtractor] = (),
    ) -> None:
        self._reader, self._analyse = reader, analyse
        self._config, self._reranker = config, reranker
        idf = reader.lexical["words"].rarity
        self._extractors: tuple[ChoiceSource, ...] = (
            RuleExtractor(idf),
            *(ReaderSource(one, idf) for one in extractors),
        )
        self._spans = SpanReader(idf)
        self._readers = ", ".join(one.name for one in extractors)
        self.quoter = Quoter(reader.document)

    def respond(
        self,
        question: str,
        query: Query,
        encoder: Encoder,
        clock: Clock,
        options: AskOptions,
        name: str | None = None,
    ) -> Answer:
        """Return the answer to a question that is analysed; ``name`` is what the asker calls it."""
        parts = {part: self._analyse(part, options.today) for part in part_questions(query)}
        if parts:
            encoder = MeanwhileEncoder(encoder, [part.clean for part in parts.values()])
        ranked = self.ranked(query, encoder, options.filters, clock=clock)
        with clock("answer"):
            choose = cache(partial(extract, query, ranked, self._extractors))
            find = self._finder(query, encoder, options, parts)
            read = partial(narrow, query, ranked, reader=self._spans)
            decision = Decision(self.quoter, options.top_k, self._least(options), find, read)
            outcome = decision.decide(query, choose, ranked)
            quotes = (self.quoter.with_context(q, options.context) for q in outcome.quotes)
        _log.debug("%r: confidence %.2f, %s ms", question, outcome.confidence, clock.milliseconds)
        return Answer(
            question=question,
            lang=query.lang,
            value=outcome.value,
            answer_type=outcome.answer_type or query.answer_type,
            confidence=outcome.confidence,
            quotes=tuple(quotes),
            reason=outcome.reason,
            rejected=outcome.rejected,
            timings_ms=clock.milliseconds,
            index=self._provenance(),
            id=name,
            english=outcome.english,
            date=outcome.date,
            others=outcome.others,
            items=outcome.items,
            open_list=outcome.open_list,
            computed=outcome.computed,
        )

    def ranked(
        self,
        query: Query,
        encoder: Encoder,
        filters: Filters,
        mode: SearchMode = "ranked",
        *,
        least: int = 0,
        most: int = MAX_TOP_K,
        clock: Clock | None = None,
    ) -> list[Ranked]:
        """Return the ranked candidates: at least so many where so many are found, and at most."""
        clock = clock or Clock()
        with clock("retrieve"):
            candidates = retrieve(self._reader, encoder, query, self._config, filters)
            if mode == "ranked":
                candidates = candidates.best(max(min(self._config.ranked, most), least))
        with clock("rank"):
            ranked = fold_repeats(self._reader, rank(self._reader, query, candidates, mode))
        if self._reranker is None or mode != "ranked":
            return ranked
        with clock("rerank"):
            return rerank(self._reranker, query.text, ranked)

    def extract(self, query: Query, ranked: Sequence[Ranked]) -> Extraction | None:
        """Return the best candidate with its evidence and its rivals, however poor."""
        return narrow(query, ranked, extract(query, ranked, self._extractors), self._spans)

    def _least(self, options: AskOptions) -> float:
        given = options.min_confidence
        return self._config.min_confidence if given is None else given

    def _provenance(self) -> dict[str, int | str]:
        """Return what made an answer: generation and encoder, and the reranker if there is one."""
        manifest = self._reader.manifest
        encoder = manifest.encoder.name if manifest.encoder else ""
        made: dict[str, int | str] = {"generation": manifest.generation, "encoder": encoder}
        made |= {"reranker": self._reranker.name} if self._reranker else {}
        return made | ({"extractors": self._readers} if self._readers else {})

    def _finder(
        self,
        whole: Query,
        encoder: Encoder,
        options: AskOptions,
        analysed: Mapping[str, Query] = MappingProxyType({}),
    ) -> Find:
        """Return what answers the parts of a question that compares; some are analysed already."""

        def find(question: str) -> tuple[Query, Extraction | None]:
            query = analysed.get(question) or self._analyse(question, options.today)
            query = operand_query(query, whole)
            most = self._config.ranked_of_part
            ranked = self.ranked(query, encoder, options.filters, most=most)
            return query, extract(query, ranked, self._extractors)

        return find
