"""Whether a span is what analysis recognised as a value of the type asked for."""

from __future__ import annotations

import numpy as np

from zzqa.answer.reading.sentence import Floats, Sentence
from zzqa.records import Name, Passage, Quantity, Query, TimeMention
from zzqa.search.features import fits_type
from zzqa.text.normalise import fold
from zzqa.text.quantities import same_value

NAMES = (
    "t_fits", "t_fits_within", "t_unit", "t_unit_within", "t_other_unit", "t_given",
    "t_time", "t_time_within", "t_time_given", "t_person", "t_place", "t_organisation",
    "t_person_within", "t_place_within", "t_organisation_within", "t_name_given", "t_year",
)  # fmt: skip
"""``…_within`` of a span that holds such a value, the others of one that is it."""

_Mention = Quantity | TimeMention | Name


def typing(query: Query, passage: Passage, sentence: Sentence) -> Floats:
    """Return a row for each candidate of a sentence, a column for each of ``NAMES``."""
    starts, ends = sentence.places()
    values = np.zeros((len(starts), len(NAMES)), np.float32)
    asked = fold(query.clean)
    mentions = passage.mentions
    first, last = sentence.span
    found: list[_Mention] = [*mentions.quantities, *mentions.times, *mentions.names]
    for one in found:
        if not first <= one.start < last:
            continue
        holds = (starts <= one.start) & (ends >= one.end)
        is_it = (starts == one.start) & (ends == one.end)
        for name in _says(query, asked, one):
            rows = holds if name.endswith(("_within", "given")) else is_it
            values[rows, NAMES.index(name)] = 1
    return values


def _says(query: Query, asked: str, one: _Mention) -> list[str]:
    """Return the features that a recognised value gives the spans that hold it or are it."""
    if isinstance(one, Quantity):
        return _figure(query, one)
    said = []
    if isinstance(one, Name):
        said = [f"t_{one.kind}", f"t_{one.kind}_within"]
        return [*said, "t_name_given"] if fold(one.text) in asked else said
    said = ["t_time", "t_time_within"]
    if fold(one.text) in asked:
        said.append("t_time_given")
    return [*said, "t_year"] if one.text.endswith("年") else said


def _figure(query: Query, one: Quantity) -> list[str]:
    said = ["t_fits", "t_fits_within"] if fits_type(query.answer_type, one.kind) else []
    if query.units:
        said += ["t_unit", "t_unit_within"] if one.unit in query.units else ["t_other_unit"]
    if any(same_value(given, one) for given in query.quantities):
        said.append("t_given")
    return said
