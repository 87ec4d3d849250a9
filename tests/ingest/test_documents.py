"""From bytes to a document whose every character can be traced."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE

from zzqa.chunking import make_passages
from zzqa.ingest import RawSource, Reading, find_sources, make_document, read_document
from zzqa.ingest.sources import SourceFile

SEEDS = find_sources([Path(__file__).parents[2] / "seeds"]).files
FRAGMENTS = st.sampled_from(
    ["株洲", "\n", "\n\n", "\r\n", "\f", "\v", "\0", " ", "\u200b", "\u3000", "。", "，", "“", "”",
     "（", "）", "12", "3.5", "%", "记者/", "摄", "①", "一、", "讯（", "the ", "word-", "１２", "ﬁ",
     "\u2028", "供图供图", "2024年6月30日", "\ufeff", "——", "【", "扫一扫关注", "下转A2版", "智 能",
     "……", "亿元", "!", "."]
)  # fmt: skip
PAGES = st.lists(st.one_of(FRAGMENTS, st.text(max_size=6)), max_size=50).map("".join)


def solid(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def source(text: str, digest: str = "00") -> RawSource:
    return RawSource(Reading(text, "utf-8"), digest)


@settings(max_examples=120, deadline=None)
@given(PAGES)
def test_any_text_becomes_a_document_that_can_be_traced(raw: str) -> None:
    document = make_document("page.txt", source(raw))
    clean, origin = document.clean, document.origin
    assert document.raw == raw
    for at, character in enumerate(clean):
        piece = raw[slice(*origin.raw_span(at, at + 1))]
        assert character in " \n" or character in unicodedata.normalize("NFKC", piece) + piece
    covered = {i for article in document.articles for i in range(article.start, article.end)}
    assert all(c.isspace() or i in covered for i, c in enumerate(clean))
    passages = make_passages(document)
    spans = [(p.start, p.end) for p in passages] + [s for p in passages for s in p.duplicates]
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(c.isspace() or i in covered for i, c in enumerate(clean))


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.name[:3])
def test_each_sentence_of_each_passage_is_the_raw_text_but_for_blanks(file: SourceFile) -> None:
    document = read_document(file)
    for passage in make_passages(document):
        assert passage.text == document.clean[passage.start : passage.end]
        for start, end in passage.sentences:
            span = document.origin.raw_span(passage.start + start, passage.start + end)
            raw, clean = solid(document.raw[slice(*span)]), solid(passage.text[start:end])
            doubled = any(clean[:6] * 2 == raw[:12] or raw.count(clean[:6]) > 1 for _ in "1")
            assert clean == raw or (doubled and len(raw) > len(clean))


def test_the_title_is_that_of_the_first_article_with_an_author() -> None:
    raw = f"湖西日报\n\n菜市场的清晨\n湖西日报讯（记者/王明）{CHINESE[0]}"
    assert make_document("page.txt", source(raw)).title == "菜市场的清晨"
    assert make_document("a/notes.txt", source("今天没有什么可写的。")).title == "notes"


def test_an_id_comes_from_the_name_and_the_bytes() -> None:
    text = CHINESE[0]
    one = make_document("a.txt", source(text, "11"))
    assert one.id == make_document("a.txt", source(text, "11")).id
    assert one.id != make_document("b.txt", source(text, "11")).id
    assert one.id != make_document("a.txt", source(text, "22")).id
    assert re.fullmatch("[0-9a-f]{16}", one.id)
    assert (one.source, one.encoding, one.digest) == ("a.txt", "utf-8", "11")


def test_a_file_is_read_and_repaired(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("智 能 驾 驶 ，增长 5.2 %。\r\n湖西市\r\n2024年6月30日\r\n".encode("gbk"))
    document = read_document(SourceFile(path, "page.txt"))
    assert document.clean.split("\n")[0] == "智能驾驶，增长5.2%。"
    assert document.encoding == "gb18030"
    assert document.date is not None
    assert document.date.source == "signature"


def test_paragraphs_that_a_format_tells_stay_apart() -> None:
    raw = "各单位：\n\n现将事项通知如下：\n\n加强值班，\n（1）落实到位；\n（2）及时报告，不得迟报\n"
    paragraphs = RawSource(Reading(raw, "docx", wrapped=False), "00")
    assert make_document("a.docx", paragraphs).clean.split("\n") == raw.split()
