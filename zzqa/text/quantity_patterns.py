"""Patterns of quantities, over half-width simplified text without blanks beside Han characters."""

from __future__ import annotations

import re

from zzqa.text.opening import opening
from zzqa.text.units import CHINESE_UNITS, ENGLISH_UNITS, SYMBOLS

CN = "〇零一二两三四五六七八九十百千万亿"
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,18}(?:\.\d{1,9})?)"
_NUMERAL = rf"[{CN}]{{1,12}}(?:点[零〇一二三四五六七八九]{{1,6}})?"
_TO = r" ?(?:至|到|-|—{1,2}|–|~) ?"

UNDER = "不足|不到|未达|不(?:得|应|能|宜|可)?(?:超过|多于|高于|大于)|少于|低于|小于|至多|最多"
OVER = (
    "超过|超出|突破|不(?:得|应|能|宜|可)?(?:少于|低于|小于)|至少|最少|起码|多于|高于|大于|逾|超"
    "|上(?=[百千万])"
)
ABOUT = "将近|接近|大约|约为?|大概|估计|(?<![最附邻临远靠相])近"
_PRE = rf"(?P<pre>{UNDER}|{OVER}|(?<![节公合条契预大制签特履邀])(?:{ABOUT}))"
_PRE_OPENS = "不少低小至最超突多高大逾上将接约估近起"
"""What hedges begin with."""
_POST = r"(?P<post>以上|以下|左右|上下|[之以]内|之多|多(?=[,，。;；、的来]|$))"

_MAGNITUDE = r"万亿|千亿|百亿|十亿|个?亿|千万|百万|十万|万|千(?![瓦米克伏卡帕赫])|百(?![分帕])"

# A figure that continues a word, a code or another figure is not read: C12AI, AES100, 1.2.3.
_LEFT = r"(?<![A-Za-z0-9_.第])(?<!\d,)"

CHINESE = re.compile(
    opening(
        rf"\d{CN}负人¥￥RU$€£\-{_PRE_OPENS}",
        rf"{_PRE}?(?P<cur>人民币|[¥￥]|RMB ?|US\$|[$€£])?(?P<sign>零下|负|(?<![A-Za-z0-9)\-—–])-)?"
        rf"(?:{_LEFT}(?P<num>{_FIGURE})|(?<![第几数每{CN}])(?P<cn>{_NUMERAL}))"
        rf"(?P<mid>余|多|来)?(?P<mag>{_MAGNITUDE})?(?P<mid2>余|多)?"
        rf"(?:%?(?P<range>{_TO})(?P<num2>{_FIGURE})(?P<mag2>{_MAGNITUDE})?)?"
        rf"(?: ?(?P<unit>{CHINESE_UNITS}))?(?P<tail>人民币)?{_POST}?",
    )
)

SPLIT_SECONDS = re.compile(
    opening(
        r"\d",
        r"(?<![\d.:])(?:(?P<m>\d{1,2})分)?(?P<s>\d{1,2})秒(?P<f>\d{1,3})(?![\d.%])",
    )
)
"""9秒83, 2分05秒31: how results are told in sport."""

FRACTION = re.compile(
    opening(
        rf"\d一二两三四五六七八九十百千半过{_PRE_OPENS}",
        rf"{_PRE}?(?:(?P<base>[百千万])分之(?P<part>{_FIGURE}|{_NUMERAL})"
        r"|(?<![一二三四五六七八九十百千万\d])(?P<whole>[二三四五六七八九十])分之"
        r"(?P<parts>[一二两三四五六七八九])(?![一二三四五六七八九十百千万])"
        rf"|(?<![{CN}])(?P<tenths>[一二两三四五六七八九十]|(?<![\d.])\d(?:\.\d)?)成(?P<half>半)?"
        r"(?![立功为果本员长品分都绩就交套型熟效年人份语不千名因])"
        rf"|(?P<even>(?<![另上下前后])一半|半数)|(?P<most>过半)(?![年月个百天]))"
        rf"{_POST}?",
    )
)

HALF = re.compile(
    opening(
        f"半{_PRE_OPENS}",
        rf"{_PRE}?(?<![上下前后大多一])半(?P<unit>年|个月|个小时|小时|天)(?P<more>多|余)?(?![来度])",
    )
)

_RANK_END = r"(?=[,，。、;；:：)）”\"’』」》!！?？…\s和及与的仅且并吗么吧(（]|$)"
RANK = re.compile(
    opening(
        "第前",
        rf"第(?P<n>\d{{1,6}}|[{CN}]{{1,6}})(?:(?P<unit>位|名(?!单))|{_RANK_END})"
        rf"|(?<=[省国市县球界洲居列入业])前(?P<top>\d{{1,4}}|[{CN}]{{1,4}})(?:位|名(?!单)|强|列)?"
        r"(?![季个年月期任者后天次轮届所分])",
    )
)
TOP = re.compile(rf"(?<!年)前(?P<top>\d{{1,4}}|[{CN}]{{1,4}})(?:位|名(?!单)|强)")
"""前十名, which needs no province or country before it as 前二 does."""

RANKED = re.compile(
    r"(?:[省国市县区球洲界业内组类]|排名?|名列|位列|位居|居|列|获|在|前|稳居|均|数量|总量|保持|占)"
    r"[^,，。;；!！?？“”\"]{0,2}$"
)
"""What stands before a bare 第二 that tells a rank: 全省第二, 位居第一."""

ORDINAL = re.compile(
    rf"第(?P<n>\d{{1,6}}|[{CN}]{{1,6}})(?P<unit>批次?|届|次|期(?!间)|轮|个|条|章|节|版|代|季(?!度)|场|台"
    r"|辆|枚|块|家|项|座|类|款|艘|架|套|阶段|梯队|方阵|步|组|号|集|卷|回|层|线|类|种|件|部|艘|份)"
    r"|首(?P<first>批|届|期|轮|座|台|套|条|家|个|项|款|部|例|艘|架|列|场|枚|颗|支|只|辆|份|笔|单)(?![前])"
)

_PRE_EN = (
    r"(?P<pre>nearly|almost|close to|about|around|approximately|roughly|some|over|more than|above"
    r"|exceeding|in excess of|at least|no (?:less|fewer) than|under|less than|fewer than|below"
    r"|up to|at most|no more than)"
)
ENGLISH = re.compile(
    opening(
        r"a-z\d$€£¥",
        rf"(?:\b{_PRE_EN} )?(?:(?P<cur>RMB|CNY|USD|US\$|[$€£¥]|yuan) ?)?(?<![A-Za-z0-9_.])(?<!\d,)"
        rf"(?P<num>{_FIGURE})(?:(?: ?- ?|–| to )(?P<num2>{_FIGURE}))?"
        r"(?:[ -]?(?P<mag>hundred|thousand|million|billion|trillion|bn|mn)\b)?"
        rf"(?:[ -]?(?P<area>square |cubic )?(?P<unit>(?:{ENGLISH_UNITS}|(?-i:{SYMBOLS})|per cent"
        r"|percentage points?|kilowatt[- ]hours?|working days?|US dollars?)\b|%))?(?P<post> or "
        r"(?:more|above|less|fewer))?",
    ),
    re.ASCII | re.IGNORECASE,
)
RANK_EN = re.compile(
    r"(?:\brank(?:s|ed|ing)?|\bplac(?:es|ed|ing)|\bcomes|\bcame|\bfinish(?:es|ed)?|\bstands|\bis"
    r"|\bwas)"
    r" (?:[a-z]+ ){0,2}?(?P<n>\d{1,5}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth"
    r"|ninth|tenth)\b(?! (?:half|quarter|time|batch|century))|\b[Nn]o\. ?(?P<no>\d{1,5})\b"
    r"|\b(?P<place>\d{1,5}(?:st|nd|rd|th)|first|second|third|fourth|fifth) (?:place|in the "
    r"(?:province|country"
    r"|world|city|nation))\b",
    re.ASCII,
)
ORDINAL_EN = re.compile(
    opening(r"\d", r"(?<![A-Za-z0-9.,])(?P<n>\d{1,5})(?:st|nd|rd|th)\b"), re.ASCII
)

IDIOM = re.compile(
    opening(
        "一两三四五六七乱八十百千万",
        "一举[两多]得|三番[五两]次|五花八门|[七乱]上八下|千[家门]万户|万家灯火|三位一体|两个一百年|三个臭皮匠|一家人"
        "|[四五六]个一|一家之言|四海一家|四面八方|千军万马|三令五申|一[企人户事地村县校品园]一[策档案码议品特]"
        "|一[体次条把门口件面方][化性龙手心气事对]|两[山化免新重][^\\d]?|八项规定|三[条重][^\\d]大|一家独大|万件[器]"
        "|十条措施|百[家花]争鸣|一类[^\\d]|七嘴八舌|三言两语|一五一十|五脏六腑|三头六臂|千[丝言]万[缕语]|万众一心"
        "|一[口步]到位|一步之遥|一层楼|两手抓|[一两]步走|三步走|四个全面|四个自信|四个意识|两个维护|两个确立"
        "|一周[年岁]|三个代表|一[份]力",
    )
)
"""Set phrases whose numerals count nothing."""
