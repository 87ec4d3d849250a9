"""What the project's pages show runs and comes out as shown; links lead somewhere."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import _docs  # noqa: E402
import _reference_json  # noqa: E402
import make_reference  # noqa: E402
import record_session  # noqa: E402
import update_docs  # noqa: E402

PAGES = [str(page.relative_to(ROOT)) for page in _docs.pages()]
NOT_RUN: dict[str, int] = {
    "README.md": 1,
    "README.zh-CN.md": 1,
    "CONTRIBUTING.md": 4,
    "docs/guides/choosing-a-model.md": 4,
    "docs/guides/evaluation-in-ci.md": 1,
}
"""Blocks of each page that are marked as not run: a new one has to be put down here as well."""


@pytest.fixture(scope="session")
def built(tmp_path_factory, seed_folder) -> Path:
    """A folder with the seeds, the labelled questions and the index of a new user."""
    return update_docs.prepare(tmp_path_factory.mktemp("docs") / "new", seed_folder)


@pytest.fixture
def shell(built, tmp_path, monkeypatch) -> _docs.Shell:
    """A copy of that folder, in which one page does what it wants."""
    folder = tmp_path / "zzqa"
    shutil.copytree(built, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "COLUMNS", "ZZQA_INDEX"):
        monkeypatch.delenv(name, raising=False)
    return _docs.Shell(folder)


@pytest.mark.parametrize("page", [page for page in PAGES if page != _docs.TRANSLATED])
def test_what_a_page_shows_is_what_happens(page, shell):
    wrong = [str(found) for found in _docs.check(_docs.read_blocks(ROOT / page), shell)]
    assert not wrong, "\n\n".join(wrong)


def test_the_translation_shows_the_same_blocks_and_has_the_same_sections():
    pages = [ROOT / "README.md", ROOT / _docs.TRANSLATED]
    first, second = ([(b.language, b.text, b.mark) for b in _docs.read_blocks(p)] for p in pages)
    assert first == second
    headings = [re.findall(r"^(#+) ", _prose(page), re.M) for page in pages]
    assert headings[0] == headings[1]
    tables = ["\n".join(re.findall(r"^\|.*", page.read_text("utf-8"), re.M)) for page in pages]
    rows = [re.findall(r"^\||\d*\.?\d+%?", table, re.M) for table in tables]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_block_has_a_language_and_what_is_not_run_is_counted(page):
    blocks = _docs.read_blocks(ROOT / page)
    assert [b.place for b in blocks if b.language not in _docs.LANGUAGES] == []
    skipped = [b for b in blocks if b.mark == "not run"]
    assert all(len(b.value) > 10 for b in skipped), "a reason is expected"
    assert len(skipped) == NOT_RUN.get(page, 0)


# ── Links ────────────────────────────────────────────────────────────────────────────────

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|(?:src|href|srcset)=\"([^\"]+)\"")


def _prose(page: Path) -> str:
    """A page without its fenced blocks and code in lines."""
    text = re.sub(r"^( *)```.*?^\1```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", lambda found: "x" * len(found[0]), text)


def _anchors(page: Path) -> set[str]:
    """The names of a page's headings as GitHub makes them."""
    text = re.sub(r"^( *)```.*?^\1```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    names: dict[str, int] = {}
    found = set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#+ (.+?)\s*$", text, re.M):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        again = names.get(name, 0)
        names[name] = again + 1
        found.add(f"{name}-{again}" if again else name)
    return found


@pytest.mark.parametrize("page", [*PAGES, "ARCHITECTURE.md", "eval/README.md", "bench/README.md"])
def test_links_lead_to_files_and_headings_that_are_there(page):
    here = ROOT / page
    broken = []
    for link in (one or other for one, other in _LINK.findall(_prose(here))):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        place = (here.parent / target).resolve() if target else here
        if not place.exists() or (anchor and anchor not in _anchors(place)):
            broken.append(link)
    assert not broken


def test_every_page_can_be_reached_from_the_readme():
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        links = [(one or other).partition("#")[0] for one, other in _LINK.findall(_prose(page))]
        places = [(page.parent / link).resolve() for link in links if not re.match(r"\w+:", link)]
        todo += [place for place in places if place.suffix == ".md" and place.exists()]
    assert [page for page in PAGES if ROOT / page not in seen] == []


# ── Reference ────────────────────────────────────────────────────────────────────────────


def test_the_reference_is_what_the_code_says():
    stale = [page.name for page in make_reference.stale()]
    assert not stale, "run python tools/make_reference.py"


def test_the_reference_names_every_command_and_option_that_help_names():
    from typer.main import get_command

    from zzqa.cli.app import app

    text = make_reference.cli_page()
    sections = dict(re.findall(r"^## (zzqa .+?)$(.*?)(?=^## |\Z)", text, re.M | re.S))

    def look(command, name):
        for inner in getattr(command, "commands", {}).values():
            yield from look(inner, f"{name} {inner.name}")
        if not hasattr(command, "commands"):
            for option in command.params:
                yield from ((name, one) for one in option.opts if one.startswith("-"))

    asked = list(look(get_command(app), "zzqa"))
    assert {name for name, _ in asked} == set(sections)
    assert [pair for pair in asked if f"`{pair[1]}" not in sections[pair[0]]] == []


@pytest.mark.parametrize(
    "command",
    [
        "index --json seeds",
        "info --json",
        "search --json 专利质押",
        "show --json 000_8ef:1-2",
        "show --json 003_b64",
        "verify --json",
        "doctor --json",
        "batch --json asked.txt -o answers.jsonl",
        "verify --json --answers answers.jsonl",
    ],
)
def test_fields_of_json_are_those_described(built, monkeypatch, command):
    from zzqa.cli import main

    monkeypatch.chdir(built)
    Path("asked.txt").write_text("株洲有多少家A股上市公司？\n\n？\n", encoding="utf-8")
    with _docs.capture() as written:
        assert main(command.split()) == 0
    (record,) = (json.loads(line) for line in written().splitlines() if line.startswith("{"))
    assert _reference_json.undescribed(record) == []
    for line in Path("answers.jsonl").read_text().splitlines() if "batch" in command else ():
        record = json.loads(line)
        if "error" in record:
            assert _reference_json.undescribed(record) == []


def test_the_picture_shows_what_a_session_shows(seed_folder):
    shown, now = (
        re.sub(r"\d\.\d\d(?!\d)|[━─]+", "#", " ".join(re.findall(r">([^<]+)</text>", picture)))
        for picture in (
            (ROOT / "docs/session.svg").read_text("utf-8"), record_session.record(seed_folder),
        )
    )  # fmt: skip
    assert shown == now, "run python tools/record_session.py"


def test_the_figures_of_the_readme_are_those_measured():
    measured = "".join(
        (ROOT / f"{name}/README.md").read_text("utf-8") for name in ("eval", "bench")
    )
    section = (
        (ROOT / "README.md").read_text("utf-8").split("## How good it is")[1].split("\n## ")[0]
    )
    cells = [line.split("|")[2] for line in section.splitlines() if line.startswith("|")][2:]
    figures = re.findall(r"[\d.]+(?: (?:ms|s|MB))?%?", " ".join(cells))
    assert len(figures) >= 10
    assert [figure for figure in figures if figure not in measured] == []


def test_the_guide_to_python_uses_every_public_name():
    import zzqa

    text = (ROOT / "docs/guides/python-api.md").read_text("utf-8")
    assert [name for name in zzqa.__all__ if not re.search(rf"\b{name}\b", text)] == []


def test_shown_output_is_compared():
    shown = "12家  (2024, confidence 0.91)\n…\n    score 0.5"
    assert _docs.fits(shown, "12家  (2024, confidence 0.93)\nany\nlines\n    score 0.5  \n\n")
    assert _docs.fits("a … c", "a b c\n") and _docs.fits("…", "") and _docs.fits("0.5", "0.5")
    assert not _docs.fits("a … c", "a b d") and not _docs.fits("a", "a\nb")
    assert not _docs.fits("confidence 0.91", "confidence 0.55") and not _docs.fits("0.5", "0.6")


def test_every_ranking_feature_is_told_of():
    from zzqa.search.rank import FEATURES, SIGNALS, TRANSLATED, WRITTEN

    table = (ROOT / "docs/guides/how-it-works.md").read_text("utf-8")
    missing = [
        name for name in (*SIGNALS, *FEATURES, *WRITTEN, *TRANSLATED) if f"`{name}`" not in table
    ]
    assert missing == []
