"""Which lines of a page make one article, and which line is its title.

On a newspaper page a title may stand before its article, after it, or beside another one. A
dateline or byline begins an article; a title goes to the article whose words it shares, with a
preference for the neighbours.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add

from zzqa.ingest.blocks import Block, byline_of, is_date, lead_of, tells_of_page
from zzqa.records import Article, Section

_SHARED = 0.55
"""A title shares at least so much of its weighted character pairs with a distant article."""
_SHARED_NEAR = 0.25
"""And so much with the article that begins or ends right there."""
_PAPER = r"的(?:通知|答复|复函|函|意见|决定|批复|报告|通报|公告|请示|办法|方案|建议|议案|说明)"
OFFICIAL = re.compile(
    rf"关于.+{_PAPER}|[一-鿿、（）]{{2,40}}关于.+{_PAPER}(?:[（(].{{1,20}}[）)])?$"
)
"""What an official paper is called, with or without who issued it."""
_ISSUER = re.compile(
    r"[一-鿿（）·A-Za-z\d]{2,40}(?:公司|集团|银行|政府|办公厅|办公室|委员会|厅|局|部|院|会|中心|大学|学院|学校|医院)"
)
_ISSUED = re.compile("《(.+?)》(?=的|（|$)")
_MARKDOWN_TITLE = re.compile(r"\#\s+")
"""The heading of the first level, of which a Markdown file has one: its title."""
_LONGEST_HEADING = 60
_NO_LETTER = re.compile(r"[\W_]+")
_FOREIGN = 0.35
"""A heading that shares less than this with what follows does not head it."""
_LOOKED_AHEAD = 1500
"""Characters of what follows in which the heading's words are looked for."""


@dataclass(slots=True)
class _Draft:
    """An article in the making: numbers of its blocks, and of the headings that name it."""

    blocks: list[int] = field(default_factory=list)
    title: list[int] = field(default_factory=list)


def split_articles(blocks: Sequence[Block], clean: str) -> tuple[Article, ...]:
    """Return the articles of a document in order; together they hold every block.

    A heading that names an article elsewhere on the page is an article of its own with that
    title, so that its words are found and its neighbours stay whole.
    """
    if not blocks:
        return ()
    drafts = _bodies(blocks)
    shares = _Shares(blocks, drafts)
    strays = _assign_headings(blocks, drafts, shares)
    articles: list[Article] = []
    for draft in filter(lambda draft: draft.blocks, drafts):
        title = _title(blocks, draft)
        *apart, body = _runs(blocks, draft.blocks)
        articles.append(_article(blocks, body, draft.title, title))
        # A heading that a stray parts from its article stands alone too.
        strays += [(i, title) for run in apart for i in run]
    articles += [
        Article(blocks[i].start, blocks[i].end, title or blocks[i].text) for i, title in strays
    ]
    articles.sort(key=lambda article: article.start)
    return tuple(articles)


def _bodies(blocks: Sequence[Block]) -> list[_Draft]:
    """Cut the page where an article plainly begins; headings are placed afterwards."""
    drafts = [_Draft()]
    in_body = False
    for i, block in enumerate(blocks):
        byline_first = block.kind == "byline" and not _follows_byline(blocks, i)
        if (block.kind == "lead" or byline_first) and in_body:
            drafts.append(_Draft())
            in_body = False
        drafts[-1].blocks.append(i)
        in_body = in_body or block.kind in ("text", "lead", "item")
    _move_trailing_headings(blocks, drafts)
    return _cut_after_titles(blocks, drafts)


def _follows_byline(blocks: Sequence[Block], i: int) -> bool:
    return i > 0 and blocks[i - 1].kind == "byline"


def _move_trailing_headings(blocks: Sequence[Block], drafts: list[_Draft]) -> None:
    """Headings right before an article begins belong to it, unless their words say otherwise."""
    for before, after in zip(drafts, drafts[1:]):
        moved: list[int] = []
        while before.blocks and blocks[before.blocks[-1]].kind == "heading":
            moved.insert(0, before.blocks.pop())
        after.blocks[:0] = moved


def _cut_after_titles(blocks: Sequence[Block], drafts: list[_Draft]) -> list[_Draft]:
    """Cut where a heading sums up what stands above it and not what follows: a title set last.

    And before the paper that a notice comes with (关于印发《…》的通知), which is named by its own.
    """
    result: list[_Draft] = []
    for draft in drafts:
        above, title = _Above(), list[int]()
        for at, i in enumerate(draft.blocks):
            announced = above.announced(blocks[i])
            if announced:
                result.append(_Draft(above.blocks, title))
                above, title = _Above(), [i]
            above.add(blocks[i], i)
            if not announced and above.is_summed_up(blocks, draft.blocks, at + 1):
                result.append(_Draft(above.blocks, title))
                above, title = _Above(), []
        if above.blocks:
            result.append(_Draft(above.blocks, title))
    return result


class _Above:
    """The blocks of an article down to some place, and the headings that end them."""

    def __init__(self) -> None:
        self.blocks: list[int] = []
        self.headings = ""
        self.pairs: set[str] = set()
        self.last_kind = ""
        """Kind of the last block that is no heading; empty where there is none."""
        self.issued: set[str] = set()
        """What a notice says that it issues: the title of the paper that follows it."""

    def add(self, block: Block, number: int) -> None:
        """Take in the next block."""
        self.blocks.append(number)
        if block.kind == "heading":
            self.headings += block.text
            if OFFICIAL.match(block.text):
                self.issued |= {_letters(title) for title in _ISSUED.findall(block.text)}
            return
        # Headings that something follows were not the end.
        self.pairs |= _pairs(self.headings) | _pairs(block.text)
        self.headings, self.last_kind = "", block.kind

    def announced(self, block: Block) -> bool:
        """Whether a block is the title of the paper that the notice above comes with."""
        return block.kind == "heading" and _letters(block.text) in self.issued

    def is_summed_up(self, blocks: Sequence[Block], numbers: Sequence[int], at: int) -> bool:
        """Whether the headings name what is above and not ``numbers[at:]``, which is text."""
        if not self.headings or self.last_kind in ("", "section") or at == len(numbers):
            return False
        if blocks[numbers[at]].kind != "text" or is_date(blocks[numbers[at]].text):
            return False  # above a day stands who signed
        title = _pairs(self.headings)
        if len(title & self.pairs) < 0.6 * len(title):
            return False
        lower = _pairs(_body_text(blocks, numbers, at))
        return len(title & lower) < _FOREIGN * len(title)


def _body_text(blocks: Sequence[Block], numbers: Sequence[int], at: int) -> str:
    """Return the start of what ``numbers[at:]`` say below their headings."""
    pieces: list[str] = []
    length = 0
    for place in range(at, len(numbers)):
        block = blocks[numbers[place]]
        if block.kind != "heading":
            pieces.append(block.text)
            length += len(block.text)
        if length >= _LOOKED_AHEAD:
            break
    return "".join(pieces)[:_LOOKED_AHEAD]


class _Shares:
    """How much of a heading's words an article has, rare ones counting more."""

    def __init__(self, blocks: Sequence[Block], drafts: Sequence[_Draft]) -> None:
        self.bodies = [
            _pairs("".join(blocks[i].text for i in draft.blocks if blocks[i].kind != "heading"))
            for draft in drafts
        ]
        spread = Counter(pair for body in self.bodies for pair in body)
        total = len(self.bodies)
        self.weight = {pair: math.log(1 + total / count) for pair, count in spread.items()}
        self.unseen = math.log(1 + total)

    def share(self, text: str, draft: int) -> float:
        """Return the weighted share of ``text``'s character pairs that the article holds."""
        pairs = sorted(_pairs(text))
        weights = [self.weight.get(pair, self.unseen) for pair in pairs]
        held = [w for pair, w in zip(pairs, weights) if pair in self.bodies[draft]]
        return sum(held) / sum(weights) if weights else 0.0


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text)


def _pairs(text: str) -> frozenset[str]:
    # Headings are compared with every article of the page.
    return _heading_pairs(text) if len(text) <= _LONGEST_HEADING else _new_pairs(text)


def _new_pairs(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(map(add, letters, letters[1:]))


_heading_pairs = functools.lru_cache(maxsize=256)(_new_pairs)


def _assign_headings(
    blocks: Sequence[Block], drafts: list[_Draft], shares: _Shares
) -> list[tuple[int, str]]:
    """Give each article its title; return the headings that stand apart from theirs.

    The second value of a stray is the whole title it is a part of. The name of the paper, as the
    datelines give it, heads nothing.
    """
    papers = sorted({lead_of(block.text) for block in blocks if block.kind == "lead"})
    strays: list[tuple[int, int]] = []
    for at, draft in enumerate(drafts):
        for group in _edge_groups(blocks, draft):
            text = "".join(blocks[i].text for i in group)
            if any(text in name for name in papers) or group[0] in draft.title:
                continue
            best = max(range(len(drafts)), key=lambda d: (shares.share(text, d), -abs(d - at)))
            own, top = shares.share(text, at), shares.share(text, best)
            if best != at and top >= _SHARED and top > own + 0.15:
                strays += [(i, best) for i in group]
            elif own >= _SHARED_NEAR and (not draft.title or draft.title[-1] == group[0] - 1):
                draft.title += group
    for i, home in strays:
        drafts[home].title = drafts[home].title or [j for j, h in strays if h == home]
        for draft in drafts:
            if i in draft.blocks:
                draft.blocks.remove(i)
    _default_titles(blocks, drafts)
    return [(i, _title(blocks, drafts[home])) for i, home in strays]


def _edge_groups(blocks: Sequence[Block], draft: _Draft) -> list[list[int]]:
    """Return the headings that open and close an article, those that open it first.

    Each is judged alone, with the line under it where that begins with a dash. Headings inside an
    article are left alone: they head its sections.
    """
    kinds = [blocks[i].kind == "heading" for i in draft.blocks]
    if all(kinds):
        return []
    opening = draft.blocks[: kinds.index(False)]
    closing = draft.blocks[len(kinds) - kinds[::-1].index(False) :]
    groups: list[list[int]] = []
    for i in opening + closing:
        if groups and groups[-1][-1] == i - 1 and blocks[i].text.startswith("—"):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _default_titles(blocks: Sequence[Block], drafts: Sequence[_Draft]) -> None:
    """Name the articles that no heading shares enough words with by the headings above them.

    An official paper is named by the line that says what it is about.
    """
    for draft in drafts:
        opening = [i for i in draft.blocks[:8] if blocks[i].kind in ("heading", "section")]
        official = [i for i in opening if OFFICIAL.match(blocks[i].text)]
        if official:
            draft.title = [*_issuer(blocks, official[0]), official[0]]
        elif not draft.title and opening and _MARKDOWN_TITLE.match(blocks[opening[0]].text):
            draft.title = opening[:1]
        elif not draft.title:
            head = [i for i in draft.blocks[:4] if not tells_of_page(blocks[i].text)][:2]
            if head and blocks[head[0]].kind == "heading":
                draft.title = [i for i in head if blocks[i].kind == "heading"]


def _issuer(blocks: Sequence[Block], at: int) -> list[int]:
    """Return the heading right above 关于…的公告 that says who issues it, where there is one."""
    if not at or not blocks[at].text.startswith("关于"):
        return []
    above = blocks[at - 1]
    return [at - 1] if above.kind == "heading" and _ISSUER.fullmatch(above.text) else []


def _title(blocks: Sequence[Block], draft: _Draft) -> str:
    return " ".join(_MARKDOWN_TITLE.sub("", blocks[i].text) for i in draft.title)


def _runs(blocks: Sequence[Block], numbers: Sequence[int]) -> list[list[int]]:
    """Return the runs of consecutive numbers, that with the article's text last."""
    runs: list[list[int]] = []
    for i in numbers:
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return sorted(runs, key=lambda run: any(blocks[i].kind != "heading" for i in run))


def _article(
    blocks: Sequence[Block], numbers: Sequence[int], headline: Sequence[int], title: str
) -> Article:
    """Return the article of the blocks ``numbers``, ``headline`` being those of its title."""
    named = (blocks[i] for i in numbers if blocks[i].kind in ("byline", "lead"))
    byline = next(map(byline_of, named), "")
    start, end = blocks[numbers[0]].start, blocks[numbers[-1]].end
    heads = [i for i in numbers if blocks[i].kind in ("section", "heading") and i not in headline]
    starts = [blocks[i].start for i in heads]
    sections = tuple(
        Section(start, stop, blocks[i].text)
        for i, start, stop in zip(heads, starts, [*starts[1:], end])
    )
    return Article(start, end, title, byline, sections)
