"""What each line of a repaired page is: running text, heading, byline, caption or list item."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from zzqa.text.columns import ENDINGS
from zzqa.text.fields import counts, find_fields
from zzqa.text.lines import CREDIT_END

BlockKind = Literal["text", "lead", "byline", "caption", "heading", "section", "item"]

_LEAD = re.compile(
    r"[一-鿿·]{2,14}(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日)?(?:讯|电)\s*[（(][^）)]{2,60}[）)]"
)
_BYLINE = re.compile(
    r"(?:[一-鿿·]{0,14}(?:记者|通讯员)|文|作者|撰文)\s*[/／:：].{1,60}"
    r"|(?:本[报刊网台社]|[一-鿿]{2,6}[报社网])[一-鿿]{0,4}(?:记者|通讯员)(?:\s+[一-鿿·]{1,6}){1,6}"
    r"(?:\s*(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日)?\s*(?:综合)?(?:报道|讯|电|摄影报道))?"
)
"""记者/李雨桐, 本报记者 李雨桐 4月20日报道."""
_CREDIT_END = re.compile(rf"{CREDIT_END.pattern}|^(?:制图|摄影|图|来源)\s*[/／:：]")
_CAPTION_MARK = re.compile("[▲▼■●◆]")
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,3}\s*、|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|第[一二三四五六七八九十百\d]+[条章节]|【[^】]{1,12}】|\#{1,6}\s|\d{1,2}[.．、]\s*\D"
)
_FIGURE = re.compile(r"\d")
_NO_FIGURE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|^—.*|(?<![A-Za-z0-9])[A-Z]\d{1,2}(?!\d)")
"""Digits that tell no amount: days, numbers of pages, and whatever a subtitle says."""
MASTHEAD = re.compile(
    r"(?=.{0,80}(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
    r"(?=.*(?:(?:星期|周)[一二三四五六日天]|农历|[总第]\s*\d+\s*[期号]|[Ａ-ＺA-Z]?\d{1,3}\s*版))"
    r"[^，。；！？]{8,100}"
)
"""The head of a page of a paper: its day, with what goes with one there."""
_DATE_ONLY = re.compile(
    r"[\d〇一二三四五六七八九十○]{4}\s*年[\d一二三四五六七八九十\s]{1,4}月[\d一二三四五六七八九十\s]{1,4}日"
)
SIGNED = re.compile(
    r"^[一-鿿（）]{2,30}(?:政府|办公厅|办公室|委员会|委|厅|局|部|院|处|办|所|站|会|社|中心|公司|集团|大学|学校)"
    r"\s*(?=[\d二][\d〇○零一二三四五六七八九]{3}\s*[年./-])"
)
"""Who signs, where the day follows on the same line."""
_ABOUT_PAGE = re.compile(
    r"[^，。；！？]{0,30}(?:19|20)\d\d\s*年\s*第\s*\d+\s*期[^，。；！？]{0,30}"
    r"|(?:发布(?:时间|日期)[:：]\s*)?(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}.{0,20}来源.*"
)
"""The head of a journal, and the line of day and source under a headline: neither is a heading."""
_LONGEST_HEADING = 60
_NUMERALS = "一二三四五六七八九十0123456789"


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the clean text and what it is."""

    start: int
    end: int
    text: str
    kind: BlockKind


def find_blocks(clean: str) -> list[Block]:
    """Return the lines of ``clean`` with their kinds."""
    blocks: list[Block] = []
    at = 0
    for line in clean.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line), line, _kind(line)))
        at += len(line) + 1
    return _with_items(_with_fields(blocks, clean))


def byline_of(block: Block) -> str:
    """Return what a byline or lead says of who wrote the article, without the text after it."""
    return lead_of(block.text) or block.text


def lead_of(line: str) -> str:
    """Return the dateline that a line begins with, or nothing."""
    found = _LEAD.match(line)
    return found.group() if found else ""


def is_date(line: str) -> bool:
    """Whether a line holds a day and nothing else, as under a signature, or who signs and a day."""
    return bool(_DATE_ONLY.fullmatch(SIGNED.sub("", line)))


def tells_of_page(line: str) -> bool:
    """Whether a line is the head of a page, or that of day and source under a headline."""
    return bool(MASTHEAD.fullmatch(line) or _ABOUT_PAGE.fullmatch(line))


def _kind(line: str) -> BlockKind:
    if _LEAD.match(line):
        return "lead"
    if len(line) > 2 and line[0] == line[-1] == "|":
        return "text"
    ended = line.rstrip("”’」』）)】》")[-1:] in set(ENDINGS) or line[-1] in ENDINGS
    if _CAPTION_MARK.match(line) or _CREDIT_END.search(line):
        return "caption"
    if _BYLINE.fullmatch(line) and not ended:
        return "byline"
    if len(line) > _LONGEST_HEADING or (ended and line[-1] not in "？?！!"):
        return "text"
    if line[-1] in "，,；;、":
        return "text"  # an item of a numbered list, which goes on
    if _SECTION.match(line) or (line[-1] in "：:" and "。" not in line):
        return "section"
    if ended or is_date(line) or tells_of_page(line):
        return "text"
    return "heading"


def _with_fields(blocks: list[Block], clean: str) -> list[Block]:
    """Call the lines of forms text: 地址：建设路8号 heads nothing, 标段二：超声诊断仪 does.

    The first below running text begins the foot of a paper: who signs, and where to ask.
    """
    labels = {clean.rfind("\n", 0, f.label.start) + 1: f.label for f in find_fields(clean)}
    result: list[Block] = []
    for before, block in zip([None, *blocks], blocks):
        label = labels.get(block.start)
        foot = before is not None and before.kind == "text" and before.start not in labels
        if label is not None and block.kind in ("heading", "section") and not foot:
            heads = counts(clean[slice(*label)]) or clean[block.start] in "（(" + _NUMERALS
            block = replace(block, kind="section" if heads else "text")
        result.append(block)
    return result


def _with_items(blocks: list[Block]) -> list[Block]:
    """Call short lines with figures items where at least three stand together, as in a box."""
    result = list(blocks)
    run: list[int] = []
    for i, block in enumerate([*blocks, None]):
        if block is not None and block.kind == "heading":
            run.append(i)
            continue
        figures = [j for j in run if _FIGURE.search(_NO_FIGURE.sub("", blocks[j].text))]
        if len(figures) >= 3 and 2 * len(figures) >= figures[-1] - figures[0] + 1:
            for j in range(figures[0], figures[-1] + 1):
                old = blocks[j]
                result[j] = Block(old.start, old.end, old.text, "item")
        run = []
    return result
