"""Any text: what is indexed is found by each of its sentences and quoted as it stands."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zzqa
from zzqa.config import MAX_QUESTION_CHARS
from zzqa.errors import CorpusError, QuestionError
from zzqa.index import verify

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from fault_tools import build, stubbed

WORDS = st.sampled_from(
    [
        "株洲", "有效发明专利", "12420件", "2024年6月底", "同比增长", "３．５％", "，", "。", "！",
        "？", "；", "：", "“", "”", "（记者 李明）", "\n", "\n\n", "\r\n", "\u3000\u3000", " ",
        "\t", "第一章", "一、", "- ", "# ", "|", "GDP", "e\u0301", "𠮷", "😀", "\u200b", "\ufeff",
        "\x0c", "\u2028", "①", "㎡", "1.", "http://a.cn/x?y=1", "……", "——", "本报讯", "公园",
        "了", "的", "《专利法》",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=40).map("".join),
    st.text(min_size=1, max_size=200),
    st.lists(st.one_of(WORDS, st.text(max_size=8)), min_size=1, max_size=30).map("".join),
)


@pytest.fixture(scope="module", autouse=True)
def stub() -> Iterator[None]:
    with stubbed():
        yield


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, min_size=1, max_size=3))
def test_every_sentence_is_found_and_quoted_verbatim(workshop: Path, texts: list[str]) -> None:
    corpus, index = workshop / "corpus", workshop / "index"
    for path in (corpus, index):
        shutil.rmtree(path, ignore_errors=True)
    corpus.mkdir()
    for number, text in enumerate(texts):
        content = text.encode("utf-8", "replace")
        (corpus / f"{number}.txt").write_bytes(content)
    try:
        report = build(corpus, index)
    except CorpusError:
        return  # nothing but blanks, or what is no text
    assert report.documents + len(report.skipped) == len(texts)
    assert verify(index) == []
    with zzqa.open_index(index) as engine:
        for passage in engine.passages:
            for start, end in passage.sentences:
                check(engine, passage.id, passage.text[start:end])


def check(engine: zzqa.Engine, wanted: str, sentence: str) -> None:
    """A sentence, asked as it stands, finds its passage, and each quote is of the raw text."""
    try:
        hits = engine.search(sentence[:MAX_QUESTION_CHARS], top_k=10)
    except QuestionError:
        assert not any(char.isalnum() for char in sentence), sentence
        return
    found = {passage.id for hit in hits for passage in (hit.passage, *hit.repeats)}
    assert wanted in found, sentence
    for hit in hits:
        quote = engine.quote(hit)
        assert quote.text == engine.raw(quote.source)[quote.start : quote.end]
        assert quote.clean == hit.passage.text
    for quote in engine.ask(sentence[:MAX_QUESTION_CHARS]).quotes:
        assert quote.text == engine.raw(quote.source)[quote.start : quote.end]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(min_size=1, max_size=300))
def test_any_bytes_are_indexed_or_refused_with_a_reason(workshop: Path, content: bytes) -> None:
    corpus, index = workshop / "corpus", workshop / "index"
    for path in (corpus, index):
        shutil.rmtree(path, ignore_errors=True)
    corpus.mkdir()
    (corpus / "any.txt").write_bytes(content)
    (corpus / "stays.txt").write_text("一直在这里。\n", encoding="utf-8")
    report = build(corpus, index)
    assert report.documents + len(report.skipped) == 2
    assert verify(index) == []
    with zzqa.open_index(index) as engine:
        for passage in engine.passages:
            check(engine, passage.id, passage.text)
