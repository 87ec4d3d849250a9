"""Which lines of a page make one article, and which line is its title.

On a newspaper page a title may stand before its article, after it, or beside another one. A
dateline or byline begins an article; a title goes to the article whose words it shares, with a
preference for the neighbours.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from zzqa.ingest.blocks import Block
from zzqa.records import Article, Section

_SHARED = 0.55
"""A title shares at least so much of its weighted character pairs with a distant article."""
_SHARED_NEAR = 0.25
"""And so much with the article that begins or ends right there."""
_OFFICIAL = re.compile(
    r"^关于.+的(?:通知|答复|复函|函|意见|决定|批复|报告|通报|公告|请示|办法|方案|建议|议案|说明)"
)
_FOREIGN = 0.35
"""A heading that shares less than this with what follows does not head it."""


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
    articles = [_article(blocks, draft) for draft in drafts if draft.blocks]
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
    """Cut where a heading sums up what stands above it and not what follows: a title set last."""
    result: list[_Draft] = []
    for draft in drafts:
        piece = _Draft()
        for i in draft.blocks:
            piece.blocks.append(i)
            ahead = [j for j in draft.blocks if j > i]
            if _is_title_set_last(blocks, piece.blocks, ahead):
                result.append(piece)
                piece = _Draft()
        result.append(piece)
    return [draft for draft in result if draft.blocks]


def _is_title_set_last(blocks: Sequence[Block], above: list[int], ahead: list[int]) -> bool:
    last = above[-1]
    if blocks[last].kind != "heading" or not ahead or blocks[ahead[0]].kind != "text":
        return False
    group = [i for i in above if all(blocks[j].kind == "heading" for j in range(i, last + 1))]
    body = [i for i in above if i not in group]
    if not body or blocks[body[-1]].kind == "section":
        return False
    title = _pairs("".join(blocks[i].text for i in group))
    upper = _pairs("".join(blocks[i].text for i in body))
    lower = _pairs("".join(blocks[i].text for i in ahead if blocks[i].kind != "heading")[:1500])
    return len(title & upper) >= 0.6 * len(title) and len(title & lower) < _FOREIGN * len(title)


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


def _pairs(text: str) -> set[str]:
    letters = "".join(c for c in text if c.isalnum())
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def _assign_headings(
    blocks: Sequence[Block], drafts: list[_Draft], shares: _Shares
) -> list[tuple[int, str]]:
    """Give each article its title; return the headings that stand apart from theirs.

    The second value of a stray is the whole title it is a part of.
    """
    strays: list[tuple[int, int]] = []
    for at, draft in enumerate(drafts):
        for group in _edge_groups(blocks, draft):
            text = "".join(blocks[i].text for i in group)
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
        official = [i for i in opening if _OFFICIAL.search(blocks[i].text)]
        if official:
            draft.title = official[:1]
        elif not draft.title and draft.blocks and blocks[draft.blocks[0]].kind == "heading":
            draft.title = [
                i for at, i in enumerate(draft.blocks) if at < 2 and blocks[i].kind == "heading"
            ]


def _title(blocks: Sequence[Block], draft: _Draft) -> str:
    return " ".join(blocks[i].text for i in draft.title)


def _article(blocks: Sequence[Block], draft: _Draft) -> Article:
    byline = next(
        (blocks[i].text for i in draft.blocks if blocks[i].kind in ("byline", "lead")), ""
    )
    end = blocks[draft.blocks[-1]].end
    heads = [
        i for i in draft.blocks if blocks[i].kind in ("section", "heading") and i not in draft.title
    ]
    starts = [blocks[i].start for i in heads]
    sections = tuple(
        Section(start, stop, blocks[i].text)
        for i, start, stop in zip(heads, starts, [*starts[1:], end])
    )
    start = blocks[draft.blocks[0]].start
    return Article(start, end, _title(blocks, draft), byline[:80], sections)
