"""Questions that the corpus does not answer, made from questions that it does.

Four kinds, for each labelled question: asked for another year, asked about another place, asked
for something that is never given, and asked with the documents that answer it left out. They teach
the confidence what a near miss is.
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

OTHER_THINGS = (
    ("机动车保有量是多少", "How many motor vehicles were registered in {}"),
    ("居民消费价格指数涨幅是多少", "What was the consumer price inflation rate in {}"),
    ("年平均气温是多少度", "What was the average temperature in {}"),
    ("公共图书馆藏书量有多少册", "How many library books were there in {}"),
    ("森林覆盖率是多少", "What was the forest coverage rate of {}"),
    ("粮食总产量是多少", "What was the total grain harvest of {}"),
    ("出生人口有多少", "How many babies were born in {}"),
    ("快递业务量是多少件", "How many parcels were delivered in {}"),
    ("教育局局长是谁", "Who was the director of the education bureau of {}"),
    ("气象局局长叫什么", "Who was the head of the weather bureau of {}"),
    ("体育总会会长是谁", "Who was the president of the sports federation of {}"),
    ("最高的山叫什么", "What is the highest mountain of {}"),
)
"""What no document of the corpus gives, for any of its places."""


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
    yield Negative(_other_thing(text, number), Filters())
    answering = {relevant.source for relevant in labelled.relevant}
    others = tuple(source for source in sources if source not in answering)
    if others:
        yield Negative(text, Filters(sources=others))


def _other_thing(text: str, number: int) -> str:
    """Return a question for something never given, with the time and place of ``text``."""
    chinese, english = OTHER_THINGS[number % len(OTHER_THINGS)]
    year = re.search(r"20[12]\d", text)
    if re.search("[一-鿿]", text):
        place = next((name for name in _PLACES if name in text), "株洲")
        return f"{year.group() if year else 2024}年{place}的{chinese}？"
    place = next((name for name in _PLACES.values() if name in text), "Zhuzhou")
    return f"{english.format(place)} in {year.group() if year else 2024}?"


_PLACES = {"醴陵": "Liling", "攸县": "Youxian", "茶陵": "Chaling", "长沙": "Changsha"}
