"""A small engine with the real one's interface, for tests of what stands above it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from zzqa.config import Filters
from zzqa.errors import QuestionError, UsageError
from zzqa.records import Answer, Hit, Passage, Quote, Span, TimeInterval
from zzqa.views import ArticleView

DAY = TimeInterval(date(2024, 8, 8), date(2024, 8, 8))
CORPUS = {
    "a.txt": "截至6月底，株洲有效发\n\n明专利量12420件。\n荷塘区有\x1b[31m桥梁\x1b[0m7座。\n",
    "b.txt": "青年水库建成于1978年3月。\n张溟鲲获得第七名，成绩8.07米。\n",
}


@dataclass(frozen=True)
class View:
    source: str
    title: str
    first: int
    last: int
    lines: tuple[str, ...]
    page: int | None = None


@dataclass
class FakeEngine:
    """Each sentence is a passage; a question's answer is the number in the likest one."""

    texts: Mapping[str, str] = field(default_factory=lambda: dict(CORPUS))
    asked: list[dict[str, object]] = field(default_factory=list)
    generation: int = 1
    outdated: str | None = None
    paths: dict[str, Path] = field(default_factory=dict)

    def __enter__(self) -> FakeEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        pass

    @property
    def passages(self) -> tuple[Passage, ...]:
        found = []
        for source, raw in self.texts.items():
            for number, match in enumerate(re.finditer(r"[^。]+。", raw)):
                clean = "".join(match.group().split())
                name = f"{source}#{number}"
                found.append(
                    Passage(name, source, source, match.start(), match.end(), clean, date=DAY)
                )
        return tuple(found)

    def raw(self, source: str) -> str:
        if source not in self.texts:
            raise UsageError(f"no source {source}")
        return self.texts[source]

    def quote(self, hit: Hit, *, context: int = 0) -> Quote:
        passage = hit.passage
        raw = self.texts[passage.source]
        number = re.search(r"\d[\d.]*[件座米]", passage.text)
        return Quote(
            text=raw[passage.start : passage.end],
            clean=passage.text,
            source=passage.source,
            document=passage.document,
            start=passage.start,
            end=passage.end,
            lines=(
                raw.count("\n", 0, passage.start) + 1,
                raw.count("\n", 0, passage.end) + 1,
            ),
            page=None,
            title="题目",
            date=passage.date,
            answer=Span(*number.span()) if number else None,
            score=hit.score,
            scores=hit.scores,
        )

    def search(self, question, *, top_k=10, filters=Filters(), today=None, mode="ranked"):  # noqa: B008
        self._check(question)
        hits = []
        for passage in self.passages:
            score = len(set(question) & set(passage.text)) / len(set(question))
            hits.append(Hit(passage, score, {"lexical": score, "rank": score}))
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        return tuple(hits[:top_k])

    def ask_many(self, questions, *, ids, **options):
        answers = []
        for question, name in zip(questions, ids, strict=True):
            try:
                answers.append(self.ask(question, id=name, **options))
            except QuestionError as error:
                answers.append(error)
        return answers

    def ask(
        self,
        question,
        *,
        top_k=5,
        filters=Filters(),  # noqa: B008
        today=None,
        id=None,  # noqa: A002
        min_confidence=None,
        context=0,
    ):
        self.asked.append(
            {
                "question": question, "filters": filters, "today": today, "id": id,
                "min_confidence": min_confidence, "top_k": top_k,
            }
        )  # fmt: skip
        quotes = tuple(self.quote(hit) for hit in self.search(question, top_k=top_k))
        best = quotes[0]
        value = best.clean[slice(*best.answer)] if best.answer else None
        good = value is not None and best.score > (min_confidence or 0.5)
        return Answer(
            question=question,
            lang="zh",
            value=value if good else None,
            answer_type="number",
            confidence=min(1.0, best.score),
            quotes=quotes,
            reason=None if good else "no passage fits",
            rejected=None if good else value,
            timings_ms={"answer": 1.0},
            index={"generation": self.generation, "encoder": "fake"},
            id=id,
        )

    def show(self, source, first=None, last=None) -> View:
        lines = self.raw(source).split("\n")
        first, last = first or 1, min(last or len(lines), len(lines))
        return View(source, "题目", first, last, tuple(lines[first - 1 : last]))

    def article(self, quote: Quote) -> ArticleView:
        text = self.texts[quote.source]
        span = Span(quote.start, quote.end)
        return ArticleView(quote.source, "题目", DAY, text, span, quote.lines)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def path(self, source: str) -> Path | None:
        return self.paths.get(source)

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionError("an empty question; expected text; ask something")
        if question == "boom":
            raise RuntimeError("boom")
