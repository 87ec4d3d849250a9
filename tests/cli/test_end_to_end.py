"""The whole way over the seed documents, through the command line."""

import json

import pytest

from zzqa.cli import main


@pytest.fixture
def run(seed_folder, capsys):
    def call(*args):
        code = main([*args, "--index", str(seed_folder)])
        captured = capsys.readouterr()
        assert code == 0, captured.err
        return captured.out

    return call


@pytest.mark.parametrize(
    ("question", "value", "source"),
    [
        ("how many invention patents did Zhuzhou hold in June 2024", "12420件", "000_"),
        ("截至2024年6月底，株洲有多少件有效发明专利？", "12420件", "000_"),
        ("how many invention patents did Zhuzhou hold in April 2024", "11925件", "003_"),
        ("截至2024年4月，株洲有多少件有效发明专利？", "11925件", "003_"),
    ],
)
def test_the_date_decides_which_value_is_quoted(run, seed_index, question, value, source):
    answer = json.loads(run("ask", question, "--json"))
    best = answer["passages"][0]
    assert answer["answer"] == value
    assert best["source"].startswith(source)
    assert seed_index.raw(best["source"])[best["start"] : best["end"]] == best["quote"]
    start, end = best["answer_span"]
    assert best["clean"][start:end] == value


@pytest.mark.parametrize(
    "question",
    ["截至2019年6月底，株洲有多少件有效发明专利？", "截至2024年6月底，岳阳有多少件有效发明专利？"],
)
def test_what_the_documents_do_not_hold_is_not_answered(run, question):
    answer = json.loads(run("ask", question, "--json"))
    assert answer["abstained"] and answer["reason"] and answer["passages"]


def test_a_citation_can_be_shown_and_the_index_described(run):
    best = json.loads(run("search", "专利质押", "--top-k", "1", "--json"))["passages"][0]
    first, last = best["lines"]
    shown = json.loads(run("show", f"{best['source']}:{first}-{last}", "-C", "0", "--json"))
    assert "".join(best["quote"].split()) in "".join("".join(shown["lines"]).split())
    info = json.loads(run("info", "--json"))
    assert len(info["documents"]) == 5 and info["passages"] > 50
    assert run("info").count("date ") >= 4


def test_a_batch_output_passes_verification(run, tmp_path):
    asked, out = tmp_path / "q.txt", tmp_path / "answers.csv"
    asked.write_text("株洲有多少家A股上市公司？\n\n青年水库什么时候建成的？\n", encoding="utf-8")
    run("batch", str(asked), "-o", str(out))
    assert "verbatim" in run("verify", "--answers", str(out))


def test_a_sum_and_the_context_of_its_quotes_come_out_as_json(run, seed_index):
    question = "截至2024年6月末，株洲的有效发明专利量比湘潭多多少件？"
    answer = json.loads(run("ask", question, "--json", "--context", "1"))
    computed = answer["computed"]
    assert answer["answer"] == "5302件"
    assert computed["result"]["value"] == 12420 - 7118
    assert [operand["value"] for operand in computed["operands"]] == [12420, 7118]
    for passage in answer["passages"]:
        for piece in (passage["context"] or {}).values():
            if piece:
                raw = seed_index.raw(passage["source"])
                assert raw[piece["start"] : piece["end"]] == piece["text"]
                assert piece["end"] <= passage["start"] or passage["end"] <= piece["start"]
    assert "12420件 − 7118件 = 5302件" in run("ask", question)
