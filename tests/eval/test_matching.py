import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.eval.matching import is_contained, is_exact, judge, normalise
from zzqa.eval.records import Evidence, LabelledQuestion


@pytest.mark.parametrize(
    ("given_answer", "accepted"),
    [
        ("12420件", ["12420件", "12420"]),
        ("12,420 件", ["12420件"]),
        ("１２４２０件。", ["12420件"]),
        ("12420", ["12420件"]),
        ("12420件", ["12420"]),
        ("3.6億元", ["3.6亿元"]),
        ("36000万元", ["3.6亿元"]),
        ("超过600亿", ["600亿元"]),
        ("9700余件", ["9700件"]),
        ("20890标箱", ["20890个标箱"]),
        ("近九成", ["九成"]),
        ("90%", ["九成"]),
        ("百分之41", ["41%"]),
        ("第2", ["第二位"]),
        ("第七名", ["第七"]),
        ("《气象气球规范》", ["气象气球规范"]),
        ("陳恢清", ["陈恢清"]),
        ("Mexico City", ["mexico city"]),
        ("25％以上", ["25%以上"]),
    ],
)
def test_one_answer_written_in_two_ways_is_exact(given_answer, accepted):
    assert is_exact(given_answer, accepted)
    assert is_contained(given_answer, accepted)


@pytest.mark.parametrize(
    ("given_answer", "accepted"),
    [
        ("12420件", ["2420件", "2420"]),
        ("2420件", ["12420件"]),
        ("12420家", ["12420件", "12420"]),
        ("3.6万元", ["3.6亿元", "3.6"]),
        ("3.6亿元", ["3.6"]),
        ("31.24件", ["1.24件", "31件", "24件"]),
        ("第3", ["3家"]),
        ("3家", ["第3位"]),
        ("12月7日", ["2月7日"]),
        ("不是", ["是"]),
        ("株洲是全省第二", ["是"]),
        ("长沙", ["株洲"]),
        ("0731-286876120", ["0731-28687612"]),
    ],
)
def test_near_misses_are_neither_exact_nor_contained(given_answer, accepted):
    assert not is_exact(given_answer, accepted)
    assert not is_contained(given_answer, accepted)


@pytest.mark.parametrize(
    ("given_answer", "accepted"),
    [
        ("株洲累计有效发明专利量12,420件，居全省前列", ["12420件"]),
        ("全省第二位", ["第二"]),
        ("否，只得了第七名", ["否"]),
        ("市委副书记、市长", ["市长"]),
        ("2021年9月7日", ["9月7日"]),
        ("共签约93个，总额超310亿元", ["310亿元"]),
        ("6个项目", ["6个"]),
    ],
)
def test_an_answer_with_words_around_it_is_contained_only(given_answer, accepted):
    assert not is_exact(given_answer, accepted)
    assert is_contained(given_answer, accepted)


def test_a_list_must_be_complete_and_for_exact_nothing_else():
    items = ["商务部", "中宣部", "文化和旅游部"]
    assert is_exact("中宣部、商务部和文化和旅游部", items, "all")
    assert is_contained("由中宣部、商务部、文化和旅游部组织", items, "all")
    assert not is_exact("由中宣部、商务部、文化和旅游部组织", items, "all")
    assert not is_contained("中宣部、商务部", items, "all")
    assert is_exact("93个，超310亿元", ["93个", "310亿元"], "all")
    assert not is_contained("93个，310万元", ["93个", "310亿元"], "all")


def test_no_answer_is_never_right_and_unanswerable_has_no_right_answer():
    labelled = LabelledQuestion("q", "？", "zh", "number", (), (Evidence("a", "b"),), ("3家",))
    assert judge(labelled, None) == (False, False)
    assert judge(labelled, "3家") == (True, True)
    assert judge(LabelledQuestion("q", "？", "zh", "number"), "3家") == (False, False)


@given(st.text(max_size=20))
@settings(max_examples=100)
def test_normalising_settles_and_every_text_accepts_itself(text):
    once = normalise(text)
    if once:
        assert is_exact(text, [text])
        assert is_contained(text, [text])


@given(st.integers(1, 10**7), st.integers(1, 10**7))
@settings(max_examples=100)
def test_numbers_match_by_value_only(left, right):
    assert is_contained(f"共{left:,}件", [f"{right}件"]) == (left == right)
