"""A conversation: what was asked and answered, and the settings of the next question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zzqa.cli.advice import described
from zzqa.cli.labels import LabelLang, labels_for
from zzqa.cli.look import make_look
from zzqa.cli.render import Look, answer_lines
from zzqa.cli.screen import Line, show, write_json
from zzqa.config import Filters
from zzqa.errors import UsageError
from zzqa.records import Answer, Name
from zzqa.serialise import answer_to_dict, to_json
from zzqa.text.normalise import language

if TYPE_CHECKING:
    from zzqa.engine import Engine


@dataclass(slots=True)
class Conversation:
    """The state of the prompt; ``engine`` waits for the index to be open and returns it."""

    engine: Callable[[], Engine]
    top_k: int = 5
    filters: Filters = field(default_factory=Filters)
    today: date | None = None
    min_confidence: float | None = None
    context: int = 0
    as_json: bool = False
    plain: bool = False
    labels: LabelLang = "en"
    answers: list[Answer] = field(default_factory=list)
    previous: str | None = None
    """The question before, as it was understood: what a follow-up goes on from."""
    _saved: dict[Path, int] = field(default_factory=dict)

    def ask(self, text: str) -> None:
        """Answer a question, or what it means after the one before, and show the answer."""
        engine = self.engine()
        question = text
        if self.previous is not None:
            # Imported when the index is open: until then the prompt waits for no analysis.
            from zzqa.search.followup import complete_follow_up

            def names(text: str) -> Sequence[Name]:
                return engine.analyse(text).names

            completed = complete_follow_up(self.previous, text, today=self.today, names=names)
            question = completed or text
        if question != text:
            labels = labels_for(self.labels, language(question))
            self.tell([Line([(f"{labels.understood}{question}", "faint")])])
        answer = engine.ask(
            question,
            top_k=self.top_k,
            filters=self.filters,
            today=self.today,
            min_confidence=self.min_confidence,
            context=self.context,
        )
        self.answers.append(answer)
        self.previous = question
        if self.as_json:
            write_json(answer_to_dict(answer))
        else:
            self.put([*answer_lines(answer, self.look()), Line([])])

    def look(self) -> Look:
        """Return how answers are to be shown now: a terminal may have changed its width."""
        return make_look(self.engine(), plain=self.plain, filters=self.filters, labels=self.labels)

    def put(self, lines: Iterable[Line]) -> None:
        """Show an answer, on standard output."""
        show(lines, plain=self.plain)

    def tell(self, lines: Iterable[Line]) -> None:
        """Show what is no answer, on standard error: an answer's reader may be a file."""
        show(lines, plain=self.plain, stream=sys.stderr)

    @property
    def last(self) -> Answer:
        """The last answer; raises UsageError before the first."""
        if not self.answers:
            raise UsageError("no answer yet; expected a question before this; ask one")
        return self.answers[-1]

    @property
    def status(self) -> str:
        """The settings that differ from those at the start of most sessions, for the prompt."""
        return described(self.filters)

    def save(self, file: Path) -> int:
        """Append the session's answers that ``file`` does not have from it yet; return how many.

        Raises OSError where it cannot be written.
        """
        path = file.expanduser().resolve()
        new = self.answers[self._saved.get(path, 0) :]
        with path.open("a", encoding="utf-8") as out:
            out.writelines(to_json(answer_to_dict(answer)) + "\n" for answer in new)
        self._saved[path] = len(self.answers)
        return len(new)
