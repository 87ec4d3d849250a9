"""Question sets in the layout of SQuAD, read, indexed and asked."""

from __future__ import annotations

import json

import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.cli import main
from zzqa.errors import UsageError
from zzqa.eval import (
    Evidence,
    LabelledQuestion,
    read_squad,
    run_evaluation,
    sample,
    squad_index,
)
from zzqa.eval.relevance import SourceLocator

PANDA = "大熊猫吃竹子，一天要吃三十公斤。它们住在四川的山里。"
BRIDGE = "这座桥全长1670米，于1957年建成通车。"


def qa(name, question, *answers):
    found = [{"text": answer, "answer_start": 0} for answer in answers]
    return {"id": name, "question": question, "answers": found}


SQUAD = {
    "version": "1.1",
    "data": [
        {
            "title": "熊猫",
            "paragraphs": [
                {"context": PANDA, "qas": [qa("a", "大熊猫吃什么？", "竹子", "竹子")]},
                {"context": BRIDGE, "qas": [qa("b", "桥全长多少米？", "1670米")]},
            ],
        },
        {
            "title": "again",
            "paragraphs": [{"context": PANDA, "qas": [qa("c", "住在哪？", "四川")]}],
        },
    ],
}
ENGLISH = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "Pandas eat bamboo.",
                    "qas": [qa("a", "What does the panda eat?", "bamboo")],
                },
                {"context": "A bridge.", "qas": [qa("b", "How long is the bridge?", "1670 m")]},
            ]
        }
    ]
}
CMRC = [
    {
        "context_id": "T1",
        "title": "熊猫",
        "context_text": PANDA,
        "qas": [{"query_id": "a", "query_text": "大熊猫吃什么？", "answers": ["竹子", "竹子"]}],
    },
    {
        "context_id": "T2",
        "context_text": BRIDGE,
        "qas": [{"query_id": "b", "query_text": "桥全长多少米？", "answers": ["1670米"]}],
    },
]


@pytest.fixture
def write(tmp_path):
    def to_file(value, name="set.json"):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    return to_file


class TestReading:
    def test_every_paragraph_a_document_and_every_question_a_query(self, write):
        squad = read_squad(write(SQUAD))
        assert dict(squad.paragraphs) == {"p00001.txt": PANDA, "p00002.txt": BRIDGE}
        assert [question.id for question in squad.questions] == ["a", "b", "c"]
        first, second, third = squad.questions
        assert first.relevant == third.relevant == (Evidence("p00001.txt", PANDA),)
        assert second.relevant == (Evidence("p00002.txt", BRIDGE),)
        assert (first.answers, first.lang, first.type) == (("竹子",), "zh", "span")

    @pytest.mark.parametrize("value", [CMRC, {"data": CMRC}])
    def test_the_layout_of_cmrc_says_the_same(self, write, value):
        assert read_squad(write(value)).questions == read_squad(write(SQUAD)).questions[:2]

    def test_a_question_declared_impossible_is_not_answerable(self, write):
        impossible = {**qa("x", "它的名字？"), "is_impossible": True}
        paragraph = {"context": PANDA, "qas": [qa("a", "吃什么？", "竹子"), impossible]}
        questions = read_squad(write([paragraph])).questions
        assert [question.answerable for question in questions] == [True, False]

    def test_a_question_without_text_is_left_out_and_told(self, write):
        paragraph = {"context": PANDA, "qas": [qa("a", "吃什么？", "竹子"), qa("x", " ", "山")]}
        squad = read_squad(write([paragraph]))
        assert [question.id for question in squad.questions] == ["a"]
        assert squad.left_out == ("x",)

    def test_questions_of_another_language_are_about_the_same_paragraphs(self, write):
        squad = read_squad(write(SQUAD), write(ENGLISH, "en.json"))
        assert dict(squad.paragraphs) == {"p00001.txt": PANDA, "p00002.txt": BRIDGE}
        first, second = squad.questions
        assert (first.question, first.lang) == ("What does the panda eat?", "en")
        assert first.relevant == (Evidence("p00001.txt", PANDA),)
        assert second.answers == ("1670米", "1670 m")

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("{", "set.json: not JSON"),
            ("3", "no list of articles or paragraphs; expected paragraphs with context and qas"),
            ({"questions": []}, "no list of articles or paragraphs"),
            ([], "no question; expected at least one"),
            ([3], "no paragraphs after paragraph 0"),
            ([{"paragraphs": 3}], "no paragraphs after paragraph 0"),
            ([{"context": "x"}], "paragraph 1: no qas"),
            ([{"qas": []}], "paragraph 1: no context; expected context or context_text as text"),
            ([{"context": " ", "qas": []}], "context is ' '"),
            ([{"context": "x", "qas": [3]}], "a question that is 3"),
            ([{"context": "x", "qas": [{"question": "?"}]}], "no id; expected id or query_id"),
            ([{"context": "x", "qas": [{"id": 1, "question": "?"}]}], "id is 1"),
            ([{"context": "x", "qas": [{"id": "q"}]}], "question q: no question"),
            ([{"context": "x", "qas": [qa("q", "？")]}], r"question q: answers is \[\]"),
            ([{"context": "x", "qas": [qa("q", "？", " ")]}], "answers is"),
            ([{"context": "x", "qas": [qa("q", "？", 3)]}], "answers is"),
            ([{"context": "x", "qas": [qa("q", "？", "x")] * 2}], "id q again"),
        ],
    )
    def test_another_layout_is_refused_in_one_line(self, write, value, message):
        with pytest.raises(UsageError, match=message) as caught:
            read_squad(write(value))
        assert "\n" not in str(caught.value)
        assert str(caught.value).count("; ") == 2

    def test_ids_that_do_not_fit_and_a_file_that_is_not_there(self, write, tmp_path):
        other = write([{"context": "x", "qas": [qa("z", "？", "x")]}], "other.json")
        with pytest.raises(UsageError, match=r"other.json: paragraph 1: unknown id z"):
            read_squad(write(SQUAD), other)
        with pytest.raises(UsageError, match="No such file"):
            read_squad(tmp_path / "none.json")


ASKED = tuple(LabelledQuestion(f"q{number}", "？", "zh", "span") for number in range(60))


class TestSampling:
    @given(st.integers(1, 70), st.integers(1, 70))
    @settings(max_examples=50)
    def test_a_sample_keeps_the_order_and_lies_in_any_larger_one(self, small, large):
        small, large = sorted((small, large))
        chosen = sample(ASKED, small)
        assert len(chosen) == min(small, len(ASKED))
        assert list(chosen) == [question for question in ASKED if question in chosen]
        assert set(chosen) <= set(sample(ASKED, large))
        assert set(sample(ASKED[::-1], small)) == set(chosen)

    def test_it_is_no_run_of_neighbours_and_never_another_one(self):
        assert [question.id for question in sample(ASKED, 5)] == ["q4", "q7", "q18", "q24", "q38"]
        assert sample(ASKED, None) == ASKED


class TestRankingsOfSources:
    def test_a_source_counts_once_where_its_best_passage_stands(self):
        question = LabelledQuestion(
            "q", "青年水库建成于", "zh", "span", (), (Evidence("b.txt", "x"),), ("1978年",)
        )
        evaluation = run_evaluation(FakeEngine(), [question], ablation=False, unit="source")
        assert evaluation.results[0].found["ranked"] == ("b.txt", "a.txt")
        assert evaluation.results[0].relevant == {"b.txt"}
        assert evaluation.figures["recall@1"] == 1.0

    def test_a_source_that_is_not_indexed_is_not_there_to_be_found(self):
        question = LabelledQuestion("q", "？", "zh", "span", (), (Evidence("z", "x"),), ("x",))
        assert SourceLocator(FakeEngine()).relevant(question) == frozenset()


class TestCommand:
    @pytest.fixture
    def evaluate(self, capsys):
        def call(*options):
            code = main(["eval", *map(str, options)])
            out = capsys.readouterr()
            return code, out.out, out.err

        return call

    def test_a_set_is_indexed_apart_and_asked_in_both_languages(self, write, evaluate, tmp_path):
        index = tmp_path / "index"
        options = ["--squad", write(SQUAD), "--index", index, "--json"]
        code, out, err = evaluate(*options)
        report = json.loads(out)
        assert code == 0 and "indexing 2 paragraphs in a temporary folder" in err
        assert (report["questions"], report["figures"]["recall@1"]) == (3, 1.0)
        code, out, _ = evaluate(*options, "--questions", write(ENGLISH, "en.json"), "--limit", "1")
        report = json.loads(out)
        assert code == 0 and report["questions"] == 1
        assert report["results"][0]["lang"] == "en"
        assert not index.exists()

    def test_the_temporary_index_goes_whatever_happens(self, write):
        with pytest.raises(KeyError), squad_index(read_squad(write(CMRC))) as index:
            files = sorted(path.name for path in (index.parent / "paragraphs").iterdir())
            assert files == ["p00001.txt", "p00002.txt"]
            raise KeyError
        assert not index.parent.exists()

    def test_what_does_not_go_together_is_refused(self, write, evaluate, tmp_path):
        squad = write(SQUAD)
        code, _, err = evaluate(tmp_path / "q.jsonl", "--squad", squad)
        assert code == 2 and "expected one of the two" in err
        code, _, err = evaluate("--questions", squad)
        assert code == 2 and "add --squad FILE" in err
        assert evaluate("--squad", squad, "--limit", "0")[0] == 2
