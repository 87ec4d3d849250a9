"""Foreign names by their sound: Huguenot and 胡格诺, Fresno and 弗雷斯诺.

Both sides are brought to the skeleton of their consonants, in classes that a transliteration keeps
(b and p, d and t, g and k and h, l and r …). Names with the same skeleton are candidates, and how
alike they sound in full, vowels and all, says how likely they are the same. Xinhua's tables of
transliteration are what Chinese texts mostly go by; where they do not, the classes forgive it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice, product

CHARACTERS = frozenset(
    "阿埃艾爱安昂奥巴芭白柏班邦保堡鲍北贝本比彼毕边宾冰波玻伯勃博布蔡曹策查昌长彻茨慈次聪达戴黛丹当道地得"
    "德登邓狄迪蒂典丁东杜敦顿多厄恩儿尔耳法凡范方菲费芬丰冯佛夫弗福甫富盖甘冈高戈哥歌格葛根贡古瓜关圭郭果"
    "哈海亥罕汉豪赫黑亨洪侯胡华怀惠霍基及吉季加佳嘉贾简江杰捷金津京菁久居喀卡凯坎康考柯科可克肯孔库夸宽"
    "奎坤昆拉腊莱赖兰朗劳勒雷蕾黎里理利丽莉莲廉良列烈林琳凌留柳龙隆娄卢鲁露路伦罗洛吕略马玛迈麦曼芒毛茅"
    "梅门蒙孟弥米密绵敏明摩莫墨默姆穆拿那娜纳乃奈南内嫩能尼妮年涅宁牛纽农努诺欧帕派潘庞泡佩彭蓬皮匹平坡"
    "珀泼浦普齐奇契恰钱强乔切钦琴青琼丘屈让热日荣茹儒瑞若撒萨塞赛桑瑟森沙莎山珊尚绍舍申生圣胜施石史士舒朔"
    "斯丝思松苏孙娑所索塔台太泰坦汤唐陶特腾藤提蒂田汀廷通图土吐屯托脱瓦娃万旺威韦维伟魏温文翁沃乌武伍西"
    "希悉锡席夏香向肖晓谢辛欣兴休修许雪逊雅亚扬耶叶伊依易因英尤于约泽曾扎詹章哲者珍芝治朱茱卓兹子宗佐"
)
"""Characters that stand for sounds in names from elsewhere."""
_SHORTEST, _LONGEST = 2, 8
"""Han characters of a name part; longer ones are several parts."""
_LEAST_BEGINNING, _LEAST_PART = 5, 0.5
"""Letters of a beginning, and its share of the name, from which on it tells the name."""
_LEAST_LETTERS = 4
"""Letters of an English word: shorter ones sound like too much."""
_LEAST_LIKENESS = 0.55
"""Names less alike are others."""
_MOST_OPTIONS, _RIVAL = 3, 0.12
"""Names given for one word, and how much less alike than the best they may be."""
_MOST_TRIED = 100
"""Names compared with one word: two milliseconds of work."""
_MOST_KEYS = 24
"""Skeletons tried for one English word."""
_CLASSES = {
    "b": "p", "p": "p", "f": "f", "v": "f", "w": "f", "d": "t", "t": "t", "g": "k", "k": "k",
    "h": "k", "l": "l", "r": "l", "m": "m", "n": "n", "s": "s", "z": "s", "c": "s", "x": "s",
    "j": "j", "q": "s",
}  # fmt: skip
_initial = re.compile("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]")
_ENGLISH = (
    ("^kn", "n"), ("^wr", "r"), ("^ps", "s"), ("sch", "s"), ("tch", "s"), ("dge", "j"),
    ("ough", "o"), ("augh", "a"), ("igh", "i"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("ck", "k"),
    ("tz", "s"), ("ts", "s"), ("qu", "kw"), ("x", "ks"), ("wh", "w"), ("c(?=[eiy])", "s"),
    ("ch", "q"), ("c", "k"), ("[aeo]w(?![aeiouy])", "o"), ("(?<=[aeiou])h(?![aeiou])", ""),
    (r"([bdfgklmnprstvz])\1", r"\1"), ("(?<=.)e$", ""),
)  # fmt: skip
_english = [(re.compile(pattern), new) for pattern, new in _ENGLISH]
_silent_r = re.compile("r(?![aeiouy])")
_pinyin = re.compile(
    "(?:[bpm](?:a[io]?|ang?|e[i]?|eng?|ia?[on]?|i[en]|ing|iu|ou?|u)"
    "|f(?:ang?|a|ei|eng?|ou?|u)"
    "|[dtnl](?:a[io]?|ang?|ei?|eng?|i|i[aeu]|ia[on]|iang|ing?|ong|ou|u|uan|un|uo|v|[uv]e)"
    "|[gkh](?:a[io]?|ang?|ei?|eng?|ong|ou|u|u[aino]|uai|uang?)"
    "|[jqx](?:i|i[aenu]|ia[on]|iang|ing|iong|u|ue|uan|un)"
    "|[zcs]h?(?:i|a[io]?|ang?|ei?|eng?|ong|ou|u|u[aino]|uai|uang?)"
    "|r(?:i|e|ao|ang?|eng?|ong|ou|u|u[ino]|uan)"
    "|y(?:a|ao|ang?|e|ing?|i|ong?|ou|u|ue|uan|un)"
    "|w(?:u|ai?|ang?|ei|eng?|o)|ai?|ang?|ao|ei?|er?|ou?)+"
)
_VOWELS = "aeiou"


def transliterated(word: str) -> bool:
    """Whether a Chinese word may be (a part of) a foreign name, as its characters go."""
    return _SHORTEST <= len(word) <= _LONGEST and CHARACTERS.issuperset(word)


def chinese_keys(syllables: Sequence[str]) -> set[str]:
    """Return the skeletons of a name of these syllables, in pinyin without tones; none if short."""
    choices: list[tuple[str, ...]] = []
    for syllable in syllables:
        match = _initial.match(syllable)
        initial = match.group() if match else ""
        final = syllable[len(initial) :]
        if syllable == "er":
            choices.append(("l",))
            continue
        if initial and initial != "y":
            choices.append(_readings(initial, final))
        if final.endswith(("n", "ng")):
            choices.append(("n",))
    keys = ("".join(key) for key in product(*choices[:_LONGEST]))
    joined = (re.sub("n(?=[nm])", "", key) for key in keys)
    return {key for key in joined if len(key) >= 2}


def _readings(initial: str, final: str) -> tuple[str, ...]:
    """Return the classes that an initial may stand for: 金 of King, 杰 of Jack."""
    if initial == "j":
        return ("k", "s")
    if initial == "x":
        return ("s", "k") if final.startswith("i") else ("s",)
    if initial == "w":
        return ("f", "")
    if initial == "r":
        return ("s", "l")
    return (_CLASSES[initial[0]],)


@cache
def english_keys(word: str) -> tuple[str, ...]:
    """Return the skeletons that an English name may have, the likeliest first.

    r, l, and the last consonant may be silent; m before a consonant sounds as n; g, j and ch are
    read in two ways.
    """
    choices: list[tuple[str, ...]] = []
    sounds = _sounds(word)
    for at, letter in enumerate(sounds):
        if letter in _VOWELS or letter == "y":
            continue
        following = sounds[at + 1 : at + 2]
        last, before_vowel = not following, following in (*_VOWELS, "y") and bool(following)
        choices.append(_silent(letter, before_vowel, last, at))
    variants = product(*choices)
    keys = (re.sub("n(?=[nm])", "", "".join(key)) for key, _ in zip(variants, range(4096)))
    ordered = dict.fromkeys(key for key in keys if len(key) >= 2)
    return tuple(ordered)[:_MOST_KEYS]


def _silent(letter: str, before_vowel: bool, last: bool, at: int) -> tuple[str, ...]:
    if letter == "r" and not before_vowel:
        return ("", "l")
    if letter == "l" and not before_vowel:
        return ("l", "")
    if letter == "m" and not before_vowel:
        return ("m", "n")
    if letter in "gj":
        return ("k", "s") if letter == "g" else ("s", "")
    if letter == "q":
        return ("s", "k")
    if letter == "w" and at:
        return ("f", "")
    if letter == "h":
        return ("k", "")
    kind = _CLASSES.get(letter, letter)
    return (kind, "") if last and letter in "stdpkz" else (kind,)


@cache
def _sounds(word: str) -> str:
    """Return a name in letters, one for each consonant sound."""
    sounds = re.sub("[^a-z]", "", unicodedata.normalize("NFKD", word.lower()))
    for pattern, new in _english:
        sounds = pattern.sub(new, sounds)
    return sounds


@cache
def likeness(word: str, spelled: str) -> float:
    """Return 0 to 1: how much an English name sounds like a Chinese one, spelled in pinyin.

    One less the cost of turning the letters of one into those of the other, as a share of the
    longer: a vowel costs a third of a consonant, and consonants of one class little.
    """
    english, chinese = _silent_r.sub("R", _sounds(word)), spelled
    for pinyin, letter in (("zh", "j"), ("ch", "q"), ("sh", "s"), ("ng", "n"), ("er", "l")):
        chinese = chinese.replace(pinyin, letter)
    row = [0.0]
    for letter in chinese:
        row.append(row[-1] + _lost(letter))
    for first in english:
        above, row = row, [row[0] + _lost(first)]
        for at, second in enumerate(chinese):
            changed = above[at] + _changed(first, second)
            row.append(min(changed, above[at + 1] + _lost(first), row[-1] + _lost(second)))
    whole = max(sum(map(_lost, english)), sum(map(_lost, chinese)))
    return max(0.0, 1.0 - row[-1] / whole) if whole else 0.0


@cache
def _lost(letter: str) -> float:
    """Return the cost of a sound that only one of the two has."""
    if letter == "R":
        return 0.15
    if letter in _VOWELS or letter in "yw":
        return 0.33
    return 0.6 if letter in "rlh" else 1.0


_VOICED = ("bp", "dt", "gk", "sz", "lr", "lR", "cs", "vf", "vw")
_NEAR = ("jqxszcgk", "kgh", "wfvh")


@cache
def _changed(first: str, second: str) -> float:
    """Return the cost of one sound in place of another."""
    if first == second:
        return 0.0
    both = {first, second}
    if both <= set("aeiouyw"):
        return 0.25
    if any(both <= set(pair) for pair in _VOICED):
        return 0.1
    return 0.4 if any(both <= set(near) for near in _NEAR) else 1.2


def beginnings(word: str) -> list[str]:
    """Return how a long name begins, the longest first: a text cut it (Jackson of Jacksonville)."""
    plain = re.sub("[^a-z]", "", unicodedata.normalize("NFKD", word.lower()))
    least = max(_LEAST_BEGINNING, round(_LEAST_PART * len(plain)))
    ends = (at for at in range(len(plain) - 2, least - 1, -1))
    return [plain[:at] for at in ends if plain[at] not in _VOWELS and plain[at - 1] not in "aeiouy"]


def alike(word: str, options: Iterable[tuple[str, str]]) -> list[tuple[str, float]]:
    """Return the (term, likeness) of the ``options`` (term, spelling) that sound like ``word``.

    The best few; none for a word that is itself pinyin: Guilin is no name from elsewhere.
    """
    if len(word) < _LEAST_LETTERS or _pinyin.fullmatch(word.lower()):
        return []
    tried = islice(dict.fromkeys(options), _MOST_TRIED)
    found = {term: round(likeness(word, spelled), 2) for term, spelled in tried}
    ranked = sorted(found.items(), key=lambda option: (-option[1], option[0]))[:_MOST_OPTIONS]
    least = max(_LEAST_LIKENESS, ranked[0][1] - _RIVAL) if ranked else 1.0
    return [(term, value) for term, value in ranked if value >= least]
