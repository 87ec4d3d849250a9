"""Small index contents for the tests of this folder; run as a script, it writes an index."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np

from zzqa.index import EncoderInfo, IndexContents, write_index
from zzqa.records import (
    Article,
    DatedEvidence,
    Document,
    Mentions,
    Name,
    Passage,
    Quantity,
    Section,
    SkippedSource,
    Span,
    TimeInterval,
    TimeMention,
)
from zzqa.text.offsets import OffsetMap

JUNE = TimeInterval(date(2024, 6, 1), date(2024, 6, 30))


def document(number: int, clean: str = "株洲有有效发明专利12420件。𠮷林。") -> Document:
    """A document whose raw text has a space after each clean character."""
    starts = np.arange(0, 2 * len(clean), 2, dtype=np.int32)
    return Document(
        id=f"d{number:04d}",
        source=f"报纸/{number}.txt",
        raw="".join(char + " " for char in clean),
        clean=clean,
        origin=OffsetMap(starts, starts + np.int32(1)),
        title=f"第{number}篇\u2028标题\n",
        date=DatedEvidence(JUNE, "6月", "signature", 0.9) if number % 2 else None,
        articles=(Article(0, 5, "题", "记者", (Section(0, 3, "一、"),)),),
        encoding="gb18030",
        digest=f"{number:064x}",
        page_starts=(0, 4),
        publisher="报社",
        notes=("page 2 has no text layer",),
    )


def passage(number: int, owner: Document, text: str = "株洲有有效发明专利12420件。") -> Passage:
    """A passage with something in every field."""
    mentions = Mentions(
        times=(TimeMention(0, 2, "六月", JUNE, "as_of", True, False),),
        quantities=(Quantity(9, 15, "12420件", 12420.0, "件", "count", "over"),),
        names=(Name(0, 2, "株洲", "place", "市"),),
    )
    return Passage(
        id=f"p{number:05d}",
        document=owner.id,
        source=owner.source,
        start=0,
        end=len(text),
        text=text,
        title="题",
        section="一、",
        date=JUNE if number % 2 else None,
        sentences=(Span(0, len(text)),),
        mentions=mentions,
        home="株洲",
        duplicates=(Span(3, 4),),
    )


def key(number: int) -> str:
    """The key of a vector."""
    return f"{number:032x}"


def contents(count: int = 7, *, seed: int = 0) -> IndexContents:
    """An index of ``count`` passages in two or more documents, with everything it may hold."""
    random = np.random.default_rng(seed)
    documents = [document(number) for number in range(max(2, count // 3))]
    passages = [passage(n, documents[n * len(documents) // count]) for n in range(count)]
    words = [[f"词{random.integers(30)}" for _ in range(random.integers(9))] for _ in passages]
    vectors = random.standard_normal((count, 8)).astype(np.float32)
    return IndexContents(
        documents=documents,
        passages=passages,
        lexical={"words": words, "bigrams": [list({*terms, "𠮷林"}) for terms in words]},
        vectors={"passages": vectors, "sentences": np.repeat(vectors, 2, axis=0)},
        vector_keys={
            "passages": [key(n) for n in range(count)],
            "sentences": [key(n // 2) for n in range(2 * count)],
        },
        arrays={"mean": np.ones((2, 8), np.float32), "owner": np.arange(count, dtype=np.int32)},
        values={"bridge": {"patent": ["专利"], "b": 1.5}},
        encoder=EncoderInfo("e5", "abc", 8, "r1", {"query": "问：", "passage": ""}),
        configuration={"tokenizer": "t1", "cleaning": "c1"},
        sources={doc.source: doc.digest for doc in documents} | {"坏.txt": "0" * 64},
        skipped=[SkippedSource("坏.txt", "not text"), SkippedSource("\udcff.txt", "空")],
    )


if __name__ == "__main__":
    write_index(Path(sys.argv[1]), contents(), version="1")
