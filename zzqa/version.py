"""Which zzqa this is."""

from __future__ import annotations

NOT_INSTALLED = "0"
"""The version of a tree that is run without being installed."""


def zzqa_version() -> str:
    """Return the installed version, or ``0`` when run from a tree that is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("zzqa")
    except PackageNotFoundError:
        return NOT_INSTALLED
