from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def index(tmp_path: Path, seed_folder: Path) -> Path:
    """A copy of the index over the seed documents, to be broken."""
    return shutil.copytree(seed_folder, tmp_path / "ix")
