"""Asking an index: the one object that a program needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from zzqa.answer import RuleExtractor, extract
from zzqa.answer.alternatives import date_of
from zzqa.answer.compare import Missing, compare
from zzqa.answer.comparisons import find_comparison
from zzqa.answer.context import with_context
from zzqa.answer.extract import Extraction
from zzqa.answer.lists import find_list
from zzqa.answer.operands import Part
from zzqa.answer.outcome import Outcome, list_outcome, missing_outcome, sum_outcome
from zzqa.answer.quoting import make_quote, place_of
from zzqa.answer.reasons import reason
from zzqa.answer.score import Choice
from zzqa.config import INDEX_FOLDER, Filters, SearchConfig, SearchMode
from zzqa.encode import load_reranker
from zzqa.errors import IndexDamagedError, UsageError
from zzqa.index import IndexReader, open_reader
from zzqa.index_encoder import encoder_of
from zzqa.protocols import Encoder, Reranker
from zzqa.records import (
    Answer,
    Document,
    Hit,
    OtherFigure,
    Passage,
    Quantity,
    Query,
    Quote,
    Span,
)
from zzqa.rerank import rerank
from zzqa.search import Ranked, analyse, fold_repeats, rank, retrieve
from zzqa.text.bridge_table import BridgeTable
from zzqa.text.quantity_words import format_english
from zzqa.views import (
    ArticleView,
    IndexInfo,
    SourceView,
    article_view,
    index_info,
    source_path,
    source_view,
)

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
    ) -> None:
        self._reader = reader
        self._encoder = encoder
        self._reranker = reranker
        self._config = config or SearchConfig()
        self._extractor = RuleExtractor(reader.lexical["words"].idf)

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
        return tuple(one.hit for one in self._ranked(query, filters, mode, top_k)[:top_k])

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
            candidates = candidates.best(self._config.ranked)
        with clock("rank"):
            ranked = fold_repeats(self._reader, rank(self._reader, query, candidates))
        if self._reranker is not None:
            with clock("rerank"):
                ranked = rerank(self._reranker, query.text, ranked)
        with clock("answer"):
            extraction = extract(query, ranked, [self._extractor])
            least = self._config.min_confidence if min_confidence is None else min_confidence
            answer = self._compared(query, extraction, ranked, top_k, least, filters, today)
            answer = answer or self._listed(query, extraction, ranked, top_k, least)
            answer = answer or self._answer(query, extraction, ranked, top_k, least)
        return Answer(
            question=question,
            lang=query.lang,
            value=answer.value,
            answer_type=answer.answer_type or query.answer_type,
            confidence=answer.confidence,
            quotes=tuple(self._with_context(quote, context) for quote in answer.quotes),
            reason=answer.reason,
            rejected=answer.rejected,
            timings_ms=clock.milliseconds,
            index=self._provenance(),
            id=id,
            english=answer.english,
            date=answer.date,
            others=answer.others,
            items=answer.items,
            open_list=answer.open_list,
            computed=answer.computed,
        )

    def _provenance(self) -> dict[str, int | str]:
        """Return what made an answer: generation and encoder, and the reranker if there is one."""
        manifest = self._reader.manifest
        encoder = manifest.encoder.name if manifest.encoder else ""
        made: dict[str, int | str] = {"generation": manifest.generation, "encoder": encoder}
        return made | ({"reranker": self._reranker.name} if self._reranker else {})

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
        return extract(query, self._ranked(query, filters, "ranked"), [self._extractor])

    def _ranked(
        self, query: Query, filters: Filters, mode: SearchMode, least: int = 0
    ) -> list[Ranked]:
        """Return the ranked candidates; at least so many where so many are found."""
        candidates = retrieve(self._reader, self._encoder, query, self._config, filters)
        if mode == "ranked":
            candidates = candidates.best(max(self._config.ranked, least))
        ranked = fold_repeats(self._reader, rank(self._reader, query, candidates, mode))
        if self._reranker is not None and mode == "ranked":
            return rerank(self._reranker, query.text, ranked)
        return ranked

    def _compared(
        self,
        query: Query,
        whole: Extraction | None,
        ranked: Sequence[Ranked],
        top_k: int,
        least: float,
        filters: Filters,
        today: date | None,
    ) -> Outcome | None:
        """Return the answer to a question that compares; None where it does not."""
        comparison = find_comparison(query)
        if comparison is None:
            return None
        parts = []
        for operand in comparison.operands:
            part = self._operand_query(operand.question, query, today)
            found = extract(part, self._ranked(part, filters, "ranked"), [self._extractor])
            parts.append(Part(operand, part, found))
        result = compare(comparison, query, parts, whole, least)
        if result is None:
            return None
        if isinstance(result, Missing):
            outcome = missing_outcome(result, self._proof)
        else:
            outcome = sum_outcome(result, self._proof)
        return self._filled(outcome, ranked, top_k)

    def _listed(
        self,
        query: Query,
        extraction: Extraction | None,
        ranked: Sequence[Ranked],
        top_k: int,
        least: float,
    ) -> Outcome | None:
        """Return the answer to a question for several things; None where there is no list."""
        listed = find_list(query, extraction)
        if listed is None or listed.confidence < least:
            return None
        start, end = listed.choice.candidate.start, listed.choice.candidate.end
        quote = self._quote(listed.choice.ranked.hit, listed.sentence, Span(start, end))
        return self._filled(list_outcome(listed, quote, self._locate), ranked, top_k)

    def _locate(self, passage: Passage, span: Span) -> tuple[str, Span]:
        """Return what the source prints for a span of a passage, and where."""
        document = self._document(passage)
        raw = document.origin.raw_span(passage.start + span.start, passage.start + span.end)
        return document.raw[raw.start : raw.end], raw

    def _filled(self, outcome: Outcome, ranked: Sequence[Ranked], top_k: int) -> Outcome:
        """Return the outcome with the nearest sentences of other passages, ``top_k`` in all."""
        room = max(top_k - len(outcome.quotes), 0)
        nearest = (self._nearest_sentence(one) for one in ranked[:top_k])
        told = {(quote.document, quote.start) for quote in outcome.quotes}
        others = [quote for quote in nearest if (quote.document, quote.start) not in told]
        return replace(outcome, quotes=(*outcome.quotes, *others[:room]))

    def _operand_query(self, question: str, whole: Query, today: date | None) -> Query:
        """Return the question for one value of a comparison: it asks for a figure."""
        query = self.analyse(question, today=today)
        figures = ("number", "money", "percent", "rank")
        kind = query.answer_type if query.answer_type in figures else "number"
        return replace(query, answer_type=kind, lang=whole.lang)

    def _answer(
        self,
        query: Query,
        extraction: Extraction | None,
        ranked: Sequence[Ranked],
        top_k: int,
        least: float,
    ) -> Outcome:
        if extraction is None or extraction.confidence < least:
            return Outcome(
                value=None,
                confidence=extraction.confidence if extraction else 0.0,
                quotes=tuple(self._nearest_sentence(one) for one in ranked[:top_k]),
                reason=reason(query, extraction),
                rejected=extraction.value if extraction else None,
            )
        best = extraction.best
        others = [one for one in ranked if one is not best.ranked][: max(top_k - 1, 0)]
        mention = best.candidate.mention
        figure = mention if isinstance(mention, Quantity) else None
        return Outcome(
            value=extraction.value,
            confidence=extraction.confidence,
            quotes=(self._proof(best), *(self._nearest_sentence(one) for one in others)),
            reason=None,
            rejected=None,
            english=format_english(figure) if figure and query.lang == "en" else None,
            date=date_of(best) if figure else None,
            others=tuple(
                OtherFigure(a.choice.candidate.text, a.date, a.why, self._proof(a.choice))
                for a in extraction.alternatives
            ),
        )

    def _proof(self, choice: Choice) -> Quote:
        """Return the sentence that proves a value, with the value's place in it."""
        span = Span(choice.candidate.start, choice.candidate.end)
        return self._quote(choice.ranked.hit, choice.sentence, span)

    def _nearest_sentence(self, ranked: Ranked) -> Quote:
        """Return the sentence of a passage that is nearest to the question, as a quote."""
        passage = ranked.hit.passage
        pairs = zip(ranked.similarities, passage.sentences)
        sentence = max(pairs, key=lambda pair: (float(pair[0]), -pair[1].start))[1]
        return self._quote(ranked.hit, sentence)

    def quote(self, hit: Hit) -> Quote:
        """Return a hit's whole passage as a verbatim quote."""
        return self._quote(hit)

    def _quote(self, hit: Hit, span: Span | None = None, answer: Span | None = None) -> Quote:
        passage = hit.passage
        document = self._document(passage)
        printed = [place_of(document, again.start, again.end) for again in passage.duplicates]
        told = [place_of(self._document(one), one.start, one.end) for one in hit.repeats]
        return make_quote(document, hit, span, answer, also=(*printed, *told))

    def _with_context(self, quote: Quote, sentences: int) -> Quote:
        if sentences <= 0:
            return quote
        return with_context(self._reader.document(quote.document), quote, sentences)

    def _document(self, passage: Passage) -> Document:
        return self._reader.document(passage.document)

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
    index: str | Path = INDEX_FOLDER, *, encoder: str | None = None, reranker: str | None = None
) -> Engine:
    """Open the index at ``index`` for asking.

    ``encoder`` must be the one it was built with; by default that one is loaded. ``reranker``
    names a cross-encoder, or its folder, that orders the best passages anew. Raises
    IndexMissingError, IndexDamagedError or IndexMismatchError when the index cannot serve,
    DependencyError or UsageError when a model cannot be loaded.
    """
    reader = open_reader(Path(index))
    try:
        model = encoder_of(Path(index), reader.manifest.encoder, encoder)
        return Engine(reader, model, reranker=load_reranker(reranker) if reranker else None)
    except BaseException:
        reader.close()
        raise
