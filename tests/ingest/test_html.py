"""Web pages: the main text as it is shown, with what the page declares of title and date."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE

from zzqa.errors import ReadError
from zzqa.ingest import make_document
from zzqa.ingest.html import read_html
from zzqa.ingest.readers import read_content
from zzqa.ingest.reading import Reading

HEADLINE = "湖西市上半年外贸进出口增长一成"
GOVERNMENT = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<meta http-equiv="Content-Type" content="text/html; charset=CHARSET" />
<title>{HEADLINE}_要闻动态_湖西市人民政府门户网站</title>
<meta name="SiteName" content="湖西市人民政府"/><meta name="PubDate" content="2024-07-18 09:30"/>
<script>var a = "<p>脚本里的字</p>";</script><style>p {{ color: red }}</style></head><body>
<div class="header"><a href="/">首页</a><a href="/x">政务公开</a>
<form><input value="搜"/></form></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">要闻动态</a></li></ul>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/a">要闻动态</a></div>
<div class="content"><h1>{HEADLINE}</h1>
<div class="info">发布时间：2024-07-18 09:30&nbsp;&nbsp;来源：湖西日报</div>
<div class="editor"><p>　　{CHINESE[7]}</p><p>　　<strong>一、贸易伙伴</strong></p>
<p>　　对东盟、欧盟和美国的进出口分别增长21.3%、9.6%和3.2%，<br/>对其他市场持平。</p>
<table border="1"><tr><th>指标</th><th>数值（亿元）</th></tr>
<tr><td><p>出口</p></td><td><p>602.1</p></td></tr><tr><td>进口</td><td>254.2</td></tr></table>
<p>　　{CHINESE[11]}</p><p align="right">湖西市商务局</p></div></div>
<div class="more"><h3>相关阅读</h3><ul><li><a href="/1">湖西市举行新闻发布会</a></li>
<li><a href="/2">去年外贸数据公布</a></li></ul></div>
<div class="bottom">版权所有：湖西市人民政府　湘ICP备12345号</div></body></html>"""
PARAGRAPHS = [
    HEADLINE,
    "发布时间：2024-07-18 09:30\xa0\xa0来源：湖西日报",
    CHINESE[7],
    "一、贸易伙伴",
    "对东盟、欧盟和美国的进出口分别增长21.3%、9.6%和3.2%，\n对其他市场持平。",
    "| 指标 | 数值（亿元） |",
    "| 出口 | 602.1 |",
    "| 进口 | 254.2 |",
    CHINESE[11],
    "湖西市商务局",
]


def read(markup: str) -> Reading:
    return read_html(markup.encode(), None)


def paragraphs(markup: str) -> list[str]:
    return read(markup).text.split("\n\n")


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("declared", "written", "encoding"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("gb2312", "gb18030", "gb18030"),
        ("GBK", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("utf-8", "gb18030", "gb18030"),
        ("nonsense", "gb18030", "gb18030"),
        ("utf-8", "utf-8-sig", "utf-8-sig"),
        ("gb2312", "utf-16", "utf-16"),
    ],
)
def test_a_government_page_is_read(declared: str, written: str, encoding: str) -> None:
    reading = read_html(GOVERNMENT.replace("CHARSET", declared).encode(written), None)
    assert reading.text.split("\n\n") == PARAGRAPHS
    assert (reading.title, reading.encoding, reading.notes) == (HEADLINE, encoding, ())
    assert reading.date is not None
    assert reading.date.interval.start == reading.date.interval.end == date(2024, 7, 18)
    assert reading.date.evidence == "pubdate: 2024-07-18 09:30"
    assert reading.date.source == "metadata"


def test_a_page_becomes_a_document_with_lines_title_and_date() -> None:
    source = read_content(Path("page.HTM"), GOVERNMENT.encode())
    document = make_document("page.htm", source)
    lines = document.clean.split("\n")
    assert lines[0] == HEADLINE
    assert "| 出口 | 602.1 |" in lines
    assert CHINESE[7] in lines
    assert document.title == HEADLINE
    assert document.date is not None
    assert document.date.interval.start == date(2024, 7, 18)


def test_the_encoding_given_comes_first() -> None:
    markup = page("<p>株洲市的一条消息。</p>", '<meta charset="utf-8">')
    reading = read_html(markup.encode("big5", "replace"), "big5")
    assert reading.encoding == "big5"
    assert "市的一" in reading.text
    with pytest.raises(ReadError, match="not valid utf-8"):
        read_html(markup.encode("gbk"), "utf-8")


def test_a_broken_character_is_told_of() -> None:
    content = page(f"<p>{CHINESE[0] * 20}</p>", '<meta charset="gbk">').encode("gbk")
    reading = read_html(content.replace("老周".encode("gbk"), b"\xff", 1), None)
    assert reading.encoding == "gb18030"
    assert reading.notes == ("1 characters are not valid gb18030 and are lost",)


def test_an_old_page_laid_out_by_tables_and_line_breaks() -> None:
    markup = page(
        "<table><tr><td><a href=/>首页</a></td><td><a href=/a>新闻</a></td></tr></table>"
        "<form><table><tr><td><div>导航<br><a href=1>通知公告</a><br><a href=2>政策文件</a></div>"
        "</td><td><div align=center><b>关于做好防汛工作的通知</b></div>"
        "<div>日期：2023年6月1日 浏览：123</div>"
        "<div>各县区人民政府：<br><br>　　为切实做好今年防汛工作，现就有关事项通知如下<br>"
        "　　加强值班值守，落实二十四小时值班制度，领导干部在岗带班。<br>"
        "&nbsp;&nbsp;&nbsp;&nbsp;特此通知。<br><br>湖西市防汛指挥部<br>2023年6月1日</div></td></tr>"
        "</table></form><table><tr><td>版权所有 湖西市</td><td>湖西路1号</td></tr></table>",
        "<title>湖西市人民政府 - 关于做好防汛工作的通知</title>",
    )
    reading = read(markup)
    assert reading.title == "关于做好防汛工作的通知"
    assert reading.text.split("\n\n") == [
        "关于做好防汛工作的通知",
        "日期：2023年6月1日 浏览：123",
        "各县区人民政府：",
        "为切实做好今年防汛工作，现就有关事项通知如下",
        "加强值班值守，落实二十四小时值班制度，领导干部在岗带班。",
        "特此通知。",
        "湖西市防汛指挥部\n2023年6月1日",
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>明天停水。</p>", ["明天停水。"]),
        ("明天停水。", ["明天停水。"]),
        ("<h2>会议通知</h2>定于周五开会。<p>请到</p><div>联系人：王明<br>电话：12</div>",
         ["会议通知", "定于周五开会。", "请到", "联系人：王明\n电话：12"]),
        ("<ul><li>藕：3.5元</li><li>鱼：12元</li></ul>", ["藕：3.5元", "鱼：12元"]),
        ("<p>一\n二</p><pre>三\n四</pre>", ["一 二", "三\n四"]),
        ("<p>看得见的一句话<i style='display: none'>看不见</i></p><p hidden>也是</p>",
         ["看得见的一句话"]),
        ("<p>前面<!-- 注释 --><script>x</script>后面</p><noscript>无</noscript>", ["前面后面"]),
        ("<a href=1>第一篇</a><br><a href=2>第二篇</a>", ["第一篇\n第二篇"]),
        ("<p>甲 &lt; 乙 &amp; 丙</p>", ["甲 < 乙 & 丙"]),
        ("<table><tr><td>一<table><tr><td>甲</td><td>1</td></tr></table></td><td>二</td></tr></table>",
         ["一", "| 甲 | 1 |", "二"]),
        ("<td>没有行</td>", ["没有行"]),
        ("<?xml version='1.0' encoding='gb2312'?><html><body><p>声明过时</p></body></html>",
         ["声明过时"]),
        ("<p>未关闭<p>的标签<b>们", ["未关闭", "的标签们"]),
    ],
)  # fmt: skip
def test_a_piece_of_a_page_is_read_as_it_is_shown(markup: str, expected: list[str]) -> None:
    assert paragraphs(markup) == expected


def test_cells_that_span_others_keep_the_columns() -> None:
    table = (
        "<table><tr><th rowspan=2>地区<th colspan=2>专利<th rowspan='2'>增速</tr>"
        "<tr><th>申请<th>授权</tr><tr><td>渌口<td>120<td>90<td>8%</tr></table>"
    )
    rows = ["| 地区 | 专利 |  | 增速 |", "|  | 申请 | 授权 |  |", "| 渌口 | 120 | 90 | 8% |"]
    assert paragraphs(table) == rows
    assert paragraphs(page(f"<p>下表为各区的专利数量与增速。</p>{table}"))[1:] == rows


def test_a_cell_that_claims_to_span_the_world_is_bounded() -> None:
    (row,) = paragraphs("<table><tr><td colspan=999999999 rowspan=-1>注<td colspan=²>一</table>")
    assert row.replace("|", "").split() == ["注", "一"]
    assert len(row) < 1000


def test_what_stands_around_the_text_is_left_out() -> None:
    markup = page(
        "<nav><p>主菜单。</p></nav><header><p>站点口号。</p></header>"
        f"<article><header><h1>短讯一则</h1></header><p>{CHINESE[0]}</p><p>{CHINESE[9]}</p></article>"
        f"<div class='comments'><p>{CHINESE[6]}</p><p>{CHINESE[8]}</p></div>"
        "<aside><p>热门推荐。</p></aside><footer><p>联系我们。</p></footer>"
    )
    assert paragraphs(markup) == ["短讯一则", CHINESE[0], CHINESE[9]]


def test_text_the_extraction_would_miss_is_kept() -> None:
    inside = "".join(f"<section><span>{text}</span></section>" for text in CHINESE[:5])
    assert paragraphs(page(f"<div>{inside}</div>")) == list(CHINESE[:5])


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>防汛通知_公告_湖西市政府</title>", "<h2>防汛通知</h2>", "防汛通知"),
        ("<title>湖西市政府 - 防汛通知</title>", "<h2>防汛通知</h2>", "防汛通知"),
        ("<title>春天的故事——记一位老师</title>", "", "春天的故事——记一位老师"),
        ("<title>汛期近了--湖西网</title>", "<h1>湖西网</h1><h1>汛期近了</h1>", "汛期近了"),
        ("<meta name=ArticleTitle content=标题甲><title>乙</title>", "", "标题甲"),
        ("<meta property='og:title' content='标题 甲'/>", "", "标题 甲"),
        ("", "<h1>标题丙</h1>", "标题丙"),
        ("<title> </title>", "", ""),
    ],
)
def test_titles(head: str, body: str, title: str) -> None:
    assert read(page(f"{body}<p>正文一段。</p>", head)).title == title


TODAY = date.today()


@pytest.mark.parametrize(
    ("head", "body", "found"),
    [
        ("<meta name='publishdate' content='2023年5月6日'>", "", date(2023, 5, 6)),
        ("<meta property='article:published_time' content='2023-05-06T08:00:00+08:00'>", "",
         date(2023, 5, 6)),
        ("<meta name='PubDate' content='20230506'>", "", date(2023, 5, 6)),
        ("<meta name='date' content='Sat, 06 May 2023 08:00:00 GMT'>", "", date(2023, 5, 6)),
        ("<meta name='date' content='2023-02-30'>", "", None),
        ("<meta name='date' content='明天'>", "", None),
        ("<meta name='lastmodified' content='2023-05-06'>", "", None),
        ("<script type='application/ld+json'>[{\"datePublished\" : \"2023-05-06\"}]</script>", "",
         date(2023, 5, 6)),
        ("", "<span itemprop='datePublished' content='2023-05-06'>昨</span>", date(2023, 5, 6)),
        ("", "<time datetime='2023-05-06T10:00'>昨天</time>", date(2023, 5, 6)),
        ("", "<time datetime='2023-05-06'></time><time datetime='2023-05-07'></time>", None),
        ("", "<p>会议于2023年5月6日召开。</p>", None),
        ("", "<a href='/2023/05/06/a.html'>链接</a>", None),
        (f"<meta name='PubDate' content='{TODAY}'>", "", None),
        (f"<meta name='PubDate' content='{TODAY + timedelta(days=9)}'>", "", None),
        ("<meta name='PubDate' content='1970-01-01'><meta name='date' content='2023-05-06'>", "",
         date(2023, 5, 6)),
    ],
)  # fmt: skip
def test_only_declared_dates_are_taken(head: str, body: str, found: date | None) -> None:
    dated = read(page(f"<p>正文一段。</p>{body}", head)).date
    assert (dated.interval.start if dated else None) == found


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        (page("<script>document.write('字')</script>"), "shows no text .*; save it from a browser"),
        (page("<iframe src='file:///etc/passwd'></iframe><img src=a.png>"), "shows no text"),
        (" \n", "holds no markup|shows no text"),
        ("<!-- nothing -->", "holds no markup|shows no text"),
        ("<div>" * 100_000 + "字", "nested more than 2000 deep"),
        ("<p>" + "字" * (6 << 20), "bytes of markup; at most"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(markup: str, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read(markup)
    assert "\n" not in str(caught.value)
    assert str(caught.value).count("; ") >= 2


def test_deep_and_large_pages_are_read_as_they_are_shown() -> None:
    assert paragraphs("<div>" * 1500 + "很深的地方") == ["很深的地方"]
    scripts = "<script>var a = '<p>';</script>" * 20_000
    assert paragraphs(page(f"{scripts}<p>{CHINESE[0]}</p>")) == [CHINESE[0]]
    cells = "".join(f"<tr><td>甲</td><td>{i}</td></tr>" for i in range(25_000))
    assert paragraphs(page(f"<table>{cells}</table>"))[-1] == "| 甲 | 24999 |"


def test_entities_from_outside_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    markup = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaa">'
        '<!ENTITY b "&a;&a;&a;&a;">]><html><body><p>正文&x;&b;</p></body></html>'
    )
    assert "机密" not in read(markup).text


def test_nothing_is_logged_or_printed(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = (logging.getLogger("trafilatura").propagate, logging.getLogger("trafilatura").handlers)
    read(GOVERNMENT)
    read("<p>短</p>")
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    after = (logging.getLogger("trafilatura").propagate, logging.getLogger("trafilatura").handlers)
    assert after == before


MARKUP = """
    <p> </p> <div> </div> <br> <table> <tr> <td> </td> </tr> </table> <ul> <li> <a> </a> <h1>
    <script> </script> <!-- --> <form> <pre> </pre> <title> <body> </html> < &nbsp; &#0; <meta
"""
TAGS = st.sampled_from(MARKUP.split())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(TAGS, st.text(max_size=8), st.just("增长5%。")), max_size=40).map("".join)
)
def test_any_markup_is_read_or_refused(markup: str) -> None:
    try:
        reading = read_html(markup.encode("utf-8", "replace"), "utf-8")
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert reading.text.strip()


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        assert read_html(content, None).text.strip()
    except ReadError as error:
        assert "\n" not in str(error)


def test_text_within_what_is_called_a_header_is_kept() -> None:
    body = "".join(f"<p>{text}</p>" for text in CHINESE[:6])
    markup = page(f"<div class='header'><div>{body}</div></div><p>尾注一行。</p>")
    assert [text for text in paragraphs(markup) if text in CHINESE] == list(CHINESE[:6])
