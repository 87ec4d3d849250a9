"""Which passages, or which sources, hold the evidence of a labelled question."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from zzqa.errors import ZzqaError
from zzqa.eval.records import Evaluated, Evidence, LabelledQuestion
from zzqa.records import Hit


def squeeze(text: str) -> str:
    """Return the text without any white space: what evidence is compared by."""
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class _Place:
    """A passage: its raw span, and its raw and clean text without white space."""

    id: str
    start: int
    end: int
    raw: str
    clean: str


class EvidenceLocator:
    """Finds evidence in the passages of an index, each evidence once.

    A passage is relevant when, white space aside, its raw or its clean text holds the evidence.
    Where no passage of the source does, the evidence may be cut by a passage's end: then, for
    each place where the source's raw text holds it, the passage with the most of its characters
    is relevant, if that is at least half of them (of two equal ones the first).
    """

    def __init__(self, engine: Evaluated) -> None:
        self._engine = engine
        self._places: defaultdict[str, list[_Place]] = defaultdict(list)
        for passage in engine.passages:
            quote = engine.quote(Hit(passage, 0.0, {}))
            self._places[passage.source].append(
                _Place(
                    passage.id, quote.start, quote.end, squeeze(quote.text), squeeze(passage.text)
                )
            )
        self._found: dict[Evidence, frozenset[str]] = {}

    def relevant(self, labelled: LabelledQuestion) -> frozenset[str]:
        """Return the ids of the passages that hold at least one evidence of a question."""
        return frozenset[str]().union(*(self.locate(evidence) for evidence in labelled.relevant))

    def locate(self, evidence: Evidence) -> frozenset[str]:
        """Return the ids of the passages that hold an evidence; empty where none does."""
        if evidence not in self._found:
            self._found[evidence] = self._locate(evidence)
        return self._found[evidence]

    def _locate(self, evidence: Evidence) -> frozenset[str]:
        wanted = squeeze(evidence.evidence)
        places = self._places.get(evidence.source, [])
        whole = frozenset(
            place.id for place in places if wanted in place.raw or wanted in place.clean
        )
        if whole or not places:
            return whole
        try:
            raw = self._engine.raw(evidence.source)
        except ZzqaError:
            return whole
        most = (_holder(places, positions) for positions in _occurrences(raw, wanted))
        return frozenset(name for name in most if name is not None)


class SourceLocator:
    """Finds evidence by its source alone: that is relevant as a whole."""

    def __init__(self, engine: Evaluated) -> None:
        self._sources = frozenset(passage.source for passage in engine.passages)

    def relevant(self, labelled: LabelledQuestion) -> frozenset[str]:
        """Return the names of the sources that the evidences of a question are from."""
        return frozenset(evidence.source for evidence in labelled.relevant) & self._sources


def _occurrences(raw: str, wanted: str) -> Iterator[list[int]]:
    """Yield, for each place of the squeezed ``wanted`` in ``raw``, its characters' offsets."""
    kept = [at for at, char in enumerate(raw) if not char.isspace()]
    text = "".join(raw[at] for at in kept)
    found = text.find(wanted)
    while found >= 0:
        yield kept[found : found + len(wanted)]
        found = text.find(wanted, found + 1)


def _holder(places: list[_Place], positions: list[int]) -> str | None:
    """Return the passage that holds most of ``positions`` (sorted), None if it is under half."""
    best, most = None, 0
    for place in places:
        held = bisect_left(positions, place.end) - bisect_left(positions, place.start)
        if held > most:
            best, most = place.id, held
    return best if 2 * most >= len(positions) else None
