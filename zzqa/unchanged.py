"""Building where nothing has changed: told from what was read, so that nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from zzqa.corpus import Corpus, Fresh, Kept
from zzqa.index import EncoderInfo, IndexReader
from zzqa.records import BuildReport, SkippedSource
from zzqa.version import zzqa_version


def after_kept(
    documents: Iterator[Fresh | Kept], base: IndexReader | None
) -> tuple[Iterator[Fresh | Kept], bool]:
    """Look how far the documents are those of ``base``, one after the other.

    Return all of them, those looked at included, and whether they are its very documents.
    """
    number = 0
    for found in documents:
        if found != Kept(number):
            return chain(map(Kept, range(number)), [found], documents), False
        number += 1
    return map(Kept, range(number)), base is not None and number == len(base.sources)


def is_same(
    base: IndexReader,
    encoder: EncoderInfo,
    corpus: Corpus,
    built_from: Mapping[str, object],
) -> bool:
    """Whether ``base`` is what would be written now, its documents being the corpus's."""
    manifest = base.manifest
    return (
        manifest.zzqa == zzqa_version()
        and manifest.encoder == encoder
        and manifest.skipped == tuple(corpus.skipped)
        and base.value("corpus") == built_from
    )


def as_it_is(base: IndexReader, corpus: Corpus, seconds: float) -> BuildReport:
    """Return the report of a build that found nothing to do."""
    manifest = base.manifest
    return BuildReport(
        index=str(base.folder),
        generation=manifest.generation,
        documents=manifest.counts["documents"],
        passages=manifest.counts["passages"],
        dated=manifest.counts["dated"],
        encoded=0,
        skipped=tuple(corpus.skipped),
        seconds=seconds,
        incomplete=tuple(
            SkippedSource(entry.source, note) for entry in base.documents() for note in entry.notes
        ),
        unchanged=True,
    )
