"""The shape of the house: imports point one way, and importing costs nothing."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from pathlib import Path

import pytest

import zzqa
from zzqa import version

PACKAGE = Path(zzqa.__file__).parent
LAYERS = (
    ("errors", "process", "version"),
    ("config", "protocols", "records"),
    ("serialise", "settings", "text"),
    ("chunking", "encode", "index", "ingest"),
    ("analysis_version",),
    ("search",),
    ("answer", "rerank"),
    ("clock", "corpus", "derived", "index_encoder", "repeats", "vector_cache", "views"),
    ("assembly", "unchanged"),
    ("build", "responder"),
    ("engine",),
    ("batch", "doctor", "eval"),
    ("cli", "__main__"),
)
LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The first name below the package: a folder, or a module."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _is_part(name: str) -> bool:
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


@functools.cache
def imports(path: Path) -> frozenset[str]:
    """What a module imports, without what only type checkers read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path} imports by a relative path"
            names.add(node.module)
            if node.module == "zzqa":
                names |= {f"zzqa.{alias.name}" for alias in node.names if _is_part(alias.name)}
    return frozenset(names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    own = part_of(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "zzqa" or len(parts) == 1 or parts[1] == own:
            continue
        assert parts[1] in LEVEL, f"{parts[1]} has no place in LAYERS yet"
        assert LEVEL[parts[1]] <= LEVEL[own], f"{own} imports {name}"


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("faiss", {"index/near.py"}),
        ("typer", {"cli"}),
        ("rich", {"cli"}),
        ("onnxruntime", {"encode"}),
        ("sentence_transformers", {"encode", "rerank.py"}),
    ],
)
def test_a_library_is_known_in_one_place(library: str, homes: set[str]) -> None:
    for path in MODULES:
        if any(name.split(".")[0] == library for name in imports(path)):
            place = path.relative_to(PACKAGE).as_posix()
            assert any(place == home or place.startswith(f"{home}/") for home in homes), place


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_prints_outside_the_command_line(path: Path) -> None:
    if part_of(path) == "cli":
        return
    calls = (
        n.func for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)
    )
    assert not [call.lineno for call in calls if isinstance(call, ast.Name) and call.id == "print"]


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, zzqa; print(' '.join(sorted(m.split('.')[0] for m in sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"faiss", "jieba", "rjieba", "onnxruntime", "torch", "typer", "rich", "numpy", "opencc"}
    assert not heavy & set(loaded)


def test_the_public_api_is_sorted_and_there() -> None:
    assert zzqa.__all__ == sorted(zzqa.__all__)
    assert dir(zzqa) == zzqa.__all__
    assert zzqa.__version__ == version.zzqa_version()
    assert len(set(zzqa.__all__)) == len(zzqa.__all__)
    for name in zzqa.__all__:
        assert getattr(zzqa, name).__name__ == name


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_has_grown_too_long(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 370
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 50, node.name
