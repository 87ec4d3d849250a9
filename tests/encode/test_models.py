from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from zzqa.encode import load_encoder
from zzqa.encode.bundled import BundledEncoder
from zzqa.encode.export import export_encoder
from zzqa.encode.models import ModelEncoder, ModelReranker
from zzqa.errors import DependencyError, UsageError
from zzqa.protocols import Encoder

TEXTS = [
    "截至2024年6月底，株洲有多少件有效发明专利？",
    "How many patents are there?",
    "",
    "NUL \x00 与代理 \ud800 😀",
    "会议听取了有关情况的汇报，并就下一步工作作出部署。" * 40,
]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_encoder(tmp_path_factory.mktemp("export") / "model")


def test_export_is_a_complete_folder(exported: Path) -> None:
    config = json.loads((exported / "config.json").read_text(encoding="utf-8"))
    assert config["hidden_size"] == 384 and config["num_hidden_layers"] == 12
    prompts = json.loads((exported / "config_sentence_transformers.json").read_text("utf-8"))
    assert prompts["prompts"] == {"query": "query: ", "passage": "passage: "}


def test_export_keeps_what_is_there(exported: Path) -> None:
    with pytest.raises(UsageError, match="exists and is not empty; a new or empty folder"):
        export_encoder(exported)


def test_exported_model_agrees_with_the_bundled_one(
    exported: Path, uncentred: BundledEncoder
) -> None:
    model = load_encoder(str(exported))
    assert isinstance(model, Encoder) and model.dimension == 384
    for theirs, ours in (
        (model.encode_queries(TEXTS), uncentred.encode_queries(TEXTS)),
        (model.encode_passages(TEXTS), uncentred.encode_passages(TEXTS)),
    ):
        assert (theirs * ours).sum(axis=1).min() >= 0.99


def test_digest_follows_the_content(exported: Path, tmp_path: Path) -> None:
    first = ModelEncoder(str(exported))
    assert first.digest == ModelEncoder(str(exported)).digest
    assert first.prompts == {"query": "query: ", "passage": "passage: "}
    path = exported / "config_sentence_transformers.json"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("query: ", "question: "), encoding="utf-8")
    assert ModelEncoder(str(exported)).digest != first.digest
    path.write_text(before, encoding="utf-8")


def test_a_name_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(UsageError, match="cannot be loaded"):
        ModelEncoder(str(tmp_path)).encode_queries(["a"])


def test_damaged_weights_are_one_line(exported: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(exported, tmp_path / "copy")
    (folder / "model.safetensors").write_bytes(b"\x93" * 1000)
    with pytest.raises(UsageError, match="cannot be loaded") as caught:
        ModelEncoder(str(folder)).encode_queries(["a"])
    assert str(folder) in str(caught.value) and "\n" not in str(caught.value)


def test_loading_says_nothing(exported: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert ModelEncoder(str(exported)).dimension == 384
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_reranker_from_a_folder(exported: Path, tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.BertConfig(
        vocab_size=66851, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, num_labels=1,
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    transformers.AutoTokenizer.from_pretrained(exported).save_pretrained(tmp_path)
    reranker = ModelReranker(str(tmp_path))
    scores = reranker.score("多少件？", ["12420件", "竹子", "\ud800"])
    assert scores.shape == (3,) and np.isfinite(scores).all()
    assert reranker.score("多少件？", []).shape == (0,)


def test_missing_library_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(DependencyError, match=r"pip install 'zzqa\[models\]'"):
        load_encoder("BAAI/bge-m3").encode_queries(["a"])
