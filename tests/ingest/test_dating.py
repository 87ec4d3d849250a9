"""When a paper appeared, from its own words."""

from __future__ import annotations

from datetime import date

import pytest

from zzqa.ingest.dating import date_article, date_document, date_in_name
from zzqa.records import DatedEvidence, TimeInterval

FILLER = "这一段没有日期，只是正文。\n" * 20


@pytest.mark.parametrize(
    ("clean", "day", "source"),
    [
        ("建议收悉。\n湖西市水务局\n2024年6月30日", date(2024, 6, 30), "signature"),
        ("正文。\n二〇二四年六月三十日", date(2024, 6, 30), "signature"),
        ("正文。\n二○二三年十二月十八日", date(2023, 12, 18), "signature"),
        ("正文。\n湖西市教育局 2024年6月30日", date(2024, 6, 30), "signature"),
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
        ("2023年5月6日公布。旧车在2026年12月31日前换牌，2025年底前登记。",
         date(2023, 5, 6), date(2023, 5, 7)),
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


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("株洲日报2024-08-08.txt", date(2024, 8, 8)),
        ("20240808_A1.pdf", date(2024, 8, 8)),
        ("2024年8月8日.html", date(2024, 8, 8)),
        ("2024.8.8 要闻.docx", date(2024, 8, 8)),
        ("000_8ef45f697359829c.txt", None),
        ("13520240808.txt", None),  # a telephone number
        ("20241301.txt", None),
        ("2024年报.txt", None),
        ("v2024.1.20x.txt", None),
    ],
)
def test_the_day_in_a_file_name(name: str, day: date | None) -> None:
    found = date_in_name(name)
    assert (found.interval.end if found else None) == day


def test_the_surest_evidence_wins() -> None:
    metadata = DatedEvidence(TimeInterval(date(2020, 1, 1), date(2020, 1, 1)), "D:2020", "m", 0.3)
    assert date_document("没有日期。", "a.txt", metadata) == metadata
    named = date_document("2019年，本市增长8.1%。", "2024-08-08.txt", metadata)
    assert named is not None
    assert named.source == "file name"
    signed = date_document("正文。\n2024年6月30日", "2024-08-08.txt", metadata)
    assert signed is not None
    assert signed.source == "signature"


YEAR_2024 = TimeInterval(date(2024, 8, 8), date(2024, 8, 8))


@pytest.mark.parametrize(
    ("article", "day", "source"),
    [
        ("新华社北京8月7日电（记者王明）会议召开。", date(2024, 8, 7), "dateline"),
        ("标题一行\n本报8月6日讯 记者昨日获悉。", date(2024, 8, 6), "dateline"),
        ("新华社北京12月30日电（记者王明）会议召开。", date(2023, 12, 30), "dateline"),
        ("人民网长沙2022年3月5日电 会议召开。", date(2022, 3, 5), "dateline"),
        ("标题一行\n发布时间：2023-06-30 10:20\n正文。", date(2023, 6, 30), "publication line"),
        ("标题一行\n来源：湖西日报 2023年6月30日\n正文。", date(2023, 6, 30), "publication line"),
        ("会议8月7日召开，电话通知。", None, ""),
        ("据新华社讯，8月7日起生效。", None, ""),
    ],
)
def test_an_article_may_give_its_own_date(article: str, day: date | None, source: str) -> None:
    found = date_article(article, YEAR_2024)
    assert (found.interval.end if found else None) == day
    assert (found.source if found else "") == source


def test_a_dateline_without_any_year_tells_nothing() -> None:
    assert date_article("新华社北京8月7日电（记者王明）会议召开。", None) is None


@pytest.mark.parametrize(
    "head",
    [
        "A03 要闻 2023年11月17日 星期五 责任编辑：丁乙 版式：丙",
        "沅北晚报 2023年11月17日 农历癸卯年十月初五 第6021期",
        "2023年11月17日 星期五 国内统一连续出版物号CN00-0000 总第6021期 今日8版",
    ],
)
def test_the_head_of_a_page_holds_its_day(head: str) -> None:
    text = f"{head}\n大桥昨日合龙\n据介绍，大桥将于2024年5月1日通车，2022年3月8日动工。"
    found = date_document(text)
    assert found
    assert (found.interval.start, found.source) == (date(2023, 11, 17), "masthead")


def test_a_scholarly_paper_gives_its_days_at_the_foot() -> None:
    text = "硬碳的进展\n2019年以来，硬碳受到关注。\n收稿日期：2020-10-08；修回日期：2021-01-15。"
    found = date_document(text)
    assert found
    assert (found.interval.start, found.source) == (date(2021, 1, 15), "publication line")
