"""When a paper appeared, from its own words."""

from __future__ import annotations

from datetime import date

import pytest

from zzqa.ingest.dating import date_document

FILLER = "这一段没有日期，只是正文。\n" * 20


@pytest.mark.parametrize(
    ("clean", "day", "source"),
    [
        ("建议收悉。\n湖西市水务局\n2024年6月30日", date(2024, 6, 30), "signature"),
        ("正文。\n二〇二四年六月三十日", date(2024, 6, 30), "signature"),
        ("正文。\n二○二三年十二月十八日", date(2023, 12, 18), "signature"),
        ("正文。\n2024年6月30日\n（此件公开发布）", date(2024, 6, 30), "signature"),
        (f"湖西日报\n2024年8月8日 星期四 第3126期\n{FILLER}", date(2024, 8, 8), "masthead"),
        (f"2024-08-08\n{FILLER}", date(2024, 8, 8), "masthead"),
        (f"2024/8/8 周四\n{FILLER}", date(2024, 8, 8), "masthead"),
        (f"2020年1月2日\n{FILLER}2024年6月30日", date(2024, 6, 30), "signature"),
    ],
)
def test_a_date_that_stands_alone(clean: str, day: date, source: str) -> None:
    found = date_document(clean)
    assert found is not None
    assert (found.interval.start, found.interval.end) == (day, day)
    assert found.source == source
    assert found.evidence in clean
    assert found.confidence > 0.9


@pytest.mark.parametrize(
    ("clean", "start", "end"),
    [
        # What happened on a day is in the paper of the next.
        (
            "2024年室内锦标赛冠军今年8月5日出发。8月7日凌晨，他获得第七名。",
            date(2024, 8, 7), date(2024, 8, 8),
        ),
        ("2024年5月6日，大桥通车。较2023年提前三个月。", date(2024, 5, 6), date(2024, 5, 7)),
        ("2024年的最后一天是12月31日。", date(2024, 12, 31), date(2025, 1, 1)),
        # What is still to come is no evidence.
        ("2021年9月4日，会议召开。9月7日，第三家企业将上市。", date(2021, 9, 4), date(2021, 9, 5)),
        ("2021年9月4日，会议召开。2021年12月31日前完成。", date(2021, 9, 4), date(2021, 9, 5)),
        ("2024年增长。到2026年，力争2030年翻番。8月7日开会。", date(2024, 8, 7), date(2024, 8, 8)),
        # A day of another year says nothing.
        ("2024年上半年增长。去年8月7日，会议召开。", date(2024, 1, 1), date(2024, 12, 31)),
        ("2022年3月2日立项，2024年建成。", date(2024, 1, 1), date(2024, 12, 31)),
        # A season, an occasion, or no more than a year.
        ("回顾2021年。2022年，春天已经来临，战线忙碌。", date(2022, 2, 1), date(2022, 5, 31)),
        ("2023年，秋天到来。", date(2023, 8, 1), date(2023, 11, 30)),
        ("在2024年「世界知识产权日」之际，本市发布。", date(2024, 4, 26), date(2024, 4, 26)),
        (
            "2024年4月22日，两家中心揭牌。在世界知识产权日之际，本市发布。",
            date(2024, 4, 22), date(2024, 4, 26),
        ),
        ("2019年，本市增长8.1%。", date(2019, 1, 1), date(2019, 12, 31)),
        ("2024年2月30日，这一天并不存在。", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)  # fmt: skip
def test_the_context_tells(clean: str, start: date, end: date) -> None:
    found = date_document(clean)
    assert found is not None
    assert (found.interval.start, found.interval.end) == (start, end)
    assert found.source == "context"
    assert found.evidence
    assert all(part in clean for part in found.evidence.split(" · "))
    assert found.confidence <= 0.8


@pytest.mark.parametrize(
    "clean",
    [
        "",
        "没有日期的文字。",
        "8月7日，会议召开。",
        "到2026年，建成强市。",
        "编号20240630，电话2024123。",
    ],
)
def test_nothing_tells(clean: str) -> None:
    assert date_document(clean) is None


def test_a_sentence_that_begins_with_a_date_is_no_signature() -> None:
    found = date_document("2024年12月30日，会议召开。")
    assert found is not None
    assert found.source == "context"
