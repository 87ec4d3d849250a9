"""Damage: flipped bytes, cut and exchanged files: found by verify, never served as an answer."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from unittest import mock

from fault_tools import Child, answers, build, write_corpus

from zzqa.errors import IndexStateError
from zzqa.index import verify
from zzqa.records import Answer

BATCH = 100
"""Damaged files that one child looks at: a crash or a hang of it is seen, and where."""


def damaged(data: bytes, random_: random.Random) -> tuple[str, bytes]:
    """Return a kind of damage, and the data with it."""
    place = random_.randrange(len(data)) if data else 0
    kind = random_.choice(("bit", "bit", "byte", "zeros", "cut", "longer"))
    if kind == "cut" and data:
        return kind, data[:place]
    if kind == "longer" or not data:
        return "longer", data + random_.randbytes(random_.randrange(1, 9))
    if kind == "zeros" and any(data[place : place + 512]):
        return kind, data[:place] + bytes(len(data[place : place + 512])) + data[place + 512 :]
    mask = 1 << random_.randrange(8) if kind == "bit" else random_.randrange(1, 256)
    return kind, data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]


def put(path: Path, data: bytes) -> None:
    """Give a file other content under a new inode: whoever has it mapped keeps what it had."""
    draft = path.with_name("~draft")
    draft.write_bytes(data)
    draft.replace(path)


def outcome(index: Path, expected: list[Answer]) -> tuple[bool, str]:
    """Return whether verify finds damage, and what asking does: refused, same or changed."""
    found = bool(verify(index))
    try:
        return found, "same" if answers(index) == expected else "changed"
    except IndexStateError as error:
        if "\n" in str(error):
            raise ValueError(f"more than one line: {error}") from error
        return found, "refused"


def _tried(
    index: Path, files: list[Path], rounds: int, seed: int, tell: Callable[[object], None]
) -> dict[str, int]:
    """Damage files one at a time and look; return how often each outcome was seen."""
    random_ = random.Random(seed)
    expected = answers(index)
    ends: Counter[str] = Counter()
    for _ in range(rounds):
        path = random_.choice(files)
        data = path.read_bytes()
        kind, other = damaged(data, random_)
        tell(f"{path.name}: {kind}")
        put(path, other)
        found, end = outcome(index, expected)
        put(path, data)
        if not found:
            raise ValueError(f"verify did not find: {path.name}: {kind}")
        ends[end] += 1
        if end == "changed":
            ends[f"changed by {path.name}"] += 1
    if outcome(index, expected) != (False, "same"):
        raise ValueError("put right, the index is not what it was")
    return ends


def _in_children(index: Path, files: list[Path], rounds: int) -> Counter[str]:
    ends: Counter[str] = Counter()
    for seed, start in enumerate(range(0, rounds, BATCH)):
        some = min(BATCH, rounds - start)

        def work(tell: Callable[[object], None], seed: int = seed, some: int = some) -> object:
            return _tried(index, files, some, seed, tell)

        result = Child(work).result()
        ends.update(result if isinstance(result, dict) else {})
    return ends


def _files(index: Path, pattern: str = "*") -> list[Path]:
    generation = sorted((index / "gen-000001").glob(pattern))
    return [*generation, index / "manifest.json"] if pattern == "*" else generation


def flips(folder: Path, rounds: int) -> str:
    """Damage any file of an index: found by verify, and refused or harmless when asked."""
    write_corpus(folder / "corpus", 1)
    build(folder / "corpus", folder / "index")
    files = _files(folder / "index")
    ends = _in_children(folder / "index", files, rounds)
    if ends["changed"]:
        raise ValueError(f"answers changed: {ends}")
    return (
        f"{rounds} damaged files of {len(files)}, all found by verify; "
        f"asked: {ends['refused']} refused, {ends['same']} the same answers, 0 others"
    )


def near(folder: Path, rounds: int) -> str:
    """Damage vectors with an approximate index: found by verify, refused or harmless when asked."""
    write_corpus(folder / "corpus", 1)
    with mock.patch("zzqa.index.generation.near_factory", lambda rows: ("IVF2,SQ4", 1)):
        build(folder / "corpus", folder / "index")
    files = _files(folder / "index", "vectors.*")
    rounds = 300 * rounds
    ends = _in_children(folder / "index", files, rounds)
    if ends["changed"]:
        raise ValueError(f"answers changed: {ends}")
    return (
        f"{rounds} damaged files of {len(files)}, all found by verify; asked: {ends['refused']} "
        f"refused, {ends['same']} the same answers, 0 others"
    )


def swaps(folder: Path, rounds: int) -> str:
    """Exchange two files of an index, or put one of another generation or index in its place."""
    index, corpus = folder / "index", folder / "corpus"
    for version, target in ((1, index), (2, folder / "other")):
        write_corpus(corpus, version)
        build(corpus, target)
    shutil.copytree(index, folder / "newer")
    build(corpus, folder / "newer")
    expected = answers(index)
    files = _files(index)
    donors = list(permutations(files, 2))
    for path in files[:-1]:
        donors.append((path, folder / "other" / "gen-000001" / path.name))
        donors.append((path, folder / "newer" / "gen-000002" / path.name))
    donors.append((index / "manifest.json", folder / "other" / "manifest.json"))
    tried: Counter[str] = Counter()
    for path, donor in donors:
        data, other = path.read_bytes(), donor.read_bytes()
        if data == other:
            continue
        put(path, other)
        exchanged = donor.is_relative_to(index)
        if exchanged:
            put(donor, data)
        found, end = outcome(index, expected)
        put(path, data)
        if exchanged:
            put(donor, other)
        if not found or end == "changed":
            raise ValueError(f"{path.name} for {donor}: found {found}, asked: {end}")
        tried[end] += 1
    os.sync()
    return (
        f"{tried.total()} exchanged files, all found by verify; asked: {tried['refused']} "
        f"refused, {tried['same']} the same answers (files that no question reads), 0 others"
    )
