"""Passages: whole sentences of one article, of a size to quote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE, ENGLISH

from zzqa.chunking import make_passages
from zzqa.config import ChunkConfig
from zzqa.ingest import RawSource, Reading, find_sources, make_document, read_document
from zzqa.ingest.sources import SourceFile
from zzqa.records import Document, Passage
from zzqa.text.sentences import split_sentences

SEEDS = find_sources([Path(__file__).parent.parent / "seeds"]).files
CONFIG = ChunkConfig()


def document_of(raw: str, name: str = "page.txt") -> Document:
    return make_document(name, RawSource(Reading(raw, "utf-8"), "00"))


def passages_of(raw: str, config: ChunkConfig | None = None) -> tuple[Passage, ...]:
    return make_passages(document_of(raw), config)


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.name[:3])
def test_passages_of_the_corpus(file: SourceFile) -> None:
    document = read_document(file)
    passages = make_passages(document)
    ends = {article.start + s.end for article in document.articles
            for s in split_sentences(document.clean[article.start : article.end])}  # fmt: skip
    for passage in passages:
        homes = [a for a in document.articles if a.start <= passage.start and passage.end <= a.end]
        assert len(homes) == 1, "a passage lies in one article"
        assert passage.title == homes[0].title
        assert passage.end in ends, "a passage ends where a sentence ends"
        assert passage.sentences[0].start == 0
        assert passage.sentences[-1].end == len(passage.text)
        assert not re.match("[，。；”’）]", passage.text)
        # One sentence may be longer than all of a passage should be; more of them may not.
        body = passage.sentences[:-1] if len(passage.sentences) > 1 else ()
        assert all(end <= CONFIG.maximum + CONFIG.minimum for _, end in body)
    sizes = sorted(len(passage.text) for passage in passages)
    assert 100 <= sizes[len(sizes) // 2] <= CONFIG.maximum
    assert len({passage.id for passage in passages}) == len(passages)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*CHINESE, *ENGLISH]), min_size=1, max_size=8, unique=True))
def test_no_passage_ends_within_a_quotation_or_number(paragraphs: list[str]) -> None:
    clean = document_of("\n".join(paragraphs)).clean
    for passage in passages_of("\n".join(paragraphs)):
        assert passage.text.count("“") == passage.text.count("”")
        around = clean[max(0, passage.start - 1) : passage.start + 1]
        assert not re.fullmatch(r"[\d.][\d.]", around)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=30),
    st.integers(20, 200), st.integers(10, 100), st.integers(0, 100),
)  # fmt: skip
def test_sizes_are_within_the_limits(
    lengths: list[int], target: int, minimum: int, more: int
) -> None:
    minimum = min(minimum, target)
    config = ChunkConfig(target=target, minimum=minimum, maximum=target + more)
    raw = "".join(f"{chr(0x4E00 + n)}" * length + "。" for n, length in enumerate(lengths))
    document = document_of(raw)
    passages = make_passages(document, config)
    assert "".join(passage.text for passage in passages) == document.clean
    longest = max(lengths) + 1
    for passage in passages:
        assert len(passage.text) <= max(config.maximum + minimum, minimum + longest + minimum)
    assert all(len(passage.text) >= minimum for passage in passages[:-1])


def test_whole_sentences_are_grouped_until_the_target() -> None:
    sentence = "这一句话不长也不短，正好说的是今天的天气。"  # 20 characters
    raw = "".join(f"第{n}句。" + sentence for n in "甲乙丙丁戊己庚辛")
    config = ChunkConfig(target=60, minimum=20, maximum=90)
    passages = passages_of(raw, config)
    assert [len(passage.sentences) for passage in passages] == [6, 6, 4]
    assert passages[0].text == raw[: len(passages[0].text)]


def test_a_short_rest_joins_the_passage_before() -> None:
    raw = "一二三四五六七八九十。" * 5 + "短。"
    assert len(passages_of(raw, ChunkConfig(target=50, minimum=30, maximum=80))) == 1


def test_a_section_begins_a_passage() -> None:
    raw = f"一、清晨的市场\n{CHINESE[0]}{CHINESE[6]}\n二、新开的图书馆\n{CHINESE[1]}{CHINESE[8]}"
    first, second = passages_of(raw)
    assert first.section == "一、清晨的市场"
    assert second.text.startswith("二、新开的图书馆")
    assert second.section == "二、新开的图书馆"


def test_no_passage_reaches_over_two_articles() -> None:
    raw = "\n".join(
        f"湖西日报讯（记者/{name}）{text}" for name, text in zip(("王明", "李红"), CHINESE[3:5])
    )
    assert [p.text.count("讯（记者") for p in passages_of(raw)] == [1, 1]


def test_text_printed_again_is_remembered_once() -> None:
    again = "".join(CHINESE[:2])
    articles = [f"湖西日报讯（记者/王明）{again}", f"湖西日报讯（记者/李红）{CHINESE[3]}"]
    raw = "\n".join([*articles, articles[0].replace("，", " ，", 3), articles[1]])
    document = document_of(raw)
    first, second = make_passages(document)
    for passage in (first, second):
        (span,) = passage.duplicates
        assert document.clean[slice(*span)] == passage.text
        assert span.start > passage.end


def test_text_without_full_stops_is_cut_at_commas() -> None:
    raw = "没有句号的一段话，" * 400
    document = document_of(raw)
    passages = make_passages(document)
    assert "".join(passage.text for passage in passages) == document.clean
    assert max(len(passage.text) for passage in passages) <= 1_500
    assert all(passage.text.endswith("，") for passage in passages)


def test_text_without_any_mark_is_cut_but_not_within_a_number() -> None:
    document = document_of("字" * 998 + "12345678" + "文" * 1200)
    passages = make_passages(document)
    assert "".join(passage.text for passage in passages) == document.clean
    assert any(passage.text.startswith("12345678") for passage in passages)
    digits = "".join(map(str, range(800)))
    assert "".join(passage.text for passage in passages_of(digits)) == digits


def test_ids_come_from_document_place_and_text() -> None:
    raw = "\n".join(CHINESE)
    once, again = passages_of(raw), passages_of(raw)
    assert [p.id for p in once] == [p.id for p in again]
    assert all(re.fullmatch("[0-9a-f]{16}", p.id) for p in once)
    other = make_passages(document_of(raw, "other.txt"))
    assert not {p.id for p in once} & {p.id for p in other}


def test_a_document_keeps_its_ids_when_another_changes(tmp_path: Path) -> None:
    def ids() -> dict[str, list[str]]:
        files = find_sources([tmp_path]).files
        return {f.name: [p.id for p in make_passages(read_document(f))] for f in files}

    (tmp_path / "a.txt").write_text("\n".join(CHINESE[:4]), encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n".join(CHINESE[4:]), encoding="utf-8")
    before = ids()
    (tmp_path / "a.txt").write_text(CHINESE[5], encoding="utf-8")
    (tmp_path / "0.txt").write_text(CHINESE[0], encoding="utf-8")
    assert ids()["b.txt"] == before["b.txt"]
    assert ids()["a.txt"] != before["a.txt"]


def test_mentions_lie_in_the_passage_they_are_given_to() -> None:
    for passage in passages_of("\n".join([*CHINESE, "2024年6月30日"])):
        assert passage.date is not None
        found = (*passage.mentions.times, *passage.mentions.quantities, *passage.mentions.names)
        assert all(passage.text[one.start : one.end] == one.text for one in found)


def test_an_empty_document_has_no_passages() -> None:
    assert passages_of("") == ()
    assert passages_of("\n\n12\n\n") == ()
