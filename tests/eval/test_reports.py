"""The reports for a log, for CI and for a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from zzqa.errors import QuestionError
from zzqa.eval import (
    Evidence,
    LabelledQuestion,
    Threshold,
    gate_lines,
    html_report,
    junit_xml,
    run_evaluation,
)
from zzqa.eval.charts import _SIDE, reliability_svg, risk_svg
from zzqa.eval.gate_report import behind
from zzqa.eval.html_parts import OUTCOMES, esc, outcome, percent
from zzqa.eval.measures import evaluate
from zzqa.eval.records import Bin, RiskPoint

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))
NASTY = "<script>alert('&')</script>\x00\x1b\u202e\ud800"


class Refusing(FakeEngine):
    def ask(self, question, **options):
        if "refuse" in question:
            raise QuestionError("too long; expected less; ask something shorter")
        return super().ask(question, **options)


def labelled(name, question, evidence=None, *answers, tags=()):
    relevant = (Evidence(*evidence),) if evidence else ()
    return LabelledQuestion(name, question, "zh", "number", tags, relevant, answers)


QUESTIONS = (
    labelled("right", "株洲有效发明专利量", ("a.txt", "专利量12420件"), "12420件"),
    labelled("wrong", "张溟鲲获得成绩", ("b.txt", "成绩8.07米"), "8.48米"),
    labelled("withheld", "哪天开了一个很长的会", ("b.txt", "建成于1978年3月"), "1978年3月"),
    labelled("silent", "长沙常住人口", tags=("unanswerable",)),
    labelled("groundless", "荷塘区有桥梁座", tags=("unanswerable",)),
    labelled("refused", f"refuse {NASTY}", ("b.txt", NASTY), NASTY),
)
GATE = (
    Threshold("recall@1", 0.1),
    Threshold("answer_contained", 0.9),
    Threshold("abstention_recall", 0.6, "tag", "unanswerable"),
    Threshold("latency_p95_ms", 0.0),
)


@pytest.fixture(scope="module")
def evaluation():
    return run_evaluation(Refusing(), QUESTIONS)


class TestGate:
    def test_a_table_and_then_only_what_fell_short(self, evaluation):
        lines = list(gate_lines(evaluation, GATE, "gate.toml"))
        assert "gate gate.toml: 1 of 4 figures reached" in lines
        table = [line for line in lines if line.startswith(("  ok ", "  SHORT "))]
        assert [line.split()[0] for line in table] == ["ok", "SHORT", "SHORT", "SHORT"]
        assert table[1].split() == ["SHORT", "answer_contained", "0.2500", ">=", "0.9"]
        assert table[3].split()[-2:] == ["<=", "0"]
        text = "\n".join(lines)
        assert "answer_contained is 0.25, expected at least 0.9" in text
        assert "recall@1 is" not in text
        assert not any(line.startswith("  right ") for line in lines)

    def test_the_questions_behind_a_figure(self, evaluation):
        def names(figure, *part):
            return {r.labelled.id for r in behind(evaluation, Threshold(figure, 1.0, *part))}

        assert names("answer_contained") == {"wrong", "withheld", "refused"}
        assert names("abstention_recall", "tag", "unanswerable") == {"groundless"}
        assert names("abstention_precision") == {"withheld", "refused"}
        assert names("answer_exact", "lang", "zh") == {"wrong", "withheld", "refused"}
        assert "refused" in names("recall@1") and "right" not in names("recall@1")
        assert names("latency_p95_ms") == names("mrr", "mode", "dense") == set()

    def test_more_of_them_are_counted_or_shown(self, evaluation):
        lines = list(gate_lines(evaluation, GATE, "g", worst=1))
        assert "  and 2 more; all of them with --failures 3" in lines
        assert not any("more;" in line for line in gate_lines(evaluation, GATE, "g", worst=3))

    def test_a_gate_that_is_reached_lists_failures_only_where_they_are_asked_for(self, evaluation):
        reached = (Threshold("recall@5", 0.1),)
        assert not any("wrong results" in line for line in gate_lines(evaluation, reached, "g"))
        lines = list(gate_lines(evaluation, reached, "g", worst=2))
        assert any(line.startswith("The 2 worst of ") for line in lines)


class TestJunit:
    def read(self, evaluation, thresholds=()):
        tree = etree.fromstring(junit_xml(evaluation, thresholds).encode())
        SCHEMA.assertValid(tree)
        return tree

    def test_a_suite_for_each_section_and_a_case_for_each_question(self, evaluation):
        tree = self.read(evaluation, GATE)
        counts = {s.get("name"): (s.get("tests"), s.get("failures"), s.get("errors")) for s in tree}
        assert counts == {
            "gate": ("3", "2", "0"),
            "gate.tag.unanswerable": ("1", "1", "0"),
            "questions": ("6", "3", "1"),
        }
        assert [tree.get(name) for name in ("tests", "failures", "errors")] == ["10", "6", "1"]
        for suite in tree:
            assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
            assert int(suite.get("tests")) == len(suite.findall("testcase"))

    def test_what_went_wrong_is_told(self, evaluation):
        told = {
            case.get("name").split()[0]: (problem.get("type"), problem.get("message"))
            for case in self.read(evaluation).iter("testcase")
            for problem in case
        }
        assert set(told) == {"wrong", "withheld", "groundless", "refused"}
        assert told["wrong"][0] == "wrong answer"
        assert re.fullmatch(r"answered 8.07米 \(confidence .*\); expected 8.48米", told["wrong"][1])
        assert told["withheld"][0] == "withheld" and "expected 1978年3月" in told["withheld"][1]
        assert told["groundless"][0] == "answered without grounds"
        assert told["refused"][0] == "error" and "too long" in told["refused"][1]

    @given(st.text(), st.text(min_size=1))
    @settings(max_examples=50, deadline=None)
    def test_any_text_is_a_valid_document(self, question, answer):
        one = labelled("q", f"refuse {question}", ("a.txt", "x"), answer)
        result = evaluate(run_evaluation(Refusing(), [one], ablation=False).results, [])
        self.read(result)


class Page(HTMLParser):
    """Holds the tags of a page, and what its attributes point at."""

    EMPTY = frozenset({"meta", "br", "link", "img"})

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.ids, self.text = [], set(), [], set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        named = dict(attrs)
        self.links += [named[name] for name in ("href", "src") if name in named]
        self.ids.add(named.get("id"))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


class TestHtml:
    def test_the_page_is_whole_and_needs_nothing_from_elsewhere(self, evaluation):
        text = html_report(evaluation, name="q.jsonl", thresholds=GATE)
        page = Page(text)
        assert page.open == []
        assert not page.tags & {"script", "link", "img", "iframe", "object"}
        assert page.links and all(link.startswith("#") for link in page.links)
        assert {link[1:] for link in page.links} <= page.ids
        assert "@import" not in text and "url(" not in text
        assert text.isprintable() or set(text) - {"\n"} <= {c for c in text if c.isprintable()}

    def test_every_wrong_question_with_what_was_returned_and_what_was_right(self, evaluation):
        text = html_report(evaluation)
        assert Page(text).ids >= {"wrong", "withheld", "groundless", "refused"}
        assert 'id="right"' not in text and 'id="silent"' not in text
        assert "<mark>8.07米</mark>" in text and "8.48米" in text
        assert "Wrong results (4)" in text

    def test_what_documents_and_questions_say_is_no_markup(self, evaluation):
        text = html_report(evaluation, name=NASTY)
        assert "<script" not in text and "&lt;script&gt;" in text
        text.encode("utf-8")

    def test_each_outcome_by_hand(self, evaluation):
        kinds = [outcome(result) for result in evaluation.results]
        assert kinds == ["right", "wrong", "withheld", "silent", "groundless", "withheld"]
        text = html_report(evaluation)
        assert f'<b>2</b> {OUTCOMES["withheld"]} <span class="soft">(33.3 %)</span>' in text

    def test_nothing_measured_is_a_page_too(self):
        page = Page(html_report(evaluate([], [])))
        assert page.open == [] and "None." in page.text

    @given(st.text())
    @settings(max_examples=50)
    def test_escaping_keeps_the_text_and_no_mark_of_html(self, text):
        shown = Page(f'<p title="{esc(text)}">{esc(text)}</p>')
        assert shown.tags == {"p"} and shown.open == []
        esc(text).encode("utf-8")

    def test_percent(self):
        assert [percent(value) for value in (None, 0.0, 0.125, 1.0)] == [
            "–", "0 %", "12.5 %", "100 %",
        ]  # fmt: skip


class TestCharts:
    def test_the_bars_stand_where_they_should(self):
        svg = etree.fromstring(reliability_svg([Bin(0.5, 0.6, 4, 0.55, 0.75)]))
        (bar,) = svg.findall(".//{*}rect")
        (dot,) = svg.findall(".//{*}circle")
        low, high = (float(bar.get(name)) for name in ("y", "height"))
        assert high == pytest.approx(0.75 * _SIDE, abs=0.1)
        assert float(dot.get("cy")) == low

    def test_the_axis_ends_above_the_curve(self):
        svg = risk_svg([RiskPoint(0.5, 0.3, 0.9), RiskPoint(1.0, 0.45, 0.1)], (0.5, 0.3))
        assert "50%" in svg and ">60%" not in svg
        points = etree.fromstring(svg).find(".//{*}polyline").get("points").split()
        (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in points)
        assert x1 < x2 and y1 > y2
        etree.fromstring(risk_svg([], None))
