"""Changing corpora: only new work is done, ids stay, nothing is left over, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zzqa
from zzqa.build import staleness
from zzqa.corpus import Corpus, Fresh, read_corpus
from zzqa.errors import CorpusError, ReadError
from zzqa.index import open_reader, verify
from zzqa.ingest import find_sources
from zzqa.ingest.sources import source_name

TEXT = "本报讯（记者 李明）2024年6月底，株洲的有效发明专利为12420件。\n全市企业平稳增长。\n"
OTHER = "关于加快发展的通知\n各区要在2026年前建成三个园区。\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_text(OTHER)
    return folder


class Read:
    """A corpus that was read, its documents gathered."""

    def __init__(self, folder: Path) -> None:
        self.corpus = Corpus([folder], find_sources([folder]))
        found = [item for item in read_corpus(self.corpus) if isinstance(item, Fresh)]
        self.documents = [item.document for item in found]
        self.passages = [passage for item in found for passage in item.passages]


def build(folder: Path, index: Path, **options: object) -> zzqa.BuildReport:
    return zzqa.build_index([folder], index, **options)  # type: ignore[arg-type]


def ids(index: Path, source: str) -> list[str]:
    with open_reader(index) as reader:
        found = [reader.passage(n) for n in range(len(reader))]
        documents = [entry.id for entry in reader.documents() if entry.source == source]
        return [*documents, *(passage.id for passage in found if passage.source == source)]


@pytest.mark.parametrize("place", ["index", "."])
def test_an_index_among_its_documents_is_none_of_them(corpus: Path, place: str) -> None:
    assert build(corpus, corpus / place).documents == 2
    assert staleness(corpus / place) is None
    again = build(corpus, corpus / place)
    assert (again.unchanged, again.skipped) == (True, ())
    (corpus / "a.txt").write_text(TEXT + "其他事项。\n")
    assert build(corpus, corpus / place).documents == 2


def test_what_did_not_change_is_taken_over_with_its_ids(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert build(corpus, index).read == 2
    before = ids(index, "a.txt")
    assert len(before) > 1
    assert build(corpus, index).read == 0
    (corpus / "b.txt").write_text(OTHER + "另行通知。\n")
    (corpus / "c.md").write_text("# 新的\n\n株洲新增一家研究院。\n")
    assert build(corpus, index).read == 2
    assert ids(index, "a.txt") == before


def test_damage_is_never_carried_into_the_next_generation(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(corpus, index)
    for name in ("vectors.sentences.npy", "lexical.words.indices.npy", "clean.txt"):
        path = sorted(index.glob("gen-*"))[-1] / name
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        assert build(corpus, index).read == 2
        assert verify(index) == []


def test_a_build_that_is_stopped_leaves_the_index_as_it_was(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(corpus, index)
    (corpus / "c.txt").write_text("又一篇。\n")

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "encode":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(corpus, index, progress=stop)
    assert [path.name for path in index.glob("gen-*")] == ["gen-000001"]
    assert verify(index) == []
    assert build(corpus, index).generation == 2


@pytest.mark.parametrize("stage", ["read", "encode", "write"])
def test_what_progress_raises_comes_back_as_it_is(corpus: Path, tmp_path: Path, stage: str) -> None:
    """An error of the system too: the reader of a pipe may be gone, and no disk has failed."""
    index, gone = tmp_path / "index", BrokenPipeError("nobody reads the progress")

    def tell(at: str, done: int, total: int) -> None:
        if at == stage and (done == 1 or at != "read"):  # the second document is being read
            raise gone

    with pytest.raises(BrokenPipeError) as raised:
        build(corpus, index, progress=tell)
    assert raised.value is gone
    assert [path.name for path in index.iterdir()] == ["write.lock"]


@pytest.mark.parametrize("name", ["passages.jsonl", "documents.jsonl", "raw.txt", "clean.txt"])
def test_a_damaged_index_is_mended_by_building_again(
    corpus: Path, tmp_path: Path, name: str
) -> None:
    """The command that the error names must work: what is damaged is read anew."""
    index = tmp_path / "index"
    build(corpus, index)
    path = index / "gen-000001" / name
    data = bytearray(path.read_bytes())
    data[9] ^= 1
    path.write_bytes(data)
    assert verify(index)
    again = build(corpus, index)
    assert again.documents == 2
    assert again.read > 0
    assert verify(index) == []


def test_damaged_vectors_are_encoded_again_and_not_taken_over(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    encoded = build(corpus, index).encoded
    path = index / "gen-000001" / "vectors.passages.npy"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 0x40]))
    assert 0 < build(corpus, index).encoded < encoded  # those of sentences are whole
    assert (index / "gen-000002" / "vectors.passages.npy").read_bytes() == data


def test_what_is_read_anew_keeps_its_vectors(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer program cuts and stores documents in another way; encoding them takes longest."""
    index = tmp_path / "index"
    build(corpus, index)
    made = {path.name: path.read_bytes() for path in index.glob("gen-000001/vectors.*")}
    monkeypatch.setattr("zzqa.corpus.ANALYSIS_VERSION", -1)
    again = build(corpus, index)
    assert (again.read, again.encoded) == (2, 0)
    monkeypatch.setattr("zzqa.index.manifest.FORMAT_VERSION", 99)
    again = build(corpus, index)
    assert (again.read, again.encoded) == (2, 0)
    assert {path.name: path.read_bytes() for path in index.glob("gen-000003/vectors.*")} == made
    assert verify(index) == []


def test_removed_and_moved_files_leave_no_ghosts(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(corpus, index)
    (corpus / "sub").mkdir()
    (corpus / "a.txt").rename(corpus / "sub" / "a.txt")
    (corpus / "b.txt").unlink()
    assert "new" in (staleness(index) or "")
    report = build(corpus, index)
    assert (report.documents, report.encoded) == (1, 0)
    assert report.removed == ("a.txt", "b.txt")
    assert build(corpus, index).removed == ()
    with open_reader(index) as reader:
        assert [entry.source for entry in reader.documents()] == ["sub/a.txt"]
        assert {reader.passage(n).source for n in range(len(reader))} == {"sub/a.txt"}
    assert staleness(index) is None


def test_a_file_that_fails_keeps_its_last_version_and_the_report_says_so(
    corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    build(corpus, index)
    (corpus / "a.txt").write_bytes(b"\0\0\0binary now")
    for _ in range(2):  # and again: it is tried at every build, and reported at every build
        report = build(corpus, index)
        assert report.documents == 2
        [skipped] = report.skipped
        assert skipped.source == "a.txt"
        assert "binary" in skipped.reason
        assert "indexed before is kept" in skipped.reason
        assert staleness(index) is None  # nothing that a build would change
    (corpus / "scan.tiff").write_bytes(b"a format that is not read is no failure")
    with pytest.raises(ReadError, match=r"^1 file cannot be read: a\.txt.*binary"):
        build(corpus, index, strict=True)
    (corpus / "scan.tiff").unlink()
    (corpus / "a.txt").write_text("改好了。\n")
    assert staleness(index) == "a.txt has changed"
    assert build(corpus, index).skipped == ()


def test_an_encoding_named_by_the_user_holds_and_is_remembered(
    corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    (corpus / "a.txt").write_bytes("株洲".encode("big5"))
    (corpus / "b.txt").unlink()
    build(corpus, index, encoding="big5")
    with open_reader(index) as reader:
        [entry] = reader.documents()
        assert entry.encoding == "big5"
        assert reader.document(entry.id).raw == "株洲"
    assert staleness(index) is None
    assert staleness(index, [corpus]) == "a.txt has changed"
    assert staleness(index, [corpus], encoding="big5") is None


class TestMetadata:
    def test_a_table_beside_the_documents_holds_whatever_they_say(
        self, corpus: Path, tmp_path: Path
    ) -> None:
        index = tmp_path / "index"
        build(corpus, index)
        table = "source,date,title,publisher\r\na.txt,2024/8/8,专利报道,株洲日报\r\n"
        (corpus / "metadata.csv").write_bytes(table.encode("gb18030"))
        assert staleness(index) == "a.txt has changed"
        report = build(corpus, index)
        assert (report.read, report.skipped) == (1, ())
        with open_reader(index) as reader:
            entry = reader.documents()[0]
            assert (entry.title, entry.publisher) == ("专利报道", "株洲日报")
            assert entry.date is not None
            assert entry.date.interval.start.isoformat() == "2024-08-08"
            assert (entry.date.source, entry.date.confidence) == ("metadata.csv", 1.0)
        (corpus / "metadata.csv").unlink()
        assert staleness(index) == "a.txt has changed"

    def test_relative_times_count_from_the_date_given(self, corpus: Path, tmp_path: Path) -> None:
        (corpus / "a.txt").write_text("去年，全市新增企业320家。\n")
        (corpus / "metadata.csv").write_text("source,date\na.txt,2019-03\n")
        [passage] = [p for p in Read(corpus).passages if p.source == "a.txt"]
        assert passage.mentions.times[0].interval.start.year == 2018

    @pytest.mark.parametrize(
        ("table", "source", "reason"),
        [
            ("name,date\na.txt,2024\n", "metadata.csv", "'source'"),
            ("", "metadata.csv", "'source'"),
            ("source,date\na.txt,2024-13-01\n", "metadata.csv:2", "2024-13-01"),
            ("source,date\na.txt,2024-06-30/2024-06-01\n", "metadata.csv:2", "earlier first"),
            ("source,date\nz.txt,2024\n", "metadata.csv:2", "not among"),
            ('source,date\n"a.txt,2024\n', "metadata.csv", "no CSV"),
        ],
    )
    def test_what_is_wrong_with_a_table_is_told_and_the_run_goes_on(
        self, corpus: Path, tmp_path: Path, table: str, source: str, reason: str
    ) -> None:
        (corpus / "metadata.csv").write_text(table)
        found = Read(corpus)
        [skipped] = found.corpus.skipped
        assert skipped.source == source
        assert reason in skipped.reason
        assert len(found.documents) == 2

    @pytest.mark.parametrize(
        ("written", "first", "last"),
        [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-06", "2024-06-01", "2024-06-30"),
            ("2024年6月30日", "2024-06-30", "2024-06-30"),
            ("2024/6/30", "2024-06-30", "2024-06-30"),
            ("2024-06-01/2024-07-15", "2024-06-01", "2024-07-15"),
            ("2021/2023", "2021-01-01", "2023-12-31"),
        ],
    )
    def test_how_a_date_may_be_written(
        self, corpus: Path, tmp_path: Path, written: str, first: str, last: str
    ) -> None:
        (corpus / "metadata.csv").write_text(f"source,date\na.txt,{written}\n")
        found = Read(corpus).documents[0].date
        assert found is not None
        days = (found.interval.start.isoformat(), found.interval.end.isoformat())
        assert days == (first, last)


def test_aliases_beside_the_documents_lead_from_english(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    (corpus / "a.txt").write_text("企业甲的蛟龙工程投资3.2亿元。\n")
    (corpus / "b.txt").write_text("企业乙的飞鸟计划投资1.1亿元。\n")
    build(corpus, index)
    question = "How much was invested in Project Kestrel?"
    (corpus / "aliases.toml").write_text('[aliases]\n"project kestrel" = ["飞鸟计划"]\n')
    assert staleness(index) == "aliases.toml is new"
    assert build(corpus, index).read == 0
    assert staleness(index) is None
    with zzqa.open_index(index) as engine:
        assert "飞鸟计划" in engine.search(question)[0].passage.text
    (corpus / "aliases.toml").write_text("[aliases\n")
    [skipped] = build(corpus, index).skipped
    assert (skipped.source, skipped.failed) == ("aliases.toml", True)
    assert "expected a TOML table" in skipped.reason


class TestSources:
    def test_links_are_followed_but_not_in_circles(self, corpus: Path) -> None:
        (corpus / "sub").mkdir()
        (corpus / "sub" / "c.txt").write_text("三")
        (corpus / "again").symlink_to(corpus / "sub", target_is_directory=True)
        (corpus / "sub" / "up").symlink_to(corpus, target_is_directory=True)
        (corpus / "self.txt").symlink_to(corpus / "self.txt")
        found = find_sources([corpus])
        names = [file.name for file in found.files]
        assert names == ["a.txt", "again/c.txt", "b.txt", "sub/c.txt"]
        reasons = {skip.source: skip.reason for skip in found.skipped}
        assert sorted(reasons) == ["again/up", "self.txt", "sub/up"]
        assert "leads back" in reasons["sub/up"]
        assert "cannot be followed" in reasons["self.txt"]

    def test_a_name_in_gbk_bytes_is_read_as_what_it_means(self, tmp_path: Path) -> None:
        name = "株洲日报.txt".encode("gbk")
        (tmp_path / "c").mkdir()
        try:
            (
                Path(bytes_path := str(tmp_path / "c")) / name.decode("utf-8", "surrogateescape")
            ).write_text(TEXT)
        except OSError:
            pytest.skip(f"{bytes_path} takes UTF-8 names only")
        report = build(tmp_path / "c", tmp_path / "index")
        assert report.skipped == ()
        with open_reader(tmp_path / "index") as reader:
            assert reader.documents()[0].source == "株洲日报.txt"
        assert staleness(tmp_path / "index") is None

    @given(st.binary(min_size=1, max_size=20).filter(lambda b: b"/" not in b and b"\0" not in b))
    def test_any_name_becomes_text_that_can_be_written(self, name: bytes) -> None:
        source_name(name.decode("utf-8", "surrogateescape")).encode()

    def test_what_is_no_regular_file_is_told(self, corpus: Path) -> None:
        import os

        os.mkfifo(corpus / "pipe.txt")
        [skipped] = find_sources([corpus]).skipped
        assert (skipped.source, skipped.failed) == ("pipe.txt", True)
        assert "no regular file" in skipped.reason

    def test_a_path_that_cannot_be_looked_at(self, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match="cannot be looked at"):
            find_sources([tmp_path / ("x" * 300)])

    def test_nothing_to_read_is_an_error_with_the_reasons(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").touch()
        with pytest.raises(CorpusError, match=r"a\.txt: the file is empty"):
            build(tmp_path, tmp_path / "index")


CHANGES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from([None, TEXT, OTHER, "\0", "又一篇。\n"])),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("changes")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rounds=st.lists(CHANGES, min_size=1, max_size=3))
def test_updating_gives_what_building_anew_gives(
    workshop: Path, rounds: list[list[tuple[str, str | None]]]
) -> None:
    """Whatever is added, changed, broken or removed: every file but the manifest is the same."""
    import shutil

    folder, index, fresh = (workshop / name for name in ("corpus", "index", "fresh"))
    for path in (folder, index, fresh):
        shutil.rmtree(path, ignore_errors=True)
    folder.mkdir()
    (folder / "stays.txt").write_text("一直在这里。\n")
    for changes in rounds:
        for name, content in changes:
            path = folder / f"{name}.txt"
            # A broken file keeps its last version on purpose: that is no fresh build.
            if content is None or content == "\0":
                path.unlink(missing_ok=True)
            else:
                path.write_text(content)
        report = build(folder, index)
    build(folder, fresh)
    assert verify(index) == []
    one, two = index / f"gen-{report.generation:06d}", fresh / "gen-000001"
    assert {path.name for path in one.iterdir()} == {path.name for path in two.iterdir()}
    for path in one.iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (two / path.name).read_bytes(), path.name
