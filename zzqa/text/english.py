"""English words of a question: where they stand, and one form for all their inflections."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

_IRREGULAR = {
    "arose": "arise", "arisen": "arise", "became": "become", "began": "begin", "begun": "begin",
    "bent": "bend", "bit": "bite", "bitten": "bite", "blew": "blow", "blown": "blow",
    "bore": "bear", "born": "born", "borne": "bear", "bought": "buy", "bred": "breed",
    "broke": "break", "broken": "break", "brought": "bring", "built": "build", "came": "come",
    "caught": "catch", "chose": "choose", "chosen": "choose", "dealt": "deal", "died": "die",
    "drank": "drink", "drawn": "draw", "drew": "draw", "driven": "drive", "drove": "drive",
    "drunk": "drink", "dug": "dig", "eaten": "eat", "ate": "eat", "fallen": "fall", "fed": "feed",
    "fell": "fall", "felt": "feel", "fled": "flee", "flew": "fly", "flown": "fly",
    "forbidden": "forbid", "forgotten": "forget", "fought": "fight", "froze": "freeze",
    "frozen": "freeze", "gave": "give", "given": "give", "gone": "go", "grew": "grow",
    "grown": "grow", "heard": "hear", "held": "hold", "hidden": "hide", "kept": "keep",
    "knew": "know", "known": "know", "laid": "lay", "learnt": "learn", "led": "lead",
    "left": "leave", "lent": "lend", "lost": "lose", "lying": "lie", "meant": "mean", "met": "meet",
    "mistook": "mistake", "overcame": "overcome", "paid": "pay", "ran": "run", "risen": "rise",
    "rode": "ride", "rose": "rise", "said": "say", "sang": "sing", "sank": "sink", "sat": "sit",
    "saw": "see", "seen": "see", "sent": "send", "shaken": "shake", "shook": "shake",
    "shot": "shoot", "shown": "show", "sold": "sell", "sought": "seek", "sown": "sow",
    "spent": "spend", "spoke": "speak", "spoken": "speak", "spun": "spin", "stole": "steal",
    "stolen": "steal", "stood": "stand", "struck": "strike", "stuck": "stick", "sung": "sing",
    "sunk": "sink", "swam": "swim", "swept": "sweep", "swore": "swear", "sworn": "swear",
    "taken": "take", "taught": "teach", "thought": "think", "threw": "throw", "thrown": "throw",
    "told": "tell", "took": "take", "tying": "tie", "undertaken": "undertake",
    "undertook": "undertake", "went": "go", "withdrawn": "withdraw", "withdrew": "withdraw",
    "woke": "wake", "won": "win", "wore": "wear", "worn": "wear", "wove": "weave",
    "woven": "weave", "written": "write", "wrote": "write",
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "mice": "mouse", "geese": "goose", "people": "people", "lives": "life", "wives": "wife",
    "knives": "knife", "leaves": "leaf", "wolves": "wolf", "halves": "half", "analyses": "analysis",
    "criteria": "criterion", "phenomena": "phenomenon", "bacteria": "bacteria",
    "better": "good", "best": "good", "worse": "bad", "worst": "bad", "used": "use", "using": "use",
    "data": "data", "series": "series", "goods": "goods", "news": "news", "species": "species",
}  # fmt: skip
_SPELLINGS = ((r"isation$", "ization"), (r"is(e|ing|ed|es|er)$", r"iz\1"), (r"our$", "or"),
              (r"tre$", "ter"), (r"ogramme$", "ogram"), (r"ence$", "ense"))  # fmt: skip
_spellings = [(re.compile(f"(?<=[a-z]{{2}}){old}"), new) for old, new in _SPELLINGS]
_vowel = re.compile("[aeiouy]")
_DERIVED = (
    ("ization", "iz"), ("ation", ""), ("ition", ""), ("ication", "i"), ("tion", "t"), ("sion", "d"),
    ("ment", ""), ("ness", ""), ("ity", ""), ("ical", "ic"), ("ally", "al"), ("ly", ""),
    ("al", ""), ("or", ""), ("er", ""), ("ist", ""), ("ant", ""), ("ance", ""), ("ence", ""),
    ("iv", ""), ("abl", ""), ("ful", ""), ("ion", ""), ("ical", "y"), ("ic", "y"), ("ial", "y"),
    ("etic", "y"), ("ativ", "at"), ("ous", ""), ("ship", ""), ("hood", ""), ("ism", ""),
    ("ism", "ist"), ("ian", "ia"), ("ean", "ea"), ("ean", "e"), ("an", "a"),
    ("an", ""), ("ens", ""), ("ens", "ent"), ("ens", "y"),
)  # fmt: skip
_PREFIXES = ("dis", "un", "in", "im", "ir", "non", "de", "re", "pre", "over", "under", "super")
"""What makes another word of a word, often its opposite: in Chinese mostly a word beside it."""


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


@functools.lru_cache(maxsize=1 << 15)
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
    return _final(_singular(_positive(word)))


_ADJECTIVES = (
    "big broad bright busy cheap clean clear close cold cool dark deep dense dry early easy fast "
    "few fine great hard healthy heavy high hot humid large late light long loud low mild narrow "
    "near new old poor pretty quick rare rich safe sharp short simple slow small soft steep strict "
    "strong sweet tall thick thin tiny tough vast warm weak wealthy wet wide wild young"
)
_COMPARED = frozenset(_ADJECTIVES.split())
"""Adjectives whose comparison is known: elsewhere -er makes nouns (manufacturer, farmer)."""


def _positive(word: str) -> str:
    """Return oldest's ``old``, heavier's ``heavy``, bigger's ``big``; other words as they are."""
    for suffix in ("est", "er"):
        stem = word.removesuffix(suffix)
        if stem != word:
            forms = (stem, stem + "e", stem[:-1], stem[:-1] + "y" if stem.endswith("i") else stem)
            return next((form for form in forms if form in _COMPARED), word)
    return word


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
    for prefix in _PREFIXES:
        stem = key.removeprefix(prefix)
        if stem != key and len(stem) >= 5:
            found += [stem, *relatives(stem)]
    return list(dict.fromkeys(k for k in found if k != key))
