"""Whether questions find the same when they are written otherwise.

    python bench/spelling.py xquad.zh.json

Asks the questions of a set in SQuAD's layout as they are, in traditional characters (opencc,
s2t), and with one Chinese character replaced by a common one, drawn with a fixed seed; prints the
share whose paragraph comes first, and among the first five.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

from opencc import OpenCC

import zzqa
from zzqa.errors import ZzqaError
from zzqa.eval import read_squad, sample, squad_index

COMMON = "的是在了和中大国人年"
SEED = 5


def main() -> None:
    """Ask every question in every spelling and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contexts", type=Path)
    parser.add_argument("--limit", type=int, help="ask only so many questions")
    options = parser.parse_args()
    try:
        squad = read_squad(options.contexts)
        with squad_index(squad) as index, zzqa.open_index(index) as engine:
            questions = sample(squad.questions, options.limit)
            for name, spell in spellings().items():
                places = [
                    place(engine, spell(asked.question), asked.relevant[0].source)
                    for asked in questions
                ]
                first = sum(found == 1 for found in places) / len(places)
                five = sum(found <= 5 for found in places) / len(places)
                print(f"{name:<24}{first:.4f}  {five:.4f}")
    except ZzqaError as error:
        sys.exit(f"error: {error}")


def spellings() -> dict[str, Callable[[str], str]]:
    """Return what is done to a question, by name."""
    generator = random.Random(SEED)

    def mistyped(question: str) -> str:
        places = [match.start() for match in re.finditer("[一-鿿]", question)]
        at = generator.choice(places or [0])
        return question[:at] + generator.choice(COMMON) + question[at + 1 :]

    return {
        "as it is": lambda question: question,
        "traditional": OpenCC("s2t").convert,
        "one character mistyped": mistyped,
    }


def place(engine: zzqa.Engine, question: str, source: str) -> int:
    """Return the place of a document among those found, 11 where it is not among the first ten."""
    hits = engine.search(question, top_k=20)
    found = list(dict.fromkeys(hit.passage.source for hit in hits))[:10]
    return found.index(source) + 1 if source in found else 11


if __name__ == "__main__":
    main()
