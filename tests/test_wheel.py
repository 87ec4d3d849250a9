"""The wheel: installed elsewhere, it indexes and answers, and nothing of the checkout is needed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
TEXT = "2024年6月底，株洲有效发明专利量12420件，万人有效发明专利拥有量32.24件。\n"
_UNREACHABLE = re.compile("No matching distribution|Connection|[Nn]etwork|Temporary failure")


def pip(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _has_setuptools() -> bool:
    """Whether the environment's own setuptools is one that pyproject.toml asks for."""
    needed = re.search(r"setuptools>=(\d+)", (CHECKOUT / "pyproject.toml").read_text("utf-8"))
    try:
        return needed is not None and int(version("setuptools").split(".")[0]) >= int(needed[1])
    except PackageNotFoundError:
        return False


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves files beside what it builds."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "zzqa", tree / "zzqa", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, tree)
    # Without a fitting setuptools here, pip fetches one for the build alone.
    isolation = ["--no-build-isolation"] if _has_setuptools() else []
    done = pip("wheel", tree, "--no-deps", *isolation, "--wheel-dir", out)
    if not isolation and done.returncode and _UNREACHABLE.search(done.stderr):
        pytest.skip("no setuptools that can build it here, and none can be fetched")
    assert done.returncode == 0, done.stderr
    return next(out.glob("zzqa-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    done = pip("install", wheel, "--no-deps", "--no-index", "--no-compile", "--target", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_has_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("zzqa/")}
    there = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "zzqa").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert packed == there
    assert "zzqa/py.typed" in packed


def test_installed_elsewhere_it_indexes_and_answers(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text(TEXT, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(installed), "HOME": str(tmp_path)}

    def run(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-P", "-c", START, *args],
            cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert json.loads(run("index", "notes", "--json"))["documents"] == 1
    for question in ("株洲有多少件有效发明专利？", "how many invention patents does Zhuzhou hold"):
        answer = json.loads(run("ask", question, "--json"))
        assert answer["answer"] == "12420件"
        assert answer["passages"][0]["source"] == "a.txt"
    assert json.loads(run("doctor", "--json"))["well"]


START = f"""
import sys
opened = []

def watch(event, args):
    if event == "open" and isinstance(args[0], str) and args[0].startswith({str(CHECKOUT)!r}):
        opened.append(args[0])

import zzqa, zzqa.cli
assert not zzqa.__file__.startswith({str(CHECKOUT)!r}), zzqa.__file__
sys.addaudithook(watch)
code = zzqa.cli.main()
here = [one for one in opened if "site-packages" not in one and "/lib/python" not in one]
assert not here, here
sys.exit(code)
"""
"""Runs the command and fails where it opens a file of the checkout (but for libraries, should the
virtual environment lie in it)."""
