"""What several test modules share. Being here, it also puts this folder on the import path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from zzqa.engine import Engine

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index over the seed documents, built once."""
    import zzqa

    folder = tmp_path_factory.mktemp("seed") / "index"
    zzqa.build_index([SEEDS], folder)
    return folder


@pytest.fixture(scope="session")
def seed_index(seed_folder: Path) -> Iterator[Engine]:
    """An engine on the index over the seed documents."""
    import zzqa

    with zzqa.open_index(seed_folder) as engine:
        yield engine
