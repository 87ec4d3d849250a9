"""Which encoder an index belongs to: what is remembered of it, and whether another one is it."""

from __future__ import annotations

from pathlib import Path

from zzqa.encode import load_encoder
from zzqa.errors import IndexMismatchError
from zzqa.index import EncoderInfo
from zzqa.protocols import Encoder


def encoder_info(model: Encoder) -> EncoderInfo:
    """Return what a manifest remembers; revision and prompts where the encoder tells them."""
    return EncoderInfo(
        model.name,
        model.digest,
        model.dimension,
        revision=str(getattr(model, "revision", "")),
        prompts=dict(getattr(model, "prompts", {})),
    )


def changed_encoder(built: EncoderInfo | None, name: str | None) -> str | None:
    """Return how the encoder that ``name`` names differs from an index's; None for no name.

    Raises as ``load_encoder`` does.
    """
    if name is None:
        return None
    model = encoder_info(load_encoder(name))
    if built is not None and built.digest == model.digest:
        return None
    return (
        f"it was built with the encoder {_described(built, model)}, not {_described(model, built)}"
    )


def encoder_of(
    index: Path, built: EncoderInfo | None, asked: str | None, threads: int | None = None
) -> Encoder:
    """Return the encoder that the index at ``index`` was built with, loaded.

    ``threads`` limits the processor threads of one call (default: as many as there are cores).

    Raises IndexMismatchError when ``asked`` is another one, or when the encoder of that name has
    changed since; otherwise as ``load_encoder`` does.
    """
    # Another name is another model, which need not be loaded to be refused; but a folder may hold
    # the same model under another path.
    if asked and built and asked != built.name and not Path(asked).expanduser().is_dir():
        raise _mismatch(index, built.name, f"{asked} was asked for", asked)
    model = load_encoder(asked or (built.name if built else None), threads=threads)
    if built is not None and built.digest == model.digest:
        return model
    now = encoder_info(model)
    given = f"{_described(now, built)} {'was asked for' if asked else 'is what there is now'}"
    raise _mismatch(index, _described(built, now), given, model.name)


def _mismatch(index: Path, seen: str, given: str, name: str) -> IndexMismatchError:
    return IndexMismatchError(
        f"the index in {index} was built with the encoder {seen}, and {given}; expected the same "
        "encoder; name that one, or build the index again: "
        f"zzqa index PATH… --index {index} --encoder {name}"
    )


def _described(encoder: EncoderInfo | None, other: EncoderInfo | None = None) -> str:
    """Return the name, with the revision where the other's name is the same."""
    if encoder is None:
        return "none"
    if other is not None and other.name == encoder.name and encoder.revision:
        return f"{encoder.name} (revision {encoder.revision[:12]})"
    return encoder.name
