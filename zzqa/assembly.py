"""Putting an index together: documents one after the other, then what needs all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import lru_cache

from zzqa import chunking, derived
from zzqa.analysis_version import reading_configuration
from zzqa.corpus import Corpus, Fresh, Kept
from zzqa.index import (
    Facts,
    GenerationWriter,
    IndexReader,
    Manifest,
    PassageTerms,
    Shape,
    document_frequencies,
    earlier_vectors,
)
from zzqa.index_encoder import encoder_info
from zzqa.protocols import Encoder, Progress
from zzqa.records import Document, Passage, SkippedSource
from zzqa.text.bridge import build_bridge
from zzqa.text.packing import pack
from zzqa.text.spelling import Speller
from zzqa.text.tokens import bigrams, cut
from zzqa.vector_cache import VectorSet, part_of

_VECTORS = ("passages", "sentences")
_RUN = 1024
"""Documents copied at once, at most: their entries are held meanwhile."""


def shape_of(model: Encoder) -> Shape:
    """Return the names of what an index holds that this encoder made."""
    return Shape(
        lexical=("words", "bigrams"),
        vectors=dict.fromkeys(_VECTORS, model.dimension),
        arrays=derived.ARRAYS,
        values=(*derived.VALUES, "bridge", "corpus", "spellings"),
    )


class Assembly:
    """Takes in documents one after the other, then makes what needs all of them."""

    def __init__(self, writer: GenerationWriter, model: Encoder, base: IndexReader | None) -> None:
        self._writer, self._model, self._base = writer, model, base
        info = encoder_info(model)
        same = base is not None and base.manifest.encoder == info
        known = {} if same else earlier_vectors(writer.folder.parent, info)
        kept = base if same else None
        with ExitStack() as opened:
            self._vectors = {
                name: opened.enter_context(
                    closing(VectorSet(name, writer.folder, model, kept, known.get(name)))
                )
                for name in _VECTORS
            }
            self._open = opened.pop_all()
        self._taken_over = same
        self._derived = derived.Derived(base)
        self._digests: dict[str, str] = {}
        self._run = (0, 0)
        self.incomplete: list[SkippedSource] = []
        self.removed: tuple[str, ...] = ()

    @property
    def encoded(self) -> int:
        """How many texts were encoded anew."""
        return sum(vectors.encoded for vectors in self._vectors.values())

    def close(self) -> None:
        """Let go of the files that what is made waits in."""
        self._open.close()

    def take(self, found: Fresh | Kept) -> None:
        """Take in the next document; those that are kept and adjoin wait to be copied at once."""
        if isinstance(found, Kept):
            first, last = self._run
            if found.number == last and last - first < _RUN:
                self._run = first, last + 1
                return
            self._keep()
            self._run = found.number, found.number + 1
        else:
            self._keep()
            self._add(found.document, found.passages)

    def encode(self, progress: Progress) -> None:
        """Encode all texts that are new; ``progress`` counts those of all sets together."""
        self._keep()
        total, done = sum(vectors.new for vectors in self._vectors.values()), 0
        for vectors in self._vectors.values():
            vectors.encode(part_of(progress, done, total))
            done += vectors.new

    def finish(self, corpus: Corpus, built_from: Mapping[str, object]) -> Manifest:
        """Write postings, vectors, and what is derived from all passages."""
        known = self._base.sources if self._base else ()
        self.removed = tuple(source for source in known if source not in self._digests)
        values = self._derived.values()
        spell = Speller(self._base.value("spellings") if self._base else None)
        # The one mostly waits for the disk, the other computes.
        with ThreadPoolExecutor(1) as aside:
            written = aside.submit(self._write_vectors)
            vocabulary = document_frequencies(self._writer.finish_postings()["words"])
            bridge = build_bridge(vocabulary, values["names"], corpus.aliases, spell)
            try:
                written.result()
            finally:
                # Its error holds this frame, which holds it: files would stay open and mapped.
                del written
        values |= {"bridge": bridge.to_json(), "spellings": spell.used, "corpus": built_from}
        facts = Facts(
            arrays=self._derived.arrays(),
            values=values,
            encoder=encoder_info(self._model),
            configuration=reading_configuration(),
            sources=self._digests,
            skipped=tuple(corpus.skipped),
        )
        return self._writer.finish(facts)

    def _write_vectors(self) -> None:
        for name, vectors in self._vectors.items():
            self._writer.vectors(name, len(vectors), vectors.pieces(), vectors.numbers())

    def _add(self, document: Document, passages: Sequence[Passage]) -> None:
        self._writer.add(document, passages, map(passage_terms, passages))
        self._derived.add(passages)
        self._add_texts(passages)
        self._note(document.source, document.digest, document.notes)

    def _keep(self) -> None:
        """Take over the documents of the base that wait for it."""
        (first, last), base = self._run, self._base
        self._run = 0, 0
        if base is None or first == last:
            return
        stored = base.stored(first, last)
        self._writer.keep(stored)
        sentences = self._derived.keep(first, last)
        if self._taken_over:
            self._vectors["passages"].keep(*stored.passages)
            self._vectors["sentences"].keep(*sentences)
        else:
            for number in range(*stored.passages):
                self._add_texts([base.passage(number)])
        for entry in stored.entries:
            self._note(entry["source"], entry["digest"], entry["notes"])

    def _add_texts(self, passages: Sequence[Passage]) -> None:
        self._vectors["passages"].add([chunking.embedded_text(passage) for passage in passages])
        for passage in passages:
            self._vectors["sentences"].add(chunking.sentence_texts(passage))

    def _note(self, source: str, digest: str, notes: Sequence[str]) -> None:
        self._digests[source] = digest
        self.incomplete += [SkippedSource(source, note) for note in notes]


def passage_terms(passage: Passage) -> PassageTerms:
    """Return what a passage is found by: its words and those of what it stands under, and pairs."""
    tokens = cut(passage.text)
    words = [*(term for term, _, _ in tokens), *heading_words(passage.title, passage.section)]
    terms = {"words": words, "bigrams": bigrams(passage.text)}
    return PassageTerms(terms, pack(tokens, passage.text))


@lru_cache(maxsize=8)
def heading_words(title: str, section: str) -> tuple[str, ...]:
    """Return the words of what the passages of an article stand under."""
    return tuple([term for term, _, _ in cut(" \n".join(dict.fromkeys((title, section))))])
