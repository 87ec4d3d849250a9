"""``zzqa doctor`` over whole and broken installations: what it finds, and that it never fails."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import zzqa
from zzqa.cli import main
from zzqa.doctor import LIBRARIES, OPTIONAL, guarded
from zzqa.encode import files as encoder_files
from zzqa.settings import SETTINGS

CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.delenv("ZZQA_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def doctor(capsys):
    """Return a function that runs it: (exit code, problems by part and name, all it wrote)."""

    def call(*args):
        code = main(["doctor", "--json", *args])
        out, err = capsys.readouterr()
        report = json.loads(out)
        assert report["schema"] == "zzqa.doctor/1" and err == ""
        found = {(f["part"], f["name"]): f for f in report["findings"]}
        problems = {key: one for key, one in found.items() if one["state"] == "problem"}
        assert code == (1 if problems else 0) and report["well"] is not bool(problems)
        assert all(one["seen"] and one["remedy"] for one in problems.values())
        # The same for people, in text: each problem with its remedy.
        assert main(["doctor", *args]) == code
        text, err = capsys.readouterr()
        assert err == "" and "Traceback" not in text
        assert all(one["remedy"] in text for one in problems.values())
        return code, problems, report

    return call


def test_all_is_well(doctor, seed_folder):
    code, problems, report = doctor("--index", str(seed_folder))
    assert (code, problems) == (0, {})
    names = {(f["part"], f["name"]) for f in report["findings"]}
    assert {("index", "sources"), ("models", "CC-CEDICT"), ("user", "history")} <= names
    assert all(("programs", name) in names for name in (*LIBRARIES, *OPTIONAL))
    told = {one["key"]: one for one in report["settings"]}
    assert told["index"] == {
        "key": "index", "value": str(seed_folder), "source": "command line"
    }  # fmt: skip
    assert told["top-k"]["source"] == "default"


def test_every_library_that_zzqa_needs_is_looked_at():
    needed = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[ ]", one)[0] for one in needed["dependencies"]}
    assert set(LIBRARIES) == names
    extras = [one for extra in needed["optional-dependencies"].values() for one in extra]
    extras = {re.split(r"[<>=]", one)[0] for one in extras}
    assert set(OPTIONAL) <= extras


def test_a_missing_index(doctor):
    code, problems, _ = doctor("--index", "none")
    assert set(problems) == {("index", "present")}
    assert "zzqa index PATH" in problems["index", "present"]["remedy"]


def test_a_damaged_index_is_told_with_the_command_that_builds_it_anew(doctor, index):
    largest = max(index.glob("gen-*/*"), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[len(data) // 2] ^= 1
    largest.write_bytes(data)
    _, problems, _ = doctor("--index", "ix")
    assert set(problems) == {("index", "files")}
    assert largest.name in problems["index", "files"]["seen"]
    assert problems["index", "files"]["remedy"].endswith("--index ix")
    largest.unlink()
    assert ("index", "files") in doctor("--index", "ix")[1]


@pytest.mark.parametrize(
    ("change", "name", "remedy"),
    [
        (lambda text: text[: len(text) // 2], "files", "zzqa index"),
        (lambda text: "", "files", "zzqa index"),
        (lambda text: re.sub(r'"format": ?\d+', '"format": 99', text), "format", "pip install"),
        (lambda text: re.sub(r'"format": ?\d+', '"format": 1', text), "format", "zzqa index"),
        (lambda text: '{"name": "an extension"}', "format", "--index"),
    ],
)
def test_a_manifest_that_is_cut_or_of_another_version(doctor, index, change, name, remedy):
    manifest = index / "manifest.json"
    manifest.write_text(change(manifest.read_text(encoding="utf-8")), encoding="utf-8")
    _, problems, _ = doctor("--index", "ix")
    assert set(problems) == {("index", name)}
    assert remedy in problems["index", name]["remedy"]


def test_a_stale_index(doctor, folder):
    (folder / "notes").mkdir()
    note = folder / "notes" / "a.txt"
    note.write_text("2024年6月底，株洲有效发明专利量12420件。\n", encoding="utf-8")
    zzqa.build_index([folder / "notes"], folder / "ix")
    assert doctor("--index", "ix")[0] == 0
    note.write_text("2024年7月底，株洲有效发明专利量12500件。\n", encoding="utf-8")
    _, problems, _ = doctor("--index", "ix")
    assert problems["index", "sources"]["seen"].startswith("stale: ")
    command = problems["index", "sources"]["remedy"]
    assert command == "zzqa index notes --index ix"
    assert main(command.split()[1:]) == 0


def test_an_index_whose_documents_are_not_there(doctor, folder):
    (folder / "notes").mkdir()
    (folder / "notes" / "a.txt").write_text("荷塘区有桥梁7座。\n", encoding="utf-8")
    zzqa.build_index([folder / "notes"], folder / "ix")
    shutil.rmtree(folder / "notes")
    _, problems, _ = doctor("--index", "ix")
    assert problems["index", "sources"]["seen"].startswith("stale: there is no ")
    assert problems["index", "sources"]["remedy"] == "zzqa index PATH... --index ix"


def test_another_encoder_than_the_index_was_built_with(doctor, index, monkeypatch):
    monkeypatch.setenv("ZZQA_ENCODER", "no/such-model")
    _, problems, report = doctor("--index", "ix")
    assert set(problems) == {("index", "encoder"), ("models", "no/such-model")}
    told = {one["key"]: one["source"] for one in report["settings"]}
    assert told["encoder"] == "ZZQA_ENCODER"


def test_settings_that_cannot_be_read_hide_nothing_else(doctor, folder, monkeypatch, seed_folder):
    (folder / "zzqa.toml").write_text("top-k = 'many'")
    monkeypatch.setenv("ZZQA_INDEX", str(seed_folder))
    monkeypatch.setenv("ZZQA_TODAY", "soon")
    _, problems, report = doctor()
    assert set(problems) == {("settings", "file"), ("settings", "today")}
    assert {one["key"]: one["source"] for one in report["settings"]}["index"] == "ZZQA_INDEX"
    _, problems, _ = doctor("--config", "none.toml")
    assert "none.toml" in problems["settings", "file"]["seen"]
    (folder / "zzqa.toml").unlink()
    (folder / "zzqa.toml").write_text(f"index = {json.dumps(str(seed_folder))}")
    monkeypatch.delenv("ZZQA_INDEX")
    monkeypatch.delenv("ZZQA_TODAY")
    assert {one["key"]: one["source"] for one in doctor()[2]["settings"]}["index"] == "file"


def test_libraries_that_cannot_be_imported(doctor, monkeypatch, seed_folder):
    class Broken:
        """Finds a library whose shared object is missing."""

        def find_spec(self, name, path=None, target=None):
            return importlib.util.spec_from_loader(name, self) if name == "docx" else None

        def create_module(self, spec):
            raise OSError("libxml2.so: cannot open shared object file")

        def exec_module(self, module): ...

    monkeypatch.setitem(sys.modules, "faiss", None)
    monkeypatch.delitem(sys.modules, "docx", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    _, problems, _ = doctor("--index", str(seed_folder))
    assert "libxml2" in problems["programs", "python-docx"]["seen"]
    assert "pip install" in problems["programs", "faiss-cpu"]["remedy"]


def test_without_numpy_hardly_anything_works_and_that_is_told():
    code = "import sys; sys.modules['numpy'] = None; from zzqa.cli import main; "
    code += "sys.exit(main(['doctor', '--json']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    # What the runtime of the encoder itself writes when it is loaded without numpy, stays.
    assert done.returncode == 1 and "Traceback" not in done.stderr
    problems = {f["name"] for f in json.loads(done.stdout)["findings"] if f["state"] == "problem"}
    assert {"numpy", "encoder", "present"} <= problems


def test_an_encoder_that_was_altered(doctor, folder, monkeypatch, seed_folder):
    shutil.copytree(encoder_files.BUNDLED, folder / "encoder")
    table = folder / "encoder" / "centering.npy"
    table.write_bytes(table.read_bytes()[:-1] + b"\x7f")
    whole = encoder_files.read_files
    monkeypatch.setattr(encoder_files, "read_files", lambda: whole(folder / "encoder"))
    _, problems, _ = doctor("--index", str(seed_folder))
    assert "centering.npy" in problems["models", "encoder files"]["seen"]


def test_whatever_is_raised_is_a_finding():
    def fail():
        raise RuntimeError

    assert guarded("models", "x", fail).seen == "RuntimeError"
