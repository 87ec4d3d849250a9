"""The files of the bundled encoder: where they lie, and whether they are whole."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zzqa.errors import ZzqaError

BUNDLED = Path(__file__).resolve().parent.parent / "data" / "encoder"
FORMAT = 1
"""Version of the manifest's layout that this code reads."""
REMEDY = "reinstall zzqa: pip install --force-reinstall zzqa"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """Size in bytes and SHA-256 of a file as it was built."""

    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EncoderFiles:
    """What ``encoder.json`` says of a built encoder."""

    name: str
    dimension: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str
    bos: int
    eos: int
    files: Mapping[str, ShippedFile]

    @property
    def digest(self) -> str:
        """SHA-256 over prompts and checksums: all that shapes the vectors."""
        parts = [self.query_prompt, self.passage_prompt]
        parts += [f"{name} {self.files[name].sha256}" for name in sorted(self.files)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def path(self, name: str) -> Path:
        """Return the path of a file, its size checked; raises ZzqaError where it is wrong."""
        shipped = self.files[name]
        try:
            size = shipped.path.stat().st_size
        except OSError as error:
            raise ZzqaError(f"{shipped.path} cannot be read; {_EXPECTED}; {REMEDY}") from error
        if size != shipped.bytes:
            seen = f"{shipped.path} has {size} bytes; {shipped.bytes} were expected"
            raise ZzqaError(f"{seen}; {REMEDY}")
        return shipped.path

    def check_sizes(self) -> None:
        """Look whether every file is there in its size; raises ZzqaError at one that is not."""
        for name in sorted(self.files):
            self.path(name)

    def verify(self) -> None:
        """Compare every file's checksum with the manifest's; raises ZzqaError at a difference."""
        for name in sorted(self.files):
            path = self.path(name)
            seen = _sha256(path)
            if seen != self.files[name].sha256:
                expected = self.files[name].sha256
                raise ZzqaError(
                    f"{path} has SHA-256 {seen[:12]}…; {expected[:12]}… was expected; {REMEDY}"
                )


_EXPECTED = "the encoder's files were expected there"


@functools.cache
def read_files(folder: Path = BUNDLED) -> EncoderFiles:
    """Read a folder's ``encoder.json``; raises ZzqaError where it is absent or not one."""
    path = folder / "encoder.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            seen = f"{path} has format {content['format']}; format {FORMAT} was expected"
            raise ZzqaError(f"{seen}; {REMEDY}")
        return EncoderFiles(
            name=str(content["name"]),
            dimension=int(content["dimension"]),
            max_tokens=int(content["max_tokens"]),
            query_prompt=str(content["prompts"]["query"]),
            passage_prompt=str(content["prompts"]["passage"]),
            bos=int(content["bos"]),
            eos=int(content["eos"]),
            files={
                name: ShippedFile(folder / name, int(entry["bytes"]), str(entry["sha256"]))
                for name, entry in content["files"].items()
            },
        )
    except OSError as error:
        raise ZzqaError(f"{path} cannot be read; {_EXPECTED}; {REMEDY}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ZzqaError(
            f"{path} is damaged; an encoder's manifest was expected; {REMEDY}"
        ) from error


def verify(folder: Path = BUNDLED) -> None:
    """Check the bundled encoder against its checksums; raises ZzqaError that names a damaged file.

    It reads all of the model (0.1 s), so an index build calls it, and a question does not.
    """
    read_files(folder).verify()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise ZzqaError(f"{path} cannot be read; {_EXPECTED}; {REMEDY}") from error
    return digest.hexdigest()
