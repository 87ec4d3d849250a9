"""The same news in two files is linked, and shown once."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import zzqa
from zzqa.answer.quoting import line_number
from zzqa.chunking import make_passages
from zzqa.derived import Derived
from zzqa.ingest import RawSource, Reading, make_document
from zzqa.records import Passage

NEWS = (
    "截至2024年6月底，株洲累计有效发明专利量达到12420件，居全省第二位。"
    "全市每万人口发明专利拥有量为32.1件，比上年同期增长一成多。"
    "市知识产权局表示，下一步将继续支持企业做好专利质押融资。"
)
OTHER = "周末，市民在湘江边的风光带散步，孩子们在草地上放风筝，天气很好。"


def passages(*texts: str) -> list[Passage]:
    found: list[Passage] = []
    for number, text in enumerate(texts):
        raw = RawSource(Reading(text, "utf-8"), f"{number:02}")
        found += make_passages(make_document(f"{number}.txt", raw))
    return found


def repeats(found: list[Passage]) -> list[int]:
    derived = Derived()
    for _, group in groupby(found, key=lambda passage: passage.document):
        derived.add(list(group))
    return derived.arrays()["repeats"].tolist()


def test_a_passage_that_says_the_same_points_to_the_first() -> None:
    wrapped = "\n".join(NEWS[i : i + 20] for i in range(0, len(NEWS), 20))
    found = passages(NEWS, OTHER, wrapped, NEWS.replace("，", " ， "))
    assert repeats(found) == [0, 1, 0, 0]


def test_a_shared_sentence_is_not_the_same_news() -> None:
    first, second, third = (part + "。" for part in NEWS.split("。")[:3])
    assert repeats(passages(NEWS, first + OTHER + OTHER)) == [0, 1]
    assert repeats(passages(NEWS, second + third)) == [0, 1]


def test_short_formulas_link_nothing() -> None:
    assert repeats(passages("此复。特此通知。", "此复。特此通知。")) == [0, 1]


def test_the_copy_is_named_beside_the_quote_and_not_shown_again(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(NEWS)
    (folder / "b.txt").write_text(OTHER + "\n\n" + NEWS)
    (folder / "c.txt").write_text(OTHER)
    zzqa.build_index([folder], tmp_path / "index")
    with zzqa.open_index(tmp_path / "index") as engine:
        answer = engine.ask("截至2024年6月底，株洲有多少件有效发明专利？")
        assert answer.value is not None
        assert "12420" in answer.value
        best = answer.quotes[0]
        shown = [quote.text for quote in answer.quotes]
        assert sum("12420" in text for text in shown) == 1
        [also] = best.also
        assert {best.source, also.source} == {"a.txt", "b.txt"}
        raw = engine.raw(also.source)
        assert also.first <= line_number(raw, raw.index("12420")) <= also.last
        # With a filter, what it shuts out is not named either.
        only = engine.ask(answer.question, filters=zzqa.config.Filters(sources=("a.txt",)))
        assert only.quotes[0].also == ()
