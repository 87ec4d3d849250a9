"""Arguments that several tools take."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_sets(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Add ``--squad``, which may be repeated: lists of one or two paths in ``options.squad``."""
    parser.add_argument(
        "--squad", nargs="+", type=Path, action="append", required=required, metavar="FILE",
        default=None if required else [],
        help="a set in SQuAD's layout, and the file of its questions where that is another",
    )  # fmt: skip
