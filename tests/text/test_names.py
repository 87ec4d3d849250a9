import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.text.names import find_names, short_names


def found(text: str, kind: str) -> list[tuple[str, str]]:
    return [(name.text, name.role) for name in find_names(text) if name.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市委副书记、市长陈恢清主持召开会议", [("陈恢清", "市委副书记、市长")]),
        ("株洲海关监管（保税）科科长饶讯介绍", [("饶讯", "株洲海关监管（保税）科科长")]),
        ("时代电气刘国友获一等奖", [("刘国友", "")]),
        ("张溟鲲说，他很高兴", [("张溟鲲", "")]),
        ("记者/易蓉 通讯员/黄靓怡", [("易蓉", "记者"), ("黄靓怡", "通讯员")]),
        ("通讯员/彭彦 何应军 朱灼", [("彭彦", "通讯员"), ("何应军", "通讯员"), ("朱灼", "通讯员")]),
        ("附属小学校长窦桂梅分享经验", [("窦桂梅", "附属小学校长")]),
        ("原告：鲁文海，男，汉族", [("鲁文海", "原告")]),
        ("审判长 欧阳锋 审判员 司马玉", [("欧阳锋", "审判长"), ("司马玉", "审判员")]),
        ("董事长欧阳明德表示", [("欧阳明德", "董事长")]),
        ("市委書記曹慧泉視察", [("曹慧泉", "市委書記")]),
        ("平安建设投资有限公司董事长鲁贵卿到访", [("鲁贵卿", "平安建设投资有限公司董事长")]),
    ],
)
def test_persons_and_roles(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, "person") == expected


@pytest.mark.parametrize(
    "text",
    [
        "高校表示欢迎", "市长碰头会召开", "有关人士指出", "董事长任职三年", "项目经理高度重视",
        "金融界认为", "企业家说", "全市经济增长", "党委书记负总责",
    ],
)  # fmt: skip
def test_what_is_no_person(text: str) -> None:
    assert found(text, "person") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("近日，湖南九典制药股份有限公司发布公告", "湖南九典制药股份有限公司"),
        ("中车株洲电力机车研究所有限公司成立", "中车株洲电力机车研究所有限公司"),
        ("据市统计局介绍", "市统计局"),
        ("记者走进清华大学", "清华大学"),
        ("获工信部认定", "工信部"),
        ("在长沙银行开户", "长沙银行"),
    ],
)
def test_organisations(text: str, expected: str) -> None:
    assert [name for name, _ in found(text, "organisation")] == [expected]


@pytest.mark.parametrize(
    "text", ["企业集团不断壮大", "形成发展新格局", "一批公立医院", "各类创新中心", "这家公司"]
)
def test_kinds_are_no_organisations(text: str) -> None:
    assert found(text, "organisation") == []


def test_places() -> None:
    places = [
        name for name, _ in found("湖南省株洲市荷塘区的产品出口日本和巴黎，城市上市", "place")
    ]
    assert places == ["湖南省", "株洲市", "荷塘区", "日本", "巴黎"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("以株洲硬质合金集团有限公司(下称“株硬集团”)为例",
         (("株硬集团", "株洲硬质合金集团有限公司"),)),
        ("湖南银和瓷业有限公司（以下简称银和瓷业）投产", (("银和瓷业", "湖南银和瓷业有限公司"),)),
        ("印发《专项资金管理办法》（以下简称《办法》）", (("办法", "专项资金管理办法"),)),
        ("没有简称", ()),
    ],
)  # fmt: skip
def test_declared_short_names(text: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert short_names(text) == expected


def test_a_declared_short_name_is_an_organisation_wherever_it_stands() -> None:
    text = "株洲硬质合金集团有限公司（下称“株硬集团”）获奖，株硬集团增长"
    assert [name for name, _ in found(text, "organisation")].count("株硬集团") == 2


def test_english_names_where_the_kind_can_be_told() -> None:
    names = find_names("Where is Hunan University of Technology, Zhuzhou City? Ask Mayor Li Wei")
    assert [(n.text, n.kind) for n in names] == [
        ("Hunan University of Technology", "organisation"),
        ("Zhuzhou City", "place"),
        ("Li Wei", "person"),
    ]
    assert find_names("What is the Total Value") == ()


@given(st.text(alphabet="市长陈恢清说记者/王娜（）、，有限公司株洲局中心和張 A1", max_size=40))
@settings(max_examples=80)
def test_names_are_spans_that_do_not_overlap(text: str) -> None:
    names = find_names(text)
    assert all(text[name.start : name.end] == name.text and name.text for name in names)
    assert all(a.end <= b.start for a, b in zip(names, names[1:]))


def test_a_named_part_belongs_to_its_place() -> None:
    names = find_names("坐落在株洲高新区动力谷的交易中心，在长沙建设产业园。")
    assert [name.text for name in names if name.kind == "place"] == ["株洲高新区动力谷", "长沙"]


def test_a_person_named_twice_or_styled_is_found_whatever_follows() -> None:
    text = (
        "商人贺鹤年集资建窑。后来贺鹤年病逝。财务部方怡女士介绍。科长罗秀文联合职工，罗秀文退休。"
    )
    persons = [name.text for name in find_names(text) if name.kind == "person"]
    assert persons == ["贺鹤年", "贺鹤年", "方怡", "罗秀文", "罗秀文"]


def test_every_company_calls_itself_the_company() -> None:
    text = "云帆电子股份有限公司（以下简称“公司”）公告，公司拟回购股份。证券简称：云帆电子"
    names = [name.text for name in find_names(text) if name.kind == "organisation"]
    assert "公司" not in names and names[-1] == "云帆电子"
