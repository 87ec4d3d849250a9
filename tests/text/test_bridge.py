import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.errors import ReadError
from zzqa.text.bridge import BridgeTable, build_bridge, read_aliases
from zzqa.text.english import lemma, words
from zzqa.text.names import find_names
from zzqa.text.tokens import tokenize

ROOT = Path(__file__).parents[2]
HAND_MADE = {
    "专利": 9, "发明专利": 5, "市长": 2, "出口": 4, "增长": 6, "企业": 9, "公司": 5, "株洲": 9,
    "株洲市": 3, "张溟": 1, "鲲": 1, "小": 4, "巨人": 1, "水库": 1, "igbt": 1, "6月": 3, "第8": 1,
    "一带一路": 1, "旅行": 1, "绿色": 2, "酒店": 1, "中车": 2, "研发": 3, "投入": 3, "青年": 1,
}  # fmt: skip
NAMES = ("张溟鲲", "株洲市", "九典", "吕丽", "欧阳明")


@pytest.fixture(scope="module")
def table() -> BridgeTable:
    return build_bridge(HAND_MADE, NAMES)


@pytest.fixture(scope="module")
def seeds() -> BridgeTable:
    vocabulary: Counter[str] = Counter()
    names: set[str] = set()
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        text = re.sub(r"(?<=[\u4e00-\u9fff0-9，、])\s*\n\s*(?=[\u4e00-\u9fff0-9])", "",
                      path.read_text(encoding="utf-8"))  # fmt: skip
        for sentence in re.split("[。\n]", text):
            vocabulary.update({token.term for token in tokenize(sentence)})
        names.update(name.text for name in find_names(text))
    return build_bridge(vocabulary, names)


def options(table: BridgeTable, question: str) -> dict[str, list[str]]:
    return {w.phrase: [term for term, _ in w.options] for w in table.translate(question)}


@pytest.mark.parametrize(
    ("question", "phrase", "term"),
    [
        ("How many invention patents?", "invention patents", "发明专利"),
        ("Who is the mayor?", "mayor", "市长"),
        ("exported goods", "exported", "出口"),
        ("exporting", "exporting", "出口"),
        ("it grew", "grew", "增长"),
        ("firms", "firms", "企业"),
        ("in Zhuzhou", "Zhuzhou", "株洲"),
        ("zhuzhou's plan", "zhuzhou's", "株洲"),
        ("Zhang Mingkun jumped", "Zhang Mingkun", "张溟鲲"),
        ("Mingkun Zhang jumped", "Mingkun Zhang", "张溟鲲"),
        ("Lü Li, Lv Li", "Lü Li", "吕丽"),
        ("Lyu Li", "Lyu Li", "吕丽"),
        ("Ouyang Ming", "Ouyang Ming", "欧阳明"),
        ("little giant", "little giant", "巨人"),
        ("IGBT", "IGBT", "igbt"),
        ("in June", "June", "6月"),
        ("the eighth", "eighth", "第8"),
        ("the 8th", "8th", "第8"),
        ("the Belt and Road", "Belt and Road", "一带一路"),
        ("CRRC", "CRRC", "中车"),
        ("R&D spending", "R&D spending", "研发"),
        ("5G", "5G", "5g"),
        ("in 2024", "2024", "2024年"),
        ("10,000", "10,000", "10000"),
        ("Qingnian reservoir", "Qingnian", "青年"),
    ],
)
def test_a_phrase_finds_its_chinese(
    table: BridgeTable, question: str, phrase: str, term: str
) -> None:
    assert term in options(table, question)[phrase]


def test_a_name_wins_over_a_word_of_the_same_sound(table: BridgeTable) -> None:
    assert options(table, "Jiudian")["Jiudian"][0] == "九典"


def test_words_outside_the_vocabulary_have_no_options(table: BridgeTable) -> None:
    assert options(table, "unemployment in Yueyang") == {"unemployment": [], "Yueyang": []}


def test_function_words_and_chinese_are_left_alone(table: BridgeTable) -> None:
    assert list(options(table, "what is the 株洲 patent of the 小巨人 in May")) == ["patent", "May"]


def test_weights_and_spans(table: BridgeTable) -> None:
    question = "How many firms grew exports and R&D investment in Zhuzhou?"
    for word in table.translate(question):
        assert question[word.start : word.end] == word.phrase
        weights = [weight for _, weight in word.options]
        assert weights == sorted(weights, reverse=True) and len(weights) <= 6
        assert not weights or weights[0] == 1.0


def test_json_round_trip(table: BridgeTable) -> None:
    again = BridgeTable.from_json(json.loads(json.dumps(table.to_json())))
    question = "invention patents of Zhuzhou"
    assert again == table and again.translate(question) == table.translate(question)
    with pytest.raises(ValueError, match="expected terms, phrases, pinyin"):
        BridgeTable.from_json({"terms": []})


def test_an_empty_corpus_has_an_empty_bridge() -> None:
    table = build_bridge({}, ())
    assert table.terms == [] and options(table, "patents in 2024")["patents"] == []


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=50)
def test_any_question_is_translated(table: BridgeTable, question: str) -> None:
    for word in table.translate(question):
        assert 0 <= word.start < word.end <= len(question)


def test_own_aliases_come_first(tmp_path: Path) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text('[aliases]\n"flagship" = ["巨人"]\n"firm" = ["公司"]\n', encoding="utf-8")
    table = build_bridge(HAND_MADE, (), read_aliases(path))
    assert options(table, "flagship firms") == {"flagship": ["巨人"], "firms": ["公司", "企业"]}


def test_a_bad_alias_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text('aliases = ["x"', encoding="utf-8")
    with pytest.raises(ReadError, match=r"aliases\.toml.*mend or remove"):
        read_aliases(path)


def test_no_two_packaged_aliases_have_one_key() -> None:
    source = (ROOT / "zzqa/data/aliases.toml").read_text(encoding="utf-8")
    keys = Counter(
        " ".join(word.key for word in words(phrase)) for phrase in tomllib.loads(source)["aliases"]
    )
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize(
    "inflections",
    ["export exports exported exporting", "company companies company's", "plan plans planned",
     "produce produces produced producing", "organisation organization", "centre center centres",
     "study studied studies studying", "man men men's", "grow grew grown growing"],
)  # fmt: skip
def test_inflections_have_one_key(inflections: str) -> None:
    assert len({lemma(word) for word in inflections.split()}) == 1


EXPECTED = {
    "How many invention patents did Zhuzhou hold in June 2024": "发明专利 株洲 拥有 6月 2024年",
    "Who is the mayor of Zhuzhou": "市长 株洲",
    "What rank did Zhang Mingkun take in the men's long jump final at the Paris Olympics":
        "排名 张溟鲲 跳远 决赛 巴黎 奥运会",
    "How much did exports of Zhuzhou grow in the first half of 2024":
        "出口 株洲 增长 上半年 2024年",
    "How many national little giant firms are there": "国家 巨人",
    "Which company plans to invest in a digital production line for carbide rods":
        "公司 计划 投资 数字化 生产线 硬质合金 棒材",
    "What was the total value of imports and exports": "总值 进出口",
    "How many high-tech enterprises": "高新技术",
    "How much output value did CRRC Zhuzhou Institute reach": "产值 中车 达到",
    "How many trademarks are registered": "商标 注册",
    "generation of Qingshui reservoir hydropower": "发电 清水 水库 水电",
}  # fmt: skip


def test_most_content_words_of_english_questions_are_understood(seeds: BridgeTable) -> None:
    right = asked = 0
    for question, expected in EXPECTED.items():
        found = {term for word in seeds.translate(question) for term, _ in word.options}
        asked += len(expected.split())
        right += len(found & set(expected.split()))
    assert right / asked >= 0.9
