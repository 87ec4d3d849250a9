"""``zzqa model export``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from zzqa.cli import main


def test_export_writes_a_folder_and_keeps_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "deep" / "model"
    assert main(["model", "export", str(folder)]) == 0
    captured = capsys.readouterr()
    assert captured.out == "" and f"--encoder {folder}" in captured.err
    assert (folder / "model.safetensors").stat().st_size > 100e6
    (folder / "config.json").unlink()
    (folder / "notes.txt").write_text("mine")
    assert main(["model", "export", str(folder)]) == 2
    message = capsys.readouterr().err
    assert "is not empty" in message and "--force" in message and message.count("\n") == 1
    assert not (folder / "config.json").exists()
    assert main(["model", "export", str(folder), "--force"]) == 0
    assert (folder / "config.json").exists() and (folder / "notes.txt").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "file"
    target.write_text("x")
    for command in ([str(target)], [str(target), "--force"], [str(target / "below")]):
        assert main(["model", "export", *command]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert target.read_text() == "x"


@pytest.mark.parametrize("library", ["onnx", "safetensors.numpy"])
def test_without_the_libraries_the_command_to_install_them_is_named(
    library: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert main(["model", "export", str(tmp_path / "m")]) == 1
    message = capsys.readouterr().err
    assert "pip install 'zzqa[models]'" in message and message.count("\n") == 1
    assert not (tmp_path / "m").exists()


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model"]) == 2
    assert "export" in capsys.readouterr().err
