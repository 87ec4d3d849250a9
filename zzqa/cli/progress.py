"""Progress bars on standard error, only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from zzqa.cli.screen import is_quiet, on_terminal

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, Task

StageProgress = Callable[[str, int, int], None]


@contextmanager
def stage_bars(titles: dict[str, str], *, rate: str = "") -> Iterator[StageProgress | None]:
    """Yield what shows one bar a stage, called as (stage, done, total).

    None off a terminal and when quiet. ``titles`` are what a person reads for each stage; with
    ``rate``, the unit of it, the speed of the last half minute is shown too.
    """
    if is_quiet() or not on_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeftColumn

    columns: list[ProgressColumn] = [
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
    ]  # fmt: skip
    if rate:
        columns.append(_rate_column(rate))
    with Progress(*columns, TimeLeftColumn(), console=Console(stderr=True)) as bars:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(titles.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def _rate_column(unit: str) -> ProgressColumn:
    """Return a column with the steps of the latest time a second."""
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.1f} {unit}" if speed else "", style="progress.data.speed")

    return Rate()


@contextmanager
def single_bar(title: str, *, rate: str = "") -> Iterator[Callable[[int, int], None] | None]:
    """Yield what shows one bar, called as (done, total); None off a terminal."""
    with stage_bars({"": title}, rate=rate) as bars:
        if bars is None:
            yield None
        else:
            report = bars
            yield lambda done, total: report("", done, total)
