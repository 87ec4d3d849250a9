from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.records import Quantity
from zzqa.text.quantities import find_quantities, format_english, question_units, same_value

# A row: the text, and for each quantity "span | value | unit | kind | hedge".
CASES = [
    # counts
    ("有效发明专利12420件", ["12420件 | 12420 | 件 | count"]),
    ("藏书 12420 件", ["12420 件 | 12420 | 件 | count"]),
    ("入库36家，其中省级9个、部级2项",
     ["36家 | 36 | 家 | count", "9个 | 9 | 个 | count", "2项 | 2 | 项 | count"]),
    ("编组255列，运箱20890个", ["255列 | 255 | 列 | count", "20890个 | 20890 | 个 | count"]),
    ("男子百米跑出9秒83夺冠", ["9秒83 | 9.83 | 秒 | measure"]),
    ("全程用时2分05秒31", ["2分05秒31 | 125.31 | 秒 | measure"]),
    ("县里拿出约3.6个亿，改善校舍", ["约3.6个亿 | 360000000 |  | plain | about"]),
    ("女代表占三分之一", ["三分之一 | 33.33 | % | percent"]),
    ("车位仅八百来个", ["八百来个 | 800 | 个 | count | about"]),
    ("平均浓度29微克/立方米", ["29微克/立方米 | 29 | 微克/立方米 | measure"]),
    ("全书38万字，以字数计酬", ["38万字 | 380000 | 字 | count"]),
    ("共有17人报名", ["17人 | 17 | 人 | count"]),
    ("从业人员11.8万人", ["11.8万人 | 118000 | 人 | count"]),
    ("走访1000多家企业", ["1000多家 | 1000 | 家 | count | over"]),
    ("签约100 多个项目", ["100 多个 | 100 | 个 | count | over"]),
    ("攻克10余项难题", ["10余项 | 10 | 项 | count | over"]),
    ("与 30 余所高校合作", ["30 余所 | 30 | 所 | count | over"]),
    ("约20余家", ["约20余家 | 20 | 家 | count | about"]),
    ("接近百家门店", ["接近百家 | 100 | 家 | count | about"]),
    ("上千名志愿者", ["上千名 | 1000 | 名 | count | over"]),
    ("不少于5场", ["不少于5场 | 5 | 场 | count | over"]),
    ("处五千元以上二万元以下罚款", ["五千元以上二万元以下 | 5000 | 元 | money"]),
    ("补助5000元至2万元", ["5000元至2万元 | 5000 | 元 | money"]),
    ("从3家到5家", ["3家 | 3 | 家 | count", "5家 | 5 | 家 | count"]),
    ("每度不得超过零点四元", ["不得超过零点四元 | 0.4 | 元 | money | under"]),
    ("每户不得少于零点八个", ["不得少于零点八个 | 0.8 | 个 | count | over"]),
    ("阵风14级（42米/秒），气压955百帕",
     ["14级 | 14 | 级 | measure", "42米/秒 | 42 | 米/秒 | measure",
      "955百帕 | 955 | 百帕 | measure"]),
    ("流量6850立方米每秒", ["6850立方米每秒 | 6850 | 立方米/秒 | measure"]),
    ("不超过3次", ["不超过3次 | 3 | 次 | count | under"]),
    ("不足40户", ["不足40户 | 40 | 户 | count | under"]),
    ("专家200名左右", ["200名左右 | 200 | 名 | count | about"]),
    ("新增30家以上", ["30家以上 | 30 | 家 | count | over"]),
    ("每村5人以下", ["5人以下 | 5 | 人 | count | under"]),
    ("1.2亿人次", ["1.2亿人次 | 120000000 | 人次 | count"]),
    ("登记23,876户", ["23,876户 | 23876 | 户 | count"]),
    ("人数１２３人", ["１２３人 | 123 | 人 | count"]),
    ("出台十二条措施", ["十二条 | 12 | 条 | count"]),
    ("两家公司合并", ["两家 | 2 | 家 | count"]),
    ("成果十余项", ["十余项 | 10 | 项 | count | over"]),
    ("三个项目开工", ["三个 | 3 | 个 | count"]),
    ("一百二十三名学生", ["一百二十三名 | 123 | 名 | count"]),
    ("三千多户搬迁", ["三千多户 | 3000 | 户 | count | over"]),
    ("十余万人观展", ["十余万人 | 100000 | 人 | count | over"]),
    ("15-20家试点", ["15-20家 | 15 | 家 | count"]),
    ("3至5名", ["3至5名 | 3 | 名 | count"]),
    ("比分12，345家企业", ["12 | 12 |  | plain", "345家 | 345 | 家 | count"]),
    # money
    ("交易额5.6亿元", ["5.6亿元 | 560000000 | 元 | money"]),
    ("备案登记5154.45万元", ["5154.45万元 | 51544500 | 元 | money"]),
    ("挽回损失超 1.5亿元", ["超 1.5亿元 | 150000000 | 元 | money | over"]),
    ("总额超过5.6亿元", ["超过5.6亿元 | 560000000 | 元 | money | over"]),
    ("突破600亿元大关", ["突破600亿元 | 60000000000 | 元 | money | over"]),
    ("融资1000余万元", ["1000余万元 | 10000000 | 元 | money | over"]),
    ("三千五百万元", ["三千五百万元 | 35000000 | 元 | money"]),
    ("三点五亿元", ["三点五亿元 | 350000000 | 元 | money"]),
    ("注资人民币2000万元", ["人民币2000万元 | 20000000 | 元 | money"]),
    ("出口额83.1 亿 元", ["83.1 亿 元 | 8310000000 | 元 | money"]),
    ("合同额3亿美元", ["3亿美元 | 300000000 | 美元 | money"]),
    ("每户补贴50 万元", ["50 万元 | 500000 | 元 | money"]),
    ("1.2万亿元", ["1.2万亿元 | 1200000000000 | 元 | money"]),
    ("逾500万欧元", ["逾500万欧元 | 5000000 | 欧元 | money | over"]),
    # shares
    ("增长32.24%", ["32.24% | 32.24 | % | percent"]),
    ("同比提高３％", ["３％ | 3 | % | percent"]),
    ("百分之五的税率", ["百分之五 | 5 | % | percent"]),
    ("百分之三点五", ["百分之三点五 | 3.5 | % | percent"]),
    ("千分之五", ["千分之五 | 0.5 | % | percent"]),
    ("回落4个百分点", ["4个百分点 | 4 | % | percent"]),
    ("贡献率近四成", ["近四成 | 40 | % | percent | about"]),
    ("占比达七成。", ["七成 | 70 | % | percent"]),
    ("八成以上受访者", ["八成以上 | 80 | % | percent | over"]),
    ("四成半", ["四成半 | 45 | % | percent"]),
    ("占全省一半", ["一半 | 50 | % | percent"]),
    ("票数过半", ["过半 | 50 | % | percent | over"]),
    ("3% 以上", ["3% 以上 | 3 | % | percent | over"]),
    ("下降-3.2%", ["-3.2% | -3.2 | % | percent"]),
    ("有“4 个 90%”的说法", ["4 个 | 4 | 个 | count", "90% | 90 | % | percent"]),
    # ranks and ordinals
    ("列全国第35位", ["第35位 | 35 | 位 | rank"]),
    ("第 34 位。", ["第 34 位 | 34 | 位 | rank"]),
    ("跳远第七名", ["第七名 | 7 | 名 | rank"]),
    ("稳居全省第二，仅次于省会", ["第二 | 2 | 位 | rank"]),
    ("密度排名第3", ["第3 | 3 | 位 | rank"]),
    ("排名第六的县", ["第六 | 6 | 位 | rank"]),
    ("稳居全省前二；", ["前二 | 2 | 位 | rank | under"]),
    ("进入世界前十名", ["前十名 | 10 | 位 | rank | under"]),
    ("前三名晋级", ["前三名 | 3 | 位 | rank | under"]),
    ("第8批名单", ["第8批 | 8 | 批 | ordinal"]),
    ("首批入选", ["首批 | 1 | 批 | ordinal"]),
    ("第一届、第十届", ["第一届 | 1 | 届 | ordinal", "第十届 | 10 | 届 | ordinal"]),
    # measures
    ("零下40℃的极寒", ["零下40℃ | -40 | ℃ | measure"]),
    ("跳出8.07米", ["8.07米 | 8.07 | 米 | measure"]),
    ("核心区137.81平方公里", ["137.81平方公里 | 137.81 | 平方公里 | measure"]),
    ("发电4350.17万千瓦时", ["4350.17万千瓦时 | 43501700 | 千瓦时 | measure"]),
    ("装机500千瓦", ["500千瓦 | 500 | 千瓦 | measure"]),
    ("时速600公里的列车", ["600公里 | 600 | 公里 | measure"]),
    ("12MW直驱，20MW漂浮", ["12MW | 12 | 兆瓦 | measure", "20MW | 20 | 兆瓦 | measure"]),
    ("播种5 万余亩", ["5 万余亩 | 50000 | 亩 | measure | over"]),
    ("耐压800~1100千伏", ["800~1100千伏 | 800 | 千伏 | measure"]),
    ("最快27个工作日", ["27个工作日 | 27 | 个工作日 | measure"]),
    ("历时3年5个月", ["3年 | 3 | 年 | measure", "5个月 | 5 | 个月 | measure"]),
    ("隔离12天，准备了半年", ["12天 | 12 | 天 | measure", "半年 | 0.5 | 年 | measure"]),
    ("线宽12nm芯片", ["12nm | 12 | 纳米 | measure"]),
    ("满意度86.5分", ["86.5分 | 86.5 | 分 | measure"]),
    ("历时两年多，", ["两年多 | 2 | 年 | measure | over"]),
    ("四十周年庆典", ["四十周年 | 40 | 年 | measure"]),
    # times and bare numbers
    ("增长 21.1 倍，是均值2倍", ["21.1 倍 | 21.1 | 倍 | plain", "2倍 | 2 | 倍 | plain"]),
    ("合计 23,876。", ["23,876 | 23876 |  | plain"]),
    # English
    ("over 560 million yuan", ["over 560 million yuan | 560000000 | 元 | money | over"]),
    ("RMB 5 million was lent", ["RMB 5 million | 5000000 | 元 | money"]),
    ("worth $3.5 billion", ["$3.5 billion | 3500000000 | 美元 | money"]),
    ("it has 12,420 patents", ["12,420 | 12420 |  | plain"]),
    ("more than 30 institutes", ["more than 30 | 30 |  | plain | over"]),
    ("nearly 40% of them", ["nearly 40% | 40 | % | percent | about"]),
    ("32.24 percent", ["32.24 percent | 32.24 | % | percent"]),
    ("137.81 square kilometers", ["137.81 square kilometers | 137.81 | 平方公里 | measure"]),
    ("at 600 km per hour", ["600 km | 600 | 公里 | measure"]),
    ("8 times as many", ["8 times | 8 | 倍 | plain"]),
    ("27 working days", ["27 working days | 27 | 个工作日 | measure"]),
    ("it ranked 35th nationwide", ["ranked 35th | 35 | 位 | rank"]),
    ("second in the province", ["second in the province | 2 | 位 | rank"]),
]  # fmt: skip

NOT_QUANTITIES = [
    "2021级学生", "一级公路",
    "2024年", "2024年6月30日", "8月7日9时30分", "1-7月", "二〇二四年六月", "C12AI客车", "TFT-LCD",
    "5G陶瓷", "AES100发动机", "3D打印", "电话0755-20230415", "农函〔2023〕17号",
    "第1203077号提案", "一些企业", "一批项目", "一定", "第一时间赶到", "万一", "千方百计",
    "一心一意", "统一", "唯一", "服务三农", "四个一", "双一流", "“一带一路”", "五湖四海",
    "一个", "一种模式", "一起", "一时", "一样", "每万人", "世界500强", "地铁1号线", "“1+1>2”",
    "零部件", "二次创业", "二十届三中全会", "科技是第一生产力", "一件件小事", "“四个意识”",
    "13873312345", "数十家", "两三家", "百家争鸣", "千亩双季", "12株洲", "3年级", "60年代",
    "2024-06-30", "10:30", "【重点1】", "一成不变", "上半年", "in 2024", "IPv6",
    "000 万元", "第5天",
    "百分之几", "几家", "一把手",
]  # fmt: skip


def rows(text: str) -> list[tuple[str, float, str, str, str]]:
    return [(q.text, q.value, q.unit, q.kind, q.hedge) for q in find_quantities(text)]


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_table(text: str, expected: list[str]) -> None:
    wanted = []
    for row in expected:
        span, value, unit, kind, hedge = [cell.strip() for cell in f"{row} | ".split("|")][:5]
        wanted.append((span, float(value), unit, kind, hedge))
    assert rows(text) == wanted


@pytest.mark.parametrize("text", NOT_QUANTITIES)
def test_what_only_looks_like_a_quantity_is_left(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("5154.45万元", "0.5154亿元", True),
        ("5.6亿元", "560 million yuan", True),
        ("5.6亿元", "5.6亿美元", False),
        ("12420件", "12,420", True),
        ("12420件", "12420家", False),
        ("12420件", "12500件", False),
        ("30人", "30名", True),
        ("1.5公里", "1500米", True),
        ("15亩", "1公顷", True),
        ("2年", "24个月", True),
        ("近四成", "40%", True),
        ("第35位", "第35名", True),
        ("第35位", "第36位", False),
        ("第35位", "35位", False),
        ("半年", "6个月", True),
        ("0家", "0家", True),
    ],
)
def test_same_value(one: str, other: str, same: bool) -> None:
    assert same_value(only(one), only(other)) is same
    assert same_value(only(other), only(one)) is same


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("全市有多少件注册商标？", ("件",)),
        ("有几家企业入选？", ("家",)),
        ("质押金额是多少亿元？", ("元",)),
        ("投入了多少万元？", ("元",)),
        ("一共花了多少钱？", ("元",)),
        ("获得多少资金支持？", ("元",)),
        ("产值是多少？", ("元",)),
        ("占比是百分之几？", ("%",)),
        ("占全省的比例是多少？", ("%",)),
        ("同比增速多少？", ("%",)),
        ("株洲排第几？", ("位", "名")),
        ("在全国排名多少？", ("位", "名")),
        ("列第几位？", ("位", "名")),
        ("多少人参加？", ("人", "名", "位")),
        ("多少名专家？", ("人", "名", "位")),
        ("需要多少个工作日？", ("个工作日",)),
        ("增长了多少倍？", ("倍",)),
        ("时速多少公里？", ("公里",)),
        ("发了多少万千瓦时的电？", ("千瓦时",)),
        ("面积有多大？", ("平方公里", "平方米", "公顷", "亩")),
        ("How many patents are there?", ()),
        ("How much money was raised?", ("元",)),
        ("What percentage of them?", ("%",)),
        ("What share of exports?", ("%",)),
        ("Which rank did it take?", ("位", "名")),
        ("Where does Zhuzhou rank?", ("位", "名")),
        ("局长是谁？", ()),
        ("第几批名单公布？", ()),
        ("", ()),
    ],
)
def test_question_units(question: str, units: tuple[str, ...]) -> None:
    assert question_units(question) == units


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("5.6亿元", "560 million yuan"),
        ("超过 5.6亿元", "over 560 million yuan"),
        ("115.49 亿元", "11.549 billion yuan"),
        ("1372.4 万元", "13.724 million yuan"),
        ("1.2万亿元", "1.2 trillion yuan"),
        ("2000元", "2,000 yuan"),
        ("3亿美元", "300 million US dollars"),
        ("12420件", "12,420"),
        ("约30家", "about 30"),
        ("不少于5场", "at least 5"),
        ("近四成", "nearly 40%"),
        ("4个百分点", "4 percentage points"),
        ("21.1倍", "21.1 times"),
        ("第35位", "35th"),
        ("第12名", "12th"),
        ("第2位", "2nd"),
        ("全省前二", "top 2"),
        ("8.07米", "8.07 metres"),
        ("27个工作日", "27 working days"),
        ("不足1年", "less than 1 year"),
        ("零下40℃", "-40 °C"),
        ("15-20家", None),
        ("第8批", None),
        ("3斤", None),
    ],
)
def test_format_english(text: str, english: str | None) -> None:
    assert format_english(only(text)) == english


WORDS = (
    "1 23 4,567 8.9 万 亿 千 百 十 一 两 半 余 多 近 超过 以上 左右 件 元 家 个 年 月 % 成 第 首 "
    "批 位 - ~ 至 . , ， percent million over $ km MW nm A ２ 零 点 分之 倍 亿元 　 \ud800 【 “ "
    "ranked 35th No."
)
PIECES = st.sampled_from(WORDS.split(" "))


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
def test_spans_are_verbatim_ordered_and_apart(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert quantity.start >= end
        assert text[quantity.start : quantity.end] == quantity.text != ""
        assert quantity.text == quantity.text.strip()
        end = quantity.end
        format_english(quantity)
        assert same_value(quantity, quantity)
    question_units(text)


@given(st.integers(0, 10**8), st.sampled_from(["件", "家", "元", "公里", "倍"]))
@settings(max_examples=50, deadline=None)
def test_grouping_and_magnitude_do_not_change_the_value(number: int, unit: str) -> None:
    assert same_value(only(f"{number}{unit}"), only(f"{number:,}{unit}"))
    assert only(f"{number}万{unit}").value == number * 10_000


@pytest.mark.parametrize(
    "piece",
    ["12420件", "1" * 50, "1,", "一二三", "百千万亿", "近", " ", "第", "over ", "1-", "占比例",
     "去年 9月底，馆里收藏手稿3150件，估价超过2.7亿元。", "is the ", "多少", "how much "],
)  # fmt: skip
def test_time_grows_with_the_text(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    began = time.perf_counter()
    find_quantities(text)
    question_units(text)
    assert time.perf_counter() - began < 2  # about 0.4 s at worst; the rest is for a busy machine


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How tall is the pagoda?", "米"),
        ("How far is the dam from the town?", "公里"),
        ("How many shares were bought back?", "股"),
        ("河道有多宽？", "米"),
        ("书院现存碑刻多少通？", "通"),
    ],
)
def test_what_a_measure_is_told_in(question: str, unit: str) -> None:
    assert unit in question_units(question)


def test_a_figure_behind_a_label_is_read_and_a_time_of_day_is_not() -> None:
    assert [q.text for q in find_quantities("评审得分：92.37")] == ["92.37"]
    assert not find_quantities("8：30开馆")
    assert [(q.text, q.unit) for q in find_quantities("总股本39872.46万股，持股5%以上股东")] == [
        ("39872.46万股", "股"),
        ("5%以上", "%"),
    ]
