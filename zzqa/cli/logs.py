"""The package's log on standard error, for ``--verbose`` and ``--debug``."""

from __future__ import annotations

import logging
import sys

from zzqa.cli.screen import safe

_NAME = "zzqa.cli"
"""The handler's name, by which a second run in the same process finds it."""


class _Safe(logging.Formatter):
    """Disarms what documents have brought into a message; a traceback keeps its lines."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(safe(line) for line in super().format(record).split("\n"))


def set_up_logging(level: int | None) -> None:
    """Show the package's log from ``level`` on; with None it is silent."""
    logger = logging.getLogger("zzqa")
    for handler in [one for one in logger.handlers if one.get_name() == _NAME]:
        logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET if level is None else level)
    if level is not None:
        handler = logging.StreamHandler(sys.stderr)
        handler.set_name(_NAME)
        handler.setFormatter(_Safe("%(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
