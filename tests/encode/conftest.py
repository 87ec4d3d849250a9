from __future__ import annotations

import pytest

from zzqa.encode.bundled import BundledEncoder


@pytest.fixture(scope="session")
def encoder() -> BundledEncoder:
    return BundledEncoder(threads=2)


@pytest.fixture(scope="session")
def uncentred() -> BundledEncoder:
    return BundledEncoder(threads=2, centred=False)
