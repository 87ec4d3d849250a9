"""Notices, announcements and annals: what an index of such papers answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import zzqa

NOTICE = """海州市路灯改造项目成交公告

一、项目编号：HZ-2023-018
二、成交信息
包一：路灯灯具
供应商名称：海州明光照明有限公司
供应商地址：海州市港前路9号
成交金额：86.50（万元）
服务期：合同签订后12个月
包二：灯杆
供应商名称：东坪钢构有限公司
供应商地址：东坪县工业大道21号
成交金额：41.20（万元）
服务期：合同签订后24个月
三、主要标的
| 序号 | 货物名称 | 规格型号 | 数量 | 单价（元） |
| --- | --- | --- | --- | --- |
| 1 | 高杆灯 | MG-30 | 20盏 | 2600 |
| 2 | 庭院灯 | MG-12 | 35盏 | 980 |
四、联系方式
1.采购人信息
名称：海州市市政管理处
联系方式：0555-6612001
2.采购代理机构信息
名称：宁川招标代理有限公司
联系方式：0555-6612077
2023年6月8日
"""
ANNOUNCEMENT = """证券简称：云帆电子　公告编号：2023-017
云帆电子股份有限公司
关于签订重大合同的公告

一、合同签署情况
公司于2023年4月6日与北陵轨道集团签订供货合同，合同金额不低于2.4亿元，不超过3.1亿元。本次合同签订无需提交股东大会审议。
二、相关人员
公司董事会秘书黎敏女士负责合同的信息披露。2022年11月，董事长丁克俭先生曾带队考察该项目；2020年至2022年，公司采购额分别为1.2亿元、1.5亿元和1.9亿元。财务总监方怡女士于2023年1月9日完成项目测算。
"""
ANNALS = """安平酒坊

安平酒坊由商人贺鹤年开办。光绪年间，贺鹤年扩建酒窖三处。1931年工人达86人，为历史最高；1936年减至52人。1953年拨款3万元进行第一次维修，1972年进行第二次维修，投资8万元。贺鹤年著有《酿酒杂记》《安平风土》。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> zzqa.Engine:
    folder: Path = tmp_path_factory.mktemp("forms")
    for name, text in (("notice", NOTICE), ("announcement", ANNOUNCEMENT), ("annals", ANNALS)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    zzqa.build_index([folder], folder / "index")
    return zzqa.open_index(folder / "index")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("灯杆的成交金额是多少？", "41.20（万元）"),
        ("包二的供应商是谁？", "东坪钢构有限公司"),
        ("采购代理机构是谁？", "宁川招标代理有限公司"),
        ("采购人的联系电话是多少？", "0555-6612001"),
        ("庭院灯的单价是多少元？", "980"),
        ("高杆灯是什么型号？", "MG-30"),
        ("云帆电子的合同金额最低是多少？", "2.4亿元"),
        ("云帆电子的董事会秘书是谁？", "黎敏"),
        ("云帆电子签订这份合同需要提交股东大会审议吗？", "否"),
        ("包二的服务期是几个月？", "24个月"),
        ("云帆电子2021年的采购额是多少？", "1.5亿元"),
        ("安平酒坊第二次维修投资多少？", "8万元"),
        ("安平酒坊第一次维修拨款多少？", "3万元"),
        ("安平酒坊是谁开办的？", "贺鹤年"),
        ("安平酒坊最多的时候有多少工人？", "86人"),
        ("What books did 贺鹤年 write?", "《酿酒杂记》、《安平风土》"),
    ],
)
def test_what_such_papers_tell(engine: zzqa.Engine, question: str, expected: str) -> None:
    value = engine.ask(question).value
    assert value is not None and expected in value


def test_another_lot_and_another_company_have_no_answer(engine: zzqa.Engine) -> None:
    for question in (
        "包三的成交金额是多少？",
        "采购包4的成交金额是多少？",
        "东坪市第三医院的成交金额是多少？",
        "星河软件股份有限公司2021年的采购额是多少？",
    ):
        assert engine.ask(question).value is None, question


def test_an_announcement_is_titled_with_who_issues_it(engine: zzqa.Engine) -> None:
    titles = {p.title for p in engine.passages if p.source == "announcement.txt"}
    assert titles == {"云帆电子股份有限公司 关于签订重大合同的公告"}
