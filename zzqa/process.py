"""How a process of ours is set up: what belongs to whoever runs Python, and not to the library."""

from __future__ import annotations

import gc
import os

PRODUCT_THREADS = "OPENBLAS_NUM_THREADS"
"""What NumPy's library of matrix products reads when it is loaded."""
_FEWER_COLLECTIONS = 50_000
"""Allocations between two looks for garbage; answering leaves next to none."""


def fewer_collections() -> None:
    """Look for garbage more rarely.

    Starting up and asking make many objects that stay: going through them again and again costs a
    tenth of a start, and of a question.
    """
    gc.set_threshold(_FEWER_COLLECTIONS)


def one_product_thread() -> None:
    """Multiply matrices in one thread, if NumPy is not loaded yet; who has set a number keeps it.

    Those of a question are small: a second thread mostly waits, and took as much of the processor
    again; two workers of a batch on two cores answered no more than one.
    """
    os.environ.setdefault(PRODUCT_THREADS, "1")
