"""Forms: which line heads a label and its value."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.text.analysis import find_mentions
from zzqa.text.fields import find_fields

TENDER = (
    "包一：路灯灯具\n供应商名称：海州明光照明有限公司\n成交金额：86.50（万元）\n"
    "包二：灯杆\n供应商名称：东坪钢构有限公司\n成交金额：41.20（万元）"
)


def fields(text: str) -> list[tuple[str, str, str]]:
    return [
        (text[slice(*f.head)], text[slice(*f.label)], text[slice(*f.value)])
        for f in find_fields(text)
    ]


def test_a_label_that_counts_heads_those_after_it() -> None:
    assert fields(TENDER) == [
        ("", "包一", "路灯灯具"),
        ("包一：路灯灯具", "供应商名称", "海州明光照明有限公司"),
        ("包一：路灯灯具", "成交金额", "86.50（万元）"),
        ("", "包二", "灯杆"),
        ("包二：灯杆", "供应商名称", "东坪钢构有限公司"),
        ("包二：灯杆", "成交金额", "41.20（万元）"),
    ]


def test_a_numbered_line_heads_a_single_field_and_a_sentence_ends_the_form() -> None:
    text = "2.采购代理机构\n名称：宁川招标有限公司\n请核对，如有疑问请来电。\n电话：0555-1234567"
    assert fields(text) == [("2.采购代理机构", "名称", "宁川招标有限公司")]


def test_where_labels_come_again_the_one_before_them_says_whose_they_are() -> None:
    text = (
        "甲方：海州公司\n地址：港前路9号\n电话：2868001\n乙方：东坪公司\n地址：工业道2\n电话：2868"
    )
    assert [(head, label) for head, label, _ in fields(text)] == [
        ("", "甲方"),
        ("甲方：海州公司", "地址"),
        ("甲方：海州公司", "电话"),
        ("", "乙方"),
        ("乙方：东坪公司", "地址"),
        ("乙方：东坪公司", "电话"),
    ]


def test_running_text_and_a_day_are_no_form() -> None:
    assert fields("会议指出：要抓好落实，确保完成。\n他说：很好。") == []
    assert [head for head, _, _ in fields("2024年6月3日\n承办人：王一民\n联系电话：2868001")] == [
        "",
        "",
    ]


def test_the_unit_in_brackets_behind_or_in_the_label_counts() -> None:
    sums = [q for q in find_mentions(TENDER, None).quantities if q.kind == "money"]
    assert [(q.text, q.value) for q in sums] == [
        ("86.50（万元）", 865000.0),
        ("41.20（万元）", 412000.0),
    ]
    text = "二、合同\n合同编号：HT-3\n合同金额（万元）：318.6"
    assert [(q.text, q.value) for q in find_mentions(text, None).quantities] == [
        ("318.6", 3186000.0)
    ]


@settings(max_examples=80)
@given(st.text(alphabet="一二标段包1.：:，。\n 名称|（）\t", max_size=60))
def test_spans_lie_in_their_order_within_lines(text: str) -> None:
    for field in find_fields(text):
        assert field.head.start <= field.head.end <= field.label.start < field.label.end
        assert field.label.end < field.value.start < field.value.end <= len(text)
        assert "\n" not in text[field.label.start : field.value.end]
