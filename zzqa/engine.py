"""Asking an index: the one object that a program needs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import get_args

from zzqa.answer.extract import Extraction
from zzqa.clock import Clock
from zzqa.config import INDEX_FOLDER, Filters, SearchConfig, SearchMode
from zzqa.encode import load_reranker
from zzqa.encode.prepared import PreparedEncoder
from zzqa.errors import IndexDamagedError, QuestionError, UsageError
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
from zzqa.responder import AskOptions, Responder, at_least
from zzqa.search import analyse
from zzqa.text.bridge_table import BridgeTable
from zzqa.views import (
    ArticleView,
    IndexInfo,
    SourceView,
    article_view,
    index_info,
    source_path,
    source_view,
)

_log = logging.getLogger(__name__)

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
        self._responder = Responder(
            reader, self._analyse, config or SearchConfig(), reranker, extractors
        )

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
        return self._analyse(question, today)

    def _analyse(self, question: str, today: date | None) -> Query:
        if not isinstance(question, str):  # as a cell of a table without text may bring it
            raise QuestionError(
                f"the question is {question!r:.40}; expected text; give it as a string"
            )
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
        """Return the ``top_k`` passages that fit the question best, best first.

        Raises as ``ask`` does, and UsageError for an unknown ``mode``.
        """
        at_least("top_k", top_k, 1)
        if mode not in get_args(SearchMode):
            raise UsageError(
                f"mode is {mode!r}; expected one of {', '.join(get_args(SearchMode))}; name one"
            )
        query = self.analyse(question, today=today)
        ranked = self._responder.ranked(query, self._encoder, filters, mode, least=top_k)
        return tuple(one.hit for one in ranked[:top_k])

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
        Raises QuestionError for a question that is empty, too long or holds no words, UsageError
        for options out of their bounds.
        """
        clock = Clock()
        with clock("analyse"):
            query = self.analyse(question, today=today)
        options = AskOptions(top_k, filters, today, min_confidence, context)
        return self._responder.respond(question, query, self._encoder, clock, options, id)

    def ask_many(
        self,
        questions: Sequence[str],
        *,
        top_k: int = 5,
        filters: Filters = _NO_FILTERS,
        today: date | None = None,
        ids: Sequence[str | None] | None = None,
        min_confidence: float | None = None,
        context: int = 0,
    ) -> tuple[Answer | QuestionError, ...]:
        """Return what ``ask`` gives for each question, in order; their vectors are made together.

        Where ``ask`` would raise QuestionError, that error stands in the answer's place. ``ids``,
        one for each question, are given back with the answers. All wait for the last: some dozens
        of questions at a time keep both memory and waiting small.
        """
        if isinstance(questions, str):  # else each of its letters would be asked
            raise UsageError("questions is a single text; expected several; use ask for one")
        clocks = [Clock() for _ in questions]
        queries: list[Query | QuestionError] = []
        for question, clock in zip(questions, clocks):
            with clock("analyse"):
                try:
                    queries.append(self.analyse(question, today=today))
                except QuestionError as error:
                    queries.append(error)
        texts = [query.clean for query in queries if isinstance(query, Query)]
        encoding = Clock()
        with encoding("all"):
            encoder = PreparedEncoder(self._encoder, texts)
        for clock in clocks:
            clock.milliseconds["retrieve"] = encoding.milliseconds["all"] / len(clocks)
        options = AskOptions(top_k, filters, today, min_confidence, context)
        asked = zip(questions, queries, clocks, ids or [None] * len(questions), strict=True)
        return tuple(
            self._responder.respond(question, query, encoder, clock, options, name)
            if isinstance(query, Query)
            else query
            for question, query, clock, name in asked
        )

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
        ranked = self._responder.ranked(query, self._encoder, filters)
        return self._responder.extract(query, ranked)

    def quote(self, hit: Hit, *, context: int = 0) -> Quote:
        """Return a hit's whole passage as a verbatim quote.

        ``context`` is the number of sentences given with it before and after.
        """
        quoter = self._responder.quoter
        return quoter.with_context(quoter.quote(hit), context)

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

    def article(self, quote: Quote) -> ArticleView:
        """Return the article that a quote of this index stands in, as it is read."""
        return article_view(self._reader.document(quote.document), quote.start, quote.end)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of all sources, in the order of indexing."""
        return self._reader.sources

    def path(self, source: str) -> Path | None:
        """Return where the file of a source lies, or None where it is no longer there."""
        return source_path(self._reader, source)

    def info(self) -> IndexInfo:
        """Return what is in the index, and whether its sources have changed since."""
        from zzqa.build import staleness  # reading files is no part of asking

        return index_info(self._reader, staleness(self._reader.folder))


def open_index(
    index: str | Path = INDEX_FOLDER,
    *,
    encoder: str | None = None,
    reranker: str | None = None,
    extractors: Sequence[AnswerExtractor] = (),
    threads: int | None = None,
) -> Engine:
    """Open the index at ``index`` for asking.

    ``encoder`` must be the one it was built with; by default that one is loaded. ``reranker``
    names a cross-encoder, or its folder, that orders the best passages anew; ``extractors`` read
    answers out of them, beside the rules. ``threads`` limits the processor threads that encoding
    takes (default: as many as there are cores). Raises
    IndexMissingError, IndexDamagedError or IndexMismatchError when the index cannot serve,
    DependencyError or UsageError when a model cannot be loaded.
    """
    reader = open_reader(Path(index))
    try:
        model = encoder_of(Path(index), reader.manifest.encoder, encoder, threads)
        order = load_reranker(reranker) if reranker else None
        _log.info(
            "%s: generation %d, %d passages, encoder %s",
            index, reader.manifest.generation, len(reader), model.name,
        )  # fmt: skip
        return Engine(reader, model, reranker=order, extractors=extractors)
    except BaseException:
        reader.close()
        raise
