"""Commands over a fake engine: parsing, rendering, exit codes."""

import io
import json
import sys
import types
from datetime import date

import pytest
from fake_engine import FakeEngine
from hypothesis import given, settings
from hypothesis import strategies as st

from zzqa.cli import main
from zzqa.cli.index import summary_lines
from zzqa.cli.options import join_words, parse_date
from zzqa.cli.screen import safe, single_line
from zzqa.cli.show import Place, parse_place
from zzqa.errors import IndexDamagedError, IndexMissingError, QuestionError, UsageError
from zzqa.records import BuildReport, SkippedSource

QUESTION = "株洲有效发明专利量"


@pytest.fixture
def engine(monkeypatch):
    engine = FakeEngine()
    module = types.ModuleType("zzqa.engine")
    module.open_index = lambda folder, **_: engine
    monkeypatch.setitem(sys.modules, "zzqa.engine", module)
    return engine


@pytest.fixture
def run(engine, capsys):
    """Return a function that runs a command and returns (exit code, stdout, stderr)."""

    def call(*args):
        code = main(list(args))
        out = capsys.readouterr()
        assert "\x1b" not in out.out and "\x1b" not in out.err
        return code, out.out, out.err

    return call


@pytest.fixture
def pipe(monkeypatch):
    def feed(data: bytes):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return feed


class TestAsk:
    def test_the_answer_first_then_the_quotes(self, run):
        code, out, err = run("ask", QUESTION, "--top-k", "2")
        assert (code, err) == (0, "")
        lines = out.splitlines()
        assert lines[0] == "12420件  (confidence 1.00)"
        assert lines[2].startswith("[1] a.txt:1-3  题目  2024-08-08")
        assert lines[3] == "    截至6月底，株洲有效发明专利量12420件。"
        assert "[2]" in out and "[3]" not in out

    def test_words_need_no_quotation_marks(self, run, engine):
        run("ask", "how", "many", "patents")
        assert engine.asked[0]["question"] == "how many patents"

    def test_an_abstention_tells_why_and_what_is_nearest(self, run):
        code, out, _ = run("ask", "株完全无关紧要")
        assert code == 0
        assert out.startswith("No answer: no passage fits\nBest candidate: 12420件")
        assert "Nearest passages:" in out

    def test_json_is_one_line_of_the_schema(self, run):
        _, out, _ = run("ask", QUESTION, "--json")
        assert out.count("\n") == 1
        assert json.loads(out)["schema"] == "zzqa.answer/1"

    def test_options_reach_the_engine(self, run, engine):
        run(
            "ask", QUESTION, "--source", "a*", "--source", "b*", "--since", "2024-02",
            "--until", "2024-02", "--today", "2024",
        )  # fmt: skip
        filters = engine.asked[0]["filters"]
        assert filters.sources == ("a*", "b*")
        assert (filters.since, filters.until) == (date(2024, 2, 1), date(2024, 2, 29))
        assert engine.asked[0]["today"] == date(2024, 12, 31)

    def test_a_pipe_gets_one_answer_a_line_and_errors_in_their_place(self, run, pipe):
        pipe(f"\ufeff{QUESTION}\n\nboom\n".encode() + b"\xff\n" + "完全无关\n".encode())
        code, out, err = run("ask")
        lines = out.splitlines()
        assert code == 0
        assert lines[0] == "12420件\ta.txt:1-3\t1.00"
        assert [line[:6] for line in lines[1:4]] == ["error:"] * 3
        assert lines[4] == "no answer: no passage fits"
        assert err == "3 of 5 lines could not be answered\n"

    def test_a_pipe_with_json_gets_one_object_a_line(self, run, pipe):
        pipe(f"{QUESTION}\n\n".encode())
        code, out, _ = run("ask", "--json")
        first, second = map(json.loads, out.splitlines())
        assert (first["answer"], second["line"], second["schema"]) == ("12420件", 2, "zzqa.error/1")
        assert code == 0

    @pytest.mark.parametrize("data", [b"", b"\n", b"\xff\n"])
    def test_a_pipe_without_any_question_is_wrong_input(self, run, pipe, data):
        pipe(data)
        code, _, err = run("ask")
        assert code == 2
        assert err.startswith("error: ") and err.count("\n") == 1


def test_search_shows_passages_only(run):
    code, out, _ = run("search", "水库", "--top-k", "1", "--mode", "dense")
    assert (code, out.splitlines()[0][:11]) == (0, "[1] b.txt:1")
    assert json.loads(run("search", "水库", "--json")[1])["schema"] == "zzqa.search/1"


def test_search_explains_each_hit_by_its_features(run):
    plain, explained = (run("search", "水库", *more)[1] for more in ((), ("--explain",)))
    assert "lexical" in explained
    assert len(explained.splitlines()) > len(plain.splitlines())


def test_show_marks_the_cited_lines_and_disarms_escapes(run):
    code, out, _ = run("show", "a.txt:4", "--context", "1")
    assert code == 0
    assert out.splitlines()[1:] == [
        "3   明专利量12420件。",
        "4 | 荷塘区有\ufffd[31m桥梁\ufffd[0m7座。",
        "5",
    ]
    assert json.loads(run("show", "a.txt", "--json")[1])["cited"] is None
    assert run("show", "none.txt")[0] == 2


def test_batch_writes_goes_on_and_tells_of_broken_lines(run, tmp_path):
    asked, out = tmp_path / "q.jsonl", tmp_path / "out.jsonl"
    asked.write_text(json.dumps({"question": QUESTION}) + "\nbroken\n")
    code, stdout, err = run("batch", str(asked), "-o", str(out))
    assert (code, stdout) == (0, "")
    assert "2 questions: 1 answered, 0 without an answer, 1 with errors" in err
    assert "line 2: not JSON" in err
    code, stdout, _ = run("batch", str(asked), "-o", str(out), "--json")
    assert json.loads(stdout)["resumed"] == 2
    before = asked.read_bytes()
    assert run("batch", str(asked), "-o", str(asked), "--restart")[0] == 2
    assert asked.read_bytes() == before


def test_eval_reports_and_gates(run, tmp_path):
    row = {
        "id": "q1", "question": QUESTION, "lang": "zh", "type": "number", "tags": [],
        "relevant": [{"source": "a.txt", "evidence": "专利量12420件"}], "answers": ["12420件"],
    }  # fmt: skip
    asked, gate, report = tmp_path / "q.jsonl", tmp_path / "gate.toml", tmp_path / "r.json"
    asked.write_text(json.dumps(row))
    gate.write_text('[gate]\n"recall@1" = 1.0\n')
    code, out, err = run("eval", str(asked), "--gate", str(gate), "--out", str(report))
    assert code == 0 and "recall@1" in out and "all 1 figures reached" in err
    assert json.loads(report.read_text())["questions"] == 1
    gate.write_text("[gate]\nlatency_p95_ms = 0\n")
    code, out, err = run("eval", str(asked), "--gate", str(gate), "--json", "--no-ablation")
    assert code == 4 and json.loads(out)["schema"] == "zzqa.eval/1"
    assert err.startswith("error: 1 of 1 figures fall short: latency_p95_ms")
    gate.write_text("[gate]\nspeed = 0\n")
    assert run("eval", str(asked), "--gate", str(gate))[0] == 2


class TestIndex:
    @pytest.fixture
    def built(self, monkeypatch):
        calls = types.SimpleNamespace(stale="files changed", args=None)

        def build_index(paths, index, **options):
            calls.args = (paths, index, options)
            skipped = (SkippedSource("x.bin", "binary"),)
            return BuildReport(str(index), 3, 5, 60, 4, 60, skipped, 1.5)

        module = types.ModuleType("zzqa.build")
        module.build_index = build_index
        module.staleness = lambda *_: calls.stale
        monkeypatch.setitem(sys.modules, "zzqa.build", module)
        return calls

    def test_a_summary_with_what_was_skipped(self, run, built):
        code, out, _ = run("index", "seeds", "--encoder", "nano")
        assert code == 5 and built.args[2]["encoder"] == "nano"
        assert out.startswith("5 documents, 60 passages, 4 with a date")
        assert "skipped x.bin: binary" in out
        told = json.loads(run("index", "seeds", "--json")[1])["skipped"]
        assert told == [{"source": "x.bin", "reason": "binary", "failed": True}]

    def test_documents_that_left_the_index_are_told(self):
        names = tuple(f"{n}.txt" for n in range(7))
        one, many = (BuildReport("ix", 2, 1, 1, 0, 0, removed=gone) for gone in (names[:1], names))
        assert [line.text for line in summary_lines(one)][2] == (
            "gone 1 document not there any more: 0.txt"
        )
        assert [line.text for line in summary_lines(many)][2] == (
            "gone 7 documents not there any more: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, and 2 more"
        )

    def test_options_reach_the_build(self, run, built):
        run("index", "seeds", "--strict", "--encoding", "big5")
        assert built.args[2]["strict"] is True and built.args[2]["encoding"] == "big5"

    def test_broken_off_it_says_that_nothing_is_lost(self, run, built, monkeypatch):
        def broken_off(*_, **__):
            raise KeyboardInterrupt

        monkeypatch.setattr(sys.modules["zzqa.build"], "build_index", broken_off)
        code, out, err = run("index", "seeds", "--index", "there")
        assert (code, out, err) == (130, "", "interrupted; there is as it was\n")

    def test_an_unknown_encoding_is_refused(self, run, built):
        for name in ("klingon", "hex", "utf 99"):
            code, _, err = run("index", "seeds", "--encoding", name)
            assert code == 2 and "expected a name as utf-8" in err

    def test_a_fresh_index_is_left(self, run, built):
        assert "files changed" in run("index", "seeds", "--if-stale")[2]
        built.args, built.stale = None, None
        code, out, err = run("index", "seeds", "--if-stale")
        assert (code, out, built.args) == (0, "", None)
        assert "up to date" in err


class TestErrors:
    @pytest.mark.parametrize(
        "args",
        [
            ["bogus"], ["ask", "x", "--foo"], ["index"], ["ask", "x", "--top-k", "0"],
            ["ask", "x", "--since", "2024-13"], ["ask", " "], ["search"], ["show", "a.txt:4-2"],
            ["ask", "x", "--since", "2025", "--until", "2024"], ["batch", "q.pdf", "-o", "o.csv"],
            ["search", "x", "--mode", "magic"],
        ],
    )  # fmt: skip
    def test_wrong_usage_is_one_line_and_exit_2(self, run, args):
        code, out, err = run(*args)
        assert (code, out) == (2, "")
        assert err.startswith("error: ") and err.count("\n") == 1

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (QuestionError("bad\nquestion \x1b[31m"), 2), (IndexDamagedError("damaged"), 3),
            (IndexMissingError("missing"), 3), (TypeError("bug"), 1), (KeyboardInterrupt(), 130),
        ],
    )  # fmt: skip
    def test_every_error_is_one_line_and_its_exit_code(self, run, engine, monkeypatch, error, code):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(engine, "ask", fail, raising=False)
        got, out, err = run("ask", "x")
        assert (got, out) == (code, "")
        assert err.count("\n") <= 1
        assert (err == "") == (code == 130)

    def test_debug_shows_the_traceback_wherever_it_stands(self, run, monkeypatch, caplog):
        for args in (["--debug", "ask", "boom"], ["ask", "boom", "--debug"]):
            caplog.clear()
            assert run(*args)[0] == 1
            assert "Traceback" in caplog.text
        caplog.clear()
        monkeypatch.setenv("ZZQA_DEBUG", "1")
        assert run("ask", "boom")[0] == 1
        assert "Traceback" in caplog.text

    def test_without_a_command_the_help_and_exit_2(self, run):
        code, out, err = run()
        assert (code, out) == (2, "")
        assert all(name in err for name in ("index", "ask", "verify"))

    def test_a_question_in_a_commands_place_is_told_how_it_is_asked(self, run):
        code, out, err = run("桥梁有几座？")
        assert (code, out) == (2, "")
        assert err == (
            "error: No such command '桥梁有几座？'; to ask it, run zzqa ask '桥梁有几座？'\n"
        )
        assert "zzqa ask 'what'\"'\"'s new'" in run("what's new")[2]
        assert run("asl")[2].endswith("; see zzqa --help\n")

    def test_version_and_every_command_has_help(self, run):
        assert run("--version")[1].startswith("zzqa ")
        for name in ("index", "ask", "search", "batch", "eval", "show", "info", "verify"):
            code, out, _ = run(name, "--help")
            assert code == 0 and "--index" in out


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-6-3", date(2024, 6, 3), date(2024, 6, 3)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_dates_of_three_lengths(text, first, last):
    assert parse_date("--since", text, last=False) == first
    assert parse_date("--until", text, last=True) == last


@given(st.text(max_size=12))
@settings(max_examples=100)
def test_any_other_date_is_a_usage_error(text):
    try:
        parse_date("--since", text, last=True)
    except UsageError as error:
        assert "--since" in str(error)


def test_a_question_is_utf8_even_where_the_locale_could_not_read_it():
    assert join_words(["株洲", "2024"]) == "株洲 2024"
    assert join_words(["".join(chr(0xDC00 + byte) for byte in "株洲".encode())]) == "株洲"
    assert join_words(["\udcff"]) == "\udcff"


def test_places_in_a_source():
    assert parse_place("a/b.txt:3-9") == Place("a/b.txt", 3, 9)
    assert parse_place("a.txt:3") == Place("a.txt", 3, 3)
    assert parse_place("C:\\x.txt") == Place("C:\\x.txt", None, None)
    with pytest.raises(UsageError):
        parse_place("")


@given(st.text(st.characters(codec=None)))
@settings(max_examples=100)
def test_nothing_shown_acts_on_a_terminal(text):
    shown = safe(text)
    assert len(shown) == len(text)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or "\ud800" <= c <= "\udfff" for c in shown)
    assert "\n" not in single_line(text)
