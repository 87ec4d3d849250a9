"""Updating an index gives, byte for byte, what building it from nothing gives."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zzqa.index import layout, verify

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from fault_tools import build, stubbed

CONTENTS = st.sampled_from(
    [
        "本报讯（记者 李明）2024年6月底，株洲的有效发明专利为12420件。\n全市企业平稳增长。\n",
        "关于加快发展的通知\n各区要在2026年前建成三个园区。\n",
        "全市企业平稳增长。\n" * 3,
        "《专利法》规定了发明、实用新型和外观设计。GDP 增长 5%。\r\n\r\n完。",
        "又一篇。",
    ]
)
NAMES = ("a.txt", "b.md", "子/c.txt", "z.txt")
CHANGES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.one_of(st.none(), CONTENTS)), min_size=1, max_size=5
)
"""Files with their new content; None removes one."""
TABLES = st.sampled_from([None, "source,date\na.txt,2019-03\n", "source,title\nz.txt,题目\n"])


@pytest.fixture(scope="module", autouse=True)
def stub() -> Iterator[None]:
    with stubbed():
        yield


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("updates")


def files_of(index: Path) -> dict[str, bytes]:
    """The files of the current generation; of the manifest all but the generation's number."""
    manifest = json.loads((index / layout.MANIFEST).read_bytes())
    folder = index / layout.generation_name(manifest["generation"])
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    del manifest["generation"], manifest["checksum"]
    return found | {layout.MANIFEST: json.dumps(manifest).encode()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rounds=st.lists(st.tuples(CHANGES, TABLES), min_size=1, max_size=4),
    lost=st.sampled_from([None, "passages.jsonl", "vectors.sentences.npy", "raw.txt"]),
)
def test_an_update_is_a_fresh_build(
    workshop: Path, rounds: list[tuple[list[tuple[str, str | None]], str | None]], lost: str | None
) -> None:
    """Whatever was added, changed, removed or damaged on the way."""
    corpus, index, fresh = (workshop / name for name in ("corpus", "index", "fresh"))
    for path in (corpus, index, fresh):
        shutil.rmtree(path, ignore_errors=True)
    (corpus / "子").mkdir(parents=True)
    (corpus / "stays.txt").write_text("一直在这里。\n", encoding="utf-8")
    for number, (changes, table) in enumerate(rounds, 1):
        for name, content in [*changes, ("metadata.csv", table)]:
            if content is None:
                (corpus / name).unlink(missing_ok=True)
            else:
                (corpus / name).write_text(content, encoding="utf-8")
        report = build(corpus, index)
        if lost and number < len(rounds):
            damage(index / layout.generation_name(report.generation) / lost)
    build(corpus, fresh)
    made, expected = files_of(index), files_of(fresh)
    assert made.keys() == expected.keys()
    assert [name for name in made if made[name] != expected[name]] == []
    assert verify(index) == []


def damage(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 0x10]))
