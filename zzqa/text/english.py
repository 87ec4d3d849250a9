"""English words of a question: where they stand, and one form for all their inflections."""

from __future__ import annotations

import re
from typing import NamedTuple

_IRREGULAR = {
    "grew": "grow", "grown": "grow", "held": "hold", "took": "take", "taken": "take",
    "won": "win", "built": "build", "spent": "spend", "sold": "sell", "rose": "rise",
    "risen": "rise", "fell": "fall", "fallen": "fall", "sown": "sow", "bought": "buy",
    "brought": "bring", "paid": "pay", "met": "meet", "sent": "send", "began": "begin",
    "begun": "begin", "wrote": "write", "written": "write", "drove": "drive", "driven": "drive",
    "chose": "choose", "chosen": "choose", "became": "become", "ran": "run", "spun": "spin",
    "lent": "lend", "lost": "lose", "left": "leave", "kept": "keep", "said": "say", "told": "tell",
    "thought": "think", "taught": "teach", "sought": "seek", "gave": "give", "given": "give",
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "people": "people",
    "better": "good", "best": "good", "used": "use", "using": "use", "led": "lead",
    "lower": "low", "higher": "high", "highest": "high", "larger": "large", "largest": "large",
    "bigger": "big", "biggest": "big", "faster": "fast", "fastest": "fast", "data": "data",
    "series": "series", "goods": "goods", "news": "news", "species": "species",
}  # fmt: skip
_SPELLINGS = ((r"isation$", "ization"), (r"is(e|ing|ed|es|er)$", r"iz\1"), (r"our$", "or"),
              (r"tre$", "ter"), (r"ogramme$", "ogram"), (r"ence$", "ense"))  # fmt: skip
_spellings = [(re.compile(f"(?<=[a-z]{{2}}){old}"), new) for old, new in _SPELLINGS]
_vowel = re.compile("[aeiouy]")
_DERIVED = (
    ("ization", "iz"), ("ation", ""), ("ition", ""), ("ication", "i"), ("tion", "t"), ("sion", "d"),
    ("ment", ""), ("ness", ""), ("ity", ""), ("ical", "ic"), ("ally", "al"), ("ly", ""),
    ("al", ""), ("or", ""), ("er", ""), ("ist", ""), ("ant", ""), ("ance", ""), ("ence", ""),
    ("iv", ""), ("abl", ""), ("ful", ""), ("ion", ""),
)  # fmt: skip


class Word(NamedTuple):
    """A word of English text: as written, its key (see ``lemma``), and its span."""

    text: str
    key: str
    start: int
    end: int


_word = re.compile(
    r"\d+(?:,\d{3})*(?:\.\d+)?(?:st|nd|rd|th)(?![A-Za-z])|(?:19|20)\d\ds(?![A-Za-z])"
    r"|[A-Za-zÀ-ɏ]&[A-Za-z]|[A-Za-z]*\d[A-Za-z\d]*[A-Za-z][A-Za-z\d]*|[A-Za-z]+\d+"
    r"|\d+(?:,\d{3})*(?:\.\d+)?%?|[A-Za-zÀ-ɏ]+(?:['’][A-Za-zÀ-ɏ]+)*"
)


def words(text: str) -> list[Word]:
    """Return the words and numbers of ``text``, hyphenated words in their parts."""
    return [Word(m.group(), lemma(m.group()), *m.span()) for m in _word.finditer(text)]


def lemma(word: str) -> str:
    """Return one key for the inflections of a word: exports, exported, exporting are ``export``.

    The key need not be a word (``produc``): dictionary and question are keyed by the same rule.
    British and American spelling come to the same key.
    """
    word = word.lower().replace("’", "'").replace(",", "")
    word = word.removesuffix("'s").removesuffix("'").replace("'", "")
    if not word.isalpha():
        return word
    if word in _IRREGULAR:
        return _final(_IRREGULAR[word])
    return _final(_singular(word))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _final(word: str) -> str:
    for pattern, new in _spellings:
        word = pattern.sub(new, word)
    for suffix in ("ing", "ied", "ed"):
        stem = word.removesuffix(suffix)
        if stem == word or len(stem) < 3 or not _vowel.search(stem) or word.endswith("eed"):
            continue
        word = stem + "y" if suffix == "ied" else _undouble(stem)
        break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _undouble(stem: str) -> str:
    """Return planned's ``plan`` from ``plann``; ``sell`` and ``pass`` keep their letters."""
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem


def relatives(key: str) -> list[str]:
    """Return keys of words that ``key`` may be derived from, the nearest first.

    ``investor`` gives ``invest``, ``licensing`` needs none; tried only where ``key`` is unknown.
    """
    found = []
    for suffix, new in _DERIVED:
        stem = key.removesuffix(suffix)
        if stem != key and len(stem) >= 3:
            found += [stem + new, _undouble(stem + new)]
    found += [key + "ion", key + "er", key + "ment"] if len(key) >= 4 else []
    return list(dict.fromkeys(k for k in found if k != key))
