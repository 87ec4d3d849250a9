"""What is seen of a source besides lines: the article around a quote, and where its file lies."""

import shutil

import zzqa


def test_the_article_of_a_quote_holds_it_at_its_span(seed_index):
    found = 0
    for question in (
        "株洲有多少件有效发明专利？",
        "青年水库什么时候建成的？",
        "研发投入 科技创新",
        "巴黎奥运会",
    ):
        for quote in seed_index.ask(question, top_k=8).quotes:
            view = seed_index.article(quote)
            assert view.text[slice(*view.span)] == quote.clean
            assert (view.source, view.lines) == (quote.source, quote.lines)
            assert view.title and view.date
            found += len(view.text) < len(seed_index.raw(quote.source)) / 2
    assert found > 5  # most are articles of a page, and not the whole page


def test_sources_and_the_files_they_were_read_from(tmp_path):
    folder = tmp_path / "papers"
    (folder / "deep").mkdir(parents=True)
    for file in (folder / "deep" / "a.txt", tmp_path / "ba.txt", tmp_path / "gone.txt"):
        file.write_text(
            f"{file.name}：青年水库建成于1978年3月，库容七万立方米。\n", encoding="utf-8"
        )
    paths = [folder, tmp_path / "ba.txt", tmp_path / "gone.txt"]
    zzqa.build_index(paths, tmp_path / "index")
    (tmp_path / "gone.txt").unlink()
    with zzqa.open_index(tmp_path / "index") as engine:
        assert sorted(engine.sources) == ["ba.txt", "deep/a.txt", "gone.txt"]
        assert engine.path("deep/a.txt") == (folder / "deep" / "a.txt").resolve()
        assert engine.path("ba.txt") == (tmp_path / "ba.txt").resolve()
        assert engine.path("gone.txt") is None and engine.path("a.txt") is None
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.move(tmp_path / "index", moved / "index")
    with zzqa.open_index(moved / "index") as engine:
        assert engine.path("ba.txt") is None
