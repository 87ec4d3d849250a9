"""What tells a figure from its neighbours: qualifiers, the person spoken of, the post asked for."""

from __future__ import annotations

from datetime import date

import pytest

from zzqa.answer.candidates import Candidate
from zzqa.answer.clauses import split_clauses
from zzqa.answer.qualifiers import qualifier_agreement
from zzqa.answer.subjects import asked_posts, post_agreement, subject_agreement
from zzqa.records import Lang, Name, Passage, Query, Span, TimeInterval
from zzqa.text.analysis import find_mentions
from zzqa.text.sentences import split_sentences
from zzqa.text.synonyms import synonyms

PUBLISHED = TimeInterval(date(2024, 8, 8), date(2024, 8, 8))


def passage(text: str) -> Passage:
    return Passage(
        id="p", document="d", source="s", start=0, end=len(text), text=text,
        sentences=tuple(split_sentences(text)), mentions=find_mentions(text, PUBLISHED),
    )  # fmt: skip


def query(text: str, *names: Name, lang: Lang = "zh", words: tuple[str, ...] = ()) -> Query:
    return Query(
        text=text, lang=lang, clean=text, weights={}, answer_type="number", interval=None,
        times=(), quantities=(), names=names, concepts=tuple((word,) for word in words),
    )  # fmt: skip


def person(text: str) -> Name:
    return Name(0, 0, text, "person")


@pytest.mark.parametrize(
    ("question", "text", "value", "expected"),
    [
        ("有多少件发明专利", "发明专利12件，实用新型30件。", "12件", 1),
        ("有多少件实用新型专利", "发明专利12件，实用新型30件。", "12件", -1),
        ("有多少件实用新型专利", "发明专利12件，实用新型30件。", "30件", 1),
        ("出口多少亿元", "出口92亿元，进口26亿元。", "92亿元", 1),
        ("进口多少亿元", "出口92亿元，进口26亿元。", "92亿元", -1),
        ("进出口多少亿元", "出口92亿元，进口26亿元。", "92亿元", -1),
        ("国家级平台有几家", "创新平台国家级66家、省级565家。", "565家", -1),
        ("省级平台有几家", "创新平台国家级66家、省级565家。", "565家", 1),
        ("每万人有多少件", "全市发明专利100件，每万人32件。", "100件", -1),
        ("每万人有多少件", "全市发明专利100件，每万人32件。", "32件", 1),
        ("全市有多少件", "全市发明专利100件，每万人32件。", "32件", -1),
        ("有效发明专利有多少件", "有效发明专利90件，其中高价值发明专利40件。", "40件", -1),
        ("高价值发明专利有多少件", "有效发明专利90件，其中高价值发明专利40件。", "90件", -1),
        ("出口增速是多少", "出口92亿元，占比41%，增长60%。", "41%", -1),
        ("资格赛跳了多远", "资格赛上，他跳出8.1米。决赛中，他跳出8.0米。", "8.0米", -1),
        ("资格赛跳了多远", "资格赛上，他先助跑。随后他跳出8.1米，晋级决赛。", "8.1米", 1),
        ("大桥有多长", "大桥全长1670米。", "1670米", 0),
        ("How many utility model patents?", "发明专利12件，实用新型30件。", "12件", -1),
        ("How much were the exports?", "出口92亿元，进口26亿元。", "26亿元", -1),
    ],
)
def test_a_figure_with_another_qualifier_is_another_figure(
    question: str, text: str, value: str, expected: int
) -> None:
    one = passage(text)
    at = text.index(value)
    sentence = next(s for s in one.sentences if s.start <= at < s.end)
    clauses = split_clauses(one, Span(*sentence))
    own = next(i for i, clause in enumerate(clauses) if clause.start <= at < clause.end)
    found = qualifier_agreement(question, text, clauses, own, "")
    assert (found > 0) - (found < 0) == expected


JUMPS = "在资格赛上，王嘉男跳出8.12米。张溟鲲则以7.92米排名第六。"


@pytest.mark.parametrize(
    ("asked", "value", "expected"),
    [
        ("王嘉男", "8.12米", 1), ("张溟鲲", "8.12米", -1),
        ("张溟鲲", "7.92米", 1), ("王嘉男", "7.92米", -1),
    ],
)  # fmt: skip
def test_a_figure_is_said_of_the_person_named_before_it(
    asked: str, value: str, expected: int
) -> None:
    names = tuple(
        Name(JUMPS.index(name), JUMPS.index(name) + 3, name, "person")
        for name in ("王嘉男", "张溟鲲")
    )
    one = passage(JUMPS)
    one = Passage(**{f: getattr(one, f) for f in one.__slots__} | {
        "mentions": type(one.mentions)(one.mentions.times, one.mentions.quantities, names)
    })  # fmt: skip
    at = JUMPS.index(value)
    sentence = next(s for s in one.sentences if s.start <= at < s.end)
    candidate = Candidate(at, at + len(value), value)
    assert subject_agreement(query("", person(asked)), one, Span(*sentence), candidate) == expected
    assert subject_agreement(query(""), one, Span(*sentence), candidate) == 0.0


@pytest.mark.parametrize(
    ("question", "role", "expected"),
    [
        ("出席会议的副市长是哪位", "副市长", 1),
        ("出席会议的副市长是哪位", "市委副书记、市长", -1),
        ("市长是谁", "市委副书记、市长", 1),
        ("市长是谁", "副市长", -1),
        ("谁出席了会议", "市长", 0),
        ("联系人是谁", "联系人", 1),
    ],
)
def test_a_person_with_another_post_is_another_person(
    question: str, role: str, expected: int
) -> None:
    candidate = Candidate(0, 3, "刘亚亮", Name(0, 3, "刘亚亮", "person", role))
    assert post_agreement(query(question), candidate) == expected


def test_an_english_post_is_known_by_its_chinese_word() -> None:
    asked = query("Who is the deputy mayor?", lang="en", words=("副市长",))
    assert asked_posts(asked) == {"副市长"}


def test_synonyms_go_both_ways() -> None:
    assert "进出口" in synonyms("外贸")
    assert "外贸" in synonyms("进出口")
    assert "外贸" not in synonyms("外贸")
    assert synonyms("发明专利") == ()
