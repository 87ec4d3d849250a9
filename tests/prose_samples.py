"""Clean paragraphs of many kinds, written for the tests, and ways to set them in a column."""

from __future__ import annotations

CHINESE = (
    "清晨六点半，江边的菜市场已经热闹起来。卖藕的老周把两只竹筐摆在台阶上，一边洗泥一边招呼熟客。"
    "他说，今年雨水多，藕长得白，价钱却和去年差不多，一斤三块五。",
    "图书馆新馆于2023年10月18日开放，总建筑面积4.2万平方米，设有阅览座位2600个，藏书118万册。"
    "开放以来的头三个月，日均接待读者7300人次，其中未成年人约占四成。",
    "“机器不会累，可人会。”车间主任林晓峰指着屏幕说，“所以我们先把最重的活交给它。”"
    "改造之后，同一条生产线上的工人由36名减少到11名，不良率从2.7%降到0.4%。",
    "海拔三千多米的垭口上，风终年不停。护林员每隔五天要走一趟，来回四十公里，"
    "背包里装着干粮、雨衣、急救药品和一台用了八年的相机。相机里存着两万多张照片，"
    "记录了雪豹、岩羊、高山兀鹫，也记录了冰川一年一年后退的痕迹。",
    "根据《城市供水条例》的规定，供水单位应当在计划停水二十四小时前通知用户；"
    "因灾害或者紧急事故不能提前通知的，应当在抢修的同时通知用户，尽快恢复正常供水，"
    "并报告所在地的城市供水行政主管部门。",
    "量子比特与普通比特的区别在于，它可以同时处于0和1的叠加状态。"
    "研究小组用超导电路做出了72个量子比特的芯片，单比特门的保真度达到99.9%，"
    "两比特门的保真度为99.4%。不过，距离能够纠错的实用机器，还有很长的路要走。",
    "母亲不识字，却记得住全村人的生日。谁家的孩子满月，谁家的老人过寿，她都提前几天备好鸡蛋和红纸。"
    "我问她怎么记得住，她笑着说：“心里有，就不会忘。”",
    "据海关统计，前三季度该市进出口总值为856.3亿元，同比增长12.4%。"
    "其中，出口602.1亿元，增长15.8%；进口254.2亿元，增长5.1%。"
    "对东盟、欧盟和美国的进出口分别增长21.3%、9.6%和3.2%。",
    "手术从上午九点一直做到傍晚。主刀医生摘下口罩时，额头上是一道深深的压痕。"
    "他对等在门外的家属点了点头，说肿瘤已经完整切除，接下来要看恢复的情况，前三天最要紧。",
    "这座木桥始建于明代万历年间，长五十六米，宽四米八，全部用杉木榫接而成，没有用一颗铁钉。"
    "1998年的洪水冲走了东头的两跨，村民们用了两年时间，按照老样子把它修了起来。",
    "选购二手相机时，先看快门次数，再看镜头有没有霉斑，最后装上电池试拍几张。"
    "如果卖家不肯当面试机，价格再低也不要买。至于品牌，其实没有那么重要，顺手最重要。",
    "会议决定，自明年1月1日起，将最低工资标准由每月1930元调整为2100元，"
    "小时最低工资标准由19元调整为21元。人社部门将加强监督检查，对拒不执行的用人单位依法处理。",
)
"""Paragraphs of Chinese prose: a market, statistics, quotations, law, science, a memory."""

ENGLISH = (
    "The ferry leaves the eastern pier at seven every morning, except in February, when ice closes "
    "the channel. Tickets cost 12 euros and can be bought on board; bicycles travel free of "
    "charge. Most passengers are nurses and students who live on the island.",
    "In 2021 the laboratory replaced its last diesel generator with a battery of 400 kilowatt "
    "hours. The change saved 38,000 litres of fuel a year, and, as the director put it, the "
    "silence was worth even more than the money.",
    "A well-kept notebook is the cheapest instrument in any workshop. Write down what you did, "
    "what you saw and what you expected to see. When the three disagree, you have learned "
    "something; when they agree, you may simply have been careless.",
)
"""Paragraphs of English prose."""


def wrap(paragraph: str, width: int, *, indent: bool = False) -> list[str]:
    """Set Chinese text in lines of ``width`` characters; digits and Latin words stay whole.

    No line begins with a closing mark: it is pulled onto the line before, as typesetters do.
    """
    words: list[str] = []
    for character in paragraph:
        western = character.isascii() and (character.isalnum() or character in ".,%")
        last = words[-1][-1] if words else ""
        glued = western and last.isascii() and (last.isalnum() or last in ".,")
        if words and (glued or character in "，。、；：？！”’）》"):
            words[-1] += character
        else:
            words.append(character)
    lines, line, used = [], "　　" if indent else "", 2.0 if indent else 0.0
    for word in words:
        wide = sum(0.5 if c.isascii() else 1.0 for c in word)
        hanging = 1.0 if word[-1] in "，。、；：？！”’）》" else 0.0
        if used and used + wide - hanging > width:
            lines.append(line)
            line, used = "", 0.0
        line += word
        used += wide
    return [*lines, line]
