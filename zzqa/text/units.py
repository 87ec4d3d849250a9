"""Units of Chinese and English quantities: spelling, kind, and what converts into what."""

from __future__ import annotations

import re
from typing import NamedTuple

from zzqa.records import QuantityKind


class Unit(NamedTuple):
    """What a spelling of a unit means."""

    name: str
    kind: QuantityKind


_MONEY = {
    "元": "元 块钱 元人民币 人民币元 人民币 yuan rmb cny renminbi",
    "美元": "美元 美金 usd dollars dollar",
    "欧元": "欧元 euros euro",
    "港元": "港元 港币",
    "日元": "日元",
    "英镑": "英镑 pounds",
    "韩元": "韩元",
    "卢布": "卢布",
    "澳元": "澳元",
    "加元": "加元",
    "新台币": "新台币",
}

_PERCENT = {"%": "% 个百分点 百分点 percent pct"}

_MEASURE = {
    "平方公里": "平方公里 平方千米 km² km2",
    "平方米": "平方米 ㎡ m² m2",
    "立方米": "立方米 立方 m³ m3",
    "公里": "公里 千米 km kilometers kilometres kilometer kilometre",
    "海里": "海里",
    "米/秒": "米/秒 米每秒 m/s",
    "公里/小时": "公里/小时 千米/小时 公里每小时 千米每小时 km/h",
    "立方米/秒": "立方米/秒 立方米每秒",
    "米": "米 延米 m meters metres meter metre",
    "厘米": "厘米 cm",
    "毫米": "毫米 mm",
    "微米": "微米 μm um",
    "纳米": "纳米 nm",
    "英寸": "英寸",
    "公顷": "公顷 ha hectares hectare",
    "亩": "亩 mu",
    "吨": "吨 t tonnes tonne tons ton",
    "公斤": "公斤 千克 kg kilograms kilogram",
    "克": "克 g grams gram",
    "毫克": "毫克 mg",
    "微克": "微克",
    "微克/立方米": "微克/立方米 微克每立方米",
    "毫克/立方米": "毫克/立方米 毫克每立方米",
    "毫克/升": "毫克/升 毫克每升",
    "斤": "斤",
    "升": "升 L",
    "毫升": "毫升 mL ml",
    "千瓦时": "千瓦时 kWh 度电",
    "兆瓦时": "兆瓦时 MWh",
    "吉瓦时": "吉瓦时 GWh",
    "千瓦": "千瓦 kW kilowatts",
    "兆瓦": "兆瓦 MW megawatts megawatt",
    "吉瓦": "吉瓦 GW",
    "瓦": "瓦 W",
    "千伏": "千伏 kV",
    "千伏安": "千伏安",
    "伏": "伏 V",
    "安": "安培",
    "赫兹": "赫兹 Hz",
    "兆赫": "兆赫 MHz",
    "吉赫": "吉赫 GHz",
    "马力": "马力",
    "兆帕": "兆帕 MPa",
    "百帕": "百帕 hPa",
    "分贝": "分贝 dB",
    "级": "级",
    "℃": "℃ 摄氏度 °C",
    "度": "度",
    "GB": "GB",
    "TB": "TB",
    "MB": "MB",
    "Gbps": "Gbps",
    "Mbps": "Mbps",
    "年": "年 周年 years year",
    "个月": "个月 个多月 months month",
    "周": "周 个星期 星期 weeks week",
    "天": "天 日内 日以内 日之内 日以上 日以下 days day",
    "个工作日": "个工作日 工作日",
    "小时": "小时 个小时 学时 hours hour",
    "课时": "课时",
    "分钟": "分钟 minutes minute",
    "秒": "秒 秒钟 seconds second",
    "岁": "岁 周岁",
    "分": "分",
}

_COUNT_WORDS = (
    "字 件 项 家 个 人 名 位 台 套 辆 列 艘 架 座 栋 幢 条 所 户 只 头 匹 株 棵 篇 部 本 册 份 "
    "次 场 批 届 期 类 种 款 组 支 队 处 间 笔 单 起 例 宗 箱 袋 瓶 盒 枚 颗 块 片 张 幅 面 "
    "门 节 堂 轮 步 层 根 把 口 道 枝 朵 人次 场次 架次 家次 车次 班次 户次 批次 标箱 标准箱 "
    "英亩 股 通 盏 卷 车皮 节车厢 门类 床位 张床位 席 桩 尊 眼 桶 羽 尾 宗地 页 站 段 "
)
_COUNT = _COUNT_WORDS.split()
_COUNTED = {"标箱": "个标箱", "标准箱": "个标准箱"}
"""Units that a text may count with 个 before them, with the same meaning."""

_PLAIN = {"倍": "倍 times fold", "‰": "‰"}

_TABLES: tuple[tuple[dict[str, str], QuantityKind], ...] = (
    (_MONEY, "money"),
    (_PERCENT, "percent"),
    (_MEASURE, "measure"),
    (_PLAIN, "plain"),
)

UNITS: dict[str, Unit] = {
    spelling: Unit(name, kind)
    for table, kind in _TABLES
    for name, spellings in table.items()
    for spelling in spellings.split()
} | {
    **{word: Unit(word, "count") for word in _COUNT},
    **{spelling: Unit(name, "count") for name, spelling in _COUNTED.items()},
}
"""Every spelling of a unit and what it means."""

_NOT_BEFORE = {
    "字": "号体眼典面母符节段幕样",
    "元": "件旦素器宵月年勋区", "人": "工民类造", "年": "级代第度均产轻龄中", "位": "于居列置移",
    "名": "单城称列义额", "次": "日年月要于级", "场": "地所景馆", "门": "口户店诊类",
    "台": "湾风阶州词", "条": "件例款约", "所": "有以在谓需属", "处": "于理置在长罚",
    "组": "织成合建长装团", "类": "型似别", "层": "次面级", "期": "间待望末货", "口": "岸径号味腔",
    "部": "门分委署队长", "本": "市次报地科身着土", "份": "额", "面": "积向临对试", "株": "洲",
    "户": "籍外口", "只": "有要能是", "起": "来步点草源到飞", "单": "位独个", "间": "接隔谍",
    "节": "能约目点日省", "支": "持撑付出援部柱", "座": "谈位椅", "张": "家", "片": "区面",
    "批": "准复评发量示", "倍": "数增率感", "度": "假过", "步": "伐入行骤", "站": "在点起",
    "段": "落时", "道": "路德理", "头": "部条版", "根": "据本", "把": "握关",
    "分": "钟之别为公类布析行支局会配享歧离开级期批红明子店散成", "周": "年期边", "天": "然空津",
    "队": "伍员", "例": "如外会", "列": "入为车", "笔": "记试", "克": "服", "升": "级学至到",
    "瓦": "解", "块": "状", "米": "兰饭", "眼": "睛光", "箱": "体", "家": "庭具居长电",
    "架": "构设", "斤": "两", "套": "餐", "款": "项式", "轮": "胎", "种": "植子业", "册": "子",
    "通": "过信知道常行车报讯用告胀宵稿缉", "卷": "入烟起土尺闸",
    "股": "东份权市票价民改息本道指金骨长室级",
}  # fmt: skip
"""Characters with which a classifier makes another word: 12株洲 counts no trees."""


def _spelling(word: str) -> str:
    tail = _NOT_BEFORE.get(word)
    if tail:
        return f"{re.escape(word)}(?![{tail}])"
    return re.escape(word) + ("(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "")


def _alternatives(words: list[str]) -> str:
    return "|".join(_spelling(word) for word in sorted(words, key=lambda w: (-len(w), w)))


_ASCII_SYMBOLS = (
    "km km/h km2 m m/s m2 m3 cm mm um nm ha t kg g mg ml L mL kWh MWh GWh kW MW GW W kV V Hz MHz"
    " GHz MPa hPa dB GB TB MB Gbps Mbps"
)
_SYMBOL_WORDS = _ASCII_SYMBOLS.split()

CHINESE_UNITS = _alternatives([w for w in UNITS if not w.isascii() or w == "%"] + _SYMBOL_WORDS)
"""Units that follow a figure directly, longest first, as an alternation; case matters."""

SYMBOLS = _alternatives(_SYMBOL_WORDS)
"""Unit symbols in Latin letters, longest first, as an alternation; case matters."""

ENGLISH_UNITS = _alternatives(
    [w for w in UNITS if w.isascii() and w.isalpha() and w.islower() and w not in _SYMBOL_WORDS]
)
"""Units written as English words, longest first, as an alternation."""

_CONVERSIONS = {
    "公里": ("length", 1000.0), "海里": ("length", 1852.0), "米": ("length", 1.0),
    "厘米": ("length", 1e-2), "毫米": ("length", 1e-3), "微米": ("length", 1e-6),
    "纳米": ("length", 1e-9), "平方公里": ("area", 1e6), "平方米": ("area", 1.0),
    "公顷": ("area", 1e4), "亩": ("area", 10_000 / 15), "吨": ("mass", 1000.0),
    "公斤": ("mass", 1.0), "斤": ("mass", 0.5), "克": ("mass", 1e-3), "毫克": ("mass", 1e-6),
    "千瓦时": ("energy", 1.0), "兆瓦时": ("energy", 1e3), "吉瓦时": ("energy", 1e6),
    "瓦": ("power", 1.0), "千瓦": ("power", 1e3), "兆瓦": ("power", 1e6), "吉瓦": ("power", 1e9),
    "伏": ("voltage", 1.0), "千伏": ("voltage", 1e3), "升": ("volume", 1e-3),
    "毫升": ("volume", 1e-6), "立方米": ("volume", 1.0), "赫兹": ("frequency", 1.0),
    "兆赫": ("frequency", 1e6), "吉赫": ("frequency", 1e9), "秒": ("time", 1.0),
    "分钟": ("time", 60.0), "小时": ("time", 3600.0), "天": ("time", 86_400.0),
    "周": ("time", 604_800.0), "个月": ("months", 1.0), "年": ("months", 12.0),
}  # fmt: skip

_PERSONS = frozenset(("人", "名", "位"))


def in_base(value: float, unit: str) -> tuple[str, float]:
    """Return what ``unit`` measures and ``value`` in that dimension's base unit."""
    dimension, factor = _CONVERSIONS.get(unit, (unit, 1.0))
    if dimension in _PERSONS:
        dimension = "person"
    return dimension, value * factor
