"""Asking an index: the one object that a program needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from zzqa.answer import ChoiceSource, ReaderSource, RuleExtractor, extract
from zzqa.answer.decide import Decision, Find, operand_query
from zzqa.answer.extract import Extraction
from zzqa.answer.outcome import Outcome
from zzqa.answer.quotes import Quoter
from zzqa.config import INDEX_FOLDER, Filters, SearchConfig, SearchMode
from zzqa.encode import load_reranker
from zzqa.errors import IndexDamagedError, UsageError
from zzqa.index import IndexReader, open_reader
from zzqa.index_encoder import encoder_of
from zzqa.protocols import AnswerExtractor, Encoder, Reranker
from zzqa.records import (
    Answer,
    Document,
    Hit,
    Passage,
    Query,
    Quote,
)
from zzqa.rerank import rerank
from zzqa.search import Ranked, analyse, fold_repeats, rank, retrieve
from zzqa.text.bridge_table import BridgeTable
from zzqa.views import IndexInfo, SourceView, index_info, source_view

_NO_FILTERS = Filters()


class Engine:
    """An open index with its encoder: an immutable snapshot, safe to use from several threads.

    It goes on serving the generation it was opened on while a newer one is written.
    """

    def __init__(
        self,
        reader: IndexReader,
        encoder: Encoder,
        config: SearchConfig | None = None,
        *,
        reranker: Reranker | None = None,
        extractors: Sequence[AnswerExtractor] = (),
    ) -> None:
        self._reader = reader
        self._encoder = encoder
        self._reranker = reranker
        self._config = config or SearchConfig()
        idf = reader.lexical["words"].idf
        self._extractors: tuple[ChoiceSource, ...] = (
            RuleExtractor(idf),
            *(ReaderSource(one, idf) for one in extractors),
        )
        self._readers = ", ".join(one.name for one in extractors)
        self._quoter = Quoter(reader.document)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index's files."""
        self._reader.close()

    @cached_property
    def _bridge(self) -> BridgeTable:
        try:
            return BridgeTable.from_json(self._reader.value("bridge"))
        except (KeyError, ValueError) as error:
            raise IndexDamagedError(
                f"the bridge table in {self._reader.folder} is unusable ({error}); expected the "
                "one written with the index; build it again with `zzqa index`"
            ) from error

    def analyse(self, question: str, *, today: date | None = None) -> Query:
        """Return the question as analysed; ``today`` is what 今年 counts from.

        Raises QuestionError when it is empty, too long or holds no words.
        """
        return analyse(question, self._bridge, self._reader.value("names"), today=today)

    def search(
        self,
        question: str,
        *,
        top_k: int = 10,
        filters: Filters = _NO_FILTERS,
        today: date | None = None,
        mode: SearchMode = "ranked",
    ) -> tuple[Hit, ...]:
        """Return the ``top_k`` passages that fit the question best, best first."""
        query = self.analyse(question, today=today)
        return tuple(one.hit for one in self._ranked(query, filters, mode)[:top_k])

    def ask(
        self,
        question: str,
        *,
        top_k: int = 5,
        filters: Filters = _NO_FILTERS,
        today: date | None = None,
        id: str | None = None,  # noqa: A002 - the field's name in a question file
        min_confidence: float | None = None,
        context: int = 0,
    ) -> Answer:
        """Return the answer to a question with at most ``top_k`` quotes, or an abstention.

        A question that compares two values is answered by the sum over them, with both quoted,
        however small ``top_k`` is. ``context`` is the number of sentences given with each quote
        before and after it.
        Raises QuestionError for a question that is empty, too long or holds no words.
        """
        clock = _Clock()
        with clock("analyse"):
            query = self.analyse(question, today=today)
        with clock("retrieve"):
            candidates = retrieve(self._reader, self._encoder, query, self._config, filters)
        with clock("rank"):
            ranked = fold_repeats(self._reader, rank(self._reader, query, candidates))
        if self._reranker is not None:
            with clock("rerank"):
                ranked = rerank(self._reranker, query.text, ranked)
        with clock("answer"):
            extraction = extract(query, ranked, self._extractors)
            least = self._config.min_confidence if min_confidence is None else min_confidence
            find = self._finder(query, filters, today)
            answer = Decision(self._quoter, top_k, least, find).decide(query, extraction, ranked)
        quotes = tuple(self._quoter.with_context(quote, context) for quote in answer.quotes)
        return self._made(query, replace(answer, quotes=quotes), clock.milliseconds, id)

    def _made(
        self,
        query: Query,
        outcome: Outcome,
        milliseconds: Mapping[str, float],
        id: str | None,  # noqa: A002
    ) -> Answer:
        return Answer(
            question=query.text,
            lang=query.lang,
            value=outcome.value,
            answer_type=outcome.answer_type or query.answer_type,
            confidence=outcome.confidence,
            quotes=outcome.quotes,
            reason=outcome.reason,
            rejected=outcome.rejected,
            timings_ms=milliseconds,
            index=self._provenance(),
            id=id,
            english=outcome.english,
            date=outcome.date,
            others=outcome.others,
            items=outcome.items,
            open_list=outcome.open_list,
            computed=outcome.computed,
        )

    def _finder(self, whole: Query, filters: Filters, today: date | None) -> Find:
        """Return what answers the parts of a question that compares."""

        def find(question: str) -> tuple[Query, Extraction | None]:
            query = operand_query(self.analyse(question, today=today), whole)
            ranked = self._ranked(query, filters, "ranked")
            return query, extract(query, ranked, self._extractors)

        return find

    def _provenance(self) -> dict[str, int | str]:
        """Return what made an answer: generation and encoder, and the reranker if there is one."""
        manifest = self._reader.manifest
        encoder = manifest.encoder.name if manifest.encoder else ""
        made: dict[str, int | str] = {"generation": manifest.generation, "encoder": encoder}
        made |= {"reranker": self._reranker.name} if self._reranker else {}
        return made | ({"extractors": self._readers} if self._readers else {})

    def extract(
        self,
        question: str,
        *,
        filters: Filters = _NO_FILTERS,
        today: date | None = None,
    ) -> Extraction | None:
        """Return the best candidate with its evidence and its rivals, however poor.

        This is what ``ask`` decides on; the weights of answering are fitted to it.
        """
        query = self.analyse(question, today=today)
        return extract(query, self._ranked(query, filters, "ranked"), self._extractors)

    def _ranked(self, query: Query, filters: Filters, mode: SearchMode) -> list[Ranked]:
        candidates = retrieve(self._reader, self._encoder, query, self._config, filters)
        ranked = fold_repeats(self._reader, rank(self._reader, query, candidates, mode))
        if self._reranker is not None and mode == "ranked":
            return rerank(self._reranker, query.text, ranked)
        return ranked

    def quote(self, hit: Hit) -> Quote:
        """Return a hit's whole passage as a verbatim quote."""
        return self._quoter.quote(hit)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages in the order of the index; for evaluation, not for large corpora."""
        return tuple(self._reader.passage(number) for number in range(len(self._reader)))

    def raw(self, source: str) -> str:
        """Return the raw text of a source; raises UsageError when the index has none such."""
        return self._by_source(source).raw

    def _by_source(self, source: str) -> Document:
        entries = self._reader.documents()
        for entry in entries:
            if entry.source == source:
                return self._reader.document(entry.id)
        likely = [entry.source for entry in entries if source in entry.source]
        if len(likely) == 1:
            return self._by_source(likely[0])
        raise UsageError(
            f"the index holds no source {source!r}; expected one of its {len(entries)} sources"
            f"{' such as ' + (likely or [entries[0].source])[0] if entries else ''}; "
            "list them with `zzqa info`"
        )

    def show(self, source: str, first: int | None = None, last: int | None = None) -> SourceView:
        """Return lines ``first`` to ``last`` of a source, both included; default: all.

        A part of the source's name is enough where it is the only one with it. Raises UsageError
        for an unknown source or lines that it does not have.
        """
        return source_view(self._by_source(source), first, last)

    def info(self) -> IndexInfo:
        """Return what is in the index, and whether its sources have changed since."""
        from zzqa.build import staleness  # reading files is no part of asking

        return index_info(self._reader, staleness(self._reader.folder))


class _Clock:
    """Measures the parts of a question in milliseconds."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.milliseconds[part] = round((time.perf_counter() - started) * 1000, 2)


def open_index(
    index: str | Path = INDEX_FOLDER,
    *,
    encoder: str | None = None,
    reranker: str | None = None,
    extractors: Sequence[AnswerExtractor] = (),
) -> Engine:
    """Open the index at ``index`` for asking.

    ``encoder`` must be the one it was built with; by default that one is loaded. ``reranker``
    names a cross-encoder, or its folder, that orders the best passages anew; ``extractors`` read
    answers out of them, beside the rules. Raises
    IndexMissingError, IndexDamagedError or IndexMismatchError when the index cannot serve,
    DependencyError or UsageError when a model cannot be loaded.
    """
    reader = open_reader(Path(index))
    try:
        model = encoder_of(Path(index), reader.manifest.encoder, encoder)
        order = load_reranker(reranker) if reranker else None
        return Engine(reader, model, reranker=order, extractors=extractors)
    except BaseException:
        reader.close()
        raise
