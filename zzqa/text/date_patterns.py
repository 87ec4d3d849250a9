"""Patterns of Chinese and numeric time expressions, over folded text without blanks.

They expect what :func:`zzqa.text.normalise.fold` and :func:`zzqa.text.compact.compact` give: half
width, simplified, lower case, no blanks beside Han characters. Every repetition is bounded and no
two alternatives in a loop start alike, so that matching takes time in proportion to the text.
"""

from __future__ import annotations

import re

from zzqa.text.opening import opening

CONNECT = r" ?(?:至|到|-{1,2}|—{1,2}|–|~|―|─) ?"
"""What joins the two ends of a range."""

DIGITS = "〇○零一二三四五六七八九"
_CN = "一二三四五六七八九十"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)"
_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TENS = "上中旬|中上旬|中下旬|上旬|中旬|下旬"
_CLOCK = (
    r"(?:(?:\(?(?:星期|周)[一二三四五六日天]\)?)?(?:凌晨|清晨|早晨|早上|上午|中午|午后|下午"
    r"|傍晚|晚上|晚间|晚(?![于点年期])|深夜|夜间|夜里|白天)?"
    r"(?:[012]?\d[时点](?!代|间|候|刻|评|多|期)(?:[0-5]?\d分(?!之))?许?)?)"
)
_NOT_YEAR = r"(?!的?历史|之久|以上|以内|级|龄|轻|纪)(?:(?<=(?:19|20)\d\d年)|(?!左右))"
"""Behind a number, 年 is then a length of time; 2015年左右 is a year all the same."""

YEAR_WORDS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0,
    "年内": 0, "明年": 1, "下一年": 1, "后年": 2,
}  # fmt: skip
"""Years counted from the anchor."""

SAME_YEAR = {"当年": 0, "同年": 0, "该年": 0, "那一年": 0, "这一年": 0, "次年": 1, "翌年": 1}
"""Years counted from the year mentioned before."""

_REL = (
    r"(?:(?<![年以之目])前年|大前年|(?<!过)去年|(?<![\d以])上年|上一年|今年(?!均)|本年|明年|下一年"
    r"|(?<![今之以])后年(?!均)|当年|同年|该年|那一年|这一年|次年|翌年)"
)


_NO_EVENT = r"(?<![此之以死术产婚])(?<![案事]发)(?<!生)(?<!上市)(?<!开学)(?<!到期)"
"""案发前三个月 counts back from an event and does not open the year."""


def _point(tag: str) -> str:
    """One end of a range; the groups' names carry ``tag``."""
    year = (
        rf"(?P<year{tag}>(?:(?P<y{tag}>(?<![\d/])(?<!\d[.,])(?:1\d{{3}}|20\d\d)|(?<=公元)\d{{1,4}}"
        rf"|(?<![{DIGITS}])[一二][{DIGITS}]{{3}})年(?:度|份)?"
        rf"|民国(?P<roc{tag}>\d{{1,3}}|[{_CN}百〇○零]{{1,6}}|元)年(?:度|份)?"
        rf"|(?P<y2{tag}>(?<![\d/])(?<!\d[.,])\d\d)年(?={_M}月)"
        rf"|(?P<ry{tag}>{_REL})(?:度|里)?){_NOT_YEAR})"
    )
    no_year = rf"(?<![\d/{_CN}百两几每个第])(?<!\d[.,-])(?:(?<!每年)(?<!历年)|(?={_M}月{_D}日))"
    month = (
        rf"(?P<m{tag}>{_M})(?:月?份?{CONNECT}(?P<mm{tag}>{_M}))?月(?![球饼亮票薪租嫂子均度])"
        rf"(?:(?P<d{tag}>{_D})(?:(?:[日号]?{CONNECT}|[日号]{_CLOCK}{CONNECT}|、)(?P<dd{tag}>{_D}))?"
        rf"[日号](?![线楼院]){_CLOCK}"
        rf"|份?(?P<t{tag}>{_TENS}|初(?![级中步])|底(?!层)|末(?!端)))?(?:份(?!额))?"
    )
    period = (
        rf"(?P<h{tag}>[上下])半年度?|(?(year{tag})(?:(?P<hy{tag}>半年度)|q(?P<lq{tag}>[1-4])(?![a-z\d])"
        rf"|h(?P<lh{tag}>[12])(?![a-z\d]))|(?!))|第?(?P<q{tag}>[一二三四1-4])季度(?P<qe{tag}>[末底])?"
        rf"|{_NO_EVENT}[前头](?P<fq{tag}>[一二两三123])个?季度|{_NO_EVENT}[前头](?P<fm{tag}>{_M}|两)个月|(?P<w{tag}>全年)"
    )
    edge = (
        rf"年?(?P<e{tag}>底(?![层线盘])|末(?!端)|初(?![级中步])|中(?=[,、。;)]|前(?!会))"
        rf"|(?<=年)年中(?![国心央华间文部西等东小]))"
    )
    bare_edge = rf"(?<![近历多半新今去明])年(?P<be{tag}>底|末|初|内)(?!期)"
    season = rf"[,的]?[初早暮盛深隆]?(?P<s{tag}>[春夏秋冬])[天季日末]"
    return (
        rf"(?:{year}|{no_year})(?:(?(year{tag})度?的?)(?:{month}|{period})"
        rf"|(?(year{tag}){edge}|{bare_edge})|(?(year{tag}){season}|(?!))|(?(year{tag})|(?!)))"
    )


CALENDAR = re.compile(
    opening(
        rf"\d{_CN}元年大前去上今本明下后当同该那这次翌第头全民",
        rf"(?:(?P<from>(?<![\d/])(?<!\d[.,])(?:1\d{{3}}|20\d\d)){CONNECT}(?P<to>(?:1\d{{3}}|20\d\d)"
        rf"|\d\d)年(?:度|间)?"
        rf"|{_point('a')}(?:起?{CONNECT}{_point('b')})?)"
        r"(?:(?P<since>以来|来(?=[,、。;:!?\s]|$)|以后|之后|(?:一直)?(?:至|到)(?:今(?![天日春夏秋冬晨晚])|目前|现在)|迄今"
        r"|起(?=[,、。;:!?)\s]|$)|后(?![期来勤半续备天年卫台方世人代疫]))"
        rf"|(?P<before>以前|之前|前(?![\d{_CN}两半几后往列沿瞻景进述任锋期夕提所])|为止)|(?P<same>同期)"
        r"|期?间)?",
    )
)

NUMERIC = re.compile(
    opening(
        "12",
        r"(?<![\w./-])(?P<y>(?:19|20)\d\d)(?:(?P<sep>[./-])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)"
        r"(?P<d>3[01]|[12]\d|0?[1-9])))(?![\d/-]|\.\d)"
        r"|(?<![\w./-])(?P<ym>(?:19|20)\d\d)(?:-(?P<mm>0[1-9]|1[0-2])|/(?P<sm>1[0-2]|0?[1-9]))"
        r"(?![\w/-]|\.\d)"
        r"|(?<![\w./-])(?P<from>(?:1[5-9]|20)\d\d) ?[-—–~]{1,2} ?(?P<to>(?:1[5-9]|20)\d\d)"
        r"(?![\w/%-]|\.\d)",
    ),
    re.ASCII,
)

PLAN = re.compile(
    opening(
        rf"“\"「『‘'第{_CN}",
        rf"(?:[“\"「『‘'](?P<quoted>(?:十[一二三四五六七八九]?|[一二三四五六七八九])五)[”\"」』’']"
        rf"|(?<![{_CN}百\d第])(?P<plain>十[一二三四五六]五)(?=规划|期间|时期|以来|末|初期|计划|开局|收官)"
        r"|第(?P<ordinal>十[一二三四五六七八九]?|[一二三四五六七八九])个?五年(?:规划|计划))"
        r"(?:(?:规划|计划)?(?:期间|时期|期(?=[,。;末])))?"
        r"(?:(?P<since>以来)|(?P<edge>末|初)(?!期)|(?P<before>以前|之前))?",
    )
)

DECADE = re.compile(
    opening(
        rf"\d{_CN}上本",
        rf"(?:(?<![\d.,{_CN}])(?P<c>[12]?\d|[一二]?十[{_CN}]?|[{_CN}])世纪|(?P<w>上个?|本)世纪)"
        rf"(?:的?(?P<dec>[1-9]0|[{_CN}]十)年代)?(?:(?P<since>以来)|(?P<before>以前|之前))?"
        r"|(?<![\d.,])(?P<bare>[3-9]0)年代(?P<bare_since>以来)?",
    )
)

MONTH_WORD = re.compile(
    rf"(?P<w>本|上个?|下个?|这个|当|次|同)月(?![球饼亮票薪租嫂子均])份?"
    rf"(?:(?P<t>{_TENS}|初|底|末)|(?P<d>{_D})(?:[日号]?{CONNECT}(?P<dd>{_D}))?[日号]{_CLOCK})?"
    r"(?:(?P<since>以来)|(?P<before>以前|之前|前))?"
)

NOW = re.compile(
    opening(
        "目现当至迄时如眼",
        r"(?:目前|现阶段|(?<![出体表呈实发展显])现在)(?:为止)?|当前|(?:至今|迄今)(?![年天日春夏秋冬晨晚])(?:为止)?|时至今日|如今|现今|眼下"
        r"|现(?:共|已)?有(?=[^,。;!?\n]{0,12}\d)",
    )
)

DAY_WORD = re.compile(
    rf"(?P<w>今天|今日|今晨|今晚|今早|昨天|昨日|昨晚|前天|明天|明日|后天(?![性的免])|当天|当日|同日(?!而语|可)"
    rf"|次日|翌日){_CLOCK}(?:{CONNECT}(?P<to>今天|今日|明天|明日|后天){_CLOCK})?"
)

RECENT = re.compile(
    opening(
        "近日最不前连",
        r"近日来?|(?<![\d一二三四五六七八九十今昨当生末节假])日前|(?<!距离)最近(?![的邻距一两三四五六七八九十\d几这])"
        r"|近期|不久前|前不久|近来|连日来|前段时间|近段时间|(?:最近|近)一段时间",
    )
)

WEEK = re.compile(r"(?P<w>上|本|这|下)(?:个?星期|周)(?![边围期年长岁密])(?P<d>[一二三四五六日天])?")

SEASON_WORD = re.compile(
    opening(
        "今去明春夏秋冬",
        r"(?:(?P<w>(?<!如)今|(?<![过逝])去|明)(?P<s>[春夏秋冬])(?![晓装衣令])(?:以来)?"
        r"|(?<![一四每逢跨])(?P<b>[春夏秋冬])季(?!学|节|号))",
    )
)

_N = r"(?P<n>\d{1,3}(?:\.5)?|[一二三四五六七八九十两半百]{1,3}|几|多)"
_UNIT = r"(?P<u>年|个月|月|个?星期|周|天|日)"
WINDOW = re.compile(
    opening(
        rf"最过以近这几多半两百\d{_CN}",
        rf"(?:(?:最近|过去|过往|以往|(?<![最附将接临])近)的?(?:这|整整)?{_N}个?多?{_UNIT}(?!的?历史|级|制|均|期|龄)"
        rf"(?:多)?(?:以来|来|间|之?内|里)?|(?<![第\d.]){_N.replace('?P<n>', '?P<n2>')}个?多?"
        rf"{_UNIT.replace('?P<u>', '?P<u2>')}多?(?:以来|来)(?![自源到看说临])"
        r"|近(?:些|几)?年(?:来|间)?(?![龄级])|这些年来?)",
    )
)

AHEAD = re.compile(rf"(?:未来|今后|接下来|往后|下一个)的?{_N}个?{_UNIT}(?!级|制)(?:之?内|里|间)?")

AGO = re.compile(
    opening(
        rf"\d半两{_CN}",
        rf"(?<![\d.第近])(?P<n>\d{{1,2}}|[一二三四五六七八九十两半]{{1,3}})个?多?{_UNIT}多?(?:以前|之前|前)(?![后\d期])",
    )
)

BARE_DAY = re.compile(
    opening(
        "1-9",
        r"(?:(?<![\d月.第每近前过逾约超续/\-—至到两余])|(?<=截至))"
        r"(?P<opens>(?<=[,。;:\n至于])|\A)?(?P<d>3[01]|[12]\d|[1-9])日"
        rf"(?:{_CLOCK}{CONNECT}(?P<dd>3[01]|[12]\d|[1-9])日|(?<=日、\d日)|(?<=日、\d\d日)"
        r"|(?=[,、。上下晚凌早中清夜白电讯在从)]|召开|举行|开幕|发布|获悉|宣布|$"
        r"|[012]?\d[时点](?!代|间|候|刻))"
        r"|(?(opens)(?!将近|[内间以之前后游均产薪里无滚移平龄制式期照历志报刊落])|(?!)))"
        rf"{_CLOCK}",
    )
)
"""At the head of a clause a day needs nothing after it: 27日取消航班126架次，28日取消84架次."""

SAME_PERIOD = re.compile(opening("同", r"(?<![去上])同期(?!声)"))
