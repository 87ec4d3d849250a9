"""Questions that the corpus does not answer, made from questions that it does.

Three kinds, for each labelled question: asked for another year, asked about another place, and
asked with the documents that answer it left out. They teach the confidence what a near miss is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zzqa.config import Filters
from zzqa.eval.records import LabelledQuestion

OTHER_YEARS = ("2009", "2013", "2016", "2018")
"""Years that none of the corpus's figures are of."""
OTHER_PLACES = (("岳阳", "Yueyang"), ("常德", "Changde"), ("郴州", "Chenzhou"), ("桂林", "Guilin"))
"""Cities that the corpus does not speak of."""


@dataclass(frozen=True, slots=True)
class Negative:
    """A question without an answer among the documents that ``filters`` let through."""

    question: str
    filters: Filters


def negatives(
    labelled: LabelledQuestion, number: int, sources: Sequence[str]
) -> Iterator[Negative]:
    """Yield the unanswerable variants of an answerable question; ``number`` varies the choice."""
    text = labelled.question
    year = OTHER_YEARS[number % len(OTHER_YEARS)]
    if re.search(r"20[12]\d", text):
        yield Negative(re.sub(r"20[12]\d", year, text), Filters())
    chinese, english = OTHER_PLACES[number % len(OTHER_PLACES)]
    swapped = text.replace("株洲", chinese).replace("Zhuzhou", english)
    if swapped != text:
        yield Negative(swapped, Filters())
    answering = {relevant.source for relevant in labelled.relevant}
    others = tuple(source for source in sources if source not in answering)
    if others:
        yield Negative(text, Filters(sources=others))
