"""Follow-up questions: what they change, and what is left alone."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.records import Name
from zzqa.search.followup import complete_follow_up

TODAY = date(2026, 11, 1)
ZH = "截至2024年6月底，株洲有多少件有效发明专利？"
EN = "how many invention patents did Zhuzhou hold in June 2024"


def understood(previous, follow_up):
    return complete_follow_up(previous, follow_up, today=TODAY)


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("那2024年4月呢？", "截至2024年4月，株洲有多少件有效发明专利？"),
        ("4月底呢", "截至2024年4月底，株洲有多少件有效发明专利？"),
        ("2023呢？", "截至2023年，株洲有多少件有效发明专利？"),
        ("去年同期呢？", "截至2023年6月底，株洲有多少件有效发明专利？"),
        ("截至2023年底呢？", "截至2023年底，株洲有多少件有效发明专利？"),
        ("湘潭呢？", "截至2024年6月底，湘潭有多少件有效发明专利？"),
        ("湘潭？", "截至2024年6月底，湘潭有多少件有效发明专利？"),
        ("那衡阳怎么样？", "截至2024年6月底，衡阳有多少件有效发明专利？"),
        ("那曲呢？", "截至2024年6月底，那曲有多少件有效发明专利？"),
        ("天元区呢？", "截至2024年6月底，天元区有多少件有效发明专利？"),
        ("那长沙市岳麓区呢？", "截至2024年6月底，长沙市岳麓区有多少件有效发明专利？"),
        ("全省呢？", "截至2024年6月底，全省有多少件有效发明专利？"),
        ("那湘潭有多少件？", "截至2024年6月底，湘潭有多少件有效发明专利？"),
        ("2024年4月湘潭呢", "截至2024年4月，湘潭有多少件有效发明专利？"),
        ("实用新型专利呢？", "截至2024年6月底，株洲有多少件实用新型专利？"),
        ("湘潭的实用新型专利呢？", "截至2024年6月底，湘潭有多少件实用新型专利？"),
        ("高新技术企业呢？", "截至2024年6月底，株洲有多少高新技术企业？"),
    ],
)
def test_a_plain_follow_up_in_chinese(follow_up, expected):
    assert understood(ZH, follow_up) == expected


@pytest.mark.parametrize(
    ("previous", "follow_up", "expected"),
    [
        ("株洲市天元区有多少家企业？", "荷塘区呢", "株洲市荷塘区有多少家企业？"),
        ("株洲市天元区有多少家企业？", "湘潭市呢", "湘潭市有多少家企业？"),
        ("全市有多少家高新技术企业？", "湘潭呢", "湘潭有多少家高新技术企业？"),
        ("有多少家高新技术企业？", "湘潭呢", "湘潭有多少家高新技术企业？"),
        ("2024年有多少家企业？", "湘潭呢", "2024年湘潭有多少家企业？"),
        ("2024年上半年株洲进出口总值是多少？", "下半年呢", "2024年下半年株洲进出口总值是多少？"),
        ("2024年上半年株洲进出口总值是多少？", "一般贸易呢", "2024年上半年株洲一般贸易是多少？"),
        ("自2020年以来株洲引进多少家企业？", "2024年呢", "2024年株洲引进多少家企业？"),
        ("株洲有多少家上市公司？", "2024年呢", "2024年株洲有多少家上市公司？"),
    ],
)
def test_what_it_takes_the_place_of(previous, follow_up, expected):
    assert understood(previous, follow_up) == expected


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("and in Changsha?", "how many invention patents did Changsha hold in June 2024"),
        ("Changsha?", "how many invention patents did Changsha hold in June 2024"),
        ("what about April 2024?", "how many invention patents did Zhuzhou hold in April 2024"),
        ("in May?", "how many invention patents did Zhuzhou hold in May 2024"),
        ("2023?", "how many invention patents did Zhuzhou hold in 2023"),
        ("by 2023?", "how many invention patents did Zhuzhou hold by 2023"),
        ("last year?", "how many invention patents did Zhuzhou hold last year"),
        ("on 5 May 2024?", "how many invention patents did Zhuzhou hold on 5 May 2024"),
        ("and at the end of April?",
         "how many invention patents did Zhuzhou hold at the end of April 2024"),
        ("how about Changsha in April 2024?",
         "how many invention patents did Changsha hold in April 2024"),
        ("and how many did Changsha hold?",
         "how many invention patents did Changsha hold in June 2024"),
        ("what about utility models?", "how many utility models did Zhuzhou hold in June 2024"),
    ],
)  # fmt: skip
def test_a_plain_follow_up_in_english(follow_up, expected):
    assert understood(EN, follow_up) == expected


@pytest.mark.parametrize(
    ("previous", "follow_up", "expected"),
    [
        ("What is Zhuzhou's GDP in 2024?", "Changsha?", "What is Changsha's GDP in 2024?"),
        ("How many Internet companies are there?", "and in Changsha?",
         "How many Internet companies are there in Changsha?"),
        ("How many patents did Zhuzhou hold?", "in 2023?",
         "How many patents did Zhuzhou hold in 2023?"),
        ("How many patents did Zhuzhou hold at the end of June 2024?", "April 2024?",
         "How many patents did Zhuzhou hold in April 2024?"),
    ],
)  # fmt: skip
def test_where_it_goes_in_an_english_question(previous, follow_up, expected):
    assert understood(previous, follow_up) == expected


@pytest.mark.parametrize(
    "question",
    [
        "株洲有多少家A股上市公司？", "那湘潭有多少家上市公司？", "青年水库什么时候建成的？",
        "2023年湘潭GDP增长多少？", "谁是株洲市长？", "为什么呢？", "那原因呢？", "增速呢？",
        "那是多少？", "湘潭怎么样？", "谢谢", "湘潭", "那长沙和湘潭呢", "中国中车呢", "他呢？",
        "株洲呢？", "是湘潭吗？", "and in Changsha?", "and the growth rate?",
    ],
)  # fmt: skip
def test_what_is_complete_or_not_plain_is_left_in_chinese(question):
    assert understood(ZH, question) is None


@pytest.mark.parametrize(
    "question",
    [
        "how many A-share companies does Zhuzhou have?", "what is Changsha?", "Exports?", "why?",
        "Who is Chen Huiqing?", "and the growth rate?", "the year before?", "what about it?",
        "thanks", "in Changsha", "and Changsha or Xiangtan?", "when was the reservoir built?",
        "那实用新型专利呢？", "2020年以来呢？", "谢谢",
    ],
)  # fmt: skip
def test_what_is_complete_or_not_plain_is_left_in_english(question):
    assert understood(EN, question) is None


def corpus_names(text):
    known = {"Changsha": "长沙", "Zhuzhou": "株洲", "Lusong": "芦淞区"}
    return [
        Name(text.find(spelled), text.find(spelled) + len(spelled), name, "place")
        for spelled, name in known.items()
        if spelled in text
    ]


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("and in Changsha?", "截至2024年6月底，长沙有多少件有效发明专利？"),
        ("what about April 2024?", "截至2024年4月，株洲有多少件有效发明专利？"),
        ("and in April?", "截至2024年4月，株洲有多少件有效发明专利？"),
        ("and in 2023?", "截至2023年，株洲有多少件有效发明专利？"),
        ("and last year?", "截至2025年，株洲有多少件有效发明专利？"),
        ("and on 3 May 2023?", "截至2023年5月3日，株洲有多少件有效发明专利？"),
        ("and in Lusong in April 2024?", "截至2024年4月，芦淞区有多少件有效发明专利？"),
        ("and in Springfield?", None),
        ("and since 2020?", None),
        ("and utility models?", None),
        ("and the first half of 2023?", None),
    ],
)
def test_a_follow_up_in_english_to_a_question_in_chinese(follow_up, expected):
    assert complete_follow_up(ZH, follow_up, today=TODAY, names=corpus_names) == expected


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("那长沙呢？", "how many invention patents did Changsha hold in June 2024"),
        ("那2024年4月呢？", "how many invention patents did Zhuzhou hold in April 2024"),
        ("那4月呢？", "how many invention patents did Zhuzhou hold in April 2024"),
        ("2023年呢？", "how many invention patents did Zhuzhou hold in 2023"),
        ("截至2023年底呢？", "how many invention patents did Zhuzhou hold as of December 2023"),
        ("芦淞区呢？", "how many invention patents did Lusong District hold in June 2024"),
        ("2020年以来呢？", None),
    ],
)
def test_a_follow_up_in_chinese_to_a_question_in_english(follow_up, expected):
    assert understood(EN, follow_up) == expected


def test_what_the_guide_says_is_understood():
    guide = (Path(__file__).parents[2] / "docs/guides/the-prompt.md").read_text("utf-8")
    assert f"After {ZH}" in guide
    rows = re.findall(r"^\| ([^|]+[?？]) \| ([^|]+[?？]) \|$", guide, re.MULTILINE)
    assert len(rows) > 4
    for typed, expected in rows:
        assert complete_follow_up(ZH, typed, today=TODAY, names=corpus_names) == expected


def test_a_question_with_two_of_a_kind_leaves_open_which_is_meant():
    assert understood("株洲和湘潭哪个专利多？", "长沙呢") is None
    assert understood("2023年到2024年6月株洲引进几家企业，2022年呢？", "2021年呢") is None
    assert understood("青年水库什么时候建成的？", "湘潭呢？") is None
    assert understood("", "湘潭呢？") is None


@pytest.mark.parametrize(
    "previous",
    [
        "What standard did the Zhuzhou Rubber Institute lead in 2017?",
        "Who leads the reply of the Zhuzhou Science and Technology Bureau?",
        "Which Zhuzhou product is on the list of the China-EU agreement?",
        "How much was the deal between Zhongsheng Peptide and Jiudian Pharmaceutical worth?",
    ],
)
def test_a_place_takes_the_place_of_no_institute_or_treaty(previous):
    assert understood(previous, "and in Xiangtan?") is None
    assert understood("巴黎奥运会有多少个项目？", "东京呢？") is None


def test_no_question_that_stands_for_itself_is_changed():
    """Of the labelled questions, asked in their order, none goes on from the one before."""
    rows = (Path(__file__).parents[2] / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(row)["question"] for row in rows]
    assert len(questions) > 200
    for before, question in zip(questions, questions[1:]):
        assert understood(before, question) is None


@given(st.text(max_size=40), st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_without_error(previous, follow_up):
    result = understood(previous, follow_up)
    assert result is None or result.strip()


@given(
    st.sampled_from(["湘潭呢？", "那2024年4月呢", "实用新型专利呢？"]),
    st.text("株洲有多少件专利，2024年6月底？", max_size=25),
)
@settings(max_examples=60, deadline=None)
def test_what_the_follow_up_names_is_in_the_question(follow_up, previous):
    result = understood(previous, follow_up)
    assert result is None or follow_up.strip("那呢？") in result
