"""Questions after dates, places, makers and holders of posts, by templates over a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zzqa.eval.propose_text import (
    Draft,
    clause_start,
    draft,
    is_phrase,
    sentence_at,
)
from zzqa.records import AnswerType, Name, Passage, Span, TimeMention

_THING = "[一-龥A-Za-z0-9“”《》·]{2,16}"
_HAPPENED = (
    "建成通车|建成投产|建成|成立|通车|开工|投产|竣工|启用|揭牌|开幕|闭幕|开馆|创刊|创立|创办"
    "|设立|出生|逝世|去世|病逝|毕业|上市|开业|获批|首播|首映|上映|发行|出版|颁布|施行"
)
_AFTER_TIME = re.compile(rf"(?:正式|全面)?({_HAPPENED})(?=[，。；！？、,;]|$|于|并)")
_AT_TIME = re.compile(rf"({_THING}?)({_HAPPENED})[于在]")
_SUBJECT = re.compile(_THING)
_LIES = re.compile(rf"({_THING}?)(?:位于|坐落于|坐落在)([^，。；！？,;\n]{{3,24}})(?=[，。；,;])")
_PLACE = re.compile(
    "[一-龥A-Za-z0-9“”·]{2,14}(?:[镇乡村县市区州湖山河江岛寺庙殿塔桥路街站洞谷峡馆院城宫店港湾园]|大学|中学|小学"
    "|机场|别墅|大厦|广场|工厂|基地)"
)
"""What lies somewhere and has a name of its own."""
_MADE = "设计|建造|创办|创立|创建|执导|主演|发现|发明|提出|建立|承建|主办|开发|撰写|编写|出版"
_MAKER = re.compile(
    rf"({_THING}?)是?由([一-龥A-Za-z·]{{2,16}}?)(?:负责|共同)?({_MADE})(?=[的，。；,;]|$)"
)
_BODY = re.compile("(?:公司|集团|[局院部所厂社馆校]|大学|委员会|政府|协会|中心|学会)$")
_PERSON = re.compile("[一-龥]{2,3}|[一-龥A-Za-z]+·[一-龥A-Za-z·]+")
_POST = re.compile(
    "(?:书记|市长|县长|区长|省长|局长|主任|院长|校长|部长|主席|会长|董事长|总经理|总裁|馆长"
    "|所长|处长|厅长|行长|社长|主教练)$"
)
_ONE_OF_SEVERAL = re.compile("副|代|常委|委员|前任?|原|现任|时任")
_OF_HOME = re.compile("[市县区州](?:委书记|委|长)")
_JOINED = re.compile(r"(?:^|[^一-龥]|[和及与、])$")
"""What stands before a post that is told in full."""


def facts(passage: Passage) -> Iterator[Draft]:
    """Yield the questions after a passage's dates, places, makers and posts."""
    for mention in passage.mentions.times:
        sentence = sentence_at(passage, mention.start)
        if sentence and not mention.relative and mention.certain and mention.kind == "at":
            asked = _event(passage, sentence, mention)
            if asked:
                question = f"{asked[0]}是什么时候{asked[1]}的？"
                yield draft(passage, sentence, mention, question, "date", dated=False)
    for name in passage.mentions.names:
        sentence = sentence_at(passage, name.start)
        if sentence:
            yield from _post(passage, sentence, name)
    for sentence in passage.sentences:
        yield from _place(passage, sentence)
        yield from _maker(passage, sentence)


def _event(passage: Passage, sentence: Span, mention: TimeMention) -> tuple[str, str] | None:
    """Return (what, what happened to it) at a time: 青年水库1978年3月建成, 成立于1985年."""
    start = clause_start(passage.text, sentence, mention.start)
    before = passage.text[start : mention.start]
    told = _AT_TIME.fullmatch(before)
    if told and is_phrase(told[1]):
        return told[1], told[2]
    after = _AFTER_TIME.match(passage.text, mention.end)
    subject = before.removesuffix("于").removesuffix("在")
    if after and _SUBJECT.fullmatch(subject) and is_phrase(subject):
        return subject, after[1]
    return None


def _place(passage: Passage, sentence: Span) -> Iterator[Draft]:
    """Yield where a thing lies that a clause begins with: 名车博览馆位于三层商场."""
    for found in _LIES.finditer(passage.text, sentence.start, sentence.end):
        start = clause_start(passage.text, sentence, found.start(1))
        if found.start() == start and _PLACE.fullmatch(found[1]) and is_phrase(found[1]):
            question = f"{found[1]}位于哪里？"
            evidence = passage.text[sentence.start : sentence.end].strip()
            yield Draft(question, found[2], "place", evidence, found.start(2), dated=False)


def _maker(passage: Passage, sentence: Span) -> Iterator[Draft]:
    """Yield who made a thing that a clause begins with: 大桥由林同炎设计."""
    for found in _MAKER.finditer(passage.text, sentence.start, sentence.end):
        start = clause_start(passage.text, sentence, found.start(1))
        thing, maker, made = found.groups()
        kind: AnswerType = "organisation" if _BODY.search(maker) else "person"
        if kind == "person" and not _PERSON.fullmatch(maker):
            continue
        if found.start() == start and is_phrase(thing) and is_phrase(maker):
            who = "谁" if kind == "person" else "哪个机构"
            evidence = passage.text[sentence.start : sentence.end].strip()
            question = f"{thing}是由{who}{made}的？"
            yield Draft(question, maker, kind, evidence, found.start(2), dated=False)


def _post(passage: Passage, sentence: Span, name: Name) -> Iterator[Draft]:
    """Yield who held a post in the year of the document: 株洲市委书记曹慧泉."""
    told = passage.text[sentence.start : name.start].endswith(name.role)
    before = passage.text[: name.start - len(name.role)][-1:]
    if name.kind != "person" or not name.role or not told or not _JOINED.search(before):
        return
    date = passage.date
    year = f"{date.start.year}年" if date and date.start.year == date.end.year else ""
    for post in name.role.split("、"):
        if _POST.search(post) and not _ONE_OF_SEVERAL.search(post) and year:
            whole = _whole_post(passage, post)
            if whole:
                question = f"{year}，{whole}是谁？"
                yield draft(passage, sentence, name, question, "person", dated=True)
                return


def _whole_post(passage: Passage, post: str) -> str:
    """Return a post with whose it is; empty where that is not told: 局长, 集团董事长."""
    if _OF_HOME.match(post):
        return passage.home and f"{passage.home}{post}"
    names = [one.text for one in passage.mentions.names if one.kind != "person"]
    return post if any(post.startswith(name) and len(post) > len(name) for name in names) else ""
