"""An index of another analysis answers, and says that it is old."""

from __future__ import annotations

from pathlib import Path

import pytest

import zzqa
from zzqa.cli import main

QUESTION = "截至2024年6月底，株洲有多少件有效发明专利？"


def test_who_asks_an_index_of_another_analysis_is_told(
    index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", QUESTION, "--index", str(index)]) == 0
    assert "is old" not in capsys.readouterr().err
    monkeypatch.setattr("zzqa.analysis_version.ANALYSIS_VERSION", -1)
    assert main(["ask", QUESTION, "--index", str(index)]) == 0
    seen = capsys.readouterr()
    assert "12420件" in seen.out
    assert "is old: it was built by another version of the analysis" in " ".join(seen.err.split())
    with zzqa.open_index(index) as engine:
        assert engine.outdated
