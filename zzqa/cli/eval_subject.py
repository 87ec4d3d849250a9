"""What ``zzqa eval`` measures: an open index, and the questions put to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zzqa.cli.options import open_engine
from zzqa.cli.progress import stage_bars
from zzqa.cli.screen import counted, note

if TYPE_CHECKING:
    from zzqa.engine import Engine
    from zzqa.eval import LabelledQuestion

    Subject = tuple[Engine, Sequence[LabelledQuestion]]

_STAGES = {"read": "reading", "encode": "encoding", "write": "writing"}


@dataclass(frozen=True, slots=True)
class Models:
    """The models that a command names; None for those that the index was built with."""

    encoder: str | None
    reranker: str | None


@contextmanager
def labelled_subject(
    questions: Path, index: Path, limit: int | None, models: Models
) -> Iterator[Subject]:
    """Open an index with the labelled questions of a file; what is only proposed is told."""
    from zzqa.eval import read_labelled, read_questions, sample

    labelled = sample(read_labelled(questions), limit)
    proposed = sum(one.status == "proposed" for one in read_questions(questions))
    if proposed:
        note(f"{questions}: {counted(proposed, 'question')} still proposed and not counted")
    with open_engine(index, models.encoder, models.reranker) as engine:
        yield engine, labelled


@contextmanager
def squad_subject(
    path: Path, others: Path | None, limit: int | None, models: Models
) -> Iterator[Subject]:
    """Index the paragraphs of a public set in a temporary folder; open it with the questions."""
    from zzqa.eval import read_squad, sample, squad_index

    squad = read_squad(path, others)
    labelled = sample(squad.questions, limit)
    if squad.left_out:
        note(f"{path}: {counted(len(squad.left_out), 'question')} without text left out")
    note(f"{path}: indexing {counted(len(squad.paragraphs), 'paragraph')} in a temporary folder")
    with ExitStack() as stack:
        with stage_bars(_STAGES) as progress:
            index = stack.enter_context(
                squad_index(squad, encoder=models.encoder, progress=progress)
            )
        yield stack.enter_context(open_engine(index, models.encoder, models.reranker)), labelled
