"""Questions on a statute that the rules were not written for: numbered lists, bodies, fines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import zzqa

TEXT = """清河市养犬管理条例

（2021年8月26日清河市人民代表大会常务委员会通过　2023年6月1日清河市人民代表大会常务委员会修正）

第一章　总　　则
第一条　公安机关负责养犬登记和违法养犬行为的查处。
第二条　农业农村主管部门负责犬只的免疫和检疫。

第二章　登　　记
第三条　养犬应当登记。养犬人应当自取得犬只之日起三十日内，持下列材料申请养犬登记：
（一）居住证明；
（二）犬只免疫证明；
（三）犬只的近期照片。
养犬人可以通过政务平台、社区窗口或者邮寄向公安机关提出申请。

第四条　养犬人应当年满十八周岁。犬只寄养费每日不得超过四十元。

第三章　法律责任
第五条　携犬出户未束犬绳的，由公安机关处五十元以上二百元以下罚款。
第六条　未登记的犬只应当在2025年12月31日前补办登记。
第七条　本条例自2021年11月1日起施行。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zzqa.Engine]:
    root = tmp_path_factory.mktemp("statute")
    (root / "条例.txt").write_text(TEXT, encoding="utf-8")
    zzqa.build_index([root / "条例.txt"], root / "index")
    with zzqa.open_index(root / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("申请养犬登记需要哪些材料？", ["居住证明", "犬只免疫证明", "犬只的近期照片"]),
        ("养犬人可以通过哪些方式提出申请？", ["政务平台", "社区窗口", "邮寄"]),
    ],
)
def test_a_list_is_headed_by_the_sentence_before_it(
    engine: zzqa.Engine, question: str, expected: list[str]
) -> None:
    assert [item.text for item in engine.ask(question).items] == expected


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("携犬出户未束犬绳罚款多少？", "五十元以上二百元以下"),
        ("哪个部门负责犬只的免疫和检疫？", "农业农村主管部门"),
        ("哪个部门负责养犬登记？", "公安机关"),
        ("养犬管理条例什么时候通过的？", "2021年8月26日"),
        ("养犬管理条例什么时候修正的？", "2023年6月1日"),
        ("养犬人的年龄应当多大？", "十八周岁"),
        ("When did the dog regulation take effect?", "2021年11月1日"),
    ],
)
def test_what_a_statute_says(engine: zzqa.Engine, question: str, value: str) -> None:
    assert engine.ask(question).value == value


def test_a_deadline_does_not_date_a_statute(engine: zzqa.Engine) -> None:
    assert {passage.date.start.year for passage in engine.passages if passage.date} == {2023}
