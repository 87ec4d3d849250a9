"""Questions proposed from a corpus: what is asked, what is left alone, how they are spread."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.corpus import Corpus, Fresh, read_corpus
from zzqa.errors import UsageError
from zzqa.eval import propose, read_questions, save_decided, write_new
from zzqa.eval.propose_times import interval_words, time_words
from zzqa.eval.relevance import squeeze
from zzqa.ingest import find_sources
from zzqa.records import TimeInterval, TimeMention

TEXTS = {
    "a.txt": "2023年全市工业快报\n\n青山市统计局2024年3月5日消息，2023年"
    "全市进出口总值118.7亿元，同比增长39%。"
    "截至2023年12月底，青山市有效发明专利量12420件。青山市培育高新技术企业278家。"
    "力争2025年进出口总值达到200亿元。\n\n青山市统计局\n2024年3月5日\n",
    "b.txt": "关于白河大桥的说明\n\n白河大桥1978年3月建成，是一座公路桥。白河大桥位于青山市东郊。"
    "其总投资3.6亿元。白河大桥由青山市建设局承建。白河县志由方国瑜撰写。\n\n2024年5月6日\n",
}


@pytest.fixture(scope="module")
def passages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    documents = read_corpus(Corpus([folder], find_sources([folder])))
    return tuple(p for found in documents if isinstance(found, Fresh) for p in found.passages)


@pytest.fixture(scope="module")
def proposed(passages):
    return {one.question: one for one in propose(passages)}


class TestQuestions:
    @pytest.mark.parametrize(
        ("question", "answer", "kind"),
        [
            ("截至2023年底，青山市的有效发明专利量是多少？", "12420件", "number"),
            ("青山市培育了多少家高新技术企业？", "278家", "number"),
            ("白河大桥是什么时候建成的？", "1978年3月", "date"),
            ("白河大桥位于哪里？", "青山市东郊", "place"),
            ("白河大桥是由哪个机构承建的？", "青山市建设局", "organisation"),
            ("白河县志是由谁撰写的？", "方国瑜", "person"),
        ],
    )
    def test_they_read_as_a_person_would_ask(self, proposed, question, answer, kind):
        assert question in proposed, sorted(proposed)
        found = proposed[question]
        assert (found.answers, found.type, found.status) == ((answer,), kind, "proposed")

    @pytest.mark.parametrize(
        ("byline", "reporters"),
        [
            ("青山日报讯（记者/方国瑜）今年以来，", ["方国瑜"]),
            ("青山日报讯（记者/方国瑜 记者/张建国）今年以来，", []),
            ("青山日报讯 今年以来，", []),
        ],
    )
    def test_who_wrote_it_is_asked_of_a_title_and_a_byline(self, tmp_path, byline, reporters):
        title = "白河大桥建成通车"
        (tmp_path / "c.txt").write_text(f"{title}\n\n{byline}白河大桥全长1670米。\n", "utf-8")
        documents = read_corpus(Corpus([tmp_path], find_sources([tmp_path])))
        found = propose(p for one in documents if isinstance(one, Fresh) for p in one.passages)
        asked = [one for one in found if one.question == f"《{title}》一文是哪位记者写的？"]
        assert [one.answers[0] for one in asked] == reporters
        assert all(one.relevant[0].evidence.endswith("记者/方国瑜") for one in asked)

    def test_growth_is_asked_of_what_grew(self, proposed):
        (growth,) = [one for one in proposed.values() if one.answers == ("39%",)]
        assert growth.question.endswith("的进出口总值同比增长了多少？")
        assert growth.question.startswith("2023年，") and growth.tags == ("time",)

    def test_plans_and_what_stands_for_something_else_are_left_alone(self, proposed):
        answers = {answer for one in proposed.values() for answer in one.answers}
        assert not answers & {"200亿元", "3.6亿元"}

    def test_every_evidence_stands_in_a_passage(self, passages, proposed):
        for one in proposed.values():
            (evidence,) = one.relevant
            texts = [squeeze(p.text) for p in passages if p.source == evidence.source]
            assert any(squeeze(evidence.evidence) in text for text in texts)
            assert one.answers[0] in evidence.evidence and one.answers[0] not in one.question

    def test_the_same_corpus_gives_the_same_questions(self, passages):
        assert propose(passages) == propose(iter(passages))

    def test_a_question_with_two_answers_is_left_out(self, passages):
        one = next(p for p in passages if "位于" in p.text)
        other = replace(one, id="x", source="x.txt", text=one.text.replace("东郊", "西郊"))
        asked = {one.question for one in propose([one, other])}
        assert "白河大桥位于哪里？" not in asked and "白河大桥是什么时候建成的？" in asked

    @given(st.integers(1, 12))
    @settings(max_examples=12)
    def test_a_limit_takes_from_every_document(self, passages, limit):
        chosen = propose(passages, limit)
        assert len(chosen) <= limit and len({one.id for one in chosen}) == len(chosen)
        if limit >= len(TEXTS):
            assert {one.relevant[0].source for one in chosen} == set(TEXTS)


def interval(*days):
    return TimeInterval(*(date(*day) for day in days))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2024, 1, 1), (2024, 12, 31), "2024年"),
        ((2024, 1, 1), (2024, 6, 30), "2024年上半年"),
        ((2024, 7, 1), (2024, 9, 30), "2024年第三季度"),
        ((2024, 1, 1), (2024, 7, 31), "2024年1至7月"),
        ((2024, 2, 1), (2024, 2, 29), "2024年2月"),
        ((2024, 2, 1), (2024, 2, 28), ""),
        ((2024, 2, 3), (2024, 2, 3), "2024年2月3日"),
        ((2021, 1, 1), (2023, 12, 31), ""),
    ],
)
def test_a_time_is_written_in_full(first, last, words):
    assert interval_words(interval(first, last)) == words


def test_a_state_is_told_of_its_last_day():
    def told(*last):
        span = interval((2024, 1, 1), last)
        return time_words(TimeMention(0, 1, "截至", span, "as_of"))

    assert told(2024, 6, 30) == "截至2024年6月底"
    assert told(2024, 12, 31) == "截至2024年底"
    assert told(2024, 6, 12) == "截至2024年6月12日"
    plan = TimeMention(0, 1, "到2025年", interval((2025, 1, 1), (2025, 12, 31)), "target")
    assert time_words(plan) == ""


class TestFile:
    def test_nobody_s_labels_are_overwritten(self, tmp_path, proposed):
        path = tmp_path / "q.jsonl"
        write_new(path, tuple(proposed.values()))
        assert {one.question: one for one in read_questions(path)} == proposed
        with pytest.raises(UsageError, match="exists; expected a new file"):
            write_new(path, ())
        assert len(read_questions(path)) == len(proposed)
        with pytest.raises(UsageError, match="change --init"):
            write_new(tmp_path / "none" / "q.jsonl", ())

    def test_what_was_decided_is_written_and_nothing_else_is_lost(self, tmp_path, proposed):
        path = tmp_path / "q.jsonl"
        write_new(path, tuple(proposed.values()))
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[0] = json.dumps(json.loads(lines[0]) | {"mine": 1})
        lines[2] = json.dumps(json.loads(lines[2]) | {"other": 2})
        path.write_text("\n".join(lines), encoding="utf-8")
        first, second, *_ = read_questions(path)
        save_decided(path, {first.id: first, second.id: None})
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(rows) == len(lines) - 1
        assert rows[0]["mine"] == 1 and rows[1]["other"] == 2
        assert [path.name for path in tmp_path.iterdir()] == ["q.jsonl"]
