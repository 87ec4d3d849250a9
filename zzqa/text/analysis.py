"""What a text speaks of: times, quantities and names. Documents and questions share it."""

from __future__ import annotations

from zzqa.records import Mentions, TimeInterval
from zzqa.text.dates import find_times
from zzqa.text.names import find_names
from zzqa.text.quantities import find_quantities
from zzqa.text.spans import Spans
from zzqa.text.tables import with_units


def find_mentions(text: str, anchor: TimeInterval | None, reported: int | None = None) -> Mentions:
    """Return the mentions in ``text``; relative times are resolved against ``anchor``.

    ``reported`` is the year that the text reports on, where that is the one before the anchor's.

    A quantity that is part of a time expression (the 6 of 6月) is not counted again.
    """
    times = find_times(text, anchor, reported)
    taken = Spans((time.start, time.end) for time in times)
    quantities = tuple(
        quantity
        for quantity in find_quantities(text)
        if not taken.contain(quantity.start, quantity.end)
    )
    return Mentions(times, with_units(text, quantities), find_names(text))
