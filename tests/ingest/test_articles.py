"""A page is cut into its articles, and each finds its title wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.ingest.articles import split_articles
from zzqa.ingest.blocks import find_blocks
from zzqa.records import Article

FLOWERS = "石峰公园菊花展开幕"
METRO = "地铁二号线今日试运行"
LIBRARY = "图书馆新馆开放"
BODY = {
    FLOWERS: (
        "湖西日报讯（记者/甲明）昨日，石峰公园菊花展开幕，五百个品种的菊花同时盛开。\n"
        "菊花展将持续到十一月底，石峰公园每日开放至晚上九点，市民凭身份证免费入园观赏。"
    ),
    METRO: (
        "湖西日报讯（记者/乙红）今日，地铁二号线开始试运行，全长三十公里，设站二十座。\n"
        "市民可以凭预约码体验地铁二号线，试运行期间免费乘坐，票价以后为两元起步。"
    ),
    LIBRARY: (
        "湖西日报讯（记者/丙强）上周，图书馆新馆正式开放，藏书一百万册，座位两千个。\n"
        "图书馆新馆周末开到晚上十点，读者可以在门口自助办理借书证，不收押金。"
    ),
}


def articles_of(clean: str) -> tuple[Article, ...]:
    return split_articles(find_blocks(clean), clean)


def titles(clean: str) -> dict[str, str]:
    """The byline of each article that has one, with its title."""
    return {a.byline[-4:-1]: a.title for a in articles_of(clean) if a.byline}


NAMED = {"/甲明": FLOWERS, "/乙红": METRO, "/丙强": LIBRARY}


def test_titles_before_their_articles() -> None:
    clean = "\n".join(f"{title}\n{body}" for title, body in BODY.items())
    assert titles(clean) == NAMED
    assert len(articles_of(clean)) == 3
    assert [clean[a.start : a.end] for a in articles_of(clean)] == [
        f"{title}\n{body}" for title, body in BODY.items()
    ]


def test_titles_after_their_articles() -> None:
    clean = "\n".join(f"{body}\n{title}" for title, body in BODY.items())
    assert titles(clean) == NAMED


def test_titles_away_from_their_articles() -> None:
    clean = f"{METRO}\n{BODY[FLOWERS]}\n{FLOWERS}\n{BODY[LIBRARY]}\n{LIBRARY}\n{BODY[METRO]}"
    assert titles(clean) == NAMED


def test_a_title_away_from_its_article_stands_alone_under_that_title() -> None:
    clean = f"{METRO}\n{BODY[FLOWERS]}\n{FLOWERS}\n{BODY[METRO]}"
    alone = [a for a in articles_of(clean) if not a.byline]
    assert [(clean[a.start : a.end], a.title) for a in alone] == [
        (METRO, METRO),
        (FLOWERS, FLOWERS),
    ]


def test_a_heading_between_a_stray_and_its_article_is_in_no_other_article() -> None:
    clean = f"{BODY[FLOWERS]}\n{METRO}\n{FLOWERS}\n{BODY[METRO]}"
    found = articles_of(clean)
    assert titles(clean) == {"/甲明": FLOWERS, "/乙红": METRO}
    assert [clean[a.start : a.end] for a in found] == [BODY[FLOWERS], METRO, FLOWERS, BODY[METRO]]


def test_no_title_is_made_up() -> None:
    clean = "\n".join(BODY.values())
    assert titles(clean) == dict.fromkeys(NAMED, "")


def test_a_subtitle_with_a_dash_belongs_to_the_title_above() -> None:
    clean = f"{FLOWERS}\n——五百个品种同时盛开\n{BODY[FLOWERS]}"
    assert [a.title for a in articles_of(clean)] == [f"{FLOWERS} ——五百个品种同时盛开"]


def test_the_name_of_the_paper_is_no_title() -> None:
    clean = f"{BODY[FLOWERS]}\n{FLOWERS}\n湖西日报"
    assert articles_of(clean)[0].title == FLOWERS


@pytest.mark.parametrize(
    "line",
    ["本报记者 王明 4月20日报道", "湖西日报记者 王明 李红", "本报见习记者 王明"],
)
def test_a_line_of_who_wrote_is_a_byline_and_no_title(line: str) -> None:
    (found,) = articles_of(f"2023年菊花展观者增长三成\n{line}\n石峰公园菊花展昨日开幕，观者如云。")
    assert (found.title, found.byline) == ("2023年菊花展观者增长三成", line)


def test_a_byline_begins_an_article_and_two_are_one() -> None:
    clean = (
        f"{FLOWERS}\n湖西日报记者/王明\n通讯员/李红\n石峰公园菊花展昨日开幕，观者如云。\n"
        f"{METRO}\n湖西日报记者/赵强\n地铁二号线今日试运行，全长三十公里。"
    )
    found = articles_of(clean)
    assert [(a.title, a.byline) for a in found] == [
        (FLOWERS, "湖西日报记者/王明"),
        (METRO, "湖西日报记者/赵强"),
    ]


def test_headings_inside_an_article_head_its_sections() -> None:
    clean = (
        f"{FLOWERS}\n{BODY[FLOWERS]}\n园外的热闹\n公园门口的小摊一早就摆开了，卖的是糖人和风车。"
    )
    (article,) = articles_of(clean)
    assert [section.heading for section in article.sections] == ["园外的热闹"]
    (section,) = article.sections
    assert clean[section.start : section.end].startswith("园外的热闹\n公园门口")
    assert section.end == article.end


def test_the_title_of_a_markdown_file_is_that_of_all_its_sections() -> None:
    clean = (
        "# 北山水厂扩建公示\n\n按规定公示如下。\n"
        "## 一、概况\n水厂位于城北。\n## 二、规模\n日供水5万吨。"
    )
    (article,) = articles_of(clean)
    assert article.title == "北山水厂扩建公示"
    assert [section.heading for section in article.sections] == ["## 一、概况", "## 二、规模"]


def test_an_official_paper_is_named_by_what_it_is_about() -> None:
    clean = (
        "湖西市水务局文件\n湖水函〔2024〕8号\n关于加强农村供水保障工作的答复\n周明等代表：\n"
        "您提出的建议收悉。\n一、加大投入\n近三年累计投入3.2亿元。\n二、健全机制\n全市落实管护人员620名。"
    )
    (article,) = articles_of(clean)
    assert article.title == "关于加强农村供水保障工作的答复"
    headings = [section.heading for section in article.sections]
    assert headings[-2:] == ["一、加大投入", "二、健全机制"]


def test_a_title_set_last_ends_its_article() -> None:
    above = "石峰公园的菊花昨日盛开，五百个品种的菊花铺满山坡，菊花展因此开幕，游人如织。"
    below = "地铁二号线开始试运行，全长三十公里，设站二十座，票价两元起步。"
    clean = f"{above}\n{FLOWERS}\n{below}"
    assert [clean[a.start : a.end] for a in articles_of(clean)] == [f"{above}\n{FLOWERS}", below]
    assert articles_of(clean)[0].title == FLOWERS


LINES = st.sampled_from(
    [*BODY, *"\n".join(BODY.values()).split("\n"), "记者/王明", "一、总则", "图3件"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_every_line_is_in_exactly_one_article(lines: list[str]) -> None:
    clean = "\n".join(lines)
    at = 0
    for article in articles_of(clean):
        assert not clean[at : article.start].strip()
        assert article.start < article.end
        assert all(article.start <= s.start < s.end <= article.end for s in article.sections)
        at = article.end
    assert not clean[at:].strip()


def test_a_page_without_lines_has_no_articles() -> None:
    assert articles_of("") == ()


@pytest.mark.parametrize("count", [3_000])
def test_a_long_list_of_headings_is_read_in_linear_time(count: int) -> None:
    clean = "\n".join("没有标点的一行标题" for _ in range(count))
    (article,) = articles_of(clean)
    assert len(article.sections) >= count - 2


NOTICE = (
    "沅北市人民政府文件\n沅政发〔2021〕7号\n"
    "沅北市人民政府关于印发《沅北市城市绿地保护若干规定》的通知\n"
    "各区人民政府，市直各单位：\n"
    "现将《沅北市城市绿地保护若干规定》印发给你们，请遵照执行。\n"
    "沅北市人民政府\n2021年4月6日"
)
RULES = (
    "沅北市城市绿地保护若干规定\n"
    "为了保护城市绿地，改善人居环境，根据有关法律，制定本规定。\n一、适用范围\n"
    "本规定适用于沅北市城市规划区内公园、广场、道路两侧绿地的养护与管理。"
)


def test_what_a_notice_issues_is_a_paper_of_its_own() -> None:
    clean = f"{NOTICE}\n{RULES}"
    notice, rules = articles_of(clean)
    assert notice.title == "沅北市人民政府关于印发《沅北市城市绿地保护若干规定》的通知"
    assert (clean[notice.start : notice.end], clean[rules.start : rules.end]) == (NOTICE, RULES)
    assert rules.title == "沅北市城市绿地保护若干规定"


def test_who_signed_stands_with_the_day() -> None:
    (notice,) = articles_of(NOTICE)
    assert NOTICE[notice.start : notice.end] == NOTICE


def test_a_head_and_a_subtitle_with_figures_are_no_box() -> None:
    head = "B02 民生  2020年3月9日 星期一  责任编辑：丁乙"
    body = "湖西日报讯（记者/甲明）昨日，全市地铁客流突破300万人次，公交客流为180万人次。"
    clean = f"{head}\n地铁客流突破300万人次\n——公交客流同比增长8%\n{body}"
    *_, article = articles_of(clean)
    assert article.title.startswith("地铁客流突破300万人次")
    assert article.byline == "湖西日报讯（记者/甲明）"


def test_the_head_of_a_journal_names_no_article() -> None:
    clean = "沅北水务 2023年第4期\n滤池改造纪实\n去年，水厂完成了三座池子的改造，供水能力提高。"
    assert [article.title for article in articles_of(clean)] == ["滤池改造纪实"]
