"""Names that sound alike in English and in Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from zzqa.text.bridge import BridgeTable, build_bridge
from zzqa.text.transliteration import (
    alike,
    beginnings,
    chinese_keys,
    english_keys,
    likeness,
    transliterated,
)

# Pairs of an atlas, of scientists and of statesmen: none is of a set that is measured on.
PAIRS = {
    "Denver": "丹佛", "Houston": "休斯顿", "Seattle": "西雅图", "Boston": "波士顿",
    "Manchester": "曼彻斯特", "Liverpool": "利物浦", "Edinburgh": "爱丁堡", "Hamburg": "汉堡",
    "Stuttgart": "斯图加特", "Milano": "米兰诺", "Lisbon": "里斯本", "Kepler": "开普勒",
    "Faraday": "法拉第", "Maxwell": "麦克斯韦", "Pascal": "帕斯卡", "Mendel": "孟德尔",
    "Churchill": "丘吉尔", "Roosevelt": "罗斯福", "Lincoln": "林肯", "Franklin": "富兰克林",
    "Nelson": "纳尔逊", "Mozart": "莫扎特", "Schubert": "舒伯特", "Wagner": "瓦格纳",
    "Rembrandt": "伦勃朗", "Kennedy": "肯尼迪", "Clinton": "克林顿", "Thatcher": "撒切尔",
    "Montreal": "蒙特利尔", "Toronto": "多伦多", "Sydney": "悉尼", "Melbourne": "墨尔本",
}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> BridgeTable:
    return build_bridge(dict.fromkeys(PAIRS.values(), 1), ())


def spelled(name: str) -> str:
    return "".join(lazy_pinyin(name))


def test_most_names_share_a_skeleton_with_their_transliteration():
    shared = [
        english
        for english, chinese in PAIRS.items()
        if chinese_keys(lazy_pinyin(chinese)) & set(english_keys(english))
    ]
    assert len(shared) >= 0.8 * len(PAIRS), sorted(set(PAIRS) - set(shared))


def test_a_name_is_likest_to_its_own_transliteration():
    right = [
        english
        for english, chinese in PAIRS.items()
        if max(PAIRS.values(), key=lambda name: likeness(english, spelled(name))) == chinese
    ]
    assert len(right) >= 0.9 * len(PAIRS), sorted(set(PAIRS) - set(right))


def test_what_is_found_is_mostly_the_name_meant():
    sounds = [(name, spelled(name), chinese_keys(lazy_pinyin(name))) for name in PAIRS.values()]
    best = {}
    for english in PAIRS:
        keys = set(english_keys(english))
        options = alike(english, [(name, pinyin) for name, pinyin, own in sounds if own & keys])
        best[english] = options[0][0] if options else ""
    found = {english: name for english, name in best.items() if name}
    wrong = {english: name for english, name in found.items() if PAIRS[english] != name}
    assert len(found) >= 0.65 * len(PAIRS), sorted(set(PAIRS) - set(found))
    assert len(wrong) <= 2, wrong


def test_a_question_finds_a_name_that_no_dictionary_has():
    bridge = build_bridge({"胡博纳": 2, "大街": 5}, ())
    (word,) = bridge.translate("Hubner")
    assert [term for term, _ in word.options] == ["胡博纳"]
    assert word.options[0][1] < 1.0, "what only sounds alike counts less than what is known"
    assert bridge.translate("hubner")[0].options == (), "no name: not capitalised"


def test_a_name_is_found_by_how_it_begins():
    assert "jackson" in beginnings("Jacksonville")
    bridge = build_bridge({"布隆森": 2}, ())
    (word,) = bridge.translate("Brunsonville")
    assert [term for term, _ in word.options] == ["布隆森"]


@pytest.mark.parametrize("name", ["Guilin", "Yueyang", "Changde", "Chenzhou", "Zhuzhou"])
def test_a_chinese_name_is_none_from_elsewhere(name):
    assert alike(name, [("格林", "gelin"), ("查尔斯", "chaersi"), ("珠州", "zhuzhou")]) == []


def test_only_characters_of_transliterations_make_a_foreign_name():
    assert transliterated("胡格诺")
    assert not transliterated("企业")
    assert not transliterated("诺")


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzü'é"), max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_word_has_a_bounded_number_of_skeletons(word):
    keys = english_keys(word)
    assert len(keys) <= 24
    assert len(set(keys)) == len(keys)
    assert 0.0 <= likeness(word, "huosidun") <= 1.0
    assert all(len(beginning) < len(word) for beginning in beginnings(word))


def test_an_older_table_without_sounds_is_read(table):
    old = {key: value for key, value in table.to_json().items() if key != "sounds"}
    assert BridgeTable.from_json(old).translate("Fesser")[0].options == ()
